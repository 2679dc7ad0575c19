"""How items were used, by month, tag and unit, with the tags and units of today."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library.accounts import units
from library.database import today
from library.items.models import Item
from library.stats import scopes, used
from library.stats.periods import Period
from library.stats.scopes import Scope
from library.stats.used import Sums
from library.tags import merging
from library.usage import counting
from library.usage.models import Usage
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast

MARCH, APRIL, MAY = (date(2026, month, 1) for month in (3, 4, 5))
SPRING = Period(MARCH, APRIL)


@pytest.fixture
def session(library: Library, cast: Cast) -> Iterator[Session]:
    """Two items with tags, the first of the school, used in spring, and the second also in May."""
    with library.sessions.writing() as opened:
        tags = {"rac": "theme.environment.waste", "chieng": "theme.heritage.gong"}
        for name, tag in tags.items():
            id = make.saved(opened, library, name, vi=make.plan(theme=[tag])).item_id
            item = opened.get_one(Item, id)
            item.published_at = datetime(2026, 3, 31, 18, tzinfo=UTC)  # 1 April in Viet Nam
            if name == "rac":
                item.unit_id = cast.school
            counting.add(opened, {(id, "vi", "views"): 3, (id, "en", "docx"): 2}, MARCH)
            counting.add(opened, {(id, "vi", "found"): 9}, APRIL)
        counting.add(opened, {(id, "vi", "views"): 70}, MAY)
        yield opened


def item(session: Session, slug: str) -> str:
    return session.scalars(select(Item.id).where(Item.slug == slug)).one()


def by_item(session: Session, library: Library, scope: Scope) -> dict[str, Sums]:
    found = used.read(session, library.months, scope)
    return {id: Sums(*line) for id, line in zip(found.items, found.counts.tolist(), strict=True)}


def test_the_months_of_a_period_add_up_and_no_others(session: Session, library: Library) -> None:
    found = used.read(session, library.months, Scope(SPRING))
    assert found.months == {MARCH: Sums(6, 4, 0, 0), APRIL: Sums(0, 0, 0, 18)}
    assert found.languages == {"vi": Sums(6, 0, 0, 18), "en": Sums(0, 4, 0, 0)}
    assert found.formats["docx", "en"] == 4 and not found.formats["pdf", "en"]
    assert found.together() == Sums(6, 4, 0, 18)
    assert used.published(session, Scope(SPRING)) == {MARCH: 0, APRIL: 2}


def test_a_month_that_is_not_over_is_read_again(
    session: Session, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = counting.month_of(today())
    scope, id = Scope(Period(MAY, month)), item(session, "rac")
    for expected in (0, 0, 5):
        if expected:
            monkeypatch.setattr(time, "monotonic", lambda: 1e12)
        found = by_item(session, library, scope).get(id, Sums())
        assert found.views == expected
        counting.add(session, {(id, "vi", "views"): 5}, month)
        session.execute(update(Usage).where(Usage.month == month).values(views=5))


def test_a_unit_stands_for_all_below_it_and_takes_its_past_along(
    session: Session, library: Library, cast: Cast
) -> None:
    department = units.by_id(session, cast.department)
    scope = Scope(SPRING, department)
    assert by_item(session, library, scope) == {item(session, "rac"): Sums(3, 2, 0, 9)}
    assert used.read(session, library.months, scope).together().views == 3
    school = units.by_id(session, cast.school)
    units.move(session, SHELL, school, units.root(session))
    assert by_item(session, library, scope) == {}
    whole = used.read(session, library.months, Scope(SPRING))
    lines = used.by_unit(session, [department, school], whole)
    assert [(line.of.id, line.items, line.sums.views) for line in lines] == [
        (cast.department, 0, 0),
        (cast.school, 1, 3),
    ]


def test_a_merged_tag_takes_its_past_along(session: Session, library: Library) -> None:
    whole = used.read(session, library.months, Scope(SPRING))
    rows = ["theme.environment", "theme.heritage"]

    def views() -> list[int]:
        vocabulary = library.vocabulary(session)
        return [line.sums.views for line in used.by_tag(session, vocabulary, rows, whole)]

    assert views() == [3, 3]
    merging.merge(session, SHELL, "theme.environment.waste", "theme.heritage.gong", 0)
    session.flush()
    assert views() == [0, 6]
    vocabulary = library.vocabulary(session)
    narrowed = Scope(SPRING, tags=(scopes.tag_with_narrower(vocabulary, "theme.heritage"),))
    assert set(by_item(session, library, narrowed)) == set(whole.items)


def test_adaptations_count_in_the_month_in_which_they_were_published(
    session: Session, library: Library
) -> None:
    made = make.saved(session, library, "ban")
    made.item.adapted_from = "rac"
    session.get_one(Item, made.item_id).published_at = datetime(2026, 4, 20, tzinfo=UTC)
    session.flush()
    found = used.read(session, library.months, Scope(SPRING))
    assert found.months[APRIL].adaptations == 1
    assert by_item(session, library, Scope(SPRING))[item(session, "rac")].adaptations == 1
    assert used.of_items(session, [item(session, "rac"), made.item_id]) == {
        item(session, "rac"): Sums(3, 2, 1, 9),
        made.item_id: Sums(),
    }


def test_the_items_used_most_come_first_with_titles_in_the_language_of_the_page(
    session: Session, library: Library
) -> None:
    both = make.saved(session, library, "hai", vi=make.plan(title="Hai"), en=make.plan(title="Two"))
    hidden = make.saved(session, library, "an", publish=False)
    counting.add(session, {(both.item_id, "vi", "zip"): 3, (hidden.item_id, "vi", "pdf"): 9}, MARCH)
    found = used.read(session, library.months, Scope(Period(MARCH, MARCH)))
    english = used.most_used(session, found, "en", 2)
    assert [each.title for each in english] == ["Two", "Ngày hội phân loại rác"]
    assert english[0].sums == Sums(0, 3, 0, 0) and english[0].unit is None
    everything = used.most_used(session, found, "vi")
    assert everything[0].title == "Hai" and len(everything) == 3
