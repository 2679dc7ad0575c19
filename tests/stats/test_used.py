"""How items were used, by month, tag and unit, with the tags and units of today."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts import units
from library.items.models import Item
from library.stats import scopes, used
from library.stats.periods import Period
from library.stats.scopes import Scope
from library.stats.used import Sums
from library.tags import merging
from library.usage import counting
from library.wiring import Library
from tests import cast as people
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


def test_the_months_of_a_period_add_up_and_no_others(session: Session) -> None:
    found = used.by_month(session, Scope(SPRING))
    assert found.months == {MARCH: Sums(6, 4, 0, 0), APRIL: Sums(0, 0, 0, 18)}
    assert found.languages == {"vi": Sums(6, 0, 0, 18), "en": Sums(0, 4, 0, 0)}
    assert found.formats["docx", "en"] == 4 and not found.formats["pdf", "en"]
    assert set(used.published(session, Scope(SPRING)).values()) == {APRIL}


def test_a_unit_stands_for_all_below_it_and_takes_its_past_along(
    session: Session, cast: Cast
) -> None:
    department = units.by_id(session, cast.department)
    scope = Scope(SPRING, department)
    assert used.by_item(session, scope) == {item(session, "rac"): Sums(3, 2, 0, 9)}
    assert sum(each.views for each in used.by_month(session, scope).months.values()) == 3
    school = units.by_id(session, cast.school)
    units.move(session, SHELL, school, units.root(session))
    assert used.by_item(session, scope) == {}
    lines = used.by_unit(session, [department, school], used.by_item(session, Scope(SPRING)))
    assert [(line.of.id, line.items, line.sums.views) for line in lines] == [
        (cast.department, 0, 0),
        (cast.school, 1, 3),
    ]


def test_a_merged_tag_takes_its_past_along(session: Session, library: Library, cast: Cast) -> None:
    whole = used.by_item(session, Scope(SPRING))
    rows = ["theme.environment", "theme.heritage"]

    def views() -> list[int]:
        vocabulary = library.vocabulary(session)
        return [line.sums.views for line in used.by_tag(session, vocabulary, rows, whole)]

    assert views() == [3, 3]
    people.let_curate_all(session, cast)
    merging.merge(session, SHELL, "theme.environment.waste", "theme.heritage.gong", 0)
    session.flush()
    assert views() == [0, 6]
    vocabulary = library.vocabulary(session)
    narrowed = Scope(SPRING, tags=(scopes.tag_with_narrower(vocabulary, "theme.heritage"),))
    assert set(used.by_item(session, narrowed)) == set(whole)


def test_adaptations_count_in_the_month_in_which_they_were_published(
    session: Session, library: Library
) -> None:
    made = make.saved(session, library, "ban")
    made.item.adapted_from = "rac"
    session.get_one(Item, made.item_id).published_at = datetime(2026, 4, 20, tzinfo=UTC)
    session.flush()
    assert used.by_month(session, Scope(SPRING)).months[APRIL].adaptations == 1
    assert used.by_item(session, Scope(SPRING))[item(session, "rac")].adaptations == 1
    assert used.of_items(session, [item(session, "rac"), made.item_id]) == {
        item(session, "rac"): Sums(3, 2, 1, 9),
        made.item_id: Sums(),
    }


def test_items_are_named_in_the_language_of_the_page(session: Session, library: Library) -> None:
    both = make.saved(
        session, library, "hai", vi=make.plan(title="Hai"), en=make.plan(title="Two")
    ).item_id
    ids = [item(session, "rac"), both]
    assert [each.title for each in used.named(session, ids, "en")] == [
        "Ngày hội phân loại rác",
        "Two",
    ]
    assert [each.title for each in used.named(session, ids, "vi")][1] == "Hai"
