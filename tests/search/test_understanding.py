"""How a query is read: what is understood, what is not, and that nothing of it is final."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search import phrasebook, understanding, vietnamese
from library.search.query import MOST_SYLLABLES
from library.search.reading import Reading
from library.tags.vocabulary import Vocabulary
from tests.search.understood import meant, parts

WHOLE = {
    "GDĐP 7": "subject.local-education grade.07",
    "K8 bạo lực học đường": "grade.08 theme.school-culture.anti-bullying",
    "HĐTN 6 tháng 12": "subject.experiential-career grade.06 month.12",
    "SHDC tuần 12": "activity.flag-ceremony month.11",
    "CLB TA kịch bản": "activity.club.language material.run-sheet",
    "khtn 6 môi trường": "subject.natural-science grade.06 theme.environment",
    "KNTT GDCD 8": "textbook.kntt subject.civics grade.08",
    "7A1 sinh hoạt lớp": "grade.07 activity.class-meeting",
    "mầm non 5 tuổi cồng chiêng": "grade.k5 theme.heritage.gong",
    "TH an toàn mạng": "level.primary theme.digital.safety",
    "worksheet cồng chiêng song ngữ": "material.worksheet theme.heritage.gong language.bilingual",
    "lesson plan GDCD 8 fake news": "material.lesson-plan subject.civics grade.08"
    " theme.digital.misinformation",
    "địa lý 9 biển đảo": "subject.geography grade.09 theme.sovereignty.sea-islands",
    "đia lí 9 biễn đão": "subject.geography grade.09 theme.sovereignty.sea-islands",
    "Văn 8": "subject.literature grade.08",
    "van8": "subject.literature grade.08",
    "toan6 lop7": "subject.math grade.06 grade.07",
    "môn toán": "subject.math",
    "môn vẽ": "subject.fine-art",
    "giáo án toán 5": "material.lesson-plan subject.math grade.05",
    "Đắk Nông cồng chiêng": "place.dak-nong theme.heritage.gong",
    "học kỳ 1": "period.semester-1",
    "HK2": "period.semester-2",
    "nn1": "subject.foreign-language-1",
    "an toàn giao thông dưới 45 phút ngoài trời lớp 4-5": "theme.school-culture.traffic 0-45"
    " setting.hall-yard setting.off-site grade.04 grade.05",
}
NOTHING = [
    "văn hóa", "van hoa", "sử dụng", "su dung", "sinh hoạt", "sinh hoat", "anh chị", "anh chi", "anh em",
    "anh hùng", "lý do", "lí do", "lý tưởng", "hóa đơn", "hóa trang", "hoa hồng", "hoa văn", "địa chỉ",
    "dia chi", "tin tức", "tin", "toán", "toan", "văn", "sử", "địa", "sinh", "sinh nhật", "hoa", "anh",
    "nhạc", "thái độ", "thai do", "kinh nghiệm", "văn thư", "nhật ký", "hàn gắn", "nga", "mong", "chức năng",
    "văn hóa 7", "an toan 5", "thong tin 8", "sự 10", "ảnh 5", "vệ sinh 5", "sinh 3", "môn học", "môn",
    "mon 7", "xin chào", "xyzzy", "2026", "!!!", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), WHOLE.items())
def test_all_of_a_query_is_understood(vocabulary: Vocabulary, text: str, wanted: str) -> None:
    assert meant(text, vocabulary) == wanted


@pytest.mark.parametrize("text", NOTHING)
def test_everyday_words_are_left_as_words(vocabulary: Vocabulary, text: str) -> None:
    reading = understanding.read(text, vocabulary)
    assert reading.understood == () and reading.parts == ()
    assert list(reading.words) == list(dict.fromkeys(vietnamese.plain(text).split()))


def test_the_longest_name_counts_wherever_it_begins(vocabulary: Vocabulary) -> None:
    assert [part.text for part in parts("câu lạc bộ tiếng Anh", vocabulary)] == [
        "câu lạc bộ tiếng Anh"
    ]
    assert [part.text for part in parts("ngày hội văn hóa dân gian", vocabulary)] == [
        "ngày hội văn hóa dân gian"
    ]


def test_what_is_understood_still_counts_as_words(vocabulary: Vocabulary) -> None:
    reading = understanding.read("cồng chiêng lớp 7 vui", vocabulary)
    assert reading.typed == {"cong", "chieng", "lop", "7", "vui"}
    assert reading.asked == 5
    assert [part.phrases[0].syllables for part in reading.parts] == [
        ("cong", "chieng"),
        ("lop", "7"),
    ]
    assert reading.words.keys() == {"vui"}


def test_what_a_tag_is_called_elsewhere_counts_too_but_less(vocabulary: Vocabulary) -> None:
    [part] = understanding.read("GDĐP", vocabulary).parts
    phrases = {phrase.syllables: phrase.weight for phrase in part.phrases}
    assert phrases[("gddp",)] == 1.0
    assert phrases[("giao", "duc", "dia", "phuong")] == understanding.SYNONYM < 1


def test_pairs_inside_a_part_belong_to_it_and_those_beside_it_stay(vocabulary: Vocabulary) -> None:
    assert understanding.read("cồng chiêng vui lắm", vocabulary).pairs == ("chieng vui", "vui lam")
    assert understanding.literal("cồng chiêng vui").pairs == ("cong chieng", "chieng vui")


def test_the_accents_typed_go_with_their_words(vocabulary: Vocabulary) -> None:
    words = understanding.read("vui lắm", vocabulary).words
    assert words["vui"] == 0 != words["lam"]


# --- quotation marks and minus signs


@pytest.mark.parametrize(
    ("text", "required", "excluded", "words"),
    [
        ('"bạo lực"', ["bao luc"], [], "bao luc"),
        ("“bạo lực” vui", ["bao luc"], [], "vui bao luc"),
        ("«bạo lực»", ["bao luc"], [], "bao luc"),
        ('"bạo lực" "học đường"', ["bao luc", "hoc duong"], [], "bao luc hoc duong"),
        ("rác -nhựa", [], ["nhua"], "rac"),
        ("−nhựa rác", [], ["nhua"], "rac"),
        ('"rác thải" -nhựa', ["rac thai"], ["nhua"], "rac thai"),
        ('rác -"túi nhựa"', [], ["tui nhua"], "rac"),
        ("rác -“túi nhựa” -giấy", [], ["tui nhua", "giay"], "rac"),
        ('"rác -nhựa"', ["rac nhua"], [], "rac nhua"),
        ("rác-vui", [], [], "rac vui"),
        ('rác-"nhựa"', ["nhua"], [], "rac nhua"),
        ('"rác', [], [], "rac"),
        ('rác"', [], [], "rac"),
        ('"rác" "vui', ["rac"], [], "vui rac"),
        ("“rác vui", [], [], "rac vui"),
        ('""', [], [], ""),
        ('-""', [], [], ""),
        ('"!!!" rác', [], [], "rac"),
        ("-", [], [], ""),
        ("- rác", [], [], "rac"),
        ("rác -", [], [], "rac"),
        ("--rác", [], [], "rac"),
        ("rác – vui", [], [], "rac vui"),
        ("-7 rác", [], [], "7 rac"),
        ("-!!! rác", [], [], "rac"),
        ('-"', [], [], ""),
    ],
)
def test_quotation_marks_require_and_a_minus_excludes(
    vocabulary: Vocabulary, text: str, required: list[str], excluded: list[str], words: str
) -> None:
    reading = understanding.read(text, vocabulary)
    assert [" ".join(phrase.syllables) for phrase in reading.required] == required
    assert [" ".join(phrase.syllables) for phrase in reading.excluded] == excluded
    assert reading.words.keys() == set(words.split())


def test_what_is_quoted_or_excluded_is_not_interpreted(vocabulary: Vocabulary) -> None:
    for text in ('"lớp 7"', "-CLB", '"cồng chiêng"', '-"lớp 7"', "“GDĐP” -k8"):
        assert meant(text, vocabulary) == ""
    assert meant('"lớp" 7 cồng chiêng "hay"', vocabulary) == "theme.heritage.gong"


# --- as it was typed

FRAGMENTS = st.sampled_from(
    [
        "lớp 7", "k8", "7A1", "GDĐP 7", "HĐTN 6", "GDCD", "TH", "mầm non", "K3", "tháng 11", "tuần 12",
        "45 phút", "dưới 2 tiết", "hoạt động trải nghiệm", "cồng chiêng", "câu lạc bộ", "tiếng Anh",
        "bản tiếng Anh", "sinh hoạt lớp", "sinh hoạt", "ngoài trời", "van8", "môn toán", "Sử 10", "5 tuổi",
        "nghị định 13", "92-KH/TU", "phòng chống TNXH", "an toàn mạng", "7", "môn", "lớp", "và", ",",
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS, min_size=1, max_size=5).map(" ".join)


def test_a_part_taken_away_is_words_and_nothing_else(vocabulary: Vocabulary) -> None:
    assert meant("sinh hoạt lớp 7", vocabulary) == "grade.07"
    assert parts("sinh hoạt lớp 7", vocabulary, "lop 7") == ()
    assert parts("hoạt động trải nghiệm", vocabulary, "hoat dong trai nghiem") == ()
    [left] = parts("GDĐP 7", vocabulary, "gddp")
    assert left.tags == ("grade.07",)
    reading = understanding.read("sinh hoạt lớp 7", vocabulary, ["lop 7"])
    assert reading.words.keys() == {"sinh", "hoat", "lop", "7"} and reading.taken == frozenset()


@given(TEXTS)
def test_to_take_one_part_away_leaves_the_others(vocabulary: Vocabulary, text: str) -> None:
    before = parts(text, vocabulary)
    for part in before:
        gone = vietnamese.plain(part.text)
        after = parts(text, vocabulary, gone)
        assert [each.text for each in after] == [
            each.text for each in before if vietnamese.plain(each.text) != gone
        ]
        assert after == tuple(each for each in before if vietnamese.plain(each.text) != gone)


@given(TEXTS)
def test_parts_are_cut_from_the_text_and_never_overlap(vocabulary: Vocabulary, text: str) -> None:
    reading = understanding.read(text, vocabulary)
    end = 0
    for part in reading.understood:
        start = text.find(part.text, end)
        assert start >= end, part
        end = start + len(part.text)
    assert len(reading.understood) == len(reading.parts)
    assert sum(part.size for part in reading.parts) == len(reading.taken)


@given(TEXTS)
def test_what_is_understood_exists(vocabulary: Vocabulary, text: str) -> None:
    for part in understanding.read(text, vocabulary).understood:
        assert part.tags or part.minutes
        assert all(tag in vocabulary for tag in (*part.tags, *part.others))
        assert not set(part.tags) & set(part.others)


def test_a_literal_reading_understands_nothing() -> None:
    reading = understanding.literal("lớp 7 cồng chiêng GDĐP")
    assert reading.understood == () and reading.parts == ()
    assert reading.words.keys() == {"lop", "7", "cong", "chieng", "gddp"}


# --- accents

SHAPES = re.compile("[\u0300-\u036f]")


def bare(text: str) -> str:
    """Return a text without its marks, its capitals kept."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return SHAPES.sub("", parts)


