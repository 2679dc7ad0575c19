"""The links of published items: gathered from their texts, asked once a month, judged patiently.

A momentary fault is none: a link is broken when it failed twice, at least a week apart. Where
nobody answers at all it may be we who are cut off, and nothing is written down.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from library import text
from library.database import Sessions, now
from library.items.models import Edition, Item, Revision
from library.workbench import addresses
from library.workbench.asking import Answer, Asker
from library.workbench.models import Cited, Gathered, OutsideLink

JOB = "links"
EVERY = timedelta(days=30)
PATIENCE = timedelta(days=7)
# How often a server looks whether some link is due.
LOOK = timedelta(days=1)
_BATCH = 200
# Links that worked and are asked where nobody else answers.
_WITNESSES = 3


def gather(session: Session) -> int:
    """Note the links of revisions that became public since; return how many revisions were read."""
    _forget(session)
    fresh = select(Item.published_id).outerjoin(Gathered, Gathered.revision_id == Item.published_id)
    fresh = fresh.where(Item.published_id.is_not(None), Gathered.revision_id.is_(None))
    numbers = session.scalars(fresh.order_by(Item.published_id).limit(_BATCH)).all()
    for number in numbers:
        if number is not None:
            _cite(session, number, addresses.found(_texts(session, number)))
    return len(numbers)


def _texts(session: Session, revision_id: int) -> Iterable[str]:
    facts = session.scalar(select(Revision.facts).where(Revision.id == revision_id))
    rows = select(Edition.facts, Edition.body).where(Edition.revision_id == revision_id)
    yield from map(text.repair, text.within(facts))
    for own, body in session.execute(rows.order_by(Edition.id)):
        yield from map(text.repair, text.within(own))
        yield body


def _cite(session: Session, revision_id: int, urls: Sequence[str]) -> None:
    query = select(OutsideLink.url, OutsideLink.id).where(OutsideLink.url.in_(urls))
    known = dict(iter(session.execute(query)))
    made = [OutsideLink(url=url) for url in urls if url not in known]
    session.add_all(made)
    session.flush()
    known |= {each.url: each.id for each in made}
    session.add_all(Cited(revision_id=revision_id, link_id=known[url]) for url in urls)
    session.add(Gathered(revision_id=revision_id))
    session.flush()


def _forget(session: Session) -> None:
    """Forget what revisions name that are public no more, and links that nobody names."""
    public = select(Item.published_id).where(Item.published_id.is_not(None))
    session.execute(delete(Cited).where(Cited.revision_id.not_in(public)))
    session.execute(delete(Gathered).where(Gathered.revision_id.not_in(public)))
    session.execute(delete(OutsideLink).where(OutsideLink.id.not_in(select(Cited.link_id))))


def due(session: Session, moment: datetime, most: int) -> list[OutsideLink]:
    """Return links to ask, those that failed once first; neighbours in the list are other hosts."""
    fails = and_(OutsideLink.failing_since_at.is_not(None), OutsideLink.broken_at.is_(None))
    query = select(OutsideLink).where(
        or_(
            OutsideLink.checked_at.is_(None),
            OutsideLink.checked_at <= moment - EVERY,
            and_(fails, OutsideLink.checked_at <= moment - PATIENCE),
        )
    )
    order = (fails.desc(), OutsideLink.checked_at, OutsideLink.id)
    return _spread(session.scalars(query.order_by(*order).limit(most)).all())


def _spread(links: Sequence[OutsideLink]) -> list[OutsideLink]:
    by_host: defaultdict[str, list[OutsideLink]] = defaultdict(list)
    for each in links:
        by_host[urlsplit(each.url).netloc].append(each)
    turns = chain.from_iterable(zip_longest(*by_host.values()))
    return [each for each in turns if each is not None]


def note(link: OutsideLink, answer: Answer, at: datetime) -> None:
    """Note how a link answered."""
    link.checked_at, link.reason, link.code = at, answer.reason, answer.code
    if not answer.is_failure:
        link.failing_since_at = link.broken_at = None
    elif link.failing_since_at is None:
        link.failing_since_at = at
    elif link.broken_at is None and at - link.failing_since_at >= PATIENCE:
        link.broken_at = at


def check(
    sessions: Sessions,
    asker: Asker,
    *,
    is_over: Callable[[], bool] = lambda: False,
    told: Callable[[str, Answer], None] = lambda _url, _answer: None,
) -> bool | None:
    """Ask links that are due, until all were asked or the turn is over.

    Return whether some are left, None when nobody answered at all: then nothing was written down.
    No transaction is open while somebody else is waited for.
    """
    read = _BATCH
    while read == _BATCH:
        with sessions.writing() as session:
            read = gather(session)
    while True:
        with sessions.reading() as session:
            links = [(each.id, each.url) for each in due(session, now(), _BATCH)]
        answers = _ask(links, asker, is_over, told)
        is_silent = answers and all(each.is_silence for each in answers.values())
        if is_silent and _is_cut_off(sessions, asker):
            return None
        with sessions.writing() as session:
            for id, answer in answers.items():
                if link := session.get(OutsideLink, id):
                    note(link, answer, now())
        if len(answers) < len(links):
            return True
        if len(links) < _BATCH:
            return False


def _is_cut_off(sessions: Sessions, asker: Asker) -> bool:
    """Tell whether those do not answer either who did the last time."""
    works = select(OutsideLink.url).where(OutsideLink.checked_at.is_not(None))
    with sessions.reading() as session:
        newest = works.where(OutsideLink.reason == "").order_by(OutsideLink.checked_at.desc())
        urls = session.scalars(newest.limit(_WITNESSES)).all()
    return all(asker.ask(url).is_silence for url in urls)


def _ask(
    links: Sequence[tuple[int, str]],
    asker: Asker,
    is_over: Callable[[], bool],
    told: Callable[[str, Answer], None],
) -> dict[int, Answer]:
    answers: dict[int, Answer] = {}
    for id, url in links:
        if is_over():
            break
        answers[id] = asker.ask(url)
        told(url, answers[id])
    return answers


def counts(session: Session) -> tuple[int, int]:
    """Return how many links items name, and how many of them are broken."""
    query = select(func.count(), func.count(OutsideLink.broken_at)).select_from(OutsideLink)
    known, broken = session.execute(query).one()
    return known, broken
