"""What tests share: a library of their own on either database, the starter collection, a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

from library import config, i18n, paths, transfer
from library.items.extracting import Extractor
from library.items.rendering import Renderer
from library.uploads.examining import Examiner
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import servers, sparing
from tests.cast import Cast

# A property is wrong or right, however long a busy machine takes for one example.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
sparing.begin()

DATABASES = ("sqlite", "postgresql")
# The items with which the collection began. Tests that count what is found count these, so that
# the collection can grow without them.
FIRST_ITEMS = (
    "bystanders-class-meeting",
    "checking-sources",
    "class-waste-audit",
    "culture-day-assembly",
    "english-club-five-objects",
    "golden-bell-local-history",
    "ke-hoach-thong-tin-doi-ngoai-lam-dong-2026",
    "ke-hoach-thong-tin-doi-ngoai-thu-thua-2021",
    "listening-to-gongs-preschool",
    "local-culture-festival",
    "my-place-in-six-sentences",
    "o-an-quan-play-and-count",
    "scam-clinic-adult-learners",
    "school-newsroom-first-issue",
    "sea-zones-on-a-rope",
    "village-stories-interview",
    "whose-photo-is-it",
)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated SQLite database and the vocabulary, to be copied."""
    data = tmp_path_factory.mktemp("prepared")
    settings = config.read({"SAODIEU_DATA": str(data)})
    Library.open(settings).close()
    i18n.compiled(settings.cache)
    return data


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server with a prepared database to copy, `prepared`."""
    with servers.postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One rendering process for all tests, because it takes a while to start."""
    shared = Renderer()
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def extractor() -> Iterator[Extractor]:
    """One process that reads files for all tests."""
    shared = Extractor()
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def examiner() -> Iterator[Examiner]:
    """One process that makes uploads harmless for all tests."""
    shared = Examiner()
    yield shared
    shared.close()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """On which database a library of one's own is: a test runs once on each."""
    return str(request.param)


@pytest.fixture
def library(
    request: pytest.FixtureRequest,
    database: str,
    tmp_path: Path,
    prepared: Path,
    renderer: Renderer,
    extractor: Extractor,
    examiner: Examiner,
) -> Iterator[Library]:
    """An empty library with the shipped vocabulary, once on each database."""
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    environment = {"SAODIEU_DATA": str(data)}
    if database == "postgresql":
        server = request.getfixturevalue("postgresql")
        environment["SAODIEU_DATABASE_URL"] = servers.copy_of_prepared(server)
    opened = Library.open(config.read(environment))
    opened.renderer, opened.extractor, opened.examiner = renderer, extractor, examiner
    yield opened
    opened.renderer, opened.extractor, opened.examiner = Renderer(), Extractor(), Examiner()
    opened.close()


@pytest.fixture
def cast(library: Library) -> Cast:
    """The people of the tests, in the empty library."""
    return people.assemble(library)


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Library]:
    """A library with the first items of the starter collection; tests only read it."""
    data = tmp_path_factory.mktemp("starter") / "data"
    shutil.copytree(prepared, data)
    opened = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    activities = paths.shipped("activities")
    outcome = transfer.bring_in(opened, [activities / name for name in FIRST_ITEMS], publish=True)
    assert not outcome.refused
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(starter: Library) -> Flask:
    """The application over the starter collection."""
    return create_app(starter)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader without cookies."""
    return app.test_client()
