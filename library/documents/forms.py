"""Official forms as data: which parts, columns, headings and fields; checked when they are read.

`forms/*.yaml` ship; a unit may have its own (`own_forms`). `forms/README.md` says what each key is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from library.documents import marked_yaml, sections, wording
from library.documents.marked_yaml import Entry, wrong
from library.marking import N_

FOLDER = Path(__file__).parent / "forms"
HEADS = ("issuer", "unit", "group", "teacher", "motto", "none")
ORIENTATIONS = ("portrait", "landscape")
NUMBERINGS = ("roman", "arabic", "none")
KINDS = ("line", "text", "lines", "rows", "date", "bases")
# What a text may take from the item and from the unit, besides its own fields.
VALUES = frozenset((
    "title", "summary", "grades", "levels", "subjects", "duration", "periods", "participants", "cost",
    "purpose", "preparation", "budget_rows", "bases_said", "school", "school_capitals", "place", "year",
    "month", "form", "group_name", "person", "other_tasks", "part_name", "targets", "recipient", "period",
))  # fmt: skip
# What is said of a slot of a year plan, in the columns of a table.
SLOT = frozenset((
    "title", "form", "when", "week", "month", "theme", "audience", "periods", "outcomes", "place",
    "who", "support", "needs", "pupils", "products",
))  # fmt: skip
# By what a year plan is divided for a form, and which of its slots stand in a table.
DIVISIONS = ("grade", "person", "month", "theme", "whole")
SLOTS = ("", "all", "lessons")
# What of a report a form is made of: all of it, a piece to paste, a sheet for the press, a year in pictures.
REPORT_TEXTS = ("results", "fragment", "press", "digest")
_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
# Fields that the pages with a form have themselves.
_TAKEN = frozenset(
    {"signer", "unit", "edition", "csrf_token", "find", "looked_for", "cite", "keep_bases"}
)
_ID = re.compile(r"[a-z][a-z_0-9]*")


@dataclass(frozen=True)
class Field:
    """What only the school knows. `label_in_item`: what the item calls it, to be filled from there.

    `in_year_plan`: "known" is not asked when a year plan says it, "each" is asked for every part of it.
    """

    id: str
    kind: str
    label: Mapping[str, str]
    help: Mapping[str, str]
    default: str
    label_in_item: tuple[str, ...]
    needed: bool
    keep: bool
    in_year_plan: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; `match`: what tables of items call it, `slot`: what of a slot stands there."""

    name: str
    width: int
    match: tuple[str, ...]
    side: str
    slot: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of the body: a heading with texts, what is taken from the item, a table, parts below.

    `frame`: the parts below are only for an item that does not bring such headings itself. `each`: it
    stands once for every grade or month of a year plan; `slots`: which of its slots are the rows, and
    `cells` these rows, once they are known.
    """

    heading: str
    texts: tuple[str, ...]
    take: tuple[str, ...]
    rows: str
    columns: tuple[Column, ...]
    blank: int
    optional: bool
    frame: bool
    total: str
    parts: tuple["Part", ...]
    each: bool = False
    slots: str = ""
    cells: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True)
class Signer:
    """Who signs: the unit's own signer, or a post of the form with a name from a field."""

    post: str
    name: str
    note: str


@dataclass(frozen=True)
class Form:
    """An official form. `type` is its symbol in a number; None: it has no number at all."""

    name: Mapping[str, str]
    about: Mapping[str, str]
    sources: tuple[str, ...]
    begun_on: date | None
    ended_on: date | None
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    landscape: bool
    head: str
    type: str | None
    title: str
    subject: str
    letter: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...]
    numbering: str
    capitals: bool
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]
    closing: str
    recipients: bool
    signers: tuple[Signer, ...]
    annex: str
    annex_landscape: bool
    logo: bool
    year_plan: tuple[str, ...]
    of_reports: str

    def called(self, language: str) -> str:
        """Return its name in a language, else in Vietnamese."""
        return self.name.get(language) or self.name["vi"]

    def suits(self, kind: str, language: str) -> bool:
        """Tell whether it is meant for a kind of item in a language."""
        return (not self.kinds or kind in self.kinds) and language in self.languages

    def is_of_its_own(self) -> bool:
        """Tell whether it is made of a report or a year plan only: of rows that are slots."""
        return bool(self.of_reports) or any(part.slots and not part.rows for part in self.walk())

    def is_in_force(self, day: date) -> bool:
        """Tell whether it is to be used on a day."""
        begun = self.begun_on is None or self.begun_on <= day
        return begun and (self.ended_on is None or day <= self.ended_on)

    def walk(self) -> Iterator[Part]:
        """Yield every part, each before those below it."""
        waiting = list(self.parts)
        while waiting:
            part = waiting.pop(0)
            yield part
            waiting = [*part.parts, *waiting]


