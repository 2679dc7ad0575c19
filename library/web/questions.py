"""What the form of a submission asks: the label, help and choices of each field, in reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from library.marking import N_
from library.review import claims, contents
from library.review.contents import Value
from library.tags.vocabulary import Vocabulary
from library.web import context, words
from library.web.speech import _

_LABELS = {
    "title": N_("Title"),
    "summary": N_("Promise in one sentence"),
    "body": N_("Text"),
    "kind": N_("Kind"),
    "level": N_("Level"),
    "grade": N_("Grades"),
    "subject": N_("Subjects"),
    "activity": N_("Activity types"),
    "theme": N_("Themes"),
    "setting": N_("Setting"),
    "audience": N_("Audience"),
    "month": N_("Month"),
    "place": N_("Place"),
    "people": N_("Cultures"),
    "competence": N_("Qualities and competences"),
    "duration_minutes": N_("Duration in minutes"),
    "preparation_weeks": N_("Weeks of preparation"),
    "participants": N_("Participants"),
    "cost_vnd": N_("Cost in dong"),
    "licence": N_("Licence"),
    "own_work": N_("Right to pass it on"),
    "ai_assisted": N_("Help of an AI"),
    "personal": N_("Personal data"),
    "collected": N_("Which personal data"),
    "consent": N_("Who agrees, and how"),
    "authors": N_("Authors, one a line"),
    "sources": N_("Sources, one a line"),
    "accessibility": N_("Accessibility, one point a line"),
    "alt": N_("What the picture shows"),
    "faces": N_("How many people can be recognised"),
    "files": N_("Files"),
}
_HELPS = {
    "title": N_("As one would say it to a colleague, without the number of a document."),
    "summary": N_("Who does what, in how long, and what comes of it."),
    "body": N_("Aims, what is needed, steps with minutes, what to do when it goes otherwise."),
    "grade": N_("Every grade that it suits."),
    "people": N_("Only where the culture of an ethnic group is the subject; never for a person."),
    "setting": N_("Every place that suits, and whether it works without Internet."),
    "duration_minutes": N_("A lesson is 45 minutes in secondary schools and 35 in primary ones."),
    "participants": N_("For how many it is planned; leave empty when it does not matter."),
    "cost_vnd": N_("0 when it costs nothing."),
    "licence": N_("What others may do with it. CC BY 4.0 lets them use and change it with a name."),
    "collected": N_("For example: photos of hands, first names on a list kept in the class."),
    "consent": N_("From the age of 7 a child and its parents agree, both."),
    "authors": N_("Names of the grown-ups who answer for it, or of a group."),
    "sources": N_("Books, documents and addresses that the facts come from."),
    "accessibility": N_("What helps those who see, hear or move otherwise."),
    "faces": N_("By face, voice or name. Until all of them agree, readers do not see the file."),
    "alt": N_("For those who do not see it: what matters in it, not “picture of”."),
}
_ANSWERS = {
    "ai_assisted": (
        ("no", N_("No, people made it")),
        ("partly", N_("Partly: people wrote it and an AI helped")),
        ("mostly", N_("Mostly: an AI wrote it and people checked it")),
    ),
    "personal": (
        (contents.NONE, N_("It touches none")),
        (contents.SOME, N_("It touches some, as said below")),
    ),
}
_CLAIM_PARTS = {"text": N_("statement"), "kind": N_("kind"), "source": N_("source")}
_CLAIM_KINDS = {
    "date": N_("Date or year"),
    "person": N_("Person"),
    "place": N_("Place"),
    "figure": N_("Figure"),
    "quotation": N_("Quotation"),
    "law": N_("Law or official text"),
    "other": N_("Something else"),
}
OWN_WORK = N_(
    "The text and the files are the author's own or may be passed on under this licence, and the "
    "school agrees."
)
# Schemes with more terms than can be read at once: what is not chosen or suggested is folded.
_FOLDED = ("subject", "activity", "theme", "place", "people", "competence", "audience", "level")
_MOST_SUGGESTED = 6


@dataclass(frozen=True)
class Tick:
    """A tag that can be ticked."""

    id: str
    label: str
    chosen: bool = False
    suggested: bool = False


@dataclass(frozen=True)
class Ticks:
    """The tags of a field: those in view, and the rest in groups of (heading, ticks)."""

    name: str
    label: str
    help: str
    near: Sequence[Tick]
    rest: Sequence[tuple[str, Sequence[Tick]]] = ()


def label(name: str, *, language: bool = False) -> str:
    """Return what a field is called; on demand with the language of its edition."""
    code, key = _parts(name)
    said = _claim_label(name.partition("-")[2]) or _(_LABELS.get(key, key))
    return f"{said} ({words.language_name(code)})" if code and language else said


def _claim_label(key: str) -> str:
    if not claims.is_field(key):
        return ""
    place, part = claims.parse(key)
    return _("Fact %(number)s: %(part)s", number=place, part=_(_CLAIM_PARTS[part]))


def claim_kinds() -> list[tuple[str, str]]:
    """Return the kinds of claims to choose from: (value, label)."""
    return [(kind, _(_CLAIM_KINDS[kind])) for kind in claims.KINDS]


def claim_kind(kind: str) -> str:
    """Return what a kind of claim is called; one of another library as it calls it."""
    return _(_CLAIM_KINDS[kind]) if kind in _CLAIM_KINDS else kind


def help(name: str) -> str:
    """Return what helps to fill a field in, empty when nothing has to be said."""
    sentence = _HELPS.get(_parts(name)[1])
    return _(sentence) if sentence else ""


def _parts(name: str) -> tuple[str, str]:
    """Return the language and the key of a field: `vi-alt-files/x.png` is what a picture shows."""
    code, dash, key = name.partition("-")
    return (code, key.partition("-")[0]) if dash else ("", name)


def answers(name: str) -> list[tuple[str, str]]:
    """Return the answers to choose from: (value, label)."""
    return [(value, _(sentence)) for value, sentence in _ANSWERS[name]]


def options(scheme: str) -> list[tuple[str, str]]:
    """Return the tags of a scheme of which one is chosen: (id, label)."""
    vocabulary, language = context.vocabulary(), context.language()
    ids = vocabulary.in_order(_current(vocabulary, scheme), language)
    return [(id, vocabulary[id].label(language)) for id in ids]


def _current(vocabulary: Vocabulary, scheme: str) -> list[str]:
    return [id for id in vocabulary.schemes[scheme].terms if not vocabulary[id].replaced_by]


def ticks(name: str, chosen: Sequence[str], suggested: Sequence[str]) -> Ticks:
    """Return the ticks of a field of tags; a suggestion is offered and not ticked."""
    vocabulary, language = context.vocabulary(), context.language()
    chosen = list(dict.fromkeys(map(vocabulary.current, chosen)))
    offered = [id for id in suggested if id not in chosen][:_MOST_SUGGESTED]
    ids = vocabulary.in_order(_current(vocabulary, name), language)
    ids += [id for id in chosen if id not in ids]

    def tick(id: str) -> Tick:
        if id not in vocabulary:
            return Tick(id, id, id in chosen, id in offered)
        said = words.place(id) if name == "place" else vocabulary[id].label(language)
        return Tick(id, said, id in chosen, id in offered)

    if name not in _FOLDED:
        return Ticks(name, label(name), help(name), [tick(id) for id in ids])
    near = [id for id in ids if id in chosen] + offered
    rest = [id for id in ids if id not in near]
    groups = [
        (heading, [tick(id) for id in group])
        for heading, group in _grouped(rest, vocabulary, language)
    ]
    return Ticks(name, label(name), help(name), [tick(id) for id in near], groups)


def _grouped(
    ids: Iterable[str], vocabulary: Vocabulary, language: str
) -> Iterable[tuple[str, list[str]]]:
    """Yield tags below their broadest one; what has nothing below it stands together, first."""
    groups: dict[str, list[str]] = {}
    for id in ids:
        groups.setdefault((*reversed(vocabulary.ancestors(id)), id)[0], []).append(id)
    alone = [id for top, group in groups.items() if group == [top] for id in group]
    yield from [("", alone)] if alone else []
    for top in vocabulary.in_order(groups, language):
        if groups[top] != [top]:
            own = sorted(groups[top], key=lambda id: id != top)
            yield vocabulary[top].label(language), own


def said(name: str, value: Value) -> str:
    """Return what stands in a field, in words, for comparisons and lists."""
    if isinstance(value, list):
        return "\n".join(words.labels(value))
    if claims.is_field(name.partition("-")[2]) and name.endswith("-kind"):
        return claim_kind(value)
    if name in _ANSWERS:
        return dict(answers(name)).get(value, value)
    if name == "own_work":
        return _("Stated") if value else ""
    return "".join(words.labels([value])) if name in ("kind", "licence") else value
