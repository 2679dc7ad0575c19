"""For which grades a paper is, and at which level: its own head first, the name of the school last."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from library.originals.facts import zones
from library.originals.facts.stated import Stated
from library.originals.facts.zones import Finding, Line
from library.search import expressions
from library.tags.vocabulary import Vocabulary

# "7", "7A1", "10C", "6/2", "6.1"; a larger number counts something else.
_CLASS = r"(?:1[0-2]|0?[1-9])(?!\d)(?:\s?[a-zđ]\d{0,2}(?![a-z\d])|[/.]\d{1,2}(?![\d/]))?"
_TO = r"\s*(?:-|–|—|den|toi|to)\s*"
_AND = r"\s*(?:,|;|&|\+|/|va|and|hoac|or)\s*"
_WORD = r"(?:cac\s+)?(?:khoi lop|lop|khoi|grades?|classes|class|years?)"
_ONE = rf"(?:{_WORD}\s*:?\s*)?{_CLASS}"
_LIST = (
    rf"{_ONE}(?:\s?\([^()]{{0,40}}\))?(?:(?:{_TO}|{_AND}){_ONE}(?:\s?\([^()]{{0,40}}\))?){{0,20}}"
)
_NO_COUNT = (
    r"(?!\s*(?:tiet|phut|buoi|hoc sinh|hs\b|tuan|ngay|nguoi|em\b|lop\b|gv\b|gvcn|cbgv|giao vien"
    r"|thay|co giao|can bo|phu huynh|cha me|nhan vien|dong chi|d/c|doi\b|nhom\b|ban\b|cau\b|diem\b"
    r"|giai\b|bai\b|thang\b|nam\b|periods?|minutes?|weeks?|pupils|students|teachers|parents|%|/ngay))"
)
_NAMED = re.compile(rf"(?<![\w/]){_WORD}\s*:?\s*(?P<list>{_LIST}){_NO_COUNT}")
_AT_START = re.compile(rf"\W{{0,3}}(?P<list>{_LIST}){_NO_COUNT}")
_SPOKEN_NAMED = re.compile(
    rf"\b(?:lop|khoi)\s+(?P<word>{expressions.SPOKEN_NUMBER})\b"
    r"(?!\s*(?:hoc|tuan|lan|so|buoi|tiet|thang|ngay|gio|khi|do|nay|cach|vai|nguoi|em|nhom|\d|-))"
)
_ITEM = re.compile(
    rf"(?P<to>(?:-|–|—|\bden|\btoi|\bto)\s*)?(?:{_WORD}\s*:?\s*)?(?P<grade>1[0-2]"
    rf"|0?[1-9])(?!\d)(?P<class>\s?[a-zđ]\d{{0,2}}(?![a-z\d])|[/.]\d{{1,2}}(?![\d/]))?"
)
_ORDINAL = re.compile(r"\b(1[0-2]|[1-9])(?:st|nd|rd|th)[ -]grade")
_CLASS_NAME = re.compile(r"(?<![\w/.,-])(1[0-2]|[1-9])[a-h]\d{0,2}(?![\w/])")

_AGES = re.compile(
    r"(?<!\d)(?P<first>[2-6])\s*(?:-|–|den|to)\s*(?P<last>[3-6])\s*(?:tuoi|year|years)"
)
_AGE = re.compile(
    r"\b(?:tre|mau giao|lop|be|age|aged)\s+(?P<age>[3-6])\s*(?:tuoi|years?)?\b(?!\s*[-–/]\s*\d)"
)
_MONTHS = re.compile(r"\b\d{1,2}\s*(?:-|–|den)\s*(?:24|36)\s*thang\b")
_PRESCHOOL = {
    "grade.k3": r"mau giao be|lop mam\b|khoi mam\b|mgb\b|mam \d|3 tuoi",
    "grade.k4": r"mau giao nho(?! lon)\b|lop choi|khoi choi|mgn\b|choi \d|4 tuoi",
    "grade.k5": r"mau giao lon|lop la\b|khoi la\b|mgl\b|\bla \d|5 tuoi",
    "grade.n": r"nha tre\b(?!\s*[-–,]?\s*mau giao)|nhom tre",
}
_IS_PRESCHOOL = re.compile(
    r"\b(?:mam non|mau giao|nha tre|tre\b.{0,20}tuoi|mn|kindergarten|preschool|nursery)\b"
)

# What a school is called, by level; "TH&THCS" is of both.
_KINDS = {
    "level.preschool": r"mam non|mau giao|nha tre|mn|mg|kindergarten|preschool|nursery",
    "level.primary": r"tieu hoc|th|primary|elementary",
    "level.lower-secondary": r"trung hoc co so|thcs|lower secondary|junior high|middle school",
    "level.upper-secondary": r"trung hoc pho thong|thpt|ptth|upper secondary|senior high|high school",
    "level.continuing": r"giao duc thuong xuyen|gdtx|continuing education",
    "level.vocational.college": r"cao dang",
    "level.vocational.intermediate": r"trung cap",
    "level.higher": r"dai hoc|university",
}
_OF_SCHOOL = {level: re.compile(rf"\b(?:{names})\b") for level, names in _KINDS.items()}
_SCHOOL = re.compile(
    r"\btruong\b(?!\s*(?:hoc|lop|em|minh|ta)\b)|\bschool\b|\btrung tam\b|\btt\b|\bkindergarten\b"
    r"|\bnha truong\b|\btc gdtx\b"
)
# Levels by name, for whom something is: "học sinh THCS", "cấp tiểu học".
_FOR_LEVEL = re.compile(
    r"\b(?:cap|hoc sinh|hoc vien|hs|tre|khoi|bac|danh cho|lop|for"
    r"|giao duc)\s*(?:cac truong\s*)?(?:cap\s*)?(?=(?P<rest>.{2,24}))"
)
_WHOLE = re.compile(
    r"\b(?:toan truong|toan the hoc sinh|tat ca (?:hoc sinh|cac lop|cac khoi)|cac khoi lop"
    r"|whole school|all (?:pupils|students|grades))\b"
)
_CAPS = {
    "level.primary": range(1, 6),
    "level.lower-secondary": range(6, 10),
    "level.upper-secondary": range(10, 13),
}
_MOST_EARLY, _MOST_LINES = 40, 4_000
_FEWEST_MENTIONS = 2
_OF_PUPILS = re.compile(
    r"\b(?:hoc sinh|hs|pupils (?:of|in)|students (?:of|in))\s+(?:khoi|lop|grade)"
)
_OFTEN = 0.6


def grades(
    lines: Sequence[Line], stated: Sequence[Stated], vocabulary: Vocabulary
) -> list[Finding]:
    """Return the grades, those of labels and the title first; in doubt where these disagree."""
    labelled = [*_labelled(stated, vocabulary)]
    titled = [*_titled(lines, vocabulary)]
    found = _agreed(labelled, titled)
    if not found:
        found = [*_whole_school(lines, stated)] or [*_early(lines)] or [*_often(lines)]
    return [each for each in _first(found) if each.value in vocabulary]


def levels(
    lines: Sequence[Line],
    stated: Sequence[Stated],
    found: Sequence[Finding],
    vocabulary: Vocabulary,
) -> list[Finding]:
    """Return the levels of the grades, else what is said of the level, else the school's own."""
    schools = [*_schools(lines, stated)]
    of_school = {each.value for each in schools}
    of_grades = [*_of_grades(found, vocabulary, of_school)]
    said = [*_said(lines, stated)]
    best = of_grades or said or schools
    is_at_odds = bool(of_grades and schools) and not _fits(of_grades, of_school, vocabulary)
    if is_at_odds:
        best = [_doubted(each) for each in (*best, *schools)]
    elif not of_grades and not said and len(of_school) > 1:
        best = [_doubted(each) for each in schools]
    return [each for each in _first(best) if each.value in vocabulary]


