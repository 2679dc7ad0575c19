"""Newsletters for readers: an issue as a page without any script, and on A4."""

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from library.newsletters import newsletter as issues
from library.newsletters import printing
from library.newsletters.models import Newsletter
from library.web import bodies, context, items, newsletter_stories, papers
from library.web.speech import _

blueprint = Blueprint("newsletters", __name__)


@blueprint.get("/newsletters/<int:id>")
def show(id: int) -> ResponseReturnValue:
    """Show an issue; who works in its unit sees a draft too, and how many pieces are not shown."""
    found = _found(id)
    user = context.user()
    is_editor = user is not None and issues.may_edit(user, found)
    return render_template(
        "newsletters/show.html",
        newsletter=found,
        is_public=issues.is_public(found),
        line=newsletter_stories.line(found),
        body=bodies.prepared(found.html, "") if found.html else None,
        pieces=newsletter_stories.told(found),
        hidden=newsletter_stories.hidden(found) if is_editor else 0,
        edit_url=url_for("issuing.edit", id=found.id) if is_editor else None,
        licence=newsletter_stories.licence(found),
    )


def _found(id: int) -> Newsletter:
    return issues.by_id(context.session(), id, context.user())


@blueprint.get("/newsletters/<int:id>/newsletter.pdf")
def download(id: int) -> ResponseReturnValue:
    """Give an issue on A4, made anew each time: what is not public any more is not on it."""
    found = _found(id)
    response = Response(
        printing.write(newsletter_stories.sheet(found)), mimetype=papers.TYPES["pdf"]
    )
    name = _("%(title)s, no. %(number)s", title=found.title, number=found.number)
    response.headers["Content-Disposition"] = items.disposition(
        name, "pdf", f"newsletter-{found.id}"
    )
    return response
