"""Sentences in a query that are no names: grades, durations, months, school weeks, documents.

They are looked for in the query's folded text, so that accents do not matter.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

# Minutes of a school period in secondary schools (domain: GDPT 2018), and of a session.
PERIOD, SESSION = 45, 240
# The last grade of primary schools, and of all.
PRIMARY, HIGHEST = 5, 12
_GRADES = range(1, HIGHEST + 1)
_WORDS = (
    "",
    "mot",
    "hai",
    "ba",
    "bon",
    "nam",
    "sau",
    "bay",
    "tam",
    "chin",
    "muoi",
    "muoi mot",
    "muoi hai",
)
# Numbers as they are spoken, without accents: what grades and hours are called.
SPOKEN = {word: number for number, word in enumerate(_WORDS) if word}
_HOUR = ("gio", "h", "tieng")
SPOKEN_NUMBER = "|".join(sorted(SPOKEN, key=len, reverse=True))
# The first school week of a month tag: 18 weeks from the Monday after 5 September, then 17 from
# mid January; Tết falls between (the ministry's frame of 35 weeks; provinces differ by a week).
_WEEKS = {1: 9, 5: 10, 9: 11, 13: 12, 18: 1, 24: 3, 28: 4, 33: 5}
_LAST_WEEK = 35
# Month tags that stand for several months: the Tết months and the summer.
_MONTH_TAGS = {2: 1, 7: 6, 8: 6}
_SYMBOLS = {
    "cv": "doctype.official-letter", "cong van": "doctype.official-letter",
    "tt": "doctype.circular", "thong tu": "doctype.circular",
    "nd": "doctype.decree", "nghi dinh": "doctype.decree",
    "qd": "doctype.decision", "quyet dinh": "doctype.decision",
    "kh": "doctype.plan", "chi thi": "doctype.directive",
    "kl": "doctype.party", "ket luan": "doctype.party",
    "nq": "doctype.party", "nghi quyet": "doctype.party",
}  # fmt: skip


class Found(NamedTuple):
    """Where in the folded text something was understood, and as what."""

    start: int
    end: int
    tags: tuple[str, ...] = ()
    minutes: tuple[int, int] | None = None
    # How else a document is cited; None for what is no document.
    cited: tuple[str, ...] | None = None
    # The tags are what it must not have.
    is_absent: bool = False


# What a sentence means: tags, minutes, citations and whether it is absent, as in Found.
Tags = tuple[str, ...]
Meaning = tuple[Tags, tuple[int, int] | None, Tags | None] | tuple[Tags, None, None, bool]
Reader = Callable[[re.Match[str]], Meaning | None]


def find(line: str) -> Iterator[Found]:
    """Yield what is understood in a folded text, the surest first; later ones may overlap."""
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(line):
            if meant := read(match):
                yield Found(match.start(), match.end(), *meant)


def grade(number: int) -> str:
    """Return the tag of a grade, 1 to 12."""
    return f"grade.{number:02}"


def is_grade(number: str) -> bool:
    """Tell whether a number may be that of a grade."""
    return number.isdecimal() and len(number) < 3 and int(number) in _GRADES


def _grades(numbers: Iterator[int] | range | list[int]) -> Meaning | None:
    tags = tuple(dict.fromkeys(grade(number) for number in numbers if number in _GRADES))
    return (tags, None, None) if tags else None


def _grade_range(match: re.Match[str]) -> Meaning | None:
    first, last = int(match[1]), int(match[2])
    return _grades(range(first, last + 1)) if first < last else _grades([first, last])


def _grade_list(match: re.Match[str]) -> Meaning | None:
    return _grades([int(number) for number in re.findall(r"\d+", match[1])])


def _grade_word(match: re.Match[str]) -> Meaning | None:
    return _grades([SPOKEN[match[1]]])


def _letter_grade(match: re.Match[str]) -> Meaning | None:
    """Read "K7"; beside a word of preschools K1 to K3 are its groups of 3, 4 and 5 years."""
    number = int(match[1])
    if match[0].startswith("k") and number < 4 and _PRESCHOOL.search(match.string):
        return (f"grade.k{number + 2}",), None, None
    return _grades([number])


def _kindergarten(match: re.Match[str]) -> Meaning | None:
    """Read an age: "5 tuổi" is the group of 5 to 6, "3-4 tuổi" that of 3 to 4."""
    age = int(match[1])
    return ((f"grade.k{age}",), None, None) if 3 <= age <= 5 else None


def _minutes(match: re.Match[str]) -> Meaning | None:
    """Read a duration; a bare one is meant about so, because plans round."""
    unit = match["unit"]
    count = _in_minutes(match["count"], unit) + (
        _in_minutes("1", unit) // 2 if match["half"] else 0
    )
    if match["first"]:
        first = _in_minutes(match["first"], unit)
        return (), (min(first, count), max(first, count)), None
    if match["most"]:
        return (), (0, count), None
    return None if unit.startswith(_HOUR) and count > SESSION else _about(count)


def _hours_and_minutes(match: re.Match[str]) -> Meaning | None:
    """Read "1h30"; "7h30" is when it begins."""
    count = int(match[1]) * 60 + int(match[2])
    return _about(count) if count <= SESSION else None


def _about(count: int) -> Meaning:
    return (), (count * 2 // 3, count * 11 // 10), None


def _in_minutes(number: str, unit: str) -> int:
    count = SPOKEN.get(number) or float(number.replace(",", "."))
    if unit.startswith(_HOUR):
        return int(count * 60)
    return int(count * PERIOD) if unit.startswith(("tiet", "period")) else int(count)


def _session(match: re.Match[str]) -> Meaning:
    return (), (0, PERIOD) if match[0] == "mot tiet" else (2 * PERIOD, SESSION), None


def _month(match: re.Match[str]) -> Meaning | None:
    number = int(match[1])
    tag = f"month.{_MONTH_TAGS.get(number, number):02}"
    return ((tag,), None, None) if number in _GRADES else None


def _week(match: re.Match[str]) -> Meaning | None:
    week = int(match[1])
    if not 1 <= week <= _LAST_WEEK:
        return None
    month = _WEEKS[max(first for first in _WEEKS if first <= week)]
    return (f"month.{month:02}",), None, None


def _document(match: re.Match[str]) -> Meaning | None:
    """Read a number with its symbol: of the Party where a Party body stands in it."""
    symbol = match["symbol"]
    is_party = re.search(r"[-/](tu|tw|hu|du)$", symbol)
    tag = "doctype.party" if is_party else _SYMBOLS.get(re.split(r"[-/]", symbol)[0])
    cited = " ".join(re.findall(r"[a-z\d]+", match["number"] + symbol))
    return ((tag,), None, (cited,)) if tag else None


def _announced(match: re.Match[str]) -> Meaning | None:
    """Read what kind of document a number is of; texts cite it with "số" or by its symbol."""
    tag, number = _SYMBOLS[match[1]], match[2]
    codes = [code for code, other in _SYMBOLS.items() if other == tag]
    cited = [f"{code} so {number}" for code in codes] + [f"{number} {code}" for code in codes]
    return (tag,), None, (*cited, *(f"{code} {number}" for code in codes))


def _edition(match: re.Match[str]) -> Meaning:
    return (_LANGUAGES[match["language"]],), None, None


def _no_edition(match: re.Match[str]) -> Meaning:
    return (_LANGUAGES[match["language"]],), None, None, True


_LANGUAGES: Mapping[str, str] = {
    "anh": "language.en", "english": "language.en", "viet": "language.vi",
    "vietnamese": "language.vi", "song ngu": "language.bilingual",
    "bilingual": "language.bilingual",
}  # fmt: skip
_GRADE = r"(?:lop|khoi|grades?|years?)"
_MOST = (
    r"(?:duoi|toi da|khong qua|nhieu nhat|trong vong|trong|it hon"
    r"|under|less than|within|up to|at most|max)"
)
_TIME = (
    r"phut\b|p\b|['’′]|minutes?\b|mins?\b|gio\b|h\b|hours?\b|tieng dong ho\b|tiet\b|periods?\b"
    # An hour is a "tiếng" too, and so is a language.
    r"|tieng\b(?! (?:anh|viet|phap|trung|nhat|han|nga|duc|lao|khmer|cham|dan)\b)"
)
_NUMBER = rf"\d{{1,3}}(?:[.,]5)?|(?:{SPOKEN_NUMBER})(?= (?:tiet|gio|phut)\b)"
# What says that an hour is one of the clock.
_OF_THE_DAY = r"(?! (?:sang|trua|chieu|toi|dem|kem|dung)\b)"
# Behind "lớp" and a number word these say that it counts something else: "lớp năm học".
_OTHERWISE = (
    r"(?! (?:hoc|tuan|lan|so|buoi|tiet|thang|ngay|gio|khi|do|nay|cach|vai|nguoi|em|nhom)\b)"
)
_PRESCHOOL = re.compile(r"\b(?:mam non|mau giao|nha tre|mn|mg|kindergarten|preschool)\b")
_AND = r"(?:,|;|\+|&|va|and|hoac|or)"
_EDITION = r"(?:ban|phien ban|bang|viet bang)"
_WHICH = "(?P<language>anh|viet|english|vietnamese|song ngu|bilingual)"
_NOT_YET = r"(?:(?:con |van )?(?:chua|khong|thieu|chang)(?: (?:he|duoc|phai|co|lam))*)"
_WITHOUT = r"(?:without|no|not|lacking|missing|has no|have no)(?: (?:yet|an?|any|available))*"
# "KH 5" is Khoa học in grade 5 more often than a plan's number.
_ANNOUNCING = "|".join(symbol for symbol in _SYMBOLS if symbol != "kh")
_READERS: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?:\b(?:{_ANNOUNCING}) ?(?:so )?)?(?<![\w/])(?P<number>\d{{1,4}}(?:/\d{{4}})?[-/])"
        r"(?P<symbol>[a-z]{1,8}(?:[-/&][a-z]{1,10})+)\b",
        _document,
    ),
    (rf"\b({_ANNOUNCING}) ?(?:so )?(\d{{1,4}})\b", _announced),
    (
        rf"\b(?:tu )?{_GRADE} ?(\d{{1,2}}) ?(?:-|–|den|toi|to) ?(?:{_GRADE} ?)?(\d{{1,2}})\b",
        _grade_range,
    ),
    (r"\b[klg](\d{1,2}) ?[-–] ?[klg]?(\d{1,2})\b", _grade_range),
    (rf"\b{_GRADE} ?(\d{{1,2}})(?:[a-z]\d{{0,2}}| ?/ ?\d{{1,2}})\b", _grade_list),
    (
        rf"\b{_GRADE} ?(\d{{1,2}}(?: ?{_AND} ?(?:{_GRADE} ?)?\d{{1,2}})*)\b(?! ?(?:phut|tiet))",
        _grade_list,
    ),
    (rf"\b(?:lop|khoi) ({SPOKEN_NUMBER})\b{_OTHERWISE}", _grade_word),
    (r"\b(\d{1,2})(?:st|nd|rd|th) grade\b", _grade_list),
    (r"\b[klg](\d{1,2})\b", _letter_grade),
    # "7h30" is an hour of the day.
    (r"(?<![\w/-])(\d{1,2})(?:[a-g]\d{1,2}|h\d)\b", _grade_list),
    (r"\b(?:(?:mam non|mau giao|tre) )?(\d)(?: ?- ?\d)? tuoi\b", _kindergarten),
    (r"\b(?:kindergarten )?ages? (\d)(?: ?- ?\d)?\b", _kindergarten),
    (rf"\b(\d) ?(?:h ?|gio ?(?=\d\d ?phut))(\d\d)(?: ?phut)?\b{_OF_THE_DAY}", _hours_and_minutes),
    (
        rf"(?:\b(?P<most>{_MOST}) )?(?:\btu )?(?<!gio )\b(?:(?P<first>\d{{1,3}}) ?(?:-|–|den|to) ?)?"
        rf"(?P<count>{_NUMBER}) ?(?P<unit>{_TIME})(?P<half> ruoi\b)?{_OF_THE_DAY}",
        _minutes,
    ),
    (r"\bmot tiet\b|\bmot buoi\b|\bnua ngay\b|\bhalf a day\b", _session),
    (r"\b(?:thang|month) ?(\d{1,2})\b(?! ?(?:nam\b|/))", _month),
    (r"\bt(\d{1,2})\b", _month),
    (r"\b(?:tuan|week) ?(\d{1,2})\b", _week),
    (rf"\b{_NOT_YET} (?:{_EDITION}|dich (?:sang|ra)) (?:tieng )?{_WHICH}\b", _no_edition),
    (rf"\b{_WITHOUT} (?:in )?{_WHICH} (?:edition|version|translation)s?\b", _no_edition),
    (
        rf"\b(?:not(?: yet)?(?: translated| available)?|untranslated) in(?:to)? {_WHICH}\b",
        _no_edition,
    ),
    (rf"\b{_EDITION} tieng {_WHICH}\b", _edition),
    (rf"\b(?:in )?{_WHICH} (?:edition|version)\b", _edition),
    (rf"\bin {_WHICH}\b", _edition),
    (r"\b(?P<language>song ngu|bilingual)\b", _edition),
)
_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _READERS)
