"""The links of items: gathered from texts and sources, judged over weeks, nothing noted when cut off."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import chores, jobs
from library.database import now
from library.items import writing
from library.items.models import Item
from library.wiring import Library
from library.workbench import outside
from library.workbench.asking import Answer
from library.workbench.models import Cited, OutsideLink
from tests import commands, make
from tests.workbench import answering
from tests.workbench.answering import Host

GONE, GOOD, SILENT = Answer("gone", 404), Answer("", 200), Answer("no-answer")
DAY = timedelta(days=1)


def urls(session: Session) -> list[str]:
    return list(session.scalars(select(OutsideLink.url).order_by(OutsideLink.url)))


def test_links_are_gathered_from_sources_and_texts_and_forgotten_with_them(
    library: Library,
) -> None:
    sources = [{"title": "Sách", "url": "https://a.vn/1"}]
    plan = make.plan("Xem https://b.vn/2 và <https://c.vn/3>.", sources=sources)
    with library.sessions.writing() as session:
        make.saved(session, library, "mot", vi=plan, en=make.plan("See https://d.vn/4."))
        make.saved(session, library, "hai", publish=False, vi=make.plan("https://kin.vn/"))
        assert outside.gather(session) == 1
        assert urls(session) == [
            "https://a.vn/1",
            "https://b.vn/2",
            "https://c.vn/3",
            "https://d.vn/4",
        ]
        assert outside.gather(session) == 0, "what was read is not read again"
        make.saved(session, library, "mot", vi=make.plan("Xem https://b.vn/2."))
        outside.gather(session)
        assert urls(session) == ["https://b.vn/2"]
        writing.withdraw(session, session.get_one(Item, "mot"))
        outside.gather(session)
        assert urls(session) == [] and session.scalar(select(Cited)) is None


def judged(*answers: tuple[int, Answer]) -> OutsideLink:
    """Return a link that answered so on these days."""
    link, first = OutsideLink(url="https://a.vn/"), datetime(2026, 11, 1).astimezone()
    for day, answer in answers:
        outside.note(link, answer, first + day * DAY)
    return link


@pytest.mark.parametrize(
    ("answers", "is_broken"),
    [
        ([(0, GONE)], False),
        ([(0, GONE), (6, GONE)], False),
        ([(0, GONE), (7, GONE)], True),
        ([(0, SILENT), (7, GONE)], True),
        ([(0, GONE), (7, GOOD), (14, GONE)], False),
        ([(0, GONE), (7, GONE), (37, GOOD)], False),
        ([(0, GONE), (7, Answer("kept-out", 403))], False),
    ],
)
def test_a_momentary_fault_is_none(answers: list[tuple[int, Answer]], is_broken: bool) -> None:
    assert (judged(*answers).broken_at is not None) == is_broken


def test_a_link_is_due_every_month_and_one_that_failed_after_a_week(library: Library) -> None:
    moment = now()
    ages = {"never": None, "new": 1, "old": 31, "failed": 8, "failed-new": 2, "broken": 8}
    with library.sessions.writing() as session:
        for name, age in ages.items():
            at = None if age is None else moment - age * DAY
            fails = at if name.startswith(("failed", "broken")) else None
            broken = at if name == "broken" else None
            url = f"https://{name}.vn/"
            session.add(
                OutsideLink(url=url, checked_at=at, failing_since_at=fails, broken_at=broken)
            )
        session.flush()
        due = [each.url for each in outside.due(session, moment, 10)]
    assert due[0] == "https://failed.vn/"
    assert set(due) == {"https://failed.vn/", "https://never.vn/", "https://old.vn/"}


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that answers as the test wishes."""
    with answering.host() as lent:
        yield lent


def named(library: Library, *found: str) -> None:
    """Put links into the tables as an item would name them."""
    with library.sessions.writing() as session:
        plan = make.plan(f"Xem {' '.join(f'https://a{n}.vn/' for n in range(len(found)))}.")
        revision = make.saved(session, library, "mot", vi=plan)
        outside.gather(session)
        for link, url in zip(session.scalars(select(OutsideLink)), found, strict=True):
            link.url = url
        assert revision


def test_a_check_writes_down_what_each_link_answered(library: Library, host: Host) -> None:
    good, gone = host.url("/a"), host.url("/b")
    host.answers["/b"] = 404, {}, b""
    named(library, good, gone)
    told: list[str] = []
    asker = answering.asker()
    left = outside.check(library.sessions, asker, told=lambda url, _answer: told.append(url))
    assert left is False and sorted(told) == [good, gone]
    with library.sessions.reading() as session:
        kept = {each.url: (each.reason, each.code) for each in session.scalars(select(OutsideLink))}
        assert kept == {good: ("", 200), gone: ("gone", 404)}
    assert outside.check(library.sessions, asker) is False
    assert len(told) == 2, "nothing is due again so soon"


def test_nothing_is_written_down_where_nobody_answers(library: Library, host: Host) -> None:
    named(library, "http://khong-co.invalid/", host.url("/a"))
    with library.sessions.writing() as session:
        works = session.scalars(select(OutsideLink).where(OutsideLink.url.endswith("/a"))).one()
        works.checked_at = now()
    asker = answering.asker()
    host.answers.clear()
    assert outside.check(library.sessions, asker) is False, (
        "who worked before answers: we are there"
    )
    with library.sessions.writing() as session:
        for link in session.scalars(select(OutsideLink)):
            link.checked_at = None
            link.url = (
                link.url.replace("/a", "/b") if "127" not in link.url else "http://x.invalid/"
            )
    assert outside.check(library.sessions, asker) is None
    with library.sessions.reading() as session:
        assert not session.scalars(select(OutsideLink.checked_at)).first()


def test_a_turn_ends_when_its_time_is_over(library: Library, host: Host) -> None:
    named(library, host.url("/a"), host.url("/b"))
    assert outside.check(library.sessions, answering.asker(), is_over=lambda: True) is True
    assert host.asked == []


def test_a_server_begins_to_check_a_day_after_it_started_unless_told_not_to(
    library: Library,
) -> None:
    silent = replace(library.settings, checks_links=False)
    with library.sessions.writing() as session:
        chores.keep(session, silent)
        assert outside.JOB not in {each.kind for each in jobs.every(session)}
        chores.keep(session, library.settings)
        due = {each.kind: each.due_at for each in jobs.every(session)}
    assert due[outside.JOB] > now() + timedelta(hours=23)


def test_a_job_from_before_ends_where_links_are_not_to_be_checked(library: Library) -> None:
    with library.sessions.writing() as session:
        make.saved(session, library, vi=make.plan("Xem http://127.0.0.1:9/a."))
        jobs.add(session, outside.JOB, {})
    silent = replace(library.settings, checks_links=False)
    chores.slow_worker(library.sessions, silent, lambda: library.index).run()
    with library.sessions.reading() as session:
        assert urls(session) == [] and not jobs.every(session)


def test_the_command_says_what_is_wrong_and_asks_no_private_network(
    prepared: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    with answering.host() as host:
        plan = make.plan(f"Xem {host.url('/a')}.")
        folder = make.folder(tmp_path / "mot", vi=plan)
        assert commands.run(data, "import", folder, "--publish")[0] == 0
        code, said, complained = commands.run(data, "links", "check")
        assert complained == f"{host.url('/a')}: It leads into a private network.\n"
        assert (code, said) == (0, "Links asked: 1. Of all 1, 0 are broken.\n")
        assert host.asked == []
