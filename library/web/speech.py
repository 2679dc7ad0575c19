"""Interface texts in the reader's language: Flask-Babel's functions with their types."""

import flask_babel


def _(sentence: str, **values: object) -> str:
    """Return a sentence in the reader's language with its places filled in."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the sentence that fits a count."""
    return str(flask_babel.ngettext(one, many, count, **values))
