"""Builders: a plan file, a folder, a saved item, each whole and valid unless told otherwise."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from library.items import drafts, frontmatter, writing
from library.items.drafts import DraftFile
from library.items.models import Revision
from library.wiring import Library

BODY = """## I. Mục đích

Học sinh phân loại được rác.

## II. Tiến trình

| Phút | Việc |
|---|---|
| 0 - 10 | Mở đầu |
| 10 - 45 | Thực hành |
"""


def plan(body: str = BODY, **head: Any) -> str:
    """Return a plan file; keys given as None are left out."""
    usual = {
        "title": "Ngày hội phân loại rác",
        "summary": "Cả lớp cùng phân loại.",
        "kind": "material.activity-plan",
    }
    facts = {key: value for key, value in (usual | head).items() if value is not None}
    return frontmatter.dump(facts) + "\n" + body


def folder(place: Path, *, files: dict[str, bytes] | None = None, **plans: str) -> Path:
    """Write an item's folder: plans by language, attachments by path below `files/`."""
    place.mkdir(parents=True)
    for language, source in (plans or {"vi": plan()}).items():
        (place / f"plan.{language}.md").write_text(source, "utf-8")
    for path, content in (files or {}).items():
        target = place / "files" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return place


def saved(
    session: Session,
    library: Library,
    name: str = "phan-loai-rac",
    *,
    publish: bool = True,
    files: Mapping[str, bytes] | None = None,
    **plans: str,
) -> Revision:
    """Save an item with attachments, by path below `files/`, and publish it."""
    sources = {
        f"plan.{language}.md": source for language, source in (plans or {"vi": plan()}).items()
    }
    attached = [
        DraftFile(f"files/{path}", len(content), partial(BytesIO, content))
        for path, content in (files or {}).items()
    ]
    draft = drafts.assemble(name, sources, attached)
    revision, _ = writing.save(session, draft, library.workshop(session))
    if publish:
        writing.publish(session, revision, library.vocabulary(session))
    return revision
