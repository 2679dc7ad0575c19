"""Readers of libraries of their own: one that a test changes, one with items that try to break it."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from library import config, transfer
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.directives import paper
from tests.originals.standing_in import PLAN, StandIn
from tests.web import filling
from tests.web.visiting import Visitor

HOSTILE = '</script><script>alert("1")</script> & more'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea735811e0000000049454e44ae426082"
)
FILES = {
    "trang.html": b"<!doctype html><script>alert(1)</script>",
    "hinh.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "phiếu hỏi.csv": "câu,đáp\n1,2\n".encode(),
    "anh.png": PIXEL,
    "khong-ro": b"\x00\x01\x02",
}


@pytest.fixture
def database() -> str:
    """SQLite: what pages call is tested on both databases where it lies.

    `test_values` walks through all pages and forms on PostgreSQL too.
    """
    return "sqlite"


@pytest.fixture
def own(library: Library) -> FlaskClient:
    """A reader of an empty library that the test may change."""
    return create_app(library).test_client()


@pytest.fixture(scope="session")
def peculiar(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[FlaskClient]:
    """A reader of a library with peculiar items; tests only read it."""
    place = tmp_path_factory.mktemp("peculiar")
    shutil.copytree(prepared, place / "data")
    library = Library.open(config.read({"SAODIEU_DATA": str(place / "data")}))
    outcome = transfer.bring_in(library, _folders(place / "items"), publish=True)
    assert not outcome.refused
    yield create_app(library).test_client()
    library.close()


@pytest.fixture(scope="session")
def writer(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[FlaskClient]:
    """The browser of Lan, who writes on submission 1, which has a picture; tests only read it.

    Two files that she sent were read, the second in vain; of her batches the second is not read yet.
    She has begun year plan 1 with one activity and newsletter 1, recorded another activity with a
    photo, and taken two tasks of plan 1 from above over.
    """
    place = tmp_path_factory.mktemp("writer")
    shutil.copytree(prepared, place / "data")
    library = Library.open(config.read({"SAODIEU_DATA": str(place / "data")}))
    cast = people.assemble(library)
    visitor = Visitor(create_app(library), cast.lan)
    address = filling.complete(visitor, cast)
    filling.add_file(visitor, f"{address}/files", "hinh.png", PIXEL)
    library.reader = StandIn()
    for said in (PLAN, "SCAN"):
        visitor.send(
            "/vi/contribute/originals/new",
            {"unit": cast.school, "file": (io.BytesIO(said.encode()), "kế hoạch.md")},
        )
    _send_many(visitor, cast, "muc.csv", "Tên;Môn\nHội thao;Toánn\n")
    library.work()
    visitor.send("/vi/contribute/originals/new", {"unit": cast.school, "text": "Chưa đọc"})
    _send_many(visitor, cast, "muc.md", "Chưa đọc")
    visitor.send("/vi/plans/", {"unit": cast.school, "year": "2026-2027"})
    visitor.send("/vi/plans/1/slots/new", {"title": "Khai giảng", "form": "flag", "week": 1})
    done = {
        "title": "Hội thao",
        "day_on": "2026-10-10",
        "photos": (io.BytesIO(PIXEL), "em-lan.png"),
    }
    visitor.send("/vi/logbook/new", done)
    with library.sessions.writing() as session:
        paper.issued(session, cast)
    visitor.send(f"/vi/plans/above/1/at/{cast.school}/take", {"task": ["1", "2"]})
    visitor.send("/vi/newsletters/", {"unit": cast.school})
    yield visitor.client
    library.close()


def _send_many(visitor: Visitor, cast: people.Cast, name: str, said: str) -> None:
    fields = {"unit": cast.school, "files": (io.BytesIO(said.encode()), name)}
    visitor.send("/vi/contribute/batches/new", fields)


def _folders(place: Path) -> list[Path]:
    hostile = make.plan(title=HOSTILE, summary=HOSTILE, authors=[HOSTILE])
    official = make.plan(
        title="Kế hoạch năm học",
        kind="material.guidance",
        doctype="doctype.plan",
        number="12/KH-THCS",
        issued_on="2026-09-05",
        issuer="Trường THCS Mẫu",
    )
    return [
        make.folder(place / "hostile", files=FILES, vi=hostile),
        make.folder(place / "official", vi=official),
        make.folder(place / "only-english", en=make.plan(title="Waste sorting day")),
        make.folder(
            place / "three",
            vi=make.plan(title="Ngày hội"),
            en=make.plan(title="Festival day"),
            fr=make.plan(title="Jour de fête"),
        ),
        make.folder(place / "bare", vi=make.plan("Một đoạn văn.", title="Trang trơn")),
    ]
