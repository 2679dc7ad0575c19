"""The form of a submission: it works, and whatever refuses it gives back what was typed."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from library import changes
from library.accounts.models import Membership, SignIn
from library.review.models import Save, Submission
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.uploads import hostile
from tests.web import filling, reading
from tests.web.conftest import PIXEL
from tests.web.filling import COMPLETE, page, send, send_form
from tests.web.visiting import Visitor

JSON = {"Accept": "application/json"}
TYPED = "Lời văn đã gõ mà không được mất"


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over an empty library that the test may change."""
    return create_app(library)


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who contributes at the first school."""
    return Visitor(app, cast.lan)


def newest(library: Library) -> dict[str, Any]:
    with library.sessions.reading() as session:
        return session.scalars(select(Save).order_by(Save.id.desc()).limit(1)).one().content


def states(library: Library) -> list[str]:
    with library.sessions.reading() as session:
        return list(session.scalars(select(Submission.state).order_by(Submission.id)))


def test_from_nothing_to_handed_in_without_a_script(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.complete(lan, cast)
    root = page(lan.open(f"{address}/send"))
    assert not root.find_class("gaps")
    answer = lan.send(f"{address}/send", filling.filled(root))
    assert (answer.status_code, states(library)) == (303, ["submitted"])
    shown = page(lan.open(answer.location))
    assert reading.said(shown.find(".//h1")) == "Ngày hội phân loại rác"
    assert "Học sinh phân loại được rác." in reading.said(shown)
    assert lan.open(f"{address}/text").status_code == 302


def test_each_step_shows_what_was_saved(lan: Visitor, cast: Cast) -> None:
    address = filling.complete(lan, cast)
    for step, fields in COMPLETE.items():
        stands = filling.filled(page(lan.open(f"{address}/{step}")))
        for name, value in fields.items():
            assert stands[name] == (value if isinstance(value, list) else [value])


def test_a_page_of_the_form_is_kept_by_no_browser(lan: Visitor, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    for step in ("text", "facts", "files", "send", "preview"):
        assert lan.open(f"{address}/{step}").headers["Cache-Control"] == "no-store"


def test_what_is_missing_is_named_with_a_link_to_its_place(lan: Visitor, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    root = page(lan.open(f"{address}/send"))
    links = [each.get("href") for each in root.xpath("//ul[contains(@class, 'gaps')]//a")]
    assert f"{address}/text#vi-title" in links and f"{address}/files#licence" in links
    for link in links:
        step, _, field = link.partition("#")
        assert page(lan.open(step)).xpath(f"//*[@id='{field}']"), link
    answer = lan.send(f"{address}/send", filling.filled(root))
    assert answer.status_code == 422
    assert page(answer).find_class("gaps")


def test_a_script_is_told_when_it_was_saved(lan: Visitor, library: Library, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    answer = send(lan, f"{address}/text", vi__title="Một", headers=JSON)
    assert answer.status_code == 200
    assert answer.json and answer.json["number"] == 2
    assert answer.json["said"].startswith("Đã lưu lúc ")
    assert newest(library)["editions"]["vi"]["title"] == "Một"


def test_another_language_is_added_with_what_was_typed_kept(lan: Visitor, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    answer = send(lan, f"{address}/text", vi__title="Một", then="add-en")
    assert answer.location.endswith("/text#en-title")
    stands = filling.filled(page(lan.open(f"{address}/text")))
    assert (stands["vi-title"], stands["en-title"]) == (["Một"], [""])


def test_tags_are_suggested_and_never_ticked(lan: Visitor, library: Library, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    send(lan, f"{address}/text", vi__title="Học sinh lớp 7 phân loại rác, môn Ngữ văn")
    root = page(lan.open(f"{address}/facts"))
    hinted = {
        each.getparent().getparent().find("input").get("value") for each in root.find_class("hint")
    }
    assert {"grade.07", "theme.environment.waste", "subject.literature"} <= hinted
    assert not root.xpath("//input[@type='checkbox'][@checked]")


# ---- refused, and nothing lost


def is_kept(answer: Any) -> bool:
    """Tell whether what was typed stands in the answer, to be read and sent again."""
    root = page(answer)
    return TYPED in root.text_content() or TYPED in root.xpath("//textarea/text() | //input/@value")


def test_another_person_and_another_school_find_nothing(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/text")))
    for stranger in (cast.minh, cast.tu, cast.an):
        visitor = Visitor(app, stranger)
        for path in ("text", "facts", "files", "send", "preview", "saves", "saves/1", "files/a"):
            assert visitor.open(f"{address}/{path}").status_code == 404
        answer = send_form(visitor, f"{address}/text", fields, vi__title=TYPED)
        assert answer.status_code == 404 and is_kept(answer)
        for path in ("send", "take-back", "discard", "preview", "saves/1/restore"):
            assert visitor.send(f"{address}/{path}").status_code == 404
    assert states(library) == ["draft"]
    assert "title" not in newest(library)["editions"]["vi"]


@pytest.mark.parametrize("path", ["text", "facts", "files"])
def test_who_is_signed_out_meanwhile_loses_nothing(
    lan: Visitor, library: Library, cast: Cast, path: str
) -> None:
    address = filling.begun(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/{path}")))
    with library.sessions.writing() as session:
        for each in session.scalars(select(SignIn)):
            session.delete(each)
    origin = {"Origin": "http://localhost"}
    answer = send_form(lan, f"{address}/{path}", fields, vi__title=TYPED, headers=origin)
    assert answer.status_code == 403 and is_kept(answer)
    again = filling.filled(page(answer))
    assert again["vi-title"] == [TYPED] and again["base"] == fields["base"]
    told = send_form(lan, f"{address}/{path}", fields, headers=JSON)
    assert told.status_code == 403
    assert told.json and told.json["signed_out"] is True


@pytest.mark.parametrize("path", ["send", "take-back", "discard", "preview", "saves/1/restore"])
def test_a_stranger_is_asked_to_sign_in(app: Flask, lan: Visitor, cast: Cast, path: str) -> None:
    address = filling.begun(lan, cast)
    assert Visitor(app).send(f"{address}/{path}").status_code == 403
    assert Visitor(app).open(f"{address}/text").location.startswith("/vi/account/sign-in?next=")


def test_a_role_that_was_lost_meanwhile_is_named_and_what_was_typed_kept(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/text")))
    with library.sessions.writing() as session:
        for each in session.scalars(select(Membership).where(Membership.user_id == cast.lan)):
            session.delete(each)
    answer = send_form(lan, f"{address}/text", fields, vi__title=TYPED)
    assert answer.status_code == 403 and is_kept(answer)
    assert "không còn quyền đóng góp" in answer.text
    assert lan.open("/vi/contribute/new").status_code == 403


def test_a_form_without_our_token_is_shown_again_but_not_offered_to_be_sent(
    lan: Visitor, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    answer = lan.client.post(
        f"{address}/text", data={"vi-title": TYPED}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 409 and is_kept(answer)
    assert not page(answer).xpath("//main//form")
    own = lan.client.post(
        f"{address}/text", data={"vi-title": TYPED}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert page(own).xpath("//main//form")


def test_what_was_handed_in_meanwhile_refuses_a_stale_form(lan: Visitor, cast: Cast) -> None:
    address = filling.complete(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/text")))
    lan.send(f"{address}/send", filling.filled(page(lan.open(f"{address}/send"))))
    answer = send_form(lan, f"{address}/text", fields, vi__title=TYPED)
    assert answer.status_code == 409 and is_kept(answer)


def test_handing_in_twice_says_that_nothing_was_sent_twice(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.complete(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/send")))
    assert lan.send(f"{address}/send", fields).status_code == 303
    again = lan.send(f"{address}/send", fields)
    assert again.status_code == 409 and "không gửi hai lần" in again.text
    assert states(library) == ["submitted"]


def test_a_submission_is_taken_back_and_discarded(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.complete(lan, cast)
    lan.send(f"{address}/send", filling.filled(page(lan.open(f"{address}/send"))))
    shown = page(lan.open(f"{address}/preview"))
    assert lan.send(f"{address}/take-back", filling.filled(shown)).status_code == 303
    assert states(library) == ["draft"]
    assert lan.send(f"{address}/take-back", filling.filled(shown)).status_code == 409
    assert lan.send(f"{address}/discard").status_code == 303
    assert states(library) == ["archived"]
    assert lan.send(f"{address}/discard").status_code == 409


@pytest.mark.parametrize(
    "fields",
    [
        {"base": "x", "tab": "<script>", "then": "???"},
        {"base": "99999999999999999999"},
        {"grade": ["nothing", "\x00", "a" * 5000] * 100},
        {"vi-title": "\x00\u202e\ufeff" + TYPED, "fr-title": "x", "id": "y"},
        {"remove": "../../x", "then": "add-xx"},
        {"choice-vi-title": "theirs", "hand-vi-title": "x"},
        {"vi-claim-0-text": "x", "vi-claim-99-text": "x", "vi-claim-x-kind": "x", "then": "rows-"},
        {"vi-claim-1-text": "\x00" + TYPED, "vi-claim-1-kind": "<b>", "then": "claim-vi-x"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["text", "facts", "files"])
def test_a_bad_form_breaks_nothing(
    lan: Visitor, cast: Cast, path: str, fields: dict[str, Any]
) -> None:
    address = filling.begun(lan, cast)
    answer = lan.send(f"{address}/{path}", fields)
    assert answer.status_code in (303, 404, 409)
    assert lan.open(f"{address}/{path}").status_code == 200


def test_a_text_that_is_too_long_is_shown_again_with_what_is_wrong(
    lan: Visitor, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    answer = send(lan, f"{address}/text", vi__title=TYPED * 20, vi__summary="giữ")
    assert answer.status_code == 422
    root = page(answer)
    assert root.find_class("errors")[0].find(".//a").get("href") == "#vi-title"
    stands = filling.filled(root)
    assert (stands["vi-title"], stands["vi-summary"]) == ([TYPED * 20], ["giữ"])
    assert root.xpath("//form[@data-unsaved]")


def test_a_long_plan_with_vietnamese_letters_is_taken(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    body = "Học sinh kể chuyện quê hương. " * 9_000
    assert send(lan, f"{address}/text", vi__body=body).status_code == 303
    assert newest(library)["editions"]["vi"]["body"] == body


# ---- two pages


def test_two_pages_show_both_texts_and_let_one_choose(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    first, second = (filling.filled(page(lan.open(f"{address}/text"))) for _ in range(2))
    send_form(lan, f"{address}/text", first, vi__title="Tên của trang A", vi__summary="A")
    answer = send_form(lan, f"{address}/text", second, vi__title=TYPED, vi__body="chỉ ở B")
    assert answer.status_code == 409
    root = page(answer)
    legends = [reading.said(each) for each in root.findall(".//legend")]
    assert legends == ["Tên (Tiếng Việt)", "Một câu giới thiệu (Tiếng Việt)"]
    assert TYPED in reading.said(root) and "Tên của trang A" in reading.said(root)
    choice = filling.filled(root)
    assert choice["choice-vi-title"] == ["mine"]
    assert choice["choice-vi-summary"] == ["theirs"], "what was not touched here gives way"
    assert lan.send(f"{address}/text", choice).status_code == 303
    edition = newest(library)["editions"]["vi"]
    assert (edition["title"], edition["summary"], edition["body"]) == (TYPED, "A", "chỉ ở B")


def test_texts_are_merged_by_hand_or_given_up(lan: Visitor, library: Library, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    for choice, expected in (("hand", "Ghép"), ("theirs", "A")):
        first, second = (filling.filled(page(lan.open(f"{address}/text"))) for _ in range(2))
        send_form(lan, f"{address}/text", first, vi__title="A")
        root = page(send_form(lan, f"{address}/text", second, vi__title="B"))
        fields = filling.filled(root) | {"choice-vi-title": choice, "hand-vi-title": "Ghép"}
        assert lan.send(f"{address}/text", fields).status_code == 303
        assert newest(library)["editions"]["vi"]["title"] == expected


def test_a_choice_that_is_overtaken_in_turn_is_asked_again(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    pages = [filling.filled(page(lan.open(f"{address}/text"))) for _ in range(2)]
    send_form(lan, f"{address}/text", pages[0], vi__title="A")
    choice = filling.filled(page(send_form(lan, f"{address}/text", pages[1], vi__title="B")))
    send(lan, f"{address}/text", vi__title="C")
    assert lan.send(f"{address}/text", choice).status_code == 409
    assert newest(library)["editions"]["vi"]["title"] == "C"


def test_a_script_that_was_overtaken_is_told_by_whom(lan: Visitor, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    first, second = (filling.filled(page(lan.open(f"{address}/text"))) for _ in range(2))
    send_form(lan, f"{address}/text", first, vi__title="A")
    answer = send_form(lan, f"{address}/text", second, vi__title="B", headers=JSON)
    assert answer.status_code == 409
    assert answer.json and answer.json["overtaken"] is True
    assert "trang khác" in answer.json["reason"]


# ---- claims

HISTORY = "Năm 1285 quân ta thắng. Ông nói: “Bệ hạ chém đầu tôi trước rồi hãy hàng”."


def rows(root: Any) -> list[str]:
    """Return the numbers of the rows that a page shows."""
    names = root.xpath("//fieldset[@class='claim']//textarea/@name")
    return [name.split("-")[2] for name in names]


def claims_of(library: Library) -> list[dict[str, str]]:
    found: list[dict[str, str]] = newest(library)["editions"]["vi"]["facts"]["claims"]
    return found


def test_facts_are_written_as_rows_and_an_erased_one_vanishes(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    files = f"{filling.begun(lan, cast)}/files"
    root = page(lan.open(files))
    assert rows(root) == ["1"]
    button = root.xpath("//button[starts-with(@value, 'rows-vi-')]/@value")[0]
    wide = send(lan, files, then=button).location
    typed = {"vi-claim-1-text": "Năm 2012", "vi-claim-1-kind": "law", "vi-claim-2-text": "Hai"}
    assert send(lan, wide, **typed).status_code == 303
    root = page(lan.open(files))
    assert rows(root) == ["1", "2", "3"], "an empty row follows"
    assert filling.filled(root)["vi-claim-1-kind"] == ["law"]
    send(lan, files, **{"vi-claim-1-text": "", "vi-claim-1-kind": ""})
    assert rows(page(lan.open(files))) == ["2", "3"]


def test_a_button_gives_more_rows_and_keeps_what_was_typed(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = f"{filling.begun(lan, cast)}/files"
    for shown in (5, 9):
        root = page(lan.open(address))
        button = root.xpath("//button[starts-with(@value, 'rows-vi-')]/@value")[0]
        answer = send(lan, address, then=button, **{"vi-claim-1-text": "Một"})
        assert answer.location.endswith("#vi-claim-2-text")
        address = answer.location
        assert len(rows(page(lan.open(address)))) == shown
    assert claims_of(library) == [{"text": "Một"}]


@pytest.mark.parametrize(
    "then",
    ["rows-vi-999", "rows-xx-9", "rows-vi-x", "claim-vi-000000000000", "claim-xx-", "claim-"],
)
def test_a_button_that_no_page_has_adds_nothing(
    lan: Visitor, library: Library, cast: Cast, then: str
) -> None:
    files = f"{filling.begun(lan, cast)}/files"
    answer = send(lan, files, then=then)
    assert answer.status_code == 303
    assert len(rows(page(lan.open(answer.location)))) <= 40 or "files" not in answer.location
    assert "claims" not in newest(library)["editions"]["vi"]["facts"]


def test_what_the_text_states_becomes_a_row_by_one_button(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    send(lan, f"{address}/text", vi__body=HISTORY)
    root = page(lan.open(f"{address}/files"))
    buttons = root.xpath("//button[starts-with(@value, 'claim-vi-')]")
    assert [reading.said(each) for each in buttons] == [
        "Lập thành một hàng: 1285",
        "Lập thành một hàng: “…”",
    ]
    answer = send(lan, f"{address}/files", then=buttons[0].get("value"))
    assert answer.location.endswith("/files#vi-claim-1-source")
    assert claims_of(library) == [{"text": "Năm 1285 quân ta thắng.", "kind": "date"}]
    root = page(lan.open(answer.location))
    assert len(root.xpath("//button[starts-with(@value, 'claim-vi-')]")) == 1
    again = send(lan, f"{address}/files", then=buttons[0].get("value"))
    assert (again.status_code, len(claims_of(library))) == (303, 1), "pressed twice, made once"


def test_enter_in_a_field_saves_and_does_not_remove_a_file(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    files = f"{filling.begun(lan, cast)}/files"
    filling.add_file(lan, files, "a.png", hostile.picture("PNG"))
    first = filling.form(page(lan.open(files))).xpath(".//button")[0]
    assert (first.get("name"), first.get("value")) == ("then", "save")


def test_what_reviewers_will_verify_stands_on_the_last_page_and_needs_its_source(
    lan: Visitor, cast: Cast
) -> None:
    address = filling.complete(lan, cast)
    send(lan, f"{address}/files", **{"vi-claim-1-text": "Năm 2012", "vi-claim-1-kind": "law"})
    root = page(lan.open(f"{address}/send"))
    assert "(chưa có nguồn)" in reading.said(root.find_class("claims")[0])
    [gap] = root.xpath("//ul[contains(@class, 'gaps')]//a")
    assert reading.said(gap) == "Dữ kiện 1: nguồn"
    step, _, field = gap.get("href").partition("#")
    assert page(lan.open(step)).xpath(f"//input[@id='{field}']")
    send(lan, f"{address}/files", **{"vi-claim-1-source": "Công báo"})
    root = page(lan.open(f"{address}/send"))
    assert not root.find_class("gaps")
    said = reading.said(root.find_class("claims")[0])
    assert "Năm 2012" in said and "Luật hoặc văn bản: Công báo" in said


def test_a_statement_that_is_too_long_is_shown_again_with_what_is_wrong(
    lan: Visitor, cast: Cast
) -> None:
    files = f"{filling.begun(lan, cast)}/files"
    answer = send(lan, files, **{"vi-claim-2-text": "a" * 1001})
    assert answer.status_code == 422
    root = page(answer)
    assert root.find_class("errors")[0].find(".//a").get("href") == "#vi-claim-2-text"
    assert root.xpath("//textarea[@id='vi-claim-2-text']/@aria-invalid") == ["true"]


def test_two_pages_that_write_the_same_row_show_both_in_words(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    files = f"{filling.begun(lan, cast)}/files"
    first, second = (filling.filled(page(lan.open(files))) for _ in range(2))
    send_form(lan, files, first, **{"vi-claim-1-text": "A", "vi-claim-1-kind": "date"})
    answer = send_form(lan, files, second, **{"vi-claim-1-text": "B", "vi-claim-1-kind": "law"})
    assert answer.status_code == 409
    root = page(answer)
    legends = [reading.said(each) for each in root.findall(".//legend")]
    assert legends == ["Dữ kiện 1: điều được nêu (Tiếng Việt)", "Dữ kiện 1: loại (Tiếng Việt)"]
    assert "Luật hoặc văn bản" in reading.said(root) and "Ngày hoặc năm" in reading.said(root)
    assert lan.send(files, filling.filled(root)).status_code == 303
    assert claims_of(library) == [{"text": "B", "kind": "law"}]


def test_a_kind_that_this_library_does_not_know_is_kept(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    claim = {"text": "Một", "source": "Sách", "kind": "legend"}
    with library.writing() as session:
        item = make.saved(session, library, vi=make.plan(claims=[claim])).item
        item.unit_id = cast.school
    answer = lan.send("/vi/contribute/new", {"item": "phan-loai-rac"})
    files = answer.location.replace("/text", "/files")
    assert filling.filled(page(lan.open(files)))["vi-claim-1-kind"] == ["legend"]
    send(lan, files, own_work="yes")
    assert claims_of(library) == [claim]


# ---- files, preview, correction


def test_a_picture_is_added_described_and_removed(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    files = f"{address}/files"
    assert (
        filling.add_file(lan, files, "Ba nhóm rác.png", hostile.picture("PNG")).status_code == 303
    )
    [kept] = newest(library)["files"]
    path = kept["path"]
    root = page(lan.open(files))
    for shown in root.xpath("//ul[contains(@class, 'attached')]//img/@src"):
        assert lan.open(shown, buffered=True).status_code == 200
    assert send(lan, files, **{f"vi-alt-{path}": "Ba thùng rác"}).status_code == 303
    assert newest(library)["files"][0]["alt"] == {"vi": "Ba thùng rác"}
    assert send(lan, files, remove=path).status_code == 303
    assert newest(library)["files"] == []


def test_a_refused_file_is_named_and_what_was_typed_stays(lan: Visitor, cast: Cast) -> None:
    address = filling.begun(lan, cast)
    answer = filling.add_file(
        lan, f"{address}/files", "anh.jpg", b"<!doctype html><script>", **{"vi-sources": TYPED}
    )
    assert answer.status_code == 422 and is_kept(answer)
    assert page(answer).find_class("errors")[0].find(".//a").get("href") == "#new_files"


def test_beside_a_refused_file_the_others_and_the_text_are_kept(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    fields = filling.filled(page(lan.open(f"{address}/files"))) | {"vi-sources": TYPED}
    sent = [
        (io.BytesIO(PIXEL), "một.png"),
        (io.BytesIO(b"<!doctype html><script>"), "hai.jpg"),
        (io.BytesIO(b""), "ba.png"),
        (io.BytesIO(PIXEL), "bon.png"),
    ]
    answer = lan.send(f"{address}/files", fields | {"new_files": sent, "then": "next"})
    assert answer.status_code == 422
    shown = page(answer)
    [why] = shown.xpath("//*[@id='new_files-wrong']")
    assert "hai.jpg" in why.text_content() and "ba.png" in why.text_content()
    assert [each["path"] for each in newest(library)["files"]] == ["files/bon.png", "files/một.png"]
    assert newest(library)["editions"]["vi"]["facts"]["sources"] == [TYPED]
    again = filling.filled(shown) | {"vi-alt-files/bon.png": "Một chấm"}
    assert lan.send(f"{address}/files", again | {"then": "stay"}).status_code == 303
    assert newest(library)["files"][0]["alt"] == {"vi": "Một chấm"}


def test_a_file_is_kept_when_the_text_beside_it_is_refused(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    answer = filling.add_file(
        lan, f"{address}/files", "a.png", PIXEL, **{"vi-sources": "x" * 20001}
    )
    assert answer.status_code == 422
    assert [each["path"] for each in newest(library)["files"]] == ["files/a.png"]
    assert "a.png" in answer.text


def test_the_preview_shows_safe_html_and_saves_nothing(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    body = "**đậm** <script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    answer = lan.send(f"{address}/preview", {"body": body})
    assert answer.status_code == 200
    assert answer.json and "<strong>đậm</strong>" in answer.json["html"]
    assert "<script" not in answer.json["html"] and "<table" in answer.json["html"]
    assert "body" not in newest(library)["editions"]["vi"]
    hostile = lan.send(f"{address}/preview", {"body": "[" * 1000}, headers=JSON)
    assert hostile.status_code == 422 and hostile.json and hostile.json["reason"]


@pytest.mark.parametrize("work", ["preview", "files"])
def test_nobody_waits_with_writing_while_a_text_or_a_file_is_worked_on(
    lan: Visitor, library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    address = filling.begun(lan, cast)
    place, name = (
        (library.renderer, "render") if work == "preview" else (library.examiner, "examine")
    )
    real, written = getattr(place, name), []

    def meanwhile(*given: Any) -> Any:
        with library.sessions.writing() as session:
            session.add(changes.Change(noun="tests", thing="x"))
        written.append(1)
        return real(*given)

    monkeypatch.setattr(place, name, meanwhile)
    if work == "preview":
        answer = lan.send(f"{address}/preview", {"body": "x"})
    else:
        answer = filling.add_file(lan, f"{address}/files", "a.png", hostile.picture("PNG"))
    assert answer.status_code in (200, 303) and written


def test_a_reviewer_reads_the_preview_once_it_is_handed_in(
    app: Flask, lan: Visitor, cast: Cast
) -> None:
    address, reviewer = filling.complete(lan, cast), Visitor(app, cast.binh)
    assert reviewer.open(f"{address}/preview").status_code == 404
    lan.send(f"{address}/send", filling.filled(page(lan.open(f"{address}/send"))))
    assert reviewer.open(f"{address}/preview").status_code == 200
    assert reviewer.open(f"{address}/text").status_code == 404


def test_a_published_item_is_corrected_from_its_own_text(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        item = make.saved(session, library).item
        item.unit_id = cast.school
    root = page(lan.open("/vi/contribute/new?item=phan-loai-rac"))
    assert "Ngày hội phân loại rác" in reading.said(root)
    answer = lan.send("/vi/contribute/new", filling.filled(root))
    assert answer.status_code == 303
    stands = filling.filled(page(lan.open(answer.location)))
    assert "Học sinh phân loại được rác." in stands["vi-body"][0]
    assert lan.send("/vi/contribute/new", {"item": "nothing"}).status_code == 404
    assert lan.send("/vi/contribute/new", {"unit": cast.other_school}).status_code == 422


def test_the_list_shows_where_each_submission_stands(lan: Visitor, cast: Cast) -> None:
    filling.complete(lan, cast)
    handed_in = filling.complete(lan, cast)
    lan.send(f"{handed_in}/send", filling.filled(page(lan.open(f"{handed_in}/send"))))
    root = page(lan.open("/vi/contribute/"))
    assert reading.marked(root, "badge") == ["Đã gửi duyệt", "Bản nháp"]


# ---- saved states


def test_an_earlier_state_is_compared_and_brought_back(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = filling.begun(lan, cast)
    send(lan, f"{address}/text", vi__title="Tên cũ rất hay")
    send(lan, f"{address}/text", vi__title="Tên mới")
    listed = page(lan.open(f"{address}/saves"))
    assert len(listed.xpath("//ol[contains(@class, 'works')]/li")) == 3
    root = page(lan.open(f"{address}/saves/2"))
    assert {each.text for each in root.iter("del")} & {"cũ", "cũ rất hay"}
    answer = lan.send(f"{address}/saves/2/restore", filling.filled(root))
    assert answer.status_code == 303
    assert newest(library)["editions"]["vi"]["title"] == "Tên cũ rất hay"
    assert lan.open(f"{address}/saves/99").status_code == 404
    assert lan.send(f"{address}/saves/99/restore").status_code == 404
