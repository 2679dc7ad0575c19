"""The help page: how to find, what each download is, licences, how to run the library at school."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from library.web import pages

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def show() -> ResponseReturnValue:
    """Show the help page."""
    return pages.kept(lambda: render_template("help/show.html"))
