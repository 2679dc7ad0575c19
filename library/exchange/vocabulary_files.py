"""A vocabulary as a file, in any of the formats that go out and come in."""

from pathlib import Path
from typing import Any

from library.errors import Invalid
from library.exchange import skos, tag_sheet
from library.items import confined
from library.marking import N_
from library.tags.entries import Entries

TABLE = "csv"
MEDIA_TYPES = {form: media_type for form, (media_type, _) in skos.FORMATS.items()} | {
    TABLE: "text/csv"
}
LARGEST = 20 * 1024 * 1024
_SECONDS = 120.0
# Other ends of names for the same formats.
_ALSO = {"json": "jsonld", "xml": "rdf", "owl": "rdf", "txt": TABLE, "tsv": TABLE}
_REASONS = {
    "many": N_("“%(name)s” has more than half a million statements; divide it by scheme."),
    "doctype": N_(
        "“%(name)s” declares a document type (<!DOCTYPE), which is never read; save it as Turtle (.ttl)."
    ),
    "context": N_(
        "“%(name)s” refers to a context at another address, and nothing is fetched; write the context "
        "into the file or save it as Turtle (.ttl)."
    ),
    "broken": N_(
        "“%(name)s” is not sound in its format; open it where it was made and save it anew."
    ),
    "nothing": N_("“%(name)s” describes no scheme and no concept of SKOS; choose another file."),
}


def form_of(name: str) -> str:
    """Return the format that the name of a file stands for; raise Invalid."""
    end = Path(name).suffix.lower().lstrip(".")
    form = _ALSO.get(end, end)
    if form not in MEDIA_TYPES:
        raise Invalid(
            N_(
                "“%(name)s” ends in none of .ttl, .jsonld, .rdf and .csv; name it after its format."
            ),
            name=name[:120],
        )
    return form


def written(entries: Entries, address: str, form: str) -> bytes:
    """Return the whole vocabulary, the tags alone as a table."""
    if form == TABLE:
        return b"\xef\xbb\xbf" + tag_sheet.written(entries).encode()
    return skos.written(entries, address, form)


def read(path: Path, name: str, now: Entries) -> Entries:
    """Return what a file describes; raise Invalid. RDF is read in a process of its own."""
    form = form_of(name)
    if path.stat().st_size > LARGEST:
        raise Invalid(
            N_("“%(name)s” is larger than %(most)s MB; divide it by scheme."),
            name=name, most=LARGEST // 1024 // 1024,
        )  # fmt: skip
    if form == TABLE:
        return tag_sheet.read(path.read_bytes(), now)
    process = confined.Process("library.exchange.reading_skos", _SECONDS)
    try:
        said: dict[str, Any] | None = process.ask({"path": str(path.resolve()), "form": form})
    finally:
        process.close()
    if said is None:
        raise Invalid(
            N_("“%(name)s” takes too long or too much memory to read; divide it by scheme."),
            name=name,
        )
    if refused := said.get("refused"):
        raise Invalid(_REASONS[refused], name=name)
    return Entries.unpacked(said)
