"""Official documents: made for a unit on a form, changed while they are drafts, issued with a number.

A document keeps the form and the item as they were; from the day that it is issued, the letterhead too.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import database, history, text
from library.accounts import units
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.bases import keeping
from library.bases.reading import Basis
from library.database import now, today
from library.documents import composing, forms, numbering, profiles, repeating
from library.documents.composing import Composed
from library.documents.document import Document
from library.documents.filling import Given
from library.documents.forms import Form
from library.documents.models import Answers, OfficialDocument
from library.documents.own_forms import Known
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.marking import N_

_LONGEST = {"line": 2_000, "rows": 60_000}
_LONGEST_TEXT = 20_000
# What a form does not name and every document may have: who signs.
_ALWAYS = ("signer",)
# What a year plan says today; what was filled in before does not count against it.
_FROM_YEAR_PLAN = frozenset({"group_name", "person"})
# The kind of field that holds legal bases.
BASES = "bases"
NEWEST = 100


def places(user: User) -> list[Unit]:
    """Return the units for which somebody may make documents, those where a role is held."""
    found = {each.unit.id: each.unit for each in user.memberships}
    return [
        unit for unit in found.values()
        if unit.kind != units.ROOT and user.holds(Role.CONTRIBUTOR, unit) and units.is_open(unit)
    ]  # fmt: skip


def make(
    session: Session,
    by: User,
    unit: Unit,
    known: Known,
    source: Mapping[str, Any],
    answers: Mapping[str, str],
    item_id: str | None = None,
) -> OfficialDocument:
    """Make a draft of a document, and keep what was filled in for the next time."""
    if not by.holds(Role.CONTRIBUTOR, unit):
        raise NotAllowed(
            N_("Only who contributes to a unit makes its documents; ask for that role.")
        )
    form = repeating.of(known.form, source)
    found = OfficialDocument(
        unit_id=unit.id,
        by_id=by.id,
        item_id=item_id,
        form_name=known.name,
        form=known.source,
        language=known.form.languages[0],
        title=_title(known.form, source),
        source=dict(source),
        answers=checked(form, answers),
        bases=_bases(session, form, answers),
        letterhead={},
    )
    session.add(found)
    session.flush()
    keep(session, by, unit, known.name, form, found.answers)
    return found


def _title(form: Form, source: Mapping[str, Any]) -> str:
    title = str(source.get("called") or source.get("values", {}).get("title", ""))
    return f"{form.name['vi']}: {title}" if title else form.name["vi"]


def checked(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what belongs to the form; raise Invalid for what is far too long or no day."""
    found = {}
    for field in form.fields:
        said = text.repair(str(answers.get(field.id, ""))).strip()
        longest = _LONGEST.get(field.kind, _LONGEST_TEXT)
        if len(said) > longest:
            raise Invalid(N_("Give at most %(most)s letters."), field.id, most=longest)
        if field.kind == "date" and said and not _is_day(said):
            raise Invalid(N_("Give a day that the calendar has."), field.id)
        found[field.id] = said
    return found | {name: str(answers[name])[:10] for name in _ALWAYS if answers.get(name)}


