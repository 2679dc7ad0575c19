"""Counts what readers find, view and take, by the rules of COUNTER (Release 5.1, section 7).

A view notes what its page or file is; whether that counts is decided once the answer is known:
sent whole or known to be unchanged (200, 304), asked for with GET, not ahead of a click, by no
robot, not within half a minute of the same. A part of a file (206) is no download.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Flask, Response, g, request

from library.usage import robots
from library.web import context

_SUCCEEDED = (200, 304)
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_LONGEST_AGENT = 300


class _Use(NamedTuple):
    items: Sequence[str]
    language: str
    column: str


def install(app: Flask) -> None:
    """Count after everything else: Flask calls first what was installed last."""
    app.after_request(_count)


def viewed(item: str, language: str) -> None:
    """Note that this request shows an item in a language."""
    g.use = _Use((item,), language, "views")


def taken(item: str, language: str, format: str) -> None:
    """Note that this request downloads an item, in a format as `Usage` calls it."""
    g.use = _Use((item,), language, format)


def found(items: Sequence[str]) -> None:
    """Note that this request shows items among the results of a search."""
    g.use = _Use(items, context.language(), "found")


def is_person() -> bool:
    """Tell whether somebody asks, and not a program: one names itself, speaks no language, or
    fetches ahead of a click.
    """
    headers = request.headers
    speaks = headers.get("Accept-Language", "").strip()
    is_ahead = any(_is_ahead(headers.get(name, "")) for name in _AHEAD)
    return request.method == "GET" and bool(speaks) and not is_ahead and not _is_robot()


def _is_ahead(purpose: str) -> bool:
    return "prefetch" in purpose or "preview" in purpose


def _is_robot() -> bool:
    return robots.is_robot(request.headers.get("User-Agent", "")[:_LONGEST_AGENT])


def _count(response: Response) -> Response:
    use: _Use | None = g.get("use")
    if use and response.status_code in _SUCCEEDED and is_person() and _is_first():
        context.library().usage.note(use.items, use.language, use.column)
    return response


def _is_first() -> bool:
    """Tell whether this is no second click: COUNTER knows who by a session, else by an address."""
    who = request.cookies.get(context.SIGN_IN_COOKIE) or request.remote_addr or ""
    agent = request.headers.get("User-Agent", "")
    return context.library().usage.clicks.is_first(who, agent, request.full_path)
