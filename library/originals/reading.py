"""Reads an original whole, in the confined process of `reader.py`: pictures go to a folder of its own.

What is refused here has a key of `reader.REASONS`; nothing that a file holds raises anything else.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from library import legacy
from library.items import confined, origin
from library.originals import bilingual, letters, plain, returned, sheets, structure
from library.originals.docx import document as word
from library.originals.html import page as web_page
from library.originals.odf import document as open_document
from library.originals.pdf import document as portable
from library.originals.shape import Block, Manuscript, Picture, Unreadable, paragraphs
from library.originals.structure import Arranged
from library.originals.writing import Writer

_LONGEST = 250_000
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/webp": "webp",
}
_READERS: Mapping[str, Callable[[bytes], Manuscript]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": word.read,
    "application/vnd.oasis.opendocument.text": open_document.read,
    "application/pdf": portable.read,
    "text/html": web_page.read,
    "text/plain": plain.read_text,
}
_MARKDOWN = "text/markdown"
# What a reader of a format may need to know of a warning.
_VALUES = {"pages": {"most": portable.MOST_PAGES}}
_HEADED = re.compile(r"\s*# +(.+?)(?: +#+)?(?:\n|$)")


def read(path: Path, media_type: str, folder: Path) -> dict[str, Any]:
    """Return what a file says as `reader.Reading` takes it, or {"error": reason}."""
    reader = _READERS.get(media_type)
    if reader is None and media_type != _MARKDOWN:
        return {"error": "type"}
    try:
        content = path.read_bytes()
        return _understood(reader(content), folder) if reader else _as_it_is(content)
    except Unreadable as error:
        return {"error": str(error)}
    except MemoryError:
        raise  # the process is not to be trusted any more
    except Exception:  # damaged files raise anything
        return {"error": "damaged"}


def _as_it_is(content: bytes) -> dict[str, Any]:
    """Return Markdown, whose first heading of the highest level is its title."""
    marked = plain.markdown(content)
    title, body = marked.properties.get("title", ""), legacy.read(marked.text).text
    if not title and (headed := _HEADED.match(body)):
        title, body = headed[1], body[headed.end() :]
    if not title.strip(" #") and not body.strip():
        return {"error": "empty"}
    return _answer_of(Arranged((title,) * bool(title), (), ()), body.strip() + "\n") | {
        "properties": dict(marked.properties)
    }


def _understood(manuscript: Manuscript, folder: Path) -> dict[str, Any]:
    manuscript, converted = letters.in_unicode(manuscript)
    back = origin.of(manuscript.properties)
    both = None if back else bilingual.parted(manuscript)
    manuscript = both.vietnamese if both else manuscript
    arranged = returned.arrange(manuscript, back) if back else structure.arrange(manuscript)
    shown = _shown(arranged, manuscript.pictures)
    paths = _carried(manuscript.pictures) if back else {}
    shown = {
        number: _free(name, paths.values()) for number, name in shown.items() if number not in paths
    }
    paths |= {number: f"files/{name}" for number, name in shown.items()}
    writer = Writer(paths, manuscript.notes)
    markdown = writer.markdown(arranged.blocks)
    if not markdown and not arranged.title:
        return {"error": "empty"}
    for number, name in shown.items():
        (folder / name).write_bytes(manuscript.pictures[number - 1].content)
    return _answer_of(arranged, markdown) | {
        "converted": [vars(each) for each in converted],
        "pictures": list(_described(arranged, shown)),
        "properties": {key: manuscript.properties.get(key, "") for key in ("title", "creator")},
        "origin": vars(back) if back else None,
        "other": _other(both.english) if both else None,
        "warnings": [[code, _VALUES.get(code, {})] for code in _warnings(manuscript, markdown)],
    }


def _other(manuscript: Manuscript) -> dict[str, str]:
    """Return the English text of a paper in two columns; its pictures stand in the Vietnamese one."""
    arranged = structure.arrange(manuscript)
    markdown = Writer({}, manuscript.notes).markdown(arranged.blocks)
    title = " ".join(arranged.title)
    return {"language": "en", "title": title, "markdown": markdown[:_LONGEST]}


def _answer_of(arranged: Arranged, markdown: str) -> dict[str, Any]:
    """Return an answer about a text to which nothing had to be done."""
    return {
        "title": "\n".join(arranged.title),
        "markdown": markdown[:_LONGEST],
        "summary": arranged.summary,
        "head": list(arranged.head),
        "converted": [],
        "pictures": [],
        "properties": {},
        "origin": None,
        "other": None,
        "warnings": [["length", {}]] if len(markdown) > _LONGEST else [],
    }


def _warnings(manuscript: Manuscript, markdown: str) -> Iterator[str]:
    yield from manuscript.warnings
    if len(markdown) > _LONGEST and "length" not in manuscript.warnings:
        yield "length"


def _shown(arranged: Arranged, pictures: Sequence[Picture]) -> dict[int, str]:
    """Return the names of the pictures that stand in the text, by number."""
    numbers = dict.fromkeys(number for number, _alt in _met(arranged.blocks))
    return {
        number: f"hinh-{place}.{_ENDINGS[pictures[number - 1].media_type]}"
        for place, number in enumerate(numbers, start=1)
    }


def _met(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    runs = chain.from_iterable(paragraph.runs for paragraph in paragraphs(blocks))
    return ((run.picture, run.text) for run in runs if run.picture)


def _described(arranged: Arranged, shown: Mapping[int, str]) -> Iterator[dict[str, str]]:
    alts: dict[int, str] = {}
    for number, alt in _met(arranged.blocks):
        alts[number] = alts.get(number) or alt
    for number, name in shown.items():
        yield {"path": f"files/{name}", "name": name, "alt": alts[number]}


def _free(name: str, taken: Collection[str]) -> str:
    """Return the name of a new picture, another one where the item has a picture of that name."""
    return f"them-{name}" if f"files/{name}" in taken else name


def _carried(pictures: Sequence[Picture]) -> dict[int, str]:
    """Return the paths of the item's own pictures that came back as they were, by number."""
    paths = (origin.path_of(each.name, each.content) for each in pictures)
    return {number: path for number, path in enumerate(paths, start=1) if path}


def _answer(question: Any) -> dict[str, Any]:
    if "rows" in question:
        return sheets.read(Path(question["path"]), question["media_type"], question["rows"])
    return read(Path(question["path"]), question["media_type"], Path(question["folder"]))


if __name__ == "__main__":
    confined.serve(_answer, confined.READING)