def _bases(session: Session, form: Form, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the legal bases among the answers, read into their parts, as they are kept."""
    return [
        each.packed()
        for field in form.fields
        if field.kind == BASES
        for each in keeping.checked(session, answers.get(field.id, "").splitlines(), field.id)
    ]


def bases(found: OfficialDocument) -> list[Basis]:
    """Return the legal bases of a document."""
    return [Basis.unpacked(each) for each in found.bases]


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True


def keep(
    session: Session, by: User, unit: Unit, name: str, form: Form, answers: Mapping[str, str]
) -> None:
    """Remember what stays the same next time, for this person, unit and form.

    What is asked for another grade of a year plan is not asked now and stays as it was.
    """
    asked = {field.id for field in form.fields} | set(_ALWAYS)
    lasting = {field.id for field in form.fields if field.keep} | set(_ALWAYS)
    values = {id: said for id, said in answers.items() if id in lasting and said}
    database.take_turns(session.connection(), f"answers of {by.id}")
    found = _kept(session, by, unit, name)
    if found is None:
        found = Answers(user_id=by.id, unit_id=unit.id, form_name=name, values=values)
        session.add(found)
    others = {id: said for id, said in found.values.items() if id not in asked}
    found.values, found.changed_at = others | values, now()
    session.flush()


def _kept(session: Session, by: User, unit: Unit, name: str) -> Answers | None:
    return session.scalar(
        select(Answers).where(
            Answers.user_id == by.id, Answers.unit_id == unit.id, Answers.form_name == name
        )
    )


def begun(
    session: Session, by: User, unit: Unit, known: Known, source: Mapping[str, Any]
) -> dict[str, str]:
    """Return what the fields of a form begin with: filled in before, in the item, or usual."""
    form = repeating.of(known.form, source)
    first = composing.defaults(form, source, {"school": unit.name})
    kept = _kept(session, by, unit, known.name) or _last_of(session, unit, known.name)
    sure = {
        field.id: first[field.id]
        for field in form.fields
        if first[field.id] and _FROM_YEAR_PLAN.intersection(forms.places(field.default))
    }
    sure |= _of_unit(session, unit, form, first)
    return first | (dict(kept.values) if kept else {}) | sure


def _of_unit(session: Session, unit: Unit, form: Form, first: Mapping[str, str]) -> dict[str, str]:
    """Return the legal bases of a document that begins: those of its item, then the unit's own."""
    own = [each.written for each in keeping.of(session, unit)]
    return {
        field.id: "\n".join(dict.fromkeys([*first[field.id].splitlines(), *own]))
        for field in form.fields
        if own and field.kind == BASES
    }


def _last_of(session: Session, unit: Unit, name: str) -> Answers | None:
    """Return what a colleague filled in last on the same form."""
    query = select(Answers).where(Answers.unit_id == unit.id, Answers.form_name == name)
    return session.scalar(query.order_by(Answers.changed_at.desc()).limit(1))


def by_id(session: Session, by: User, id: int) -> OfficialDocument:
    """Return a document of a unit to which somebody contributes; raise NotFound for any other."""
    found = session.get(OfficialDocument, id)
    if found is None or not (by.holds(Role.CONTRIBUTOR, found.unit) or may_issue(by, found.unit)):
        raise NotFound(N_("There is no such document among those of one's own units."))
    return found


def of(session: Session, by: User) -> Sequence[OfficialDocument]:
    """Return the documents of one's units, the newest first."""
    ids = [each.unit_id for each in by.memberships]
    query = select(OfficialDocument).where(OfficialDocument.unit_id.in_(ids))
    found = session.scalars(query.order_by(OfficialDocument.changed_at.desc()).limit(NEWEST)).all()
    return [
        each for each in found
        if by.holds(Role.CONTRIBUTOR, each.unit) or may_issue(by, each.unit)
    ]  # fmt: skip


def form_of(found: OfficialDocument) -> Form:
    """Return the form of a document, with what a year plan repeats in it."""
    return repeating.of(forms.read(found.form), found.source)


def change(
    session: Session, by: User, found: OfficialDocument, answers: Mapping[str, str], seen: int
) -> None:
    """Fill a draft in otherwise; one that is issued never changes."""
    _require_draft(session, found, seen)
    form = form_of(found)
    found.answers, found.bases = checked(form, answers), _bases(session, form, answers)
    found.edition, found.changed_at = found.edition + 1, now()
    session.flush()
    keep(session, by, found.unit, found.form_name, form, found.answers)


def discard(session: Session, by: User, found: OfficialDocument, seen: int) -> None:
    """Throw a draft away: one's own, or as somebody who issues documents there."""
    if found.by_id != by.id and not may_issue(by, found.unit):
        raise NotAllowed(N_("Only who made a draft and the head of the unit throw it away."))
    _require_draft(session, found, seen)
    session.delete(found)
    session.flush()


def _require_draft(session: Session, found: OfficialDocument, seen: int) -> None:
    session.refresh(found, with_for_update=True)
    if found.issued_on is not None:
        raise Conflict(N_("This document is issued and stays as it is; make a new one instead."))
    if found.edition != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; load the page again."))


def may_issue(user: User, unit: Unit) -> bool:
    """Tell whether somebody gives numbers: the head of the unit, or who keeps its accounts."""
    return user.holds(Role.PUBLISHER, unit) or user.holds(Role.ADMINISTRATOR, unit)


def office(session: Session, found: OfficialDocument) -> Unit:
    """Return the unit whose numbers a document takes: a group's are those of its school."""
    return profiles.office_of([found.unit, *reversed(units.above(session, found.unit))])


def issue(
    session: Session, by: User, found: OfficialDocument, on: date, seen: int, used: int = 0
) -> None:
    """Date a document, give it its number where its form has one, and freeze its letterhead."""
    if not may_issue(by, found.unit):
        raise NotAllowed(
            N_("The head of the unit and its administrators issue documents; ask them.")
        )
    _require_draft(session, found, seen)
    if on > today():
        raise Invalid(N_("A document is dated on the day on which it is issued, not later."), "on")
    form = forms.read(found.form)
    values = profiles.of(session, found.unit)
    if lacking := _lacking(session, found):
        raise Conflict(
            N_("Fill in what is missing before it is issued: %(missing)s."),
            missing=", ".join(lacking),
        )
    if form.type is not None:
        if "symbol" not in values:
            raise Conflict(
                N_("The unit has no symbol for its numbers yet; give one in its letterhead.")
            )
        found.number = numbering.take(session, office(session, found), on, form.type, used)
    found.letterhead = profiles.frozen(values)
    found.issued_on, found.issued_by_id = on, by.id
    found.edition, found.changed_at = found.edition + 1, now()
    session.flush()
    history.record(
        session, by, "issued a document", units.NOUN, found.unit_id,
        document=found.id, type=form.type or "", number=found.number or 0, year=on.year,
    )  # fmt: skip


def _lacking(session: Session, found: OfficialDocument) -> tuple[str, ...]:
    """Return what is still marked as missing in a draft."""
    bare = Document(
        found.title, "", "", found.language, (), (), {}, "", (), (), found.changed_at, ""
    )
    return composed(session, found, bare, found.source.get("html", "")).missing


def letterhead(session: Session, found: OfficialDocument) -> dict[str, Any]:
    """Return the letterhead with which a document was issued, of a draft that of today."""
    return found.letterhead or profiles.frozen(profiles.of(session, found.unit))


def composed(session: Session, found: OfficialDocument, document: Document, html: str) -> Composed:
    """Return the document as it is now, or as it was when it was issued.

    `html`: the item's text as it may be shown today, which a consent that ends can shorten.
    """
    given = Given(
        source={**found.source, "html": html},
        answers=found.answers,
        letterhead=letterhead(session, found),
        number=found.number,
        issued_on=found.issued_on,
        today=found.issued_on or today(),
    )
    return composing.compose(form_of(found), given, document)
