"""The pieces of a newsletter as its page and its print tell them: titles, words, pictures, sources."""

from dataclasses import dataclass

from flask import url_for
from lxml import html as lxml_html

from library.database import CLOCK
from library.documents import blocks, profiles
from library.documents.document import Document
from library.items import catalogue
from library.items.models import Edition, File, Item, Revision
from library.logbook import showing
from library.logbook.models import Entry, EntryFile
from library.newsletters import newsletter as issues
from library.newsletters.models import Newsletter, Piece
from library.newsletters.printing import Sheet, Story
from library.web import context, document_texts, filters, items, papers, words
from library.web.speech import _


@dataclass(frozen=True)
class Picture:
    """A picture of a piece: its key in the form, where it is shown, what it shows, its bytes."""

    key: str
    url: str
    alt: str
    file: File | EntryFile

    def read(self) -> bytes:
        """Return the bytes, from the store that keeps them."""
        library = context.library()
        store = library.evidence if isinstance(self.file, EntryFile) else library.store
        return store.read(self.file.sha256)


@dataclass(frozen=True)
class Told:
    """A piece as a reader gets it; `source` says how to cite the item that it is or used."""

    piece: Piece
    title: str
    language: str
    about: str
    sentence: str
    url: str
    address: str
    picture: Picture | None
    source: str
    source_address: str


def told(found: Newsletter) -> list[Told]:
    """Return the pieces of an issue that everybody may see today, in their order."""
    return [_told(each, found.language) for each in found.pieces if issues.is_shown(each)]


def hidden(found: Newsletter) -> int:
    """Return how many pieces readers do not get (any more)."""
    return sum(not issues.is_shown(each) for each in found.pieces)


def _told(piece: Piece, language: str) -> Told:
    picture = next((each for each in pictures(piece, language) if each.key == piece.picture), None)
    if piece.entry:
        return _of_entry(piece, piece.entry, picture)
    item, revision, edition = _item(piece.item_id or "", language)
    return Told(
        piece=piece,
        title=edition.title,
        language=edition.language,
        about=words.audience(revision.facts),
        sentence=piece.sentence or edition.summary,
        url=url_for("items.show", slug=item.slug),
        address=papers.address(item.slug, context.language()),
        picture=picture,
        source=papers.citation(item, revision, edition),
        source_address=papers.short_address(item),
    )


def _item(id: str, language: str) -> tuple[Item, Revision, Edition]:
    item = catalogue.by_id(context.session(), id)
    revision = items.published(item)
    return item, revision, catalogue.edition(revision, language)


def _of_entry(piece: Piece, entry: Entry, picture: Picture | None) -> Told:
    house = showing.house(entry)
    source, address = _used(entry)
    return Told(
        piece=piece,
        title=entry.title,
        language=showing.language(entry),
        about=" · ".join(filter(None, [filters.day(entry.day_on), entry.classes])),
        sentence=piece.sentence,
        url=url_for("schools.entry", id=house.id, entry_id=entry.id),
        address=papers.page_address("schools.entry", id=house.id, entry_id=entry.id),
        picture=picture,
        source=source,
        source_address=address,
    )


def _used(entry: Entry) -> tuple[str, str]:
    """Return how to cite the item that was carried out, while it is public."""
    if not entry.item or not entry.item.published_id:
        return "", ""
    item, revision, edition = _item(entry.item.id, context.language())
    cited = papers.citation(item, revision, edition)
    return _("Done after: %(source)s", source=cited), papers.short_address(item)


def pictures(piece: Piece, language: str) -> list[Picture]:
    """Return what a piece may be shown with: public photos, or pictures that an item describes."""
    if piece.entry:
        return [
            Picture(str(each.id), photo_url(each), each.caption or piece.entry.title, each)
            for each in showing.photos(piece.entry)
        ]
    item, revision, edition = _item(piece.item_id or "", language)
    alts = _alts(edition.html)
    return [
        Picture(each.path, _file_url(item, each), alts[each.path], each)
        for each in revision.files
        if alts.get(each.path) and each.media_type.startswith("image/")
    ]


def photo_url(file: EntryFile) -> str:
    """Return where a public photo of an entry is shown."""
    house = showing.house(file.entry)
    return url_for("schools.photo", id=house.id, file_id=file.id)


def _file_url(item: Item, file: File) -> str:
    return url_for("items.file", slug=item.slug, path=file.path.removeprefix("files/"))


def _alts(html: str) -> dict[str, str]:
    """Return what the pictures in a text show, by path, as the text itself says."""
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    return {each.get("src", ""): each.get("alt", "").strip() for each in root.iter("img")}


def line(found: Newsletter) -> str:
    """Return number and month of an issue in the reader's language."""
    return _("No. %(number)s · %(month)s", number=found.number, month=month(found))


def month(found: Newsletter) -> str:
    """Return the month of an issue: 11/2026."""
    return f"{found.month_on:%m/%Y}"


def title(piece: Piece, language: str) -> str:
    """Return what a piece is about, for who edits it, also what is not public any more."""
    if piece.entry:
        return piece.entry.title
    item = piece.item
    revision = item and (item.published or (item.revisions[-1] if item.revisions else None))
    return catalogue.edition(revision, language).title if revision else str(piece.item_id)


def sheet(found: Newsletter) -> Sheet:
    """Return an issue as it is printed today, in its own language."""
    with context.speaking(found.language):
        head = profiles.frozen(profiles.of(context.session(), found.unit))
        logo = document_texts.logo(head.get(profiles.LOGO, ""))
        school = head.get("name") or found.unit.name
        return Sheet(
            document=_document(found, school),
            parent=head.get("parent", ""),
            school=school,
            line=line(found),
            logo=logo.get(profiles.LOGO, b""),
            stories=[_story(each) for each in told(found)],
            licence=licence(found),
        )


def licence(found: Newsletter) -> str:
    """Return what may be done with an issue, and where it is found."""
    return _(
        "Activities from the Sáo Diều library: under the licence named with each. "
        "Texts and photos of the school are its own. On the web: %(address)s",
        address=papers.page_address("newsletters.show", id=found.id),
    )


def _document(found: Newsletter, school: str) -> Document:
    return Document(
        title=found.title,
        promise=line(found),
        kind="",
        language=found.language,
        facts=(),
        body=tuple(blocks.from_html(found.html)),
        pictures={},
        source="",
        authors=(school,),
        keywords=(),
        modified_at=found.changed_at.astimezone(CLOCK).replace(microsecond=0),
        address=papers.page_address("newsletters.show", id=found.id),
    )


def _story(each: Told) -> Story:
    return Story(
        title=each.title,
        about=each.about,
        sentence=each.sentence,
        address=each.address,
        source=each.source,
        source_address=each.source_address,
        picture=each.picture.read() if each.picture else b"",
        alt=each.picture.alt if each.picture else "",
    )
