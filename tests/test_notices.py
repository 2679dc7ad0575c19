"""Notices: told once, translated when shown, mailed as each person chooses, forgotten when old."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from library import jobs, notices
from library.accounts import users
from library.database import now
from library.errors import Invalid, Message, NotFound
from library.jobs import Job
from library.notices import Mail, Notice
from library.wiring import Library
from tests import postbox
from tests.cast import Cast

WHY = "There is no such account."  # any sentence that is translated
SAID = Message("%(count)s minutes", {"count": 7})


def tell(library: Library, *ids: int, times: int = 1) -> None:
    with library.sessions.writing() as session:
        for _ in range(times):
            people = [users.by_id(session, id) for id in ids]
            notices.tell(session, people, SAID, WHY, "submissions", 1)


def choose(library: Library, id: int, choice: str) -> None:
    with library.sessions.writing() as session:
        notices.choose_mail(session, users.by_id(session, id), choice)


def mailed(library: Library, *, later: bool = True) -> list[EmailMessage]:
    """Let time pass, do what is due then, and return all letters so far."""
    if later:
        with library.sessions.writing() as session:
            session.execute(update(Job).values(due_at=now() - timedelta(seconds=1)))
    library.worker.run()
    return postbox.kept(library.settings.letters)


def of(library: Library, id: int) -> Sequence[Notice]:
    with library.sessions.reading() as session:
        return notices.of(session, users.by_id(session, id))


def test_each_is_told_once_and_those_who_left_are_not(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        users.by_id(session, cast.minh).ended_at = now()
    tell(library, cast.lan, cast.lan, cast.minh)
    assert len(of(library, cast.lan)) == 1
    assert of(library, cast.minh) == []


def test_a_message_within_a_message_is_kept_whole(library: Library, cast: Cast) -> None:
    inner = Message("Role: %(role)s", {"role": Message("Reviewer")})
    with library.sessions.writing() as session:
        notices.tell(session, [users.by_id(session, cast.lan)], inner, WHY, "users", 1)
    [notice] = of(library, cast.lan)
    assert notice.message == inner


def test_nobody_reads_the_notices_of_others(library: Library, cast: Cast) -> None:
    tell(library, cast.lan)
    [notice] = of(library, cast.lan)
    with library.sessions.writing() as session:
        binh = users.by_id(session, cast.binh)
        with pytest.raises(NotFound):
            notices.by_id(session, binh, notice.id)
        notices.read(session, binh.id, notice.id)
        notices.read_all(session, binh)
        assert notices.unread(session, users.by_id(session, cast.lan)) == 1


def test_all_that_was_on_the_page_is_read_and_what_came_since_is_not(
    library: Library, cast: Cast
) -> None:
    tell(library, cast.lan, times=3)
    newest, middle, _ = of(library, cast.lan)
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        notices.read_all(session, lan, middle.id)
        assert notices.unread(session, lan) == 1
        notices.read(session, lan.id, newest.id)
        assert notices.unread(session, lan) == 0


def test_a_page_goes_on_where_the_one_before_ended(library: Library, cast: Cast) -> None:
    tell(library, cast.lan, times=3)
    with library.sessions.reading() as session:
        lan = users.by_id(session, cast.lan)
        first, second = notices.of(session, lan, limit=2)
        assert first.id > second.id
        assert len(notices.of(session, lan, before=second.id)) == 1


def test_several_within_a_minute_are_one_letter_that_says_why_and_where(
    library: Library, cast: Cast
) -> None:
    tell(library, cast.lan, times=2)
    assert mailed(library, later=False) == []
    [letter] = mailed(library)
    assert letter["To"] == "Lê Thị Lan <lan@example.vn>"
    assert letter["Subject"] == "2 thông báo từ Sáo Diều"
    home = f"{library.settings.address}/vi/account"
    assert letter["List-Unsubscribe"] == f"<{home}#mail>"
    lines = postbox.text(letter).splitlines()
    [first, second] = reversed([each.id for each in of(library, cast.lan)])
    for id in (first, second):
        place = lines.index(f"{home}/notices/{id}")
        assert lines[place - 2 : place] == ["7 phút", "Không có tài khoản này."]
    assert len(mailed(library)) == 1, "nothing is mailed twice"
    with library.sessions.reading() as session:
        assert jobs.every(session) == []


def test_one_alone_is_the_subject_of_its_letter(library: Library, cast: Cast) -> None:
    tell(library, cast.lan)
    assert [letter["Subject"] for letter in mailed(library)] == ["7 phút"]


def test_what_was_read_meanwhile_is_not_mailed(library: Library, cast: Cast) -> None:
    tell(library, cast.lan)
    with library.sessions.writing() as session:
        notices.read_all(session, users.by_id(session, cast.lan))
    assert mailed(library) == []


def test_whoever_left_meanwhile_gets_no_letter(library: Library, cast: Cast) -> None:
    tell(library, cast.lan)
    with library.sessions.writing() as session:
        users.by_id(session, cast.lan).ended_at = now()
    assert mailed(library) == []


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), datetime(2026, 11, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_daily_letter_comes_at_six_in_viet_nam(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch, at: datetime, morning: datetime
) -> None:
    choose(library, cast.lan, Mail.DAILY)
    monkeypatch.setattr(notices, "now", lambda: at)
    tell(library, cast.lan, times=2)
    with library.sessions.reading() as session:
        assert {job.due_at for job in jobs.every(session)} == {morning}
    assert len(mailed(library)) == 1


def test_whoever_wants_no_mail_gets_none_not_even_later_for_what_came_before(
    library: Library, cast: Cast
) -> None:
    tell(library, cast.lan)
    choose(library, cast.lan, Mail.NONE)
    tell(library, cast.lan)
    assert mailed(library) == []
    choose(library, cast.lan, Mail.AT_ONCE)
    tell(library, cast.lan)
    assert [letter["Subject"] for letter in mailed(library)] == ["7 phút"]


def test_what_waits_for_the_morning_comes_now_when_that_is_chosen(
    library: Library, cast: Cast
) -> None:
    choose(library, cast.lan, Mail.DAILY)
    tell(library, cast.lan)
    choose(library, cast.lan, Mail.AT_ONCE)
    with library.sessions.reading() as session:
        assert min(job.due_at for job in jobs.every(session)) < now() + timedelta(minutes=2)


def test_what_cannot_be_chosen_is_refused(library: Library, cast: Cast) -> None:
    with pytest.raises(Invalid):
        choose(library, cast.lan, "hourly")


def test_a_very_long_list_is_cut_in_the_letter(library: Library, cast: Cast) -> None:
    tell(library, cast.lan, times=35)
    [letter] = mailed(library)
    assert postbox.text(letter).count("7 phút") == 30
    assert f"{library.settings.address}/vi/account/notices\n" in postbox.text(letter)


def test_what_was_read_half_a_year_ago_is_forgotten_and_what_is_unread_stays(
    library: Library, cast: Cast
) -> None:
    tell(library, cast.lan, times=3)
    old, read, fresh = of(library, cast.lan)
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        aged = update(Notice).where(Notice.id.in_([old.id, read.id]))
        session.execute(aged.values(at=now() - timedelta(days=181)))
        notices.read(session, lan.id, read.id)
        notices.read(session, lan.id, fresh.id)
        jobs.keep_one(session, "sweep")
    mailed(library, later=False)
    assert [each.id for each in of(library, cast.lan)] == [old.id, fresh.id]
    with library.sessions.reading() as session:
        waiting = {job.kind: job for job in jobs.every(session)}
    assert waiting["sweep"].due_at > now() + timedelta(hours=23), "and again tomorrow"
