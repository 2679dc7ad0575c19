"""Makes a draft of what was typed, so that publishing can save it as an item.

Here everything is read strictly for the first time: a number must be one, a tag must be known.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import text
from library.errors import Invalid
from library.items import drafts, frontmatter
from library.items.drafts import Draft, DraftEdition, DraftFile
from library.items.files import Store
from library.items.models import Item
from library.marking import N_
from library.review import claims, contents
from library.review.contents import Content
from library.review.models import Submission
from library.tags.vocabulary import Vocabulary

# A picture in Markdown: what it shows, and the path of its file.
# Bounded and without a way back: an unclosed bracket must not be looked for to the end of the text.
PICTURE = re.compile(r"!\[([^\]\n]{0,900}+)\]\((files/[^)\s]{1,900}+)([^)\n]{0,300}+)\)")
_NUMBER = re.compile(r"(\d{1,12})\s*(phút|minutes?|đồng|đ|vnd|vnđ|người|people|tuần|weeks?)?", re.I)
_THOUSANDS = re.compile(r"(?<=\d)[.,\s\u00a0_](?=\d{3}(?!\d))")
_EXAMPLES = {
    "duration_minutes": 45,
    "preparation_weeks": 2,
    "participants": 35,
    "cost_vnd": 200_000,
}
_LONGEST_MINUTES = 60 * 24 * 365


def draft(
    session: Session, submission: Submission, content: Content, vocabulary: Vocabulary, store: Store
) -> Draft:
    """Return a submission's content as a whole item; raise Invalid with the field at fault.

    A new item gets an address from its title that no other item has; a correction keeps its own.
    """
    editions = tuple(_editions(content))
    if not editions:
        raise Invalid(N_("Give it a title."), field=f"{contents.languages(content)[0]}-title")
    facts = _facts(content)
    list(drafts.tags_of(facts, vocabulary))  # raises for one that is not in the vocabulary
    item = submission.item
    slug = item.slug if item else _free_slug(session, editions[0].title, submission.id)
    id = item.id if item else f"sub-{submission.id}-{slug}"[:100]
    return Draft(id, slug, facts, editions, tuple(_files(content, store)))


def _free_slug(session: Session, title: str, number: int) -> str:
    slug = text.slug(title)
    is_taken = session.scalar(select(Item.id).where(Item.slug == slug)) is not None
    return f"{slug}-{number}".lstrip("-") if is_taken or not slug else slug


def _facts(content: Content) -> dict[str, Any]:
    """Return the shared facts, each read by its rule; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, value in content["facts"].items():
        if name in contents.NUMBERS:
            found[name] = number(name, value)
        elif value not in ("", [], {}, None):
            key = frontmatter.KEYS.get(name)
            found[name] = key.read(name, value) if key and not isinstance(value, int) else value
    if said := content["stated"].get("ai_assisted"):
        found["ai_assisted"] = said
    return {name: value for name, value in found.items() if value is not None}


def number(name: str, typed: Any) -> int | None:
    """Return a number as people write it, “2.400.000 đồng” too; None when nothing was typed."""
    given = text.tidy(str(typed))
    if not given:
        return None
    found = _NUMBER.fullmatch(_THOUSANDS.sub("", given))
    least, most = (1, _LONGEST_MINUTES) if name == "duration_minutes" else (0, 10**12)
    if found is None or not least <= int(found[1]) <= most:
        raise Invalid(
            N_("Write a whole number such as %(example)s; it says “%(given)s”."),
            field=name,
            example=_EXAMPLES[name],
            given=given[:60],
        )
    return int(found[1])


def begun(content: Content) -> list[str]:
    """Return the languages in which something was written."""
    return [code for code in contents.languages(content) if _is_begun(content["editions"][code])]


def _is_begun(edition: Mapping[str, Any]) -> bool:
    return any(str(edition.get(key, "")).strip() for key in ("title", "summary", "body"))


def _editions(content: Content) -> Iterator[DraftEdition]:
    for code in begun(content):
        edition = content["editions"][code]
        yield DraftEdition(
            code,
            text.tidy(edition.get("title", "")),
            text.tidy(edition.get("summary", "")),
            described(content, code).strip("\n") + "\n",
            _own_facts(edition["facts"]) | _privacy(content, edition["facts"]),
        )


def _privacy(content: Content, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an edition says of personal data when it was stated that there are none."""
    said = facts.get("personal_data", {})
    if content["stated"].get("personal") != contents.NONE or not isinstance(said, dict):
        return {}
    kept = {key: value for key, value in said.items() if value}
    return {"personal_data": kept | {"collected": []}}


def _own_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "claims" and isinstance(value, list):
            value = claims.stated(value)
        elif isinstance(value, list):
            value = [each for each in value if not isinstance(each, str) or each.strip()]
        elif isinstance(value, dict):
            value = {
                key: [each for each in said if each.strip()] if isinstance(said, list) else said
                for key, said in value.items()
                if said != ""
            }
        if value not in ("", [], {}):
            key = frontmatter.KEYS.get(name)
            found[name] = key.read(name, value) if key else value
    return found


def described(content: Content, code: str) -> str:
    """Return the body in a language; a picture without words gets those given with its file."""
    words = {each["path"]: each.get("alt", {}).get(code, "") for each in content["files"]}

    def describe(found: re.Match[str]) -> str:
        said = found[1].strip() or text.tidy(words.get(found[2], "")).translate(_BRACKETS)
        return f"![{said}]({found[2]}{found[3]})"

    return PICTURE.sub(describe, str(content["editions"][code].get("body", "")))


_BRACKETS = str.maketrans("[]\n", "() ")


def _files(content: Content, store: Store) -> Iterator[DraftFile]:
    for each in content["files"]:
        place = partial(_open, store, each["sha256"])
        yield DraftFile(each["path"], each["size"], place)


def _open(store: Store, sha256: str) -> Any:
    return store.path(sha256).open("rb")
