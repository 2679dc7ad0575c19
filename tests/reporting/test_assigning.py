"""An entry counts once a series: rules one by one, then against an independent recount."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from library.reporting import assigning, counting
from library.reporting.assigning import Place

START = date(2026, 1, 1)
LENGTH, LAG = 30, 5  # a period is thirty days long, and its cut-off five days before its end
PERIODS = 4


@dataclass
class Row:
    """An entry: who recorded it, its day, when it was heard of, what it says and what became of it."""

    id: int
    unit: int
    day: date
    heard: date
    outcome: str
    pupils: int
    themes: list[str]
    removed: date | None

    def told(self, is_supplement: bool) -> dict[str, Any]:
        return {"outcome": self.outcome, "pupils": self.pupils, "themes": self.themes,
                "form": "topic", "supplement": is_supplement}  # fmt: skip


class Spans:
    """Four periods of thirty days one after the other, then others that nobody signs."""

    def home(self, day: date) -> int | None:
        return (day - START).days // LENGTH

    def cut_off(self, number: int) -> date:
        return START + timedelta(days=(number + 1) * LENGTH - LAG)


SPANS = Spans()


def row(day: int, heard: int, id: int = 1) -> Row:
    """Return an activity of a day that was recorded on another one, both counted from the start."""
    days = [START + timedelta(days=each) for each in (day, heard)]
    return Row(id, 0, days[0], days[1], "done", 10, ["theme.heritage"], None)


def test_what_is_told_in_time_counts_in_its_period_and_what_is_late_in_the_next() -> None:
    assert assigning.place(row(3, 4), SPANS, {}, 0) == Place(0, False)
    assert assigning.place(row(3, 25), SPANS, {}, 0) == Place(0, False), "on the cut-off"
    assert assigning.place(row(3, 26), SPANS, {}, 0) is None
    assert assigning.place(row(3, 26), SPANS, {}, 1) == Place(1, True)
    assert assigning.place(row(28, 29), SPANS, {}, 1) == Place(1, True), "after the cut-off"
    assert assigning.place(row(3, 100), SPANS, {}, 3) == Place(3, True), "after several"


def test_what_a_signed_report_has_counts_there_and_what_it_lacks_goes_on() -> None:
    assert assigning.place(row(3, 4), SPANS, {0: {1}}, 1) == Place(0, False)
    assert assigning.place(row(3, 4), SPANS, {0: {2}}, 1) == Place(1, True)
    assert assigning.place(row(3, 4), SPANS, {0: {2}, 1: set()}, 1) is None
    assert assigning.place(row(3, 4), SPANS, {-1: {1}}, 3) == Place(-1, True), "counted elsewhere"
    assert assigning.place(row(3, 26), SPANS, {1: {1}}, 0) is None, "in a later report"


@dataclass
class World:
    """What happened: entries, the days on which each unit signed each period, a merger perhaps."""

    rows: list[Row]
    signed: dict[tuple[int, int], int]
    merged: int | None = None
    frozen: dict[tuple[int, int], dict[int, dict[str, Any]]] = field(default_factory=dict)


DAYS = st.integers(0, PERIODS * LENGTH - 1)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Two units that sign four periods on any days after they began, in order; entries of any kind."""
    rows = []
    for id in range(1, draw(st.integers(1, 9)) + 1):
        day, late = draw(DAYS), draw(st.integers(0, 70))
        made = row(day, day + late, id)
        made.unit = draw(st.integers(0, 1))
        made.outcome = draw(st.sampled_from(["done", "done", "moved", "cancelled"]))
        made.pupils = draw(st.integers(0, 50))
        made.themes = draw(st.lists(st.sampled_from("ab"), max_size=2, unique=True))
        if draw(st.booleans()):
            made.removed = made.heard + timedelta(days=draw(st.integers(1, 60)))
        rows.append(made)
    signed = {
        (unit, number): draw(st.integers(number * LENGTH + 1, (number + 3) * LENGTH))
        for unit in (0, 1)
        for number in range(PERIODS)
    }
    merged = draw(st.none() | st.integers(1, 5 * LENGTH))
    return World(rows, signed, merged)


def sign_all(world: World) -> None:
    """Sign every report on its day as the library does, with what is in the logbook on that day."""
    order = sorted(world.signed, key=lambda each: (world.signed[each], each))
    for unit, number in order:
        day = START + timedelta(days=world.signed[unit, number])
        is_merged = world.merged is not None and world.signed[unit, number] > world.merged
        if unit == 1 and is_merged:
            continue
        stands_for = {0, 1} if unit == 0 and is_merged else {unit}
        closed: dict[int, set[int]] = {}
        for (other, period), told in world.frozen.items():
            if other == unit:
                closed[period] = set(told)
            elif other in stands_for:
                closed.setdefault(-1, set()).update(told)
        found = {}
        for each in world.rows:
            is_known = each.heard < day and (each.removed is None or each.removed > day)
            place = assigning.place(each, SPANS, closed, number) if is_known else None
            if each.unit in stands_for and place and place.number == number:
                found[each.id] = each.told(place.is_supplement)
        world.frozen[unit, number] = found


def expected(world: World) -> dict[int, tuple[int, int]]:
    """Count again, entry by entry and by dates alone: in which report of which unit each stands.

    A report has it if it was told by the cut-off and before the report was signed; the earliest such
    report from its own period on, unless it was taken out by then. What a merged unit had not reported by
    the merger goes the same way through the reports that the other one signed afterwards.
    """
    found = {}
    never = 10**6
    merged = never if world.merged is None else world.merged
    for each in world.rows:
        heard, home = (each.heard - START).days, (each.day - START).days // LENGTH
        gone = (each.removed - START).days if each.removed else never
        in_time = [number for number in range(home, PERIODS)
                   if heard <= (number + 1) * LENGTH - LAG]  # fmt: skip
        own = [number for number in in_time if heard < world.signed[each.unit, number]]
        unit, numbers = each.unit, own
        if unit == 1 and (not own or world.signed[1, own[0]] > merged):
            unit = 0
            numbers = [number for number in in_time
                       if world.signed[0, number] > max(merged, heard)]  # fmt: skip
        if numbers and world.signed[unit, numbers[0]] < gone:
            found[each.id] = (unit, numbers[0])
    return found


@settings(max_examples=1000)
@given(worlds())
def test_totals_equal_an_independent_recount(world: World) -> None:
    sign_all(world)
    counted = Counter(id for told in world.frozen.values() for id in told)
    assert not [id for id, times in counted.items() if times > 1], "nothing is counted twice"
    wanted = expected(world)
    assert {id: place for place, told in world.frozen.items() for id in told} == wanted
    figures = counting.added(counting.figures(told.values()) for told in world.frozen.values())
    rows = [each for each in world.rows if each.id in wanted]
    done = [each for each in rows if each.outcome == "done"]
    assert figures.get("total/done", 0) == len(done)
    for outcome in ("moved", "cancelled"):
        assert figures.get(f"total/{outcome}", 0) == sum(each.outcome == outcome for each in rows)
    assert figures.get("total/pupils", 0) == sum(each.pupils for each in done)
    late = [each for each in rows if wanted[each.id][1] != (each.day - START).days // LENGTH]
    assert figures.get("total/supplement", 0) == len(late)
    for theme in "ab":
        in_theme = sum(each.pupils for each in done if theme in each.themes)
        assert figures.get(f"theme/{theme}/pupils", 0) == in_theme
