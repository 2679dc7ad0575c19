"""What a query is understood as, in a form that tables of tests can hold."""

from library.search import understanding
from library.search.reading import Understood
from library.tags.vocabulary import Vocabulary


def parts(text: str, vocabulary: Vocabulary, *as_typed: str) -> tuple[Understood, ...]:
    """Return the parts that were understood, in the order of the text."""
    return understanding.read(text, vocabulary, as_typed).understood


def meant(text: str, vocabulary: Vocabulary) -> str:
    """Return the tags of all parts, a duration as its minutes: "grade.07 30-49"."""
    found = []
    for part in parts(text, vocabulary):
        found += [*part.tags, *([f"{part.minutes[0]}-{part.minutes[1]}"] if part.minutes else [])]
    return " ".join(found)


def grades(text: str, vocabulary: Vocabulary) -> str:
    """Return what a text says of grades alone: "7 8", "k5"."""
    tags = [tag for part in parts(text, vocabulary) for tag in part.tags]
    return " ".join(tag[6:].lstrip("0") for tag in tags if tag.startswith("grade."))
