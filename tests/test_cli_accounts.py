"""Units and accounts from the command line: how the first administrator is made."""

import shutil
from pathlib import Path

import pytest

from tests import commands


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of one's own."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


def test_the_first_administrator_gets_a_link_to_choose_a_password(data: Path) -> None:
    added = ("user", "add", "an@example.vn", "--name", "Vũ An", "--role", "administrator")
    code, said, _ = commands.run(data, *added)
    assert code == 0
    assert "/en/account/links/" in said
    assert commands.run(data, "user", "list")[1].split("\t")[:3] == [
        *("an@example.vn", "Vũ An", "administrator")
    ]


def test_units_are_found_by_name_without_accents_and_listed_as_a_tree(data: Path) -> None:
    commands.run(data, "unit", "add", "Sở GD&ĐT Mẫu", "--kind", "department")
    under = ("--under", "so gd&dt mau")
    code, _, _ = commands.run(data, "unit", "add", "Trường Mẫu", "--kind", "school", *under)
    assert code == 0
    lines = commands.run(data, "unit", "list")[1].splitlines()
    assert [line.split("\t")[1] for line in lines] == [
        *("Sáo Diều", "  Sở GD&ĐT Mẫu", "    Trường Mẫu")
    ]


def test_a_role_is_taken_back_an_account_reset_and_ended(data: Path) -> None:
    for email in ("an@example.vn", "binh@example.vn"):
        added = ("user", "add", email, "--name", "Vũ An", "--role", "administrator")
        assert commands.run(data, *added)[0] == 0
    code, said, _ = commands.run(data, "user", "reset", "AN@example.vn")
    assert (code, "/account/links/" in said) == (0, True)
    code, _, complained = commands.run(data, "user", "revoke", "an@example.vn", "--role", "reader")
    assert (code, "does not have this role" in complained) == (1, True)
    assert commands.run(data, "user", "revoke", "an@example.vn", "--role", "administrator")[0] == 0
    assert "an@example.vn" not in commands.run(data, "user", "list")[1]
    code, _, complained = commands.run(data, "user", "end", "binh@example.vn")
    assert (code, "Nobody else" in complained) == (1, True)
    assert commands.run(data, "user", "end", "an@example.vn")[0] == 0
    assert "no account" in commands.run(data, "user", "reset", "nobody@example.vn")[2]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("unit", "add", "X", "--kind", "group"), "cannot stand there"),
        (("unit", "add", "X", "--kind", "school", "--under", "nowhere"), "no unit"),
        (("user", "add", "an", "--name", "A", "--role", "reader"), "e-mail address"),
        (("user", "add", "an@example.vn", "--role", "reader"), "name"),
    ],
)
def test_what_cannot_be_added_is_refused_with_the_reason(
    data: Path, arguments: tuple[str, ...], why: str
) -> None:
    code, _, complained = commands.run(data, *arguments)
    assert (code, why in complained) == (1, True)
