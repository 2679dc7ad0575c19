"""The pages of a reviewer in a school with two thousand submissions that wait."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from library import config
from library.database import now
from library.review import queue
from library.review.models import Submission
from library.review.workflow import State
from library.web.context import SIGN_IN_COOKIE
from library.wiring import Library
from tests import cast, make
from tests.bench import rows, running
from tests.bench.rows import Row
from tests.cast import Cast

_WAITING = 2_000
_PAGES = _WAITING // queue.PAGE_SIZE
_ROUNDS = 3


def measured() -> Iterator[Row]:
    """Measure every page of the queue and the page of one submission."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = Path(folder)
        cookie = _filled(data)
        with running.served(data) as site:
            running.until_answered(site, "/vi/help")
            queued = [f"/vi/review/?page={number}" for number in range(1, _PAGES + 1)] * _ROUNDS
            running.one_by_one(site, queued[:3], cookie)
            taken = running.one_by_one(site, queued, cookie)
            name = f"queue of {_WAITING:,} submissions: median / p95"
            yield Row(name, rows.median_and_p95(taken), "200 ms", "every page, one client")
            opened = [f"/vi/review/{number}" for number in range(1, 101)]
            taken = running.one_by_one(site, opened, cookie)
            yield Row("one submission under review: median / p95", rows.median_and_p95(taken))


def _filled(data: Path) -> str:
    """Fill a data folder and return the cookie of a reviewer."""
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    people = cast.assemble(library)
    with library.writing() as session:
        revision = make.saved(session, library, publish=False)
        session.add_all(_submission(number, revision.id, people) for number in range(_WAITING))
    cookie = cast.cookie(library, people.binh)
    library.close()
    return f"{SIGN_IN_COOKIE}={cookie}"


def _submission(number: int, revision: int, people: Cast) -> Submission:
    return Submission(
        revision_id=revision,
        unit_id=people.school,
        author_id=people.lan if number % 2 else people.minh,
        state=State.SUBMITTED,
        title=f"Ngày hội phân loại rác, lần {number}",
        saved=1,
        handed_in=1,
        submitted_at=now(),
    )
