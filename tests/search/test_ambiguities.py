"""Every abbreviation that curators call ambiguous, and what decides what it means."""

import pytest

from library.search import ambiguities
from library.search.ambiguities import RULES, Company, Rule
from library.tags.vocabulary import Vocabulary
from tests.search.understood import meant, parts

# For each abbreviation of the taxonomy: queries, and what its part of them is taken for.
DECIDED = {
    "TH": {
        "TH": "level.primary",
        "TH an toàn mạng": "level.primary",
        "TH 4": "level.primary",
        "th lớp 2": "level.primary",
        "môn TH": "subject.informatics",
        "mon th": "subject.informatics",
        "TH 8": "subject.informatics",
        "TH Lê Lợi": "org.school.primary level.primary",
        "common TH": "level.primary",
    },
    "LSĐL": {
        "LSĐL 6": "subject.history-geography",
        "lsdl": "subject.history-geography",
        "LSĐP 6": "theme.heritage.local-history",
        "lsdp": "theme.heritage.local-history",
    },
    "KH": {
        "KH 4": "subject.science-primary",
        "KH lớp 5": "subject.science-primary",
        "kh5": "subject.science-primary",
        "KH": "doctype.plan material.activity-plan material.school-plan",
        "KH số 12": "doctype.plan material.activity-plan material.school-plan",
        "KH lớp 8": "doctype.plan material.activity-plan material.school-plan",
        "KH 70": "doctype.plan",
        "KH 12": "doctype.plan",
    },
    "CV": {
        "CV 3535": "doctype.official-letter",
        "cv 10": "doctype.official-letter",
        "CV": "doctype.official-letter material.guidance",
    },
    "HD": {"HD": "doctype.guideline material.guidance", "hd": "doctype.guideline material.guidance",
           "HĐ": "", "hđ": ""},
    "TNXH": {
        "TNXH 2": "subject.nature-society",
        "tnxh lớp 3": "subject.nature-society",
        "môn TNXH": "subject.nature-society",
        "phòng chống TNXH": "theme.school-culture.social-evils",
        "phong chong tnxh": "theme.school-culture.social-evils",
        "phòng TNXH lớp 2": "theme.school-culture.social-evils",
        "TNXH lớp 8": "theme.school-culture.social-evils",
        "TNXH": "theme.school-culture.social-evils subject.nature-society",
    },
    "HĐTN": {
        "HĐTN 3": "subject.experiential",
        "hdtn lop 5": "subject.experiential",
        "HĐTN 6": "subject.experiential-career",
        "HĐTN lớp 12": "subject.experiential-career",
        "HĐTN": "subject.experiential subject.experiential-career activity.experiential",
        "hoạt động trải nghiệm lớp 2": "subject.experiential",
        "hoat dong trai nghiem 8": "subject.experiential-career",
        "hoạt động trải nghiệm": "activity.experiential",
    },
    "QPAN": {
        "QPAN 11": "subject.defence-security",
        "qpan lớp 10": "subject.defence-security",
        "QPAN lớp 6": "theme.sovereignty.defence",
        "QPAN": "theme.sovereignty.defence subject.defence-security",
    },
    "GDCD": {
        "GDCD 8": "subject.civics",
        "gdcd": "subject.civics",
        "GDCD 11": "subject.economics-law",
        "gdcd lop 12": "subject.economics-law",
    },
    "CN": {"môn CN": "subject.technology", "CN 7": "subject.technology", "cn lớp 3": "subject.technology",
           "CN": "", "cn": "", "GVCN": "audience.homeroom-teacher"},
    "SH": {"môn SH": "subject.biology", "SH 11": "subject.biology", "SH": "", "sh lớp 7": "",
           "SHL": "activity.class-meeting", "SHDC": "activity.flag-ceremony",
           "SHCM": "activity.professional-meeting", "SHCĐ": "activity.thematic"},
    "TT": {"TT 32": "doctype.circular", "TT 32/2018": "doctype.circular", "tt32": "doctype.circular",
           "TT": "", "tt lớp 7": ""},
    "GDTX": {"GDTX": "level.continuing", "gdtx": "level.continuing"},
    "K1": {"K1": "grade.01", "K4": "grade.04", "K12": "grade.12", "mầm non K1": "grade.k3",
           "K3 mẫu giáo": "grade.k5", "MG K2": "grade.k4"},
    "HN": {"HN": "", "hn lớp 9": ""},
    "MC": {"MC": "material.run-sheet", "lời dẫn mc": "material.run-sheet"},
    "NV": {"môn NV": "subject.literature", "NV 7": "subject.literature", "CB, GV, NV": "audience.staff",
           "gv nv": "audience.staff", "NV": ""},
    "PHT": {"PHT": "material.worksheet", "pht lớp 6": "material.worksheet",
            "KT PHT": "role.vice-principal audience.manager",
            "chữ ký PHT": "role.vice-principal audience.manager"},
    "HT": {"HT": "", "ht lớp 7": ""},
    "GDHN": {"GDHN 9": "theme.career", "gdhn lớp 12": "theme.career",
             "GDHN": "level.inclusive theme.career", "GDHN lớp 3": "level.inclusive theme.career"},
    "BC": {"BC": "doctype.report material.report", "bc": "doctype.report material.report"},
    "DA": {"ĐA": "doctype.scheme", "DA": "doctype.project doctype.scheme", "da": "", "đa dạng": "",
           "ĐA DẠNG SINH VẬT RỪNG": ""},
    "THPT": {
        "THPT": "level.upper-secondary",
        "THPT lớp 10": "level.upper-secondary",
        "THPT Bảo Lộc": "org.school.upper-secondary level.upper-secondary",
        "thcs": "level.lower-secondary",
        "THCS Quang Trung": "org.school.lower-secondary level.lower-secondary",
        "MN": "level.preschool",
        "MN Hoa Hồng": "org.school.preschool level.preschool",
    },
    "TCDG": {"TCDG": "theme.heritage.folk-games activity.folk-games"},
    "TLGDĐP": {"TLGDĐP": "material.reading textbook.local", "tlgddp": "material.reading textbook.local"},
    "PPT": {"PPT": "material.slides format.pptx", "ppt": "material.slides format.pptx"},
    "CĐ": {"CĐ": "", "cd": ""},
    "TDTT": {"môn TDTT": "subject.pe", "hoạt động TDTT": "activity.sports",
             "TDTT": "activity.sports subject.pe"},
    "VN": {"VN": "", "vn": "", "lịch sử VN": ""},
    "NT": {"NT": "", "nt lớp 4": ""},
    "TC": {"TC": "", "tc1": ""},
}  # fmt: skip
QUERIES = [(query, tags) for queries in DECIDED.values() for query, tags in queries.items()]
# What else is understood in these queries.
BESIDE = {"grade", "theme.digital.safety", "subject.history"}


