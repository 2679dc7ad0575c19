"""The pages of a review: who sees what, every step with its ladder, comments, guests, claims."""

import re

import pytest
from flask import Flask
from lxml import html

from library import database
from library.accounts import users
from library.errors import NotAllowed
from library.items import withholding
from library.review import checklist, guests, verifying
from library.review.models import Comment, Save, Submission, Verification
from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import desk
from tests.web import reading
from tests.web.conftest import PIXEL
from tests.web.visiting import Visitor

WORDS = "Cần ghi tên nghệ nhân đã đồng ý."
SENSITIVE = make.plan(title="Biển đảo quê hương", theme=["theme.sovereignty.sea-islands"])


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over the empty library."""
    return create_app(library)


@pytest.fixture
def id(library: Library, cast: Cast) -> int:
    """A submission of Lan's that waits for a review."""
    return put(library, cast)


def put(library: Library, cast: Cast, state: State = State.SUBMITTED, **more: object) -> int:
    with library.sessions.writing() as session:
        return desk.submission(session, library, cast, state, **more).id  # type: ignore[arg-type]


def state(library: Library, id: int) -> str:
    with library.sessions.reading() as session:
        return session.get_one(Submission, id).state


def step(visitor: Visitor, id: int, action: str, **fields: object) -> int:
    fields = {"seen": desk.HANDED_IN, "reason": "Đã xem kĩ."} | fields
    return visitor.send(f"/vi/review/{id}/steps/{action}", fields).status_code


def test_the_queue_shows_what_waits_and_not_ones_own(app: Flask, cast: Cast, id: int) -> None:
    assert "Ngày hội phân loại rác" in Visitor(app, cast.binh).open("/vi/review/").text
    assert "Ngày hội phân loại rác" not in Visitor(app, cast.tu).open("/vi/review/").text
    assert Visitor(app, cast.lan).open("/vi/review/").status_code == 403
    assert Visitor(app).open("/vi/review/").status_code == 302


@pytest.mark.parametrize(
    ("who", "expected"),
    [("binh", 200), ("hanh", 200), ("lan", 200), ("minh", 404), ("tu", 404), ("an", 404)],
)
def test_who_reads_a_submission(app: Flask, cast: Cast, id: int, who: str, expected: int) -> None:
    visitor = Visitor(app, getattr(cast, who))
    assert visitor.open(f"/vi/review/{id}").status_code == expected


def test_a_draft_that_was_never_handed_in_is_nothing_to_review(
    app: Flask, library: Library, cast: Cast, id: int
) -> None:
    with library.sessions.writing() as session:
        submission = session.get_one(Submission, id)
        submission.handed_in, submission.state = None, State.DRAFT
    for who in (cast.binh, cast.hanh, cast.lan):
        visitor = Visitor(app, who)
        assert visitor.open(f"/vi/review/{id}").status_code == 404
        assert visitor.send(f"/vi/review/{id}/comments", {"text": WORDS}).status_code == 404
        assert visitor.send(f"/vi/review/{id}/guests", {"name": "Phụ huynh"}).status_code == 404


def test_what_is_said_in_a_review_stays_in_no_browser(
    app: Flask, cast: Cast, id: int, secret: str
) -> None:
    binh = Visitor(app, cast.binh)
    for answer in (
        binh.open("/vi/review/"),
        binh.open(f"/vi/review/{id}"),
        Visitor(app).open(f"/vi/review/guest/{secret}"),
        Visitor(app).open(f"/vi/review/guest/{secret}/files/nothing"),
        binh.send(f"/vi/review/{id}/guests", {"name": "Phụ huynh"}),
    ):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_button_pressed_twice_comments_once(
    app: Flask, library: Library, cast: Cast, id: int
) -> None:
    binh = Visitor(app, cast.binh)
    assert [comment(binh, id), comment(binh, id), comment(binh, id, "Khác.")] == [303] * 3
    assert comment(Visitor(app, cast.hanh), id) == 303
    with library.sessions.reading() as session:
        said = [(each.by_id, each.text) for each in session.query(Comment).order_by(Comment.id)]
    assert said == [(cast.binh, WORDS), (cast.binh, "Khác."), (cast.hanh, WORDS)]


def test_who_is_asked_is_kept_when_the_name_is_too_long(app: Flask, cast: Cast, id: int) -> None:
    answer = Visitor(app, cast.binh).send(f"/vi/review/{id}/guests", {"name": "Bà " + "x" * 99})
    assert answer.status_code == 422
    assert 'value="Bà xxx' in answer.text


