"""What a paper names by tags of the vocabulary: subjects, types of activity, themes, who and where."""

import re
from collections.abc import Collection, Iterator, Sequence

from library.originals.facts import stated as labels
from library.originals.facts.naming import Names
from library.originals.facts.stated import Stated, Topic
from library.originals.facts.zones import Finding, Line
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
_SUBJECT_BEFORE = re.compile(
    r"\b(?:mon|bo mon|mon hoc|tiet|gio|hoat dong giao duc|subject)\s*:?\s*$"
)
_GRADE_BEHIND = re.compile(
    r"\s*(?:[-–,(]\s*)?(?:lop\s*|grade\s*|khoi\s*)?(?:1[0-2]|[1-9])(?!\d|\s*[/.]\s*\d|\s*thang)"
)
# "Môn Toán" and "Toán 7": names of one syllable, which many words end with.
_SHORT = re.compile(
    r"(?:\bmon\s+|^|[:;,.(–-]\s*|\b(?:giao an|bai day|bai soan|ke hoach day hoc|lesson plan)\s+)"
    r"(?:(?<=mon )(?P<said>)|)(?P<name>[^\W\d]{2,9})(?(said)\b|\s+(?:lop\s+)?(?:1[0-2]|[1-9])\b(?![/.]\d))"
)
_IN_ENGLISH = re.compile(r"\b(?:tieng anh|english)\b")
# Lines before the first part that name a group of teachers or a school, not what is taught.
_NO_SUBJECT = re.compile(
    r"\W*(?:to(?! chuc)|truong|nhom|phong|khoa|school|department|giao vien|gv)\b"
)
_LONGEST_EARLY = 160
_PIECE = re.compile(r"\s*(?:[,;/&+|]|\bva\b|\band\b)\s*")
# What stands behind the name of a subject in its line and is no part of it.
_BEHIND = re.compile(r"(?i)\s*(?:[-–(.:]|\b(?:lớp|khối|grade|tiết|tuần|năm)\b|\d).*", re.DOTALL)
_LONGEST_PIECE = 60
_UPPER, _PRIMARY = range(10, 13), range(1, 6)

_MOST_THEMES, _FEWEST_SYLLABLES = 3, 3
# A date of the calendar is no activity, and a form is not what is celebrated.
_NOT_HELD = re.compile(r"\b(?:chao mung|huong ung|ki niem|ky niem|nhan dip|nhan)\s*$")
_HELD = re.compile(r"\b(?:to chuc|hinh thuc|tham gia|mo|hold|take part in|organise)\b")
_NEAR = 30
_PLACED = re.compile(
    r"\b(?:tinh|thanh pho|tp\.?|so (?:giao duc(?: va dao tao)?|gd ?(?:&|va|-)? ?dt))\s*$"
)
_PAPER_PLACE = re.compile(r",\s*ngay\b")
_MOST_EARLY = 15


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
    if not found:
        found = [*_early(lines, names)]
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
        if line.zone == "title":
            for tag, is_taught in _in_line(line, names):
                if is_taught or tag not in _EVERYDAY:
                    yield Finding(tag, line.text, is_taught and not has_label)


def _early(lines: Sequence[Line], names: Names) -> Iterator[Finding]:
    """Yield the subjects of lines before the first part: "Dùng trong môn Ngữ văn, lớp 7"."""
    early = [line for line in lines if line.zone == "top" and not line.cells]
    for line in early:
        is_other = any("subject" not in each.topics for each in labels.of(line))
        if len(line.text) <= _LONGEST_EARLY and not is_other and not _NO_SUBJECT.match(line.folded):
            yield from (
                Finding(tag, line.text, False) for tag, said in _in_line(line, names) if said
            )


def _in_line(line: Line, names: Names) -> Iterator[tuple[str, bool]]:
    """Yield the subjects that a line names, and whether it says that they are taught."""
    found = names.find(line.text)
    for named in found:
        before, behind = line.folded[: named.start], line.folded[named.end :]
        is_taught = bool(_SUBJECT_BEFORE.search(before) or _GRADE_BEHIND.match(behind))
        for tag in named.tags:
            if tag.startswith("subject.") and not tag.startswith(_GROUP):
                yield tag, is_taught
    for match in _SHORT.finditer(line.folded):
        typed = line.text[match.start("name") : match.end("name")]
        yield from ((tag, True) for tag in names.exact(typed, "subject")[:1])
    # The name of an activity may have the language in it: "Câu lạc bộ tiếng Anh".
    if not any("subject.english" in named.tags for named in found) and _IN_ENGLISH.search(
        line.folded
    ):
        yield "subject.english", False


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


def in_english(kinds: Sequence[Finding], languages: Sequence[Finding]) -> Finding | None:
    """Return the subject that a lesson written in English is most likely of."""
    is_lesson = bool(kinds) and kinds[0].value in ("material.lesson-plan", "material.worksheet")
    if is_lesson and languages and languages[0].value == "language.en":
        return Finding("subject.english", languages[0].evidence, is_sure=False)
    return None


def activities(
    lines: Sequence[Line],
    stated: Sequence[Stated],
    names: Names,
    vocabulary: Vocabulary,
    kinds: Sequence[Finding],
) -> list[Finding]:
    """Return the types of activity that the title and the form of work name."""
    found = [
        Finding(tag, line.text, not _is_quoted(line.text, named.start))
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


def _is_quoted(text: str, place: int) -> bool:
    """Tell whether a place is inside quotation marks: what something is called tells less of it."""
    before = text[:place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _experiential(lines: Sequence[Line], names: Names) -> Iterator[Finding]:
    """Yield the experiential activity of a title that is taken for the subject of the same name."""
    for line in lines:
        if line.zone == "title" and any(
            tag.startswith("subject.experiential") for tag in names.tags(line.text, "subject")
        ):
            yield Finding("activity.experiential", line.text, is_sure=False)


def _named_early(lines: Sequence[Line], names: Names) -> Iterator[Finding]:
    """Yield the first type of activity that the opening lines say is held."""
    plain = [line for line in lines if line.zone in ("top", "body") and not line.cells]
    for line in plain[:_MOST_EARLY]:
        for named in names.find(line.text):
            tags = [
                tag
                for tag in named.tags
                if tag.startswith("activity.") and tag != "activity.lesson"
            ]
            if tags and _HELD.search(line.folded[max(0, named.start - _NEAR) : named.start]):
                yield from (Finding(tag, line.text, is_sure=False) for tag in tags)
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
