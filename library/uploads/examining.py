"""Files made harmless in a confined process: pictures redrawn, drawings rebuilt, papers looked over.

The server itself opens none of them.
"""

from dataclasses import dataclass
from pathlib import Path

from library.errors import Invalid
from library.items import confined
from library.marking import N_

REASONS = {
    "damaged": N_("“%(name)s” is damaged; open it, save it anew and send that."),
    "large": N_(
        "“%(name)s” has more pixels than are taken (40 million; a WebP 10, a JPEG as cameras write it "
        "200 million); make it smaller."
    ),
    "bomb": N_("“%(name)s” would unpack to far more than it holds; it is not opened."),
    "paths": N_(
        "“%(name)s” has a part that lies outside of it, as only attacks do; save it anew with an "
        "office program."
    ),
    "locked": N_("“%(name)s” is locked with a password; save it without one and send it again."),
    "macros": N_(
        "“%(name)s” contains macros, which can harm the computers of readers; save it without them "
        "(DOCX, XLSX, PPTX) and send it again."
    ),
    "fetches": N_(
        "“%(name)s” fetches a template or an object from another address when it is opened; copy its "
        "content into a new document and send that."
    ),
    "doctype": N_(
        "“%(name)s” declares a document type, as only attacks do; save it anew with an office or "
        "drawing program."
    ),
    "script-in-pdf": N_("“%(name)s” contains a script; print it to PDF anew and send that."),
    "packed": N_(
        "“%(name)s” carries other files inside; print it to PDF anew and send the others beside it."
    ),
    "script": N_("“%(name)s” contains a script; export the drawing without it, or as PNG."),
    "foreign": N_("“%(name)s” contains parts of a web page; export the drawing as PNG."),
    "outside": N_(
        "“%(name)s” fetches pictures, fonts or styles from elsewhere; embed the pictures, turn text "
        "into paths, or export the drawing as PNG."
    ),
    "without-size": N_("“%(name)s” does not say how large it is; export it as PNG."),
    "large-drawing": N_("“%(name)s” is larger than %(limit)s MB as a drawing; export it as PNG."),
    "bomb-in-drawing": N_("“%(name)s” repeats its parts beyond measure; export it as PNG."),
}
_TOO_MUCH = N_("“%(name)s” takes too long or too much memory to open; make it smaller or simpler.")
_DRAWING_MEGABYTES = 8


@dataclass(frozen=True)
class Examined:
    """What a harmless file is; only pictures have a size, `moved` tells of one that was animated."""

    media_type: str
    width: int | None = None
    height: int | None = None
    moved: bool = False


class Examiner:
    """Lends the examining process; safe to use from several threads."""

    def __init__(self, seconds: float = 30) -> None:
        self._process = confined.Process("library.uploads.backroom", seconds)

    def examine(self, path: Path, media_type: str, name: str) -> Examined:
        """Make the file harmless in its place; raise Invalid with the reason when it cannot be."""
        answer = self._process.ask({"path": str(path.resolve()), "media_type": media_type})
        if answer is None:
            raise Invalid(_TOO_MUCH, name=name)
        if refused := answer.get("refused"):
            raise Invalid(REASONS[refused], name=name, limit=_DRAWING_MEGABYTES)
        return Examined(**{"media_type": media_type} | answer)

    def shrink(self, source: Path, target: Path) -> bool:
        """Write a small copy of a picture; tell whether there could be one."""
        question = {"path": str(source.resolve()), "target": str(target.resolve())}
        return bool(self._process.ask(question))

    def draw(self, source: Path, page: int, target: Path) -> int:
        """Write the picture of a page of a PDF; return how many it has, 0 when that cannot be."""
        question = {"path": str(source.resolve()), "page": page, "target": str(target.resolve())}
        return self._process.ask(question) or 0

    def close(self) -> None:
        """End the process."""
        self._process.close()