def test_from_taking_to_publishing_the_item_is_found(
    app: Flask, library: Library, cast: Cast, id: int
) -> None:
    binh, hanh = Visitor(app, cast.binh), Visitor(app, cast.hanh)
    assert step(binh, id, "take") == 303
    assert step(binh, id, "accept", checked=list(checklist.ITEMS)) == 303
    assert step(binh, id, "publish") == 403
    assert "phan-loai-rac" not in Visitor(app).open("/vi/search?q=phan+loai+rac").text
    assert step(hanh, id, "publish") == 303
    assert "phan-loai-rac" in Visitor(app).open("/vi/search?q=phan+loai+rac").text
    assert step(hanh, id, "withdraw") == 303
    assert "phan-loai-rac" not in Visitor(app).open("/vi/search?q=phan+loai+rac").text
    assert Visitor(app).open("/vi/items/phan-loai-rac").status_code == 404
    assert step(hanh, id, "restore") == 303
    assert Visitor(app).open("/vi/items/phan-loai-rac").status_code == 200


def test_a_sensitive_theme_needs_two_people(app: Flask, library: Library, cast: Cast) -> None:
    id = put(library, cast, plan=SENSITIVE)
    binh, hanh = Visitor(app, cast.binh), Visitor(app, cast.hanh)
    for reviewer in (binh, hanh):
        assert state(library, id) == State.SUBMITTED
        assert step(reviewer, id, "take") == 303
        assert step(reviewer, id, "accept", checked=list(checklist.ITEMS)) == 303
        assert step(binh, id, "take") == 409
    assert state(library, id) == State.ACCEPTED


def test_a_decision_without_its_reason_is_shown_again(app: Flask, cast: Cast, id: int) -> None:
    binh = Visitor(app, cast.binh)
    step(binh, id, "take")
    answer = binh.send(
        f"/vi/review/{id}/steps/accept", {"reason": "Gần xong rồi nhé", "checked": "timely"}
    )
    assert answer.status_code == 422
    assert "Gần xong rồi nhé" in answer.text
    assert re.search(r'value="timely" checked', answer.text)


STEPS = ("take", "assign", "hand-over", "ask-changes", "accept", "refuse", "send-back", "publish",
         "withdraw", "restore", "archive")  # fmt: skip


@pytest.mark.parametrize("action", STEPS)
def test_the_ladder_of_every_step(app: Flask, library: Library, cast: Cast, action: str) -> None:
    id = put(library, cast)
    assert step(Visitor(app), id, action) == 403
    assert step(Visitor(app, cast.tu), id, action) == 404
    # An author may withdraw, though not what is not published; and there is no person 0 to ask.
    expected = {"withdraw": 409, "assign": 404, "hand-over": 404}.get(action, 403)
    assert step(Visitor(app, cast.lan), id, action) == expected
    assert Visitor(app, cast.hanh).client.post(f"/vi/review/{id}/steps/{action}").status_code == 409
    assert state(library, id) == State.SUBMITTED


@pytest.mark.parametrize("action", ["ask-changes", "accept", "refuse"])
def test_a_stale_page_decides_nothing(
    app: Flask, library: Library, cast: Cast, action: str
) -> None:
    id = put(library, cast, State.IN_REVIEW, reviewer=cast.binh)
    binh = Visitor(app, cast.binh)
    stale = {"seen": desk.HANDED_IN - 1, "checked": list(checklist.ITEMS)}
    assert step(binh, id, action, **stale) == 409
    assert state(library, id) == State.IN_REVIEW


@pytest.mark.parametrize("action", ["submit", "take-back", "discard", "nothing"])
def test_steps_of_authors_and_unknown_ones_are_not_taken_here(
    app: Flask, cast: Cast, id: int, action: str
) -> None:
    assert step(Visitor(app, cast.lan), id, action) == 403


def comment(visitor: Visitor, id: int, text: str = WORDS) -> int:
    page = visitor.open(f"/vi/review/{id}").text
    found = re.search(r'name="anchor" value="(\w+)"', page)
    assert found
    fields = {"language": "vi", "anchor": found[1], "quote": "I. Mục đích", "text": text}
    return visitor.send(f"/vi/review/{id}/comments", fields).status_code


def test_a_comment_stands_beside_its_paragraph_is_answered_and_settled(
    app: Flask, library: Library, cast: Cast, id: int
) -> None:
    binh, lan = Visitor(app, cast.binh), Visitor(app, cast.lan)
    assert comment(binh, id) == 303
    assert WORDS in lan.open(f"/vi/review/{id}").text
    with library.sessions.reading() as session:
        made = session.query(Comment).one().id
    base = f"/vi/review/{id}/comments/{made}"
    assert lan.send(f"{base}/answers", {"text": "Đã thêm ở mục VII."}).status_code == 303
    assert lan.send(f"{base}/resolve").status_code == 303
    page = binh.open(f"/vi/review/{id}").text
    assert "Đã thêm ở mục VII." in page
    assert "note done" in page


