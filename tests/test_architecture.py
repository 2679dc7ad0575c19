"""The shape of the code, as design.md states it: who imports whom, how large things may grow."""

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "library"
# Parts from left to right: a part imports only from rows above its own.
LAYERS = (
    ("marking", "paths"),
    ("errors", "text"),
    ("syllable",),
    ("damage", "encodings"),
    ("legacy",),
    ("i18n",),
    ("config", "database"),
    ("background", "gathering"),
    ("changes", "history", "jobs", "migrations"),
    ("mail",),
    ("accounts",),
    ("notices", "tags"),
    ("digests", "items"),
    ("bases", "planning"),
    ("directives",),
    ("care", "uploads", "usage"),
    ("consents",),
    ("collections", "review", "search"),
    ("logbook",),
    ("coverage", "deeds", "documents", "exchange", "originals", "workbench"),
    ("bulk", "comparing", "incidents", "newsletters", "reporting"),
    ("chores", "chronicle", "mentions", "narrating", "stats"),
    ("tables", "wiring"),
    ("checking", "transfer"),
    ("terminal",),
    ("cli_accounts", "cli_tags", "cli_upkeep"),
    ("cli", "serving", "web"),
)
# Two seams where a string or a late import would be no better.
ALLOWED = {("migrations", "tables"), ("cli", "serving"), ("serving", "web")}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
WEB_ONLY = ("flask", "flask_babel", "werkzeug")
FORBIDDEN_NAMES = {
    "utils",
    "helpers",
    "common",
    "misc",
    "base",
    "core",
    "manager",
    "service",
    "handlers",
}


def modules() -> list[Path]:
    return sorted(LIBRARY.rglob("*.py"))


def part(module: Path) -> str:
    first = module.relative_to(LIBRARY).parts[0]
    return first.removesuffix(".py")


def imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_left(module: Path) -> None:
    rank = {name: place for place, row in enumerate(LAYERS) for name in row}
    own = part(module)
    if own == "__init__":
        return
    for name in imports(module):
        other = name.split(".")[1] if name.startswith("library.") else own
        if other in ("__version__", own) or (own, other) in ALLOWED:
            continue
        assert rank[other] < rank[own], f"{own} must not import {other}"


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_web_knows_flask(module: Path) -> None:
    if part(module) != "web":
        assert not {name.split(".")[0] for name in imports(module)} & set(WEB_ONLY)


@pytest.mark.parametrize("module", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_small_and_says_what_it_is_for(module: Path) -> None:
    source = module.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert module.stem not in FORBIDDEN_NAMES
    tree = ast.parse(source)
    assert ast.get_docstring(tree) or not source.strip(), "a module opens with what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "versions" not in module.parts:
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def test_every_package_is_listed_for_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    listed = set(config["options"]["packages"].split())
    folders = {module.parent for module in modules() if module.name == "__init__.py"}
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert listed == found | {"library.activities", "library.templates", "library.translations"}


def test_the_median_function_is_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for module in modules()
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 11