def test_every_ambiguity_of_the_taxonomy_has_its_queries(vocabulary: Vocabulary) -> None:
    assert [each.abbreviation for each in vocabulary.ambiguities] == list(DECIDED)
    for each in vocabulary.ambiguities:
        if "suggestion only" in each.rule:
            assert not any(DECIDED[each.abbreviation].values()), each.rule


@pytest.mark.parametrize(("query", "tags"), QUERIES)
def test_company_decides_what_an_abbreviation_means(
    vocabulary: Vocabulary, query: str, tags: str
) -> None:
    found = [" ".join(part.tags) for part in parts(query, vocabulary)]
    if tags:
        assert tags in found
    else:
        rest = [each for each in found if not each.startswith(tuple(BESIDE))]
        assert rest == []


def test_the_order_of_the_words_does_not_matter_for_a_grade(vocabulary: Vocabulary) -> None:
    for query in ("lớp 11 GDCD", "GDCD lớp 11", "GDCD cho khối 11"):
        assert "subject.economics-law" in meant(query, vocabulary)


def test_what_was_not_chosen_is_offered(vocabulary: Vocabulary) -> None:
    offered = {
        "GDCD 11": ("subject.civics",),
        "TH": ("subject.informatics",),
        "GDHN 9": ("level.inclusive",),
        "phòng chống TNXH": ("subject.nature-society",),
        "ĐA": ("doctype.project",),
        "BC": (),
        "THPT": (),
    }
    for query, others in offered.items():
        assert parts(query, vocabulary)[0].others == others


def test_everyday_words_are_abbreviations_only_in_capitals_or_before_a_grade(
    vocabulary: Vocabulary,
) -> None:
    assert meant("TA 6", vocabulary) == meant("ta 6", vocabulary) == "subject.english grade.06"
    assert meant("môn TA", vocabulary) == "subject.english"
    assert meant("môn ta thích", vocabulary) == ""
    assert meant("QUÊ TA ĐẸP LẮM", vocabulary) == ""


def test_patterns_of_cloth_are_no_subject(vocabulary: Vocabulary) -> None:
    assert meant("hoa văn trên khăn", vocabulary) == ""
    assert meant("tiết hoa văn lớp 7", vocabulary) == "grade.07"


def test_every_tag_of_a_rule_exists_and_may_be_meant(vocabulary: Vocabulary) -> None:
    for abbreviation, rules in RULES.items():
        for rule in rules:
            assert all(tag in vocabulary for tag in rule.tags), abbreviation
        # A rule without conditions hides what comes after it.
        conditions = [rule == Rule(rule.tags) for rule in rules]
        assert not any(conditions[:-1]), abbreviation


def test_all_conditions_of_a_rule_must_hold() -> None:
    rule = Rule(("a",), grades=range(1, 3), before=("mon",), is_numbered=True)
    assert rule.holds(Company("mon", [2], is_numbered=True))
    for company in (
        Company("mon", [2]),
        Company("mon", [3], is_numbered=True),
        Company("hormon", [2], is_numbered=True),
        Company("mon hoc", [2], is_numbered=True),
        Company("", [2], is_numbered=True),
    ):
        assert not rule.holds(company)


def test_behind_a_document_a_number_is_its_own_and_no_grade() -> None:
    numbers = {"kh": [4, 5], "cv": [], "tt": [], "bc": [], "th": range(1, 13), "gdcd": range(1, 13)}
    for abbreviation, grades in numbers.items():
        found = [n for n in range(1, 13) if ambiguities.has_grade(abbreviation, n)]
        assert found == list(grades)
