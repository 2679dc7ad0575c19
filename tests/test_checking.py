"""`check`: database, files and index against each other; what is damaged is named."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from library import checking, jobs, transfer
from library.accounts import units
from library.bases import keeping
from library.search.index import Index
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    item = make.folder(tmp_path / "rac", files={"phieu.txt": b"Phieu"})
    transfer.bring_in(library, [item], publish=True)
    return library


def problems(library: Library) -> list[str]:
    return [str(problem) for problem in checking.problems(library)]


def test_a_sound_library_has_no_problem(filled: Library) -> None:
    assert problems(filled) == []
    assert checking.loose_files(filled) == 0


def change(path: Path) -> None:
    path.write_bytes(b"phieu")


@pytest.mark.parametrize("damage", [Path.unlink, change])
def test_a_missing_or_changed_file_is_named(
    filled: Library, damage: Callable[[Path], None]
) -> None:
    [sha256] = filled.store.kept()
    damage(filled.store.path(sha256))
    [problem] = problems(filled)
    assert problem.startswith(f"files/phieu.txt ({sha256[:12]}) is missing or damaged")


def test_an_index_that_lacks_an_item_is_noticed(filled: Library) -> None:
    filled.index.apply([], removed=["rac"], upto=filled.index.applied)
    assert problems(filled) == ["The index has 0 of 1 items; run “saodieu index rebuild”."]


def test_an_index_that_is_behind_is_noticed(filled: Library) -> None:
    with filled.sessions.writing() as session:
        make.saved(session, filled, vi=make.plan(title="Mới"), name="moi")
    assert problems(filled) == ["The index has 1 of 2 items; run “saodieu index rebuild”."]
    filled.catch_up()
    assert problems(filled) == []


def test_a_lost_index_is_made_anew(filled: Library) -> None:
    filled.index.close()
    shutil.rmtree(filled.settings.index)
    filled.__dict__["index"] = Index.open(filled.settings.index)
    filled.catch_up()
    assert problems(filled) == []


def test_what_an_interrupted_import_left_is_counted_and_no_problem(filled: Library) -> None:
    filled.store.keep(io.BytesIO(b"nobody wants this"))
    assert checking.loose_files(filled) == 1
    assert problems(filled) == []


def test_legal_bases_that_are_no_longer_in_force_are_named_and_are_no_problem(
    filled: Library, cast: Cast
) -> None:
    facts = {"kind": "material.legal-text", "number": "9-NQ/TU", "expired_on": "2026-01-01"}
    with filled.sessions.writing() as session:
        make.saved(session, filled, "het", vi=make.plan(**facts, replaced_by="10-NQ/TU"))
        unit = units.by_id(session, cast.school)
        keeping.keep(session, SHELL, unit, ["Căn cứ Nghị quyết số 9-NQ/TU"])
    filled.catch_up()
    assert problems(filled) == []
    [said] = map(str, checking.cited_out_of_force(filled))
    assert "Nghị quyết số 9-NQ/TU" in said and "10-NQ/TU" in said


def test_jobs_that_were_given_up_are_told(filled: Library) -> None:
    with filled.sessions.writing() as session:
        jobs.add(session, "letter", {})
        jobs.add(session, "letter", {})
    assert problems(filled) == []
    with filled.sessions.writing() as session:
        task = jobs.take(session, ("letter",))
        assert task
        jobs.failed(session, task, "nobody lives there", hopeless=True)
    assert problems(filled) == ["Jobs were given up: 1. “saodieu jobs list” says why."]
