"""What a paper names by tags of the vocabulary: subjects, types of activity, themes, who and where."""

import re
from collections.abc import Collection, Iterator, Sequence

from library.originals.lines import Finding, Line
from library.originals.naming import Names
from library.originals.stated import Stated, Topic
from library.tags.vocabulary import Vocabulary

_GROUP = "subject.group."
# Subjects that are everyday words too: a title means them only with "môn" or a grade.
_EVERYDAY = frozenset(
    (
        "subject.history", "subject.geography", "subject.science-primary", "subject.technology",
        "subject.arts", "subject.music", "subject.fine-art", "subject.ethics", "subject.pe",
        "subject.math", "subject.foreign-language-1", "subject.elective-topics",
        "subject.ethnic-language", "subject.experiential", "subject.experiential-career",
        "subject.preschool.cognitive", "subject.preschool.language", "subject.preschool.aesthetic",
    )
)  # fmt: skip
_SUBJECT_BEFORE = re.compile(r"\b(?:mon|bo mon|mon hoc|hoat dong giao duc|subject)\s*:?\s*$")
_GRADE_BEHIND = re.compile(
    r"\s*(?:[-–,(]\s*)?(?:lop\s*|grade\s*|khoi\s*)?(?:1[0-2]|[1-9])(?!\d|\s*[/.]\s*\d|\s*thang)"
)
_PIECE = re.compile(r"\s*(?:[,;/&+|]|\bva\b|\band\b)\s*")
# What stands behind the name of a subject in its line and is no part of it.
_BEHIND = re.compile(r"(?i)\s*(?:[-–(.:]|\b(?:lớp|khối|grade|tiết|tuần|năm)\b|\d).*", re.DOTALL)
_LONGEST_PIECE = 60
_UPPER, _PRIMARY = range(10, 13), range(1, 6)

_MOST_THEMES, _FEWEST_SYLLABLES = 3, 3
# A date of the calendar is no activity, and a form is not what is celebrated.
_NOT_HELD = re.compile(r"\b(?:chao mung|huong ung|ki niem|ky niem|nhan dip|nhan)\s*$")
_PLACED = re.compile(
    r"\b(?:tinh|thanh pho|tp\.?|so (?:giao duc(?: va dao tao)?|gd ?(?:&|va|-)? ?dt))\s*$"
)
_PAPER_PLACE = re.compile(r",\s*ngay\b")
_MOST_EARLY = 40


def subjects(
    lines: Sequence[Line],
    stated: Sequence[Stated],
    names: Names,
    vocabulary: Vocabulary,
    grades: Collection[str],
) -> list[Finding]:
    """Return the subjects: those of a label, those of a title, and what is said to be integrated."""
    found = [
        Finding(tag, each.evidence, is_sure)
        for topic, is_sure in (("subject", True), ("lesson", False), ("integrated", False))
        for each in stated
        if topic in each.topics and each.zone not in ("procedure", "preparation")
        for tag in _of_value(each, names, topic)
    ]
    numbers = [int(tag[6:]) for tag in grades if tag[6:].isdecimal()]
    found = [*found, *_in_titles(lines, names, has_label=any(each.is_sure for each in found))]
    current = [
        Finding(_in_grades(each.value, numbers), each.evidence, each.is_sure, each.rank)
        for each in found
    ]
    return _narrowest([each for each in current if each.value in vocabulary], vocabulary)


def _of_value(each: Stated, names: Names, topic: str) -> dict[str, None]:
    tags = {tag: None for tag in names.tags(each.value, "subject") if not tag.startswith(_GROUP)}
    if topic == "lesson":
        # The name of a lesson may be of history and yet one in literature.
        return {}
    if topic == "subject" and not _is_subject_label(each):
        return {tag: None for tag in tags if tag.startswith("subject.preschool.")}
    for piece in _pieces(each.value):
        if not names.tags(piece, "subject"):
            tags.update(dict.fromkeys(names.exact(piece, "subject")[:1]))
    return tags


