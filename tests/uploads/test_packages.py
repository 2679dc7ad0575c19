"""Office files looked over: macros, locks, document types, bombs; what is usual stays taken."""

from pathlib import Path

import docx
import pytest

from library.uploads import packages
from library.uploads.packages import Refused
from tests.items import papers
from tests.uploads import hostile
from tests.uploads.hostile import MANIFEST, RELATIONS, word_replacing, word_with

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"


CHUNK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"


def relation(target: str, mode: str = "External", type: str = TEMPLATE) -> dict[str, str | bytes]:
    one = f"<Relationship Id='a' Type='{type}' Target='{target}' TargetMode='{mode}'/>"
    return {
        "word/_rels/settings.xml.rels": f"<Relationships xmlns='{RELATIONS}'>{one}</Relationships>"
    }


def open_document(name: str, part: str) -> bytes:
    return papers.packed({name: part}, papers.open_document("<text:p>a</text:p>"))


LOCK = f"<m:manifest xmlns:m='{MANIFEST}'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
REFUSED = {
    "macros of Word": (lambda: word_with({"word/vbaProject.bin": b"a"}), "macros"),
    "macros of Excel 4": (lambda: word_with({"xl/macrosheets/sheet1.xml": "<a/>"}), "macros"),
    "macros in capitals": (lambda: word_with({"word/VBAPROJECT.BIN": b"a"}), "macros"),
    "a type of macros": (
        lambda: word_replacing(
            "[Content_Types].xml", f"<Types><Override ContentType='{MACRO_TYPE}'/></Types>"
        ),
        "macros",
    ),
    "macros of OpenDocument": (lambda: open_document("Basic/Standard/a.xml", "<a/>"), "macros"),
    "scripts of OpenDocument": (lambda: open_document("Scripts/python/a.py", "a"), "macros"),
    "controls": (lambda: word_with({"word/activeX/activeX1.xml": "<a/>"}), "macros"),
    "a template from afar": (lambda: word_with(relation("https://example.org/a.dotm")), "fetches"),
    "a template of a share": (lambda: word_with(relation(r"\\host\a.dotm")), "fetches"),
    "a document type": (
        lambda: word_with({"word/footnotes.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "doctype",
    ),
    "a document type behind a comment": (
        lambda: word_with({"word/a.xml": f"<!--{'x' * 300_000}--><!DOCTYPE a><a/>"}),
        "doctype",
    ),
    "a document type in UTF-16": (
        lambda: word_with({"docProps/a.xml": "<!DOCTYPE a><a/>".encode("utf-16")}),
        "doctype",
    ),
    "a document type in OpenDocument": (
        lambda: open_document("meta.xml", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"),
        "doctype",
    ),
    "a chunk from afar": (
        lambda: word_with(relation("https://example.org/a.html", type=CHUNK)),
        "fetches",
    ),
    "a part outside of it": (lambda: word_with({"word/../../a.txt": "a"}), "paths"),
    "a part outside of it, as Windows writes it": (lambda: word_with({"..\\a.txt": "a"}), "paths"),
    "a NUL in a name": (lambda: word_with({"word/aXb.txt": "a"}).replace(b"aXb", b"a\0b"), "paths"),
    "two parts of one name": (
        lambda: word_with({"word/a1.xml": "<a/>", "word/a2.xml": "<b/>"}).replace(b"a2.", b"a1."),
        "damaged",
    ),
    "a lock": (hostile.locked_zip, "locked"),
    "a lock of OpenDocument": (lambda: open_document("META-INF/manifest.xml", LOCK), "locked"),
    "a bomb": (hostile.bomb, "bomb"),
    "many entries": (lambda: word_with({f"a/{n}": b"" for n in range(20_001)}), "bomb"),
    "no XML": (lambda: word_with({"word/a.xml": "<a"}), "damaged"),
    "half of it": (lambda: word_with({})[:300], "damaged"),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_can_do_harm_is_refused(tmp_path: Path, make: object, reason: str) -> None:
    assert callable(make)
    file = tmp_path / "file"
    file.write_bytes(make())
    with pytest.raises(Refused, match=reason):
        packages.look_over(file)


HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
TAKEN = {
    "a template of the own disk": lambda: word_with(relation("file:///C:/Users/An/Normal.dotm")),
    "a link": lambda: word_with(relation("https://example.org/", type=HYPERLINK)),
    "an equation": lambda: word_with({"word/embeddings/oleObject1.bin": b"a"}),
    "a picture": lambda: word_with({"word/media/image1.png": hostile.picture()}),
    "a part without content": lambda: word_with({"word/a.xml": ""}),
    "a sheet": lambda: papers.sheet("a"),
    "slides": lambda: papers.slides("a"),
    "OpenDocument": lambda: papers.open_document("<text:p>a</text:p>"),
}


@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN)
def test_what_is_usual_is_taken(tmp_path: Path, make: object) -> None:
    assert callable(make)
    file = tmp_path / "file"
    file.write_bytes(make())
    packages.look_over(file)


def test_a_document_of_word_itself_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "file.docx"
    document = docx.Document()
    document.add_heading("Kế hoạch")
    document.save(str(file))
    packages.look_over(file)
