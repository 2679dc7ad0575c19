"""A submission in any state, with what was handed in, for tests of what comes after the form."""

from sqlalchemy.orm import Session

from library.database import now
from library.review.models import Submission
from library.review.workflow import State
from library.wiring import Library
from tests import make
from tests.cast import Cast

HANDED_IN = 3


def submission(
    session: Session,
    library: Library,
    cast: Cast,
    state: State = State.SUBMITTED,
    *,
    reviewer: int | None = None,
    author: int | None = None,
    name: str = "phan-loai-rac",
    plan: str | None = None,
    plans: dict[str, str] | None = None,
    files: dict[str, bytes] | None = None,
) -> Submission:
    """Return Lan's submission of a plan, or of one in several languages, as it stands in a state."""
    editions = plans or {"vi": plan or make.plan()}
    is_public = state == State.PUBLISHED
    revision = make.saved(session, library, name, publish=is_public, files=files, **editions)
    revision.item.unit_id = cast.school
    made = Submission(
        item_id=revision.item_id,
        revision_id=revision.id,
        unit_id=cast.school,
        author_id=author or cast.lan,
        reviewer_id=reviewer,
        state=state,
        title=revision.editions[0].title,
        saved=HANDED_IN,
        handed_in=HANDED_IN,
        submitted_at=now(),
    )
    session.add(made)
    session.flush()
    return made
