"""What was understood of an original, as a form that is filled in already and the text beside it.

What the file states plainly is ticked; what it only hints at is marked and left to the reader.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request, url_for
from markupsafe import Markup, escape

from library import i18n
from library.errors import Message
from library.items import kinds
from library.marking import N_
from library.originals import beginning
from library.originals.models import Original, State
from library.review import contents
from library.review.assembling import PICTURE
from library.review.contents import FACTS, FILES, TEXT, Content, Fields
from library.web import bodies, context, filters, questions, stages, words
from library.web.speech import _

# Asked in any case, because nothing can be handed in without some of them; others when proposed.
_ASKED = ("level", "grade", "subject", "theme", "activity")
_OF_EDITIONS = ("title", "summary", "alt")
_DURATION = "duration_minutes"


def language(original: Original) -> str:
    """Return the language of the edition: the one chosen, else what the text is in."""
    chosen = request.form.get("language", "")
    return chosen if chosen in i18n.LANGUAGES else beginning.language(original, context.language())


def confirmed(original: Original, code: str) -> Fields:
    """Return what the form says, as fields of a submission."""
    typed = {
        f"{code}-{name}" if name.partition("-")[0] in _OF_EDITIONS else name: values
        for name, values in request.form.lists()
    }
    content = beginning.content(original, code)
    return {
        name: value
        for step in (TEXT, FACTS, FILES)
        for name, value in contents.read(content, step, typed).items()
    }


def view(original: Original, typed: Fields | None = None) -> dict[str, Any]:
    """Return what the page shows; `typed` is what was sent and refused."""
    code = language(original)
    understood = original.understood or {}
    content = beginning.content(original, code)
    known = dict(typed if typed is not None else _proposed(original, code))
    shown = contents.with_fields(content, known)
    return {
        "original": original,
        "name": original.name or _("Pasted text"),
        "language": code,
        "languages_of_text": [(each, words.language_name(each)) for each in i18n.LANGUAGES],
        "title": known.get(f"{code}-title", ""),
        "summary": known.get(f"{code}-summary", ""),
        "kinds": questions.options("material"),
        "kind": known.get("kind", kinds.DEFAULT),
        "kind_evidence": _evidence(original, "kind"),
        "ticks": list(_ticks(original, shown)),
        "duration": known.get(_DURATION, ""),
        "durations": _facts(original).get(_DURATION, []),
        "pictures": _pictures(original, content, code, known),
        "rights": _rights(known),
        "may_attach": beginning.may_be_attached(original),
        "keeps": typed is None or "keep" in request.form,
        "html": _html(original),
        "other": _other(original, code),
        "converted": [_converted(each) for each in understood.get("converted", ())],
        "warnings": [
            Message.unpacked(each).translated(_)
            for each in (*original.warnings, *understood.get("warnings", ()))
        ],
        "label": questions.label,
        "help": questions.help,
        "answers": questions.answers,
    }


def _facts(original: Original) -> Mapping[str, Sequence[dict[str, Any]]]:
    facts: Mapping[str, Sequence[dict[str, Any]]] = (original.understood or {}).get("facts", {})
    return facts


def _proposed(original: Original, code: str) -> Fields:
    """Return the fields as the page fills them in."""
    licence = beginning.usual_licence(context.session(), original.user)
    return beginning.proposed(original, code, context.vocabulary(), licence)


def _evidence(original: Original, name: str) -> str:
    return next((each["evidence"] for each in _facts(original).get(name, ())), "")


def _ticks(original: Original, shown: Content) -> Iterator[dict[str, Any]]:
    """Yield the fields of tags: what is proposed with its line, and the others folded away."""
    vocabulary = context.vocabulary()
    suggested = stages.suggested(shown)
    for name in (*_ASKED, *(each for each in contents.TAGS if each not in _ASKED)):
        proposed = {
            each["value"]: each
            for each in _facts(original).get(name, ())
            if each["value"] in vocabulary
        }
        chosen = shown["facts"].get(name, [])
        if name not in _ASKED and not proposed and not chosen:
            continue
        ids = [*proposed, *(id for id in chosen if id not in proposed)]
        others = questions.ticks(name, [], suggested.get(name, []))
        yield {
            "name": name,
            "label": others.label,
            "help": others.help,
            "rows": [
                {
                    "id": id,
                    "label": "".join(words.labels([id])) or id,
                    "evidence": proposed.get(id, {}).get("evidence", ""),
                    "is_sure": proposed.get(id, {"is_sure": True})["is_sure"],
                    "chosen": id in chosen,
                }
                for id in ids
            ],
            "near": [each for each in others.near if each.suggested and each.id not in ids],
            "rest": _rest(others, ids),
        }


def _rest(others: questions.Ticks, ids: Sequence[str]) -> list[tuple[str, list[questions.Tick]]]:
    """Return the tags that neither the file nor similar items name, in their groups."""
    unnamed = [each for each in others.near if not each.suggested and each.id not in ids]
    groups = [("", unnamed), *others.rest]
    kept = [(heading, [each for each in group if each.id not in ids]) for heading, group in groups]
    return [(heading, group) for heading, group in kept if group]


def _pictures(
    original: Original, content: Content, code: str, known: Fields
) -> list[dict[str, Any]]:
    """Return the pictures that have no words in the text, to be described."""
    said = {path for words, path, _rest in PICTURE.findall(_body(content, code)) if words.strip()}
    understood = original.understood or {}
    return [
        {
            "name": f"alt-{each['path']}",
            "url": _file(original, each["path"]),
            "alt": known.get(f"{code}-alt-{each['path']}", each.get("alt", {}).get(code, "")),
            "is_caption": each["path"] in understood.get("alts", {}),
        }
        for each in contents.pictures(content)
        if each["path"] not in said
    ]


def _body(content: Content, code: str) -> str:
    return str(content["editions"][code].get("body", ""))


def _file(original: Original, path: str) -> str:
    return url_for("originals.file", original=original.id, path=path.removeprefix("files/"))


def _converted(passage: Mapping[str, Any]) -> dict[str, Any]:
    """Return a passage with the words marked that are no Vietnamese."""
    marked = escape(passage["after"])
    if passage["doubtful"]:
        words_of = "|".join(re.escape(str(escape(each))) for each in passage["doubtful"])
        pattern = rf"(?<!\w)(?:{words_of})(?!\w)"
        marked = Markup(re.sub(pattern, lambda found: f"<mark>{found[0]}</mark>", str(marked)))
    return {"before": passage["before"], "marked": marked}


def _other(original: Original, code: str) -> Mapping[str, str] | None:
    """Return the edition in the other language that goes along, None where there is none."""
    other: Mapping[str, str] | None = (original.understood or {}).get("other")
    return other if other and other["language"] != code else None


def _html(original: Original) -> Markup:
    html = (original.understood or {}).get("html", "")
    files_address = url_for("originals.file", original=original.id, path="")
    return bodies.prepared(html, files_address) if html else Markup("")


def _rights(known: Fields) -> dict[str, Any]:
    return {
        "licences": [each for each in questions.options("licence") if each[0] != "licence.unknown"],
        "own_work_said": _(questions.OWN_WORK),
        **{name: known.get(name, "") for name in ("licence", *contents.STATED)},
    }


def row(original: Original) -> dict[str, Any]:
    """Return an original as the list of a person's work shows it."""
    said = {State.WAITING: N_("Being read"), State.READ: N_("To be looked at")}
    where = State(original.state)
    return {
        "name": original.name or _("Pasted text"),
        "url": url_for("originals.show", original=original.id),
        "state": _(said.get(where, N_("Not read"))),
        "tone": {State.WAITING: "wait", State.REFUSED: "bad"}.get(where, ""),
        "unit": original.unit.name,
        "sent": filters.clock(original.sent_at),
    }
