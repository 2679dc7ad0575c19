"""Claims in the making: rows keep their places, erased ones vanish, what a text states is offered."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from library.items import drafts, frontmatter, withholding
from library.review import assembling, claims, contents, drafting, statements
from library.review.drafting import Overtaken
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import writing

ONE = {"text": "Một", "kind": "date", "source": "Nguồn một"}
TWO = {"text": "Hai", "source": "Nguồn hai", "page": "12"}


def typed(*rows: dict[str, str], first: int = 1) -> contents.Fields:
    """Return rows as the fields of a form."""
    return {
        f"vi-{claims.field(place, part)}": said
        for place, row in enumerate(rows, first)
        for part, said in row.items()
    }


def with_claims(*given: Any) -> contents.Content:
    made = contents.empty("vi", "Lan")
    made["editions"]["vi"]["facts"]["claims"] = list(given)
    return made


def kept(content: contents.Content) -> list[Any]:
    found: list[Any] = content["editions"]["vi"]["facts"]["claims"]
    return found


def test_a_row_is_written_where_it_stands_and_keeps_what_the_form_does_not_know() -> None:
    made = contents.with_fields(with_claims(ONE, TWO), {"vi-claim-2-source": "Nguồn khác"})
    assert kept(made) == [ONE, TWO | {"source": "Nguồn khác"}]


def test_a_claim_without_a_source_of_an_old_file_stays_as_it_was_until_somebody_writes() -> None:
    before = with_claims("Năm 1945.", ONE)
    same = contents.fields(before)
    assert same["vi-claim-1-text"] == "Năm 1945."
    assert kept(contents.with_fields(before, same)) == ["Năm 1945.", ONE]
    changed = contents.with_fields(before, {"vi-claim-1-source": "Sách"})
    assert kept(changed)[0] == {"text": "Năm 1945.", "source": "Sách"}


def test_an_erased_row_keeps_its_place_in_a_save_and_vanishes_from_a_draft() -> None:
    erased = typed(dict.fromkeys(claims.PARTS, ""))
    made = contents.with_fields(with_claims(ONE, TWO), erased)
    assert contents.fields(made)["vi-claim-2-text"] == "Hai"
    assert claims.stated(kept(made)) == [TWO]
    gone = contents.with_fields(made, typed(dict.fromkeys(claims.PARTS, ""), first=2))
    assert claims.stated(kept(gone)) == []


def test_a_kind_alone_is_no_claim() -> None:
    made = contents.with_fields(with_claims(), typed({"kind": "law"}))
    assert claims.stated(kept(made)) == []
    assert claims.last(made["editions"]["vi"]["facts"]) == 0


@pytest.mark.parametrize(
    "key", ["claim-0-text", "claim-x-text", "claim-1-", "claim-1-page", "claims"]
)
def test_what_only_looks_like_a_row_is_none(key: str) -> None:
    assert not claims.is_field(key)
    before = with_claims(ONE)
    assert contents.with_fields(before, {f"vi-{key}": "x"}) == before


def test_more_rows_than_a_form_has_come_from_a_file_and_stay() -> None:
    many = [{"text": f"Điều {number}", "source": "Sách"} for number in range(claims.MOST + 3)]
    before = with_claims(*many)
    assert contents.with_claim(before, "vi", "Thêm", "date") == before
    changed = contents.with_fields(before, {f"vi-claim-{claims.MOST + 3}-text": "Cuối"})
    assert kept(changed)[-1] == {"text": "Cuối", "source": "Sách"}


SAID = st.sampled_from(["", " ", "Năm 1945", "Nguồn"])
ROWS = st.lists(st.dictionaries(st.sampled_from(claims.PARTS), SAID), max_size=5)


@given(ROWS, ROWS)
def test_fields_say_what_was_put_into_them_whatever_stood_there(
    before: list[dict[str, str]], after: list[dict[str, str]]
) -> None:
    put = typed(*after)
    made = contents.with_fields(with_claims(*before), put)
    assert contents.fields(made) == contents.fields(with_claims(*before)) | put


def overtaken(session: Session, cast: Cast, first: contents.Fields, second: contents.Fields) -> Any:
    """Let two pages that show the same rows save; return the rows, or the names in dispute."""
    lan, made = writing.author(session, cast), writing.begun(session, cast)
    drafting.save(session, lan, made, typed(ONE, TWO), 1)
    drafting.save(session, lan, made, first, 2, "a.1")
    try:
        drafting.save(session, lan, made, second, 2, "b.1")
    except Overtaken as caught:
        return caught.names
    return claims.stated(kept(drafting.newest(session, made).content))


def test_two_pages_that_write_on_different_rows_do_not_disturb_each_other(
    library: Library, cast: Cast
) -> None:
    erased = typed(dict.fromkeys(claims.PARTS, ""))
    with library.sessions.writing() as session:
        other: contents.Fields = {"vi-claim-2-source": "Nguồn mới"}
        found = overtaken(session, cast, erased, other)
        assert [row["source"] for row in found] == ["Nguồn mới"], "the erased row is another one"


def test_a_row_that_was_erased_elsewhere_is_not_written_on_unseen(
    library: Library, cast: Cast
) -> None:
    erased = typed(dict.fromkeys(claims.PARTS, ""), first=2)
    with library.sessions.writing() as session:
        other: contents.Fields = {"vi-claim-2-text": "Hai mươi"}
        assert overtaken(session, cast, erased, other) == ["vi-claim-2-text"]


def test_claims_go_out_and_come_in_again_with_their_kinds(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = writing.complete(session, cast)
        lan = writing.author(session, cast)
        rows = typed({}, ONE, {"text": "Hai: “ba”", "source": "# nguồn"})
        drafting.save(session, lan, made, rows, made.saved)
        content = drafting.newest(session, made).content
        vocabulary = library.vocabulary(session)
        [edition] = assembling.draft(session, made, content, vocabulary, library.store).editions
    assert edition.facts["claims"] == [ONE, {"text": "Hai: “ba”", "source": "# nguồn"}]
    source = make.plan(claims=edition.facts["claims"])
    again = drafts.assemble("x", {"plan.vi.md": source}, [])
    assert again.editions[0].facts["claims"] == edition.facts["claims"]
    assert "kind: date" in frontmatter.dump({"claims": edition.facts["claims"]})


def found(body: str, *given: Any, sources: Any = ()) -> list[tuple[str, str]]:
    edition = {"body": body, "facts": {"claims": list(given), "sources": list(sources)}}
    return [(each.found, each.kind) for each in statements.uncovered(edition, 2026)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Năm 1285 quân ta thắng.", [("1285", "date")]),
        ("Vua lên ngôi năm 938.", [("938", "date")]),
        ("Ngày 2/9/1945, và 20-11-1982.", [("1945, 1982", "date")]),
        ("Phan Châu Trinh (1872-1926)", [("1872, 1926", "date")]),
        ("- **Luật** 18/2012/QH13, QĐ 36/2005/QĐ-TTg", [("18/2012/QH13, 36/2005/QĐ-TTg", "law")]),
        ("| Năm | Việc |\n|---|---|\n| 1954 | Điện Biên Phủ |\n", [("1954", "date")]),
        ("Năm 1945. Rồi năm 1954. Lại năm 1945.", [("1945", "date"), ("1954", "date")]),
        ("Bác nói: “Không có gì quý hơn độc lập, tự do”.", [("“…”", "quotation")]),
        ("Trò chơi “Ba nhóm rác”.", []),
        ("Năm học 2024-2025, ngày 20/11/2026, năm 2030.", []),
        ("Chạy 1500 m, mời 1200 người, 2.000 đồng, 1000 đồng.", []),
        ("Sau 15 năm 10 tháng, năm 12 phút, lớp 7, 45 phút.", []),
        ("![1945](files/1945.png) https://example.vn/1945 [xem](https://a.vn/1954)", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_could_be_looked_up_is_found_and_not_what_is_the_plans_own(
    body: str, expected: list[tuple[str, str]]
) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("body", "claim", "sources"),
    [
        ("Năm 1285 quân ta thắng.", {"text": "Năm 1285."}, []),
        ("Năm 1285 quân ta thắng.", "Chiến thắng năm 1285", []),
        ("Luật 18/2012/QH13", {"text": "Luật Biển", "source": "Luật 18/2012/QH13"}, []),
        ("Năm 1285 quân ta thắng.", {}, ["Sách Lịch sử 1285"]),
        ("“Không có gì quý hơn độc lập, tự do”", {"text": "Lời Bác: không có gì quý hơn độc lập tự do."}, []),
    ],
)  # fmt: skip
def test_what_a_claim_or_a_source_names_is_covered(
    body: str, claim: Any, sources: list[str]
) -> None:
    assert found(body) != []
    assert found(body, claim, sources=sources) == []


def test_a_long_text_offers_a_dozen_and_no_more() -> None:
    body = "\n\n".join(f"Việc của năm {year}." for year in range(1900, 1960))
    assert len(found(body)) == 12


@pytest.mark.parametrize(
    "part", ["[](", "![", "![](files/", "![](files/a ", "<", "\n", " ", "|", "| ", "#", "“a "]
)
def test_a_text_that_opens_and_never_closes_is_read_at_once(part: str) -> None:
    """The page reads it while nobody else is answered: it must not take minutes."""
    body = part * (300_000 // len(part))
    edition = {"title": "x", "body": body, "facts": {}}
    begun = time.process_time()
    statements.uncovered(edition, 2026)
    list(assembling.PICTURE.finditer(body))
    withholding.seen_markdown(body, ())
    assert time.process_time() - begun < 8


def test_pictures_and_links_are_found_up_to_the_longest_names() -> None:
    path = "files/" + "%E1%BA%A3" * 80 + ".png"
    text = f'![Chữ thay ảnh dài {"x" * 800}]({path} "tên") [tệp]({path})'
    assert [each[2] for each in assembling.PICTURE.finditer(text)] == [path]
    assert withholding.seen_markdown(text, ()) == " tệp"
