"""Shaping the vocabulary: new tags, other names, other places; who may, and what is refused."""

from collections.abc import Callable
from functools import partial

import pytest

from library import changes
from library.accounts import users
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.tags import ambiguities, clashes, editing, merging, models, recording, shipped, undoing
from library.tags.recording import Stale
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.tags import shaping
from tests.tags.shaping import PLASTIC, WASTE, edited, names, tag


def test_a_new_tag_has_its_names_its_place_and_an_id_of_its_english_name(library: Library) -> None:
    with library.writing() as session:
        before = changes.last(session, "tags")
        assert shaping.plastic(session) == PLASTIC
        assert changes.last(session, "tags") > before
    with library.sessions.reading() as session:
        term = library.vocabulary(session)[PLASTIC]
        assert (term.parent, term.scheme) == ("theme.environment", "theme")
        assert term.labels == {"vi": "Nhựa dùng một lần", "en": "Plastic"}
        assert term.alternatives == {"vi": ("túi ni lông",)}
        assert term.abbreviations == ("NDML",)


def test_an_id_is_never_used_again_not_even_one_whose_tag_was_undone(library: Library) -> None:
    with library.sessions.writing() as session:
        first = shaping.plastic(session)
        undoing.undo(session, SHELL, recording.newest(session, 1)[0].number)
        assert session.get(models.Tag, first) is None
        assert shaping.plastic(session) == f"{first}-2"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (names(""), "label-vi"),
        (names("x" * 121), "label-vi"),
        (names("a", "x" * 121), "label-en"),
        (names("a", abbreviations=["y" * 121]), "abbreviations"),
        (names("a", alternatives={"vi": [f"tên {n}" for n in range(61)]}), ""),
        (names("…"), "label-vi"),
    ],
)
def test_names_that_cannot_be_kept_are_refused_with_the_field(
    library: Library, given: editing.Names, field: str
) -> None:
    with library.sessions.writing() as session, pytest.raises(Invalid) as refused:
        editing.create(session, SHELL, "theme", given)
    assert refused.value.field == field


def test_a_tag_is_described_anew_in_every_language_with_notes_for_readers(library: Library) -> None:
    said = names(
        "Rác thải",
        "Waste",
        alternatives={"en": ["rubbish", "rubbish", " "]},
        notes={"vi": "Cả rác nhựa."},
    )
    with library.sessions.writing() as session:
        editing.describe(session, SHELL, WASTE, said, edited(session, WASTE))
    with library.sessions.reading() as session:
        term = library.vocabulary(session)[WASTE]
    assert term.labels == {"vi": "Rác thải", "en": "Waste"}
    assert term.alternatives == {"en": ("rubbish",)}
    assert term.notes == {"vi": "Cả rác nhựa."}
    assert "Cả rác nhựa." not in term.names


def test_labels_of_a_language_that_the_form_does_not_have_stay(library: Library) -> None:
    with library.sessions.writing() as session:
        kept = tag(session, WASTE)
        kept.labels.append(
            models.Label(language="fr", role=models.LABEL, text="Déchets", position=9)
        )
        session.flush()
        editing.describe(session, SHELL, WASTE, names("Rác"), 0)
        assert ("fr", "Déchets") in {
            (each.language, each.text) for each in tag(session, WASTE).labels
        }


def test_a_form_that_began_before_another_edit_is_stale(library: Library) -> None:
    with library.sessions.writing() as session:
        seen = edited(session, WASTE)
        editing.describe(session, SHELL, WASTE, names("Rác"), seen)
        stale_acts: tuple[Callable[[], None], ...] = (
            lambda: editing.describe(session, SHELL, WASTE, names("Khác"), seen),
            lambda: editing.move(session, SHELL, WASTE, None, seen),
            lambda: editing.shift(session, SHELL, WASTE, 1, seen),
            lambda: merging.merge(session, SHELL, WASTE, "theme.environment", seen),
            lambda: merging.retire(session, SHELL, WASTE, "theme.environment", seen),
        )
        for act in stale_acts:
            with pytest.raises(Stale) as stale:
                act()
            assert stale.value.tag.id == WASTE


def test_saying_what_is_there_already_is_no_edit(library: Library) -> None:
    with library.sessions.writing() as session:
        editing.describe(session, SHELL, WASTE, names("Rác"), 0)
        editing.describe(session, SHELL, WASTE, names("Rác"), 1)
        editing.move(session, SHELL, WASTE, tag(session, WASTE).parent_id, 1)
        assert edited(session, WASTE) == 1
        assert len(recording.newest(session, 9)) == 1


def test_a_tag_moves_with_all_below_it_and_never_below_itself(library: Library) -> None:
    with library.sessions.writing() as session:
        new = shaping.plastic(session)
        editing.move(session, SHELL, new, WASTE, edited(session, new))
        for parent in (new, WASTE):
            with pytest.raises(Invalid, match="below itself"):
                editing.move(session, SHELL, WASTE, parent, edited(session, WASTE))
        with pytest.raises(Invalid, match="same scheme"):
            editing.move(session, SHELL, WASTE, "grade.07", edited(session, WASTE))
        editing.move(session, SHELL, WASTE, None, edited(session, WASTE))
        vocabulary = library.vocabulary(session)
        assert vocabulary.ancestors(new) == (WASTE,)


