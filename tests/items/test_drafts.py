"""A draft: the editions agree, every tag is known, every refusal says what to mend."""

from io import BytesIO

import pytest

from library.errors import Conflict, Invalid, LibraryError
from library.items import drafts
from library.items.drafts import Draft, DraftFile
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests import make


@pytest.fixture(scope="module")
def vocabulary(starter: Library) -> Vocabulary:
    with starter.sessions.reading() as session:
        return starter.vocabulary(session)


def assembled(name: str = "rac", *files: str, **plans: str) -> Draft:
    sources = {f"plan.{language}.md": source for language, source in plans.items()}
    attached = [DraftFile(path, 1, lambda: BytesIO(b"x")) for path in files]
    return drafts.assemble(name, sources or {"plan.vi.md": make.plan()}, attached)


def test_a_draft_joins_its_editions_and_what_they_share() -> None:
    draft = assembled(
        vi=make.plan(grade=["grade.07"], authors=["Nhóm biên soạn"]),
        en=make.plan(title="Waste day", duration_minutes="45", grade=["grade.07"]),
    )
    assert draft.facts == {
        "kind": "material.activity-plan", "grade": ["grade.07"], "duration_minutes": 45,
    }  # fmt: skip
    assert [edition.language for edition in draft.editions] == ["vi", "en"]
    assert draft.editions[0].facts == {"authors": ["Nhóm biên soạn"]}
    assert draft.editions[1].title == "Waste day"


def test_one_language_is_enough_and_may_be_any() -> None:
    assert [edition.language for edition in assembled(km=make.plan()).editions] == ["km"]
    draft = assembled(**{"zh-Hant": make.plan(), "en": make.plan()})
    assert [edition.language for edition in draft.editions] == ["en", "zh-Hant"]


def test_editions_that_disagree_are_refused_with_both_places() -> None:
    with pytest.raises(Conflict) as refused:
        assembled(vi=make.plan(grade=["grade.07"]), en=make.plan(grade=["grade.08", "grade.09"]))
    assert str(refused.value).startswith(
        "plan.vi.md and plan.en.md disagree on grade: “grade.07” and “grade.08, grade.09”."
    )


@pytest.mark.parametrize("given", ["", "   ", '"\\u200b"', None])
def test_a_missing_title_is_refused_with_its_file(given: str | None) -> None:
    title = "" if given is None else f"title: {given}\n"
    source = make.plan(title=None).replace("---\n", f"---\n{title}", 1)
    with pytest.raises(Invalid, match=r"plan\.en\.md has no title"):
        assembled(vi=make.plan(), en=source)


def test_a_language_that_contradicts_the_file_name_is_refused() -> None:
    with pytest.raises(Conflict, match="another “lang:” than its name"):
        assembled(vi=make.plan(lang="en"))
    assert assembled(vi=make.plan(lang="vi")).editions[0].language == "vi"


def test_two_files_of_one_language_are_refused() -> None:
    with pytest.raises(Conflict, match="two plan files in “vi”"):
        assembled(vi=make.plan(), VI=make.plan())


def test_an_item_without_a_plan_is_refused() -> None:
    with pytest.raises(Invalid, match="no plan"):
        drafts.assemble("rac", {})


@pytest.mark.parametrize(
    ("name", "title", "id", "slug"),
    [
        ("Phân loại rác", "Ngày hội", None, "phan-loai-rac"),
        ("中文", "Ngày hội", None, "ngay-hoi"),
        ("中文", "中文", "act-9", "act-9"),
    ],
)
def test_the_address_comes_from_the_folder_or_else_the_title_or_the_id(
    name: str, title: str, id: str | None, slug: str
) -> None:
    draft = assembled(name, vi=make.plan(title=title, id=id))
    assert (draft.slug, draft.id) == (slug, id or slug)


def test_a_name_without_any_letter_of_an_address_is_refused() -> None:
    with pytest.raises(Invalid, match="letters from a to z"):
        assembled("中文", vi=make.plan(title="中文"))


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_lines_may_end_as_on_any_system(newline: str) -> None:
    draft = assembled(vi=make.plan("Một\n\nHai\n").replace("\n", newline))
    assert draft.editions[0].body == "Một\n\nHai\n"


def test_steering_characters_do_not_reach_the_library() -> None:
    draft = assembled(vi=make.plan("M\0ộ\bt\n").replace("title: ", 'title: "\\0Rác" #'))
    assert draft.editions[0].body == "Một\n"
    assert draft.editions[0].title == "Rác"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"grade": ["grade.7"]},
            "grade: “grade.7” is not in the vocabulary; did you mean “grade.0",
        ),
        ({"theme": ["theme.heritage.gongs"]}, "did you mean “theme.heritage.gong”"),
        ({"kind": "material.activityplan"}, "did you mean “material.activity-plan”"),
        ({"grade": ["level.primary"]}, "grade: “level.primary” is not in the vocabulary"),
        ({"theme": ["x" * 60_000]}, "is not in the vocabulary"),
    ],
    ids=str,
)
def test_an_unknown_tag_is_refused_with_one_that_is_near(
    vocabulary: Vocabulary, facts: dict[str, object], told: str
) -> None:
    with pytest.raises(Invalid) as refused:
        list(drafts.tags_of(facts, vocabulary))
    assert told in str(refused.value)
    assert refused.value.field == next(iter(facts))
    assert len(str(refused.value)) < 400


def test_tags_are_those_of_every_key_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    facts = {
        "kind": "material.reading",
        "grade": ["grade.07"],
        "cefr": "A2",
        "updated": "2026-01-01",
    }
    assert list(drafts.tags_of(facts, vocabulary)) == ["material.reading", "grade.07"]


def test_a_place_may_be_a_mapping_that_names_its_province(vocabulary: Vocabulary) -> None:
    facts = {"place": {"province": "Lâm Đồng", "commune": "Mẫu"}}
    assert list(drafts.tags_of(facts, vocabulary)) == ["place.lam-dong"]


@pytest.mark.parametrize(
    "path", ["files/../plan.vi.md", "files/.\u200b./a", "files//a", "files/./a", "/files/a"]
)
def test_a_path_that_leads_elsewhere_is_refused_even_if_it_hides(path: str) -> None:
    with pytest.raises(LibraryError, match="leads out of its folder"):
        assembled("rac", path)


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(Conflict, match=r"Two files are called “files/ảnh\.png”"):
        assembled("rac", "files/ảnh.png", "files/a\u0309nh.png")


def test_the_fingerprint_tells_every_difference_that_a_reader_can_see() -> None:
    files = {"files/a": "1"}
    plan = assembled(vi=make.plan(), en=make.plan())
    different = [
        drafts.digest(plan, files),
        drafts.digest(plan, {"files/a": "2"}),
        drafts.digest(plan, {"files/b": "1"}),
        drafts.digest(assembled(vi=make.plan(), en=make.plan("Khác\n")), files),
        drafts.digest(assembled(vi=make.plan(), en=make.plan(title="Khác")), files),
        drafts.digest(assembled(vi=make.plan(), en=make.plan(summary="Khác")), files),
        drafts.digest(assembled(vi=make.plan(), en=make.plan(mine="khác")), files),
        drafts.digest(assembled(vi=make.plan(grade=["grade.07"]), en=make.plan()), files),
        drafts.digest(assembled(vi=make.plan()), files),
    ]
    assert len(set(different)) == len(different)
    again = assembled(vi=make.plan(status="status.published"), en=make.plan())
    assert drafts.digest(again, files) == different[0]
