"""Signing in and out, and what a person sees and changes of their own account."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from library import i18n
from library.accounts import identities, passwords, roles, second_factor, signing, tokens, users
from library.accounts.models import Membership, SignIn, User
from library.accounts.roles import Role
from library.accounts.signing import Candidate
from library.database import today
from library.errors import Invalid, LibraryError, NotAllowed
from library.marking import N_
from library.web import browsers, context, errors, forms, security
from library.web.doorkeeper import Doorkeeper
from library.web.speech import _

blueprint = Blueprint("account", __name__)
blueprint.after_request(security.keep_to_oneself)

_KEPT_SECONDS = int(signing.KEPT_FOR.total_seconds())
_door = Doorkeeper(30, 300, N_("Too many wrong passwords from here; wait five minutes."))


@blueprint.get("/account/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form for signing in, and why a sign-in of before does not count any more."""
    return sign_in_page()


def sign_in_page(refused: LibraryError | None = None) -> str:
    """Return the page for signing in, with why the last try was refused."""
    why = None if refused else context.why_signed_out()
    provider = context.library().settings.openid
    return render_template(
        "account/sign_in.html",
        email=request.form.get("email", ""),
        keep="keep" in request.form,
        next=request.values.get("next", ""),
        refused=refused.message.translated(_) if refused else None,
        why=why.translated(_) if why else None,
        provider=provider.name if provider else None,
    )


@blueprint.post("/account/sign-in")
def begin() -> ResponseReturnValue:
    """Sign in, or say that the address or the password is wrong and not which."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        candidate = matched(email, password)
        if candidate is None:
            raise NotAllowed(N_("The address or the password is wrong."))
    except LibraryError as refused:
        return sign_in_page(refused), 422
    user = signing.succeeded(context.session(), candidate, password)
    return begun(user, keep="keep" in request.form)


def matched(email: str, password: str) -> Candidate | None:
    """Return who has this password; None, counted, when it is wrong.

    Compared outside any transaction, because a hash takes a while: nothing may be open yet.
    """
    _door.check()
    passwords.require_room()
    library = context.library()
    with library.sessions.reading() as session:
        candidate = signing.candidate(session, email, library.settings.secret_key)
    if signing.is_right(candidate, password):
        return candidate
    _door.note()
    with library.sessions.writing() as session:
        signing.failed(session, candidate.address)
    return None


def begun(user: User, *, keep: bool, verified: bool = False, where: str = "") -> Response:
    """Return the answer that signs this browser in and leads on, over the second factor if need be.

    A sign-in of before ends: nothing that was known of this browser opens the new one.
    """
    session = context.session()
    if before := context.sign_in():
        signing.end(session, before.user, before.token)
    agent = request.user_agent.string
    secret = signing.begin(session, user, agent, keep=keep, verified=verified)
    where = where or forms.next_page("home.show")
    if user.needs_second_factor and not verified:
        where = url_for("second_factor.ask", next=where)
    response = redirect(where, 303)
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
    """Sign this browser out and forget what it kept."""
    if found := context.sign_in():
        signing.end(context.session(), found.user, found.token)
    browser.clear()
    response = redirect(url_for("home.show"), 303)
    response.delete_cookie(context.SIGN_IN_COOKIE, httponly=True, samesite="Lax")
    return response


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """Show a person's own account."""
    return page()


def page(refused: LibraryError | None = None) -> str:
    """Return the page of one's own account, with why the last change was refused."""
    session, user = context.session(), context.somebody()
    provider = context.library().settings.openid
    return render_template(
        "account/show.html",
        person=user,
        typed=request.form,
        wrong=forms.wrong(refused),
        interface_languages=i18n.LANGUAGES,
        memberships=[_membership(each) for each in user.memberships],
        sign_ins=[_sign_in(each) for each in signing.of(session, user) if each.verified_at],
        tokens=tokens.of(session, user),
        last_day=today() + tokens.LONGEST_LIFE,
        codes_left=second_factor.codes_left(session, user),
        has_to=any(Role(each.role) in roles.GUARDED for each in user.memberships),
        identities=identities.of(session, user),
        provider=provider.name if provider else None,
    )


def _membership(held: Membership) -> dict[str, object]:
    return {"role": _(roles.NAMES[Role(held.role)]), "unit": held.unit}


def _sign_in(found: SignIn) -> dict[str, object]:
    current = context.sign_in()
    return {
        "number": signing.number_of(found),
        "browser": browsers.name(found.browser) or _("Unknown browser"),
        "since": found.created_at,
        "seen": found.seen_at,
        "is_current": current is not None and current.token == found.token,
    }


def undone(refused: LibraryError) -> ResponseReturnValue:
    """Answer with the page of the account, undoing what was begun."""
    context.session().rollback()
    return page(refused), errors.code(refused)


@blueprint.post("/account")
def describe() -> ResponseReturnValue:
    """Change name and language."""
    form = request.form
    try:
        users.describe(
            context.session(), context.somebody(), form.get("name", ""), form.get("language", "")
        )
    except Invalid as refused:
        return undone(refused)
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; every other sign-in ends, and this one gets another secret."""
    form = request.form
    with context.looking():
        email = context.somebody().email
    try:
        if matched(email, form.get("old_password", "")) is None:
            raise Invalid(N_("This is not the password so far."), field="old_password")
        response = _changed(form.get("password", ""))
    except LibraryError as refused:
        return undone(refused)
    return response


def _changed(password: str) -> Response:
    session, found = context.session(), context.sign_in()
    users.choose_password(session, context.somebody(), password, keep=found)
    response = redirect(url_for("account.show", _anchor="sign-ins"), 303)
    if found:
        secret = signing.renew(session, found)
        remember(response, secret, keep=signing.is_kept(found))
    return response


@blueprint.post("/account/sign-ins/<number>/end")
def end_sign_in(number: str) -> ResponseReturnValue:
    """End a sign-in, in this browser or another."""
    signing.end_numbered(context.session(), context.somebody(), number)
    return redirect(url_for("account.show", _anchor="sign-ins"), 303)
