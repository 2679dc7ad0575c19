"""Campaigns: what comes to the home page from a day to a day, which curators of the library decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes, history, i18n, text
from library.accounts import roles, units
from library.accounts.roles import Actor, Role
from library.collections.models import Campaign, Collection
from library.errors import Conflict, Invalid, NotFound
from library.marking import N_

NOUN = "campaigns"
LONGEST = {"title": 120, "text": 500}
_HIGHEST = 9


class Stale(Conflict):
    """Somebody changed the campaign after the form was opened."""


@dataclass(frozen=True)
class Given:
    """A campaign as a form gives it; `texts` by language, then title and text."""

    texts: Mapping[str, Mapping[str, str]]
    begins_on: date | None
    ends_on: date | None
    search: str
    collection_id: int | None
    priority: int


def running(session: Session, day: date) -> Sequence[Campaign]:
    """Return the campaigns of a day: the higher priority first, then the one that ends first."""
    query = select(Campaign).where(Campaign.begins_on <= day, Campaign.ends_on >= day)
    order = (Campaign.priority.desc(), Campaign.ends_on, Campaign.id)
    return session.scalars(query.order_by(*order)).all()


def every(session: Session) -> Sequence[Campaign]:
    """Return all campaigns, those that begin last first."""
    order = (Campaign.begins_on.desc(), Campaign.id.desc())
    return session.scalars(select(Campaign).order_by(*order)).all()


def by_id(session: Session, id: int) -> Campaign:
    """Return a campaign; raise NotFound."""
    found = session.get(Campaign, id)
    if found is None:
        raise NotFound(N_("There is no such campaign."))
    return found


def make(session: Session, by: Actor, given: Given) -> Campaign:
    """Plan a campaign."""
    _require(session, by)
    made = Campaign(edited=0)
    _fill(session, made, given)
    session.add(made)
    session.flush()
    _note(session, by, "planned", made)
    return made


def change(session: Session, by: Actor, campaign: Campaign, given: Given, seen: int) -> None:
    """Plan a campaign otherwise."""
    _require(session, by)
    session.refresh(campaign, with_for_update=True)
    if seen != campaign.edited:
        raise Stale(
            N_("Somebody has changed this campaign meanwhile. Look at it as it is now, then do it again.")
        )  # fmt: skip
    _fill(session, campaign, given)
    _note(session, by, "replanned", campaign)


def drop(session: Session, by: Actor, campaign: Campaign) -> None:
    """Delete a campaign; what it showed stays where it is."""
    _require(session, by)
    _note(session, by, "dropped", campaign)
    session.delete(campaign)
    session.flush()


def _require(session: Session, by: Actor) -> None:
    roles.require(by, Role.CURATOR, at=units.root(session))


def _note(session: Session, by: Actor, verb: str, campaign: Campaign) -> None:
    campaign.edited += 1
    session.flush()
    days = {"begun_on": campaign.begins_on.isoformat(), "ends_on": campaign.ends_on.isoformat()}
    history.record(session, by, verb, NOUN, campaign.id, **days)
    changes.touch(session, NOUN, str(campaign.id))


def _fill(session: Session, campaign: Campaign, given: Given) -> None:
    campaign.texts = _texts(given.texts)
    campaign.begins_on, campaign.ends_on = _days(given)
    if given.collection_id and session.get(Collection, given.collection_id) is None:
        raise Invalid(N_("There is no such collection any more; choose another."), "collection")
    if not given.search and not given.collection_id:
        raise Invalid(N_("Say what it shows: a search, a collection, or both."), "search")
    campaign.search, campaign.collection_id = given.search, given.collection_id
    if not 0 <= given.priority <= _HIGHEST:
        raise Invalid(N_("The priority is a number from 0 to 9."), "priority")
    campaign.priority = given.priority


def _texts(given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    made = {}
    for language, said in given.items():
        told = {name: text.tidy(said.get(name, "")) for name in LONGEST}
        for name, limit in LONGEST.items():
            if len(told[name]) > limit:
                raise Invalid(
                    N_("This is too long; %(limit)s letters fit."),
                    f"{name}-{language}",
                    limit=limit,
                )
        if told["text"] and not told["title"]:
            raise Invalid(N_("A text needs a title in its language."), f"title-{language}")
        if told["title"]:
            made[language] = told
    if not made:
        raise Invalid(N_("Give it a title in one language at least."), f"title-{i18n.DEFAULT}")
    return made


def _days(given: Given) -> tuple[date, date]:
    if given.begins_on is None:
        raise Invalid(N_("Give the day on which it begins."), "begins_on")
    if given.ends_on is None:
        raise Invalid(N_("Give the day on which it ends."), "ends_on")
    if given.ends_on < given.begins_on:
        raise Invalid(N_("It cannot end before it begins."), "ends_on")
    return given.begins_on, given.ends_on
