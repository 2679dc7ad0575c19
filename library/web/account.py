"""Signing in and out, and what a person sees of their own account."""

from collections import deque
from threading import Lock
from time import monotonic

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from library.accounts import signing
from library.accounts.models import User
from library.errors import Conflict, LibraryError, NotAllowed
from library.marking import N_
from library.web import context, forms
from library.web.speech import _

blueprint = Blueprint("account", __name__)

_KEPT_SECONDS = int(signing.KEPT_FOR.total_seconds())


class Doorkeeper:
    """Counts wrong passwords by where they come from, in memory: a flood is turned away unhashed."""

    most, seconds = 30, 300

    def __init__(self) -> None:
        self._lock = Lock()
        self._wrong: dict[str, deque[float]] = {}

    def check(self, place: str) -> None:
        """Raise Conflict when too many wrong passwords came from a place lately."""
        with self._lock:
            if len(self._recent(place)) >= self.most:
                raise Conflict(N_("Too many wrong passwords from here; wait five minutes."))

    def note(self, place: str) -> None:
        """Count a wrong password."""
        with self._lock:
            self._recent(place).append(monotonic())
            self._wrong = {place: times for place, times in self._wrong.items() if times}

    def _recent(self, place: str) -> deque[float]:
        times = self._wrong.setdefault(place, deque())
        while times and times[0] < monotonic() - self.seconds:
            times.popleft()
        return times


_door = Doorkeeper()


@blueprint.get("/account/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form for signing in."""
    return _sign_in_page()


def _sign_in_page(refused: LibraryError | None = None) -> str:
    return render_template(
        "account/sign_in.html",
        email=request.form.get("email", ""),
        keep="keep" in request.form,
        next=request.values.get("next", ""),
        refused=refused.message.translated(_) if refused else None,
    )


@blueprint.post("/account/sign-in")
def begin() -> ResponseReturnValue:
    """Sign in, or say that the address or the password is wrong and not which."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        user = _let_in(email, password)
    except LibraryError as refused:
        return _sign_in_page(refused), 422
    return _begun(user, keep="keep" in request.form)


def _let_in(email: str, password: str) -> User:
    place = request.remote_addr or ""
    _door.check(place)
    library = context.library()
    with library.sessions.reading() as session:
        candidate = signing.candidate(session, email, library.settings.secret_key)
    if signing.is_right(candidate, password):
        return signing.succeeded(context.session(), candidate, password)
    _door.note(place)
    with library.sessions.writing() as session:
        signing.failed(session, candidate.address)
    raise NotAllowed(N_("The address or the password is wrong."))


def _begun(user: User, *, keep: bool) -> Response:
    """Return the answer that signs this browser in and leads on."""
    browser = request.user_agent.string
    secret = signing.begin(context.session(), user, browser, keep=keep)
    response = redirect(forms.next_page("home.show"), 303)
    remember(response, secret, keep=keep)
    return response


def remember(response: Response, secret: str, *, keep: bool) -> None:
    """Give a browser the cookie of its sign-in."""
    response.set_cookie(
        context.SIGN_IN_COOKIE,
        secret,
        max_age=_KEPT_SECONDS if keep else None,
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
    )


@blueprint.post("/account/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    if found := context.sign_in():
        signing.end(context.session(), found.user, found.token)
    response = redirect(url_for("home.show"), 303)
    response.delete_cookie(context.SIGN_IN_COOKIE, httponly=True, samesite="Lax")
    return response


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """Show a person's own account."""
    return render_template("account/show.html", user=context.somebody())
