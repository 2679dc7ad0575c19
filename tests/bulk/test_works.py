"""Many items changed at once: previewed, done as previewed, resumed, cancelled, put back exactly."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import history
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.bulk import previewing, running, works
from library.bulk.changing import Changes
from library.bulk.models import Outcome, State, Target, Work
from library.database import now
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items import catalogue, writing
from library.items.models import Item, Revision
from library.review import deciding, workflow
from library.review.models import Submission
from library.review.workflow import Step
from library.search import catchup
from library.search.query import Query
from library.tags import merging, recording
from library.wiring import Library
from tests import make
from tests.bulk import selection
from tests.bulk.selection import GONG, WASTE
from tests.cast import SHELL, Cast
from tests.review import desk


def test_undoing_puts_every_row_of_every_table_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library)
        made = desk.submission(session, library, cast, workflow.State.PUBLISHED)
        assert made.item_id and made.item
        made.item.marked_id = made.item.published_id
        adapting = desk.submission(session, library, cast, workflow.State.DRAFT, name="ban-khac")
        adapting.source_id = made.revision_id
        selection.vy(session, cast)
        ids.append(made.item_id)
    with library.sessions.reading() as session:
        before = selection.rows(session)
        known = {name: set(found) for name, found in before.items()}
    number = selection.done(
        library, cast, ids, add=(GONG,), remove=(WASTE,),
        unit=cast.other_school, visibility="withdrawn", reason="Sai tên xã.",
    )  # fmt: skip
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["changed"] * 4
        assert not catalogue.published_ids(session)
        changed = selection.rows(session)
        assert all(changed[name] != before[name] for name in ("items", "item_tags", "submissions"))
    selection.undone(library, cast, number)
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["undone"] * 4
        after = selection.rows(session)
        # A revision is never taken away, and a decision stands in the record.
        grown = {"revisions", "editions", "files", "decisions"}
        assert {name for name in after if after[name] != before[name]} == grown
        assert all(known[name] <= set(after[name]) for name in grown)
        assert history.first_broken(session) is None
        told = [each.verb for each in history.of(session, writing.NOUN, ids[0])]
        assert told == ["withdraw", "changed with others", "restore", "put back with others"]
    assert library.index.search(Query(tags=(WASTE,))).total == 3
    assert not library.index.search(Query(tags=(GONG,))).total


def test_what_belongs_to_the_text_goes_along(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, workflow.State.PUBLISHED, files={"a": b"a"})
        assert made.item_id and made.item and made.revision
        made.item.marked_id = first = made.revision.id
        digest, id = made.revision.digest, made.item_id
        adapting = desk.submission(session, library, cast, workflow.State.DRAFT, name="ban-khac")
        adapting.source_id = first
    selection.done(library, cast, [id], add=(GONG,))
    with library.sessions.writing() as session:
        item = session.get_one(Item, id)
        assert item.published and item.published.id != first and item.is_official
        assert {each.revision_id for each in session.scalars(select(Submission)) if each.item_id == id} == {
            item.published_id
        }  # fmt: skip
        assert [each.source_id for each in session.scalars(select(Submission)) if each.source_id] == [
            item.published_id
        ]  # fmt: skip
        whole, old = (catalogue.whole(session, each) for each in (item.published.id, first))
        assert [each.body for each in whole.editions] == [each.body for each in old.editions]
        assert [each.sha256 for each in whole.files] == [each.sha256 for each in old.files]
        assert whole.facts == {**old.facts, "theme": [GONG]}
        # What is exported now and imported again is known to be the same.
        assert whole.digest != digest
        again = make.saved(
            session, library, "phan-loai-rac", vi=make.plan(theme=[GONG]), files={"a": b"a"}
        )
        assert again.id == whole.id


def test_an_item_changed_since_the_preview_is_left_alone(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library)
        user = selection.vy(session, cast)
        first = selection.previewed(session, library, user, ids, add=(GONG,))
        works.start(session, user, first)
        number = first.id
    # Another work has one of the same items, and a correction another one.
    other = selection.previewed_and_done(library, cast, ids[:1], licence="licence.cc0")
    with library.sessions.writing() as session:
        make.saved(session, library, "muc-2", vi=make.plan(title="Khác", theme=[WASTE]))
    library.work()
    with library.sessions.writing() as session:
        assert selection.outcomes(session, number) == ["refused", "refused", "changed"]
        assert selection.reasons(session, number)[0].startswith("It was changed since the preview")
        assert session.get_one(Item, ids[0]).published.facts["theme"] == [WASTE]  # type: ignore[union-attr]
        make.saved(session, library, "muc-3", vi=make.plan(title="Khác", theme=[WASTE]))
    selection.undone(library, cast, number)
    selection.undone(library, cast, other)
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["refused", "refused", "kept"]
        assert selection.outcomes(session, other) == ["undone"]
        assert session.get_one(Work, number).state == State.UNDONE


def test_a_work_goes_on_after_a_crash_and_stops_when_it_is_told(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library)
        user = selection.vy(session, cast)
        made = selection.previewed(session, library, user, ids, add=(GONG,))
        works.start(session, user, made)
        number = made.id
    with library.sessions.writing() as session:
        assert running.step(session, library.workshop, number, 1)
    killed = library.sessions.write()  # whoever does it is killed before the commit
    running.step(killed, library.workshop, number, 1)
    killed.close()
    with library.sessions.writing() as session:
        assert selection.outcomes(session, number) == ["changed", "planned", "planned"]
        running.step(session, library.workshop, number, 1)
        works.cancel(session, selection.vy(session, cast), session.get_one(Work, number))
    library.work()
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["changed", "changed", "planned"]
    selection.undone(library, cast, number)
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["undone", "undone", "planned"]


def test_rules_of_single_changes_hold(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        user = selection.vy(session, cast)
        [id] = selection.items(session, library, 1)
        source = make.saved(session, library, "nguon").item
        credit = [
            {"title": "Nguồn", "authors": "Lan", "licence": "licence.cc-by-sa", "address": "x"}
        ]
        copy = make.saved(
            session, library, "ban-sao",
            vi=make.plan(adapted_from=source.slug, credit=credit, licence="licence.cc-by-sa"),
        )  # fmt: skip
        marked = make.saved(session, library, "chinh-thuc").item
        marked.marked_id = marked.published_id
        draft = make.saved(session, library, "nhap", publish=False).item
        gone = make.saved(session, library, "da-rut").item
        writing.withdraw(session, gone)
        session.flush()

        def why(item: str, **changes: object) -> str:
            made = selection.previewed(session, library, user, [item], **changes)
            return selection.reasons(session, made.id)[0]

        assert "at least one theme" in why(id, remove=(WASTE,))
        assert "grade, a level" in why(id, remove=("grade.07",))
        assert why(id, remove=(WASTE,), add=(GONG,)) == ""
        assert "has a kind" in why(id, remove=("material.activity-plan",))
        assert "only one" in why(id, add=("material.reading",))
        assert why(id, replace=(("material.activity-plan", "material.reading"),)) == ""
        assert "asks for as much" in why(copy.item_id, licence="licence.cc-by")
        assert "official" in why(marked.id, licence="licence.cc-by")
        assert why(marked.id, add=(GONG,)) == ""
        assert "never published" in why(draft.id, add=(GONG,))
        assert "withdrawn" in why(gone.id, add=(GONG,))
        assert why(gone.id, visibility="public", reason="Đã xem lại.") == ""
        assert "known licence" in why(id, licence="licence.unknown")
        assert "waits for a review" in why(id, reviewer=cast.binh)
        assert why(id, unit=cast.school) == ""
        for wrong in ({}, {"visibility": "public"}):
            with pytest.raises(Invalid):
                selection.previewed(session, library, user, [id], **wrong)
        with pytest.raises(NotFound):
            selection.previewed(session, library, user, [id], unit=99_999)


# Who may change what, of an item of the first school: curators facts, heads what readers see.
ALLOWED = {"vy": {"facts", "withdraw"}, "hanh": {"withdraw"}, "tu": set(), "curator": {"facts"}}


def test_everybody_changes_only_what_they_could_change_singly(library: Library, cast: Cast) -> None:
    kinds = {
        "facts": Changes(add=(GONG,)),
        "withdraw": Changes(visibility="withdrawn", reason="Sai."),
    }
    with library.sessions.writing() as session:
        [id] = selection.items(session, library, 1)
        selection.own(session, cast.school, id)
        selection.vy(session, cast)
        school = units.by_id(session, cast.school)
        curator = users.add(session, SHELL, school, "c@example.vn", "C", "vi")
        users.grant(session, SHELL, curator, Role.CURATOR, school)
        session.refresh(curator)
        people = {each: _person(session, cast, each) for each in ("vy", "hanh", "tu")}
        people["curator"] = curator
        done = {
            who: {name for name, changes in kinds.items() if _may(session, library, user, id, changes)}
            for who, user in people.items()
        }  # fmt: skip
        for other in ("lan", "binh", "an"):
            with pytest.raises(NotAllowed):
                works.begin(session, _person(session, cast, other), [id], {})
        made = works.begin(session, people["vy"], [id], {})
        with pytest.raises(NotFound):
            works.by_id(session, people["hanh"], made.id)
        assert works.by_id(session, people["vy"], made.id) is made
    assert done == ALLOWED


def _person(session: Session, cast: Cast, who: str) -> User:
    return users.by_id(session, getattr(cast, who))


def _may(session: Session, library: Library, user: User, id: str, changes: Changes) -> bool:
    made = works.begin(session, user, [id], {})
    previewing.preview(session, user, made, changes, library.vocabulary(session))
    return works.counts(session, made)[Outcome.PLANNED] == 1


def test_reviewers_get_what_waits_and_it_is_taken_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast)
        assert made.item_id
        number, id, before = made.id, made.item_id, made.changed_at
    work = selection.done(library, cast, [id], reviewer=cast.binh)
    with library.sessions.reading() as session:
        found = session.get_one(Submission, number)
        assert (found.state, found.reviewer_id) == (workflow.State.IN_REVIEW, cast.binh)
    selection.undone(library, cast, work)
    with library.sessions.reading() as session:
        found = session.get_one(Submission, number)
        assert (found.state, found.reviewer_id) == (workflow.State.SUBMITTED, None)
        assert found.changed_at == before


def test_an_older_correction_does_not_undo_a_work_unseen(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, workflow.State.PUBLISHED)
        assert made.item_id
        newer = desk.submission(
            session, library, cast, workflow.State.ACCEPTED, plan=make.plan(title="Sửa lại")
        )
        assert newer.item_id == made.item_id
        id, number = made.item_id, newer.id
    selection.done(library, cast, [id], add=(GONG,))
    with library.sessions.writing() as session:
        head, workshop = users.by_id(session, cast.hanh), library.workshop(session)
        found = session.get_one(Submission, number)
        with pytest.raises(Conflict, match="Another version"):
            deciding.publish(session, head, found, Step("publish", reason="Đúng."), workshop)


def test_merged_tags_and_choices_of_curators_are_meant(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        selection.items(session, library)
        selection.vy(session, cast)
        merging.merge(session, SHELL, WASTE, GONG, recording.by_id(session, WASTE).edited)
    number = selection.done(
        library, cast, ["muc-1", "muc-2"], replace=((GONG, "theme.environment"),)
    )
    with library.sessions.reading() as session:
        assert catalogue.tags_by_item(session, ["muc-1"])["muc-1"].count("theme.environment") == 1
        assert GONG not in catalogue.tags_by_item(session, ["muc-1"])["muc-1"]
        assert session.get_one(Item, "muc-1").published.facts["theme"] == ["theme.environment"]  # type: ignore[union-attr]
    selection.undone(library, cast, number)
    with library.sessions.reading() as session:
        assert GONG in catalogue.tags_by_item(session, ["muc-1"])["muc-1"]
        assert session.get_one(Item, "muc-1").published.facts["theme"] == [WASTE]  # type: ignore[union-attr]


def test_a_work_is_bounded_and_unknown_items_are_named(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        user = selection.vy(session, cast)
        [id] = selection.items(session, library, 1)
        with pytest.raises(Conflict, match="10,000"):
            works.begin(session, user, [f"x{each}" for each in range(10_001)], {})
        made = works.begin(session, user, [id, "nothing", id], {})
        assert [each.item_id for each in works.targets(session, made)] == [id]
        assert made.refused[0][1] == "nothing"
        with pytest.raises(Invalid):
            works.start(session, user, made)
        previewing.preview(session, user, made, Changes(add=(GONG,)), library.vocabulary(session))
        works.choose(session, made, [1], [])
        with pytest.raises(Invalid):
            works.start(session, user, made)
        works.choose(session, made, [1], [1])
        works.start(session, user, made)
        with pytest.raises(Conflict):
            works.start(session, user, made)
        with pytest.raises(Conflict):
            works.undo(session, user, made)
        with pytest.raises(Conflict):
            works.discard(session, made)
        assert selection.count(session, Target) == 1 and selection.count(session, Revision) == 1


def test_works_that_nobody_started_are_forgotten_and_records_stay(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        [id] = selection.items(session, library, 1)
    number = selection.done(library, cast, [id], add=(GONG,))
    with library.sessions.writing() as session:
        works.begin(session, selection.vy(session, cast), [id], {})
        works.sweep(session)
        assert selection.count(session, Work) == 2
        session.execute(update(Work).values(at=now() - timedelta(days=31)))
        works.sweep(session)
        assert list(session.scalars(select(Work.id))) == [number]
        assert selection.count(session, Target) == 1


def test_many_items_are_found_by_their_new_tags_at_once(
    library: Library, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many, the index takes the tags first and the texts that name them later."""
    monkeypatch.setattr(catchup, "_FEW", 1)
    with library.writing() as session:
        ids = selection.items(session, library)
    selection.done(library, cast, ids, add=(GONG,))
    assert library.index.search(Query(tags=(GONG,))).total == 3
    assert library.index.search(Query("muc cong chieng")).total == 3
    assert not library.index.stale()
