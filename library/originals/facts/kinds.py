"""What sort of paper it is: its title says so, else the parts that only one sort has."""

import re
from collections.abc import Sequence

from library.originals.facts.zones import Finding, Line

# In their order: the first that begins a title counts, because "Kế hoạch bài dạy" is a plan too.
_TITLES: tuple[tuple[str, str], ...] = (
    (
        "material.lesson-plan",
        r"ke hoach bai (?:day|hoc)|ke hoach (?:to chuc )?hoat dong (?:hoc|giao duc)\b(?! nha)"
        r"|giao an|bai soan"
        r"|thiet ke bai (?:day|hoc)|ke hoach day hoc (?:bai|tiet|mon\b.{0,30}\bbai)"
        r"|ke hoach bai giang|lesson plan|khbd"
        r"|tiet (?:ppct\W*)?\d+(?:\s*[,+-]\s*\d+)*\W|bai \d+\b",
    ),
    (
        "material.worksheet",
        r"phieu (?:hoc tap|bai tap|hoc nhom|on tap|hoat dong)|worksheet|handout"
        r"|activity sheet",
    ),
    (
        "material.rubric",
        r"phieu (?:danh gia|cham|tu danh gia)|bang kiem|rubric|tieu chi (?:cham"
        r"|danh gia)|checklist|marking",
    ),
    (
        "material.template",
        r"phieu (?:dang ki|dang ky|dong y|khao sat)|don (?:dang ki|dang ky|xin)"
        r"|bieu mau|mau so|consent form|registration form",
    ),
    ("material.rules", r"the le|quy che|dieu le|contest rules|competition rules|rules"),
    (
        "material.run-sheet",
        r"kich ban|loi dan|chuong trinh (?:le|dem|buoi|chi tiet|ngay hoi"
        r"|hoi thi)|run sheet|script|mc script|run of show",
    ),
    (
        "material.question-set",
        r"bo cau hoi|ngan hang cau hoi|cau hoi (?:trac nghiem|on tap|tim hieu"
        r"|rung chuong)|bo de|de cuong on tap|question set|quiz",
    ),
    ("material.report", r"bao cao|bien ban|report"),
    (
        "material.school-plan",
        r"ke hoach (?:giao duc|day hoc|chuyen mon|nam hoc|nhiem vu)"
        r"|phan phoi chuong trinh|phu luc i{1,3}\b",
    ),
    ("material.guidance", r"huong dan|cong van|chi thi|thong bao|guidance|circular"),
    ("material.newsletter", r"ban tin|tap san|newsletter"),
    ("material.article", r"bai (?:viet|tuyen truyen|phat thanh)|tin bai|article"),
    ("material.profile", r"guong (?:nguoi tot|sang|dien hinh)"),
    ("material.glossary", r"bang thuat ngu|bang tu vung|tu vung|glossary|vocabulary list"),
    (
        "material.reading",
        r"bai doc|tai lieu|chuyen de doc|noi dung giao duc dia phuong|reading"
        r"|text for reading",
    ),
    (
        "material.activity-plan",
        r"ke hoach|phuong an|de an|chuong trinh|noi dung (?:to chuc|sinh hoat)|giao luu"
        r"|activity plan|club plan|session plan|action plan"
        r"|plan|programme|sinh hoat|ngay hoi|hoi thi|cuoc thi|hoat dong ngoai khoa"
        r"|chuyen de ngoai khoa|hoat dong trai nghiem",
    ),
)
_TITLED = tuple((kind, re.compile(rf"\W*(?:{start})")) for kind, start in _TITLES)
_WITHIN = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("material.lesson-plan", r"\b(?:lesson plan|ke hoach bai day|giao an)\b"),
        ("material.worksheet", r"\b(?:worksheet|phieu hoc tap)\b"),
        ("material.run-sheet", r"\b(?:run sheet|mc script|kich ban)\b"),
        ("material.rules", r"\b(?:contest rules|rules of|the le)\b"),
        ("material.question-set", r"\b(?:question set|quiz questions|bo cau hoi)\b"),
        ("material.rubric", r"\b(?:rubric|checklist)\b"),
        ("material.activity-plan", r"\b(?:plan|ke hoach)\b"),
    )
)
# Parts that only lesson plans have (Official Letters 5512 and 2345), and those of worksheets.
_LESSON_PARTS = re.compile(
    r"\W*(?:[ivx\d]+[.)]\s*)?(?:tien trinh day hoc|yeu cau can dat|do dung day hoc|thiet bi day hoc"
    r"|cac hoat dong day hoc"
    r"|hinh thanh kien thuc|ten bai day|ve (?:kien thuc|nang luc|pham chat)|[abcd]\)\s*(?:muc tieu"
    r"|noi dung|san pham|to chuc thuc hien)|to chuc thuc hien:"
    r"|dieu chinh sau (?:bai|tiet) day|learning outcomes?|(?:lesson )?objectives?\b"
    r"|by the end of (?:the|this) lesson|(?:stages|procedure)\b)"
)
_PLAN_PARTS = re.compile(
    r"\W*(?:[ivx\d]+[.)]\s*)?(?:muc dich,? (?:va )?yeu cau|thoi gian,? (?:va )?dia diem|thanh phan"
    r"|to chuc thuc hien|kinh phi)\b"
)
_WORKSHEET_PARTS = re.compile(r"\W*(?:ho (?:va )?ten(?: hoc sinh)?|name)\s*:?\s*[._…]{3}")
_ENOUGH_PARTS = 2
_MOST_LINES = 4_000
# A plan of those who direct schools is guidance for them; a school's own is a plan of an activity.
_DIRECTING = re.compile(
    r"\b(?:so (?:giao duc|gd)|phong (?:giao duc|gd|van hoa)|bo giao duc|uy ban nhan dan|ubnd)\b"
)
_OF_SCHOOL = re.compile(
    r"\b(?:truong|school|trung tam|to chuyen mon|lien doi|chi doan|doan truong)\b"
)
_DIRECTED = re.compile(
    r"\b(?:nganh giao duc|cac truong|cac co so giao duc|cac don vi|toan nganh)\b"
)


