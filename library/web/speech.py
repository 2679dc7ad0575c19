"""Interface texts in the reader's language.

Flask-Babel asks anew for every sentence which language it is in; a page of results has a hundred.
"""

from gettext import NullTranslations

from flask import Flask, current_app

from library import i18n
from library.web import context


def install(app: Flask) -> None:
    """Open the messages of every language and give them to templates."""
    cache = context.of(app).settings.cache
    app.extensions["messages"] = {code: i18n.translations(cache, code) for code in i18n.LANGUAGES}
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda sentence: _messages().gettext(sentence),
        lambda one, many, count: _messages().ngettext(one, many, count),
        newstyle=True,
    )


def _messages() -> NullTranslations:
    spoken: NullTranslations = current_app.extensions["messages"][context.language()]
    return spoken


def _(sentence: str, **values: object) -> str:
    """Return a sentence in the reader's language with its places filled in."""
    said = _messages().gettext(sentence)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the sentence that fits a count."""
    return _messages().ngettext(one, many, count) % {"num": count, **values}
