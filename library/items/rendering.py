"""Renders Markdown in a confined process: hostile texts need minutes, and are not given them."""

from typing import TypedDict

from library.errors import Invalid
from library.items import confined
from library.marking import N_

LONGEST = 1_000_000
# Runs of brackets that Python-Markdown needs minutes for and that no plan contains.
_RUN = 200


class Rendered(TypedDict):
    """What is kept of one edition: safe HTML, its headings (level, anchor, title), its bare text."""

    html: str
    outline: list[tuple[int, str, str]]
    plain: str


class Renderer:
    """Lends the rendering process; safe to use from several threads."""

    def __init__(self, seconds: float = 10) -> None:
        self._process = confined.Process("library.items.rendering", seconds)

    def render(self, source: str) -> Rendered:
        """Return the rendered Markdown; raise Invalid when the text is too long or too strange."""
        if len(source) > LONGEST or any(sign * _RUN in source for sign in "[<>`*_!("):
            raise Invalid(
                N_(
                    "The text is too long or has long runs of signs; the limit is one million characters."
                )
            )
        rendered: Rendered | None = self._process.ask(source)
        if rendered is None:
            raise Invalid(
                N_("The text could not be laid out in time; simplify its lists and links.")
            )
        return rendered

    def close(self) -> None:
        """End the process."""
        self._process.close()


if __name__ == "__main__":
    from library.items.markup import render  # nobody else needs it, or what it imports

    confined.serve(render)
