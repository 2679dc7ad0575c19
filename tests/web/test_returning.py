"""The way back: a Word download is edited, sent again and becomes a correction or an adaptation."""

import io

import docx
import pytest
from flask import Flask
from sqlalchemy import select

from library.accounts.models import Membership
from library.items.models import Item
from library.review.models import Save, Submission
from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import desk
from tests.uploads import hostile
from tests.web import reading
from tests.web.filling import page
from tests.web.visiting import Visitor

BODY = (
    "# Mục tiêu\n\nHọc sinh **biết** phân loại rác.\n\n| Phút | Việc |\n|---|---|\n| 5 | Mở đầu |\n"
)
DOWNLOAD = "/vi/items/{}/download.docx?lang=vi"


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over an empty library that the test may change."""
    return create_app(library)


@pytest.fixture
def item(library: Library, cast: Cast) -> str:
    """The slug of a published item of the first school."""
    with library.writing() as session:
        plan = make.plan(body=BODY, licence="licence.cc-by")
        desk.submission(session, library, cast, State.PUBLISHED, plan=plan)
        return session.scalars(select(Item.slug)).one()


def edited(app: Flask, slug: str, old: str = "biết", new: str = "thành thạo") -> bytes:
    """Return the Word download with some words changed, as a word processor would save it."""
    paper = docx.Document(io.BytesIO(Visitor(app).open(DOWNLOAD.format(slug), buffered=True).data))
    for run in (run for paragraph in paper.paragraphs for run in paragraph.runs):
        run.text = run.text.replace(old, new)
    saved = io.BytesIO()
    paper.save(saved)
    return saved.getvalue()


def send(library: Library, visitor: Visitor, unit: int, content: bytes) -> str:
    fields = {"unit": unit, "file": (io.BytesIO(content), "ke-hoach.docx")}
    answer = visitor.send("/vi/contribute/originals/new", fields)
    assert answer.status_code == 303, answer.text
    library.work()
    return str(answer.location)


def newest(library: Library) -> Save:
    with library.sessions.reading() as session:
        return session.scalars(select(Save).order_by(Save.id.desc()).limit(1)).one()


def test_an_edited_download_becomes_a_correction_with_what_was_changed_in_view(
    app: Flask, library: Library, cast: Cast, item: str
) -> None:
    lan = Visitor(app, cast.lan)
    address = send(library, lan, cast.school, edited(app, item))
    root = page(lan.open(address))
    assert [reading.said(each) for each in root.iter("ins")] == ["**thành thạo**"]
    assert "thành thạo" not in Visitor(app).open(f"/vi/items/{item}").text
    assert lan.send(f"{address}/back").status_code == 303
    with library.sessions.reading() as session:
        made = session.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()
        assert made.item is not None and made.item.slug == item
    body = newest(library).content["editions"]["vi"]["body"]
    assert body == BODY.replace("biết", "thành thạo")


def test_at_another_school_it_becomes_an_adaptation_that_names_its_source(
    app: Flask, library: Library, cast: Cast, item: str
) -> None:
    with library.writing() as session:
        session.add(Membership(user_id=cast.tu, unit_id=cast.other_school, role="contributor"))
    tu = Visitor(app, cast.tu)
    address = send(library, tu, cast.other_school, edited(app, item))
    assert tu.send(f"{address}/back").status_code == 303
    content = newest(library).content
    assert content["facts"]["adapted_from"] == item
    assert "thành thạo" in content["editions"]["vi"]["body"]


def test_what_others_changed_since_the_download_is_shown(
    app: Flask, library: Library, cast: Cast, item: str
) -> None:
    old = edited(app, item)
    with library.writing() as session:
        plan = make.plan(body=BODY.replace("Mở đầu", "Khởi động"), licence="licence.cc-by")
        make.saved(session, library, "phan-loai-rac", publish=True, files=None, vi=plan)
    minh = Visitor(app, cast.minh)
    address = send(library, minh, cast.school, old)
    said = reading.said(page(minh.open(address)))
    assert "đã thay đổi từ sau khi tải về" in said and "Khởi" in said
    answer = minh.open(f"{address}?anew=yes")
    assert answer.status_code == 200, reading.said(page(answer))


def test_a_second_press_and_a_strange_item_are_refused(
    app: Flask, library: Library, cast: Cast, item: str
) -> None:
    lan, minh = Visitor(app, cast.lan), Visitor(app, cast.minh)
    address = send(library, lan, cast.school, edited(app, item))
    assert minh.send(f"{address}/back").status_code == 404
    assert Visitor(app).send(f"{address}/back").status_code == 403
    assert lan.send(f"{address}/back").status_code == 303
    assert lan.send(f"{address}/back").status_code == 409


def test_the_pictures_of_a_download_stay_and_a_new_one_of_the_same_name_is_another(
    app: Flask, library: Library, cast: Cast
) -> None:
    body = f"{BODY}\n![Sơ đồ sân trường](files/hinh-1.png)\n"
    with library.writing() as session:
        picture = {"hinh-1.png": hostile.picture()}
        make.saved(session, library, files=picture, vi=make.plan(body=body))
        slug = session.scalars(select(Item.slug)).one()
    lan = Visitor(app, cast.lan)
    untouched = Visitor(app).open(DOWNLOAD.format(slug), buffered=True).data
    assert not list(page(lan.open(send(library, lan, cast.school, untouched))).iter("ins", "del"))
    paper = docx.Document(io.BytesIO(untouched))
    paper.paragraphs[-1].insert_paragraph_before().add_run().add_picture(
        io.BytesIO(hostile.picture(size=(80, 40)))
    )
    saved = io.BytesIO()
    paper.save(saved)
    root = page(lan.open(send(library, lan, cast.school, saved.getvalue())))
    assert not list(root.iter("del"))
    added = " ".join(reading.said(each) for each in root.iter("ins"))
    assert "![](files/them-hinh-1.png)" in added
