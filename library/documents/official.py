"""An official document as both writers take it: each part where NĐ 30/2020 wants it, words only.

Every text may hold what is missing, marked as `wording` does it. What stands around the body is
given as lines with their look, so that the two writers cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from library.documents import layout, wording
from library.documents.blocks import Block
from library.documents.document import Document
from library.documents.layout import LOOKS

# Millimetres that part the two columns of the head, so that long names do not meet.
_BETWEEN = 2.0
_RULE_SHARE = 0.4  # the decree: a third to a half of the line above
# So many lines of recipients stay together with the signature; a longer list may go on overleaf.
_TOGETHER = 25


@dataclass(frozen=True)
class Head:
    """What stands above the title; an empty text takes no room. `right`: instead of the state."""

    parent: str = ""
    issuer: str = ""
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    number: str = ""
    about: str = ""
    place_date: str = ""
    has_state: bool = True


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines of power and post, a note under them and the name."""

    posts: tuple[str, ...]
    name: str
    note: str = ""


@dataclass(frozen=True)
class Annex:
    """What is attached: "Phụ lục I", its title, what it belongs to, and its blocks."""

    label: str
    title: str
    note: str
    body: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Official:
    """`document` has the words for the properties, the pictures, and all blocks for the notes."""

    document: Document
    head: Head
    type: str
    subject: str
    body: tuple[Block, ...]
    addressees: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()
    credit: str = ""
    landscape: bool = False
    logo: bytes = b""

    @property
    def width(self) -> float:
        """The width between the margins, in millimetres."""
        return layout.text_width(landscape=self.landscape)


@dataclass(frozen=True)
class Line:
    """A paragraph outside of the body; `look` is a key of `layout.LOOKS`."""

    look: str
    text: str


@dataclass(frozen=True)
class Rule:
    """A line in the middle of its column, its length in millimetres."""

    length: float


@dataclass(frozen=True)
class Logo:
    """The unit's own picture, `layout.LOGO_HEIGHT` high; nobody needs to hear of it."""

    data: bytes


Element = Line | Rule | Logo


@dataclass(frozen=True)
class Columns:
    """A row of columns without lines: widths in millimetres, what stands in each."""

    widths: tuple[float, ...]
    cells: tuple[tuple[Element, ...], ...]
    whole: bool = True


def head(official: Official) -> Iterator[Columns]:
    """Yield the rows above the title: issuer and state, then number and date."""
    given, widths = official.head, layout.columns(landscape=official.landscape)
    if official.logo:
        yield Columns((official.width,), ((Logo(official.logo),),))
    room = widths[0] - _BETWEEN
    issuer = layout.lines(given.issuer, LOOKS["Issuer"], room)
    parent = layout.lines(given.parent, LOOKS["ParentBody"], room)
    left = (*_lines("ParentBody", parent), *_lines("Issuer", issuer))
    left += _lines("HeadLine", *given.left)
    if given.issuer:
        left += (_rule(issuer, "Issuer", room, _RULE_SHARE),)
    right = _lines("HeadLine", *given.right)
    if given.has_state:
        rule = _rule(wording.MOTTO, "Motto", widths[1])
        right = (Line("State", wording.STATE), Line("Motto", wording.MOTTO), rule, *right)
    if left:
        yield Columns(widths, (left, right))
    elif right:
        yield Columns((official.width,), (right,))
    below = (*_lines("Number", given.number), *_lines("LetterSubject", given.about))
    if below or given.place_date:
        yield Columns(widths, (below, _lines("PlaceDate", given.place_date)))


def title(official: Official) -> Iterator[Element]:
    """Yield what it is and what it is about."""
    yield from _lines("DocumentType", official.type)
    subject = layout.lines(official.subject, LOOKS["Subject"], official.width - _BETWEEN)
    yield from _lines("Subject", subject)
    if official.subject and official.head.issuer:
        yield _rule(subject, "Subject", official.width, _RULE_SHARE)


def opening(official: Official) -> Iterator[Element]:
    """Yield what the body begins with: to whom it goes and what it stands on."""
    yield from _lines("Addressees", *official.addressees)
    yield from _lines("Basis", *official.bases)


def signing(official: Official) -> Columns | None:
    """Return the recipients beside the signatures, None for a document without either."""
    cells = [tuple(_signature(each)) for each in official.signatures]
    if official.recipients:
        names = _lines("Recipient", *official.recipients)
        cells.insert(0, (Line("RecipientsTitle", "Nơi nhận:"), *names))
    if not cells:
        return None
    widths = [official.width / len(cells)] * len(cells)
    if len(official.signatures) == 1 and not official.recipients:
        widths, cells = [official.width / 2] * 2, [(), *cells]
    return Columns(tuple(widths), tuple(cells), len(official.recipients) <= _TOGETHER)


def _signature(given: Signature) -> Iterator[Element]:
    yield from _lines("Post", *given.posts)
    yield from _lines("SigningNote", given.note)
    yield Line("Signer", given.name)


def annex(given: Annex) -> tuple[Element, ...]:
    """Return what stands above the body of an annex."""
    label, name = _lines("AnnexLabel", given.label), _lines("AnnexTitle", given.title.upper())
    return (*label, *name, *_lines("AnnexNote", given.note))


def _lines(look: str, *texts: str) -> tuple[Element, ...]:
    return tuple(Line(look, text) for text in texts if text)


def _rule(text: str, look: str, room: float, share: float = 1.0) -> Rule:
    return Rule(layout.rule(text, LOOKS[look], room, share))
