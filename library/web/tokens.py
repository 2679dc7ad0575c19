"""API tokens on the account page: made, shown once, ended."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.accounts import tokens
from library.errors import LibraryError
from library.web import account, context, forms, security

blueprint = Blueprint("tokens", __name__)
blueprint.after_request(security.keep_to_oneself)


@blueprint.post("/account/tokens")
def make() -> ResponseReturnValue:
    """Make a token and show it, once."""
    name, ends_on = request.form.get("token_name", ""), forms.day("ends_on")
    try:
        secret = tokens.make(context.session(), context.somebody(), name, ends_on)
    except LibraryError as refused:
        return account.undone(refused)
    return render_template("account/token.html", name=name, secret=secret, ends_on=ends_on)


@blueprint.post("/account/tokens/<int:id>/end")
def end(id: int) -> ResponseReturnValue:
    """End a token."""
    tokens.end(context.session(), context.somebody(), id)
    return redirect(url_for("account.show", _anchor="tokens"), 303)
