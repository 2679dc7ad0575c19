"""Runs typst on our own sources; what comes from people reaches it as files, never as source.

Each call has its own compiler, folder and thread; only the fonts are shared.
"""

import tempfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

_FONTS = Path(__file__).parent / "fonts"


def pdf(source: bytes, files: Mapping[str, bytes], *, at: datetime, strict: bool) -> bytes:
    """Return a tagged PDF; strict: PDF/UA-1 and PDF/A-2a, or TypstError where that cannot be."""
    with tempfile.TemporaryDirectory(prefix="saodieu-") as folder:
        result = _compiler(folder, files).compile(
            input=source,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"] if strict else [],
            timestamp=at,
        )
    assert isinstance(result, bytes)
    return result


def png(source: bytes, files: Mapping[str, bytes], *, dots_per_inch: float) -> bytes:
    """Return the first page as a picture."""
    return pngs(source, files, dots_per_inch=dots_per_inch)[0]


def pngs(source: bytes, files: Mapping[str, bytes], *, dots_per_inch: float) -> list[bytes]:
    """Return every page as a picture."""
    with tempfile.TemporaryDirectory(prefix="saodieu-") as folder:
        result = _compiler(folder, files).compile(input=source, format="png", ppi=dots_per_inch)
    return result if isinstance(result, list) else [result or b""]


def _compiler(folder: str, files: Mapping[str, bytes]) -> typst.Compiler:
    for name, content in files.items():
        Path(folder, name).write_bytes(content)
    return typst.Compiler(root=folder, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])
