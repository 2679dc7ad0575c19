"""What the pages of a review show: the queue, and a text cut into paragraphs with their comments."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html
from markupsafe import Markup
from sqlalchemy import select

from library import text
from library.accounts import users
from library.accounts.models import User
from library.accounts.roles import Role
from library.database import today
from library.items import withholding
from library.items.models import Edition, File
from library.review import checklist, comments, deciding, guests, queue, verifying, workflow
from library.review.models import Comment, Decision, Guest, Submission, Verification
from library.review.verifying import Claim
from library.review.workflow import State
from library.web import bodies, context, facts, likeness, questions, words
from library.web.speech import _

_QUOTED = 120


@dataclass(frozen=True)
class Paragraph:
    """A block of the text, the digest it is found by again, and what was said about it."""

    anchor: str
    quote: str
    html: Markup
    comments: Sequence[Comment]


def queue_view(page: queue.Page, state: State | None, number: int, user: User) -> dict[str, Any]:
    """Return what the queue shows."""
    return {
        "rows": [_row(each) for each in page.submissions],
        "due": [
            {"id": each.id, "title": each.title, "on": day, "count": count, "unit": each.unit.name}
            for each, day, count in verifying.due(context.session(), user, today())
        ],
        "states": [
            (each, _(workflow.NAMES[each]), count, each == state)
            for each, count in page.counts.items()
        ],
        "all_current": state is None,
        "number": number,
        "last": max(1, -(-page.total // queue.PAGE_SIZE)),
        "total": page.total,
        "state": state,
    }


def _row(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.id,
        "title": submission.title,
        "author": submission.author.name,
        "unit": submission.unit.name,
        "reviewer": submission.reviewer.name if submission.reviewer else None,
        "state": _(workflow.NAMES[State(submission.state)]),
        "days": queue.days_waiting(submission),
        "is_late": queue.is_late(submission),
    }


def view(submission: Submission, edition: Edition | None, user: User, files: str) -> dict[str, Any]:
    """Return what those who take part in a review see; `files` is where attachments are given."""
    session = context.session()
    reviewers = users.who(session, Role.REVIEWER, submission.unit)
    may_review = workflow.reviews(user, submission)
    attached = submission.revision.attached if submission.revision else []
    return _text(submission, edition, attached, files) | {
        "actions": {
            name: _(workflow.ACTIONS[name].name) for name in workflow.possible(user, submission)
        },
        "reasoned": [
            name for name in workflow.possible(user, submission) if workflow.ACTIONS[name].reasoned
        ],
        "reviewers": [each for each in reviewers if workflow.reviews(each, submission)],
        "may_review": may_review,
        "is_author": submission.author_id == user.id,
        "checklist": {key: _(label) for key, label in checklist.ITEMS.items()},
        "earlier": deciding.handed_in_before(session, submission),
        "claims": _claims(submission),
        "alike": likeness.of_revision(submission) if may_review else [],
        "decisions": _decisions(submission),
        "guests": guests.of(session, submission) if may_review else [],
        "needed": deciding.acceptances_needed(submission),
        "is_correction": deciding.is_correction(session, submission),
        "people": _people(submission),
        "accepted": len(deciding.accepted_by(session, submission)),
    }


def view_of_guest(
    submission: Submission, edition: Edition | None, guest: Guest, files: str
) -> dict[str, Any]:
    """Return what a guest sees: the text, and of the comments only the guest's own."""
    shown = guests.files(context.session(), submission)
    found = _text(submission, edition, shown, files)
    own = [each for each in found["all_comments"] if each.guest_id == guest.id]
    attached = submission.revision.attached if submission.revision else []
    return found | _placed(edition, own, shown, files) | {"is_whole": len(shown) == len(attached)}


