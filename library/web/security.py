"""Headers that keep a page to itself: no foreign host, no inline script or style, no frame."""

from flask import Flask, Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# A page with the text of a file of strangers: cleaned, and even so without any script.
UNSCRIPTED_POLICY = _POLICY.replace("script-src 'self'; ", "")
# An attachment is data: even opened in a tab of its own it may do nothing.
FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}


def install(app: Flask) -> None:
    """Put the headers on every answer that does not bring its own."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def keep_to_oneself(response: Response) -> Response:
    """Let no cache keep a page about a person, and tell nobody where its reader came from.

    For blueprints whose pages show secrets, or stand at addresses that are secrets.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