def _is_subject_label(each: Stated) -> bool:
    """Tell whether a label says subject; "Hoạt động: ..." is one of preschools only."""
    label = Line(each.evidence, "body").folded
    return not re.match(r"\W*(?:[a-h\d]{1,2}[.)]\s*)?hoat dong(?: hoc)?\s*:", label)


def _pieces(value: str) -> Iterator[str]:
    folded = Line(value, "body").folded
    start = 0
    for match in _PIECE.finditer(folded):
        yield _bare(value[start : match.start()])
        start = match.end()
    yield _bare(value[start:])
    for inside in re.findall(r"\(([^()]{1,60})\)", value):
        yield _bare(inside)


def _bare(piece: str) -> str:
    bare = _BEHIND.sub("", piece.strip(), count=1).strip(" .,:;“”\"'")
    return bare if len(bare) <= _LONGEST_PIECE else ""


def _in_titles(lines: Sequence[Line], names: Names, *, has_label: bool) -> Iterator[Finding]:
    """Yield the subjects of a title; beside a label they are in doubt."""
    for line in lines:
        if line.zone != "title" or line.cells:
            continue
        for named in names.find(line.text):
            is_taught = bool(
                _SUBJECT_BEFORE.search(line.folded[: named.start])
                or _GRADE_BEHIND.match(line.folded[named.end :])
            )
            for tag in named.tags:
                is_subject = tag.startswith("subject.") and not tag.startswith(_GROUP)
                if is_subject and (is_taught or tag not in _EVERYDAY):
                    yield Finding(tag, line.text, is_taught and not has_label)
        yield from _short_in_title(line, names, has_label=has_label)


def _short_in_title(line: Line, names: Names, *, has_label: bool) -> Iterator[Finding]:
    """Yield "môn Toán" and "Toán 7": names of one syllable."""
    for match in re.finditer(
        r"\bmon\s+(\w{2,9})\b|(?:^|\s)(\w{2,9})\s+(?:lop\s+)?(?:1[0-2]|[1-9])\b(?![/.]\d)",
        line.folded,
    ):
        group = 1 if match[1] else 2
        typed = line.text[match.start(group) : match.end(group)]
        for tag in names.exact(typed, "subject")[:1]:
            yield Finding(tag, line.text, not has_label)
    is_language = any("activity.club.language" in named.tags for named in names.find(line.text))
    if is_language and re.search(r"\b(?:tieng anh|english)\b", line.folded):
        yield Finding("subject.english", line.text, is_sure=False)


def _in_grades(tag: str, grades: Collection[int]) -> str:
    """Return what a subject is called in the grades: the programme changes names at grade 6 and 10."""
    if not grades:
        return tag
    if tag.startswith("subject.experiential"):
        return "subject.experiential" if max(grades) in _PRIMARY else "subject.experiential-career"
    if tag == "subject.civics" and min(grades) in _UPPER:
        return "subject.economics-law"
    if tag == "subject.science-primary" and min(grades) > max(_PRIMARY):
        return "subject.natural-science"
    return tag


def activities(
    lines: Sequence[Line],
    stated: Sequence[Stated],
    names: Names,
    vocabulary: Vocabulary,
    kinds: Sequence[Finding],
) -> list[Finding]:
    """Return the types of activity that the title and the form of work name."""
    found = [
        Finding(tag, line.text)
        for line in lines
        if line.zone == "title"
        for named in names.find(line.text)
        if not _NOT_HELD.search(line.folded[: named.start])
        for tag in named.tags
        if tag.startswith("activity.")
    ]
    if kinds and kinds[0].value == "material.lesson-plan":
        found = [*found, Finding("activity.lesson", kinds[0].evidence, kinds[0].is_sure)]
    found += [
        Finding(tag, each.evidence)
        for each in stated
        if "form" in each.topics and each.zone not in ("procedure", "preparation")
        for tag in names.tags(each.value, "activity")
    ]
    is_guidance = bool(kinds) and kinds[0].value == "material.guidance"
    if not found and not is_guidance:
        found = [*_experiential(lines, names)] or [*_named_early(lines, names)]
    found.sort(key=lambda each: -len(vocabulary.ancestors(each.value)))
    return _once(found)


