"""What a request knows: the library, a session, the reader's language and how addresses are made."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

from flask import Flask, Response, abort, after_this_request, current_app, g, request
from flask_babel import Babel, force_locale, refresh
from sqlalchemy import inspect
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter, IntegerConverter, Map, Rule

from library import changes, database, i18n
from library.accounts import signing, tokens
from library.accounts.models import SignIn, Token, User
from library.errors import Message, NotAllowed
from library.marking import N_
from library.search import answering
from library.search.answering import Answer
from library.search.query import Query
from library.tags.vocabulary import Vocabulary
from library.wiring import Library

LANGUAGE_COOKIE = "language"
SIGN_IN_COOKIE = "signed-in"
# What has lost its consent is hidden within a minute.
LOOK_SECONDS = 30.0


class LanguageConverter(BaseConverter):
    """Only the languages of the interface stand at the beginning of an address."""

    regex = "|".join(i18n.LANGUAGES)


class NumberConverter(IntegerConverter):
    """Numbers in an address as far as a database counts; a larger one names nothing."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=database.LARGEST_NUMBER)


class LateRule(Rule):
    """A rule that learns to write addresses when it first has to, since few ever do.

    Werkzeug compiles two functions for every rule at once, two thirds of making the app.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = super()._compile_builder
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(make(append_unknown))
            return made[0](rule, **values)

        return build


def install(app: Flask, library: Library) -> None:
    """Give every request its library, session and language."""
    app.extensions["saodieu"] = library
    app.url_rule_class = LateRule
    app.url_map.converters |= {"language": LanguageConverter, "int": NumberConverter}
    Babel(
        app,
        default_locale=i18n.SOURCE,
        default_translation_directories=str(i18n.compiled(library.settings.cache)),
        locale_selector=language,
    )
    app.jinja_env.globals["user"] = _user_for_the_top
    app.extensions["looked_after"] = float("-inf")
    app.before_request(_refuse_unstorable)
    app.before_request(_look_after)
    app.before_request(_check_token)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.after_request(_note_seen)
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


def is_api() -> bool:
    """Tell whether a program asks: through the addresses of the API."""
    return request.path.startswith("/api/")


def let_write() -> Session:
    """Return a session that may write in a request that by its method only reads; it is committed.

    For one case: somebody comes back from where they signed in, which browsers do with GET.
    """
    if "session" in g:
        g.pop("session").close()
        g.pop("sign_in", None)
    g.session, g.writes = library().sessions.write(), True
    return session()


def undo() -> None:
    """Undo what this request has begun to write, because the page about a failure must read again."""
    if "session" in g:
        with suppress(SQLAlchemyError):
            g.session.rollback()


@contextmanager
def looking() -> Iterator[Session]:
    """Lend a session that only reads to a request that will write later, or not at all.

    What takes long (a file looked over, a text rendered) must not hold the database's one writer.
    """
    with library().sessions.reading() as lent:
        g.session = lent
        try:
            yield lent
        finally:
            for name in ("session", "sign_in", "newest_change"):
                g.pop(name, None)


def sign_in() -> SignIn | None:
    """Return the sign-in of this browser, though a second factor may still be missing.

    Cookies do not count where programs write: another site could send them along.
    """
    if "sign_in" not in g:
        reads = request.method in ("GET", "HEAD") or not is_api()
        secret = request.cookies.get(SIGN_IN_COOKIE) if reads else None
        g.sign_in = signing.found(session(), secret) if secret else None
    found: SignIn | None = g.sign_in
    return found


def user() -> User | None:
    """Return who is signed in, with every factor that the account asks for, or whose token it is."""
    if given := token():
        return given.user
    found = sign_in()
    return found.user if found and found.verified_at else None


def token() -> Token | None:
    """Return the API token that a program shows; raise TokenRefused for one that does not work."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if not is_api() or kind.lower() != "bearer":
        return None
    if "token" not in g:
        g.token = tokens.found(session(), secret.strip())
    found: Token | None = g.token
    if found is None:
        raise TokenRefused(N_("This token does not work (any more); make a new one."))
    return found


def _user_for_the_top() -> User | None:
    """Return who is signed in, for the top of every page; a page that says the database is away
    must not ask it."""
    with suppress(SQLAlchemyError, OSError):
        return user()
    return None


def somebody() -> User:
    """Return who is signed in; raise SignInNeeded, which leads to the page for it and back."""
    found = user()
    if found is None:
        raise _sign_in_needed()
    return found


def why_signed_out() -> Message | None:
    """Say why the cookie of a browser does not sign it in (any more), None when it has none."""
    secret = request.cookies.get(SIGN_IN_COOKIE)
    if not secret or sign_in():
        return None
    return signing.why_ended(session(), secret)


class SignInNeeded(NotAllowed):
    """The page is for people with an account, and nobody is signed in."""


def _sign_in_needed() -> SignInNeeded:
    if why := why_signed_out():
        return SignInNeeded(
            N_("%(why)s What was typed is still in the form: go back, sign in in another tab and "
               "send it again."), why=why,
        )  # fmt: skip
    return SignInNeeded(
        N_("Sign in first. What was typed is still in the form: go back, sign in in another "
           "tab and send it again.")
    )  # fmt: skip


class TokenRefused(NotAllowed):
    """A program shows a token that does not work."""


def vocabulary() -> Vocabulary:
    """Return the vocabulary as this request sees it."""
    found: Vocabulary | None = g.get("vocabulary")
    if found is None:
        found = g.vocabulary = library().vocabulary(session(), newest_change())
    return found


def forget_vocabulary() -> None:
    """Read the vocabulary anew when it is asked for next: what was begun has been undone."""
    for name in ("vocabulary", "newest_change"):
        g.pop(name, None)


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


def speak(code: str) -> None:
    """Answer this request in a language that its address does not name."""
    g.lang = code
    refresh()


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


def _look_after() -> None:
    """Look now and then whether a consent has run out, before anybody sees what stood on it."""
    if monotonic() - current_app.extensions["looked_after"] >= LOOK_SECONDS:
        current_app.extensions["looked_after"] = monotonic()
        with suppress(OperationalError):
            library().hide_expired()


def _check_token() -> None:
    """Refuse a token that does not work, though what is asked for may need none."""
    if is_api():
        token()


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
    if "session" in g and (request.method not in ("GET", "HEAD") or "writes" in g):
        if response.status_code < 400:
            g.session.commit()
            library().catch_up()
        else:
            g.session.rollback()
    return response


def _note_seen(response: Response) -> Response:
    """Bring up to date when a browser or token was seen, in a transaction after the page's own."""
    found: SignIn | None = g.get("sign_in")
    if found is not None and inspect(found).persistent and signing.is_stale(found):
        g.seen = functools.partial(signing.saw, token=found.token)
    shown: Token | None = g.get("token")
    if shown is not None and inspect(shown).persistent and tokens.is_stale(shown):
        g.seen = functools.partial(tokens.used, id=shown.id)
    return response


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.session.close()
    if note := g.pop("seen", None):
        with suppress(OperationalError), library().sessions.writing() as session:
            note(session)