OTHERS = (
    "comments",
    "comments/1/answers",
    "comments/1/resolve",
    "claims",
    "guests",
    "guests/1/end",
)


@pytest.mark.parametrize("path", OTHERS)
def test_the_ladder_of_everything_else(app: Flask, cast: Cast, id: int, path: str) -> None:
    address = f"/vi/review/{id}/{path}"
    fields = {"text": WORDS, "name": "Phụ huynh", "claim": "x"}
    comment(Visitor(app, cast.binh), id)
    assert Visitor(app).send(address, fields).status_code == 403
    assert Visitor(app, cast.tu).send(address, fields).status_code == 404
    assert Visitor(app, cast.binh).client.post(address, data=fields).status_code == 409


def test_an_empty_comment_is_refused_and_a_refused_one_is_given_back(
    app: Flask, library: Library, cast: Cast, id: int
) -> None:
    assert comment(Visitor(app, cast.binh), id, " ") == 422
    archived = put(library, cast, State.ARCHIVED, name="cu")
    answer = Visitor(app, cast.binh).send(f"/vi/review/{archived}/comments", {"text": WORDS})
    assert answer.status_code == 409
    assert WORDS in answer.text


@pytest.fixture
def secret(library: Library, cast: Cast, id: int) -> str:
    """The link of a guest."""
    with library.sessions.writing() as session:
        submission = session.get_one(Submission, id)
        return guests.invite(session, users.by_id(session, cast.binh), submission, "Bà Mai")


def test_a_guest_reads_and_comments_without_an_account(
    app: Flask, library: Library, cast: Cast, id: int, secret: str
) -> None:
    comment(Visitor(app, cast.binh), id, "Chỉ giữa người trong trường với nhau.")
    guest = Visitor(app)
    page = guest.open(f"/vi/review/guest/{secret}")
    assert "Học sinh phân loại được rác." in page.text
    assert "Chỉ giữa người" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    sent = guest.send(f"/vi/review/guest/{secret}/comments", {"language": "vi", "text": WORDS})
    assert sent.status_code == 303
    assert "Bà Mai" in Visitor(app, cast.lan).open(f"/vi/review/{id}").text


def test_a_guest_sees_no_file_in_which_people_can_be_recognised(
    app: Flask, library: Library, cast: Cast
) -> None:
    body = (
        "## I. Mục đích\n\n![Em A](files/lop.png)\n\n![Thùng](files/rac.png)\n\n![B](files/b.png)\n"
    )
    files = {each: PIXEL + each.encode() for each in ("lop.png", "rac.png", "b.png")}
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, plan=make.plan(body), files=files)
        faces = [{"path": "files/lop.png", "faces": "2"}, {"path": "files/rac.png", "faces": ""}]
        session.add(
            Save(submission_id=made.id, number=3, by_id=cast.lan, content={"files": faces}, tab="")
        )
        assert made.item
        withholding.hide(session, made.item, "files/b.png")
        secret = guests.invite(session, users.by_id(session, cast.binh), made, "Nghệ nhân")
        id = made.id
    base = f"/vi/review/guest/{secret}"
    page = Visitor(app).open(base).text
    assert "rac.png" in page and "lop.png" not in page and "b.png" not in page
    assert "có người nhận ra được" in page
    given = {
        each: Visitor(app).open(f"{base}/files/{each}", buffered=True).status_code for each in files
    }
    assert given == {"lop.png": 404, "rac.png": 200, "b.png": 404}
    binh = Visitor(app, cast.binh)
    assert "lop.png" in binh.open(f"/vi/review/{id}").text
    assert binh.open(f"/vi/review/{id}/files/lop.png", buffered=True).status_code == 200


def test_a_closed_link_and_a_made_up_one_do_not_open(
    app: Flask, library: Library, cast: Cast, id: int, secret: str
) -> None:
    assert Visitor(app).open("/vi/review/guest/nothing").status_code == 404
    assert Visitor(app, cast.binh).send(f"/vi/review/{id}/guests/1/end").status_code == 303
    assert Visitor(app).open(f"/vi/review/guest/{secret}").status_code == 403
    answer = Visitor(app).send(f"/vi/review/guest/{secret}/comments", {"text": WORDS})
    assert answer.status_code == 403
    assert WORDS in answer.text


def test_only_reviewers_ask_guests(library: Library, cast: Cast, id: int) -> None:
    with library.sessions.writing() as session:
        submission, lan = session.get_one(Submission, id), users.by_id(session, cast.lan)
        with pytest.raises(NotAllowed):
            guests.invite(session, lan, submission, "Bà Mai")


