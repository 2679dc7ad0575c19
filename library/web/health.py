"""Says whether the library can answer: for whoever restarts it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from library.search.query import Query
from library.web import context

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 when the database and the index answer; otherwise an error page does."""
    context.session().scalar(select(1))
    context.library().index.search(Query(size=1))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
