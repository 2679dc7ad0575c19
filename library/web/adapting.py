"""Adapting: the page that begins it, what was changed against the source, the source's corrections."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts.roles import Role
from library.care import corrections
from library.errors import NotFound
from library.items import catalogue, credits
from library.items.credits import Credit
from library.items.models import Edition, Item, Revision
from library.marking import N_
from library.review import adapting, drafting, workflow
from library.review.contents import TEXT
from library.review.models import Submission
from library.web import context, filters, pages, papers, saves, words
from library.web.speech import _

blueprint = Blueprint("adapting", __name__)


def address(item_slug: str, facts: dict[str, Any]) -> str | None:
    """Return where somebody may begin to adapt an item, None for who may not."""
    user = context.user()
    may = user is not None and user.holds(Role.CONTRIBUTOR)
    if not may or not adapting.allows(facts, context.vocabulary()):
        return None
    return url_for("adapting.new", slug=item_slug)


def credit(item: Item, revision: Revision, edition: Edition) -> list[dict[str, Any]]:
    """Return what an adaptation was made from, for its page; the first is the source itself."""
    named = credits.of(revision, edition)
    source = adapting.source_of(context.session(), item)
    rows = [
        {"said": words.credit(each), "url": _elsewhere(each), "compare": None} for each in named
    ]
    if source and rows:
        rows[0]["url"] = url_for("items.show", slug=source.slug)
        rows[0]["compare"] = url_for("adapting.compare", slug=item.slug)
    return rows


def _elsewhere(named: Credit) -> str | None:
    """Return where a work is found in another library, None for what is no address of a page."""
    try:
        is_page = urlsplit(named.address).scheme in ("http", "https")
    except ValueError:
        return None
    return named.address if is_page else None


def adaptations(item: Item) -> list[dict[str, str]]:
    """Return what others have made of an item and published."""
    return [
        {
            "title": catalogue.edition(each.published, context.language()).title,
            "url": url_for("items.show", slug=each.slug),
            "unit": each.unit.name if each.unit else "",
        }
        for each in catalogue.adaptations(context.session(), item.slug)
        if each.published
    ]


@blueprint.get("/items/<slug>/adapt")
def new(slug: str) -> ResponseReturnValue:
    """Ask for which unit an item is adapted, and say what becomes of it."""
    return _new_page(slug, {})


def _new_page(slug: str, wrong: dict[str, str]) -> str:
    places = drafting.places(context.somebody())
    item = catalogue.by_slug(context.session(), slug)
    revision = item.published
    assert revision, "the catalogue returns published items only"
    adapting.require_permission(revision, context.vocabulary())
    edition = catalogue.edition(revision, context.language())
    licence = "".join(words.labels([revision.facts.get("licence", "")]))
    by = words.authors(revision, edition) or (item.unit.name if item.unit else "")
    return render_template(
        "adapting/new.html",
        slug=slug, title=edition.title, licence=licence, by=by, places=places, wrong=wrong,
    )  # fmt: skip


@blueprint.post("/items/<slug>/adapt")
def begin(slug: str) -> ResponseReturnValue:
    """Copy an item into a unit and lead to the form."""
    session, user = context.session(), context.somebody()
    chosen = request.form.get("unit", type=int)
    unit = next((each for each in drafting.places(user) if each.id == chosen), None)
    if unit is None:
        return _new_page(slug, {"unit": _("Choose the unit for which it is made.")}), 422
    item = catalogue.by_slug(session, slug)
    made = adapting.adapt(
        session, user, unit, item, context.vocabulary(), papers.short_address(item)
    )
    return redirect(url_for("contribute.edit", submission=made.id, step=TEXT), 303)


@blueprint.get("/items/<slug>/source")
def compare(slug: str) -> ResponseReturnValue:
    """Show what an adaptation changes in its source, as both are public now."""
    return pages.kept(lambda: _compared(slug))


def _compared(slug: str) -> str:
    session = context.session()
    item = catalogue.by_slug(session, slug)
    source = adapting.source_of(session, item)
    if source is None or source.published_id is None or item.published is None:
        raise NotFound(N_("It is adapted from no item that is public here."))
    edition = catalogue.edition(item.published, context.language())
    before = adapting.seen(session, source.published_id)
    after = adapting.seen(session, item.published.id)
    return render_template(
        "adapting/compare.html",
        title=edition.title,
        url=url_for("items.show", slug=slug),
        credit=[each | {"compare": None} for each in credit(item, item.published, edition)],
        changes=saves.changes(before, after),
    )


@blueprint.get("/contribute/<int:submission>/source")
def show(submission: int) -> ResponseReturnValue:
    """Show an adaptation's author and reviewers what was changed, there and in the source since."""
    found = drafting.by_reader(context.session(), context.somebody(), submission)
    return _page(found), {"Cache-Control": "no-store"}


def _page(submission: Submission) -> str:
    session, user = context.session(), context.somebody()
    source = submission.source
    if source is None:
        raise NotFound(N_("It was not adapted from another item."))
    content = adapting.comparable(drafting.shown(session, user, submission).content)
    is_public = source.item.published_id is not None
    newer = adapting.newer_source(submission)
    known = adapting.seen(session, source.id) if is_public else None
    return render_template(
        "adapting/show.html",
        submission=submission,
        is_own=submission.author_id == user.id,
        may_edit=submission.author_id == user.id and submission.state in workflow.EDITABLE,
        public=submission.item if submission.item and submission.item.published_id else None,
        source={"title": _title(source), "slug": source.item.slug if is_public else None},
        changes=saves.changes(known, content) if known else [],
        newer=newer,
        notes=_notes(source) if newer else [],
        corrected=saves.changes(known, adapting.seen(session, newer.id)) if known and newer else [],
    )


def _title(source: Revision) -> str:
    return catalogue.edition(source, context.language()).title


def _notes(source: Revision) -> list[dict[str, str]]:
    """Return what readers were told was corrected after a revision."""
    found = corrections.of(context.session(), source.item)
    return [
        {"day": filters.clock(each.at), "note": each.note}
        for each in found
        if each.revision_id > source.id
    ]


@blueprint.post("/contribute/<int:submission>/source")
def follow(submission: int) -> ResponseReturnValue:
    """Note that what was corrected in the source is taken into account."""
    session, user = context.session(), context.somebody()
    found = drafting.by_author(session, user, submission)
    adapting.follow(session, user, found, request.form.get("seen", 0, type=int))
    return redirect(url_for("adapting.show", submission=submission), 303)
