"""Forms: a token against requests from elsewhere on every POST, and addresses to go back to.

A refused form is shown again with 422, what was typed in it and what to mend.
"""

from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from library import database
from library.errors import Conflict, Invalid, LibraryError, Message
from library.marking import N_
from library.web import context, errors
from library.web.speech import _

_protect = CSRFProtect()
STALE = Message(
    N_("This form is too old or comes from another page. Go back, copy what was typed, load the "
       "page again and send it once more.")
)  # fmt: skip


def install(app: Flask) -> None:
    """Ask every POST for the token that our own pages carry."""
    is_secure = context.of(app).settings.address.startswith("https:")
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the browser keeps its session
        WTF_CSRF_CHECK_DEFAULT=False,  # _check decides
        WTF_CSRF_SSL_STRICT=False,  # the server often stands behind a proxy that ends TLS
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        SECURE_COOKIES=is_secure,
    )
    _protect.init_app(app)
    app.before_request(_check)
    app.register_error_handler(CSRFError, _stale)
    app.jinja_env.globals["csrf_token"] = generate_csrf


def _check() -> None:
    """Ask for the token. Programs have none, and no cookie counts where they write.

    Where nothing takes what is sent, that is said instead.
    """
    if request.endpoint and not context.is_api():
        _protect.protect()


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return errors.refused(Conflict(STALE.sentence))


def wrong(error: LibraryError | None) -> dict[str, str]:
    """Return what is wrong by field, as the template of a form shows it; nothing is, for None."""
    if error is None:
        return {}
    field = error.field if isinstance(error, Invalid) else ""
    return {field: error.message.translated(_)}


def number(given: str) -> int:
    """Return a number that was sent; raise ValueError for one that no database can hold.

    For `type=` of what a form or an address gives: the default stands in for what is refused.
    """
    found = int(given)
    if abs(found) > database.LARGEST_NUMBER:
        raise ValueError(given)
    return found


def day(name: str) -> date | None:
    """Return the day typed in a field, None for none or one that the calendar does not have."""
    with suppress(ValueError):
        return date.fromisoformat(request.form.get(name, "").strip())
    return None


def next_page(default: str, **values: str) -> str:
    """Return where a form leads afterwards: only ever to a page of ours."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else url_for(default, **values)  # type: ignore[arg-type]


def is_ours(wanted: str) -> bool:
    """Tell whether an address leads to a page of ours, in the eyes of any browser."""
    parts = urlsplit(wanted)
    is_plain = wanted.isprintable() and "\\" not in wanted
    return is_plain and wanted.startswith("/") and not wanted.startswith("//") and not parts.netloc
