"""What a submission still lacks before it can be handed in, each with its step and field.

Until then everything is optional: nothing here stops a save.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from library.errors import Invalid, Message
from library.items import credits, drafts, kinds
from library.marking import N_
from library.review import assembling, claims, contents, licences
from library.review.contents import FACTS, FILES, NONE, SOME, TEXT, Content
from library.tags.vocabulary import Vocabulary

AI_ANSWERS = ("no", "partly", "mostly")
# Kinds of which a teacher asks first how long they take.
_TIMED = frozenset({"material.activity-plan", "material.lesson-plan", "material.run-sheet"})


@dataclass(frozen=True)
class Gap:
    """Something that is missing or cannot be read, and where it is to be mended."""

    step: str
    field: str
    message: Message


def gaps(content: Content, vocabulary: Vocabulary) -> list[Gap]:
    """Return everything that stands between this content and handing it in, in the form's order."""
    return [*_of_text(content), *_of_facts(content, vocabulary), *_of_files(content, vocabulary)]


def _gap(step: str, field: str, sentence: str, **values: object) -> Gap:
    return Gap(step, field, Message(sentence, values))


def _of_text(content: Content) -> Iterator[Gap]:
    begun = assembling.begun(content)
    if not begun:
        yield _gap(TEXT, f"{contents.languages(content)[0]}-title", N_("Give it a title."))
    for code in begun:
        edition = content["editions"][code]
        for key, sentence in (
            ("title", N_("Give it a title.")),
            ("summary", N_("Say in one sentence who does what and what comes of it.")),
            ("body", N_("Write what is done, step by step.")),
        ):
            if not str(edition.get(key, "")).strip():
                yield _gap(TEXT, f"{code}-{key}", sentence)


def _of_facts(content: Content, vocabulary: Vocabulary) -> Iterator[Gap]:
    facts = content["facts"]
    if not any(facts.get(key) for key in ("grade", "level", "audience")):
        yield _gap(FACTS, "grade", N_("Choose a grade, a level or an audience."))
    if not any(facts.get(key) for key in ("subject", "theme")):
        yield _gap(FACTS, "theme", N_("Choose at least one theme or subject."))
    for name in contents.NUMBERS:
        try:
            known = assembling.number(name, facts.get(name, ""))
        except Invalid as error:
            yield Gap(FACTS, name, error.message)
            continue
        is_asked = name == "duration_minutes" and facts.get("kind", kinds.DEFAULT) in _TIMED
        if known is None and is_asked:
            yield _gap(FACTS, name, N_("Say how many minutes it takes."))
    try:
        list(drafts.tags_of({key: value for key, value in facts.items() if value}, vocabulary))
    except Invalid as error:
        step = FILES if error.field == "licence" else FACTS
        yield Gap(step, error.field, error.message)


def _of_files(content: Content, vocabulary: Vocabulary) -> Iterator[Gap]:
    yield from _of_pictures(content)
    yield from _of_claims(content)
    licence, stated = content["facts"].get("licence", ""), content["stated"]
    if licence not in vocabulary or licence == "licence.unknown":
        yield _gap(FILES, "licence", N_("Choose the licence under which others may use it."))
    elif not all(licences.fits(each, licence, vocabulary) for each in _licences_of_source(content)):
        sentence = N_(
            "Choose the licence of the item that it adapts, or one that asks for as much."
        )
        yield _gap(FILES, "licence", sentence)
    if stated.get("own_work") != "yes":
        yield _gap(FILES, "own_work", N_("State that it may be passed on."))
    if stated.get("ai_assisted") not in AI_ANSWERS:
        yield _gap(FILES, "ai_assisted", N_("Say whether an AI helped to make it."))
    if stated.get("personal") not in (NONE, SOME):
        yield _gap(FILES, "personal", N_("Say whether it touches personal data."))
    if stated.get("personal") == SOME:
        yield from _of_personal_data(content)


def _licences_of_source(content: Content) -> set[str]:
    """Return the licence of what an adaptation was made from, nothing when it is none."""
    named = [credits.read(each["facts"].get(credits.KEY)) for each in content["editions"].values()]
    return {each[0].licence for each in named if each}


def _of_personal_data(content: Content) -> Iterator[Gap]:
    known = contents.fields(content, FILES)
    for code in assembling.begun(content):
        if not str(known.get(f"{code}-collected", "-")).strip():
            yield _gap(FILES, f"{code}-collected", N_("Say which personal data it touches."))
        if not str(known.get(f"{code}-consent", "-")).strip():
            yield _gap(FILES, f"{code}-consent", N_("Say who agrees to that, and how."))


def _of_pictures(content: Content) -> Iterator[Gap]:
    attached = {each["path"] for each in content["files"]}
    for code in assembling.begun(content):
        for said, path, _ in dict.fromkeys(
            assembling.PICTURE.findall(assembling.described(content, code))
        ):
            if path not in attached:
                yield _gap(
                    TEXT,
                    f"{code}-body",
                    N_("The text shows “%(path)s”, which is not among the files; add it or take "
                       "it out."),
                    path=path[:120],
                )  # fmt: skip
            elif not said:
                yield _gap(
                    FILES,
                    f"{code}-alt-{path}",
                    N_("Say in words what the picture “%(path)s” shows."),
                    path=path.removeprefix("files/")[:120],
                )


def _of_claims(content: Content) -> Iterator[Gap]:
    asked = {
        "text": N_("Say what is stated; the source stands there alone."),
        "source": N_("Say where it comes from, so that others can check it."),
    }
    for code in assembling.begun(content):
        for place, row in enumerate(claims.rows(content["editions"][code]["facts"]), 1):
            for part, sentence in asked.items():
                if claims.says_something(row) and not str(row.get(part, "")).strip():
                    yield _gap(FILES, f"{code}-{claims.field(place, part)}", sentence)
