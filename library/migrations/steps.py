"""Brings a database to the newest shape, through Alembic's own commands and without its ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from library import database

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Run the steps that the database has not seen, all in one transaction."""
    with engine.execution_options(saodieu_reads=True).connect() as connection:
        if is_current(connection):
            return
    with engine.begin() as connection:
        database.take_turns(connection, "migrations")
        if not is_current(connection):  # another start may have been faster
            command.upgrade(_config(connection), "heads")


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the newest shape."""
    newest = ScriptDirectory(str(_FOLDER)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(newest)


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