def names(vocabulary: Vocabulary) -> list[str]:
    """Return all names, save two whose mark is what tells them from another one."""
    known = [name for name, _ in phrasebook._named(vocabulary)]
    return [name for name in known if bare(name).lower() not in {"hd", "da"}]


@given(st.data())
def test_accents_do_not_change_what_a_name_is_understood_as(
    vocabulary: Vocabulary, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(names(vocabulary)))
    text = data.draw(st.sampled_from(["{}", "môn {}", "{} 7", "{} lớp 9", "kế hoạch {} tháng 11"]))
    typed = text.format(name)
    assert meant(typed, vocabulary) == meant(bare(typed), vocabulary)
    assert meant(typed, vocabulary) == meant(unicodedata.normalize("NFD", typed), vocabulary)


@given(TEXTS)
def test_accents_do_not_change_what_a_query_is_understood_as(
    vocabulary: Vocabulary, text: str
) -> None:
    assert meant(text, vocabulary) == meant(bare(text), vocabulary)


# --- anything


@given(st.text(max_size=80) | st.lists(FRAGMENTS | st.text(max_size=4), max_size=8).map("".join))
def test_any_text_is_read(vocabulary: Vocabulary, text: str) -> None:
    for reading in (understanding.read(text, vocabulary), understanding.literal(text)):
        assert isinstance(reading, Reading)
        assert all(part.text in text for part in reading.understood)


def test_a_long_text_is_read_as_far_as_syllables_count(vocabulary: Vocabulary) -> None:
    for text in (
        "lớp 7 " * 3_000,
        "a" * 10_000,
        '"a" ' * 3_000,
        "-a " * 3_000,
        '"' * 9_999,
        "- " * 5_000,
    ):
        reading = understanding.read(text, vocabulary)
        assert len(reading.typed) <= MOST_SYLLABLES
        assert sum(part.size for part in reading.parts) <= MOST_SYLLABLES
        assert len(reading.required) <= MOST_SYLLABLES and len(reading.excluded) <= MOST_SYLLABLES


def test_a_lone_syllable_of_every_day_is_known_as_such(vocabulary: Vocabulary) -> None:
    history, grade = understanding.read("sử 10", vocabulary).parts
    assert history.is_everyday and grade.is_everyday
    assert not any(part.is_everyday for part in understanding.read("GDĐP K10", vocabulary).parts)
