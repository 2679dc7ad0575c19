"""`saodieu understand`: what files would become, said without storing anything."""

import json
from pathlib import Path

from tests import commands
from tests.originals.papers import building, source


def test_each_file_is_told_of_by_its_name_and_a_refused_one_says_why(tmp_path: Path) -> None:
    [paper] = [each for each in source.every() if each.name.startswith("02")]
    [path] = building.build([paper], tmp_path).values()
    lie = tmp_path / "honey.docx"
    lie.write_bytes(b"MZ\x90\0 is a program")
    data = tmp_path / "data"
    code, said, complained = commands.run(data, "understand", path, lie)
    found = json.loads(said)
    assert code == 1
    assert set(found) == {path.name, "honey.docx"}
    right = found[path.name]
    assert right["error"] is None and right["grades"] == paper.facts["grades"]
    assert right["duration"] == 90 and "## I. Mục tiêu" in right["markdown"]
    assert "honey.docx" in complained and found["honey.docx"]["title"] == ""
    assert not [each for each in (data / "files").rglob("*") if each.is_file()]


def test_of_a_paper_in_two_languages_both_texts_are_told(tmp_path: Path) -> None:
    [paper] = [each for each in source.every() if each.columns]
    [path] = building.build([paper], tmp_path).values()
    _code, said, _complained = commands.run(tmp_path / "data", "understand", path)
    found = json.loads(said)[path.name]
    assert "Hai lớp làm quen" in found["markdown"] and "The two classes" in found["markdown"]
    assert any("two languages" in each for each in found["warnings"])