@cache
def shipped() -> Mapping[str, str]:
    """Return the sources of the forms that ship, by name, in the order of their files."""
    found = sorted(FOLDER.glob("*.yaml"))
    return {place.stem.partition("-")[2]: place.read_text("utf-8") for place in found}


@lru_cache(maxsize=256)
def read(source: str) -> Form:
    """Return the form that a text describes; raise Invalid with the line of what is wrong."""
    top = marked_yaml.read(source)
    top.only(_TOP)
    fields = tuple(_field(each) for each in top.entries("fields"))
    ids = {field.id for field in fields}
    if len(ids) < len(fields):
        wrong(top.line_at("fields"), N_("Line %(line)s: two fields have one name."))
    known = ids | VALUES
    parts = tuple(_part(each, known) for each in top.entries("parts"))
    force = top.entry("in_force")
    if force:
        force.only(("from", "to"))
    orientation = top.choice("orientation", ORIENTATIONS, ORIENTATIONS[0])
    form = Form(
        name=top.by_language("name", needed=True),
        about=top.by_language("about"),
        sources=top.texts("source"),
        begun_on=force.day("from") if force else None,
        ended_on=force.day("to") if force else None,
        languages=top.texts("languages") or ("vi",),
        kinds=top.texts("kinds"),
        landscape=orientation == "landscape",
        head=top.choice("head", HEADS, "issuer"),
        type=top.choice("number", ("", *wording.TYPES)) if "number" in top else None,
        title=_filled(top, "title", known),
        subject=_filled(top, "subject", known),
        letter=_filled(top, "letter", known),
        addressees=_all_filled(top, "addressees", known),
        bases=_all_filled(top, "bases", known),
        numbering=top.choice("numbering", NUMBERINGS, "roman"),
        capitals=top.flag("capitals", default=True),
        fields=fields,
        parts=parts,
        closing=_filled(top, "closing", known),
        recipients=top.flag("recipients", default=False),
        signers=tuple(_signer(each, known) for each in top.entries("signatures"))
        if "signatures" in top
        else (Signer("", "", ""),),
        annex=top.text("annex", "Nội dung kèm theo"),
        annex_landscape=top.choice("annex_orientation", ORIENTATIONS, orientation) == "landscape",
        logo=top.flag("logo", default=False),
        year_plan=top.texts("year_plan"),
        of_reports=top.choice("of_reports", ("", *REPORT_TEXTS), ""),
    )
    _check(form, top)
    return form


def _check(form: Form, top: Entry) -> None:
    if "vi" not in form.name:
        wrong(top.line_at("name"), N_("Line %(line)s: a Vietnamese name is needed."))
    if not form.parts:
        wrong(top.line, N_("Line %(line)s: a form needs at least one part under “parts”."))
    if not set(form.languages) <= {"vi", "en"}:
        wrong(top.line_at("languages"), N_("Line %(line)s: a language is vi or en."))
    if form.begun_on and form.ended_on and form.ended_on < form.begun_on:
        wrong(top.line_at("in_force"), N_("Line %(line)s: it ends before it begins."))
    if form.type is not None and form.head != "issuer":
        wrong(
            top.line_at("number"),
            N_("Line %(line)s: only a form with the head “issuer” has a number."),
        )
    if form.type is not None and not form.closing:
        wrong(top.line, N_("Line %(line)s: “closing” is missing here."))
    if not set(form.year_plan) <= set(DIVISIONS):
        wrong(
            top.line_at("year_plan"),
            N_("Line %(line)s: choose one of %(known)s."),
            known=", ".join(DIVISIONS),
        )
    if form.logo and form.type is not None:
        wrong(
            top.line_at("logo"),
            N_("Line %(line)s: a document with a number follows NĐ 30/2020 and has no logo."),
        )
    rows = {field.id for field in form.fields if field.kind == "rows"}
    for part in form.walk():
        if part.rows and part.rows not in rows:
            wrong(
                top.line_at("parts"),
                N_("Line %(line)s: no field of the kind rows is called “%(name)s”."),
                name=part.rows,
            )


