"""What a unit made of a directive: taken, changed, left out, added; and what changed above since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from library.directives import tasks
from library.directives.models import Commitment
from library.directives.tasks import Task
from library.marking import N_

# What a unit says of a task in its own words; all else stays what the directive says.
OWN = ("text", "due", "product")
KINDS = {
    "open": N_("Not decided yet"),
    "taken": N_("Taken over"),
    "changed": N_("Taken over, changed"),
    "left-out": N_("Left out"),
    "added": N_("Added by the unit"),
}


@dataclass(frozen=True)
class Compared:
    """A task beside what the unit made of it; `task` is None where above it is gone or never was.

    `fields`: name, above, own. `since`: name, when it was taken, now. `is_new`: came in a correction.
    """

    kind: str
    task: Task | None
    own: Commitment | None
    fields: Sequence[tuple[str, str, str]] = ()
    since: Sequence[tuple[str, str, str]] = ()
    is_dropped: bool = False
    is_new: bool = False


def compare(
    now: Sequence[Task], own: Iterable[Commitment], seen: Iterable[Task] | None = None
) -> list[Compared]:
    """Return every task and every commitment once, tasks in their order, then what was added.

    `seen`: the tasks of the version that the unit looked at last, None where nothing was seen yet.
    """
    own = list(own)
    mine = {each.task: each for each in own if each.task is not None}
    known = None if seen is None else set(tasks.by_key(seen))
    keys = {each["key"] for each in now}
    found = [_one(task, mine.get(task["key"]), known) for task in now]
    found += [_one(None, each, known) for each in own if each.task not in keys]
    return found


def _one(task: Task | None, own: Commitment | None, known: set[str] | None) -> Compared:
    if own is None:
        assert task is not None
        return Compared("open", task, None, is_new=known is not None and task["key"] not in known)
    if own.task is None:
        return Compared("added", None, own)
    since = tasks.differing(own.above, task) if task else ()
    is_dropped = task is None
    if own.is_left_out:
        return Compared("left-out", task, own, since=since, is_dropped=is_dropped)
    fields = tasks.differing(own.above, _said(own), OWN)
    kind = "changed" if fields else "taken"
    return Compared(kind, task, own, fields, since, is_dropped)


def _said(own: Commitment) -> Mapping[str, str]:
    return {"text": own.text, "due": own.due, "product": own.product}


def has_news(found: Iterable[Compared]) -> bool:
    """Tell whether anything changed above since the unit looked."""
    return any(each.since or each.is_dropped or each.is_new for each in found)
