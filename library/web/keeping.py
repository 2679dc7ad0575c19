"""A refused POST of the form of a submission: the reason, and everything that was typed.

A script gets the reason as JSON and keeps the text itself.
"""

from flask import jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from library.errors import Message
from library.web import questions
from library.web.speech import _

# What a form sends besides the fields.
_NOT_TYPED = ("csrf_token", "base", "tab", "then", "remove", "seen", "language")


def wants_json() -> bool:
    """Tell whether a script of ours asks, and not a browser for a page."""
    return request.accept_mimetypes.best == "application/json"


def refused(code: int, message: Message, *, signed_out: bool = False) -> ResponseReturnValue:
    """Answer with why, and with what was typed."""
    why = message.translated(_)
    if wants_json():
        return jsonify({"reason": why, "signed_out": signed_out}), code
    page = render_template(
        "contribute/kept.html",
        why=why,
        fields=_typed(),
        again=request.full_path.rstrip("?") if _is_from_here() else None,
        hidden=[
            (name, value)
            for name, value in request.form.items(multi=True) if name != "csrf_token"
        ],
        sign_in=url_for("account.sign_in") if signed_out else None,
    )  # fmt: skip
    answer = make_response(page, code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_from_here() -> bool:
    """Tell whether a page of ours sent this; what another host sent is not offered once more."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin", "").rstrip("/") == request.host_url.rstrip("/")


def _typed() -> list[dict[str, str]]:
    return [
        {"name": name, "label": questions.label(name, language=True), "value": value}
        for name, value in request.form.items(multi=True)
        if name not in _NOT_TYPED and value.strip() and not name.startswith("choice-")
    ]
