"""What an address or a form gives, without the NUL that no text has and PostgreSQL fails at."""

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items


class Values(ImmutableMultiDict[str, Any]):
    """Values by name as they were sent, texts without a NUL."""

    def __init__(self, mapping: Any = ()) -> None:
        super().__init__(
            [
                (name, value.replace("\0", "") if isinstance(value, str) else value)
                for name, value in iter_multi_items(mapping or ())
            ]
        )


class _Request(Request):
    parameter_storage_class = Values


def install(app: Flask) -> None:
    """Take the values of every request so."""
    app.request_class = _Request
