"""What a reader chose and the server remembers in two cookies: the language and the colours.

A choice is a link with a parameter; the answer sets the cookie and sends to the page without it.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from library import i18n
from library.web import context

_THEMES = ("light", "dark")
_CHOICES = {
    "choose-language": (context.LANGUAGE_COOKIE, i18n.LANGUAGES),
    "theme": ("theme", _THEMES),
}
_YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Take choices before a page is made, and tell templates what was chosen."""
    app.before_request(_choose)
    app.context_processor(_chosen)


def _choose() -> ResponseReturnValue | None:
    made = [name for name in _CHOICES if name in request.args]
    if not made or request.method != "GET":
        return None
    response = redirect(_here(dict.fromkeys(made)))
    for name in made:
        cookie, allowed = _CHOICES[name]
        if (value := request.args[name]) in allowed:
            response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", httponly=True)
        else:
            response.delete_cookie(cookie)
    return response


def _here(changed: dict[str, str | None], path: str | None = None) -> str:
    """Return the address of this page with some parameters set or, where None, left out."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in changed]
    added = [(name, value) for name, value in changed.items() if value is not None]
    query = urlencode(kept + added)
    return (path or request.path) + (f"?{query}" if query else "")


def theme() -> str | None:
    """Return the colours the reader chose, None for those of the machine."""
    chosen = request.cookies.get("theme")
    return chosen if chosen in _THEMES else None


def is_lean() -> bool:
    """Tell whether the reader asked for little data (the header Save-Data)."""
    return request.headers.get("Save-Data", "").strip().lower() == "on"


def _chosen() -> dict[str, Any]:
    return {
        "lang": context.language(),
        "languages": [_language(code) for code in i18n.LANGUAGES],
        "theme": theme(),
        "theme_urls": {name: _here({"theme": name}) for name in ("auto", *_THEMES)},
        "lean": is_lean(),
        "query_text": "",
    }


def _language(code: str) -> dict[str, Any]:
    rest = request.path.split("/", 2)[2:] if request.path[1:3] in i18n.LANGUAGES else [""]
    return {
        "code": code,
        "name": i18n.LANGUAGES[code],
        "url": _here({"choose-language": code}, path=f"/{code}/{''.join(rest)}"),
        "current": code == context.language(),
    }
