"""An official document made of a form, an item, what somebody filled in, and the unit's profile.

Nothing of the item vanishes: what the form has no place for goes into an annex.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from library import text
from library.documents import (
    blocks,
    budgets,
    document,
    filling,
    fitting,
    framing,
    sections,
    wording,
)
from library.documents.blocks import Block, Footnotes, Heading, List, Paragraph, Run, Table
from library.documents.document import Document
from library.documents.filling import Filling, Given
from library.documents.forms import Form, Part, fill
from library.documents.official import Annex, Official
from library.documents.profiles import LOGO
from library.documents.sections import Section
from library.errors import Message

_DEEPEST = 4
# What a section begins with that is meant for the annex; the annex itself says so.
_ANNEX = "Phụ lục: "
# How headings begin in a lesson that has its activities already; folded.
_ACTIVITIES = ("hoat dong", "mo dau", "khoi dong", "hinh thanh", "luyen tap", "van dung")


@dataclass(frozen=True)
class Composed:
    """The document without its pictures, what is missing in it, and what does not add up."""

    official: Official
    missing: tuple[str, ...]
    troubles: tuple[Message, ...]


def compose(form: Form, given: Given, document: Document) -> Composed:
    """Return the document; `document` brings title, language, pictures and what properties say."""
    maker = _Maker(form, given)
    official = maker.official(document)
    return Composed(official, tuple(_missing(official)), tuple(maker.troubles()))


def defaults(form: Form, source: Mapping[str, Any], school: Mapping[str, str]) -> dict[str, str]:
    """Return what the fields begin with: what the item says after a label, or the form's own."""
    found = sections.of(blocks.from_html(source.get("html", "")))
    values = {**filling.from_sections(found), **source.get("values", {}), **school}
    values["title"] = filling.untyped(values.get("title", ""), form.title)
    return {
        field.id: (sections.labelled(found, field.label_in_item) if field.label_in_item else "")
        or _default(field.default, values, field.kind)
        for field in form.fields
    }


def _default(template: str, values: Mapping[str, str], kind: str) -> str:
    if kind == "rows":
        values = {
            name: value if name == "budget_rows" else value.replace("|", "/")
            for name, value in values.items()
        }
    return fill(template, values).strip()


