"""What is done to an issue: begun, written, filled, put in order, published, made a draft again."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, i18n, text
from library.accounts import roles, units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.database import now, today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items.models import Item
from library.items.rendering import Rendered
from library.logbook import showing
from library.logbook.models import Entry
from library.marking import N_
from library.newsletters import newsletter as issues
from library.newsletters.models import Newsletter, Piece
from library.newsletters.newsletter import NOUN

LONGEST = {"title": 120, "lead": 8000, "sentence": 600}
MOST_PIECES = 30
_LARGEST_NUMBER = 9999


class Stale(Conflict):
    """Somebody changed the issue after the form was opened."""


def begin(session: Session, by: User, unit: Unit, *, copies: bool = False) -> Newsletter:
    """Begin the next issue of a unit; a copy has the title, the text and the pieces of the last."""
    roles.require(by, Role.CONTRIBUTOR, at=unit)
    if unit.kind == units.ROOT or not units.is_open(unit):
        raise Invalid(N_("Choose a unit that works."), "unit")
    database.take_turns(session.connection(), NOUN)
    before = issues.last(session, unit)
    made = Newsletter(
        unit_id=unit.id, unit=unit, title=before.title if before else unit.name,
        number=before.number + 1 if before else 1, month_on=today().replace(day=1),
        language=before.language if before else i18n.DEFAULT, made_by_id=by.id, lead="", html="",
    )  # fmt: skip
    if before and copies:
        made.lead, made.html = before.lead, before.html
        made.pieces = [_copied(each) for each in before.pieces if issues.is_shown(each)]
    session.add(made)
    session.flush()
    _note(session, by, "began", made)
    return made


def _copied(piece: Piece) -> Piece:
    same = ("item_id", "entry_id", "place", "sentence", "picture")
    return Piece(**{name: getattr(piece, name) for name in same})


def rendered(lead: str, render: Callable[[str], Rendered]) -> tuple[str, str]:
    """Return the lead text as it is kept, and its HTML; do it before the transaction that saves."""
    said = text.repair(lead).strip()
    _check_length(said, "lead")
    return said, render(said)["html"] if said else ""


def _check_length(said: str, name: str) -> None:
    if len(said) > LONGEST[name]:
        raise Invalid(N_("This is too long; %(limit)s letters fit."), name, limit=LONGEST[name])


def describe(
    session: Session, by: User, found: Newsletter, fields: dict[str, Any], seen: int
) -> None:
    """Give an issue its title, number, month, language, and lead text with its HTML."""
    _open(session, by, found, seen)
    title = text.tidy(fields["title"])
    _check_length(title, "title")
    if not title:
        raise Invalid(N_("Say what the newsletter is called."), "title")
    found.number = _free_number(session, found, fields["number"])
    found.title, found.month_on = title, _month(fields["month"])
    found.language = fields["language"] if fields["language"] in i18n.LANGUAGES else i18n.DEFAULT
    found.lead, found.html = fields["lead"], fields["html"]
    _note(session, by, "described", found)


def _free_number(session: Session, found: Newsletter, number: int) -> int:
    if not 1 <= number <= _LARGEST_NUMBER:
        raise Invalid(N_("Give a number from 1 to %(most)s."), "number", most=_LARGEST_NUMBER)
    query = select(Newsletter.id).where(
        Newsletter.unit_id == found.unit_id, Newsletter.number == number, Newsletter.id != found.id
    )
    if session.scalar(query):
        raise Invalid(N_("Another issue of this unit has this number."), "number")
    return number


def _month(given: str) -> date:
    """Return the first day of a month that browsers give as 2026-11."""
    try:
        return date.fromisoformat(f"{given.strip()}-01")
    except ValueError:
        raise Invalid(N_("Give the month as year and number, such as 2026-11."), "month") from None


def _open(session: Session, by: User, found: Newsletter, seen: int | None = None) -> None:
    """Let a change begin: by who may, on what the form was opened with; None asks for no form."""
    database.take_turns(session.connection(), NOUN)
    session.refresh(found)
    if not issues.may_edit(by, found):
        raise NotAllowed(
            N_("Who works in the unit changes a draft, and its head what is published.")
        )
    if seen is not None and seen != found.edited:
        raise Stale(
            N_("Somebody has changed this newsletter meanwhile. Look at it and do it again.")
        )


def _note(session: Session, by: User, verb: str, found: Newsletter) -> None:
    found.edited += 1
    found.changed_at = now()
    session.flush()
    history.record(session, by, verb, NOUN, found.id, unit=found.unit_id)


def add_items(session: Session, by: User, found: Newsletter, ids: Iterable[str]) -> None:
    """Put published items at the end; one that is there already stays where it is."""
    _open(session, by, found)
    wanted = list(dict.fromkeys(ids))
    query = select(Item.id).where(Item.id.in_(wanted), Item.published_id.is_not(None))
    known = set(session.scalars(query))
    if unknown := [id for id in wanted if id not in known]:
        raise Invalid(
            N_("“%(id)s” is no public item; give its id or the address of its page."),
            "added",
            id=unknown[0][:80],
        )
    there = {each.item_id for each in found.pieces}
    _put(session, by, found, [Piece(item_id=id) for id in wanted if id not in there])


def add_entries(session: Session, by: User, found: Newsletter, ids: Iterable[int]) -> None:
    """Put entries that everybody may see at the end: of the unit, its groups and units below it."""
    _open(session, by, found)
    there = {each.entry_id for each in found.pieces}
    wanted = [showing.entry(session, id) for id in dict.fromkeys(ids) if id not in there]
    if any(not each.unit.is_within(found.unit) for each in wanted):
        raise Invalid(N_("Choose entries of the unit itself."), "entries")
    _put(session, by, found, [Piece(entry_id=each.id, picture=_first(each)) for each in wanted])


def _first(entry: Entry) -> str:
    return next((str(each.id) for each in showing.photos(entry)), "")


def _put(session: Session, by: User, found: Newsletter, fresh: list[Piece]) -> None:
    if len(found.pieces) + len(fresh) > MOST_PIECES:
        raise Invalid(N_("At most %(most)s pieces fit in a newsletter."), "added", most=MOST_PIECES)
    last = max((each.place for each in found.pieces), default=0)
    for place, each in enumerate(fresh, start=last + 1):
        each.place = place
        found.pieces.append(each)
    if fresh:
        _note(session, by, "filled", found)


def piece_of(found: Newsletter, id: int) -> Piece:
    """Return a piece of an issue; raise NotFound."""
    piece = next((each for each in found.pieces if each.id == id), None)
    if piece is None:
        raise NotFound(N_("This piece is not in the newsletter any more."))
    return piece


def remove(session: Session, by: User, found: Newsletter, id: int, seen: int) -> None:
    """Take a piece out."""
    _open(session, by, found, seen)
    found.pieces.remove(piece_of(found, id))
    _note(session, by, "emptied", found)


def annotate(
    session: Session, by: User, found: Newsletter, id: int, fields: dict[str, str], seen: int
) -> None:
    """Give a piece its sentence and picture; `picture` is one that the caller has offered."""
    _open(session, by, found, seen)
    piece = piece_of(found, id)
    sentence = text.tidy(fields["sentence"])
    _check_length(sentence, "sentence")
    piece.sentence, piece.picture = sentence, fields["picture"]
    _note(session, by, "annotated", found)


def order(session: Session, by: User, found: Newsletter, id: int, place: int, seen: int) -> None:
    """Put a piece at a place, counted from 1; beyond the ends means at the end."""
    _open(session, by, found, seen)
    piece = piece_of(found, id)
    others = [each for each in found.pieces if each is not piece]
    others.insert(max(0, min(place - 1, len(others))), piece)
    for number, each in enumerate(others, start=1):
        each.place = number
    session.flush()
    session.expire(found, ["pieces"])
    _note(session, by, "ordered", found)


def publish(session: Session, by: User, found: Newsletter, seen: int) -> None:
    """Let everybody read an issue, as the head of its unit does."""
    _decide(session, by, found, seen)
    if not found.lead and not any(issues.is_shown(each) for each in found.pieces):
        raise Invalid(N_("Nothing is in it yet; write a text or add pieces first."), "added")
    if found.published_at is None:
        found.published_at = now()
        _note(session, by, "published", found)


def hide(session: Session, by: User, found: Newsletter, seen: int) -> None:
    """Make a draft of an issue again."""
    _decide(session, by, found, seen)
    found.published_at = None
    _note(session, by, "hid", found)


def discard(session: Session, by: User, found: Newsletter, seen: int) -> None:
    """Delete a draft."""
    _open(session, by, found, seen)
    if found.published_at:
        raise Conflict(N_("Only a draft can be deleted; make it a draft again first."))
    history.record(session, by, "discarded", NOUN, found.id, unit=found.unit_id)
    session.delete(found)
    session.flush()


def _decide(session: Session, by: User, found: Newsletter, seen: int) -> None:
    roles.require(by, Role.PUBLISHER, at=found.unit)
    _open(session, by, found, seen)