def _field(entry: Entry) -> Field:
    entry.only(_FIELD)
    id = entry.text("id")
    if not _ID.fullmatch(id) or id in VALUES or id in _TAKEN:
        wrong(
            entry.line_at("id"),
            N_("Line %(line)s: a name has small letters, digits and “_” and is not taken."),
        )
    default = entry.text("default", "")
    _known(default, entry.line_at("default"), VALUES)
    return Field(
        id=id,
        kind=entry.choice("kind", KINDS, "line"),
        label=entry.by_language("label", needed=True),
        help=entry.by_language("help"),
        default=default,
        label_in_item=entry.texts("in_item"),
        needed=entry.flag("needed", default=False),
        keep=entry.flag("keep", default=True),
        in_year_plan=entry.choice("in_year_plan", ("", "known", "each"), ""),
    )


def _part(entry: Entry, known: frozenset[str] | set[str]) -> Part:
    entry.only(_PART)
    take = entry.texts("take")
    for role in take:
        if role not in (*sections.ROLES, sections.ANY):
            wrong(
                entry.line_at("take"),
                N_("Line %(line)s: choose one of %(known)s."),
                known=", ".join((*sections.ROLES, sections.ANY)),
            )
    return Part(
        heading=_filled(entry, "heading", known),
        texts=_all_filled(entry, "text", known),
        take=take,
        rows=entry.text("rows", ""),
        columns=tuple(_column(each) for each in entry.entries("columns")),
        blank=entry.number("blank", 3),
        optional=entry.flag("optional", default=False),
        frame=entry.flag("frame", default=False),
        total=entry.text("total", ""),
        parts=tuple(_part(each, known) for each in entry.entries("parts")),
        each=entry.flag("each", default=False),
        slots=entry.choice("slots", SLOTS, ""),
    )


def _column(entry: Entry) -> Column:
    entry.only(("name", "width", "match", "side", "slot"))
    return Column(
        name=entry.text("name"),
        width=max(entry.number("width", 10), 1),
        match=entry.texts("match"),
        side=entry.choice("side", ("left", "center", "right"), "left"),
        slot=_filled(entry, "slot", SLOT),
    )


def _signer(entry: Entry, known: frozenset[str] | set[str]) -> Signer:
    entry.only(("post", "name", "note"))
    return Signer(
        _filled(entry, "post", known), _filled(entry, "name", known), entry.text("note", "")
    )


def _filled(entry: Entry, key: str, known: frozenset[str] | set[str]) -> str:
    said = entry.text(key, "")
    _known(said, entry.line_at(key), known)
    return said


def _all_filled(entry: Entry, key: str, known: frozenset[str] | set[str]) -> tuple[str, ...]:
    said = entry.texts(key)
    for each in said:
        _known(each, entry.line_at(key), known)
    return said


def _known(said: str, line: int, known: frozenset[str] | set[str]) -> None:
    for name in places(said):
        if name not in known:
            wrong(
                line,
                N_("Line %(line)s: nothing is called “%(key)s” here; known are %(known)s."),
                key=name,
                known=", ".join(sorted(known)),
            )


def places(template: str) -> list[str]:
    """Return the names in a text that values take the place of."""
    return _PLACE.findall(template)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return a text with its values put in."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), template)


_TOP = (
    "name", "about", "source", "in_force", "languages", "kinds", "orientation", "head", "number",
    "title", "subject", "letter", "addressees", "bases", "numbering", "capitals", "fields", "parts",
    "closing", "recipients", "signatures", "annex", "logo",
    "annex_orientation", "year_plan", "of_reports",
)  # fmt: skip
_FIELD = (
    "id", "kind", "label", "help", "default", "in_item", "needed", "keep", "in_year_plan",
)  # fmt: skip
_PART = (
    "heading", "text", "take", "rows", "columns", "blank", "optional", "frame", "total", "parts",
    "each", "slots",
)  # fmt: skip
