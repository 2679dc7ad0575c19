"""Every edition becomes a Word and a PDF file, which are read back: title, words, tables, pictures."""

import functools
import io
import pathlib
import re

import docx
import pypdfium2 as pdfium
from flask.testing import FlaskClient

from tests.activities import reading
from tests.activities.reading import Edition, every_edition, read


def content(client: FlaskClient, path: pathlib.Path, format: str) -> io.BytesIO:
    language = read(path).language
    answer = client.get(f"/{language}/items/{path.parent.name}/download.{format}", buffered=True)
    assert answer.status_code == 200
    return io.BytesIO(answer.data)


def pictures(edition: Edition) -> int:
    return len(re.findall(r"!\[[^\]]*\]\(files/", edition.body))


@functools.cache
def letters(text: str) -> str:
    """Return what stays of a text however it is broken and quoted."""
    return re.sub(r"\W", "", text).lower()


def last_words(edition: Edition) -> str:
    """Return the end of the body, which shows that nothing was cut off."""
    lines = [line for line in edition.body.splitlines() if line.strip()]
    return letters(reading.unmarked(lines[-1]).strip("| ").rpartition("|")[2])[-25:]


@every_edition
def test_the_word_file_has_all_of_it(client: FlaskClient, path: pathlib.Path) -> None:
    edition = read(path)
    paper = docx.Document(content(client, path, "docx"))
    text = letters("".join(node.text or "" for node in paper.element.body.iter() if node.text))
    assert letters(edition.facts["title"]) in text
    assert last_words(edition) in text
    # One more table has the facts.
    assert len(paper.tables) == len(reading.tables(edition.body)) + 1
    assert len(paper.inline_shapes) == pictures(edition)


@every_edition
def test_the_pdf_has_all_of_it(client: FlaskClient, path: pathlib.Path) -> None:
    edition = read(path)
    with pdfium.PdfDocument(content(client, path, "pdf")) as pdf:
        text = letters("".join(page.get_textpage().get_text_bounded() for page in pdf))
        shown = sum(
            len(list(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))) for page in pdf
        )
    assert letters(edition.facts["title"]) in text
    assert last_words(edition) in text
    assert all(letters(reading.unmarked(title)) in text for title in headers(edition))
    assert shown == pictures(edition)


def headers(edition: Edition) -> list[str]:
    return [title for table in reading.tables(edition.body) for title in table[0]]
