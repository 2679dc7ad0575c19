"""The words on a page of a PDF, with their place and their look, from pdfium's own tables."""

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdfium2 import raw

from library.items import marked
from library.originals.pdf.printed import Box, Look, Word
from library.originals.runs import link_to
from library.originals.symbols import readable

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_HEAVY = 700
_FORCED_BOLD, _SLANTED = 1 << 18, 1 << 6
_FILLED_AND_DRAWN = 2
# pdfium's sign for a hyphen at the end of a line; in TCVN3 the same place is a letter.
_CUT = 2
_FIRST_LETTER = 0x20
_BLANK = (9, 10, 13)
_TIE, _FIRST_MARK = "\xa0", "\u0300"
_SPACES = ("", *map(chr, (9, 10, 13, 0x20, 0xA0, 0x2002, 0x2003, 0x2009)))
# In parts of the size: the gap that parts words, within one text and between two, how far a letter
# may stand back, how far off the line of its word.
_GAP, _WIDE_GAP, _BACK, _OFF = 0.15, 0.6, 1.5, 0.1
_GUESSED_GAP = 0.08
_LEAN = 0.15
_TILT = 0.02
_LARGEST = 500.0
_MOST_LETTERS = 50_000
_MOST_LINKS = 500
_LONGEST_ADDRESS = 2000
_LONGEST_NAME = 200
_MOST_MARKS = 20


class _Font(NamedTuple):
    bold: bool
    italic: bool
    encoding: str
    capitals: bool


@dataclass(slots=True)
class _Setting:
    """What holds for all letters of one text object."""

    look: Look
    size: float
    base: float
    is_turned: bool
    is_around: bool


