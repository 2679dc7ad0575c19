"""Brings a manuscript to Unicode in NFC: by the font where it tells, else by what the words say.

What was converted is remembered, so that the contributor sees before and after side by side. A word
may be cut into several runs (VNI writes a vowel and its tone as two letters): it is read as one,
and looks as most of it looked.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from library import encodings, legacy
from library import syllable as syllables
from library import text as texts
from library.encodings import Encoding
from library.originals.shape import Block, Cell, Manuscript, Paragraph, Run, Table, paragraphs

# Stands for what is no text and must keep its place; no old encoding writes it.
_MARK = "\ue000"
_TOKEN = re.compile(rf"\s+|{_MARK}|[^\s{_MARK}]+")
_PART = re.compile(r"[^\W_]|[\u0300-\u036f]")
_WORD = re.compile(r"[^\W\d_]+")
# Letters that no old encoding could have shown: the text was typed in Unicode, whatever its font.
_UNICODE = re.compile("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")


@dataclass(frozen=True)
class Converted:
    """A paragraph before and after; `doubtful` are the words that are no Vietnamese even now."""

    before: str
    after: str
    doubtful: tuple[str, ...]


def in_unicode(manuscript: Manuscript) -> tuple[Manuscript, list[Converted]]:
    """Return the manuscript in Unicode, and what had to be converted for that."""
    by_font = _mapped(manuscript, lambda paragraph: replace(paragraph, runs=_read(paragraph.runs)))
    lines = [_with_marks(paragraph) for paragraph in _all(by_font)]
    readings = iter(_meant(lines))
    meant = _mapped(by_font, lambda paragraph: _respelt(paragraph, next(readings)))
    return meant, list(_compared(_all(manuscript), _all(meant)))


def _all(manuscript: Manuscript) -> Iterator[Paragraph]:
    for blocks in (manuscript.blocks, *manuscript.notes):
        yield from paragraphs(blocks)


def _mapped(manuscript: Manuscript, change: Callable[[Paragraph], Paragraph]) -> Manuscript:
    """Return a manuscript with every paragraph changed, in the order of `_all`."""
    blocks = _changed(manuscript.blocks, change)
    return replace(
        manuscript, blocks=blocks, notes=[_changed(note, change) for note in manuscript.notes]
    )


def _changed(
    blocks: Sequence[Block], change: Callable[[Paragraph], Paragraph]
) -> tuple[Block, ...]:
    return tuple(
        change(block) if isinstance(block, Paragraph) else _changed_table(block, change)
        for block in blocks
    )


def _changed_table(table: Table, change: Callable[[Paragraph], Paragraph]) -> Table:
    rows = tuple(
        tuple(Cell(_changed(cell.blocks, change), cell.columns, cell.rows) for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def _read(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs with what their fonts stood for in Unicode."""
    encodings_of_typed = {run.encoding for run in runs if _UNICODE.search(run.text)}
    read = []
    is_simple = len(runs) == 1 and not runs[0].encoding and "\xad" not in runs[0].text
    for run in runs if is_simple else _by_words(runs):
        encoding = _known(run.encoding)
        is_old = encoding and run.encoding not in encodings_of_typed
        text = encodings.read(run.text, encoding) if encoding and is_old else run.text
        text = text.upper() if run.capitals and not run.picture else text
        # A soft hyphen is a letter until it is known that the text is no TCVN3.
        text = texts.repair(text) if _UNICODE.search(text) else text
        read.append(replace(run, text=text, encoding="", capitals=False))
    return tuple(_joined(read))


def _known(name: str) -> Encoding | None:
    return next((each for each in encodings.ENCODINGS if each == name), None)


def _by_words(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield words and gaps, each in one run: that in which most of the word stands."""
    word: list[Run] = []
    for run in runs:
        if run.picture or run.footnote:
            yield from _whole(word)
            word = []
            yield run
            continue
        for match in _TOKEN.finditer(run.text):
            piece = replace(run, text=match.group())
            if word and _goes_on(word[-1], piece):
                word.append(piece)
            else:
                yield from _whole(word)
                word = [piece]
    yield from _whole(word)


def _goes_on(before: Run, after: Run) -> bool:
    last, first = before.text[-1], after.text[0]
    if before.encoding:  # its letters may look like any sign
        is_word = not last.isspace() and not first.isspace()
    else:
        is_word = bool(_PART.match(last) and _PART.match(first))
    return is_word and (before.encoding, before.link) == (after.encoding, after.link)


def _whole(word: list[Run]) -> Iterator[Run]:
    if word:
        longest = max(word, key=lambda run: len(run.text))
        yield replace(longest, text="".join(run.text for run in word))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs, neighbours of one look as one."""
    last: Run | None = None
    for run in runs:
        if last and not (run.picture or run.footnote) and replace(run, text=last.text) == last:
            last = replace(last, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _meant(lines: Sequence[str]) -> Iterator[str]:
    """Yield each line as its words say that it was meant; a line break within one stays."""
    text = "\n".join(line.replace("\n", "\v") for line in lines)
    for line in legacy.read(text).text.split("\n"):
        # Gaps that may not break are set anew when the text is rendered.
        yield texts.repair(line.replace("\v", "\n")).replace("\u00a0", " ")


def _respelt(paragraph: Paragraph, meant: str) -> Paragraph:
    if _with_marks(paragraph) == meant:
        return paragraph
    pieces = list(_pieces(paragraph.runs))
    words = _TOKEN.findall(meant)
    if len(words) != len(pieces):
        marks = [run for run in paragraph.runs if not _has_words(run)]
        return replace(paragraph, runs=(Run(meant.replace(_MARK, "")), *marks))
    pairs = zip(pieces, words, strict=True)
    respelt = [run for piece, word in pairs for run in _spelt(piece, word)]
    return replace(paragraph, runs=tuple(_joined(respelt)))


def _with_marks(paragraph: Paragraph) -> str:
    """Return the words with a sign where a picture stands, or the number of a note."""
    return "".join(run.text if _has_words(run) else _MARK for run in paragraph.runs)


def _pieces(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each word and each gap together."""
    piece: list[Run] = []
    for run in _by_words(runs):
        if piece and not (_is_of_word(piece[-1]) and _is_of_word(run)):
            yield piece
            piece = []
        piece.append(run)
    if piece:
        yield piece


def _is_of_word(run: Run) -> bool:
    return _has_words(run) and not run.text.isspace()


def _has_words(run: Run) -> bool:
    return not (run.picture or run.footnote)


def _spelt(piece: list[Run], word: str) -> Iterator[Run]:
    """Yield the runs of a word as it was meant: cut where they were, if it is as long."""
    if not _has_words(piece[0]):
        yield from piece
        return
    place = 0
    if len(word) != sum(len(run.text) for run in piece):
        yield from (replace(each, text=word) for each in _whole(piece))
        return
    for run in piece:
        yield replace(run, text=word[place : place + len(run.text)])
        place += len(run.text)


def _compared(before: Iterable[Paragraph], after: Iterable[Paragraph]) -> Iterator[Converted]:
    for old, new in zip(before, after, strict=True):
        as_it_was = texts.repair(old.text)
        if as_it_was.lower() != new.text.lower():
            yield Converted(old.text, new.text, tuple(_doubtful(new.text)))


def _doubtful(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        placed = syllables.with_tone_placed(word.lower())
        if not (word.isascii() or word.isupper() or syllables.is_legal(placed)):
            yield word
