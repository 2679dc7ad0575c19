"""A reader of the whole starter collection, as it ships."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from library import config, transfer
from library.web import create_app
from library.wiring import Library


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Library]:
    """A library with all that ships; tests only read it."""
    data = tmp_path_factory.mktemp("shipped") / "data"
    shutil.copytree(prepared, data)
    opened = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    outcome = transfer.bring_starter_collection(opened)
    assert not outcome.refused
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(shipped: Library) -> Flask:
    """The application over all that ships."""
    return create_app(shipped)
