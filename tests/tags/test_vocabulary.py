"""Questions to the vocabulary: broader and narrower, replaced, by name, in order, always current."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import changes
from library.errors import NotFound
from library.tags import models
from library.tags.vocabulary import NOUN, Scheme, Term, Vocabulary
from library.wiring import Library


def term(id: str, parent: str | None = None, replaced_by: str | None = None, **labels: str) -> Term:
    return Term(id, id.split(".")[0], parent, replaced_by, labels, {}, (), {})


def vocabulary(*terms: Term, ordered: bool = False) -> Vocabulary:
    names = dict.fromkeys(each.scheme for each in terms)
    schemes = {
        name: Scheme(name, {}, ordered, tuple(each.id for each in terms if each.scheme == name))
        for name in names
    }
    return Vocabulary(schemes, {each.id: each for each in terms})


TREE = vocabulary(
    term("a.1"), term("a.1.1", "a.1"), term("a.1.1.1", "a.1.1"), term("a.1.2", "a.1"), term("a.2")
)


def test_a_tag_stands_for_its_descendants_too() -> None:
    assert TREE.closed(["a.1.1.1"]) == {"a.1.1.1", "a.1.1", "a.1"}
    assert TREE.closed(["a.1.2", "a.2"]) == {"a.1.2", "a.1", "a.2"}
    assert TREE.closed([]) == frozenset()
    assert list(TREE.descendants("a.1")) == ["a.1.1", "a.1.1.1", "a.1.2"]
    assert TREE.ancestors("a.1.1.1") == ("a.1.1", "a.1")


def test_a_replaced_tag_leads_to_what_stands_for_it_today() -> None:
    known = vocabulary(
        term("a.1"), term("a.old", None, "a.older"), term("a.older", None, "a.1.1"),
        term("a.1.1", "a.1"),
    )  # fmt: skip
    assert known.current("a.old") == "a.1.1"
    assert known.closed(["a.old"]) == {"a.1.1", "a.1"}
    assert known.current("a.1") == "a.1"


def test_a_replaced_tag_is_no_longer_offered_below_its_parent() -> None:
    known = vocabulary(term("a.1"), term("a.2", "a.1"), term("a.3", "a.1", "a.2"))
    assert known.children["a.1"] == ("a.2",)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_loops_of_replacements_and_parents_come_to_an_end(ties: list[tuple[int, int]]) -> None:
    replaced = {f"a.{one}": f"a.{other}" for one, other in ties}
    parents = {f"a.{other}": f"a.{one}" for one, other in ties}
    known = vocabulary(
        *(term(id, parents.get(id), replaced.get(id)) for id in (f"a.{n}" for n in range(6)))
    )
    for id in known.terms:
        assert known.current(id) in known
        assert known.closed([id]) <= set(known.terms)


def test_an_unknown_tag_is_not_found_and_has_no_family() -> None:
    with pytest.raises(NotFound, match=r"a\.9"):
        TREE["a.9"]
    assert "a.9" not in TREE
    assert TREE.ancestors("a.9") == ()
    assert list(TREE.descendants("a.9")) == []
    assert TREE.current("a.9") == "a.9"


@pytest.mark.parametrize(
    "name", ["giao duc the chat", "GDTC", "Physical education", "Giáo dục  Thể chất"]
)
def test_a_tag_is_found_by_any_of_its_names(starter: Library, name: str) -> None:
    with starter.sessions.reading() as session:
        assert starter.vocabulary(session).named("subject", name) == "subject.pe"
        assert starter.vocabulary(session).named("theme", name) is None


def test_lists_are_sorted_by_the_vietnamese_alphabet_of_their_labels() -> None:
    labels = {"a.1": "Đá bóng", "a.2": "Âm nhạc", "a.3": "Dã ngoại", "a.4": "Ăn uống"}
    known = vocabulary(*(term(id, vi=label) for id, label in labels.items()))
    assert [labels[id] for id in known.in_order(known.terms, "vi")] == [
        *("Ăn uống", "Âm nhạc", "Dã ngoại", "Đá bóng")
    ]


def test_an_ordered_scheme_keeps_its_order() -> None:
    known = vocabulary(term("a.2", vi="Z"), term("a.10", vi="A"), ordered=True)
    assert known.in_order(["a.10", "a.2"], "vi") == ["a.2", "a.10"]


def test_a_label_falls_back_to_vietnamese_and_then_to_the_id() -> None:
    assert term("a.1", vi="Một").label("km") == "Một"
    assert term("a.1", vi="Một", en="One").label("en") == "One"
    assert term("a.1").label("vi") == "a.1"


def test_names_do_not_repeat_themselves() -> None:
    named = Term("a.1", "a", None, None, {"vi": "X", "en": "X"}, {"vi": ("Y", "X")}, ("Y",), {})
    assert named.names == ("X", "Y")


def test_a_running_library_sees_what_a_curator_changed(library: Library) -> None:
    with library.sessions.reading() as session:
        before = library.vocabulary(session)
        assert library.vocabulary(session) is before
    with library.sessions.writing() as session:
        tag = session.get_one(models.Tag, "theme.environment")
        tag.labels[0].text = "Môi trường quanh em"
        changes.touch(session, NOUN, tag.id)
    with library.sessions.reading() as session:
        after = library.vocabulary(session)
    assert after["theme.environment"].label("vi") == "Môi trường quanh em"
    assert before["theme.environment"].label("vi") != "Môi trường quanh em"


def test_a_change_of_an_item_does_not_read_the_vocabulary_again(library: Library) -> None:
    with library.sessions.writing() as session:
        before = library.vocabulary(session)
        changes.touch(session, "items", "a")
        assert library.vocabulary(session) is before
