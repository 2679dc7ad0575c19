"""Many at once: files, zips and sheets sent, looked at in a table, gone on with; private at every step."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from lxml.html import HtmlElement
from sqlalchemy import select
from werkzeug.test import TestResponse

from library.originals import columns_of_sheets, rows
from library.originals.models import Batch, Original, State
from library.originals.reader import Reader
from library.review.models import Save, Submission
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.originals import sheetfile
from tests.originals.standing_in import FACTS, PLAN, StandIn
from tests.web import filling, reading
from tests.web.filling import page
from tests.web.visiting import Visitor

NEW = "/vi/contribute/batches/new"
SHEET = "id;Tên;title.en;Khối lớp;Môn;Thời lượng (phút)\na1;Hội thao;Sports day;6-8;Toán;90\n"
WRONG = "a2;;;lớp 7;Toánn;45\n"


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over an empty library that the test may change."""
    library.reader = StandIn()
    return create_app(library)


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who contributes at the first school."""
    return Visitor(app, cast.lan)


def as_file(content: str | bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content.encode() if isinstance(content, str) else content), name


def packed(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return target.getvalue()


def plan(number: int) -> str:
    return PLAN.replace("Ngày hội sách", f"Ngày hội {number}")


def send(
    visitor: Visitor, cast: Cast, *files: tuple[str | bytes, str], **more: Any
) -> TestResponse:
    sent = [as_file(content, name) for content, name in files]
    return visitor.send(NEW, {"unit": cast.school, "files": sent} | more)


def read(library: Library, visitor: Visitor, cast: Cast, *files: tuple[str | bytes, str]) -> str:
    """Send files and have them read; return the address of their table."""
    answer = send(visitor, cast, *files)
    assert answer.status_code == 303
    library.work()
    return str(answer.location)


def count(library: Library, table: type = Original) -> int:
    with library.sessions.reading() as session:
        return len(session.scalars(select(table)).all())


def contents(library: Library) -> list[dict[str, Any]]:
    """Return what the newest save of each submission holds."""
    with library.sessions.reading() as session:
        made = session.scalars(select(Submission).order_by(Submission.id)).all()
        saved = {(each.submission_id, each.number): each for each in session.scalars(select(Save))}
        return [saved[each.id, each.saved].content for each in made]


def names(root: HtmlElement) -> list[str]:
    return [
        " ".join(reading.said(each).split())
        for each in root.xpath("//th[@scope='row']//label/span | //span[@class='named']")
    ]


def test_from_many_files_to_submissions_without_a_script(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    assert NEW in [each.get("href") for each in page(lan.open("/vi/contribute/")).iter("a")]
    form = filling.filled(page(lan.open(NEW)))
    files = [as_file(plan(number), f"{number}.md") for number in range(3)]
    address = str(lan.send(NEW, form | {"files": [*files, as_file("SCAN", "s.md")]}).location)
    waiting = page(lan.open(address))
    assert waiting.xpath("//noscript//meta[@http-equiv='refresh']")
    assert waiting.xpath("//progress[@value='0'][@max='4']")
    library.work()
    root = page(lan.open(address))
    assert names(root) == ["0.md", "1.md", "2.md", "s.md"]
    fields = filling.filled(root)
    [first, second, third] = fields["ticked"]
    assert fields[f"title-{first}"] == ["Ngày hội 0"]
    stated = {"own_work": "yes", "ai_assisted": "no", "personal": "none"}
    written = {
        f"title-{second}": "Hội mới",
        f"grade-{second}": "7; lớp 8",
        "ticked": [first, second],
    }
    answer = lan.send(address, fields | stated | written | {"then": "ticked"})
    assert answer.status_code == 303 and answer.location.startswith(f"{address}?")
    one, two = contents(library)
    assert [each["editions"]["vi"]["title"] for each in (one, two)] == ["Ngày hội 0", "Hội mới"]
    assert two["facts"]["grade"] == ["grade.07", "grade.08"]
    assert one["stated"] == stated and one["facts"]["licence"] == "licence.cc-by"
    assert [each["path"] for each in one["files"]] == ["files/0.md", "files/quay.jpg"]
    after = page(lan.open(address))
    assert after.xpath("//a[contains(@href, '/contribute/1/send')]")
    lan.send(address, filling.filled(after) | {"then": "all"})
    assert len(contents(library)) == 3
    assert third in fields["row"]
    assert "/discard" in lan.open(address).text


def test_a_sheet_is_looked_at_row_by_row(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, (SHEET + WRONG, "muc.csv"))
    root = page(lan.open(address))
    assert names(root) == ["muc.csv, dòng 2", "muc.csv, dòng 3"]
    fields = filling.filled(root)
    [first], rows_ = fields["ticked"], fields["row"]
    assert fields[f"grade-{first}"] == ["Lớp 6 - 8"] and fields[f"subject-{first}"] == ["Toán"]
    said = reading.said(root)
    assert "“Toánn” không có trong bộ từ vựng; có phải là “Toán” không?" in said
    assert "Dòng này chưa có tên" in said
    assert fields[f"title-{rows_[1]}"] == [""], "a row without a title is not ticked"
    look = page(lan.open(f"/vi/contribute/originals/{first}"))
    seen = filling.filled(look)
    assert seen["title"] == ["Hội thao"] and "keep" not in seen
    assert seen["grade"] == ["grade.06", "grade.07", "grade.08"]
    back = lan.send(f"/vi/contribute/originals/{first}", seen | {"title": "Hội thao trường"})
    assert back.location == f"{address}#row-{first}"
    [content] = contents(library)
    assert content["editions"]["vi"]["title"] == "Hội thao trường"
    assert content["editions"]["en"]["title"] == "Sports day"


def test_what_is_written_into_cells_is_kept_and_shown_on_the_single_page(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    fields = filling.filled(page(lan.open(address)))
    [row] = fields["row"]
    written = {f"title-{row}": "Tên mới", f"duration_minutes-{row}": "1.200 phút"}
    assert lan.send(address, fields | written | {"then": "save"}).status_code == 303
    again = filling.filled(page(lan.open(address)))
    assert again[f"title-{row}"] == ["Tên mới"] and again[f"duration_minutes-{row}"] == ["1200"]
    assert filling.filled(page(lan.open(f"/vi/contribute/originals/{row}")))["title"] == ["Tên mới"]
    assert count(library, Submission) == 0


def test_a_cell_that_is_wrong_is_shown_again_and_nothing_is_begun(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"), (plan(2), "b.md"))
    fields = filling.filled(page(lan.open(address)))
    first, second = fields["row"]
    typed = {
        f"subject-{first}": "Toánn",
        f"duration_minutes-{second}": "chín",
        f"title-{second}": "Đã gõ mà không được mất",
        "ticked": [second],
        "own_work": "yes",
    }
    answer = lan.send(address, fields | typed | {"then": "ticked"})
    assert answer.status_code == 422
    root = page(answer)
    wanted = [f"#subject-{first}", f"#duration_minutes-{second}"]
    assert root.xpath("//*[@class='errors']//a/@href") == wanted
    again = filling.filled(root)
    assert again[f"title-{second}"] == ["Đã gõ mà không được mất"]
    assert again["ticked"] == [second] and again["own_work"] == ["yes"]
    assert count(library, Submission) == 0
    assert filling.filled(page(lan.open(address)))[f"title-{second}"] == ["Ngày hội 2"]


def test_going_on_with_nothing_ticked_says_so(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    fields = filling.filled(page(lan.open(address))) | {"ticked": []}
    answer = lan.send(address, fields | {"then": "ticked"})
    assert answer.status_code == 422 and "Đánh dấu" in answer.text


def test_what_is_only_hinted_at_is_marked_and_not_taken(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    hinted = [{"value": "grade.09", "evidence": "9", "is_sure": False}]
    with library.sessions.writing() as session:
        [original] = session.scalars(select(Original)).all()
        original.understood = (original.understood or {}) | {"facts": FACTS | {"grade": hinted}}
    root = page(lan.open(address))
    assert "Khối lớp: Lớp 9" in " ".join(reading.marked(root, "beneath"))
    fields = filling.filled(root)
    assert fields[f"grade-{fields['row'][0]}"] == [""]
    lan.send(address, fields | {"then": "all"})
    assert contents(library)[0]["facts"].get("grade", []) == []


def test_a_zip_is_read_without_what_does_not_belong_into_it(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    inner = packed(("x.md", PLAN))
    entries: list[tuple[str | zipfile.ZipInfo, str | bytes]] = [
        ("kế hoạch/a.md", plan(1)),
        ("kế hoạch/b.md", plan(2)),
        ("kế hoạch/", ""),
        ("__MACOSX/._a.md", "x"),
        ("~$a.docx", "x"),
        ("trong.zip", inner),
        ("ảnh.png", b"\x89PNG\r\n\x1a\n"),
        ("mật.txt", "MẬT\n\nKế hoạch"),
    ]
    address = read(library, lan, cast, (packed(*entries), "goi.zip"))
    root = page(lan.open(address))
    assert names(root) == ["a.md", "b.md"]
    told = " ".join(reading.marked(root, "notice"))
    for name in ("trong.zip", "ảnh.png", "mật.txt"):
        assert name in told
    assert "MACOSX" not in told and "~$" not in told


def bomb() -> bytes:
    return packed(*((f"{number}.md", bytes(1 << 20)) for number in range(80)))


def link() -> bytes:
    entry = zipfile.ZipInfo("a.md")
    entry.external_attr = 0o120777 << 16
    return packed((entry, "/etc/passwd"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bomb(), "lớn bất thường"),
        (packed(("../x.md", PLAN)), "ra ngoài thư mục"),
        (packed(("a/../../x.md", PLAN)), "ra ngoài thư mục"),
        (packed(("/x.md", PLAN)), "ra ngoài thư mục"),
        (link(), "ra ngoài thư mục"),
        (packed(("a.md", PLAN)).replace(b"a.md", b"a\0md"), ""),
        (packed(("a.md", PLAN))[:-30], ""),
    ],
)
def test_a_zip_that_is_an_attack_or_damaged_is_refused_with_its_reason(
    lan: Visitor, library: Library, cast: Cast, content: bytes, why: str
) -> None:
    answer = send(lan, cast, (content, "goi.zip"))
    assert answer.status_code == 422
    told = reading.said(page(answer))
    assert "goi.zip" in told and why in told
    assert (count(library), count(library, Batch)) == (0, 0)


def test_more_files_than_are_taken_at_once_are_told(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    files = [(f"# Kế hoạch {number}\n\nMột.\n", f"{number}.md") for number in range(300)]
    zipped = packed(*((name, content) for content, name in files))
    for sent in ([*files], [(zipped, "goi.zip")]):
        answer = send(lan, cast, *sent)
        assert answer.status_code == 422
        assert "Có 300 tệp; mỗi lần nhận 200 tệp" in reading.said(page(answer))
    assert (count(library), count(library, Batch)) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"files": []}, "files"), ({}, "files"), ({"unit": "x"}, "unit"), ({"unit": ""}, "unit")],
)
def test_a_bad_form_is_shown_again(
    lan: Visitor, library: Library, cast: Cast, fields: dict[str, Any], field: str
) -> None:
    answer = send(lan, cast, ("", "") if field == "files" else (PLAN, "a.md"), **fields)
    assert answer.status_code == 422
    assert page(answer).xpath(f"//*[@class='errors']//a[@href='#{field}']")
    assert count(library) == 0


def test_another_person_and_another_school_find_nothing(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    for stranger in (cast.minh, cast.hanh, cast.tu, cast.an):
        visitor = Visitor(app, stranger)
        for path in ("", "/state"):
            assert visitor.open(f"{address}{path}").status_code == 404
        for path in ("", "/discard"):
            assert visitor.send(f"{address}{path}", {"then": "all"}).status_code == 404
        assert address not in visitor.open("/vi/contribute/").text
    assert send(Visitor(app, cast.tu), cast, (PLAN, "a.md")).status_code == 422
    assert send(Visitor(app, cast.an), cast, (PLAN, "a.md")).status_code == 403
    assert (count(library), count(library, Submission)) == (1, 0)


def test_rows_of_somebody_else_are_not_gone_on_with(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    read(library, lan, cast, (PLAN, "a.md"))
    minh = Visitor(app, cast.minh)
    address = read(library, minh, cast, (plan(2), "b.md"))
    minh.send(address, {"row": ["1"], "title-1": "Của tôi", "ticked": ["1"], "then": "ticked"})
    assert count(library, Submission) == 0
    with library.sessions.reading() as session:
        untouched = session.get_one(Original, 1)
        assert (untouched.chosen, untouched.reason) == (None, None)


def test_numbers_that_no_row_has_are_left_out(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    odd = ["9" * 30, "-1", "x", "٣", "77"]
    assert lan.send(address, {"row": odd, "ticked": odd, "then": "ticked"}).status_code == 303
    assert count(library, Submission) == 0


def test_signed_out_it_leads_to_the_sign_in_page(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    stranger = Visitor(app)
    for path in (NEW, address, f"{address}/state", "/vi/contribute/batches/sheet.csv"):
        answer = stranger.open(path)
        assert answer.status_code == 302 and "/account/sign-in" in answer.location
    for path in (NEW, address, f"{address}/discard"):
        assert stranger.send(path, {"then": "all"}).status_code == 403
    assert (count(library), count(library, Submission)) == (1, 0)


def test_a_form_without_our_token_is_refused(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    for path in (NEW, address, f"{address}/discard"):
        assert lan.client.post(path, data={"then": "all"}).status_code == 409
    assert (count(library), count(library, Submission)) == (1, 0)


def test_a_stale_table_skips_what_was_begun_meanwhile(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"), (plan(2), "b.md"))
    fields = filling.filled(page(lan.open(address)))
    lan.send(address, fields | {"then": "all"})
    late = fields | {f"title-{fields['row'][0]}": "Muộn", "then": "ticked"}
    assert lan.send(address, late).status_code == 303
    assert [each["editions"]["vi"]["title"] for each in contents(library)] == [
        "Ngày hội sách",
        "Ngày hội 2",
    ]


def test_a_script_is_told_how_far_it_is(lan: Visitor, library: Library, cast: Cast) -> None:
    address = str(send(lan, cast, (PLAN, "a.md"), (plan(2), "b.md")).location)
    told = lan.open(f"{address}/state").json
    assert told and (told["state"], told["done"], told["every"]) == ("waiting", 0, 2)
    assert lan.open(f"{address}?now=1").status_code == 200
    library.work()
    told = lan.open(f"{address}/state").json
    assert told and (told["state"], told["done"]) == ("read", 2)


def test_a_long_table_has_pages_and_all_of_it_can_be_gone_on_with(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    lines = "".join(f"b{number};Bài {number};;7;Toán;45\n" for number in range(120))
    address = read(library, lan, cast, (SHEET + lines, "muc.csv"))
    assert len(names(page(lan.open(address)))) == 50
    last = page(lan.open(f"{address}?page=3"))
    assert len(names(last)) == 21
    answer = lan.send(f"{address}?page=3", filling.filled(last) | {"then": "all"})
    assert answer.status_code == 303 and "page=3" in answer.location
    assert count(library, Submission) == 121


def test_what_is_thrown_away_is_gone_and_the_list_of_work_shows_the_rest(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"), (plan(2), "b.md"))
    assert reading.link(page(lan.open("/vi/contribute/")), "Lượt gửi 2 tệp") == address
    first = filling.filled(page(lan.open(address)))["row"][0]
    gone = lan.send(f"/vi/contribute/originals/{first}/discard")
    assert gone.location == address and names(page(lan.open(address))) == ["b.md"]
    assert lan.send(f"{address}/discard").status_code == 303
    assert lan.open(address).status_code == 404
    assert address not in lan.open("/vi/contribute/").text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sheet_to_fill_in_is_understood_as_it_is_given(
    lan: Visitor, library: Library, cast: Cast, tmp_path: Any, language: str
) -> None:
    base = f"/{language}/contribute/batches/sheet"
    answer = lan.open(f"{base}.csv")
    assert answer.mimetype == "text/csv" and answer.data.startswith(b"\xef\xbb\xbf")
    columns = answer.data.decode("utf-8-sig").strip().split(",")
    known = [columns_of_sheets.known(each) for each in columns]
    assert None not in known and len(set(known)) == len(columns) > 15
    (tmp_path / "a.xlsx").write_bytes(lan.open(f"{base}.xlsx").data)
    reader = Reader()
    table = reader.table(tmp_path / "a.xlsx", sheetfile_type(), 10)
    reader.close()
    assert list(table.rows[0][1]) == columns
    with library.sessions.reading() as session:
        assert rows.read(table, library.vocabulary(session)) == ([], [])


def sheetfile_type() -> str:
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_an_excel_file_and_old_encodings_are_taken(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    excel = sheetfile.of([["Tên", "Lớp"], ["Hội thao", "7"]])
    utf16 = "Tên\tLớp\r\nĐố vui\t8\r\n".encode("utf-16")
    address = read(
        library, lan, cast, (excel, "a.xlsx"), (utf16, "b.csv"), (utf16 + b"\n", "c.tsv")
    )
    assert names(page(lan.open(address))) == ["a.xlsx, dòng 2", "b.csv, dòng 2", "c.tsv, dòng 2"]


def test_no_browser_keeps_what_was_sent(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, (PLAN, "a.md"))
    for path in (NEW, address, f"{address}/state"):
        assert reading.sent(lan.client, path).headers["Cache-Control"] == "private, no-store"


def test_what_could_not_be_gone_on_with_says_why_at_its_row(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, (SHEET, "muc.csv"))
    lan.send(address, filling.filled(page(lan.open(address))) | {"then": "all"})
    with library.sessions.writing() as session:
        session.scalars(select(Submission)).one().state = "submitted"
    again = read(library, lan, cast, (SHEET.replace("Hội thao", "Hội thao mới"), "muc.csv"))
    root = page(lan.open(again))
    assert "Dòng này đã gửi trước đây" in reading.said(root)
    lan.send(again, filling.filled(root) | {"then": "all"})
    assert "Bài đã gửi nên chưa sửa được" in reading.said(page(lan.open(again)))
    with library.sessions.reading() as session:
        states = session.scalars(select(Original.state).order_by(Original.id)).all()
    assert states == [State.BEGUN, State.READ]
