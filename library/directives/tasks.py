"""The tasks of a directive as rows of JSON: each has a key that stays through all versions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from library import text
from library.accounts.models import Unit
from library.errors import Invalid
from library.marking import N_

Task = Mapping[str, Any]
# What a task says, in the order in which it is shown.
FIELDS = {
    "text": N_("Task"),
    "lead": N_("Leads"),
    "support": N_("Supports"),
    "due": N_("Deadline"),
    "product": N_("Expected product"),
    "report": N_("Report"),
    "scope": N_("For"),
}
SCOPES = {
    "all": N_("All units below"),
    "named": N_("Only the units named"),
    "own": N_("Only our own divisions"),
}
LONGEST = {"text": 2_000, "lead": 500, "support": 500, "due": 100, "product": 500, "report": 300}
MOST = 100


@dataclass(frozen=True)
class Row:
    """A task as a form gives it; one with a `key` was there before, `place` orders them."""

    said: Mapping[str, str]
    key: str = ""
    place: int = 0


def written(
    rows: Sequence[Row], before: Iterable[Task], last_key: int, due_on: Callable[[str], date | None]
) -> tuple[list[dict[str, Any]], int]:
    """Return tasks from the rows of a form and the last key; rows without a text are left out.

    Raise Invalid, named by the field of its row, for what is too long or too much.
    """
    known = {each["key"] for each in before}
    found: list[dict[str, Any]] = []
    numbered = sorted(enumerate(rows), key=lambda each: (each[1].place or MOST * 2, each[0]))
    for number, row in numbered:
        said = {name: text.tidy(row.said.get(name, "")) for name in LONGEST}
        if not said["text"]:
            if any(said.values()):
                raise Invalid(N_("Say what is to be done, or empty the row."), f"text-{number}")
            continue
        for name, most in LONGEST.items():
            if len(said[name]) > most:
                message = N_("This is too long; %(limit)s letters fit.")
                raise Invalid(message, f"{name}-{number}", limit=most)
        key = row.key if row.key in known else ""
        known.discard(key)
        if not key:
            last_key += 1
            key = str(last_key)
        scope = row.said.get("scope", "all")
        day = due_on(said["due"])
        found.append(
            {"key": key, **said, "scope": scope if scope in SCOPES else "all",
             "due_on": day.isoformat() if day else None}
        )  # fmt: skip
    if len(found) > MOST:
        raise Invalid(N_("A plan has at most %(most)s tasks."), most=MOST)
    return found, last_key


def day(task: Task) -> date | None:
    """Return the last day of a task, None for one without a day."""
    return date.fromisoformat(task["due_on"]) if task.get("due_on") else None


def by_key(tasks: Iterable[Task]) -> dict[str, Task]:
    """Return tasks by their keys."""
    return {each["key"]: each for each in tasks}


def differing(
    before: Task, after: Task, fields: Iterable[str] = FIELDS
) -> list[tuple[str, str, str]]:
    """Return the fields in which two tasks differ: name, before, after."""
    return [
        (name, before.get(name, ""), after.get(name, ""))
        for name in fields
        if before.get(name, "") != after.get(name, "")
    ]


def names(task: Task) -> Iterator[str]:
    """Yield the folded names of those who lead or support a task."""
    for name in ("lead", "support"):
        for part in task[name].replace(",", ";").split(";"):
            if part.strip():
                yield text.fold(part).strip()


def for_unit(tasks: Iterable[Task], unit: Unit, above: Sequence[Unit]) -> list[Task]:
    """Return the tasks that are for a unit; `above` are the units between it and the plan's."""
    return [each for each in tasks if concerns(each, unit, above)]


def concerns(task: Task, unit: Unit, above: Sequence[Unit]) -> bool:
    """Tell whether a task is for a unit: for all, or named as it, or as one of those above it."""
    if task["scope"] != "named":
        return bool(task["scope"] == "all")
    wanted = set(names(task))
    return any(name.folded in wanted for each in (unit, *above) for name in each.names)
