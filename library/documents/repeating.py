"""A form as a year plan fills it: parts and fields once for each grade or month, tables with its slots.

What a document keeps of a year plan (`from_year_plan`) says which groups of slots there are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from library.documents.forms import Column, Field, Form, Part, fill, places

Groups = Sequence[Mapping[str, Any]]
_COUNTED = ("STT", "TT")


def of(form: Form, source: Mapping[str, Any]) -> Form:
    """Return the form for what a document is made of; as it is where that is no year plan."""
    groups: Groups | None = source.get("groups")
    if groups is None:
        return form
    own = {field.id for field in form.fields if field.in_year_plan} | {"part_name"}
    return replace(
        form,
        fields=tuple(made for field in form.fields for made in _fields(field, groups)),
        parts=tuple(made for part in form.parts for made in _parts(part, groups, own)),
    )


def named(name: str, group: Mapping[str, Any]) -> str:
    """Return what a value of one group is called."""
    return f"{name}_{group['key']}"


def _fields(field: Field, groups: Groups) -> Iterator[Field]:
    if not field.in_year_plan:
        yield field
    elif field.in_year_plan == "each":
        for group in groups:
            label = {code: f"{said} ({group['name']})" for code, said in field.label.items()}
            yield replace(field, id=named(field.id, group), label=label)


def _parts(part: Part, groups: Groups, own: set[str]) -> Iterator[Part]:
    if part.each:
        for group in groups:
            yield _filled(_renamed(part, group, own), [group])
    else:
        below = tuple(made for each in part.parts for made in _parts(each, groups, own))
        yield replace(_filled(part, groups), parts=below)


def _renamed(part: Part, group: Mapping[str, Any], own: set[str]) -> Part:
    """Return a part whose texts name the values of one group."""
    names = {name: f"{{{named(name, group)}}}" for name in own}

    def of_group(template: str) -> str:
        kept = {name: f"{{{name}}}" for name in places(template)}
        return fill(template, kept | names)

    return replace(
        part,
        heading=of_group(part.heading),
        texts=tuple(map(of_group, part.texts)),
        parts=tuple(_renamed(each, group, own) for each in part.parts),
    )


def _filled(part: Part, groups: Groups) -> Part:
    """Return a part with its rows, where these are slots."""
    below = tuple(_filled(each, groups) for each in part.parts)
    if not part.slots:
        return replace(part, parts=below)
    slots = {slot["id"]: slot for group in groups for slot in group["slots"]}
    chosen = [slot for slot in slots.values() if part.slots == "all" or slot["periods"]]
    columns = [column for column in part.columns if column.name not in _COUNTED]
    cells = tuple(tuple(_cell(column, slot) for column in columns) for slot in chosen)
    return replace(part, cells=cells, parts=below)


def _cell(column: Column, slot: Mapping[str, Any]) -> str:
    """Return the words of a slot in a column; signs around what is not known go with it."""
    return re.sub(r"\(\s*\)|^[\s,;.]+|[\s,;]+$", "", fill(column.slot, slot)).strip()
