"""PDF files looked over in the confined process: locks, scripts, other files packed inside."""

from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from library.uploads.packages import Refused


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