class _Maker:
    """Makes one document; remembers which sections have found a place."""

    def __init__(self, form: Form, given: Given) -> None:
        self._form, self._given = form, given
        read = blocks.from_html(given.source.get("html", ""))
        self._notes = [block for block in read if isinstance(block, Footnotes)]
        filled = [
            label for field in form.fields if given.answers.get(field.id, "").strip()
            for label in field.label_in_item
        ]  # fmt: skip
        found = sections.of(read)
        self._read = found
        self._waiting = [
            each
            for each in (sections.without(one, filled) for one in found)
            if each.blocks and "recipients" not in each.roles  # those of the unit are printed
        ]
        self._bases = given.answers.get("bases", "")
        self._filling = Filling(form, given, found)
        self._made: list[Block] = []

    def official(self, source: Document) -> Official:
        form = self._form
        body = tuple(self._body())
        annexes = tuple(self._annexes())
        whole = [*body, *(block for each in annexes for block in each.body), *self._notes]
        return Official(
            document=replace(source, body=tuple(whole)),
            head=framing.head(self._filling),
            type=form.title,
            subject=self._filling.said(form.subject),
            body=body,
            addressees=framing.addressees(self._filling),
            bases=wording.bases(list(self._filling.lines(form.bases))),
            recipients=framing.recipients(self._filling),
            signatures=tuple(framing.signature(self._filling, each) for each in form.signers),
            annexes=annexes,
            credit=framing.credit(self._filling),
            landscape=form.landscape,
            logo=source.pictures.get(LOGO, b"") if form.logo else b"",
        )

    def _body(self) -> Iterator[Block]:
        form = self._form
        wants = form.annex or any(part.take for part in form.walk())
        if wants and self._waiting and not self._waiting[0].title:
            yield from self._shifted(self._waiting.pop(0), 1)
        yield from self._parts(form.parts, 1)
        for line in self._filling.blocks([form.closing] if form.closing else ()):
            if isinstance(line, Paragraph) and form.head == "issuer":
                words = wording.ended("".join(run.text for run in line.runs))
                marked = any(run.marked for run in line.runs)
                line = _with_end(line) if marked else Paragraph((Run(words),))
            yield line

    def _parts(self, parts: Sequence[Part], depth: int) -> Iterator[Block]:
        number = 0
        for part in parts:
            if part.frame and self._has_activities():
                continue
            content = list(self._content(part, depth))
            if not content and part.optional:
                continue
            if part.heading:
                number += 1
                yield self._heading(self._filling.said(part.heading), depth, number)
            yield from content or [Paragraph(wording.runs(wording.missing("nội dung")))]

    def _has_activities(self) -> bool:
        """Tell whether the item's own headings are the activities of a lesson."""
        found = (
            block for each in self._read for block in each.blocks if isinstance(block, Heading)
        )
        titles = [text.fold(sections.unnumbered(document.plain(block))) for block in found]
        return sum(title.startswith(_ACTIVITIES) for title in titles) > 1

    def _content(self, part: Part, depth: int) -> Iterator[Block]:
        below = depth + 1 if part.heading else depth
        yield from self._filling.blocks(part.texts)
        yield from self._taken(part, below)
        if part.rows or part.slots:
            typed = fitting.typed(self._given.answers.get(part.rows, ""))
            table = fitting.table(part.columns, part.cells or typed, part.blank, part.total)
            self._made.append(table)
            yield table
        yield from self._parts(part.parts, below)

    def _taken(self, part: Part, depth: int) -> Iterator[Block]:
        found = [each for each in self._waiting if _is_wanted(each, part.take)]
        self._waiting = [each for each in self._waiting if each not in found]
        for number, section in enumerate(found, 1):
            if part.columns and not part.rows:
                section = _fitted(section, part)
            if len(found) == 1 and _says(part.heading, section.title):
                yield from self._shifted(section, depth)
            else:
                yield self._heading(section.title, depth, number if len(found) > 1 else 0)
                yield from self._shifted(section, depth + 1)

    def _shifted(self, section: Section, depth: int) -> Iterator[Block]:
        """Yield the blocks of a section with its headings numbered anew, the outermost at a depth."""
        levels = sorted({block.level for block in section.blocks if isinstance(block, Heading)})
        counts = [0] * (len(levels) + 1)
        for block in section.blocks:
            if not isinstance(block, Heading):
                if not self._is_basis(block):
                    yield _open_ended(block)
                continue
            place = levels.index(block.level)
            title = sections.unnumbered(document.plain(block))
            counts[place] += 1
            counts[place + 1 :] = [0] * (len(levels) - place)
            yield self._heading(title, depth + place, counts[place], block.anchor)

    def _is_basis(self, block: Block) -> bool:
        """Tell whether a paragraph is among the legal bases, which stand above the body."""
        said = document.plain(block) if isinstance(block, Paragraph) else ""
        return bool(said.startswith(sections.BASIS) and said in self._bases)

    def _heading(self, title: str, depth: int, number: int, anchor: str = "") -> Heading:
        level = min(depth, _DEEPEST)
        sign = "" if sections.has_own_number(title) else self._sign(depth, number)
        words = title.upper() if depth == 1 and self._form.capitals else title
        return Heading(level, wording.runs(f"{sign} {words}".strip()), anchor)

    def _sign(self, depth: int, number: int) -> str:
        """Return the number of a heading; one that is alone has none."""
        if not number:
            return ""
        signs = {
            "roman": (f"{wording.roman(number)}.", f"{number}.", f"{wording.letter(number)})"),
            "arabic": (f"{number}.", f"{wording.letter(number)})"),
            "none": (),
        }[self._form.numbering]
        return signs[depth - 1] if depth <= len(signs) else ""

    def _annexes(self) -> Iterator[Annex]:
        """Yield what found no place, as one annex; a form that is not about the text has none."""
        left = [each for each in self._waiting if each.blocks]
        if not left or not self._form.annex:
            return
        body: list[Block] = []
        for number, section in enumerate(left, 1):
            if section.title:
                body.append(self._heading(section.title.removeprefix(_ANNEX), 1, number))
            body += self._shifted(section, 2)
        yield Annex(
            "Phụ lục", self._form.annex, self._annex_note(), tuple(body), self._form.annex_landscape
        )

    def _annex_note(self) -> str:
        if self._form.type is None:
            return ""
        head = framing.issuer(self._filling)
        year = self._given.today.year
        day = wording.day(self._given.issued_on, year)
        number = head.number.replace("Số:", "số", 1)
        name = self._form.title.capitalize()
        return f"(Kèm theo {name} {number} {day} của {self._filling.values['school']})"

    def troubles(self) -> Iterator[Message]:
        """Yield what does not add up in the budget."""
        cost = self._given.source.get("cost")
        stated = [block for each in self._read if "budget" in each.roles for block in each.blocks]
        yield from budgets.troubles(stated, cost)
        yield from budgets.troubles(self._made, None)


def _is_wanted(section: Section, take: Sequence[str]) -> bool:
    if sections.ANY in take:
        return "annex" not in section.roles
    return bool(section.roles & set(take))


def _fitted(section: Section, part: Part) -> Section:
    made, is_done = [], False
    for block in section.blocks:
        if isinstance(block, Table) and not is_done:
            block, is_done = fitting.fitted(block, part.columns), True
        made.append(block)
    return replace(section, blocks=tuple(made))


def _says(heading: str, title: str) -> bool:
    """Tell whether a heading of the form says all that the title of a section says."""
    return not title or set(_words(title)) <= set(_words(heading))


def _words(said: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in said.lower()).split()


def _open_ended(block: Block) -> Block:
    """Return a paragraph of the item without the sign that nothing follows: something does."""
    if (
        isinstance(block, Paragraph)
        and block.runs[-1:]
        and block.runs[-1].text.endswith(wording.END)
    ):
        last = block.runs[-1]
        mended = replace(last, text=last.text.removesuffix(wording.END) + ".")
        return Paragraph((*block.runs[:-1], mended))
    return block


def _with_end(line: Paragraph) -> Paragraph:
    return Paragraph((*line.runs, Run(wording.END)))


def _missing(official: Official) -> Iterator[str]:
    """Yield what is marked as missing anywhere in a document, each once."""
    head = official.head
    said = [
        *(head.parent, head.issuer, head.number, head.about, head.place_date),
        *head.left, *head.right, official.subject, *official.addressees, *official.bases,
        *(line for each in official.signatures for line in (*each.posts, each.name)),
    ]  # fmt: skip
    found = [name.lower() for line in said for name in wording.missing_in(line)]
    found += [run.text.strip("[]").lower() for run in _runs(official.document.body) if run.marked]
    yield from dict.fromkeys(found)


def _runs(found: Sequence[Block]) -> Iterator[Run]:
    for block in found:
        match block:
            case Heading() | Paragraph():
                yield from block.runs
            case List():
                for item in block.items:
                    yield from _runs(item)
