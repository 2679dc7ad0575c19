"""The four steps of the form of a submission, in the reader's words, as their templates show them."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from library import i18n
from library.marking import N_
from library.review import adapting, checklist, completeness, contents, handing, rubric, workflow
from library.review.contents import FACTS, FILES, SEND, STEPS, TEXT, Content
from library.review.models import Save, Submission
from library.review.workflow import State
from library.search import tagging
from library.web import attaching, claims, context, filters, likeness, questions, wishes, words
from library.web.speech import _

_NAMES = {
    TEXT: N_("Text"),
    FACTS: N_("Facts"),
    FILES: N_("Files, rights, safety"),
    SEND: N_("Look over, submit"),
}
_TONES = {
    State.SUBMITTED: "wait",
    State.IN_REVIEW: "wait",
    State.CHANGES_ASKED: "wait",
    State.ACCEPTED: "ok",
    State.PUBLISHED: "ok",
}
_TAB = re.compile(r"[A-Za-z0-9_-]{1,20}(\.\d{1,9})?")
# A first table of steps, in the language of the edition that it goes into.
_STEPS_TABLES = {
    "vi": "| Phút | Việc | Giáo viên | Học sinh |\n|---|---|---|---|\n"
    "| 0 - 10 | Mở đầu |  |  |\n| 10 - 35 | Hoạt động chính |  |  |\n| 35 - 45 | Nhìn lại |  |  |\n",
    "en": "| Minutes | Step | Teacher | Pupils |\n|---|---|---|---|\n"
    "| 0 - 10 | Opening |  |  |\n| 10 - 35 | Main activity |  |  |\n| 35 - 45 | Looking back |  |  |\n",
}


def page(
    submission: Submission,
    step: str,
    save: Save,
    shown: Content | None = None,
    wrong: Mapping[str, str] | None = None,
    base: int | None = None,
) -> Response:
    """Return a step of the form with a save in it.

    `shown` is what was typed instead and refused, on top of the save `base`.
    """
    content = save.content if shown is None else shown
    gaps = completeness.gaps(content, context.vocabulary())
    view = _VIEWS[step](submission, content)
    html = render_template(
        f"contribute/{step}.html",
        submission=submission,
        step=step,
        stages=_stages(submission, step, {gap.step for gap in gaps}),
        title=contents.title(content) or _("Untitled"),
        base=base or save.number,
        unsaved=shown is not None,
        tab=secrets.token_urlsafe(6),
        saved=_saved_at(save),
        state=state(submission),
        wrong=wrong or {},
        gaps=[_gap(submission, gap, content) for gap in gaps],
        next_step=_(_NAMES[STEPS[STEPS.index(step) + 1]]) if step != SEND else None,
        back_step=STEPS[STEPS.index(step) - 1] if step != TEXT else None,
        label=questions.label,
        help=questions.help,
        answers=questions.answers,
        source_is_newer=adapting.newer_source(submission) is not None,
        key=f"saodieu-{submission.author_id}-{submission.id}-{step}",
        **view,
    )
    answer = make_response(html)
    # Going back must show the newest save, and nothing stays on a shared computer.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def tab() -> str:
    """Return the name of the page in a browser that sent a form, empty when none was sent."""
    given = request.form.get("tab", "")
    return given if _TAB.fullmatch(given) else ""


def told(save: Save) -> dict[str, Any]:
    """Return what a script is told of a save."""
    return {"number": save.number, "said": _saved_at(save)}


def _saved_at(save: Save) -> str:
    return _("Saved at %(time)s", time=filters.clock(save.at))


def state(submission: Submission) -> dict[str, str]:
    """Return the name and tone of a submission's state."""
    where = State(submission.state)
    return {"label": _(workflow.NAMES[where]), "tone": _TONES.get(where, "")}


def row(submission: Submission) -> dict[str, Any]:
    """Return a submission as a list shows it."""
    is_open = submission.state in workflow.EDITABLE
    endpoint = "contribute.edit" if is_open else "contribute.preview"
    values: dict[str, Any] = {"step": TEXT} if is_open else {}
    return {
        "id": submission.id,
        "title": submission.title or _("Untitled"),
        "url": url_for(endpoint, submission=submission.id, **values),
        "unit": submission.unit.name,
        "changed": filters.clock(submission.changed_at),
        "changed_iso": submission.changed_at.isoformat(),
        "state": state(submission),
        "is_open": is_open,
        "in_review": submission.handed_in is not None,
        "is_correction": submission.item_id is not None and submission.handed_in is None,
    }


