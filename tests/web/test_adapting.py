"""Adapting in a browser: the button, the page, the credit on every way out, the corrected source."""

import io
import zipfile

import docx
import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from library import transfer
from library.accounts import units, users
from library.accounts.roles import Role
from library.items import catalogue
from library.review import deciding
from library.review.models import Submission
from library.review.workflow import State, Step
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.review import desk
from tests.web import filling, reading
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

SOURCE = "/vi/items/phan-loai-rac"
OWN = "/vi/items/phan-loai-rac-o-xa-minh"
WORDS = (
    "Học sinh phân loại rác của từng lớp trong một tuần, lập bảng số liệu, đề xuất ba cách giảm "
    "túi ni lông ở căng tin rồi trình bày kết quả trước toàn trường vào sáng thứ hai."
)
PLAN = make.plan(WORDS, licence="licence.cc-by", authors=["Tổ Sinh, THCS Mẫu"])
CHANGES = {
    "text": {"vi-title": "Phân loại rác ở xã mình", "vi-body": f"{WORDS}\n\nThêm một đoạn."},
    "facts": filling.COMPLETE["facts"],
    "files": filling.COMPLETE["files"],
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with one published item of the first school."""
    with library.sessions.writing() as session:
        desk.submission(session, library, cast, State.PUBLISHED, plan=PLAN)
    library.catch_up()
    return create_app(library)


@pytest.fixture
def tu(app: Flask, cast: Cast) -> Visitor:
    """Tú, of the other school."""
    return Visitor(app, cast.tu)


def begun(visitor: Visitor, cast: Cast) -> str:
    """Adapt the item and return the address that the pages of the form begin with."""
    answer = visitor.send(f"{SOURCE}/adapt", {"unit": cast.other_school})
    assert answer.status_code == 303
    return str(answer.location).rpartition("/")[0]


def publish(library: Library, address: str) -> None:
    """Publish a submission that was handed in."""
    with library.writing() as session:
        made = session.get_one(Submission, int(address.rpartition("/")[2]))
        made.state = State.PUBLISHED
        assert made.revision
        deciding.show(session, made.revision, library.workshop(session))


def published(visitor: Visitor, library: Library, cast: Cast) -> str:
    address = begun(visitor, cast)
    for step, fields in CHANGES.items():
        assert filling.send(visitor, f"{address}/{step}", **fields).status_code == 303
    root = filling.page(visitor.open(f"{address}/send"))
    assert visitor.send(f"{address}/send", filling.filled(root)).status_code == 303
    publish(library, address)
    return address


def correct_source(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        body = WORDS.replace("một tuần", "hai tuần")
        plan = make.plan(body, licence="licence.cc-by", authors=["Tổ Sinh, THCS Mẫu"])
        made = desk.submission(session, library, cast, State.ACCEPTED, plan=plan, author=cast.minh)
        hanh = users.by_id(session, cast.hanh)
        step = Step("publish", seen=desk.HANDED_IN, reason="Đã xem.", note="Hai tuần mới đủ.")
        deciding.publish(session, hanh, made, step, library.workshop(session))


def test_only_who_contributes_somewhere_is_offered_to_adapt(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    address = f"{SOURCE}/adapt"
    assert address in tu.open(SOURCE).text
    assert address not in Visitor(app).open(SOURCE).text
    assert address not in Visitor(app, cast.vy).open(SOURCE).text
    page = reading.said(filling.page(tu.open(address)).find(".//main"))
    assert "Tổ Sinh, THCS Mẫu" in page and "CC BY 4.0" in page and "Trường THCS Mẫu Hai" in page
    with library.writing() as session:
        forbidden = make.plan(title="Không đổi", licence="licence.cc-by-nd")
        make.saved(session, library, "khong-doi", vi=forbidden)
    assert "/adapt" not in tu.open("/vi/items/khong-doi").text
    assert tu.open("/vi/items/khong-doi/adapt").status_code == 403


def test_the_ladder_of_beginning(app: Flask, tu: Visitor, cast: Cast, library: Library) -> None:
    address, fields = f"{SOURCE}/adapt", {"unit": cast.other_school}
    assert Visitor(app).send(address, fields).status_code == 403
    assert Visitor(app).open(address).status_code == 302
    assert Visitor(app, cast.vy).send(address, fields).status_code == 403
    assert tu.send(address, {"unit": cast.school}).status_code == 422  # another school's
    assert tu.send(address, {}).status_code == 422
    assert tu.client.post(address, data=fields).status_code == 409
    assert tu.send("/vi/items/nothing/adapt", fields).status_code == 404
    with library.sessions.reading() as session:
        assert session.scalars(select(Submission.source_id)).all() == [None]
    assert tu.send(address, fields).status_code == 303


def test_from_the_button_to_the_page_of_the_adaptation(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    published(tu, library, cast)
    reader = Visitor(app)
    page = filling.page(reader.open(OWN))
    credit = "Điều chỉnh từ “Ngày hội phân loại rác” của Tổ Sinh, THCS Mẫu, CC BY 4.0 - ghi công"
    assert reading.link(page, credit) == SOURCE
    compared = filling.page(reader.open(reading.link(page, "Những chỗ đã đổi")))
    check_nothing_inline(compared)
    assert "Thêm một đoạn." in " ".join(map(reading.said, compared.iter("ins")))
    assert "Tú" not in reading.said(compared.find(".//main"))
    source = filling.page(reader.open(SOURCE))
    assert reading.link(source, "Phân loại rác ở xã mình") == OWN
    assert "Trường THCS Mẫu Hai" in reading.said(source.find(".//main"))


def test_the_credit_goes_along_with_every_download_and_export(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    published(tu, library, cast)
    reader, said = Visitor(app), "Điều chỉnh từ “Ngày hội phân loại rác” của Tổ Sinh, THCS Mẫu"
    files = {
        kind: reader.open(f"{OWN}/download.{kind}", buffered=True).data
        for kind in ("docx", "pdf", "md", "zip")
    }
    word = docx.Document(io.BytesIO(files["docx"]))
    margins = [
        each for section in word.sections for each in (section.footer, section.first_page_footer)
    ]
    everything = [*word.paragraphs, *(line for each in margins for line in each.paragraphs)]
    assert said in "\n".join(line.text for line in everything)
    with pypdfium2.PdfDocument(files["pdf"]) as pdf:
        shown = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert said in " ".join(shown.split())
    plan = zipfile.ZipFile(io.BytesIO(files["zip"])).read("phan-loai-rac-o-xa-minh/plan.vi.md")
    for text in (files["md"].decode(), plan.decode()):
        assert "adapted_from: phan-loai-rac" in text
        assert "authors: Tổ Sinh, THCS Mẫu" in text
    assert "isBasedOn" in reader.open(OWN).text
    assert said in reading.said(filling.page(reader.open(OWN)).get_element_by_id("citation"))


def test_an_exported_adaptation_comes_back_as_one(
    app: Flask, tu: Visitor, cast: Cast, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    published(tu, library, cast)
    target = tmp_path_factory.mktemp("out")
    with library.sessions.reading() as session:
        ids = list(catalogue.published_ids(session))
    assert transfer.write_out(library, ids, target) == 2
    outcome = transfer.bring_in(library, [target], publish=True)
    assert (outcome.saved, outcome.unchanged, outcome.refused) == (0, 2, [])
    with library.sessions.reading() as session:
        [found] = catalogue.adaptations(session, "phan-loai-rac")
        assert found.adapted_from == "phan-loai-rac"


def test_the_credit_stays_when_the_source_is_gone_and_nothing_of_it_is_shown(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    address = published(tu, library, cast)
    why = {"reason": "Phải xem lại."}
    assert Visitor(app, cast.hanh).send(f"{SOURCE}/withdraw", why).status_code == 303
    reader = Visitor(app)
    page = filling.page(reader.open(OWN))
    assert "Điều chỉnh từ “Ngày hội phân loại rác”" in reading.said(page.find(".//main"))
    assert SOURCE not in [each.get("href") for each in page.iter("a")]
    assert reader.open(f"{OWN}/source").status_code == 404
    shown = tu.open(f"{address}/source")
    assert shown.status_code == 200
    assert "không còn công khai" in shown.text and "Thêm một đoạn" not in shown.text


def test_no_credit_leads_where_no_page_is(app: Flask, library: Library) -> None:
    entry = {"title": "Bẫy", "authors": "Ai đó", "licence": "licence.cc-by"}
    addresses = ("javascript:alert(1)", "http://[", "https://khac.example.vn/i/abcde")
    plan = make.plan(
        title="Có bẫy", credit=[entry | {"address": each} for each in addresses] + ["vô nghĩa"]
    )
    with library.writing() as session:
        make.saved(session, library, "co-bay", vi=plan)
    page = filling.page(Visitor(app).open("/vi/items/co-bay"))
    links = [each.get("href") for each in page.iter("a") if "Bẫy" in (each.text or "")]
    assert links == ["https://khac.example.vn/i/abcde"]


def test_the_author_is_told_of_a_correction_and_led_to_what_it_changed(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    address = published(tu, library, cast)
    correct_source(library, cast)
    told = filling.page(tu.open("/vi/account/notices"))
    place = tu.open(reading.link(told, "Hai tuần mới đủ."))
    assert place.location == f"{address}/source"
    shown = filling.page(tu.open(place.location))
    check_nothing_inline(shown)
    assert "hai" in [reading.said(each) for each in shown.iter("ins")]
    again = tu.send("/vi/contribute/new", {"item": "phan-loai-rac-o-xa-minh"}).location.rpartition(
        "/"
    )[0]
    assert "Mục nguồn đã được đính chính" in tu.open(f"{again}/text").text
    form = filling.filled(filling.page(tu.open(f"{again}/source")))
    follow_ladder(app, cast, tu, f"{again}/source", form)
    assert "Mục nguồn đã được đính chính" not in tu.open(f"{again}/text").text


def follow_ladder(
    app: Flask, cast: Cast, tu: Visitor, address: str, form: dict[str, list[str]]
) -> None:
    assert Visitor(app).send(address, form).status_code == 403
    assert Visitor(app, cast.lan).send(address, form).status_code == 404
    assert Visitor(app, cast.lan).open(address).status_code == 404
    assert tu.client.post(address, data=form).status_code == 409
    assert tu.send(address, {"seen": "gì đó"}).status_code == 409
    assert tu.send(address, {}).status_code == 409
    assert tu.send(address, form).status_code == 303
    assert tu.send(address, form).status_code == 409  # it was taken into account already


def test_who_reviews_it_sees_what_was_changed_and_others_do_not(
    app: Flask, tu: Visitor, cast: Cast, library: Library
) -> None:
    address = begun(tu, cast)
    number = address.rpartition("/")[2]
    assert "Không có chỗ nào khác mục nguồn" in tu.open(f"{address}/source").text
    for step, fields in CHANGES.items():
        filling.send(tu, f"{address}/{step}", **fields)
    with library.sessions.writing() as session:
        head = users.by_id(session, cast.hanh)
        users.grant(session, SHELL, head, Role.REVIEWER, units.by_id(session, cast.other_school))
    hanh = Visitor(app, cast.hanh)
    assert hanh.open(f"{address}/source").status_code == 404  # not handed in yet
    root = filling.page(tu.open(f"{address}/send"))
    assert tu.send(f"{address}/send", filling.filled(root)).status_code == 303
    assert f"/vi/contribute/{number}/source" in hanh.open(f"/vi/review/{number}").text
    assert "Thêm một đoạn." in hanh.open(f"{address}/source").text
    assert Visitor(app, cast.lan).open(f"{address}/source").status_code == 404


def test_a_submission_that_adapts_nothing_has_no_such_page(tu: Visitor, cast: Cast) -> None:
    answer = tu.send("/vi/contribute/new", {"unit": cast.other_school, "language": "vi"})
    address = answer.location.rpartition("/")[0]
    assert tu.open(f"{address}/source").status_code == 404
    assert "/source" not in tu.open(f"{address}/text").text
