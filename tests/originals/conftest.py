"""The shipped vocabulary, which proposals are read with."""

from pathlib import Path

import pytest

from library import config
from library.tags import vocabulary
from library.tags.vocabulary import Vocabulary
from library.wiring import Library


@pytest.fixture(scope="session")
def shipped(prepared: Path) -> Vocabulary:
    """The vocabulary as a new library has it."""
    opened = Library.open(config.read({"SAODIEU_DATA": str(prepared)}))
    with opened.sessions.writing() as session:
        read = vocabulary.read(session)
    opened.close()
    return read