def _stages(submission: Submission, step: str, lacking: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": _(_NAMES[each]),
            "url": url_for("contribute.edit", submission=submission.id, step=each),
            "current": each == step,
            "done": each not in lacking and each != SEND,
        }
        for each in STEPS
    ]


def _gap(submission: Submission, gap: completeness.Gap, content: Content) -> dict[str, str]:
    address = url_for("contribute.edit", submission=submission.id, step=gap.step, _anchor=gap.field)
    return {
        "field": gap.field,
        "step": gap.step,
        "label": questions.label(gap.field, language=len(content["editions"]) > 1),
        "why": gap.message.translated(_),
        "url": address,
    }


def _text(_submission: Submission, content: Content) -> dict[str, Any]:
    return {
        "editions": [_edition(code, content) for code in contents.languages(content)],
        "more": [
            (code, words.language_name(code))
            for code in i18n.LANGUAGES if code not in content["editions"]
        ],
        "pictures": [
            {"path": each["path"], "alt": each.get("alt", {})} for each in contents.pictures(content)
        ],
    }  # fmt: skip


def _edition(code: str, content: Content) -> dict[str, Any]:
    edition = content["editions"][code]
    return {
        "code": code,
        "name": words.within(words.language_name(code)),
        "steps": _STEPS_TABLES.get(code, _STEPS_TABLES["en"]),
        **{key: edition.get(key, "") for key in ("title", "summary", "body")},
    }


def _facts(submission: Submission, content: Content) -> dict[str, Any]:
    known = contents.fields(content, FACTS)
    offered = suggested(content)
    return {
        "known": known,
        "kinds": questions.options("material"),
        "ticks": [
            questions.ticks(name, value, offered.get(name, []))
            for name, value in known.items()
            if isinstance(value, list)
        ],
        "numbers": [
            {"name": name, "value": known[name]} for name in contents.NUMBERS if name in known
        ],
        "wishes": wishes.of_form(submission),
    }


def suggested(content: Content) -> dict[str, list[str]]:
    """Return tags that the text names or similar items have, by the name of their fact."""
    editions: list[dict[str, Any]] = list(content["editions"].values())
    edition = next((each for each in editions if each.get("title")), None)
    if edition is None:
        return {}
    title = ". ".join(filter(None, (edition.get("title", ""), edition.get("summary", ""))))
    session, index, vocabulary = context.session(), context.library().index, context.vocabulary()
    return tagging.suggest(session, index, vocabulary, title, edition.get("body", ""))


def _files(submission: Submission, content: Content) -> dict[str, Any]:
    known = contents.fields(content, FILES)
    codes = contents.languages(content)
    return {
        "known": known,
        "licences": [each for each in questions.options("licence") if each[0] != "licence.unknown"],
        "own_work": _(questions.OWN_WORK),
        "limit": filters.size(context.library().settings.file_bytes),
        "editions": [{"code": code, "name": words.language_name(code)} for code in codes],
        "claims": claims.of_form(content, request.args.get("rows", "")),
        "files": [
            {
                "path": each["path"],
                "name": each["path"].removeprefix("files/"),
                "size": filters.size(each["size"]),
                "url": url_for(
                    "contribute.file",
                    submission=submission.id, path=each["path"].removeprefix("files/"),
                ),
                "is_picture": each["media_type"].startswith("image/"),
                "warnings": [
                    attaching.warning(said).translated(_) for said in each.get("warnings", [])
                ],
            }
            for each in content["files"]
        ],
    }  # fmt: skip


def _send(submission: Submission, content: Content) -> dict[str, Any]:
    # A request that was to write holds up all others who write, and comparing takes a while.
    is_looking = request.method == "GET"
    return {
        "alike": likeness.of_content(submission, content) if is_looking else [],
        "qualities": list(map(_, rubric.QUALITIES)),
        "checks": list(map(_, checklist.ITEMS.values())),
        "claims": claims.listed(content),
        "newer": handing.newer_revision(submission, content),
        "item": submission.item,
    }


_VIEWS = {TEXT: _text, FACTS: _facts, FILES: _files, SEND: _send}
