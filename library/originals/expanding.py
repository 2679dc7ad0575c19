"""What a job does with a sheet of items in a batch: each row becomes an original that was read.

A row is the same as an earlier one of the same person by its id, else by its sheet and title.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from library import database, jobs, text
from library.database import Sessions
from library.errors import Invalid, LibraryError, Message
from library.marking import N_
from library.originals import meeting, rows, understanding
from library.originals.models import Batch, Original, State
from library.originals.rows import Row
from library.originals.understanding import Tools, Understood
from library.review import contents

EXPAND = "read sheet"
MOST_ROWS = 500
_COLUMNS = N_("Columns that are not known were left out: %(columns)s.")
_TWICE = N_("Another row of the sheet has the same id, or without one the same title.")
_OF_FORM = (*contents.TAGS, "kind", "duration_minutes")


def expand(sessions: Sessions, tools: Tools, values: dict[str, Any]) -> None:
    """Read a sheet that waits; whatever comes of it, its sender is told."""
    id = values["original"]
    with sessions.reading() as session:
        found = session.get(Original, id)
        if found is None or found.state != State.WAITING:
            return
        vocabulary = tools.vocabulary(session)
    path = tools.desk.store.path(found.sha256)
    try:
        table = tools.reader.table(path, found.media_type, MOST_ROWS)
        items, left_out = rows.read(table, vocabulary)
        if not items:
            raise Invalid(N_("The sheet names its columns and has no rows below."))
        read = [(row, _understood(tools, row)) for row in items[:MOST_ROWS]]
    except LibraryError as error:
        understanding.note(sessions, id, None, error.message)
        return
    except (DBAPIError, OSError):
        raise  # that passes, and the job is tried again
    except Exception as error:
        understanding.note(sessions, id, None, Message(understanding.FAULT))
        raise jobs.Hopeless(jobs.trouble(error)) from error
    with sessions.writing() as session:
        database.take_turns(session.connection(), f"batches of {found.user_id}")
        sheet = session.get(Original, id)
        if sheet is None or sheet.state != State.WAITING or sheet.batch_id is None:
            return  # thrown away meanwhile, or read by another worker
        _put(session, sheet, read, left_out)


def _put(
    session: Session,
    sheet: Original,
    read: Sequence[tuple[Row, dict[str, Any]]],
    left_out: Sequence[str],
) -> None:
    """Put rows in the place of their sheet."""
    batch = session.get_one(Batch, sheet.batch_id)
    refused = [[sheet.name, Message(_COLUMNS, {"columns": ", ".join(left_out)}).packed()]]
    batch.refused = [*batch.refused, *(refused if left_out else [])]
    seen: set[str] = set()
    for row, understood in read:
        same = f"row {row.id or row.slug or f'{sheet.name} {text.slug(row.title)}'}"[:300]
        if same in seen and row.title:
            told = [f"{sheet.name}:{row.number}", Message(_TWICE).packed()]
            batch.refused = [*batch.refused, told]
            continue
        seen.add(same)
        _meet(session, sheet, same if row.title else f"{same} {row.number}", understood)
    session.delete(sheet)
    session.flush()


def _meet(session: Session, sheet: Original, same: str, understood: dict[str, Any]) -> None:
    """Keep a row; one that came before goes on from where it was, in new words or the same."""
    assert sheet.batch_id is not None
    earlier = meeting.earlier(session, sheet.user_id, sheet.unit_id, same)
    is_unchanged = earlier is not None and _digest_of(earlier) == understood["given"]["digest"]
    if earlier is not None and is_unchanged and earlier.state == State.READ:
        meeting.move(session, earlier, sheet.batch_id)
        return
    made = Original(
        user_id=sheet.user_id,
        unit_id=sheet.unit_id,
        batch_id=sheet.batch_id,
        name=sheet.name,
        media_type=sheet.media_type,
        sha256=sheet.sha256,
        same=same,
        size=sheet.size,
        state=State.BEGUN if is_unchanged else State.READ,
        warnings=[],
        understood=understood,
        submission_id=earlier.submission_id if earlier else None,
    )
    session.add(made)
    if earlier is not None and earlier.state == State.READ:
        before = earlier.batch_id
        session.delete(earlier)
        session.flush()
        if before and before != sheet.batch_id:
            meeting.forget_empty(session, before)


def _digest_of(original: Original) -> str:
    given = (original.understood or {}).get("given", {})
    return str(given.get("digest", ""))


def _understood(tools: Tools, row: Row) -> dict[str, Any]:
    """Return a row as what is understood of any original, with what only sheets give."""
    language, words = next(iter(row.editions.items()))
    html, unfit = understanding.rendered(tools, words.body)
    facts = {name: _stated(row.facts[name]) for name in _OF_FORM if name in row.facts}
    facts["language"] = _stated(f"language.{language}")
    understood = Understood(
        title=words.title,
        summary=words.summary or understanding.summary(words.body),
        markdown=words.body,
        html=html,
        facts=facts,
        converted=[],
        files=[],
        alts={},
        origin={},
        warnings=[each.packed() for each in (*row.problems, *unfit)],
    )
    return {**vars(understood), "given": _given(row, language)}


def _stated(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [str(value)]
    return [{"value": each, "evidence": "", "is_sure": True} for each in values]


def _given(row: Row, language: str) -> dict[str, Any]:
    """Return what a row gives besides what can be understood of any original."""
    others = {code: asdict(each) for code, each in row.editions.items() if code != language}
    said = {"facts": row.facts, "own": row.editions[language].facts, "others": others}
    whole = [asdict(row) | {"number": 0, "problems": list(map(str, row.problems))}]
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
    return {"row": row.number, "digest": digest, **said}
