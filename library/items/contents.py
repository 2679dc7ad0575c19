"""The text of a file, for search. Runs inside the confined process of `extracting.py`.

What cannot be read (locked, damaged, a scan without text, an attack) has no text: that is no error.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2

from library import encodings, legacy
from library import text as texts
from library.items import confined, decoding, marked, office
from library.items.extracting import LONGEST
from library.items.marked import Fonts, Grammar, Piece

_MOST_PAGES = 500
# What a person sees before turning pages, in characters.
_BEGINNING = 20_000
_FIRST_PAGES = 2
_MOST_SLIDES = 100
_MOST_BYTES = 8 * LONGEST
_PAGE = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section"
    " summary table td th title tr ul"
)
_HTML = Grammar(
    ends=frozenset(_BLOCKS.split()),
    gaps=dict.fromkeys(_BLOCKS.split(), "\n"),
    left_out=frozenset({"script", "style", "template", "object", "svg"}),
)
_WORD = re.compile(r"\S+")


def extract(content: bytes, media_type: str) -> str:
    """Return the text of a file, LONGEST characters of it at most, empty when it has none."""
    try:
        found = "".join(map(_readable, _pieces(content, media_type)))
    except MemoryError:
        raise  # the process is not to be trusted any more
    except Exception:  # damaged files raise anything; whatever it is, there is no text
        return ""
    return _tidied(found)


def beginning(content: bytes, media_type: str) -> str:
    """Return what a reader sees first: what stands around the pages, then the start of the text.

    What is shown in capitals is in capitals.
    """
    try:
        found = "".join(map(_as_seen, _first_pieces(content, media_type)))
    except MemoryError:
        raise
    except Exception:  # as above
        return ""
    return _tidied(found)


def slides(content: bytes) -> list[str]:
    """Return the text of each slide of a presentation; none when it cannot be read."""
    try:
        found = islice(office.slides(content, LONGEST), _MOST_SLIDES)
        return [_tidied("".join(map(_readable, pieces))) for pieces in found]
    except MemoryError:
        raise
    except Exception:  # as above
        return []


def _first_pieces(content: bytes, media_type: str) -> Iterator[Piece]:
    if office.is_office(media_type):
        yield from office.pieces(content, media_type, _BEGINNING, around=True, as_seen=True)
        yield Piece("\n")
        yield from office.pieces(content, media_type, _BEGINNING, as_seen=True)
    elif media_type == "application/pdf":
        yield Piece("\n".join(islice(_pages(content), _FIRST_PAGES)))
    else:
        yield from _pieces(content[: 4 * _BEGINNING], media_type)


def _as_seen(piece: Piece) -> str:
    text = _readable(piece)
    return text.upper() if piece.capitals else text


def _readable(piece: Piece) -> str:
    """Return a stretch of text that one font was set in, as a reader would have seen it."""
    encoding = next((each for each in encodings.ENCODINGS if each == piece.encoding), None)
    if encoding:
        return _WORD.sub(lambda word: encodings.read(word[0], encoding), piece.text)
    return texts.repair(legacy.read(piece.text).text)


def _pieces(content: bytes, media_type: str) -> Iterable[Piece]:
    if office.is_office(media_type):
        return office.pieces(content, media_type, LONGEST)
    if media_type == "application/pdf":
        return [Piece("\n".join(_pages(content)))]
    text = decoding.decoded(content, _MOST_BYTES)
    return _page(text) if _PAGE.match(text) else [Piece(text)]


def _pages(content: bytes) -> Iterator[str]:
    """Yield the text of the pages of a PDF."""
    length = 0
    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), _MOST_PAGES)):
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
            yield text
            length += len(text)
            if length > LONGEST:
                return


def _page(source: str) -> Iterator[Piece]:
    target = marked.Reader(_HTML, Fonts())
    marked.read_html(source, target)
    return target.pieces()


def _tidied(text: str) -> str:
    """Return the text with single spaces and without empty lines."""
    lines = (" ".join(line.split()) for line in texts.repair(text).splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST]


def _answer(question: Any) -> str | list[str]:
    content = Path(question["path"]).read_bytes()
    if question.get("slides"):
        return slides(content)
    read = beginning if question.get("beginning") else extract
    return read(content, question["media_type"])


if __name__ == "__main__":
    confined.serve(_answer, confined.READING)