def in_text(text: str) -> list[str]:
    """Return the grades that a folded text names with a word for grade: "lớp 7", "khối 6, 7"."""
    tags: dict[str, None] = {}
    for match in _NAMED.finditer(text):
        tags.update(dict.fromkeys(map(expressions.grade, _numbers(match["list"]))))
    for match in _SPOKEN_NAMED.finditer(text):
        tags[expressions.grade(expressions.SPOKEN[match["word"]])] = None
    for match in _ORDINAL.finditer(text):
        tags[expressions.grade(int(match[1]))] = None
    return list(tags) or _preschool(text)


def _preschool(text: str) -> list[str]:
    if match := _AGES.search(text):
        return [f"grade.k{age}" for age in range(max(3, int(match["first"])), int(match["last"]))]
    if _MONTHS.search(text):
        return ["grade.n"]
    if not _IS_PRESCHOOL.search(text) and not re.search(
        r"\b(?:lop|khoi)\s+(?:mam|choi|la)\b", text
    ):
        return []
    if match := _AGE.search(text):
        return [f"grade.k{min(5, int(match['age']))}"]
    return [
        tag for tag, pattern in _PRESCHOOL.items() if re.search(rf"\b(?:{pattern})(?!\w)", text)
    ]


def _numbers(said: str) -> list[int]:
    """Return the grades of a list: "6, 7", "6 - 9", "7A1, 7A2"."""
    numbers: list[int] = []
    for match in _ITEM.finditer(re.sub(r"\([^()]*\)", "", said)):
        number = int(match["grade"])
        if match["to"] and numbers and not match["class"]:
            numbers += range(numbers[-1] + 1, number)
        numbers.append(number)
    return list(dict.fromkeys(numbers))


