"""A reader for tests of what comes before and after reading: Markdown, with pictures made for it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from library.accounts.models import User
from library.errors import Message
from library.originals.models import Original, State
from library.originals.reader import REASONS, WARNINGS, Converted, Reader, Reading, Shown
from library.review import drafting
from tests.cast import Cast
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


FACTS = {
    "language": [{"value": "language.vi", "evidence": "Lớp: 7A1, 7A2", "is_sure": True}],
    "grade": [{"value": "grade.07", "evidence": "Lớp: 7A1, 7A2", "is_sure": True}],
    "theme": [{"value": "theme.environment.waste", "evidence": "rác", "is_sure": False}],
    "duration_minutes": [{"value": "45", "evidence": "Thời lượng: 45 phút", "is_sure": True}],
    "place": [{"value": "no.such.tag", "evidence": "ở đâu đó", "is_sure": True}],
}


def original(session: Session, cast: Cast, state: State) -> Original:
    """Add an original of Minh in a state, without anything having been read."""
    reason = Message(REASONS["scan"], {}).packed() if state == State.REFUSED else None
    html = "<h2>Mục đích</h2><table><tr><td>1</td></tr></table>"
    understood = {
        "title": "Ngày hội", "summary": "Một câu.", "markdown": "## Mục đích", "html": html,
        "facts": FACTS, "files": [], "alts": {}, "warnings": [Message(WARNINGS["lost"]).packed()],
        "converted": [{"before": "Häc", "after": "Học", "doubtful": ["Học"]}],
    }  # fmt: skip
    made = Original(
        user_id=cast.minh,
        unit_id=cast.school,
        name="bản-quét.pdf",
        media_type="application/pdf",
        sha256="0" * 64,
        same="0" * 64,
        size=1,
        state=state,
        warnings=[],
        understood=understood if state == State.READ else None,
        reason=reason,
    )
    if state == State.BEGUN:
        minh = session.get_one(User, cast.minh)
        made.submission_id = drafting.begin(session, minh, minh.memberships[0].unit, "vi").id
    session.add(made)
    session.flush()
    return made
