"""The targets of a year plan as a table beside what was reached, and as fields to set them."""

from collections import Counter
from contextlib import suppress
from typing import Any

from flask import request

from library.errors import Invalid
from library.logbook.models import Outcome
from library.marking import N_
from library.planning import targets
from library.planning.targets import MEASURES, WHOLE, Result
from library.web import context, forms, plan_page
from library.web.plan_page import Opened
from library.web.speech import _


def shown(here: Opened) -> dict[str, Any]:
    """Return the targets with what was reached, and what can be chosen to set others."""
    vocabulary = context.vocabulary()
    found = targets.of(context.session(), here.plan)
    lines = targets.compared(found, _carried_out(here), vocabulary)
    chosen = request.values.get("theme", WHOLE)
    known = {each.measure: str(each.wanted) for each in found if each.theme == chosen}
    themes = vocabulary.tops("theme", context.language())
    themes += [each.theme for each in found if each.theme not in (WHOLE, *themes)]
    return {
        "lines": [
            {
                "theme": _named(line.theme),
                "measure": _(MEASURES[line.measure]),
                "wanted": line.wanted,
                "reached": line.reached,
                "share": min(100 * line.reached // line.wanted, 100),
                "url": plan_page.view_url(here.plan, "targets", theme=line.theme) + "#set-targets",
            }
            for line in lines
        ],
        "themes": [(each, _named(each), each == chosen) for each in (WHOLE, *themes)],
        "measures": [
            (name, _(label), request.form.get(name, known.get(name, "")))
            for name, label in MEASURES.items()
        ],
    }


def _carried_out(here: Opened) -> list[Result]:
    """Return what the logbook says was done of a plan."""
    done = [each for each in here.results.values() if each.outcome == Outcome.DONE]
    return [
        Result(
            each.themes,
            each.pupils or 0,
            Counter(one.get("language") or "vi" for one in each.products),
        )
        for each in done
    ]


def _named(theme: str) -> str:
    vocabulary = context.vocabulary()
    if theme == WHOLE:
        return _("The whole plan")
    return vocabulary[theme].label(context.language()) if theme in vocabulary else theme


def typed() -> dict[str, int | None]:
    """Return the targets that were typed, by measure; raise Invalid for what is no number."""
    return {name: _number(name) for name in MEASURES}


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").strip().replace(".", "")
    if not typed:
        return None
    with suppress(ValueError):
        return forms.number(typed)
    raise Invalid(N_("Give a whole number, or nothing."), field=name)
