"""Forms: a token against requests from elsewhere on every POST, and addresses to go back to.

A refused form is shown again with 422, what was typed in it and what to mend.
"""

from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from library.errors import Conflict, Invalid, Message
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
        WTF_CSRF_SSL_STRICT=False,  # the server often stands behind a proxy that ends TLS
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        SECURE_COOKIES=is_secure,
    )
    _protect.init_app(app)
    app.register_error_handler(CSRFError, _stale)
    app.jinja_env.globals["csrf_token"] = generate_csrf


def _stale(_error: CSRFError) -> ResponseReturnValue:
    return errors.refused(Conflict(STALE.sentence))


def wrong(error: Invalid) -> dict[str, str]:
    """Return what is wrong by field, as the template of a form shows it."""
    return {error.field: error.message.translated(_)}


def next_page(default: str) -> str:
    """Return where a form leads afterwards: only ever to a page of ours."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not parts.netloc and "\\" not in wanted
    return wanted if is_ours and not wanted.startswith("//") else url_for(default)
