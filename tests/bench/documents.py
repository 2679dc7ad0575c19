"""Word and PDF files of a starter plan: how long one takes, and what fifty leave in memory."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from library import config, transfer
from library.documents import to_docx, to_pdf
from library.documents.document import Document
from library.items import catalogue
from library.web import context, create_app, papers
from library.wiring import Library
from tests.bench import rows
from tests.bench.rows import Row

_PLAN = "local-culture-festival"
_ROUNDS = 9
_MANY = 50
_WRITERS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "DOCX": (to_docx.write, "100 ms"),
    "PDF": (to_pdf.write, "500 ms"),
}


def measured() -> Iterator[Row]:
    """Measure both writers on the same plan."""
    document = _document()
    for name, (write, target) in _WRITERS.items():
        size = len(write(document))
        taken = [rows.seconds(lambda: write(document)) for _ in range(_ROUNDS)]  # noqa: B023
        note = f"warm, median of {_ROUNDS}, {size / 1000:.0f} KB"
        yield Row(f"{name} of {_PLAN}", rows.median(taken), target, note)
    before = _resident()
    for write, _ in _WRITERS.values():
        for _ in range(_MANY):
            write(document)
    yield Row(f"memory after {_MANY} of each", f"+{_resident() - before:.0f} MB")


def _document() -> Document:
    """Return a starter plan as the writers take it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        transfer.bring_starter_collection(library)
        with create_app(library).test_request_context("/vi/"):
            item = catalogue.by_slug(context.session(), _PLAN)
            assert item.published, "the catalogue returns published items only"
            edition = catalogue.edition(item.published, "vi")
            made = papers.document(item, item.published, edition)
        library.close()
        return made


def _resident() -> float:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
