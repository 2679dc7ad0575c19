"""An item page in the reader's words: everything that `templates/items/show.html` shows."""

from functools import lru_cache
from typing import Any

import segno
from flask import url_for
from markupsafe import Markup

from library import i18n
from library.care import corrections
from library.collections import collection
from library.database import CLOCK, today
from library.exchange import jsonld
from library.items import briefs, withholding
from library.items.models import Edition, File, Item, Revision
from library.originals import previews
from library.review import verifying
from library.stats import used
from library.uploads import thumbnails
from library.web import (
    adapting,
    alike,
    bodies,
    care,
    context,
    facts,
    filters,
    papers,
    picking,
    preferences,
    rows,
    words,
)
from library.web.speech import _, ngettext

_RELATED = 3
_MOST_TAGS = 10
_SHOWN_AS_TAGS = ("theme", "activity", "people")


def view(item: Item, revision: Revision, edition: Edition) -> dict[str, Any]:
    """Return what the page of an edition shows."""
    own = revision.facts
    vocabulary = context.vocabulary()
    updated = own.get("updated") or revision.created_at.astimezone(CLOCK).date().isoformat()
    return {
        "title": edition.title,
        "promise": edition.summary,
        "kind": words.kind(own, vocabulary),
        "activity": "".join(words.labels(own.get("activity", [])[:1])),
        "authors": words.authors(revision, edition),
        "version": own.get("version") or str(revision.number),
        "updated_text": words.day(updated),
        "updated_iso": updated,
        **_standing(item),
        "downloads_text": _downloaded(item),
        "care": care.rights(item),
        "credit": adapting.credit(item, revision, edition),
        "adaptations": adapting.adaptations(item),
        "adapt_url": adapting.address(item.slug, own),
        "plan_url": url_for("slots.add", item=item.slug) if rows.plans_here() else None,
        "record_url": url_for("logbook.new", item=item.slug) if rows.plans_here() else None,
        "works": alike.told(item, own.get("duration_minutes")),
        "slug": item.slug,
        "corrections": [
            {"day": filters.day(each.at), "note": each.note}
            for each in corrections.of(context.session(), item)
        ],
        "edition_language": edition.language,
        "editions": _editions(item, revision, edition),
        "missing_edition": _missing(revision, edition),
        "crumbs": crumbs(own),
        "tags": _tags(own),
        "facts": facts.panel(revision, edition),
        "toc": [
            {"anchor": anchor, "title": title}
            for level, anchor, title in edition.outline if level == 2
        ],
        "body_html": bodies.prepared(
            withholding.seen_html(edition.html, withholding.paths(revision.files)),
            url_for("items.file", slug=item.slug, path=""),
        ),
        "files": [_file(item, file) for file in revision.files],
        "downloads": _downloads(item, revision, edition),
        "licence": _licence(own),
        "citation": papers.citation(item, revision, edition),
        "short_url": papers.short_address(item),
        "qr_svg": _code(papers.short_address(item)),
        "collections": _collections(item),
        "collect_url": picking.offer_item(item.id),
        "related": rows.rows(briefs.related(context.session(), item.id, _RELATED)),
        "sources": [words.printed(each) for each in edition.facts.get("sources", [])],
        "claims": _claims(item, edition),
        "compare_url": url_for("items.compare", slug=item.slug) if len(revision.editions) > 1 else None,
        "jsonld": Markup(jsonld.learning_resource(
            item, revision, edition, vocabulary, papers.address(item.slug, context.language())
        )),
        "print_source": papers.citation(item, revision, edition),
    }  # fmt: skip


def _collections(item: Item) -> list[dict[str, str]]:
    """Return the collections that an item is in."""
    return [
        {
            "label": each.said("title", context.language()),
            "url": url_for("collections.show", slug=each.slug),
        }
        for each in collection.holding(context.session(), item.id)
    ]


def _standing(item: Item) -> dict[str, Any]:
    """Return what the badges say: official since when, else checked where and when."""
    official, status = None, None
    if item.is_official and item.marked_by and item.marked_on:
        official = _(
            "Official text of %(unit)s since %(day)s",
            unit=item.marked_by.name,
            day=filters.day(item.marked_on),
        )
    if checked := verifying.checked(context.session(), item):
        unit, moment = checked
        day = filters.day(moment)
        status = _("Checked by a reviewer of %(unit)s on %(day)s", unit=unit.name, day=day)
    return {"official": official, "status_label": status, "status_tone": "ok"}


