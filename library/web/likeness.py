"""Published items that a submission is like, as its author sees them before handing in, and its reviewer.

It informs and stops nothing. The index is taken as it is: to bring it up to date would let go of all
that this request has loaded, and what was published a moment ago elsewhere can wait.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from flask import url_for

from library.errors import Invalid
from library.items import briefs, catalogue, extracting, texts
from library.items.models import FileText
from library.review import assembling
from library.review.contents import Content
from library.review.models import Submission
from library.search import likeness
from library.search.likeness import Likeness
from library.web import adapting, context, words
from library.web.speech import _

_MOST = 5
# Files that were not read yet are read while the page waits; what was handed in is read already.
_MOST_UNREAD = 3


def of_content(submission: Submission, content: Content) -> list[dict[str, Any]]:
    """Return what the state of a submission in the form is like."""
    return _rows(submission, _said(content))


def of_revision(submission: Submission) -> list[dict[str, Any]]:
    """Return what a submission that was handed in is like."""
    revision = submission.revision
    if revision is None:
        return []
    said = [text for _code, text in catalogue.bare_texts(context.session(), revision)]
    inside = texts.of(context.session(), revision.attached)
    return _rows(submission, [*said, "\n\n".join(inside)])


def _said(content: Content) -> Iterator[str]:
    """Yield the words of each edition, and those in all the files."""
    for code in assembling.begun(content):
        edition = content["editions"][code]
        body = assembling.described(content, code)
        with suppress(Invalid):  # what cannot be laid out is compared as it was typed
            body = context.library().renderer.render(body)["plain"]
        yield "\n\n".join((edition.get("title", ""), edition.get("summary", ""), body))
    yield "\n\n".join(_inside(content))


def _inside(content: Content) -> Iterator[str]:
    unread = 0
    for file in content["files"]:
        if not extracting.is_readable(file["media_type"]):
            continue
        known = context.session().get(FileText, file["sha256"])
        if known is None and unread < _MOST_UNREAD:
            unread += 1
            place = context.library().store.path(file["sha256"])
            yield context.library().extractor.extract(place, file["media_type"])
        elif known is not None:
            yield known.text


def _rows(submission: Submission, said: Iterable[str]) -> list[dict[str, Any]]:
    """Return what is like any of some texts, each item once, by the text that is most like it."""
    source = submission.source.item_id if submission.source else None
    besides = {id for id in (submission.item_id, source) if id}
    best: dict[str, Likeness] = {}
    for text in said:
        for each in likeness.likest(context.session(), context.library().index, text, besides):
            if each.item_id not in best or each.share > best[each.item_id].share:
                best[each.item_id] = each
    those = sorted(best.values(), key=lambda each: (-each.share, -each.back))[:_MOST]
    shown = {item.id: item for item in briefs.by_ids(context.session(), list(best))}
    return [_row(each, shown[each.item_id]) for each in those if each.item_id in shown]


def _row(found: Likeness, item: briefs.Brief) -> dict[str, Any]:
    edition = item.edition(found.language or context.language())
    is_foreign = edition.language != context.language()
    return {
        "title": edition.title,
        "language": edition.language if is_foreign else None,
        "url": url_for(
            "items.show", slug=item.slug, edition=edition.language if is_foreign else None
        ),
        "percent": int(100 * found.share),
        "where": _where(found),
        "adapt_url": adapting.address(item.slug, item.facts),
    }


def _where(found: Likeness) -> str:
    """Say where the words stand; of an item that stands here nearly whole, that too."""
    back = int(100 * found.back)
    if found.language is None:
        said = _("So much of this text stands in a file attached to it.")
    else:
        language = words.within(words.language_name(found.language))
        said = _("So much of this text stands in its edition in %(language)s.", language=language)
    if found.back < likeness.NEARLY_WHOLE:
        return said
    return said + " " + _("Of that one, %(percent)s%% stands here.", percent=back)