def _labelled(stated: Sequence[Stated], vocabulary: Vocabulary) -> Iterator[Finding]:
    names = _subject_names(vocabulary)
    for each in stated:
        if each.zone in ("procedure", "preparation") and each.topics != {"grade"}:
            continue
        if "grade" in each.topics:
            for tag in _of_value(each.folded, is_label=not each.is_below):
                yield Finding(
                    tag,
                    each.evidence,
                    each.zone not in ("procedure", "preparation"),
                    rank=each.zone == "procedure",
                )
        elif each.topics & {
            "subject",
            "audience",
            "duration",
            "time",
            "lesson",
            "period",
            "day",
            "other",
            "place",
        }:
            tags = in_text(each.folded)
            if not tags and "subject" in each.topics and (match := names.search(each.folded)):
                tags = [expressions.grade(number) for number in _numbers(match["list"])]
            # "Mục tiêu: học sinh lớp 9 ..." names its pupils, and others by the way.
            is_sure = each.topics != {"other"}
            yield from (
                Finding(tag, each.evidence, is_sure) for tag in tags if is_sure or not each.is_below
            )


def _of_value(value: str, *, is_label: bool) -> list[str]:
    start = _AT_START.match(value) if is_label else None
    if start and not _AGES.match(value) and not _MONTHS.match(value):
        return [expressions.grade(number) for number in _numbers(start["list"])]
    return in_text(value) or _preschool(f"mau giao {value}") or in_text(f"lop {value}")


def _titled(lines: Sequence[Line], vocabulary: Vocabulary) -> Iterator[Finding]:
    names = _subject_names(vocabulary)
    for line in lines:
        if line.zone == "title":
            tags = in_text(line.folded)
            if not tags and (match := names.search(line.folded)):
                tags = [expressions.grade(number) for number in _numbers(match["list"])]
            if not tags:
                tags = [
                    expressions.grade(int(number)) for number in _CLASS_NAME.findall(line.folded)
                ]
            yield from (Finding(tag, line.text) for tag in tags)


