"""PDF files in the confined process: looked over for locks, scripts and packed files; drawn."""

from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from library.uploads.packages import Refused

# Pixels of a page that is drawn to be looked at: wide enough to be read, an A4 page high.
_PAGE = (1000, 1414)
_LARGEST_SCALE = 4


def look_over(path: Path) -> None:
    """Raise Refused for a PDF that is locked, damaged, runs scripts or carries other files."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Refused("locked" if is_locked else "damaged") from error
    with document:
        if not len(document):
            raise Refused("damaged")
        if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            raise Refused("script-in-pdf")
        if raw.FPDFDoc_GetAttachmentCount(document) > 0:
            raise Refused("packed")


def draw(source: Path, number: int, target: Path) -> int:
    """Write the picture of a page, counted from 1; return how many pages there are."""
    with pypdfium2.PdfDocument(source) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_PAGE[0] / width, _PAGE[1] / height, _LARGEST_SCALE)
        drawn = page.render(scale=scale).to_pil().convert("RGB")
        drawn.save(target, "WEBP", quality=80, method=4)
        page.close()
        return len(document)
