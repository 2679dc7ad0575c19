"""A person at a browser without a screen: signed in by cookie, with the token of our forms."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from library.web import context
from tests import cast


class Visitor:
    """A browser of a person, or of a stranger when `user_id` is None."""

    def __init__(self, app: Flask, user_id: int | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self._token = ""
        if user_id is not None:
            secret = cast.cookie(context.of(app), user_id)
            self.client.set_cookie(context.SIGN_IN_COOKIE, secret)

    def open(self, path: str, **choices: Any) -> TestResponse:
        """Get a page."""
        return self.client.get(path, **choices)

    def send(self, path: str, fields: dict[str, Any] | None = None, **choices: Any) -> TestResponse:
        """Post a form with the token that our pages carry."""
        self._token = self._token or self._read_token()
        data = {"csrf_token": self._token} | (fields or {})
        answer = self.client.post(path, data=data, **choices)
        answer.request.environ[
            "wsgi.input"
        ].close()  # what is long lies in a file, which nobody closes
        return answer

    def _read_token(self) -> str:
        page = self.client.get("/vi/account/sign-in").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, "the sign-in page carries a token"
        return found.group(1)