def test_siblings_change_their_order(library: Library) -> None:
    def grades() -> list[str]:
        terms = library.vocabulary(session)
        return terms.in_order(terms.children["level.primary"], "vi")

    with library.sessions.writing() as session:
        before = grades()
        editing.shift(session, SHELL, "grade.03", -1, 0)
        assert grades() == ["grade.01", "grade.03", "grade.02", *before[3:]]
        editing.shift(session, SHELL, "grade.03", -99, edited(session, "grade.03"))
        assert grades()[0] == "grade.03"


def test_tags_that_the_library_gives_by_itself_keep_their_place(library: Library) -> None:
    with library.sessions.writing() as session:
        with pytest.raises(Invalid, match="by itself"):
            editing.create(session, SHELL, "duration", names("Cả năm"))
        with pytest.raises(Invalid, match="by itself"):
            merging.merge(session, SHELL, "language.vi", "language.en", 0)
        with pytest.raises(Invalid, match="itself needs"):
            merging.retire(session, SHELL, "material.activity-plan", "material.reading", 0)
        editing.describe(session, SHELL, "duration.one-period", names("Một tiết"), 0)


def test_only_curators_of_the_whole_library_shape_the_vocabulary(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        # Vy curates a department; the words are everybody's.
        for id in (cast.vy, cast.an, cast.hanh):
            by = users.by_id(session, id)
            acts: tuple[Callable[[], object], ...] = (
                partial(editing.create, session, by, "theme", names("A")),
                partial(editing.describe, session, by, WASTE, names("A"), 0),
                partial(editing.add_name, session, by, WASTE, "A", "vi"),
                partial(editing.move, session, by, WASTE, None, 0),
                partial(editing.shift, session, by, WASTE, 1, 0),
                partial(merging.merge, session, by, WASTE, "theme.heritage", 0),
                partial(merging.retire, session, by, WASTE, "theme.heritage", 0),
                partial(merging.split, session, by, WASTE, {}, 0),
                partial(ambiguities.settle, session, by, "A", [WASTE], ""),
                partial(ambiguities.remove, session, by, "TH"),
                partial(undoing.undo, session, by, 1),
            )
            for act in acts:
                with pytest.raises(NotAllowed):
                    act()


def test_a_synonym_is_added_once(library: Library) -> None:
    with library.sessions.writing() as session:
        for _ in range(2):
            editing.add_name(session, SHELL, WASTE, "ve chai", "vi")
            editing.add_name(session, SHELL, WASTE, "PLR", None)
        term = library.vocabulary(session)[WASTE]
        assert term.alternatives["vi"].count("ve chai") == 1
        assert term.abbreviations.count("PLR") == 1


def test_a_rule_for_an_abbreviation_is_made_changed_and_removed_for_good(library: Library) -> None:
    def rules() -> dict[str, tuple[str, ...]]:
        found = library.vocabulary(session).ambiguities
        return {each.abbreviation: each.candidates for each in found}

    with library.sessions.writing() as session:
        ambiguities.settle(session, SHELL, " RT ", [WASTE, "theme.environment"], "môn nào")
        ambiguities.settle(session, SHELL, "TH", ["level.primary"], "luật mới")
        assert rules()["RT"] == (WASTE, "theme.environment")
        assert rules()["TH"] == ("level.primary",)
        ambiguities.remove(session, SHELL, "TH")
        shipped.load(session)
        assert "TH" not in rules()
        with pytest.raises(NotFound):
            ambiguities.remove(session, SHELL, "TH")
        ambiguities.settle(session, SHELL, "TH", ["level.primary"], "")
        assert rules()["TH"] == ("level.primary",)
        for wrong in ([], ["nothing"]):
            with pytest.raises(Invalid):
                ambiguities.settle(session, SHELL, "A", wrong, "")


def test_names_that_another_tag_has_are_told_accents_and_case_aside(library: Library) -> None:
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
    found = clashes.find(vocabulary, ["tro choi dan gian", "gdđp", "chưa ai gọi"], "theme")
    assert next((each.typed, each.tag, each.is_same_scheme) for each in found) == (
        "tro choi dan gian", "theme.heritage.folk-games", True,
    )  # fmt: skip
    assert ("tro choi dan gian", "activity.folk-games") in {
        (each.typed, each.tag) for each in found
    }
    assert ("gdđp", "subject.local-education") in {(each.typed, each.tag) for each in found}
    own = clashes.find(vocabulary, ["trò chơi dân gian"], "theme", "theme.heritage.folk-games")
    assert {each.tag for each in own} == {"activity.folk-games"}


def test_a_retired_tag_is_not_edited(library: Library) -> None:
    with library.sessions.writing() as session:
        merging.merge(session, SHELL, WASTE, "theme.environment", 0)
        with pytest.raises(Conflict, match=r"theme\.environment"):
            editing.describe(session, SHELL, WASTE, names("A"), edited(session, WASTE))
