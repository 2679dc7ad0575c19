"""What a reader sees when something is refused: a page, or a problem document for the API."""

import logging
from contextlib import suppress

from flask import Flask, Response, json, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from library import i18n
from library.errors import Conflict, Invalid, LibraryError, Message, NotAllowed, NotFound, of_system
from library.marking import N_
from library.web import context
from library.web.speech import _

_CODES: dict[type[LibraryError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Invalid: 422,
    Conflict: 409,
}
_TITLES = {
    401: N_("The token does not work"),
    403: N_("Not for this account"),
    404: N_("There is nothing at this address"),
    405: N_("This address cannot be used so"),
    409: N_("Somebody was faster"),
    413: N_("That is too large"),
    422: N_("Something has to be mended"),
    500: N_("Something went wrong in the library"),
    503: N_("The library cannot answer now"),
}
_ADVICE = {
    404: N_("The address may have been typed wrong, or the page has moved."),
    405: N_("It is for reading only. Nothing was changed."),
    413: N_("Go back: what was typed is still there. Send less, or a smaller file."),
}
_SECRET_FIELDS = {"csrf_token", "password", "old_password", "code", "next"}
# What a form knows of itself.
_NOT_TYPED = {"anchor", "quote", "claim", "tab"}
# Letters; shorter values without a space or a Vietnamese letter are choices and numbers.
_WORTH_KEEPING = 12
_log = logging.getLogger("saodieu")


def install(app: Flask) -> None:
    """Answer every error with a page or a problem document."""
    app.register_error_handler(context.TokenRefused, _token_refused)
    app.register_error_handler(context.SignInNeeded, sign_in_first)
    app.register_error_handler(LibraryError, refused)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DBAPIError, system_failed)
    app.register_error_handler(OSError, system_failed)
    app.register_error_handler(Exception, _unforeseen)


def refused(error: LibraryError) -> ResponseReturnValue:
    """Answer with why something is refused."""
    return _answer(code(error), error.message)


def code(error: LibraryError) -> int:
    """Return the status of an answer that refuses."""
    return next(code for kind, code in _CODES.items() if isinstance(error, kind))


def sign_in_first(error: LibraryError) -> ResponseReturnValue:
    """Lead to the sign-in page and back; what was sent with POST would be lost on the way."""
    if request.method in ("GET", "HEAD") and not context.is_api():
        page = "second_factor.ask" if context.sign_in() else "account.sign_in"
        return redirect(url_for(page, next=request.full_path.rstrip("?")))
    return refused(error)


def _token_refused(error: context.TokenRefused) -> ResponseReturnValue:
    answer = _problem(401, error.message)
    answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


def _of_http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    answer = make_response(_answer(code, Message(_ADVICE.get(code, _ADVICE[404]))))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def system_failed(error: Exception) -> ResponseReturnValue:
    """Answer that the disk or the database is away for now."""
    _log.exception("The disk or the database failed")
    context.undo()
    return _answer(503, of_system(error))


def _unforeseen(_error: Exception) -> ResponseReturnValue:
    _log.exception("A request failed: %s %s", request.method, request.path)
    context.undo()
    return _answer(500, Message(N_("It has been noted. Nothing was lost; try again in a moment.")))


def _answer(code: int, message: Message) -> ResponseReturnValue:
    if context.is_api():
        return _problem(code, message)
    languages = sorted(i18n.LANGUAGES, key=lambda language: language != context.language())
    texts = [_in_language(language, code, message) for language in languages]
    return render_template("errors/show.html", code=code, texts=texts, typed=_typed()), code


def _typed() -> list[str]:
    """Return the texts of a form that was refused as a whole: nothing that was typed is lost."""
    with suppress(HTTPException):  # a body too large to be read
        return [
            value
            for name, value in request.form.items(multi=True)
            if name not in _SECRET_FIELDS | _NOT_TYPED and _is_typed(value.strip())
        ]
    return []


def _is_typed(value: str) -> bool:
    is_text = " " in value or not value.isascii()
    return len(value) >= _WORTH_KEEPING or is_text


def _problem(code: int, message: Message) -> Response:
    title, detail = _(_title(code)), message.translated(_)
    problem = {"type": "about:blank", "status": code, "title": title, "detail": detail}
    body = json.dumps(problem, ensure_ascii=False)
    return Response(body, code, mimetype="application/problem+json")


def _in_language(language: str, code: int, message: Message) -> dict[str, str]:
    """Say it in a language: somebody who meets an error may read only the other one."""
    with context.speaking(language):
        title, advice = _(_title(code)), message.translated(_)
    return {"language": language, "title": title, "advice": advice}


def _title(code: int) -> str:
    return _TITLES.get(code, _TITLES[500])
