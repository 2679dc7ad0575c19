"""The second factor as pages: it is asked for after a password, set up, renewed and turned off."""

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from library.accounts import second_factor, signing, totp
from library.accounts.models import SignIn
from library.errors import Invalid, LibraryError
from library.marking import N_
from library.web import account, context, errors, forms, security

blueprint = Blueprint("second_factor", __name__)
blueprint.after_request(security.keep_to_oneself)

# Where the secret waits until a code shows that the app has it: in the browser's own session.
_WAITING = "totp"
_ISSUER = "Sáo Diều"


@blueprint.get("/account/second-factor")
def ask() -> ResponseReturnValue:
    """Ask for a code, or lead on who needs to give none or has to set it up first."""
    found = _sign_in()
    if found.verified_at:
        return redirect(forms.next_page("home.show"))
    if not found.user.totp_secret:
        return redirect(url_for("second_factor.prepare", next=request.args.get("next")))
    return _asking_page()


def _sign_in() -> SignIn:
    """Return the sign-in of this browser, which may lack its second factor."""
    found = context.sign_in()
    if found is None:
        context.somebody()
        raise AssertionError("somebody refuses who is not signed in")
    return found


def _asking_page(refused: LibraryError | None = None) -> str:
    return render_template(
        "account/second_factor.html",
        wrong=forms.wrong(refused),
        next=request.values.get("next", ""),
    )


@blueprint.post("/account/second-factor")
def give() -> ResponseReturnValue:
    """Take a code and let the sign-in count."""
    found = _sign_in()
    try:
        _check(found)
    except LibraryError as refused:
        return _asking_page(refused), errors.code(refused)
    return _verified(found, redirect(forms.next_page("home.show"), 303))


def _check(found: SignIn) -> None:
    """Raise Invalid, and count it, for a wrong code."""
    session, key = context.session(), context.library().settings.secret_key
    if not second_factor.check(session, found.user, request.form.get("code", ""), key):
        session.commit()  # the count must outlast the refusal
        raise Invalid(
            N_("This code does not open. Each code works once; wait for the next."), "code"
        )


def _verified(found: SignIn, response: Response) -> Response:
    keep = signing.is_kept(found)
    account.remember(response, signing.verify(context.session(), found), keep=keep)
    return response


@blueprint.get("/account/second-factor/set-up")
def prepare() -> ResponseReturnValue:
    """Show the secret as a picture to scan and as letters to type."""
    found = _sign_in()
    if found.user.totp_secret:
        return redirect(url_for("account.show" if found.verified_at else "second_factor.ask"))
    return _preparing_page(found)


def _preparing_page(found: SignIn, refused: LibraryError | None = None) -> str:
    secret = browser.setdefault(_WAITING, totp.make_secret())
    code = segno.make(totp.uri(secret, found.user.email, _ISSUER), error="m", micro=False)
    return render_template(
        "account/set_up_second_factor.html",
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        qr_svg=code.svg_inline(scale=1, border=3, svgclass=None, lineclass=None, omitsize=True),
        has_to=found.verified_at is None,
        wrong=forms.wrong(refused),
        next=request.values.get("next", ""),
    )


@blueprint.post("/account/second-factor/set-up")
def set_up() -> ResponseReturnValue:
    """Begin to ask for it, and show the recovery codes once."""
    found, secret = _sign_in(), browser.get(_WAITING, "")
    try:
        if not secret:
            raise Invalid(N_("This page was open too long; scan the picture that it shows now."))
        given = request.form.get("code", "")
        codes = second_factor.set_up(context.session(), found.user, secret, given, found)
    except LibraryError as refused:
        return _preparing_page(found, refused), errors.code(refused)
    del browser[_WAITING]
    return _verified(found, _codes_page(codes))


def _codes_page(codes: list[str]) -> Response:
    where = forms.next_page("account.show")
    return Response(
        render_template("account/codes.html", codes=codes, where=where), mimetype="text/html"
    )


@blueprint.post("/account/second-factor/codes")
def renew() -> ResponseReturnValue:
    """Make new recovery codes, for a code."""
    user = context.somebody()
    try:
        _check(_sign_in())
    except LibraryError as refused:
        return account.undone(refused)
    return _codes_page(second_factor.renew_codes(context.session(), user))


@blueprint.post("/account/second-factor/off")
def turn_off() -> ResponseReturnValue:
    """Turn it off, for a code; whose role requires one sets up another at once."""
    found = _sign_in()
    context.somebody()
    try:
        _check(found)
    except LibraryError as refused:
        return account.undone(refused)
    second_factor.turn_off(context.session(), found.user, found)
    return redirect(url_for("account.show", _anchor="second-factor"), 303)
