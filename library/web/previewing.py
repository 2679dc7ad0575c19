"""A submission as its item will look. The text is rendered here and now, in the confined process.

Nothing else that answers a request renders; see `context.looking` for why no session is held.
"""

from typing import Any

from markupsafe import Markup

from library.accounts.models import User
from library.review import assembling, contents, workflow
from library.review.contents import FACTS, Content
from library.review.models import Submission
from library.web import bodies, context, filters, questions, stages, words


def html(body: str, files_address: str) -> Markup:
    """Return Markdown as the page of an item shows it; raise Invalid when it cannot be laid out."""
    rendered = context.library().renderer.render(body)
    return bodies.prepared(rendered["html"], files_address)


def rendered(content: Content, files_address: str) -> list[dict[str, Any]]:
    """Return the editions of a content with their text as HTML."""
    return [
        {
            "code": code,
            "name": words.own_name(code),
            "title": content["editions"][code].get("title", ""),
            "summary": content["editions"][code].get("summary", ""),
            "html": html(assembling.described(content, code), files_address),
        }
        for code in contents.languages(content)
    ]


def view(submission: Submission, content: Content, user: User) -> dict[str, Any]:
    """Return what the page of a preview shows besides the text."""
    is_own = submission.author_id == user.id
    return {
        "submission": submission,
        "title": contents.title(content),
        "state": stages.state(submission),
        "facts": _facts(content),
        "files": [
            {"name": each["path"].removeprefix("files/"), "size": filters.size(each["size"])}
            for each in content["files"]
        ],
        "is_own": is_own,
        "may_edit": is_own and submission.state in workflow.EDITABLE,
        "may_take_back": "take-back" in workflow.possible(user, submission),
        "handed_in": filters.clock(submission.submitted_at) if submission.submitted_at else None,
    }


def _facts(content: Content) -> list[tuple[str, str]]:
    known = contents.fields(content, FACTS) | {"licence": content["facts"].get("licence", "")}
    said = ((name, questions.said(name, value)) for name, value in known.items())
    return [(questions.label(name), value.replace("\n", "; ")) for name, value in said if value]
