"""The static files and the templates, read as files: vendored parts are what they claim to be,
nothing names another host, and what one file refers to stands in the other."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "library" / "web" / "static"
TEMPLATES = ROOT / "templates"

HOSTS_NAMED_NOT_ASKED = {"www.w3.org", "schema.org", "creativecommons.org"}
TILES = {"gong", "net", "talk", "sea", "leaf", "roof", "lotus", "cloth"}
KB = 1000


def vendored() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads((STATIC / "VENDORED.json").read_text("utf-8"))
    return listed


def written_by_hand() -> list[Path]:
    """All text of pages; licence texts name their authors' sites and are never part of one."""
    files = [path for folder in (STATIC, TEMPLATES) for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if path.suffix in {".html", ".css", ".js", ".svg", ".json"}]


def templates() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+|color-scheme):\s*([^;]+);", block))


def dark_blocks() -> list[dict[str, str]]:
    css = (STATIC / "style.css").read_text("utf-8")
    layer = css[css.index("@layer tokens {") : css.index("@layer base {")]
    selectors = (r':root:not\(\[data-theme="light"\]\)', r':root\[data-theme="dark"\]')
    return [
        tokens(block) for name in selectors for block in re.findall(name + r" \{([^}]*)\}", layer)
    ]


def symbols() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "sprites.svg").read_text("utf-8")))


def compressed(name: str) -> int:
    content = (STATIC / name).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


@pytest.mark.parametrize("entry", vendored(), ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_listed(entry: dict[str, str]) -> None:
    content = (STATIC / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert {"name", "version", "source", "licence"} <= entry.keys()
    assert (STATIC / entry["licence_file"]).is_file()


def test_every_font_and_licence_is_listed_as_vendored() -> None:
    present = {path.relative_to(STATIC).as_posix() for path in (STATIC / "fonts").iterdir()}
    assert present == {entry["file"] for entry in vendored()}


@pytest.mark.parametrize(
    "path", written_by_hand(), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_file_names_another_host(path: Path) -> None:
    named = set(re.findall(r"//([\w-]+(?:\.[\w-]+)+)", path.read_text("utf-8")))
    assert named <= HOSTS_NAMED_NOT_ASKED


def test_the_two_dark_themes_are_the_same() -> None:
    machine, reader = dark_blocks()
    assert machine == reader
    assert {"--paper", "--ink", "--link", "color-scheme"} <= machine.keys()


def test_every_file_named_in_a_stylesheet_exists() -> None:
    for sheet in STATIC.glob("*.css"):
        for name in re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8")):
            assert (STATIC / name).is_file(), f"{sheet.name} names {name}"


@pytest.mark.parametrize("name", templates())
def test_every_drawing_named_in_a_template_is_in_the_sprites(name: str) -> None:
    named = set(re.findall(r'"((?:[itp]-[\w-]*)|logo|scene)"', templates()[name]))
    prefixes = {part for part in named if part.endswith("-")}
    assert named - prefixes <= symbols()
    assert {prefix + tile for prefix in prefixes for tile in TILES} <= symbols()


@pytest.mark.parametrize("name", templates())
def test_a_template_has_no_inline_style_or_script(name: str) -> None:
    text = templates()[name]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/ld+json"' in attributes


@pytest.mark.parametrize("name", templates())
def test_a_template_compiles_and_what_it_takes_over_exists(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)
    for part in re.findall(r'{% (?:from|extends|include) "([^"]+)"', templates()[name]):
        assert (TEMPLATES / part).is_file()


def test_the_static_part_of_a_first_visit_is_light() -> None:
    faces = re.findall(r"url\(([^)]+)\)", (STATIC / "fonts.css").read_text("utf-8"))
    always = ["style.css", "sprites.svg", "logo.svg"]
    assert sum(compressed(name) for name in always) < 20 * KB
    assert sum(compressed(name) for name in [*always, "fonts.css", *faces]) < 110 * KB
