"""The table of a batch: each original as a row whose cells can be written, and what a form says of it.

Cells of tags hold names, separated by semicolons, as the sheets of items do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from library import i18n
from library.errors import Invalid, Message
from library.exchange import sheet
from library.items import frontmatter
from library.marking import N_
from library.originals import batches, beginning, cells
from library.originals.models import Batch, Original, State
from library.review import assembling, contents, workflow
from library.review.models import Submission
from library.web import context, filters, questions
from library.web.speech import _

_PAGE = 50
_TAGS = ("level", "grade", "subject")
_DURATION = "duration_minutes"
_STATES = {
    State.WAITING: (N_("Being read"), "wait"),
    State.READ: (N_("To be looked at"), ""),
    State.REFUSED: (N_("Not read"), "bad"),
    State.BEGUN: (N_("Begun"), "ok"),
}
# The columns of the sheet to fill in, in the language of the page.
_COLUMNS = (
    ("id", N_("Identifier")),
    ("title.vi", N_("Title (Vietnamese)")),
    ("title.en", N_("Title (English)")),
    ("summary.vi", N_("Summary (Vietnamese)")),
    ("summary.en", N_("Summary (English)")),
    ("kind", N_("Material kind")),
    ("level", N_("School level")),
    ("grade", N_("Grades")),
    ("subject", N_("Subjects")),
    ("theme", N_("Themes")),
    ("activity", N_("Activity types")),
    ("month", N_("Months")),
    ("setting", N_("Settings")),
    ("audience", N_("Audience")),
    ("duration_minutes", N_("Duration (minutes)")),
    ("participants", N_("Number of participants")),
    ("cost_vnd", N_("Cost (dong)")),
    ("licence", N_("Licence")),
    ("authors", N_("Author")),
    ("sources", N_("References")),
    ("body.vi", N_("Content (Vietnamese)")),
    ("body.en", N_("Content (English)")),
)


def view(batch: Batch, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page shows; `typed` is what was sent and refused."""
    every = batches.originals(context.session(), batch)
    page, pager = _pager(batch, len(every))
    wanted = [each.id for each in every[(page - 1) * _PAGE : page * _PAGE]]
    ticked = request.form.getlist("ticked") if typed else None
    shown = batches.whole(context.session(), wanted)
    counts = {state: sum(each.state == state for each in every) for state in State}
    return {
        "batch": batch,
        "rows": [_row(each, typed, ticked) for each in shown],
        "counts": counts,
        "open_count": counts[State.READ],
        "page": page,
        "pager": pager,
        "refused": [(name, Message.unpacked(why).translated(_)) for name, why in batch.refused],
        "columns": [(name, questions.label(name)) for name in batches.CELLS],
        "names": {name: _names(name) for name in _TAGS},
        "rights": _rights(batch, typed),
        "keeps": "keep" in typed if typed else True,
    }


