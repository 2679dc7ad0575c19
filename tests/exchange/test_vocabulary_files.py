"""Vocabulary files by their names: the format is told by the end, too large ones are not opened."""

from pathlib import Path

import pytest

from library.errors import Invalid
from library.exchange import vocabulary_files
from library.wiring import Library
from tests.exchange import vocabularies


@pytest.mark.parametrize(
    ("name", "form"),
    [("v.ttl", "ttl"), ("V.TTL", "ttl"), ("v.json", "jsonld"), ("v.owl", "rdf"), ("a.b.csv", "csv"),
     ("v.txt", "csv")],
)  # fmt: skip
def test_the_end_of_a_name_tells_the_format(name: str, form: str) -> None:
    assert vocabulary_files.form_of(name) == form


@pytest.mark.parametrize("name", ["v.docx", "ttl", "", "v."])
def test_any_other_end_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match=r"ends in none of"):
        vocabulary_files.form_of(name)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "v.ttl"
    with file.open("wb") as stream:
        stream.truncate(vocabulary_files.LARGEST + 1)
    with pytest.raises(Invalid, match="larger than 20 MB"):
        vocabulary_files.read(file, "v.ttl", vocabularies.some())


@pytest.mark.parametrize("form", vocabulary_files.MEDIA_TYPES)
def test_what_was_written_is_read_again(starter: Library, tmp_path: Path, form: str) -> None:
    whole = vocabularies.shipped(starter)
    file = tmp_path / f"v.{form}"
    file.write_bytes(vocabulary_files.written(whole, vocabularies.ADDRESS, form))
    assert vocabulary_files.read(file, file.name, whole).tags == whole.tags
