"""Static files: addressed with a stamp of their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for

_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


def install(app: Flask) -> None:
    """Stamp the addresses of static files and tell browsers how long to keep them."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def stamp(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _stamp(folder / values["filename"])

    @cache  # a page of results names the file with the drawings sixty times
    def address(file: str) -> str:
        return url_for("static", filename=file)

    @app.template_global("url_for")
    def quick_url_for(endpoint: str, **values: Any) -> str:
        return address(values["filename"]) if endpoint == "static" else url_for(endpoint, **values)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 304):
            response.headers["Cache-Control"] = _FOR_EVER if "v" in request.args else _A_DAY
        return response


@cache
def _stamp(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]
