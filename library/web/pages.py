"""Pages that are the same for every reader are made once and kept until something changes.

The key holds all that a page depends on; the log of changes says when all kept pages are old.
"""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from flask import Flask, Response, current_app, g, request

from library.web import context, preferences

_MOST_BYTES = 12 * 1024 * 1024
_WORTH_PACKING = 800
# Of nine: two fifths of the time of the usual six, for one byte in eight more.
_EFFORT = 3


class Kept(NamedTuple):
    """A page as it is sent, and what it told of itself to those who count."""

    packed: bytes
    told: tuple[str, ...]

    @property
    def size(self) -> int:
        """Its bytes in memory, nearly."""
        return len(self.packed) + sum(map(len, self.told))


class Shelf:
    """The pages kept in memory, packed as nearly every browser takes them, those asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
        self._change = -1
        self._bytes = 0

    def find(self, key: tuple[object, ...], change: int) -> Kept | None:
        """Return a kept page, unless something has changed since."""
        with self._lock:
            if change != self._change:
                self._pages.clear()
                self._change, self._bytes = change, 0
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def keep(self, key: tuple[object, ...], change: int, page: Kept) -> None:
        """Keep a page and let go of the ones not asked for lately."""
        with self._lock:
            if change != self._change or key in self._pages:
                return
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > _MOST_BYTES:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size


class Streamed(Response):
    """An answer that is sent while it is made, so that it is never whole in memory."""


def install(app: Flask) -> None:
    """Give the app its shelf, and pack what is sent."""
    app.extensions["shelf"] = Shelf()
    app.after_request(_stamp)
    app.after_request(_pack)


def tell(*said: str) -> None:
    """Remember with a page that is being made what it shows; `told` gives it whenever it is sent."""
    g.told = said


def told() -> tuple[str, ...]:
    """Return what the page of this request told when it was made."""
    said: tuple[str, ...] = g.get("told", ())
    return said


def kept(make: Callable[[], str], *also: str, mimetype: str = "text/html") -> Response:
    """Return a page from the shelf, made now when it is not there.

    `also` names what the page depends on besides the address, the reader's choices and the content.
    """
    if context.user():  # whose name stands at the top: such a page is for one person
        return Response(make(), mimetype=mimetype, headers={"Cache-Control": "private, no-cache"})
    shelf: Shelf = current_app.extensions["shelf"]
    change = context.newest_change()
    key = (request.full_path, context.language(), preferences.theme(), preferences.is_lean(), *also)
    page = shelf.find(key, change)
    if page is None:
        packed = gzip.compress(make().encode(), _EFFORT, mtime=0)
        page = Kept(packed, told())
        shelf.keep(key, change, page)
    tell(*page.told)
    if not _takes_gzip():
        return Response(gzip.decompress(page.packed), mimetype=mimetype)
    response = Response(page.packed, mimetype=mimetype)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def _pack(response: Response) -> Response:
    """Compress text that is not compressed yet; readers on a phone pay by the byte."""
    response.vary.update(("Accept-Encoding", "Cookie", "Save-Data"))
    kind = response.mimetype or ""
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
    is_whole = not isinstance(response, Streamed)
    if is_text and is_whole and _takes_gzip() and "Content-Encoding" not in response.headers:
        response.direct_passthrough = False
        plain = response.get_data()
        if len(plain) >= _WORTH_PACKING:
            response.set_data(gzip.compress(plain, _EFFORT, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("Accept-Ranges", None)
    return response


def _stamp(response: Response) -> Response:
    """Let a browser ask whether its copy is still good: the answer then has no body."""
    if (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and not response.is_streamed
    ):
        for_one = "private, " if g.get("sign_in") or g.get("token") else ""
        response.headers.setdefault("Cache-Control", f"{for_one}no-cache")
        response.add_etag()
        response.make_conditional(request)
    return response
