"""Migrations: from nothing to the newest shape on both databases, once, whoever asks and how often."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from library import database
from library.errors import Conflict
from library.migrations import steps
from library.tables import metadata
from tests import servers
from tests.conftest import DATABASES


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table."""
    if request.param == "sqlite":
        engine = database.engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    else:
        engine = database.engine(servers.empty(request.getfixturevalue("postgresql")))
    yield engine
    engine.dispose()


def shape(engine: Engine) -> list[str]:
    return sorted(inspect(engine).get_table_names())


def test_from_nothing_to_the_shape_of_the_models(empty: Engine) -> None:
    steps.upgrade(empty)
    assert shape(empty) == sorted([*metadata.tables, "alembic_version"])
    with empty.connect() as connection:
        assert steps.is_current(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_names_of_ties_and_indexes_are_those_of_the_models(empty: Engine) -> None:
    steps.upgrade(empty)
    found = inspect(empty)
    for table in metadata.tables.values():
        ties = {constraint.name for constraint in table.foreign_key_constraints}
        kept = [tie["name"] for tie in found.get_foreign_keys(table.name)]
        assert len(kept) == len(ties)
        assert set(filter(None, kept)) <= ties  # SQLite hides the name of one added with its column
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= indexes


def test_the_newest_step_is_the_one_that_alembic_ends_with() -> None:
    assert ScriptDirectory(str(Path(steps.__file__).parent)).get_heads() == [steps.newest()]


def test_a_start_that_has_nothing_to_migrate_does_not_import_alembic(empty: Engine) -> None:
    steps.upgrade(empty)
    address = empty.url.render_as_string(hide_password=False)
    program = (
        "import sys; from library import database; from library.migrations import steps;"
        f"steps.upgrade(database.engine({address!r})); print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "False\n"


def test_migrating_twice_is_harmless(empty: Engine) -> None:
    steps.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("INSERT INTO schemes VALUES ('s', 1, true, '{}', NULL)"))
    steps.upgrade(empty)
    with empty.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM schemes")) == 1


def test_several_that_migrate_at_once_get_along(empty: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(steps.upgrade, empty) for _ in range(4)]:
            done.result()
    with empty.connect() as connection:
        held = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    assert held == [steps.newest()]


def test_a_step_that_fails_leaves_nothing_half_done(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE revisions (number INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        steps.upgrade(empty)
    assert shape(empty) == ["revisions"]


def test_results_noted_in_year_plans_become_entries(empty: Engine) -> None:
    said = {"at": "2026-11-21 08:00:00+00:00", "day": "2026-11-20", "list": "[]"}
    with empty.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(steps.__file__).parent))
        command.upgrade(config, "0019")
        for line in (
            "units (id, kind, path, created_at) VALUES (1, 'school', '1/', :at)",
            "users (id, email, name, language, created_at, mail) VALUES (1, 'a@b', 'Lan', 'vi', "
            ":at, 'at-once')",
            "year_plans (id, unit_id, year, group_name, state, version, begun_by_id, begun_at, "
            "changed_at, themes) VALUES (1, 1, '2026-2027', '', 'draft', 0, 1, :at, :at, '{}')",
            *map(_slot, ("1, :day, 40, '12 tranh'", "2, NULL, NULL, ''", "3, NULL, 7, ''")),
        ):
            connection.execute(text(f"INSERT INTO {line}"), said)
    steps.upgrade(empty)
    with empty.connect() as connection:
        query = "SELECT slot_id, unit_id, outcome, day_on, pupils, recorded_by_id, products FROM entries"
        first, second = connection.execute(text(f"{query} ORDER BY slot_id")).all()
    assert (*first[:3], str(first[3]), *first[4:6]) == (1, 1, "done", "2026-11-20", 40, 1)
    assert "12 tranh" in str(first[6])
    assert (second[0], str(second[3]), second[4]) == (3, "2026-11-21", 7)


def _slot(result: str) -> str:
    return (
        "slots (title, form, grades, classes, owner_name, support, place, needs, outcomes, products, "
        "planned_by_id, edited, changed_at, plan_id, id, done_on, pupils_reached, products_made) "
        f"VALUES ('A', 'topic', :list, '', '', '', '', '', '', '', 1, 0, :at, 1, {result})"
    )


def test_a_database_of_a_newer_version_is_left_alone(empty: Engine) -> None:
    steps.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = shape(empty)
    with pytest.raises(Conflict, match="newer version"):
        steps.upgrade(empty)
    assert shape(empty) == before
