"""What a submission is like, as its author and its reviewer see it; it stops nothing."""

import io

import docx
import pytest
from flask import Flask

from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import desk
from tests.web import filling, reading
from tests.web.visiting import Visitor

WORDS = (
    "Học sinh đo lượng rác của từng lớp trong một tuần, lập bảng số liệu, đề xuất ba cách giảm "
    "túi ni lông ở căng tin rồi trình bày kết quả trước toàn trường vào sáng thứ hai."
)
LIKE = "Giống"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with one published item, and one that nobody else may know of."""
    with library.sessions.writing() as session:
        shown = make.plan(WORDS, title="Kiểm đếm rác", licence="licence.cc-by")
        make.saved(session, library, "kiem-dem-rac", vi=shown)
        hidden = make.plan(WORDS, title="Bài chưa công bố")
        desk.submission(session, library, cast, author=cast.minh, name="chua", plan=hidden)
    library.catch_up()
    return create_app(library)


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who contributes at the first school."""
    return Visitor(app, cast.lan)


def written(visitor: Visitor, cast: Cast, body: str) -> str:
    """Return the last step of a complete submission with this text."""
    address = filling.complete(visitor, cast)
    assert filling.send(visitor, f"{address}/text", vi__body=body).status_code == 303
    return f"{address}/send"


def test_a_copy_is_shown_with_its_share_and_the_way_to_adapt_instead(
    lan: Visitor, cast: Cast
) -> None:
    address = written(lan, cast, f"**{WORDS}**")
    page = filling.page(lan.open(address))
    assert reading.link(page, "Kiểm đếm rác") == "/vi/items/kiem-dem-rac"
    assert reading.link(page, "Điều chỉnh mục có sẵn") == "/vi/items/kiem-dem-rac/adapt"
    said = reading.said(page.find(".//main"))
    assert "Giống 84%" in said and "trong bản tiếng Việt của mục đó" in said
    assert "Bài chưa công bố" not in said
    assert (
        lan.send(address, filling.filled(page)).status_code == 303
    )  # it is handed in all the same


def test_what_is_like_nothing_shows_nothing(lan: Visitor, cast: Cast) -> None:
    assert (
        LIKE not in lan.open(written(lan, cast, "Một đoạn khác hẳn, không ai viết bao giờ.")).text
    )


def test_an_attached_file_counts_before_and_after_handing_in(
    app: Flask, lan: Visitor, cast: Cast
) -> None:
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(WORDS)
    document.save(content)
    address = written(lan, cast, "Xem tệp đính kèm.")
    form = address.replace("/send", "/files")
    assert filling.add_file(lan, form, "ke-hoach.docx", content.getvalue()).status_code == 303
    page = filling.page(lan.open(address))
    assert "Giống 100%" in reading.said(page.find(".//main"))
    answer = lan.send(address, filling.filled(page))
    assert answer.status_code == 303
    number = address.split("/")[-2]
    assert "Giống 100%" in Visitor(app, cast.binh).open(f"/vi/review/{number}").text


def test_the_reviewer_sees_it_and_the_author_in_the_review_does_not(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, plan=make.plan(WORDS)).id
    shown = Visitor(app, cast.binh).open(f"/vi/review/{made}").text
    assert "Giống" in shown and "Kiểm đếm rác" in shown
    assert "Điều chỉnh mục có sẵn" not in shown
    assert LIKE not in Visitor(app, cast.lan).open(f"/vi/review/{made}").text


def test_a_correction_is_not_like_the_item_that_it_corrects(
    app: Flask, lan: Visitor, cast: Cast, library: Library
) -> None:
    with library.writing() as session:
        plan = make.plan(WORDS.replace("rác", "giấy"), title="Kiểm đếm giấy")
        desk.submission(session, library, cast, State.PUBLISHED, name="giay", plan=plan)
    address = lan.send("/vi/contribute/new", {"item": "giay"}).location.rpartition("/")[0]
    said = lan.open(f"{address}/send").text
    assert "Kiểm đếm rác" in said
    assert '/vi/items/giay"' not in said
