"""Claims in the form of a submission: the rows of each edition, and what its text states besides."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for

from library import database
from library.review import assembling, claims, contents, statements
from library.review.contents import FILES, Content
from library.review.models import Submission
from library.web import questions, words

# Empty rows at the end, and how many more a button shows.
_SPARE, _MORE = 2, 5
_ROWS = re.compile(r"rows-([a-z-]{2,20})-(\d{1,3})")
_CLAIM = re.compile(r"claim-([a-z-]{2,20})-([0-9a-f]{12})")


def of_form(content: Content, asked: str) -> dict[str, Any]:
    """Return the rows of each edition and what they do not cover; `asked` for more of one."""
    found = _ROWS.fullmatch(asked)
    more = {found[1]: int(found[2])} if found else {}
    return {
        code: _edition(code, content["editions"][code], more.get(code, 0))
        for code in contents.languages(content)
    }


def _edition(code: str, edition: Mapping[str, Any], asked: int) -> dict[str, Any]:
    facts = edition["facts"]
    last = claims.last(facts)
    until = max(last, min(claims.MOST, max(last + _SPARE, asked)))
    more = min(claims.MOST, until + _MORE)
    return {
        "rows": list(_rows(code, facts, until)),
        "kinds": questions.claim_kinds(),
        "more": f"rows-{code}-{more}" if more > until else None,
        "is_full": last >= claims.MOST,
        "uncovered": [
            {"button": f"claim-{code}-{each.key}", **each._asdict()}
            for each in statements.uncovered(edition, database.today().year)
        ],
    }


def _rows(code: str, facts: Mapping[str, Any], until: int) -> Iterator[dict[str, Any]]:
    """Yield the rows to show: those that say something, and the empty ones behind them."""
    known, last = claims.rows(facts), claims.last(facts)
    for place in range(1, until + 1):
        row = known[place - 1] if place <= len(known) else {}
        if place > last or claims.says_something(row):
            yield {
                "number": place,
                "is_new": place > last,
                "names": {part: f"{code}-{claims.field(place, part)}" for part in claims.PARTS},
                **{part: str(row.get(part, "")) for part in claims.PARTS},
            }


def listed(content: Content) -> list[dict[str, Any]]:
    """Return the claims that reviewers will verify, by edition."""
    found = [
        {
            "code": code,
            "name": words.language_name(code),
            "claims": [
                {"text": row.get("text", ""), "source": row.get("source", ""),
                 "kind": questions.claim_kind(str(row.get("kind", "")))}
                for row in claims.rows(content["editions"][code]["facts"])
                if claims.says_something(row)
            ],
        }
        for code in assembling.begun(content)
    ]  # fmt: skip
    return [each for each in found if each["claims"]]


def with_statement(content: Content, then: str) -> Content:
    """Return the content with a row for the statement that a button names, if it still stands."""
    found = _CLAIM.fullmatch(then)
    edition = content["editions"].get(found[1]) if found else None
    if not found or edition is None:
        return content
    for each in statements.uncovered(edition, database.today().year):
        if each.key == found[2]:
            return contents.with_claim(content, found[1], each.text, each.kind)
    return content


def onward(submission: Submission, then: str, content: Content) -> str | None:
    """Return where a button of the claims leads: to the rows that it made; None for other buttons."""
    found = _ROWS.fullmatch(then) or _CLAIM.fullmatch(then)
    if not found or found[1] not in content["editions"]:
        return None
    code, last = found[1], claims.last(content["editions"][found[1]]["facts"])
    is_more = then.startswith("rows-")
    field = claims.field(last + 1, "text") if is_more else claims.field(max(1, last), "source")
    return url_for(
        "contribute.edit",
        submission=submission.id,
        step=FILES,
        rows=then if is_more else None,
        _anchor=f"{code}-{field}",
    )