def _pager(batch: Batch, count: int) -> tuple[int, dict[str, Any]]:
    last = max(1, -(-count // _PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)

    def address(number: int) -> str:
        return url_for("batches.show", batch=batch.id, page=number, now=request.args.get("now"))

    return page, {
        "previous": address(page - 1) if page > 1 else None,
        "next": address(page + 1) if page < last else None,
        "pages": [
            {"number": number, "url": address(number), "current": number == page}
            for number in range(1, last + 1)
        ],
        "beyond": False,
    }


def _names(scheme: str) -> list[str]:
    return [label for _id, label in questions.options(scheme)]


def _rights(batch: Batch, typed: Mapping[str, str]) -> dict[str, Any]:
    usual = beginning.usual_licence(context.session(), batch.user)
    return {
        "licences": [each for each in questions.options("licence") if each[0] != "licence.unknown"],
        "own_work_said": _(questions.OWN_WORK),
        "licence": typed.get("licence", usual),
        **{name: typed.get(name, "") for name in contents.STATED},
    }


def _row(
    original: Original, typed: Mapping[str, str], ticked: Sequence[str] | None
) -> dict[str, Any]:
    understood = original.understood or {}
    state = State(original.state)
    said, tone = _STATES[state]
    submission = _submission(original)
    number = understood.get("given", {}).get("row")
    values = _values(original) if state == State.READ else {}
    return {
        "id": original.id,
        "name": _("%(name)s, row %(number)s", name=original.name, number=number)
        if number
        else original.name,
        "title": submission.title if submission else understood.get("title", ""),
        "state": _(said),
        "tone": tone,
        "is_open": state == State.READ,
        "is_begun": state == State.BEGUN,
        "follows": state == State.READ and submission is not None,
        "look": url_for("originals.show", original=original.id),
        "submission": _address(submission) if submission else "",
        "language": beginning.language(original, context.language()),
        "cells": {
            name: typed.get(f"{name}-{original.id}", value) for name, value in values.items()
        },
        "is_ticked": bool(values.get("title")) if ticked is None else str(original.id) in ticked,
        "unsure": list(_unsure(original)) if state == State.READ else [],
        "warnings": list(_warnings(original)),
    }


def _submission(original: Original) -> Submission | None:
    id = original.submission_id
    return context.session().get(Submission, id) if id is not None else None


def _address(submission: Submission) -> str:
    if submission.state in workflow.EDITABLE:
        return url_for("contribute.edit", submission=submission.id, step="send")
    return url_for("contribute.preview", submission=submission.id)


def _values(original: Original) -> dict[str, str]:
    """Return what stands in the cells of a row."""
    code = beginning.language(original, context.language())
    vocabulary = context.vocabulary()
    fields = beginning.proposed(original, code, vocabulary)
    tags = {
        name: cells.names(_listed(fields.get(name, [])), vocabulary, context.language())
        for name in _TAGS
    }
    title, duration = fields.get(f"{code}-title", ""), fields.get(_DURATION, "")
    return {"title": str(title), **tags, _DURATION: str(duration)}


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _unsure(original: Original) -> Iterator[str]:
    """Yield what an original only hints at and its row does not say: "Grades: Lớp 8"."""
    vocabulary, language = context.vocabulary(), context.language()
    facts = (original.understood or {}).get("facts", {})
    chosen = original.chosen or {}
    for name in (*_TAGS, _DURATION):
        hinted = [each["value"] for each in facts.get(name, ()) if not each["is_sure"]]
        if not hinted or name in chosen:
            continue
        known = [id for id in hinted if id in vocabulary]
        said = (
            filters.minutes(int(hinted[0]))
            if name == _DURATION
            else cells.names(known, vocabulary, language)
        )
        if said:
            yield f"{questions.label(name)}: {said}"


def _warnings(original: Original) -> Iterator[str]:
    understood = original.understood or {}
    reason = [original.reason] if original.reason else []
    for each in (*reason, *original.warnings, *understood.get("warnings", ())):
        yield Message.unpacked(each).translated(_)


def shown(batch: Batch) -> list[Original]:
    """Return the originals whose rows a form sent and that can still be written."""
    found = batches.whole(context.session(), numbers("row")[:_PAGE])
    return [each for each in found if each.batch_id == batch.id and each.state == State.READ]


def numbers(name: str) -> list[int]:
    """Return the originals that a form names; what no original can have is left out."""
    given = request.form.getlist(name)
    return [int(each) for each in given if each.isdecimal() and len(each) < 10]


def save(session: Session, originals: Sequence[Original]) -> dict[str, str]:
    """Keep what was written into the cells; return what is wrong by field, and then nothing is kept."""
    wrong: dict[str, str] = {}
    written: list[tuple[Original, dict[str, Any]]] = []
    for original in originals:
        changed: dict[str, Any] = {}
        for name, value in _values(original).items():
            field = f"{name}-{original.id}"
            given = request.form.get(field, value)
            if given.strip() == value:
                continue
            try:
                changed[name] = _read(name, given)
            except Invalid as error:
                wrong[field] = error.message.translated(_)
        if changed:
            written.append((original, changed))
    if not wrong:
        for original, changed in written:
            batches.write(session, original, changed)
    return wrong


def _read(name: str, given: str) -> str | list[str]:
    """Return a cell as the field of a form holds it; raise Invalid with what is wrong."""
    if name in _TAGS:
        ids, problems = cells.tags(name, given, context.vocabulary())
        if problems:
            raise Invalid(problems[0].sentence, **problems[0].values)
        return ids
    if name == _DURATION:
        minutes = assembling.number(_DURATION, given)
        return "" if minutes is None else str(minutes)
    contents.check({f"{i18n.DEFAULT}-{name}": given})
    return given.strip()


def to_fill_in() -> tuple[list[str], list[list[str]]]:
    """Return the columns of the sheet to fill in, and what its cells may be called."""
    names = [_(said) for _key, said in _COLUMNS]
    values = [[_("Column"), _("Identifier"), "Tiếng Việt", "English"]]
    vocabulary = context.vocabulary()
    for key, said in _COLUMNS:
        known = frontmatter.KEYS.get(key)
        for id in vocabulary.schemes[known.scheme].terms if known and known.scheme else ():
            term = vocabulary[id]
            if not term.replaced_by:
                values.append([_(said), id, *(term.label(code) for code in ("vi", "en"))])
    return names, values


def as_csv(names: Sequence[str]) -> bytes:
    """Return the sheet as CSV that Excel opens in the right encoding."""
    return sheet.written(names, []).encode("utf-8-sig")


def row(batch: Batch, open_now: int, whole: int) -> dict[str, Any]:
    """Return a batch as the list of a person's work shows it."""
    return {
        "name": _("%(count)s files and rows", count=whole),
        "url": url_for("batches.show", batch=batch.id),
        "state": _("%(count)s open", count=open_now),
        "tone": "",
        "unit": batch.unit.name,
        "sent": filters.clock(batch.sent_at),
    }
