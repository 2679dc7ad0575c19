"""The vocabulary as it is shipped, for the tests that read queries with it."""

from pathlib import Path

import pytest

from library import config
from library.tags.vocabulary import Vocabulary
from library.wiring import Library


@pytest.fixture(scope="session")
def vocabulary(prepared: Path) -> Vocabulary:
    """The shipped vocabulary."""
    library = Library.open(config.read({"SAODIEU_DATA": str(prepared)}))
    with library.sessions.reading() as session:
        found = library.vocabulary(session)
    library.close()
    return found
