"""The facts panel of an item page: one line a fact, in the order that its kind names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from library.items import kinds
from library.items.models import Edition, Revision
from library.marking import N_
from library.web import filters, words
from library.web.speech import _, ngettext

Facts = Mapping[str, Any]
_WRITTEN = (
    "personal_data", "accessibility", "report_counts", "issuer", "signer", "legal_basis",
    "replaced_by", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A label and its value; `language` is that of words which the item's authors wrote."""

    label: str
    value: str
    language: str | None = None


def panel(revision: Revision, edition: Edition) -> list[Fact]:
    """Return the facts to show; what an item does not say has no line."""
    facts = {**said(revision), **edition.facts, **revision.facts}
    shown = []
    for key in kinds.kind(facts.get("kind", kinds.DEFAULT)).facts:
        label, value = _LINES[key]
        if text := value(facts):
            if key in _WRITTEN:
                shown.append(Fact(_(label), words.printed(text), edition.language))
            else:
                shown.append(Fact(_(label), words.capitalised(text)))
    return shown


def said(revision: Revision) -> dict[str, Any]:
    """Return the facts of all editions, for an edition that leaves one out."""
    found: dict[str, Any] = {}
    for edition in reversed(revision.editions):
        found |= edition.facts
    return found


def _labels(key: str) -> Callable[[Facts], str]:
    def value(facts: Facts) -> str:
        given = facts.get(key, [])
        return "; ".join(words.labels(given if isinstance(given, list) else [given]))

    return value


def _plain(key: str) -> Callable[[Facts], str]:
    def value(facts: Facts) -> str:
        return _said(facts.get(key, ""))

    return value


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(filter(None, map(_said, value.values())))
    return "; ".join(map(_said, value)) if isinstance(value, list) else str(value)


def _preparation(facts: Facts) -> str:
    weeks = facts.get("preparation_weeks")
    return ngettext("One week", "%(weeks)s weeks", weeks, weeks=weeks) if weeks else ""


def _people(facts: Facts) -> str:
    count = facts.get("participants")
    return _("%(count)s people", count=filters.number(count)) if count else ""


def _place(facts: Facts) -> str:
    place = facts.get("place", [])
    if isinstance(place, dict):
        return str(place.get("province", ""))
    return "; ".join(filter(None, map(words.place, place)))


def _digital(facts: Facts) -> str:
    codes = ", ".join(id.removeprefix("digcomp.") for id in facts.get("digcomp", []))
    level = facts.get("digcomp_level")
    return f"{codes} ({level})" if codes and level else codes


def _privacy(facts: Facts) -> str:
    said = facts.get("personal_data", "")
    if not isinstance(said, dict):
        return _said(said)
    collected = _said(said.get("collected", []))
    if not collected or collected.lower() in ("[]", "none", "không"):
        return _("None collected")
    return "; ".join(filter(None, [collected, _said(said.get("consent", ""))]))


def _ai(facts: Facts) -> str:
    said = _AI_SAID.get(facts.get("ai_assisted", ""))
    return _(said) if said else ""


_AI_SAID = {
    "no": N_("Made by people"),
    "partly": N_("Partly: an AI helped"),
    "mostly": N_("Mostly: an AI wrote it, people checked it"),
}
_LINES: dict[str, tuple[str, Callable[[Facts], str]]] = {
    "grade": (N_("Grades"), lambda facts: words.grades(facts.get("grade", []))),
    "level": (N_("Level"), _labels("level")),
    "audience": (N_("Audience"), _labels("audience")),
    "participants": (N_("Participants"), _people),
    "duration_minutes": (N_("Duration"), words.minutes),
    "preparation_weeks": (N_("Preparation"), _preparation),
    "setting": (
        N_("Setting"),
        lambda facts: words.sentence(words.labels(facts.get("setting", []))),
    ),
    "cost_vnd": (N_("Cost"), words.cost),
    "subject": (N_("Subjects"), _labels("subject")),
    "integration": (N_("Depth of integration"), _labels("integration")),
    "cefr": (N_("English level"), _plain("cefr")),
    "competence": (N_("Qualities and competences"), _labels("competence")),
    "digcomp": (N_("Digital competence"), _digital),
    "month": (N_("Month"), _labels("month")),
    "people": (N_("Cultures"), _labels("people")),
    "place": (N_("Place"), _place),
    "textbook": (N_("Textbook"), _labels("textbook")),
    "personal_data": (N_("Personal data"), _privacy),
    "ai_assisted": (N_("Help of an AI"), _ai),
    "accessibility": (N_("Accessibility"), _plain("accessibility")),
    "report_counts": (N_("To report"), _plain("report_counts")),
    "doctype": (N_("Document type"), _labels("doctype")),
    "number": (N_("Number"), _plain("number")),
    "issued_on": (N_("Issued on"), lambda facts: words.day(str(facts.get("issued_on", "")))),
    "issuer": (N_("Issued by"), _plain("issuer")),
    "signer": (N_("Signed by"), _plain("signer")),
    "expired_on": (
        N_("No longer in force since"),
        lambda facts: words.day(str(facts.get("expired_on", ""))),
    ),
    "replaced_by": (N_("Replaced by"), _plain("replaced_by")),
    "legal_basis": (N_("Legal basis"), _plain("legal_basis")),
    "activity": (N_("Activity types"), _labels("activity")),
    "note": (N_("Note"), _plain("note")),
}