def test_nothing_is_accepted_before_its_claims_are_verified(
    app: Flask, library: Library, cast: Cast
) -> None:
    claims = [{"text": "Luật Biển Việt Nam có từ năm 2012.", "source": "Luật 18/2012/QH13"}]
    id = put(library, cast, plan=make.plan(claims=claims))
    binh = Visitor(app, cast.binh)
    step(binh, id, "take")
    everything = list(checklist.ITEMS)
    assert step(binh, id, "accept", checked=everything) == 422
    assert state(library, id) == State.IN_REVIEW
    key = re.search(r'name="claim" value="(\w+)"', binh.open(f"/vi/review/{id}").text)
    assert key
    fields = {"claim": key[1], "again_on": "2027-09-01"}
    assert binh.send(f"/vi/review/{id}/claims", fields).status_code == 303
    refused = binh.send(f"/vi/review/{id}/claims", fields | {"again_on": "x"})
    assert refused.status_code == 422
    assert re.search(r'id="again_on"[^>]+aria-invalid', refused.text)
    with library.sessions.reading() as session:
        assert session.query(Verification).one().by_id == cast.binh
    assert step(binh, id, "accept", checked=everything) == 303


def test_claims_stand_by_edition_with_their_kinds_and_readers_see_that_they_were_verified(
    app: Flask, library: Library, cast: Cast
) -> None:
    plans = {
        code: make.plan(claims=[{"text": text, "source": "Luật 18/2012/QH13", "kind": "law"}])
        for code, text in (("vi", "Luật có từ năm 2012."), ("en", "The law is from 2012."))
    }
    id = put(library, cast, plans=plans)
    binh, hanh = Visitor(app, cast.binh), Visitor(app, cast.hanh)
    step(binh, id, "take")
    root = html.document_fromstring(binh.open(f"/vi/review/{id}").text)
    [section] = root.xpath("//section[@id='claims']")
    assert [reading.said(each) for each in section.findall(".//h3")] == ["Tiếng Việt", "English"]
    kinds = [reading.said(row[0].find("small")) for row in section.xpath(".//tbody/tr")]
    assert kinds == ["Luật hoặc văn bản"] * 2
    keys = section.xpath(".//input[@name='claim']/@value")
    buttons = section.xpath(".//button[@data-tick]/@data-tick")
    assert all(section.xpath(f".//div[@id='{each}']//input[@name='claim']") for each in buttons)
    binh.send(f"/vi/review/{id}/claims", {"claim": keys, "again_on": "2027-09-01"})
    step(binh, id, "accept", checked=list(checklist.ITEMS))
    step(hanh, id, "publish")
    for language, said in (
        ("vi", "Người thẩm định của Trường THCS Mẫu đã kiểm chứng ngày"),
        ("en", "Verified by a reviewer of Trường THCS Mẫu on"),
    ):
        page = html.document_fromstring(Visitor(app).open(f"/{language}/items/phan-loai-rac").text)
        [verified] = page.find_class("verified")
        assert said in reading.said(verified)
        assert "2027" in reading.said(verified)
        assert "Trần Văn Bình" not in page.text_content()


def test_a_claim_that_nobody_verified_is_shown_without_saying_so(
    app: Flask, library: Library
) -> None:
    with library.writing() as session:
        claims = [{"text": "Luật có từ năm 2012.", "source": "Luật 18/2012/QH13"}, "Không nguồn."]
        make.saved(session, library, vi=make.plan(claims=claims))
    root = html.document_fromstring(Visitor(app).open("/vi/items/phan-loai-rac").text)
    said = reading.said(root.find_class("claims")[0])
    assert "Luật 18/2012/QH13" in said and "Không nguồn." in said
    assert not root.find_class("verified")


def test_a_claim_that_is_due_says_so_to_readers_and_can_be_checked_again(
    app: Flask, library: Library, cast: Cast
) -> None:
    claims = [{"text": "Bảo tàng mở cửa từ 7 giờ.", "source": "Trang của bảo tàng"}]
    id = put(library, cast, State.PUBLISHED, plan=make.plan(claims=claims))
    with library.sessions.writing() as session:
        submission = session.get_one(Submission, id)
        [claim] = verifying.stated(submission.revision)
        binh = users.by_id(session, cast.binh)
        verifying.verify(session, binh, submission, claim.key, database.today())
    page = Visitor(app).open("/vi/items/phan-loai-rac").text
    assert "cần kiểm tra lại từ" in page
    shown = Visitor(app, cast.binh).open(f"/vi/review/{id}").text
    assert f'name="claim" value="{claim.key}"' in shown
    assert (
        f'name="claim" value="{claim.key}"'
        not in Visitor(app, cast.lan).open(f"/vi/review/{id}").text
    )