def _text(
    submission: Submission, edition: Edition | None, shown: Sequence[File], files: str
) -> dict[str, Any]:
    found = comments.of(context.session(), submission)
    editions = submission.revision.editions if submission.revision else []
    return {
        "submission": submission,
        "state": _(workflow.NAMES[State(submission.state)]),
        "edition": edition,
        "facts": facts.panel(edition.revision, edition) if edition else [],
        "files": shown,
        "file_base": files,
        "editions": [
            (each.language, words.own_name(each.language), each is edition) for each in editions
        ],
        "all_comments": found,
        "open_comments": sum(each.resolved_at is None for each in found),
    } | _placed(edition, found, shown, files)


def _placed(
    edition: Edition | None, found: Sequence[Comment], shown: Sequence[File], files: str
) -> dict[str, Any]:
    """Put comments beside their paragraphs; those whose paragraph is gone come last."""
    paragraphs = []
    if edition:
        seen = withholding.seen_html(_html(edition), withholding.paths(shown))
        paragraphs = _paragraphs(edition, found, bodies.prepared(seen, files))
    placed = {each.id for paragraph in paragraphs for each in paragraph.comments}
    own = [each for each in found if not edition or each.language in ("", edition.language)]
    return {"paragraphs": paragraphs, "unplaced": [each for each in own if each.id not in placed]}


def _paragraphs(edition: Edition, found: Sequence[Comment], body: Markup) -> list[Paragraph]:
    root = lxml_html.fragment_fromstring(body, create_parent="div")
    made: list[Paragraph] = []
    seen: set[str] = set()
    drawn = ""
    for block in root:
        said = text.tidy(block.text_content())
        if "flute" in block.get("class", ""):  # a picture of the table that follows
            drawn = lxml_html.tostring(block, encoding="unicode")
            continue
        key = anchor(said)
        if key in seen:  # two paragraphs with the same words: what is said belongs to the first
            key = anchor(f"{said} {len(made)}")
        seen.add(key)
        about = [each for each in found if (each.anchor, each.language) == (key, edition.language)]
        html = Markup(drawn + lxml_html.tostring(block, encoding="unicode"))
        drawn = ""
        made.append(Paragraph(key, said[:_QUOTED], html, about))
    return made


def _html(edition: Edition) -> str:
    """Return the kept HTML, which lists do not load."""
    query = select(Edition.html).where(Edition.id == edition.id)
    return context.session().scalar(query) or ""


def anchor(said: str) -> str:
    """Return the digest by which a paragraph is found again as long as its words stay."""
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _claims(submission: Submission) -> list[dict[str, Any]]:
    """Return the editions that make claims, each with these and who verified them."""
    editions = submission.revision.editions if submission.revision else []
    verified = verifying.of(context.session(), submission)
    found = [
        {
            "code": each.language,
            "name": words.own_name(each.language),
            "claims": [_claim(claim, verified) for claim in verifying.stated_in(each)],
        }
        for each in editions
    ]
    return [each for each in found if each["claims"]]


def _claim(claim: Claim, verified: Mapping[str, Verification]) -> dict[str, Any]:
    known = verified.get(claim.key)
    return {
        "claim": claim,
        "kind": questions.claim_kind(claim.kind),
        "verified": known,
        "is_due": known is not None and verifying.is_due(known),
    }


def _people(submission: Submission) -> dict[str, Any] | None:
    """Return where the consents of a submission are entered, and which files wait for them."""
    item = submission.item
    if item is None:
        return None
    hidden = sorted(withholding.hidden_paths(context.session(), item))
    names = [path.removeprefix("files/") for path in hidden]
    return {"slug": item.slug, "hidden": ", ".join(names)}


def _decisions(submission: Submission) -> list[dict[str, Any]]:
    query = select(Decision).where(Decision.submission_id == submission.id).order_by(Decision.id)
    return [
        {
            "who": each.by.name,
            "at": each.at,
            "action": _(workflow.ACTIONS[each.action].name),
            "reason": each.reason,
        }
        for each in context.session().scalars(query)
    ]
