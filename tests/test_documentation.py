"""README says all there is to set and to type, and nothing that there is not."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from library import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CODE = "\n".join(re.findall(r"`[^`\n]+`|^```.*?^```", README, re.DOTALL | re.MULTILINE))


def settings() -> set[str]:
    """Return the variables that `config.py` reads, as its source names them."""
    source = (ROOT / "library" / "config.py").read_text("utf-8")
    names = re.findall(r'\{PREFIX\}([A-Z_]+)|environment, "([A-Z_]+)"', source)
    return {f"SAODIEU_{direct or numbered}" for direct, numbered in names}


def commands(group: click.Group, before: str = "saodieu") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


COMMANDS = dict(commands(cli.main))


def test_the_source_names_its_settings() -> None:
    assert {"SAODIEU_DATA", "SAODIEU_PORT", "SAODIEU_SECRET_KEY_FILE"} <= settings()
    assert len(settings()) <= 20


@pytest.mark.parametrize("name", sorted(settings()))
def test_readme_explains_every_setting(name: str) -> None:
    assert f"`{name}`" in README


def test_readme_names_no_setting_that_does_not_exist() -> None:
    assert set(re.findall(r"SAODIEU_[A-Z_]+", README)) <= settings()


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_explains_every_command_and_its_options(name: str) -> None:
    rows = [line for line in README.splitlines() if re.match(rf"\| `{name}[ `]", line)]
    assert len(rows) == 1, f"README has a row for {name}"
    options = [each.opts[0] for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert [option for option in options if option not in rows[0]] == []


def test_readme_names_no_command_that_does_not_exist() -> None:
    known = {tuple(name.split()) for name in COMMANDS}
    for typed in re.findall(r"\bsaodieu ([a-z].*?)(?:[`\[\n]|$)", CODE):
        words = ("saodieu", *re.findall(r"^[a-z]+|(?<= )[a-z]+(?= |$)", typed))
        assert words[:2] in known or words[:3] in known, f"saodieu {typed}"


def test_readme_shows_the_search_page_on_its_first_screen() -> None:
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", "\n".join(README.splitlines()[:40]))
    assert picture, "README begins with a picture of the search page"
    assert (ROOT / picture[1]).is_file()


def test_links_of_the_readme_lead_to_files_that_are_there() -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_every_make_target_that_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", CODE)) <= targets
    assert {"run", "test", "check", "bench"} <= targets