def _downloaded(item: Item) -> str | None:
    """Say how often an item was downloaded, None when it never was."""
    count = used.of_items(context.session(), [item.id])[item.id].downloads
    if not count:
        return None
    shown = filters.number(count)
    return ngettext("downloaded once", "downloaded %(shown)s times", count, shown=shown)


def _claims(item: Item, edition: Edition) -> list[dict[str, Any]]:
    """Return what an edition states as facts, where and when each was verified, not by whom."""
    stated = verifying.stated_in(edition)
    known = verifying.verified(context.session(), item) if stated else {}
    return [
        {
            "text": words.printed(each.text),
            "source": words.printed(each.source),
            "verified": _verified(known[each.key]) if each.key in known else None,
        }
        for each in stated
    ]


def _verified(known: verifying.Verified) -> str:
    said = _(
        "Verified by a reviewer of %(unit)s on %(day)s",
        unit=known.unit.name,
        day=filters.day(known.on),
    )
    if known.again_on is None:
        return said
    day = filters.day(known.again_on)
    is_due = known.again_on <= today()
    due = _("to be checked again since %(day)s", day=day)
    later = _("check again after %(day)s", day=day)
    return f"{said}; {due if is_due else later}"


def _editions(item: Item, revision: Revision, current: Edition) -> list[dict[str, Any]]:
    return [
        {
            "code": edition.language,
            "name": words.own_name(edition.language),
            "url": edition_address(item, edition.language),
            "current": edition is current,
        }
        for edition in revision.editions
    ]


def edition_address(item: Item, language: str) -> str:
    """Return the address of an edition: below its own language, where the interface speaks it."""
    if language in i18n.LANGUAGES:
        return url_for("items.show", slug=item.slug, lang=language)
    return url_for("items.show", slug=item.slug, edition=language)


def _missing(revision: Revision, edition: Edition) -> str | None:
    languages = {each.language for each in revision.editions}
    if context.language() in languages:
        return None
    return _(
        "There is no edition in this language yet; this is the one in %(language)s.",
        language=words.within(words.language_name(edition.language)),
    )


def crumbs(own: dict[str, Any]) -> list[dict[str, str]]:
    """Return where an item stands: its first theme, after the broader ones."""
    first = words.themes(own)[:1]
    broader = [id for theme in first for id in reversed(context.vocabulary().ancestors(theme))]
    return [_tag(id) for id in (*broader, *first)]


def _tags(own: dict[str, Any]) -> list[dict[str, str]]:
    """Return the tags to go on from; an official text names more than anybody reads."""
    ids = [id for key in _SHOWN_AS_TAGS for id in own.get(key, [])]
    return [_tag(id) for id in ids[:_MOST_TAGS]]


def _tag(id: str) -> dict[str, str]:
    return {"label": "".join(words.labels([id])), "url": url_for("tags.show", id=id)}


def _file(item: Item, file: File) -> dict[str, Any]:
    name = file.path.removeprefix("files/")
    has_small = thumbnails.may_be(file.media_type) and not preferences.is_lean()
    return {
        "name": name,
        "size_text": filters.size(file.size),
        "type_text": name.rsplit(".", 1)[-1].upper() if "." in name else _("file"),
        "url": url_for("items.file", slug=item.slug, path=name),
        "preview_url": url_for("previews.show", slug=item.slug, path=name)
        if previews.may_be(file.media_type)
        else None,
        "small_url": url_for("items.file", slug=item.slug, path=name, size="small")
        if has_small
        else None,
    }


def _downloads(item: Item, revision: Revision, edition: Edition) -> list[dict[str, Any]]:
    labels = {
        "docx": _("Word"), "pdf": _("PDF"),
        "zip": _("Everything, with attached files (ZIP)"), "md": _("Plain text (Markdown)"),
    }  # fmt: skip
    named: dict[str, Any] = (
        {} if edition.language == context.language() else {"edition": edition.language}
    )
    return [
        {
            "format": format,
            "label": label,
            "size_text": filters.size(papers.path(item, revision, edition, format).stat().st_size),
            "url": url_for("items.download", slug=item.slug, format=format, **named),
            "main": format == "docx",
        }
        for format, label in labels.items()
    ]


def _licence(own: dict[str, Any]) -> dict[str, str | None]:
    label = "".join(words.labels([own.get("licence", "")])) or _("Not stated")
    return {"label": label, "url": jsonld.licence_address(own, context.vocabulary()), "note": None}


def _code(address: str) -> Markup:
    label = _("QR code of the short link")
    return Markup(
        _drawn_code(address).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    )


@lru_cache(maxsize=1024)  # a third of the time of a page
def _drawn_code(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
