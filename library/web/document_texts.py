"""What an official document takes from an item, and the document with its pictures, ready for a writer."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from library.database import today
from library.documents import making, official_docx, official_pdf, profiles
from library.documents.composing import Composed
from library.documents.document import Document
from library.documents.models import OfficialDocument
from library.items import withholding
from library.items.models import Edition, Item, Revision
from library.web import context, facts, filters, papers, words

_DOTS_PER_INCH = 84
# Minutes of a period by level: NĐ and CTGDPT 2018 count 35 in primary schools, 45 above.
_PERIOD = {"level.primary": 35}
_USUAL_PERIOD = 45
_MOST_OUTCOMES = 600
WRITERS = {"docx": official_docx.write, "pdf": official_pdf.write}


def of_item(item: Item, revision: Revision, edition: Edition) -> dict[str, Any]:
    """Return what a document keeps of an item, in the words of the edition's language."""
    own = {**facts.said(revision), **edition.facts, **revision.facts}
    with context.speaking(edition.language if edition.language in ("vi", "en") else "vi"):
        return {
            "item": item.id,
            "slug": item.slug,
            "revision": revision.number,
            "html": withholding.seen_html(edition.html, withholding.paths(revision.files)),
            "pictures": {
                file.path: file.sha256
                for file in revision.files
                if file.media_type.startswith("image/")
            },
            "citation": papers.citation(item, revision, edition),
            "authors": list(edition.facts.get("authors", [])),
            "cost": own.get("cost_vnd"),
            "values": _values(own, edition),
        }


def _values(own: Mapping[str, Any], edition: Edition) -> dict[str, str]:
    minutes = own.get("duration_minutes")
    level = "".join(own.get("level", [])[:1])
    periods = max(round(minutes / _PERIOD.get(level, _USUAL_PERIOD)), 1) if minutes else 0
    cost, participants = own.get("cost_vnd"), own.get("participants")
    return {
        **of_nothing(),
        "title": edition.title,
        "summary": edition.summary,
        "grades": _grades(own.get("grade", [])),
        "levels": "; ".join(words.labels(own.get("level", []))),
        "subjects": "; ".join(words.labels(own.get("subject", []))),
        "duration": filters.minutes(minutes) if minutes else "",
        "periods": str(periods) if periods else "",
        "participants": filters.number(participants) if participants else "",
        "cost": filters.money(cost) if cost is not None else "",
        "month": ", ".join(month.rpartition(".")[2].lstrip("0") for month in own.get("month", [])),
        "form": "; ".join(words.labels(own.get("activity", []))),
    }


def _grades(ids: list[str]) -> str:
    """Return grades without the word that forms print before them: “6, 7”."""
    said = words.grades(ids) if ids else ""
    return (
        said.removeprefix("Lớp ")
        .removeprefix("lớp ")
        .removeprefix("Grades ")
        .removeprefix("Grade ")
    )


def of_nothing() -> dict[str, str]:
    """Return the values that a document without an item has."""
    return {"year": school_year(today())}


def school_year(day: date) -> str:
    """Return "2026-2027": a school year is prepared from August on."""
    first = day.year if day.month > 7 else day.year - 1
    return f"{first}-{first + 1}"


def composed(found: OfficialDocument) -> Composed:
    """Return the document with the pictures that may be shown today."""
    source = found.source
    pictures = _pictures(source) | _drawings(source)
    html = withholding.seen_html(source.get("html", ""), set(pictures))
    document = Document(
        title=found.title,
        promise="",
        kind="",
        language=found.language,
        facts=(),
        body=(),
        pictures=pictures | _logo(found),
        source="",
        authors=tuple(source.get("authors", ())),
        keywords=(),
        modified_at=found.changed_at.replace(microsecond=0),
        address=papers.address(source["slug"], found.language) if "slug" in source else "",
    )
    return making.composed(context.session(), found, document, html)


def _logo(found: OfficialDocument) -> dict[str, bytes]:
    letterhead = making.letterhead(context.session(), found)
    return logo(letterhead.get(profiles.LOGO, ""))


def logo(sha256: str) -> dict[str, bytes]:
    """Return the logo of a letterhead as a picture of a document; none where there is none."""
    store = context.library().store
    has_one = bool(sha256) and store.path(sha256).is_file()
    return {profiles.LOGO: store.read(sha256)} if has_one else {}


def _drawings(source: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what was drawn for the document, by path."""
    return {path: svg.encode() for path, svg in source.get("drawings", {}).items()}


def _pictures(source: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the pictures by path; one that has been withheld since is not among them."""
    kept: dict[str, str] = source.get("pictures", {})
    if not kept:
        return {}
    hidden = withholding.hidden(context.session(), source["item"])
    store = context.library().store
    return {
        path: store.read(sha256)
        for path, sha256 in kept.items()
        if path not in hidden and sha256 not in hidden and store.path(sha256).is_file()
    }


def pages(found: OfficialDocument, made: Composed) -> list[Path]:
    """Return the pages as pictures, made anew when the document or its letterhead has changed."""
    files = official_pdf.files(made.official)
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + content)
    place = _folder(found) / digest.hexdigest()[:24]
    if not place.is_dir():
        pictures = official_pdf.pages(made.official, _DOTS_PER_INCH)
        forget(found)
        place.mkdir(parents=True, exist_ok=True)
        for number, picture in enumerate(pictures, start=1):
            (place / f"{number:03d}.png").write_bytes(picture)
    return sorted(place.glob("*.png"))


def forget(found: OfficialDocument) -> None:
    """Remove the pictures of a document from this machine."""
    shutil.rmtree(_folder(found), ignore_errors=True)


def _folder(found: OfficialDocument) -> Path:
    return context.library().settings.cache / "documents" / str(found.id)
