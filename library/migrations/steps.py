"""Brings a database to the newest shape, through Alembic's own commands and without its ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

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
    try:
        command.upgrade(_config(connection), "heads")
    except CommandError as error:
        raise Conflict(
            N_("The database belongs to a newer version of the library; install that version.")
        ) from error


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the newest shape."""
    newest = ScriptDirectory(str(_FOLDER)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