def _subject_names(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Return what finds the grade behind a subject: "Lịch sử và Địa lí 7"."""
    scheme = vocabulary.schemes.get("subject")
    names = {name for id in (scheme.terms if scheme else ()) for name in vocabulary[id].names}
    folded = sorted(
        {re.escape(_folded(name)) for name in names if len(name) > 1}, key=len, reverse=True
    )
    return re.compile(
        rf"\b(?:{'|'.join(folded) or '-'})\s+(?P<list>{_LIST})(?!\s*[:.]\s*\d)(?!\w){_NO_COUNT}"
    )


def _folded(name: str) -> str:
    return Line(name, "body").folded


def _agreed(labelled: Sequence[Finding], titled: Sequence[Finding]) -> list[Finding]:
    """Return what labels and the title say together, in doubt where they say different grades."""
    ordered = sorted(labelled, key=lambda each: each.rank)
    best = [each for each in ordered if each.rank == ordered[0].rank]
    by_label, by_title = ({each.value for each in side} for side in (best, titled))
    if by_label and by_title and not by_label & by_title:
        return [_doubted(each) for each in (*best, *titled)]
    # A class of the grades in the title: "khối 6, 7" held for "Lớp: 7A1".
    return [*best, *(each if not by_label else _doubted(each) for each in titled)]


def _whole_school(lines: Sequence[Line], stated: Sequence[Stated]) -> Iterator[Finding]:
    """Yield every grade of a school of one level where all its pupils are meant."""
    of_school = {each.value for each in _schools(lines, stated)}
    if len(of_school) != 1 or not of_school & _CAPS.keys():
        return
    said = [
        each.evidence for each in stated if "audience" in each.topics and _WHOLE.search(each.folded)
    ]
    said += [line.text for line in lines if line.zone == "title" and _WHOLE.search(line.folded)]
    if said:
        for number in _CAPS[of_school.pop()]:
            yield Finding(expressions.grade(number), said[0], is_sure=False)


def _early(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield the grades of lines before the first part that have no label."""
    early = [line for line in lines if line.is_early and not line.cells][:_MOST_EARLY]
    for line in early:
        yield from (Finding(tag, line.text, is_sure=False) for tag in in_text(line.folded))


def _often(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield the grade that a text names most, when it names hardly another."""
    seen: Counter[str] = Counter()
    first: dict[str, str] = {}
    for line in lines[:_MOST_LINES]:
        if not line.cells and line.zone not in ("head", "preparation"):
            for tag in in_text(line.folded):
                seen[tag] += 1
                first.setdefault(tag, line.text)
    for tag, count in seen.most_common(1):
        is_of_pupils = _OF_PUPILS.search(zones.folded(first[tag]))
        if (count >= _FEWEST_MENTIONS or is_of_pupils) and count >= _OFTEN * seen.total():
            yield Finding(tag, first[tag], is_sure=False)


def _schools(lines: Sequence[Line], stated: Sequence[Stated]) -> Iterator[Finding]:
    """Yield the levels of the school whose paper it is."""
    named = [(each.folded, each.evidence) for each in stated if "school" in each.topics]
    early = [line for line in lines if line.is_early][:_MOST_EARLY]
    named += [(line.folded, line.text) for line in early if _SCHOOL.search(line.folded)]
    for text, evidence in named[:3]:
        of_name = [level for level, names in _OF_SCHOOL.items() if names.search(text)]
        yield from (Finding(level, evidence) for level in of_name)
        if of_name:
            return


def _said(lines: Sequence[Line], stated: Sequence[Stated]) -> Iterator[Finding]:
    """Yield the levels that a label or the title names: "cấp THCS", "học sinh tiểu học"."""
    for each in stated:
        if "grade" in each.topics:
            yield from _of_level(each.folded, each.evidence)
        elif "audience" in each.topics:
            yield from (
                found
                for match in _FOR_LEVEL.finditer(each.folded)
                for found in _of_level(match["rest"], each.evidence)
            )
    for line in lines:
        if line.zone == "title" and not _SCHOOL.search(line.folded):
            for match in _FOR_LEVEL.finditer(line.folded):
                yield from _of_level(match["rest"], line.text)


def _of_level(text: str, evidence: str) -> Iterator[Finding]:
    for level, names in _OF_SCHOOL.items():
        if names.match(text.strip()):
            yield Finding(level, evidence)


def _of_grades(
    found: Sequence[Finding], vocabulary: Vocabulary, of_school: set[str]
) -> Iterator[Finding]:
    for each in found:
        level = vocabulary[each.value].parent or ""
        if "level.continuing" in of_school and level in (
            "level.lower-secondary",
            "level.upper-secondary",
        ):
            level = level.replace("level.", "level.continuing.")
        yield Finding(level, each.evidence, each.is_sure)


def _fits(of_grades: Sequence[Finding], of_school: set[str], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.closed([each.value]) & of_school for each in of_grades)


def _doubted(each: Finding) -> Finding:
    return Finding(each.value, each.evidence, is_sure=False, rank=each.rank)


def _first(found: Sequence[Finding]) -> list[Finding]:
    """Return each value once, as it is said first; sure where any line is."""
    seen: dict[str, Finding] = {}
    for each in found:
        if each.value not in seen or (each.is_sure and not seen[each.value].is_sure):
            seen[each.value] = each
    return list(seen.values())
