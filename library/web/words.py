"""Facts of items in a reader's words: which grades, which subjects, what it needs, who made it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError

from library.items import kinds, typography
from library.items.credits import Credit
from library.items.models import Edition, Revision
from library.tags import places
from library.tags.vocabulary import Vocabulary
from library.web import context, filters
from library.web.speech import _

_SHORT = 18  # a longer subject is known by its abbreviation


def labels(ids: Iterable[str]) -> list[str]:
    """Return the labels of tags in the reader's language, of what stands for them today."""
    vocabulary, language = context.vocabulary(), context.language()
    current = dict.fromkeys(vocabulary.current(id) for id in ids if id in vocabulary)
    return [vocabulary[id].label(language) for id in current]


def grades(ids: Sequence[str]) -> str:
    """Return grades as people say them: a run as a range, others one by one."""
    numbers = [
        int(id.removeprefix("grade.")) for id in ids if id.removeprefix("grade.").isdecimal()
    ]
    others = labels(id for id in ids if not id.removeprefix("grade.").isdecimal())
    return ", ".join(filter(None, [*others, _numbered(sorted(numbers))]))


def _numbered(numbers: list[int]) -> str:
    if not numbers:
        return ""
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return _("Grades %(first)s to %(last)s", first=numbers[0], last=numbers[-1])
    if len(numbers) == 1:
        return _("Grade %(number)s", number=numbers[0])
    return _("Grades %(numbers)s", numbers=", ".join(map(str, numbers)))


def subjects(ids: Sequence[str], most: int) -> str:
    """Return subjects short enough for a row."""
    vocabulary, language = context.vocabulary(), context.language()
    current = dict.fromkeys(vocabulary.current(id) for id in ids if id in vocabulary)
    known = [vocabulary[id] for id in current]
    names = [_short(term.label(language), term.abbreviations, language) for term in known[:most]]
    more = [_("%(count)s more", count=len(known) - most)] if len(known) > most else []
    return ", ".join(names + more)


def _short(label: str, abbreviations: Sequence[str], language: str) -> str:
    is_long = len(label) > _SHORT and language == "vi" and abbreviations
    return abbreviations[0] if is_long else label


def audience(facts: Mapping[str, Any]) -> str:
    """Return for whom an item is: grades or levels, and subjects."""
    for_whom = grades(facts.get("grade", [])) or ", ".join(labels(facts.get("level", [])))
    return " · ".join(filter(None, [for_whom, subjects(facts.get("subject", []), most=2)]))


def minutes(facts: Mapping[str, Any]) -> str:
    """Return how long an item takes, empty when it does not say."""
    count = facts.get("duration_minutes")
    return filters.minutes(count) if count else ""


def needs(facts: Mapping[str, Any]) -> str:
    """Return what an item needs: a place, the network or not, money or none."""
    settings = labels(facts.get("setting", []))
    return sentence([*settings, cost(facts)])


def cost(facts: Mapping[str, Any]) -> str:
    """Return what an item costs, empty when it does not say."""
    amount = facts.get("cost_vnd")
    if amount is None:
        return ""
    return filters.money(amount) if amount else _("costs nothing")


def sentence(parts: Iterable[str]) -> str:
    """Return the parts as one phrase: only the first keeps its capital."""
    given = [part for part in parts if part]
    return ", ".join(given[:1] + [part[:1].lower() + part[1:] for part in given[1:]])


def capitalised(text: str) -> str:
    """Return a text with a capital, but an address or a name like "iPhone" as it is written."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    plain = first.rstrip(",;:.")
    return text[:1].upper() + text[1:] if plain.islower() and plain.isalpha() else text


def printed(text: str) -> str:
    """Return what an author wrote in the front matter as print shows it."""
    return capitalised(typography.typeset(text))


def within(label: str) -> str:
    """Return a label as it stands inside a Vietnamese sentence; English keeps its capitals."""
    return label[:1].lower() + label[1:] if context.language() == "vi" else label


def language_name(code: str) -> str:
    """Return the name of a content language in the reader's language."""
    id = f"language.{code}"
    vocabulary = context.vocabulary()
    return vocabulary[id].label(context.language()) if id in vocabulary else code


def own_name(code: str) -> str:
    """Return the name of a language in that language, so that its readers find it."""
    try:
        name = Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:]


def day(iso: str) -> str:
    """Return a day as people write it, as given when it is none."""
    try:
        return filters.day(date.fromisoformat(iso))
    except ValueError:
        return iso


def authors(revision: Revision, edition: Edition) -> str:
    """Return who made an item, as the edition says or any other."""
    stated = [edition, *revision.editions]
    names: list[str] = next(
        (each.facts["authors"] for each in stated if "authors" in each.facts), []
    )
    return ", ".join(names)


def credit(named: Credit) -> str:
    """Return what an adaptation was made from, by whom and under which licence."""
    licence = "".join(labels([named.licence]))
    source = _("Adapted from “%(title)s”", title=named.title)
    by = _("by %(authors)s", authors=named.authors) if named.authors else ""
    return ", ".join(filter(None, [" ".join(filter(None, [source, by])), licence]))


def place(id: str) -> str:
    """Return a place as an item names it; of one that has ended also where it lies today."""
    vocabulary, language = context.vocabulary(), context.language()
    if id not in vocabulary:
        return ""
    name, today = vocabulary[id].label(language), labels(places.successors(vocabulary, id))
    return _("%(name)s (now %(today)s)", name=name, today=", ".join(today)) if today else name


def themes(facts: Mapping[str, Any]) -> list[str]:
    """Return the theme tags of an item."""
    return [context.vocabulary().current(id) for id in facts.get("theme", [])]


def kind(facts: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Return what kind of item it is."""
    id = vocabulary.current(facts.get("kind", kinds.DEFAULT))
    return vocabulary[id].label(context.language()) if id in vocabulary else ""