def find(lines: Sequence[Line]) -> list[Finding]:
    """Return the kind, at most one."""
    titles = [line for line in lines if line.zone == "title"]
    for line in titles:
        for kind, pattern in _TITLED:
            if pattern.match(line.folded):
                return [_of_plan(lines, Finding(kind, line.text))]
    for line in titles:
        for kind, pattern in _WITHIN:
            if pattern.search(line.folded):
                return [_of_plan(lines, Finding(kind, line.text))]
    return _by_parts(lines[:_MOST_LINES])


def _by_parts(lines: Sequence[Line]) -> list[Finding]:
    for kind, pattern, enough in (
        ("material.worksheet", _WORKSHEET_PARTS, 1),
        ("material.lesson-plan", _LESSON_PARTS, _ENOUGH_PARTS),
        ("material.activity-plan", _PLAN_PARTS, _ENOUGH_PARTS),
    ):
        parts = [line for line in lines if pattern.match(line.folded)]
        if len(parts) >= enough:
            return [Finding(kind, parts[0].text, is_sure=False)]
    return []


def _of_plan(lines: Sequence[Line], found: Finding) -> Finding:
    """Return guidance for the plan of a department, which no school signs."""
    if found.value != "material.activity-plan":
        return found
    early = [line.folded for line in lines if line.zone in ("head", "title")]
    is_directing = any(_DIRECTING.search(text) for text in early)
    is_for_many = any(_DIRECTED.search(text) for text in early)
    is_of_school = any(_OF_SCHOOL.search(text) and not _DIRECTED.search(text) for text in early)
    if (is_directing or is_for_many) and not is_of_school:
        return Finding("material.guidance", found.evidence, is_sure=False)
    return found