class Frame(NamedTuple):
    """How the coordinates of a page become points from the upper left corner of what is seen."""

    width: float
    height: float
    turns: int
    left: float
    bottom: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the file is seen."""
        x, y = x - self.left, y - self.bottom
        if self.turns == 1:
            return y, x
        if self.turns == 2:
            return self.width - x, y
        if self.turns == 3:
            return self.width - y, self.height - x
        return x, self.height - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return where a part of the file is seen."""
        (x0, y0), (x1, y1) = self.place(left, bottom), self.place(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


class Letters:
    """Reads pages of one document; fonts are looked at once."""

    def __init__(self) -> None:
        self._fonts: dict[int, _Font] = {}

    def words(self, page: Any, frame: Frame) -> list[Word]:
        """Return the words of a page in the order of the file."""
        links = [*_links(page, frame)]
        text = page.get_textpage()
        try:
            found = [*_Gathering(self, text, frame, links).words()]
        finally:
            text.close()
        self._fonts.clear()  # the next page may have another font at the same address
        return found

    def font(self, pointer: Any) -> _Font:
        """Return what the name and the flags of a font say."""
        key = _address(pointer)
        if key not in self._fonts:
            buffer = ctypes.create_string_buffer(_LONGEST_NAME)
            raw.FPDFFont_GetBaseFontName(pointer, buffer, _LONGEST_NAME)
            name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
            flags = max(raw.FPDFFont_GetFlags(pointer), 0)
            is_bold = raw.FPDFFont_GetWeight(pointer) >= _HEAVY or bool(flags & _FORCED_BOLD)
            family = re.split(r"[,]|-(?:Bold|Italic)", name)[0]
            self._fonts[key] = _Font(
                is_bold or bool(_BOLD.search(name)),
                bool(flags & _SLANTED or _ITALIC.search(name)),
                marked.encoding_of(family),
                marked.is_of_capitals(family),
            )
        return self._fonts[key]


class _Gathering:
    """Goes through the letters of one page."""

    def __init__(
        self, letters: Letters, text: Any, frame: Frame, links: list[tuple[Box, str]]
    ) -> None:
        self._letters = letters
        self._text = text
        self._frame = frame
        self._links = links
        self._settings: dict[int, _Setting | None] = {}
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()

    def words(self) -> Iterator[Word]:
        """Yield the words; spaces are counted and left out."""
        word: Word | None = None
        last: _Setting | None = None
        is_spaced = is_guessed = True
        is_tied = False
        for place in range(min(self._text.count_chars(), _MOST_LETTERS)):
            letter = self._letter(place)
            if letter in _SPACES:
                is_spaced = is_spaced or (bool(letter) and not self._is_guess(place))
                is_guessed = True
                is_tied = letter == _TIE
                continue
            setting = self._setting(place)
            if setting is None:
                continue
            x0, x1 = self._place(place)
            base = setting.base
            is_inner = not is_guessed or setting.is_turned
            if word and last and is_inner and _goes_on(word, last, x0, base, setting, letter):
                word.text += f" {letter}" if is_spaced else letter
                word.x0, word.x1 = min(word.x0, x0), max(word.x1, x1)
            else:
                if word:
                    yield self._finished(word)
                is_apart = is_spaced or not _is_near(word, x0, base, is_guessed=is_guessed)
                word = Word(
                    letter, x0, x1, base, setting.size, setting.look, place,
                    is_apart, setting.is_around, is_tied,
                )  # fmt: skip
            last, is_spaced, is_guessed = setting, False, False
        if word:
            yield self._finished(word)

    def _letter(self, place: int) -> str:
        code = raw.FPDFText_GetUnicode(self._text, place)
        if code == _CUT:
            setting = self._setting(place)
            return "\xad" if setting and setting.look.encoding == "tcvn3" else "-"
        return "" if code < _FIRST_LETTER and code not in _BLANK else chr(code)

    def _is_guess(self, place: int) -> bool:
        """Tell whether pdfium has put a space where it saw a gap."""
        return bool(raw.FPDFText_IsGenerated(self._text, place) == 1)

    def _place(self, place: int) -> tuple[float, float]:
        """Return from where to where a letter is seen; this is asked for every one of them."""
        raw.FPDFText_GetLooseCharBox(self._text, place, self._box)
        frame, box = self._frame, self._box
        if not frame.turns:
            return box.left - frame.left, box.right - frame.left
        seen = frame.box(box.left, box.bottom, box.right, box.top)
        return seen.x0, seen.x1

    def _setting(self, place: int) -> _Setting | None:
        """Return what holds for a letter; None for one that the page does not show upright."""
        pointer = raw.FPDFText_GetTextObject(self._text, place)
        if not pointer:
            return None
        key = _address(pointer)
        if key not in self._settings:
            self._settings[key] = self._looked_at(pointer, place)
        return self._settings[key]

    def _looked_at(self, pointer: Any, place: int) -> _Setting | None:
        matrix = self._matrix
        raw.FPDFText_GetMatrix(self._text, place, matrix)
        angle = math.atan2(matrix.b, matrix.a) - self._frame.turns * math.pi / 2
        quarters = angle / (math.pi / 2)
        if not math.isfinite(quarters) or abs(quarters - round(quarters)) > _TILT:
            return None
        size = raw.FPDFText_GetFontSize(self._text, place) * math.hypot(matrix.c, matrix.d)
        font = self._letters.font(raw.FPDFTextObj_GetFont(pointer))
        is_drawn = raw.FPDFTextObj_GetTextRenderMode(pointer) == _FILLED_AND_DRAWN
        leans = abs(matrix.a * matrix.c + matrix.b * matrix.d) > _LEAN * abs(
            matrix.a * matrix.d - matrix.b * matrix.c
        )
        look = Look(font.bold or is_drawn, font.italic or leans, font.encoding, font.capitals)
        if not 0 < size < _LARGEST:
            return None
        raw.FPDFText_GetCharOrigin(self._text, place, self._x, self._y)
        base = self._frame.place(self._x.value, self._y.value)[1]
        return _Setting(look, size, base, bool(round(quarters) % 4), _is_around(pointer))

    def _finished(self, word: Word) -> Word:
        word.text = readable(word.text)
        for box, address in self._links:
            if box.holds((word.x0 + word.x1) / 2, word.base - word.size / 3):
                word.look = word.look._replace(link=address)
        return word


def _goes_on(
    word: Word, last: _Setting, x0: float, base: float, setting: _Setting, letter: str
) -> bool:
    """Tell whether a letter belongs to the word before it."""
    if setting.is_turned or last.is_turned:
        return setting.is_turned and last.is_turned and abs(x0 - word.x0) < setting.size
    if letter >= _FIRST_MARK and unicodedata.combining(letter):
        return True
    if setting.look != last.look or abs(base - word.base) > _OFF * word.size:
        return False
    gap = (x0 - word.x1) / setting.size
    return -_BACK < gap < (_WIDE_GAP if setting is last else _GAP)


def _is_near(word: Word | None, x0: float, base: float, *, is_guessed: bool) -> bool:
    if word is None or abs(base - word.base) > word.size:
        return False
    return -_BACK < (x0 - word.x1) / word.size < (_GUESSED_GAP if is_guessed else _GAP)


def _is_around(pointer: Any) -> bool:
    """Tell whether a text is marked as one that stands on every page."""
    name = (ctypes.c_ushort * 16)()
    length = ctypes.c_ulong()
    for number in range(min(raw.FPDFPageObj_CountMarks(pointer), _MOST_MARKS)):
        mark = raw.FPDFPageObj_GetMark(pointer, number)
        is_short = raw.FPDFPageObjMark_GetName(mark, name, 32, length) and length.value <= 32
        if is_short and "".join(map(chr, name)).startswith("Artifact"):
            return True
    return False


def _links(page: Any, frame: Frame) -> Iterator[tuple[Box, str]]:
    """Yield where the links of a page stand, and where they lead."""
    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    box = raw.FS_RECTF()
    buffer = ctypes.create_string_buffer(_LONGEST_ADDRESS)
    for _ in range(_MOST_LINKS):
        if not raw.FPDFLink_Enumerate(page, position, link):
            return
        action = raw.FPDFLink_GetAction(link)
        if not action or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        length = raw.FPDFAction_GetURIPath(page.pdf, action, buffer, _LONGEST_ADDRESS)
        if 0 < length <= _LONGEST_ADDRESS:
            address = link_to(buffer.value.decode("utf-8", "replace"))
            if address:
                yield frame.box(box.left, box.bottom, box.right, box.top), address


def _address(pointer: Any) -> int:
    return ctypes.c_size_t.from_buffer(pointer).value
