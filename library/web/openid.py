"""Signing in with an account of elsewhere: OpenID Connect, through Authlib, off until configured.

The authorisation code flow with PKCE, state and nonce; Authlib keeps them in the signed session.
A link begins it: after a form, Chromium would stop the way to another host (`form-action`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Flask, abort, current_app, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue

from library import i18n
from library.accounts import identities
from library.accounts.models import User
from library.config import OpenID
from library.errors import Conflict, LibraryError
from library.marking import N_
from library.web import account, context, forms, security

blueprint = Blueprint("openid", __name__)
blueprint.after_request(security.keep_to_oneself)
# The way back has one address in every language, because each must be registered.
door = Blueprint("openid_door", __name__)
door.after_request(security.keep_to_oneself)

_PATIENCE = 10  # seconds
_BEGUN = "openid"


def install(app: Flask) -> None:
    """Prepare the client, where a provider is configured."""
    provider = context.of(app).settings.openid
    if provider is None:
        return
    from authlib.integrations.flask_client import OAuth

    app.extensions["openid"] = OAuth(app).register(
        "openid",
        client_id=provider.client,
        client_secret=provider.secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE,
        },
    )


def _provider() -> OpenID:
    return context.library().settings.openid or abort(404)


@blueprint.get("/account/elsewhere")
def begin() -> ResponseReturnValue:
    """Lead to the provider."""
    provider = _provider()
    browser[_BEGUN] = {
        "lang": context.language(),
        "next": request.args.get("next", ""),
        "link": request.args.get("link", ""),
    }
    back = context.library().settings.address + url_for("openid_door.finish")
    try:
        with _answering(provider):
            return current_app.extensions["openid"].authorize_redirect(back)  # type: ignore[no-any-return]
    except LibraryError as refused:
        return account.sign_in_page(refused), 409


@contextmanager
def _answering(provider: OpenID) -> Iterator[None]:
    """Say in a sentence what goes wrong between the library and the provider."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except RequestException as error:
        raise Conflict(
            N_("%(name)s does not answer; sign in with a password, or try again later."),
            name=provider.name,
        ) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
        raise Conflict(
            N_("%(name)s did not confirm the sign-in; begin once more."), name=provider.name
        ) from error


@door.get("/account/elsewhere/back")
def finish() -> ResponseReturnValue:
    """Take what the provider says of somebody who comes back, and sign them in."""
    provider, begun = _provider(), browser.pop(_BEGUN, {})
    if (language := begun.get("lang")) in i18n.LANGUAGES:
        context.speak(language)
    session = context.let_write()
    try:
        with _answering(provider):
            claims = _claims(provider)
        user = _user(provider, claims, str(begun.get("link", "")))
    except LibraryError as refused:
        session.rollback()
        return account.sign_in_page(refused), 409
    wanted = str(begun.get("next", ""))
    where = wanted if forms.is_ours(wanted) else url_for("home.show")
    verified = identities.has_two_factors(claims)
    return account.begun(user, keep=False, verified=verified, where=where)


def _claims(provider: OpenID) -> dict[str, Any]:
    """Return what the signed token says; its address may stand with the provider only."""
    client = current_app.extensions["openid"]
    if client.load_server_metadata().get("issuer", "").rstrip("/") != provider.issuer:
        raise ValueError("the provider calls itself otherwise")
    token = client.authorize_access_token()
    claims = dict(token["userinfo"])
    if not claims.get("email") and client.server_metadata.get("userinfo_endpoint"):
        more = dict(client.userinfo(token=token))
        if more.get("sub") == claims["sub"]:
            claims = more | claims
    return claims


def _user(provider: OpenID, claims: dict[str, Any], link: str) -> User:
    session = context.session()
    if link:
        return identities.accept(session, link, provider.issuer, claims, context.language())
    return identities.let_in(session, provider.issuer, claims)
