"""Texts of a form with their values: what the item says, what the unit is, what somebody filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from library.documents import budgets, sections, wording
from library.documents.blocks import Block, List, Paragraph
from library.documents.forms import Form, fill, places
from library.documents.profiles import MISSING
from library.documents.sections import Section


@dataclass(frozen=True)
class Given:
    """All that a document is made of. `letterhead`: the values of the profile by name."""

    source: Mapping[str, Any]
    answers: Mapping[str, str]
    letterhead: Mapping[str, Any]
    number: int | None
    issued_on: date | None
    today: date


def from_sections(found: Sequence[Section]) -> dict[str, str]:
    """Return what texts may take from the sections of an item."""
    said = {
        role: "; ".join(
            filter(None, (sections.plain(each) for each in found if role in each.roles))
        )
        for role in ("purpose", "preparation")
    }
    budget = [block for each in found if "budget" in each.roles for block in each.blocks]
    rows = [
        f"{name[:1].upper()}{name[1:]} | | | | {wording.money(value)}"
        for each in budgets.sums(budget)
        for name, value in each.parts
    ]
    bases = "\n".join(sections.bases(found))
    return {**said, "budget_rows": "\n".join(rows), "bases_said": bases}


class Filling:
    """The values of one document, and the texts of its form filled with them."""

    def __init__(self, form: Form, given: Given, found: Sequence[Section]) -> None:
        self.form, self.given = form, given
        self._labels = {
            field.id: field.label.get(form.languages[0]) or field.label["vi"]
            for field in form.fields
        }
        self._needed = {field.id for field in form.fields if field.needed}
        self.values = self._all_values(found)

    def _all_values(self, found: Sequence[Section]) -> dict[str, str]:
        given = self.given
        values = given.source.get("values", {})
        name = str(given.letterhead.get("name") or wording.missing(MISSING["name"]))
        own = {
            "school": name,
            "school_capitals": name.upper(),
            "place": str(given.letterhead.get("place") or wording.missing(MISSING["place"])),
        }
        return {
            **from_sections(found),
            **values,
            **own,
            "title": untyped(values.get("title", ""), self.form.title),
            **{field.id: self._answer(field.id, field.kind) for field in self.form.fields},
        }

    def _answer(self, id: str, kind: str) -> str:
        said = self.given.answers.get(id, "").strip()
        if kind == "date" and said:
            try:
                return f"{date.fromisoformat(said):%d/%m/%Y}"
            except ValueError:
                return said
        if kind == "lines":
            lines = [line.strip().lstrip("-–+• ") for line in said.split("\n")]
            return "\n".join(f"- {line}" for line in lines if line)
        return said

    def blocks(self, templates: Sequence[str]) -> Iterator[Block]:
        """Yield lines as paragraphs, those that begin with "-" as one list."""
        items: list[tuple[Block, ...]] = []
        for line in self.lines(templates):
            if line.startswith("- "):
                items.append((Paragraph(wording.runs(line[2:])),))
                continue
            if items:
                yield List(False, tuple(items))
                items = []
            yield Paragraph(wording.runs(line))
        if items:
            yield List(False, tuple(items))

    def lines(self, templates: Sequence[str]) -> Iterator[str]:
        """Yield the lines of texts; one of which nothing is known and needed is left out."""
        for template in templates:
            names = places(template)
            empty = [name for name in names if not self.values.get(name, "").strip()]
            if names and len(empty) == len(names) and not self._needed.intersection(names):
                continue
            for line in self.said(template).split("\n"):
                if line.strip():
                    yield line.strip(" ")

    def said(self, template: str) -> str:
        """Return a text with its values; one that is not there is marked by what it is called."""
        values = {
            name: self.values.get(name, "").strip() or wording.missing(self._labels.get(name, "…"))
            for name in places(template)
        }
        return fill(template, values)


def untyped(title: str, type: str) -> str:
    """Return a title without the type of document that it begins with: the form prints it above."""
    if type and title.lower().startswith(f"{type.lower()} "):
        rest = title[len(type) :].strip()
        return rest[:1].upper() + rest[1:]
    return title
