"""Near-duplicates: what counts as like, which number says so, and what is never compared with."""

import unicodedata
from collections.abc import Callable
from io import BytesIO

import docx
import pytest

from library import text
from library.items import withholding, writing
from library.items.models import Item
from library.search import likeness
from library.search.likeness import Likeness
from library.wiring import Library
from tests import make

VI = [
    "Nghệ nhân kể sự tích bộ cồng chiêng cho học sinh khối bảy nghe trong sân trường.",
    "Mỗi tổ gõ thử một bài nhịp ba, ghi lại cảm nhận rồi vẽ chiếc chiêng mình thích nhất.",
    "Cuối buổi cả lớp ngồi quanh đống lửa nhỏ và hát bài dân ca của buôn làng.",
    "Giáo viên chụp ảnh bàn tay, không chụp khuôn mặt, và gửi lời cảm ơn tới già làng.",
]
EN = [
    "An elder tells grade seven in the yard how the village came by its set of gongs.",
    "Each group tries a rhythm in three, writes down what it felt and draws the gong it liked.",
    "At the end the class sits around a small fire and sings a song of the village.",
]
OTHER = (
    "Học sinh đo lượng rác của từng lớp trong một tuần, lập bảng số liệu và đề xuất ba cách để "
    "giảm túi ni lông ở căng tin; ban cán sự lớp trình bày kết quả trước toàn trường vào thứ hai."
)
# The first two paragraphs as a TCVN3 font shows them to a program that knows only Latin-1.
TCVN3 = (
    "NghÖ nh©n kÓ sù tÝch bé cång chiªng cho häc sinh khèi b¶y nghe trong s©n tr\xadêng. "
    "Mçi tæ gâ thö mét bµi nhÞp ba, ghi l¹i c¶m nhËn råi vÏ chiÕc chiªng m×nh thÝch nhÊt."
)


@pytest.fixture
def gongs(library: Library) -> Library:
    """A library with a bilingual plan about gongs, `gongs`, and one about waste."""
    with library.writing() as session:
        make.saved(
            session,
            library,
            "gongs",
            vi=make.plan("\n\n".join(VI), title="Buổi nghe chiêng"),
            en=make.plan("\n\n".join(EN), title="Listening to gongs"),
        )
        make.saved(session, library, "waste", vi=make.plan(OTHER, title="Kiểm đếm rác"))
    return library


def likest(library: Library, said: str, *besides: str) -> list[Likeness]:
    with library.sessions.reading() as session:
        return likeness.likest(session, library.index, said, besides)


def only(library: Library, said: str) -> Likeness:
    [found] = likest(library, said)
    return found


def test_a_copy_is_wholly_like_and_says_in_which_language(gongs: Library) -> None:
    copied = only(gongs, "\n\n".join(VI))
    assert (copied.item_id, copied.share, copied.language) == ("gongs", 1.0, "vi")
    assert 0.8 < copied.back < 1.0  # the plan has a title and a promise besides
    assert only(gongs, " ".join(EN)).language == "en"


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: " ".join(reversed(lines)),
        lambda lines: text.fold(" ".join(lines)),
        lambda lines: " ".join(lines).upper(),
        lambda lines: "\n\n".join(f"**{line}**" for line in lines),
        lambda lines: unicodedata.normalize("NFD", " ".join(lines)),
    ],
    ids=["turned round", "accents lost", "capitals", "marked up", "decomposed"],
)
def test_what_changes_no_words_changes_little(
    gongs: Library, change: Callable[[list[str]], str]
) -> None:
    assert only(gongs, change(VI)).share > 0.95


def test_a_text_from_an_old_font_is_read_first(gongs: Library) -> None:
    assert only(gongs, TCVN3).share > 0.95


def test_each_changed_word_costs_its_share(gongs: Library) -> None:
    changed = " ".join(VI).replace("đống lửa nhỏ", "gốc đa già")
    words = len(" ".join(VI).split())
    assert only(gongs, changed).share == pytest.approx(1 - 3 / words, abs=0.01)


def test_a_part_of_a_longer_text_is_wholly_there_and_the_longer_one_only_partly_here(
    gongs: Library,
) -> None:
    part = only(gongs, f"{VI[0]} {VI[1]}")
    assert part.share == 1.0
    assert part.back < 0.6


def test_a_short_item_inside_a_long_text_is_told_of_though_its_share_is_small(
    gongs: Library,
) -> None:
    strange = " ".join(f"từ{number} lạ{number}" for number in range(400))
    found = only(gongs, f"{strange}\n\n{OTHER}")
    assert found.item_id == "waste"
    assert found.share < likeness.WORTH_TELLING < likeness.NEARLY_WHOLE < found.back


def test_other_texts_translations_and_texts_of_a_few_words_are_like_nothing(gongs: Library) -> None:
    assert likest(gongs, "Câu lạc bộ tiếng Anh gặp nhau mỗi chiều thứ năm để tập nói. " * 5) == []
    with gongs.writing() as session:
        english = make.plan("\n\n".join(EN), title="Gongs again")
        make.saved(session, gongs, "only-english", en=english)
    found = likest(gongs, " ".join(VI))
    assert [each.item_id for each in found] == ["gongs"]
    assert likest(gongs, "Nghệ nhân kể sự tích bộ cồng chiêng") == []
    assert likest(gongs, "") == likest(gongs, "??? !!!") == []


def test_of_several_the_likest_comes_first_and_known_ones_are_left_out(gongs: Library) -> None:
    with gongs.writing() as session:
        half = make.plan("\n\n".join([*VI[:2], OTHER]), title="Một nửa")
        make.saved(session, gongs, "half", vi=half)
    said = " ".join(VI)
    assert [each.item_id for each in likest(gongs, said)] == ["gongs", "half"]
    assert [each.item_id for each in likest(gongs, said, "gongs")] == ["half"]


def test_what_is_not_public_is_never_compared_with(gongs: Library) -> None:
    with gongs.writing() as session:
        make.saved(session, gongs, "draft", publish=False, vi=make.plan("\n\n".join(VI)))
        writing.withdraw(session, session.get_one(Item, "gongs"))
    assert likest(gongs, " ".join(VI)) == []


def test_what_was_withdrawn_is_not_compared_with_even_while_the_index_lags(gongs: Library) -> None:
    with gongs.sessions.writing() as session:  # the index is not told
        writing.withdraw(session, session.get_one(Item, "gongs"))
    assert likest(gongs, " ".join(VI)) == []


def test_an_item_whose_words_are_all_in_a_word_file_is_found(gongs: Library) -> None:
    story = "Ngày xưa có một chú bé chăn trâu thổi sáo hay đến nỗi cả bầy chim dừng cánh. " * 3
    document, content = docx.Document(), BytesIO()
    document.add_paragraph(story)
    document.save(content)
    with gongs.writing() as session:
        make.saved(
            session,
            gongs,
            "story",
            files={"truyen.docx": content.getvalue()},
            vi=make.plan("Xem tệp đính kèm.", title="Truyện"),
        )
    found = only(gongs, story)
    assert (found.item_id, found.share, found.language) == ("story", 1.0, None)
    with gongs.writing() as session:
        withholding.hide(session, session.get_one(Item, "story"), "files/truyen.docx")
    assert likest(gongs, story) == []
