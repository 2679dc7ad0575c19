"""The vocabulary out and in, for curators: a file is compared first and taken in when they say so.

What a file describes is kept between the two steps in the cache, under the digest of what it says.
"""

import hashlib
import json
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from library.errors import Invalid, LibraryError, NotFound
from library.exchange import vocabulary_files
from library.marking import N_
from library.tags import entries, importing
from library.tags.entries import Entries, Name
from library.tags.importing import Change, Difference
from library.web import context, errors, filters, forms, linked, terms
from library.web.speech import _

blueprint = Blueprint("vocabularies", __name__)

FIELD = "file"
_MOST_SHOWN = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")
# Comparisons that nobody came back to are thrown away after a day.
_KEPT_SECONDS = 24 * 3600
_FIELDS = {
    "names": N_("names"),
    "labels": N_("labels"),
    "scheme": N_("scheme"),
    "parent": N_("broader tag"),
    "replaced_by": N_("replaced by"),
    "position": N_("position"),
    "is_ordered": N_("keeps its order"),
    "properties": N_("properties"),
    "source": N_("source"),
    "note": N_("note"),
    "candidates": N_("candidates"),
    "rule": N_("rule"),
}


@blueprint.url_value_preprocessor
def _let_more_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint == "vocabularies.compare":
        request.max_content_length = vocabulary_files.LARGEST + 1024 * 1024


@blueprint.get("/curate/vocabulary")
def show() -> ResponseReturnValue:
    """Offer the vocabulary as files, and a form for one that comes in."""
    terms.curator()
    return _page(None)


def _page(refused: LibraryError | None) -> str:
    if isinstance(refused, Invalid):
        refused.field = FIELD
    return render_template(
        "vocabularies/show.html",
        downloads=[
            (name, url_for("vocabularies.export", form=form))
            for form, name in {**linked.NAMES, vocabulary_files.TABLE: "CSV"}.items()
        ],
        is_taken="taken" in request.args,
        wrong=forms.wrong(refused),
        most=vocabulary_files.LARGEST // 1024 // 1024,
    )


@blueprint.get("/curate/vocabulary.<any(ttl, jsonld, rdf, csv):form>")
def export(form: str) -> ResponseReturnValue:
    """Give the whole vocabulary as a file, with notes and sources."""
    terms.curator()
    whole = entries.read(context.session())
    content = vocabulary_files.written(whole, context.library().settings.address, form)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="vocabulary.{form}"',
    }
    return Response(content, mimetype=vocabulary_files.MEDIA_TYPES[form], headers=headers)


@blueprint.post("/curate/vocabulary")
def compare() -> ResponseReturnValue:
    """Read a file that came in and lead to what it would change."""
    with context.looking() as session:
        terms.curator()
        try:
            coming = _read(request.files.get(FIELD), entries.read(session))
            importing.difference(session, coming)
        except LibraryError as refused:
            return _page(refused), errors.code(refused)
    return redirect(url_for("vocabularies.difference", digest=_keep(coming)), 303)


def _read(sent: FileStorage | None, now: Entries) -> Entries:
    if sent is None or not sent.filename:
        raise Invalid(N_("Choose a file first."))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "vocabulary")
        sent.save(place)
        return vocabulary_files.read(place, sent.filename, now)


def _folder() -> Path:
    return context.library().settings.cache / "vocabularies"


def _keep(coming: Entries) -> str:
    """Keep what a file describes and return its digest."""
    said = json.dumps(coming.packed(), ensure_ascii=False).encode()
    digest = hashlib.sha256(said).hexdigest()
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        with suppress(OSError):  # another request may be throwing the same away
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                old.unlink()
    fresh = folder / f"{digest}.{time.monotonic_ns()}"
    fresh.write_bytes(said)
    fresh.replace(folder / digest)
    return digest


def _kept(digest: str) -> Entries:
    place = _folder() / digest
    if not _DIGEST.fullmatch(digest) or not place.is_file():
        raise NotFound(N_("This comparison is not kept any more; send the file again."))
    said: Mapping[str, Any] = json.loads(place.read_bytes())
    return Entries.unpacked(said)


@blueprint.get("/curate/vocabulary/<digest>")
def difference(digest: str) -> ResponseReturnValue:
    """Show what a file would change."""
    terms.curator()
    found = importing.difference(context.session(), _kept(digest))
    return render_template(
        "vocabularies/difference.html",
        digest=digest,
        base=found.base,
        has_changes=bool(found.changes),
        parts=list(_parts(found)),
        unchanged=filters.number(found.unchanged),
        missing=len(found.missing),
    )


def _parts(found: Difference) -> Iterator[dict[str, Any]]:
    for name, title, some in (
        ("added", _("New"), found.added),
        ("changed", _("Changed"), found.changed),
        ("retired", _("Retired: another tag takes the place"), found.retired),
    ):
        if some:
            yield {
                "name": name,
                "title": title,
                "count": filters.number(len(some)),
                "rows": list(map(_row, some[:_MOST_SHOWN])),
                "more": filters.number(len(some) - _MOST_SHOWN) if len(some) > _MOST_SHOWN else "",
            }


def _row(change: Change) -> dict[str, Any]:
    pairs = (
        (name, getattr(change.before, name), getattr(change.after, name)) for name in change.fields
    )
    return {
        "id": change.id,
        "label": getattr(change.after, "label", ""),
        "fields": [(_(_FIELDS[name]), *_apart(before, after)) for name, before, after in pairs],
    }


def _apart(before: Any, after: Any) -> tuple[str, str]:
    """Return two values as a person reads them; of two lists only what is not in both."""
    if isinstance(before, tuple) and set(before) != set(after):
        before, after = (
            tuple(each for each in one if each not in other)
            for one, other in ((before, after), (after, before))
        )
    return _said(before), _said(after)


def _said(value: Any) -> str:
    """Return a value as a person reads it, an empty one as a dash."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_said(each)}" for key, each in value.items()) or "–"
    if isinstance(value, Name):
        return value.text
    if isinstance(value, tuple | list):
        return "; ".join(map(_said, value)) or "–"
    return "–" if value in (None, "") else str(value)


@blueprint.post("/curate/vocabulary/<digest>")
def apply(digest: str) -> ResponseReturnValue:
    """Take in what was compared, unless the vocabulary has changed since."""
    user = terms.curator()
    importing.apply(context.session(), user, _kept(digest), request.form.get("base", ""))
    return redirect(url_for("vocabularies.show", taken=1), 303)
