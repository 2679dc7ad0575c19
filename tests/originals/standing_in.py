"""A reader for tests of what comes before and after reading: Markdown, with pictures made for it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from library.errors import Message
from library.originals.reader import REASONS, WARNINGS, Converted, Reader, Reading, Shown
from tests.uploads import hostile

PLAN = """# Ngày hội sách

## I. Mục đích

- Học sinh khối 7 trao đổi được ít nhất một cuốn sách cũ. Ai cũng có phần.

![](files/quay.jpg)

Hình 1: Quầy sách dưới gốc bàng

| Phút | Việc |
|---|---|
| 0 - 10 | Bày sách |
"""


class StandIn(Reader):
    """Reads Markdown whose first line may be a title; says what the words in capitals ask for.

    SCAN and EMPTY are reasons to refuse, FAULT is a fault, LEGACY a passage in an old font.
    """

    @contextmanager
    def read(self, path: Path, media_type: str) -> Iterator[Reading]:
        source = path.read_text("utf-8", "replace")
        if reason := next((each for each in ("scan", "empty") if each.upper() in source), None):
            yield Reading(error=Message(REASONS[reason], {}))
            return
        if "FAULT" in source:
            raise ValueError("a fault with a secret in its text")
        with tempfile.TemporaryDirectory() as folder:
            yield _reading(source, Path(folder))


def _reading(source: str, folder: Path) -> Reading:
    title = re.match(r"# (.+)\n", source)
    return Reading(
        title=title[1] if title else "",
        markdown=source[title.end() :].lstrip() if title else source,
        pictures=tuple(_shown(path, folder) for path in re.findall(r"\((files/[^)]+)\)", source)),
        converted=(Converted("tr­êng häc", "trường học", ("học",)),) if "LEGACY" in source else (),
        warnings=(Message(WARNINGS["pictures"], {}),) if "LEGACY" in source else (),
    )


def _shown(path: str, folder: Path) -> Shown:
    kept = folder / path.rsplit("/", 1)[-1]
    kept.write_bytes(b"no picture" if "bad" in path else hostile.photo())
    return Shown(path, kept)
