"""Downloads of an item: made when first asked for, kept by revision, so that pages can show sizes."""

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from flask import url_for

from library import __version__, i18n
from library.documents import blocks, to_docx, to_pdf
from library.documents.document import Document
from library.errors import NotFound
from library.items import credits, folder, withholding
from library.items.models import Edition, Item, Revision
from library.items.origin import Origin
from library.marking import N_
from library.web import context, facts, filters, words
from library.web.speech import _

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
}


def path(item: Item, revision: Revision, edition: Edition, format: str) -> Path:
    """Return the file with an edition in a format, made now when it is not kept yet."""
    if format not in TYPES:
        raise NotFound(N_("There is no such download; choose Word, PDF, Markdown or ZIP."))
    shown = sorted(f"{file.path} {file.sha256}" for file in revision.files)
    site = context.library().settings.address
    stamp = _digest(revision.digest, edition.language, __version__, site, *shown)[:32]
    series = f"{_digest(edition.language)[:8]}-"
    place = _folder(item) / f"{series}{stamp}.{format}"
    if not place.is_file():
        earlier = list(place.parent.glob(f"{series}*.{format}"))
        _keep(place, _MAKERS[format](item, revision, edition))
        for each in earlier:  # it may show what is hidden by now
            each.unlink(missing_ok=True)
    return place


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _folder(item: Item) -> Path:
    key = _digest(item.id)
    return context.library().settings.cache / "papers" / key[:2] / key[2:24]


def forget(item: Item) -> None:
    """Remove the papers of an item from this machine: what they show may not be shown any more."""
    shutil.rmtree(_folder(item), ignore_errors=True)


def _keep(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
    draft.write_bytes(content)
    draft.replace(place)


def _docx(item: Item, revision: Revision, edition: Edition) -> bytes:
    return to_docx.write(document(item, revision, edition))


def _pdf(item: Item, revision: Revision, edition: Edition) -> bytes:
    return to_pdf.write(document(item, revision, edition))


def _markdown(item: Item, revision: Revision, edition: Edition) -> bytes:
    return folder.plan(item, revision, edition).encode()


def _zip(item: Item, revision: Revision, _edition: Edition) -> bytes:
    return folder.packed(item, revision, context.library().store)


_MAKERS: dict[str, Callable[[Item, Revision, Edition], bytes]] = {
    "docx": _docx, "pdf": _pdf, "md": _markdown, "zip": _zip,
}  # fmt: skip


def document(item: Item, revision: Revision, edition: Edition) -> Document:
    """Return an edition as the writers of Word and PDF take it, in the edition's own language."""
    paper_language = edition.language if edition.language in i18n.LANGUAGES else i18n.SOURCE
    page = address(item.slug, paper_language)
    with context.speaking(paper_language):
        return Document(
            title=edition.title,
            promise=edition.summary,
            kind=words.kind(revision.facts, context.vocabulary()),
            language=edition.language,
            facts=tuple((fact.label, fact.value) for fact in facts.panel(revision, edition)),
            body=tuple(blocks.from_html(_seen(revision, edition))),
            pictures=_pictures(revision),
            source=citation(item, revision, edition),
            authors=tuple(edition.facts.get("authors", [])),
            keywords=tuple(words.labels(words.themes(revision.facts))),
            modified_at=_changed_at(revision),
            address=page,
            origin=Origin(item.id, revision.number, edition.language, page),
        )


def _seen(revision: Revision, edition: Edition) -> str:
    return withholding.seen_html(edition.html, withholding.paths(revision.files))


def _pictures(revision: Revision) -> dict[str, bytes]:
    store = context.library().store
    images = [file for file in revision.files if file.media_type.startswith("image/")]
    return {file.path: store.read(file.sha256) for file in images}


def _changed_at(revision: Revision) -> datetime:
    """Return when the text was last changed: as it says itself, else when it was saved."""
    if updated := revision.facts.get("updated"):
        return datetime.combine(date.fromisoformat(updated), time(), UTC)
    return revision.created_at.replace(microsecond=0)  # typst refuses parts of a second


def page_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, as papers and other programs need it."""
    return context.library().settings.address + url_for(endpoint, **values)


def address(slug: str, language: str) -> str:
    """Return the whole address of an item's page."""
    return page_address("items.show", slug=slug, lang=language)


def short_address(item: Item) -> str:
    """Return the whole address of an item's short link."""
    return page_address("item_links.short", code=item.short)


def citation(item: Item, revision: Revision, edition: Edition) -> str:
    """Return how to cite an edition."""
    day = filters.day(_changed_at(revision))
    licence = "".join(words.labels([revision.facts.get("licence", "")]))
    version = revision.facts.get("version")
    parts = [
        words.authors(revision, edition),
        edition.title,
        _("Sáo Diều library"),
        _("version %(version)s, %(day)s", version=version, day=day) if version else day,
        licence,
        short_address(item),
        *(f"{words.credit(each)}. {each.address}" for each in credits.of(revision, edition)),
    ]
    return ". ".join(words.capitalised(part).rstrip(". ") for part in parts if part)