def _experiential(lines: Sequence[Line], names: Names) -> Iterator[Finding]:
    """Yield the experiential activity of a title that is taken for the subject of the same name."""
    for line in lines:
        if line.zone == "title" and any(
            tag.startswith("subject.experiential") for tag in names.tags(line.text, "subject")
        ):
            yield Finding("activity.experiential", line.text, is_sure=False)


def _named_early(lines: Sequence[Line], names: Names) -> Iterator[Finding]:
    """Yield the first type of activity that stands before the first part, or in its opening lines."""
    plain = [line for line in lines if line.zone in ("top", "body") and not line.cells][
        :_MOST_EARLY
    ]
    for line in plain:
        for tag in names.tags(line.text, "activity"):
            if tag != "activity.lesson":
                yield Finding(tag, line.text, is_sure=False)
                return


def themes(
    lines: Sequence[Line], stated: Sequence[Stated], names: Names, vocabulary: Vocabulary
) -> list[Finding]:
    """Return few themes: those that a label or the title names in so many words."""
    found: list[Finding] = []
    for each in stated:
        if "theme" in each.topics and each.zone != "procedure":
            found += [Finding(tag, each.evidence) for tag in names.tags(each.value, "theme")]
    for line in lines:
        if line.zone == "title":
            for named in names.find(line.text):
                size = len(line.text[named.start : named.end].split())
                is_only = all(tag.startswith("theme.") for tag in named.tags)
                found += [
                    Finding(tag, line.text, is_only and size >= _FEWEST_SYLLABLES)
                    for tag in named.tags
                    if tag.startswith("theme.")
                ]
    return _narrowest(found, vocabulary)[:_MOST_THEMES]


def named(
    stated: Sequence[Stated], names: Names, topic: Topic, scheme: str, vocabulary: Vocabulary
) -> list[Finding]:
    """Return the tags of a scheme in what is stated of a topic: who comes, and where it is held."""
    found = [
        Finding(tag, each.evidence)
        for each in stated
        if topic in each.topics and each.zone not in ("procedure", "preparation")
        for tag in names.tags(each.value, scheme)
    ]
    return _narrowest(found, vocabulary)


def places(lines: Sequence[Line], stated: Sequence[Stated], names: Names) -> list[Finding]:
    """Return the provinces: of the title and of the venue, in doubt those of the letterhead."""
    found = [
        Finding(tag, line.text, is_sure=line.zone == "title")
        for line in lines
        if line.zone in ("title", "head")
        for tag in _provinces(line.text, names, is_head=line.zone == "head")
    ]
    found += [
        Finding(tag, each.evidence)
        for each in stated
        if "place" in each.topics and each.zone not in ("procedure", "preparation")
        for tag in _provinces(each.value, names)
    ]
    return sorted(_once(found), key=lambda each: not each.is_sure)


def _provinces(text: str, names: Names, *, is_head: bool = False) -> Iterator[str]:
    """Yield the provinces of a text: with capitals, because "hòa bình" is peace too."""
    folded = Line(text, "body").folded
    for named in names.find(text):
        typed = text[named.start : named.end]
        is_placed = _PLACED.search(folded[: named.start])
        is_dated = _PAPER_PLACE.match(folded[named.end :])
        is_name = typed.istitle() and not is_head
        if is_placed or is_name or (is_head and is_dated):
            yield from (tag for tag in named.tags if tag.startswith("place."))


def _narrowest(found: Sequence[Finding], vocabulary: Vocabulary) -> list[Finding]:
    """Return each tag once, without those of which a narrower one is there."""
    broader = {wide for each in found for wide in vocabulary.ancestors(each.value)}
    return [each for each in _once(found) if each.value not in broader]


def _once(found: Sequence[Finding]) -> list[Finding]:
    seen: dict[str, Finding] = {}
    for each in found:
        if each.value not in seen or (each.is_sure and not seen[each.value].is_sure):
            seen[each.value] = each
    return list(seen.values())
