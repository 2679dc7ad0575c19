"""Whoever restarts the library asks whether it can answer."""

import shutil
from pathlib import Path

from flask.testing import FlaskClient

from library import config
from library.web import create_app
from library.wiring import Library
from tests.web import reading


def test_it_is_well_when_database_and_index_answer(own: FlaskClient) -> None:
    answer = reading.sent(own, "/healthz")
    assert (answer.status_code, answer.data) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_not_well_when_the_database_is_broken(tmp_path: Path, prepared: Path) -> None:
    shutil.copytree(prepared, tmp_path / "data")
    library = Library.open(config.read({"SAODIEU_DATA": str(tmp_path / "data")}))
    client = create_app(library).test_client()
    assert reading.sent(client, "/healthz").status_code == 200
    library.sessions.engine.dispose()
    for file in (tmp_path / "data").glob("saodieu.sqlite3*"):
        file.write_bytes(b"this is no database at all, not even by accident" * 100)
    answer = reading.sent(client, "/healthz", Accept_Language="en")
    assert answer.status_code == 503
    text = answer.get_data(as_text=True)
    assert "The library cannot answer now" in text and "Traceback" not in text
    library.close()
