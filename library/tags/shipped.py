"""The vocabulary that comes with the code, taxonomy.yaml and places.yaml, put into the tables.

Only what is missing is added: what curators changed since stays as they left it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from library import changes, database, i18n
from library.tags import models, vocabulary

_FOLDER = Path(__file__).parent
# Written in C it is seven times faster, and every start waits for it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OWN_COLUMNS = {
    "id", "parent", "replaced_by", "src", "note", "abbr",
    *i18n.LANGUAGES, *(f"alt_{language}" for language in i18n.LANGUAGES),
}  # fmt: skip


def load(session: Session) -> int:
    """Add the shipped schemes and tags that the tables lack; return how many tags were added."""
    database.take_turns(session.connection(), vocabulary.NOUN)
    taxonomy = _read("taxonomy.yaml")
    schemes = [*taxonomy["schemes"], _places(_read("places.yaml"))]
    _add_schemes(session, schemes)
    added = _add_tags(session, schemes)
    _add_ambiguities(session, taxonomy["ambiguous"])
    if added:
        changes.touch(session, vocabulary.NOUN, vocabulary.WHOLE)
    return added


def _read(name: str) -> dict[str, Any]:
    source = (_FOLDER / name).read_text("utf-8")
    content: dict[str, Any] = yaml.load(source, _LOADER)  # noqa: S506 - a safe one
    return content


def _places(content: dict[str, Any]) -> dict[str, Any]:
    """Return the places as a scheme: the provinces of today, below them the places that have ended."""
    cited, merged_on = content["provinces_cited"], content["merged_on"]
    terms = []
    for province in content["provinces"]:
        given = {"kind": province["kind"], "cited": cited}
        if province["was"]:
            given["began_on"] = merged_on
        terms.append(_place(province, None) | given)
    for former in content["former"]:
        given = {name: former[name] for name in ("kind", "became")}
        given |= {"ended_on": content["former_ended_on"], "cited": former.get("cited", cited)}
        terms.append(_place(former, former.get("in", former["became"][0])) | given)
    return {"id": "place", "vi": "Địa phương", "en": "Place", "terms": terms}


def _place(said: dict[str, Any], parent: str | None) -> dict[str, Any]:
    names = ("id", *i18n.LANGUAGES, *(f"alt_{language}" for language in i18n.LANGUAGES))
    return {"parent": parent} | {name: said[name] for name in names if name in said}


def _add_schemes(session: Session, schemes: list[dict[str, Any]]) -> None:
    known = set(session.scalars(select(models.Scheme.id)))
    for position, scheme in enumerate(schemes):
        if scheme["id"] not in known:
            labels = {language: scheme[language] for language in i18n.LANGUAGES}
            session.add(
                models.Scheme(
                    id=scheme["id"],
                    position=position,
                    labels=labels,
                    is_ordered=scheme.get("ordered", False),
                    note=scheme.get("note"),
                )
            )
    session.flush()


def _add_tags(session: Session, schemes: list[dict[str, Any]]) -> int:
    known = set(session.scalars(select(models.Tag.id)))
    rows = [(scheme["id"], term) for scheme in schemes for term in scheme["terms"]]
    missing = [
        (scheme, term, position)
        for position, (scheme, term) in enumerate(rows)
        if term["id"] not in known
    ]
    if missing:
        # All rows of a table at once: a first start waits for these three thousand.
        session.execute(insert(models.Tag), [_tag(*each) for each in missing])
        # A parent may come later in the file: first all tags, then their ties.
        replaced = dict(iter(session.execute(select(models.Tag.id, models.Tag.replaced_by)).all()))
        session.execute(update(models.Tag), [_ties(term, replaced) for _, term, _ in missing])
        labels = [label for _, term, _ in missing for label in _labels(term)]
        session.execute(insert(models.Label), labels)
    return len(missing)


def _tag(scheme: str, term: dict[str, Any], position: int) -> dict[str, Any]:
    return {
        "id": term["id"],
        "scheme_id": scheme,
        "position": position,
        "source": term.get("src"),
        "note": term.get("note"),
        "properties": {name: value for name, value in term.items() if name not in _OWN_COLUMNS},
    }


def _ties(term: dict[str, Any], replaced: dict[str, str | None]) -> dict[str, Any]:
    """Return the ties of a term; what curators merged away is no parent any more."""
    parent = term["parent"]
    while parent and (other := replaced.get(parent)):
        parent = other
    return {"id": term["id"], "parent_id": parent, "replaced_by": term.get("replaced_by")}


def _labels(term: dict[str, Any]) -> Iterator[dict[str, Any]]:
    named: list[tuple[str | None, str, str]] = []
    for language in i18n.LANGUAGES:
        named.append((language, models.LABEL, term[language]))
        named += [(language, models.ALTERNATIVE, name) for name in term.get(f"alt_{language}", ())]
    named += [(None, models.ABBREVIATION, name) for name in term.get("abbr", ())]
    for position, (spoken, role, name) in enumerate(named):
        yield {
            "tag_id": term["id"], "language": spoken, "role": role,
            "text": str(name), "position": position,
        }  # fmt: skip


def _add_ambiguities(session: Session, rules: list[dict[str, Any]]) -> None:
    known = set(session.scalars(select(models.Ambiguity.abbreviation)))
    for position, rule in enumerate(rules):
        if rule["abbr"] not in known:
            session.add(
                models.Ambiguity(
                    abbreviation=rule["abbr"],
                    position=position,
                    candidates=rule["candidates"],
                    rule=rule["rule"],
                )
            )
    session.flush()
