"""What a request knows: the library, a session, the reader's language and how addresses are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, abort, after_this_request, current_app, g, request
from flask_babel import Babel, force_locale
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter

from library import changes, i18n
from library.search import answering
from library.search.answering import Answer
from library.search.query import Query
from library.tags.vocabulary import Vocabulary
from library.wiring import Library

LANGUAGE_COOKIE = "language"


class LanguageConverter(BaseConverter):
    """Only the languages of the interface stand at the beginning of an address."""

    regex = "|".join(i18n.LANGUAGES)


def install(app: Flask, library: Library) -> None:
    """Give every request its library, session and language."""
    app.extensions["saodieu"] = library
    app.url_map.converters["language"] = LanguageConverter
    Babel(
        app,
        default_locale=i18n.SOURCE,
        default_translation_directories=str(i18n.compiled(library.settings.cache)),
        locale_selector=language,
    )
    app.before_request(_refuse_unstorable)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_settle)
    app.teardown_request(_close)


def library() -> Library:
    """Return the library that is being served."""
    return of(current_app)


def of(app: Flask) -> Library:
    """Return the library that an app serves."""
    found: Library = app.extensions["saodieu"]
    return found


def session() -> Session:
    """Return the session of this request, one that may write only when the request may."""
    if "session" not in g:
        sessions = library().sessions
        g.session = sessions.read() if request.method in ("GET", "HEAD") else sessions.write()
    found: Session = g.session
    return found


def vocabulary() -> Vocabulary:
    """Return the vocabulary as this request sees it."""
    found: Vocabulary | None = g.get("vocabulary")
    if found is None:
        found = g.vocabulary = library().vocabulary(session(), newest_change())
    return found


def newest_change() -> int:
    """Return the number of the last change that this request can see."""
    if "newest_change" not in g:
        g.newest_change = changes.last(session())
    found: int = g.newest_change
    return found


def answer(query: Query) -> Answer:
    """Return what a query finds."""
    return answering.answer(library().index, query, vocabulary())


def follow() -> None:
    """Bring the index up to what this request can see, before it searches."""
    library().follow(session(), newest_change())


def language() -> str:
    """Return the interface language: of the address, else chosen before, else the browser's."""
    found: str | None = g.get("lang")
    if found is None:
        found = g.lang = _guess()
    return found


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another interface language for a while: a paper is in the language of its edition."""
    before = language()
    g.lang = code
    try:
        with force_locale(code):
            yield
    finally:
        g.lang = before


def _guess() -> str:
    first = request.path.split("/", 2)[1]
    chosen = first if first in i18n.LANGUAGES else request.cookies.get(LANGUAGE_COOKIE)
    if chosen in i18n.LANGUAGES:
        return str(chosen)
    after_this_request(_depends_on_browser)
    return request.accept_languages.best_match(i18n.LANGUAGES) or i18n.DEFAULT


def _refuse_unstorable() -> None:
    """Refuse an address with a NUL: no text has one, and PostgreSQL fails when asked for it."""
    if "\0" in request.path:
        abort(404)


def _depends_on_browser(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", language())


def _settle(response: Response) -> Response:
    """Commit what a request did, or undo it when it was refused; then let the index follow."""
    if "session" in g and request.method not in ("GET", "HEAD"):
        if response.status_code < 400:
            g.session.commit()
            library().catch_up()
        else:
            g.session.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.session.close()
