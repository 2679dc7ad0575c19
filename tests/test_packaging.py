"""A wheel, made through the sdist as releases are, holds all that a library needs to run."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import commands

ROOT = Path(__file__).parent.parent
SOURCES = ("library", "activities", "templates", "translations")
NEEDED = (
    *(
        "activities/class-waste-audit/plan.vi.md",
        "activities/class-waste-audit/files/ba-nhom-rac.png",
    ),
    *("templates/base.html", "translations/vi/LC_MESSAGES/messages.po", "tags/taxonomy.yaml"),
    *(
        "tags/places.yaml",
        "planning/occasions.yaml",
        "uploads/persons.yaml",
        "migrations/env.py",
        "py.typed",
    ),
    *("migrations/script.py.mako", "migrations/versions/0002_texts_of_files.py"),
    *("documents/plan.typ", "documents/fonts/LiberationSerif-Regular.ttf", "web/static/style.css"),
    *("web/static/fonts.css", "documents/plan.xml"),
)


def built(*arguments: object, cwd: Path) -> None:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist of a copy of this tree."""
    place = tmp_path_factory.mktemp("wheel")
    tree = place / "tree"
    tree.mkdir()
    for file in (each for each in ROOT.iterdir() if each.is_file() and each.name[0] != "."):
        shutil.copy(file, tree)
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    build = "from setuptools import build_meta; build_meta.build_sdist('..')"
    built("-c", build, cwd=tree)
    [sdist] = place.glob("*.tar.gz")
    pip = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    built(*pip, sdist, cwd=place)
    [made] = place.glob("*.whl")
    return made


def test_everything_is_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"library/{name}" for name in NEEDED} <= names
    here = {str(each.relative_to(ROOT)) for each in (ROOT / "library").rglob("*.py")}
    assert here <= names, "a package is missing from setup.cfg"
    for folder in SOURCES[1:]:
        files = {each.relative_to(ROOT) for each in (ROOT / folder).rglob("*") if each.is_file()}
        assert {f"library/{file}" for file in map(str, files) if ".mo" not in file} <= names


def test_nothing_lies_beside_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"library"}


def test_an_installed_wheel_runs_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target")
    built(*pip, site, wheel, cwd=elsewhere)
    environment = commands.environment(tmp_path / "data") | {"PYTHONPATH": str(site)}

    def saodieu(*arguments: str) -> str:
        start = "import library, sys; from library.cli import main; print(library.__file__); main()"
        done = subprocess.run(
            [sys.executable, "-P", "-c", start, *arguments],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        used, _, said = done.stdout.partition("\n")
        assert used == str(site / "library" / "__init__.py"), "the checkout was used"
        return said

    assert "0 refused" in saodieu("init")
    assert '"total": 0' not in saodieu("search", "phan loai rac", "--json")
    assert not list(elsewhere.iterdir())
