"""Brings a database to the newest shape, through Alembic's own commands and without its ini file.

Alembic is imported only where there is something to do: every command and every start waits for
what stands above.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from library import database
from library.errors import Conflict
from library.marking import N_

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Run the steps that the database has not seen, all in one transaction.

    Raises Conflict when a newer version has been at the database.
    """
    with engine.execution_options(saodieu_reads=True).connect() as connection:
        if is_current(connection):
            return
    with engine.begin() as connection:
        database.take_turns(connection, "migrations")
        _run(connection)  # which does nothing when another start was faster


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "heads")
    except CommandError as error:
        raise Conflict(
            N_("The database belongs to a newer version of the library; install that version.")
        ) from error


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the newest shape."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [newest()]


def newest() -> str:
    """Return the number of the last step, with which the name of its file begins."""
    return max(file.name.partition("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*.py"))
