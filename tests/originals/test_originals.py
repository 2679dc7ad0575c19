"""Originals: sent, read after the commit, confirmed, and forgotten; one person's own at every step."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import jobs
from library.accounts import users
from library.accounts.models import Unit, User
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.originals import beginning, receiving, taking, understanding
from library.originals.models import Original, State
from library.originals.reader import Reading
from library.review import contents, drafting
from library.review.models import Submission
from library.wiring import Library
from tests.cast import Cast
from tests.items import papers
from tests.originals.standing_in import PLAN, StandIn
from tests.uploads import hostile


@pytest.fixture(autouse=True)
def reads(library: Library) -> None:
    """Have the library read with the stand-in."""
    library.reader = StandIn()


def sent(
    library: Library, content: str | bytes = PLAN, name: str = "kế hoạch.md"
) -> receiving.Sent:
    content = content.encode() if isinstance(content, str) else content
    return receiving.receive(io.BytesIO(content), name, library.desk)


def take(library: Library, cast: Cast, content: str | bytes = PLAN, **more: Any) -> int:
    """Take what Lan sends and have it read; return the number of the original."""
    given = sent(library, content, **more)
    with library.sessions.writing() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        id = taking.take(session, user, unit, given).id
    library.work()
    return id


def at(library: Library, id: int) -> Original:
    with library.sessions.reading() as session:
        found = session.get_one(Original, id)
        assert found.understood is None or found.user.name  # loaded, for when the session is closed
        return found


def test_nothing_is_read_before_the_commit(library: Library, cast: Cast) -> None:
    given = sent(library)
    with library.sessions.write() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        taking.take(session, user, unit, given)
        session.rollback()
    assert library.work() == 0


def test_what_was_read_is_noted_with_its_pictures_and_their_captions(
    library: Library, cast: Cast
) -> None:
    found = at(library, take(library, cast))
    assert found.state == State.READ and found.understood
    known = found.understood
    assert known["title"] == "Ngày hội sách"
    assert known["summary"] == "Học sinh khối 7 trao đổi được ít nhất một cuốn sách cũ."
    assert [each["path"] for each in known["files"]] == ["files/quay.jpg"]
    assert known["alts"] == {"files/quay.jpg": "Quầy sách dưới gốc bàng"}
    assert "<table>" in known["html"] and "![](files/quay.jpg)" in known["markdown"]
    kept = library.store.read(known["files"][0]["sha256"])
    assert b"Dien thoai" not in kept, "a picture is drawn anew, without what its camera wrote"


def test_a_caption_belongs_to_one_picture(library: Library, cast: Cast) -> None:
    lines = (
        "![](files/a.jpg)", "Hình 1. Múa sạp", "![](files/b.jpg)", "Một đoạn văn.",
        "Ảnh: Cồng chiêng", "![](files/d.jpg)", "![Có](files/c.jpg)",
    )  # fmt: skip
    known = at(library, take(library, cast, "\n\n".join(lines))).understood
    assert known and known["alts"] == {"files/a.jpg": "Múa sạp", "files/d.jpg": "Cồng chiêng"}


def test_a_picture_that_is_refused_leaves_the_text_and_is_told(
    library: Library, cast: Cast
) -> None:
    known = at(library, take(library, cast, "Một\n\n![](files/bad.png)\n\nHai\n")).understood
    assert known and "bad.png" not in known["markdown"] and known["files"] == []
    assert "bad.png" in known["warnings"][0]["values"]["name"]


def test_an_item_has_no_more_pictures_than_it_may_have(library: Library, cast: Cast) -> None:
    shown = "\n\n".join(f"![](files/p{number}.jpg)" for number in range(25))
    known = at(library, take(library, cast, f"Một\n\n{shown}\n")).understood
    assert known and len(known["files"]) == 19 and known["markdown"].count("](files/") == 19
    assert known["warnings"]


def test_a_file_that_cannot_be_read_says_why(library: Library, cast: Cast) -> None:
    found = at(library, take(library, cast, "SCAN"))
    assert found.state == State.REFUSED and found.reason and "pictures" in found.reason["sentence"]


def test_a_fault_is_told_to_the_sender_and_kept_for_who_looks_after_the_library(
    library: Library, cast: Cast
) -> None:
    found = at(library, take(library, cast, "FAULT"))
    assert found.state == State.REFUSED and found.reason
    with library.sessions.reading() as session:
        [job] = [each for each in jobs.every(session) if each.kind == understanding.READ]
        assert job.is_given_up and "secret" not in job.trouble


def test_nothing_in_the_database_waits_while_a_file_is_read(library: Library, cast: Cast) -> None:
    begun, ends = threading.Event(), threading.Event()

    class Slow(StandIn):
        @contextmanager
        def read(self, path: Path, media_type: str) -> Iterator[Reading]:
            begun.set()
            assert ends.wait(20)
            with super().read(path, media_type) as reading:
                yield reading

    library.reader = Slow()
    given = sent(library)
    library.reading_worker.start()
    with library.sessions.writing() as session:
        user, unit = session.get_one(User, cast.lan), session.get_one(Unit, cast.school)
        id = taking.take(session, user, unit, given).id
    assert begun.wait(20), "the commit wakes the worker"
    with library.sessions.writing() as session:
        session.get_one(User, cast.lan).name = "Lan"
    assert at(library, id).state == State.WAITING
    ends.set()
    library.reading_worker.close()
    assert at(library, id).state == State.READ


def test_a_file_that_is_thrown_away_while_it_is_read_stays_gone(
    library: Library, cast: Cast
) -> None:
    class Late(StandIn):
        @contextmanager
        def read(self, path: Path, media_type: str) -> Iterator[Reading]:
            with library.sessions.writing() as session:
                taking.discard(session, session.scalars(select(Original)).one())
            with super().read(path, media_type) as reading:
                yield reading

    library.reader = Late()
    take(library, cast)
    with library.sessions.reading() as session:
        assert not session.scalars(select(Original)).all() and not jobs.every(session)


def test_reading_twice_changes_nothing(library: Library, cast: Cast) -> None:
    id = take(library, cast)
    before = at(library, id).changed_at
    understanding.understand(library.sessions, library.tools, {"original": id})
    understanding.understand(library.sessions, library.tools, {"original": id + 7})
    assert at(library, id).changed_at == before


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("anh.png", hostile.picture(), "Only Word"),
        ("khoa.docx", papers.packed({"a.txt": "x"}), "archive"),
        ("trang.html", hostile.picture(), "not what its name says"),
        ("bang.xlsx", papers.packed({"[Content_Types].xml": "<a/>", "xl/a.xml": "<a/>"}), "Only"),
        ("trong.txt", b"", "empty"),
        ("mat.txt", "MẬT\nKế hoạch".encode(), "stamp"),
        ("chay.txt", b"MZ\x90\0\x03", ""),
    ],
)
def test_what_cannot_be_an_original_is_refused_and_not_kept(
    library: Library, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        sent(library, content, name)
    assert why in str(refused.value)
    assert not list(library.store.kept())


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("trang.html", b"<!doctype html><p>Xin ch\xc3\xa0o</p>", "text/html"),
        ("TRANG.HTM", "\ufeff<html><p>Xin chào</p>".encode("utf-16-le"), "text/html"),
        ("cu.txt", b"K\xd5 ho\xb9ch n\xa8m h\xe4c", "text/plain"),
        ("cu.md", "\ufeffXin chào".encode("utf-16"), "text/markdown"),
        ("moi.txt", "Kế hoạch".encode(), "text/plain"),
        ("moi.docx", papers.word("Kế hoạch"), papers.DOCX),
    ],
)
def test_text_of_any_time_and_pages_are_taken(
    library: Library, name: str, content: bytes, media_type: str
) -> None:
    assert sent(library, content, name).media_type == media_type


def test_pasted_text_is_markdown_where_it_looks_so(library: Library) -> None:
    desk = library.desk
    assert receiving.paste("Một\nHai", desk).media_type == "text/plain"
    assert receiving.paste("## Một\n\nHai", desk).media_type == "text/markdown"
    assert receiving.paste("Một", desk).name == ""
    page = receiving.paste("Một", desk, html="<h1>Một</h1>\0")
    assert page.media_type == "text/html"
    assert library.store.read(page.sha256) == "<h1>Một</h1>".encode()
    with pytest.raises(Invalid):
        receiving.paste(" \u200b\n", desk)
    with pytest.raises(Invalid, match="stamp"):
        receiving.paste("TỐI MẬT\n\nKế hoạch", desk)


def test_only_who_contributes_to_an_open_unit_may_send(library: Library, cast: Cast) -> None:
    given = sent(library)
    with library.sessions.writing() as session:
        school = session.get_one(Unit, cast.school)
        for stranger in (cast.tu, cast.an, cast.vy):
            with pytest.raises(NotAllowed):
                taking.take(session, session.get_one(User, stranger), school, given)
        assert not session.scalars(select(Original)).all()


def test_nobody_sends_without_end(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "_MOST_OPEN", 2)
    take(library, cast)
    take(library, cast)
    with pytest.raises(Conflict):
        take(library, cast)


def begun(session: Session, library: Library, id: int, **choices: Any) -> Submission:
    original = session.get_one(Original, id)
    title: contents.Fields = {"vi-title": "Ngày hội sách cũ", "grade": ["grade.07"]}
    return beginning.begin(
        session, original.user, original, "vi", title, **{"keep": True} | choices
    )


def test_what_was_confirmed_becomes_a_submission(library: Library, cast: Cast) -> None:
    id = take(library, cast)
    with library.sessions.writing() as session:
        made = begun(session, library, id)
        content = drafting.newest(session, made).content
        assert made.title == "Ngày hội sách cũ" and made.unit_id == cast.school
        assert content["facts"]["grade"] == ["grade.07"]
        assert content["editions"]["vi"]["body"].startswith("## I. Mục đích")
        assert contents.fields(content)["vi-alt-files/quay.jpg"] == "Quầy sách dưới gốc bàng"
        assert [each["path"] for each in content["files"]] == [
            "files/kế-hoạch.md",
            "files/quay.jpg",
        ]
        assert session.get_one(Original, id).submission_id == made.id


def test_the_file_itself_is_attached_only_when_that_is_wanted(library: Library, cast: Cast) -> None:
    page = take(library, cast, b"<!doctype html><p>M\xe1\xbb\x99t", name="trang.html")
    for id, keep in ((take(library, cast), False), (page, True)):
        with library.sessions.writing() as session:
            content = drafting.newest(session, begun(session, library, id, keep=keep)).content
            assert not [each for each in content["files"] if not each["path"].endswith(".jpg")]


def test_one_original_begins_one_submission(library: Library, cast: Cast) -> None:
    id = take(library, cast)
    with library.sessions.writing() as session:
        begun(session, library, id)
    for again in (begun, lambda *given: beginning.keep(given[0], *_of(given[0], id), "vi")):
        with library.sessions.writing() as session, pytest.raises(Conflict, match="already"):
            again(session, library, id)


def _of(session: Session, id: int) -> tuple[User, Original]:
    original = session.get_one(Original, id)
    return original.user, original


def test_nothing_begins_with_another_persons_original(library: Library, cast: Cast) -> None:
    id = take(library, cast)
    with library.sessions.writing() as session:
        minh = users.by_id(session, cast.minh)
        with pytest.raises(NotFound):
            beginning.begin(session, minh, session.get_one(Original, id), "vi", {}, keep=True)


def test_a_scan_can_be_kept_as_an_attachment_and_an_empty_file_not(
    library: Library, cast: Cast
) -> None:
    scan, empty, read = (take(library, cast, said) for said in ("SCAN", "EMPTY", PLAN))
    with library.sessions.writing() as session:
        made = beginning.keep(session, *_of(session, scan), "vi")
        [file] = drafting.newest(session, made).content["files"]
        assert file["path"] == "files/kế-hoạch.md"
    for other in (empty, read):
        with library.sessions.writing() as session, pytest.raises(Conflict):
            beginning.keep(session, *_of(session, other), "vi")


def test_a_text_that_no_form_could_save_is_refused(library: Library, cast: Cast) -> None:
    id = take(library, cast)
    long: contents.Fields = {"vi-title": "x" * 301}
    with library.sessions.writing() as session:
        lan, original = _of(session, id)
        with pytest.raises(Invalid) as refused:
            beginning.begin(session, lan, original, "vi", long, keep=True)
    assert refused.value.field == "vi-title"


def test_originals_are_forgotten_after_a_month(library: Library, cast: Cast) -> None:
    old, new = take(library, cast), take(library, cast)
    with library.sessions.writing() as session:
        past = now() - timedelta(days=31)
        session.execute(update(Original).where(Original.id == old).values(changed_at=past))
        taking.sweep(session)
        assert list(session.scalars(select(Original.id))) == [new]


def test_files_of_originals_are_not_loose(library: Library, cast: Cast) -> None:
    from library import checking

    take(library, cast)
    assert checking.loose_files(library) == 0


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        (
            "## I. MỤC TIÊU\n\n1. Về kiến thức\n\n- Kể được ba lễ hội; nêu ý nghĩa.",
            "Kể được ba lễ hội; nêu ý nghĩa.",
        ),
        (
            "## Mục tiêu\n\n1. Về kiến thức: kể được ba lễ hội ở quê em,\n2. Khác",
            "Kể được ba lễ hội ở quê em",
        ),
        (
            "Đoạn mở đầu nói chuyện khác hẳn.\n\n## Objectives\n\n"
            "Pupils **name** three festivals. Then more.",
            "Pupils name three festivals.",
        ),
        ("| a | b |\n|---|---|\n\n![](files/a.png)\n\nNgắn.", ""),
        ("", ""),
    ],
)
def test_the_promise_begins_with_the_first_sentence_of_the_aims(markdown: str, said: str) -> None:
    assert understanding.summary(markdown) == said
