"""Grades, durations, months, weeks, editions and documents: what says them, and what only looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.search import expressions, understanding
from library.tags.vocabulary import Vocabulary
from tests.search.understood import grades, meant, parts

GRADES = {
    "7": "lớp 7|lop7|Lớp 7|LỚP 7|lớp 07|L7|l7|K7|k7|khối 7|khối lớp 7|G7|grade 7|Grade 7|year 7|7th grade"
    "|lớp bảy|lop bay|Lớp Bảy|khối bảy|lớp bẩy|7A1|7a1|7H1|lớp 7A1|lop7A2|lớp 7a|lớp 7/2|lop 7/2"
    "|lớp 7 / 2|Sử 7|sử 7|gddp 7|GDĐP 7|ngữ văn 7|KNTT 7|THCS 7|biển đảo 7|học sinh 7|7 HĐTN lớp 7",
    "1": "lớp 1|lớp một|K1|1st grade",
    "2": "2nd grade|lớp hai|khối 2",
    "3": "lớp ba|3rd grade|TNXH 3|K3",
    "5": "lớp năm|lop nam|lớp 5|KH 5",
    "6": "lớp sáu|van6|toan6|toán 6|khtn6|lớp 6/7",
    "8": "gdcd8|k8|GDCD 8|Văn 8|van8|HĐTN8",
    "10": "lớp 10|lớp mười|10C3|su10|Sử 10|su 10 chuyen de|lop 10A5|Year 10",
    "11": "lớp mười một|gdktpl 11",
    "12": "lớp mười hai|lop muoi hai|K12|12A10|khối 12",
    "6 7": "lớp 6-7|lớp 6, 7|lớp 6,7|lớp 6 và 7|lớp 6 và lớp 7|lớp 6 hoặc 7|lớp 6 7|khối 6&7|khối 6-7"
    "|K6, K7|k6-k7|k6 k7|grades 6 and 7|grade 6 or 7|lớp 6; 7|khối lớp 6, 7",
    "6 7 8 9": "lớp 6-9|lớp 6 - 9|lớp 6–9|Khối 6–9|lớp 6 đến 9|lớp 6 đến lớp 9|lớp 6 - lớp 9"
    "|từ lớp 6 đến lớp 9|từ khối 6 tới khối 9|tu lop 6 den lop 9|grades 6-9|grade 6 to 9|years 6-9"
    "|k6-k9|L6-9|k6–9",
    "10 11 12": "khối 10, 11, 12|khối 10,11,12|lớp 10-12|grade 10, 11 and 12",
    "4 5": "lớp 4,5 trò chơi dân gian|khối 4 và 5|lớp 4 hoặc lớp 5",
}
AGES = {
    "k5": "5 tuổi|trẻ 5 tuổi|mầm non 5 tuổi|mẫu giáo 5-6 tuổi|5-6 tuổi|bé 5 tuổi|em 5 tuổi|mam non 5 tuoi"
    "|kindergarten age 5|age 5-6|mẫu giáo lớn|mầm non K3",
    "k4": "mẫu giáo 4 tuổi|4-5 tuổi|trẻ 4 tuổi|MG K2|mẫu giáo nhỡ",
    "k3": "3 tuổi|3-4 tuổi|mẫu giáo bé|mầm non K1|age 3",
}
NO_GRADE = [
    "7/2", "20/11", "ngày 20/11", "20-11", "kỷ niệm 20/11", "6.3", "2026", "năm học 2026-2027", "2026-2027",
    "năm 2025", "lớp học", "lop hoc", "lớp học hạnh phúc", "trong lớp", "lớp 13", "lớp 0", "k13", "g20",
    "5 bước", "10 câu hỏi", "12 con giáp", "7 người", "3 nhóm", "12 em", "bài 5", "chủ đề 3", "phụ lục 4",
    "tiết 5", "tập 2", "chương 3", "trang 10", "top 10", "5 điều Bác Hồ dạy", "7 kỳ quan", "học kỳ 1",
    "hk1", "pl4", "covid 19", "A4", "3D", "5G", "mp3", "h5p", "quận 7", "trường số 3", "6 tuổi", "15 tuổi",
    "7h30", "1h30", "lúc 7 giờ", "khóa 12", "kéo co 2 đội", "trồng cây 10 cây", "rung chuông vàng 10 câu hỏi",
    "cồng chiêng 8 bài", "biển đảo 7 câu", "thông tư 02/2025", "chỉ thị 05", "nghị định 8", "cv 10", "TT 10",
    "KH 12", "kh12", "05/KH-THCS", "tháng 11", "tuần 12", "45 phút 7 trò chơi", "tháng 9 3 việc",
    "lớp năm học mới", "lớp hai tuần một lần", "lớp một số", "lớp ba lần", "lớp bảy giờ", "lớp trước",
    "mầm non 5", "văn hóa 7", "thông tin 8", "tâm lý 9", "an toàn 5", "vệ sinh 5", "ảnh 7", "hình ảnh 6",
    "", " ", "lớp", "khối", "-7", "7",
]  # fmt: skip
MONTHS = {
    "month.09": "tháng 9|thang 9|T9|tháng chín|September|month 9|tuần 1|tuần 4",
    "month.11": "tháng 11|T11|t11|tháng mười một|november|tuần 12|week 12|20 tháng 11",
    "month.12": "tháng 12|tháng chạp|December|tuần 13|tuần 17",
    "month.01": "tháng 1|tháng giêng|tháng 2|February|tuần 18|tuần 23",
    "month.03": "tháng 3|tuần 24",
    "month.05": "tháng 5|tuần 33|tuần 35|week 35",
    "month.06": "tháng 6|tháng 7|tháng 8|mùa hè|nghỉ hè|summer",
    "period.six-month": "báo cáo 6 tháng",
    "": "6 tháng|3 tuần|tháng 13|tháng 0|tuần 0|tuần 36|tuần lễ|tuần này|tháng này|18 tháng tuổi|24-36 tháng",
}
DURATIONS = {
    "0-45": "dưới 45 phút|duoi 45 phut|tối đa 45 phút|không quá 45 phút|trong 45 phút|trong vòng 45 phút"
    "|under 45 minutes|less than 45 minutes|within 45 minutes|up to 45 mins|at most 45 min|dưới 45p"
    "|dưới 45'|dưới 1 tiết|trong một tiết|dưới một tiết",
    "0-90": "dưới 2 tiết|tối đa hai tiết|max 90 minutes|dưới 1,5 giờ|nhiều nhất 90 phút|ít hơn 90 phút",
    "0-120": "dưới 2 giờ|under 2 hours|less than 2 hours|dưới hai giờ|tối đa 2h",
    "30-49": "45 phút|45 phut|45p|45'|45’|45 minutes|1 tiết|một tiết|1 period",
    "10-16": "15 phút|15'|15′|kiểm tra 15 phút|15p",
    "60-99": "2 tiết|hai tiết|90 phút|2 periods|1,5 giờ|1.5 giờ|1h30|1 giờ 30 phút|1h 30",
    "80-132": "2 giờ|2h|2 hours|2 tiếng đồng hồ|hai giờ",
    "30-45": "30-45 phút|30 – 45 phút|30 đến 45 phút|từ 30 đến 45 phút|45-30 phút|30 to 45 minutes",
    "90-240": "một buổi|nửa ngày|half a day",
    "": "3 giờ chiều|2 giờ kém|2h sáng|1h30 trưa"
    "|7h30|7 giờ 30 phút|lúc 7 giờ|5 giờ chiều|10h|năm giờ sáng|tiết 5|45|45 bước|giờ học|phút"
    "|tiết học thú vị|15 pháo hoa",
}
EDITIONS = {
    "language.en": "bản tiếng Anh|ban tieng anh|phiên bản tiếng Anh|bằng tiếng Anh|in English"
    "|viết bằng tiếng Anh|English version|English edition|in English edition",
    "language.vi": "bản tiếng Việt|bằng tiếng Việt|in Vietnamese|Vietnamese edition",
    "language.bilingual": "song ngữ|song ngu|bản song ngữ|bilingual|bilingual edition",
    "subject.english": "tiếng Anh|tieng anh",
    "": "việt|anh|bằng khen|bản nhạc|in ấn",
}
ABSENT = {
    "language.en": "chưa có bản tiếng Anh|chua co ban tieng anh|không có bản tiếng Anh|thiếu bản tiếng Anh"
    "|còn thiếu phiên bản tiếng Anh|chưa dịch sang tiếng Anh|chưa được dịch ra tiếng Anh"
    "|without an English edition|no English version|missing English translation|not in English"
    "|not yet translated into English",
    "language.vi": "chưa có bản tiếng Việt|no Vietnamese edition|untranslated in Vietnamese",
    "": "bản tiếng Anh|in English|không cần tiếng Anh|không nói được tiếng Anh|no English",
}
WISHES = {
    "setting.offline-ready": "không cần mạng|khong can mang|không mạng|không có internet|không cần wifi"
    "|offline|without internet|no internet|works offline|mất mạng|ngoại tuyến",
    "setting.hall-yard setting.off-site": "ngoài trời|ngoai troi|outdoors|outdoor",
    "setting.computer-lab": "phòng máy|phòng máy tính|computer lab",
    "": "mạng|trời|không|cần mạng|ngoài ra",
}
DOCUMENTS = {
    "doctype.party": "92-KH/TU|92-kh/tu|số 92-KH/TU|57-KL/TW|kết luận 57|nghị quyết 80|12-NQ/HU|NQ 80-NQ/TW",
    "doctype.plan": "70/KH-SGDĐT|70/kh-sgddt|05/KH-THCSNT|12/KH-THCS|kế hoạch 92|KH 70",
    "doctype.official-letter": "CV 5512|cv5512|CV2345|cv 10|công văn 5512|công văn số 5512|cong van 5512"
    "|công văn 5512/BGDĐT-GDTrH|cv 5512 pl4",
    "doctype.circular": "TT 32/2018|tt32|TT32/2018|TT 32|thông tư 32|thông tư 02/2025|TT 15/2026/TT-BGDĐT",
    "doctype.decree": "NĐ 13/2023/NĐ-CP|nghị định 13|nghi dinh 13"
    "|nghị định 13/2023|30/2020/NĐ-CP|NĐ 30|nd 30|nghị định 8",
    "doctype.decision": "QĐ 3588|quyết định 3588|2422/QĐ-BGDĐT",
    "doctype.directive": "chỉ thị 05|chi thi 5",
    "": "5512|32/2018|148/2025/QH15|13/2023|2026-2027|TT|tt|nd|1/2|24/7|tin-tức|24/tin-tức",
}  # fmt: skip


def table(rows: dict[str, str]) -> list[tuple[str, str]]:
    return [(text, tags) for tags, texts in rows.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "wanted"), table(GRADES))
def test_a_grade_is_understood_however_it_is_written(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    assert list(dict.fromkeys(grades(text, vocabulary).split())) == wanted.split()


@pytest.mark.parametrize(("text", "wanted"), table(AGES))
def test_kindergartens_are_asked_for_by_age(vocabulary: Vocabulary, text: str, wanted: str) -> None:
    assert grades(text, vocabulary) == wanted


@pytest.mark.parametrize("text", NO_GRADE)
def test_what_counts_dates_or_numbers_something_is_no_grade(
    vocabulary: Vocabulary, text: str
) -> None:
    assert grades(text, vocabulary) == ""


@pytest.mark.parametrize(("text", "wanted"), table(MONTHS))
def test_a_month_or_a_school_week_is_understood_as_a_month(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    assert meant(text, vocabulary) == wanted


@pytest.mark.parametrize(("text", "wanted"), table(DURATIONS))
def test_a_duration_is_understood_as_minutes(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    assert meant(text, vocabulary) == wanted


@pytest.mark.parametrize(("text", "wanted"), table(EDITIONS))
def test_an_edition_is_asked_for_by_its_language(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    assert meant(text, vocabulary) == wanted


@pytest.mark.parametrize(("text", "wanted"), table(ABSENT))
def test_an_edition_that_is_missing_is_asked_for_too(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    absent = [part for part in parts(text, vocabulary) if part.is_absent]
    assert [tag for part in absent for tag in part.tags] == wanted.split()


@pytest.mark.parametrize(("text", "wanted"), table(WISHES))
def test_a_wish_for_a_place_is_understood(vocabulary: Vocabulary, text: str, wanted: str) -> None:
    assert meant(text, vocabulary) == wanted


@pytest.mark.parametrize(("text", "wanted"), table(DOCUMENTS))
def test_a_number_of_a_document_tells_its_type(
    vocabulary: Vocabulary, text: str, wanted: str
) -> None:
    assert meant(text, vocabulary).rpartition(" ")[2] == wanted


def test_a_document_is_answered_by_what_cites_it_and_not_by_its_type(
    vocabulary: Vocabulary,
) -> None:
    for text, cited in (
        ("CV 3535", ("cong", "van", "so", "3535")),
        ("TT 15/2026/TT-BGDĐT", ("15", "2026", "tt", "bgddt")),
        ("kế hoạch 92-KH/TU", ("92", "kh", "tu")),
    ):
        part = understanding.read(text, vocabulary).parts[-1]
        assert cited in [phrase.syllables for phrase in part.phrases]
        assert part.tags == () and part.inner


def test_a_document_leads_to_what_it_is_about_where_its_number_is_a_name_of_that(
    vocabulary: Vocabulary,
) -> None:
    for text, tag in (
        ("kết luận 57", "theme.external-information"),
        ("57-KL/TW", "theme.external-information"),
        ("nghị định số 13", "theme.digital.privacy"),
        ("80/2017/NĐ-CP", "theme.school-culture.anti-bullying"),
        ("80-NQ/TW", None),
        ("kết luận 58", None),
    ):
        [part] = understanding.read(text, vocabulary).parts
        assert (tag in part.tags) == (tag is not None), text


@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.sampled_from(["lop {}-{}", "k{}-k{}", "grades {} to {}"]),
)
def test_a_range_has_all_grades_between_its_ends(first: int, last: int, form: str) -> None:
    found = next(expressions.find(form.format(first, last)))
    numbers = range(first, last + 1) if first < last else dict.fromkeys([first, last])
    assert found.tags == tuple(expressions.grade(number) for number in numbers)


PIECES = st.sampled_from(
    [
        "lop", "khoi", "grade", "k", "7", "12", "99", "2/3", "-", ",", "va", "den", "tu", "thang", "tuan",
        "45", "phut", "'", "h", "gio", "tiet", "duoi", "1,5", "cv", "tt", "/kh-tu", "ban", "tieng", "anh",
        "in", "english", "tuoi", "5", "age", "nua", "ngay", "°", "²", "٧", "𝟕", "|", "\t",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=3), max_size=8), st.sampled_from(["", " "]))
def test_whatever_is_found_lies_in_the_line_and_is_known(
    vocabulary: Vocabulary, pieces: list[str], between: str
) -> None:
    line = between.join(pieces)
    for found in expressions.find(line):
        assert 0 <= found.start < found.end <= len(line)
        assert found.tags or found.minutes
        assert all(tag in vocabulary for tag in found.tags)
        if found.minutes:
            assert 0 <= found.minutes[0] <= found.minutes[1]


def test_every_grade_has_a_spoken_name_and_every_week_a_month(vocabulary: Vocabulary) -> None:
    names = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một"]
    names.append("mười hai")
    assert [grades(f"lớp {name}", vocabulary) for name in names] == [str(n) for n in range(1, 13)]
    for week in range(1, 36):
        assert meant(f"tuần {week}", vocabulary).startswith("month.")
