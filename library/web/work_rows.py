"""Rows of the workbench as its pages show them: what a thing is called, what is wrong, what can be done."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for

from library import i18n
from library.items import briefs, catalogue
from library.items.briefs import Brief
from library.items.catalogue import Moments
from library.marking import N_
from library.review import contents
from library.search import understanding
from library.search.asked import AskedQuery
from library.search.query import scheme_of
from library.web import context, filters, terms
from library.web.speech import _, ngettext
from library.workbench import aside, asking, items, queries, twins
from library.workbench.lists import Family, WorkList
from library.workbench.models import OutsideLink
from library.workbench.sieve import Sieve

Row = dict[str, Any]


def of(listed: WorkList, things: Sequence[str], *, is_aside: bool) -> list[Row]:
    """Return the rows of a page."""
    rows = _MAKERS[listed.family](listed, things)
    marks = aside.marks(context.session(), listed.key, things) if is_aside else {}
    for row in rows:
        if mark := marks.get(row["thing"]):
            row["mark"] = {
                "at": mark.at,
                "who": mark.by.name if mark.by else "",
                "until": mark.until,
            }
    return rows


def _queries(_listed: WorkList, things: Sequence[str]) -> list[Row]:
    found = queries.rows(context.session(), things)
    return [query(row) | {"thing": thing} for thing, row in found.items()]


def query(row: AskedQuery) -> Row:
    """Return a query with its counts."""
    counts = ngettext("asked once", "asked %(num)s times", row.asked)
    opened = ngettext("opened once", "opened %(num)s times", row.opened)
    return {
        "id": row.id,
        "label": row.text,
        "lang": row.language,
        "url": url_for("search.show", lang=row.language, q=row.text),
        "notes": [
            counts,
            *([opened] if row.found else []),
            _("last on %(day)s", day=filters.day(row.last_on)),
            _(i18n_name(row.language)),
        ],
        "ask_url": _asking(row),
    }


def i18n_name(language: str) -> str:
    """Return on which pages something was asked."""
    return N_("on the Vietnamese pages") if language == i18n.DEFAULT else N_("on the English pages")


def _asking(row: AskedQuery) -> str:
    """Return where an item begins that would answer a query: with the tags that it is read as."""
    read = understanding.read(row.text, context.vocabulary())
    tags = [part.tags[0] for part in read.understood if part.tags]
    wanted = [tag for tag in tags if scheme_of(tag) in contents.TAGS]
    return url_for("contribute.new", tag=wanted, about=row.text)


def _items(listed: WorkList, things: Sequence[str]) -> list[Row]:
    session = context.session()
    found = briefs.by_ids(session, things)
    links: dict[str, list[OutsideLink]] = {}
    notes: dict[str, list[str]] = {}
    if listed.key == "broken-links":
        links = items.broken_links(session, things)
    elif listed.key.startswith("never-"):
        notes = {id: [_public_since(at)] for id, at in catalogue.moments(session, things).items()}
    elif listed.key == "check-again":
        notes = {id: _overdue(due) for id, due in items.overdue(session, things).items()}
    else:
        notes = {each.id: _editions(each) for each in found}
    return [
        _title(item)
        | {
            "thing": item.id,
            "notes": notes.get(item.id, []),
            "links": list(map(_link, links.get(item.id, ()))),
        }
        for item in found
    ]


def _title(item: Brief) -> Row:
    edition = item.edition(context.language())
    return {
        "label": edition.title,
        "lang": edition.language,
        "url": url_for("items.show", slug=item.slug),
        "correct_url": url_for("contribute.new", item=item.slug),
    }


def _editions(item: Brief) -> list[str]:
    names = [i18n.LANGUAGES.get(each.language, each.language) for each in item.editions]
    bare = [each.language for each in item.editions if not each.summary]
    said = [_("editions: %(names)s", names=", ".join(names))]
    if bare and len(item.editions) > 1:
        without = ", ".join(i18n.LANGUAGES.get(code, code) for code in bare)
        said.append(_("without a summary: %(names)s", names=without))
    return said


def _public_since(moments: Moments) -> str:
    return _("public since %(day)s", day=filters.day(moments.published_at))


def _overdue(due: items.Overdue) -> list[str]:
    claims = ngettext("%(num)s claim", "%(num)s claims", due.claims)
    return [_("%(claims)s, since %(day)s", claims=claims, day=filters.day(due.since))]


def _link(link: OutsideLink) -> Row:
    assert link.failing_since_at and link.checked_at, "a broken link has failed before"
    return {
        "url": link.url,
        "said": _(asking.REASONS[link.reason], code=link.code or "?"),
        "since": _("since %(day)s", day=filters.day(link.failing_since_at)),
        "checked": _("checked on %(day)s", day=filters.day(link.checked_at)),
    }


def _pairs(_listed: WorkList, things: Sequence[str]) -> list[Row]:
    found = twins.rows(context.session(), things)
    ids = list({id for each in found.values() for id in (each.one_id, each.other_id)})
    known = {item.id: _title(item) for item in briefs.by_ids(context.session(), ids)}
    return [
        {
            "thing": thing,
            "label": known[each.one_id]["label"],
            "both": [
                known[each.one_id] | {"share": filters.number(each.of_one)},
                known[each.other_id] | {"share": filters.number(each.of_other)},
            ],
        }
        for thing, each in found.items()
    ]


def _tags(_listed: WorkList, things: Sequence[str]) -> list[Row]:
    vocabulary, language = context.vocabulary(), context.language()
    return [
        {
            "thing": id,
            "label": vocabulary[id].label(language),
            "url": url_for("curate.tag", id=id),
            "notes": [
                vocabulary.schemes[vocabulary[id].scheme].labels.get(language, ""),
                *(vocabulary[above].label(language) for above in vocabulary.ancestors(id)[:1]),
            ],
            "retire_url": url_for("replacing.retire", id=id),
        }
        for id in things
    ]


_MAKERS: dict[Family, Callable[[WorkList, Sequence[str]], list[Row]]] = {
    Family.QUERIES: _queries,
    Family.ITEMS: _items,
    Family.PAIRS: _pairs,
    Family.TAGS: _tags,
}


def titles(ids: Sequence[str]) -> list[str]:
    """Return what some items are called."""
    return [
        item.edition(context.language()).title for item in briefs.by_ids(context.session(), ids)
    ]


def choices(listed: WorkList, sieve: Sieve) -> dict[str, list[tuple[str, str, bool]]]:
    """Return what a list may be narrowed to: field, then value, text and whether it is chosen."""
    vocabulary, language = context.vocabulary(), context.language()
    if listed.family == Family.QUERIES:
        return {"language": _options(i18n.LANGUAGES.items(), sieve.language)}
    if listed.family == Family.TAGS:
        labels = [
            (each.id, each.labels.get(language, each.id)) for each in vocabulary.schemes.values()
        ]
        return {"scheme": _options(labels, sieve.scheme)}
    if listed.family == Family.PAIRS:
        return {}
    units = [(each.path, each.name) for each in items.units_with_items(context.session())]
    return {"unit": _options(units, sieve.unit), "kind": terms.choices("material", sieve.kind)}


def _options(pairs: Any, chosen: str) -> list[tuple[str, str, bool]]:
    return [(value, text, value == chosen) for value, text in pairs]
