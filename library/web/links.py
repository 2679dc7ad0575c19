"""Links that work once, as pages: an invitation, a new password, and how to ask for one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library import i18n
from library.accounts import links, passwords, signing, users
from library.accounts.models import Link, User
from library.errors import Invalid, LibraryError
from library.marking import N_
from library.web import account, context, errors, forms, letters, security
from library.web.doorkeeper import Doorkeeper

blueprint = Blueprint("links", __name__)
blueprint.after_request(security.keep_to_oneself)

_MOST_LINKS_A_DAY = 5
_door = Doorkeeper(20, 3600, N_("Many links were asked for from here; wait an hour."))


@blueprint.get("/account/links/<secret>")
def show(secret: str) -> ResponseReturnValue:
    """Show what a link is for; one that does not work any more says why."""
    return _page(links.open_(context.session(), secret), secret)


def _page(link: Link, secret: str, refused: LibraryError | None = None) -> str:
    owner = users.by_email(context.session(), link.email)
    provider = context.library().settings.openid
    return render_template(
        "account/link.html",
        link=link,
        secret=secret,
        owner=owner,
        typed=request.form,
        wrong=forms.wrong(refused),
        interface_languages=i18n.LANGUAGES,
        shortest=_shortest(owner),
        provider=provider.name if provider and link.unit else None,
    )


def _shortest(owner: User | None) -> int:
    has_second = bool(owner and owner.totp_secret)
    return passwords.SHORTEST_WITH_SECOND_FACTOR if has_second else passwords.SHORTEST


@blueprint.post("/account/links/<secret>")
def use(secret: str) -> ResponseReturnValue:
    """Use a link: choose a password, with an invitation also what one is called, and be signed in."""
    session, form = context.session(), request.form
    link = links.open_(session, secret)
    language = form.get("language", context.language())
    try:
        user = links.use(session, secret, form.get("name", ""), language, form.get("password", ""))
    except Invalid as refused:
        session.rollback()
        return _page(links.open_(session, secret), secret, refused), 422
    signing.forgive(session, signing.door(link.email, context.library().settings.secret_key))
    return account.begun(user, keep=False, where=url_for("account.show"))


@blueprint.post("/account/links/<secret>/accept")
def accept(secret: str) -> ResponseReturnValue:
    """Take an invitation to another role with the account one is signed in with."""
    links.accept(context.session(), secret, context.somebody())
    return redirect(url_for("account.show"), 303)


@blueprint.get("/account/forgotten")
def forgotten() -> ResponseReturnValue:
    """Show where to ask for a link to a new password."""
    return _forgotten_page()


def _forgotten_page(refused: LibraryError | None = None, *, is_sent: bool = False) -> str:
    return render_template(
        "account/forgotten.html", typed=request.form, wrong=forms.wrong(refused), is_sent=is_sent
    )


@blueprint.post("/account/forgotten")
def ask() -> ResponseReturnValue:
    """Send a link to a new password; the answer never tells whether there is an account."""
    session = context.session()
    try:
        _door.check()
        email = users.address(request.form.get("email", ""))
    except LibraryError as refused:
        return _forgotten_page(refused), errors.code(refused)
    _door.note()
    user = users.by_email(session, email)
    is_patient = links.asked_lately(session, email) < _MOST_LINKS_A_DAY
    if user and not user.ended_at and is_patient:
        letters.new_password(user, links.new_password(session, user, user))
    return _forgotten_page(is_sent=True)
