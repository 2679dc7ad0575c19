"""`saodieu tags`: the vocabulary to a file and from one, asked about before anything changes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests import commands


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    place = tmp_path / "data"
    shutil.copytree(prepared, place)
    return place


def asked(data: Path, file: Path, answer: str) -> tuple[int, str]:
    """Import a file and answer the question; return the exit code and what was said."""
    done = subprocess.run(
        [commands.SAODIEU, "tags", "import", str(file)],
        env=commands.environment(data), input=answer, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf", "csv"])
def test_what_was_written_out_changes_nothing_when_it_is_taken_in(
    data: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"v.{form}"
    code, said, _ = commands.run(data, "tags", "export", file)
    assert code == 0 and "tags written to" in said
    code, said, _ = commands.run(data, "tags", "import", file)
    assert code == 0 and said.startswith("0 new, 0 changed, 0 retired")


def test_a_change_is_shown_and_asked_about(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("id,label_vi\ntheme.craft,Nghề thủ công\n", "utf-8")
    code, said = asked(data, file, "n\n")
    assert code == 1 and "+ theme.craft" in said
    assert "theme.craft" not in commands.run(data, "tags", "list", "theme")[1]
    code, said = asked(data, file, "y\n")
    assert code == 0 and "was changed" in said
    assert "theme.craft" in commands.run(data, "tags", "list", "theme")[1]


def test_nobody_is_asked_when_the_answer_is_given(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "v.csv"
    file.write_text("id,replaced_by\ntheme.reform,theme.career\n", "utf-8")
    code, said, _ = commands.run(data, "tags", "import", file, "--yes")
    assert code == 0 and "- theme.reform -> theme.career" in said


@pytest.mark.parametrize(
    ("name", "content"), [("v.docx", "x"), ("v.csv", "id\nTheme\n"), ("v.ttl", "<urn:a>")]
)
def test_a_file_that_cannot_be_taken_in_is_refused_with_exit_code_1(
    data: Path, tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    code, _, complained = commands.run(data, "tags", "import", file, "--yes")
    assert code == 1 and complained
