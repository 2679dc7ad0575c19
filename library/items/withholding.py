"""Files that may not be shown: which they are, and texts without the pictures and links to them."""

import re
from collections.abc import Collection, Iterable
from html import unescape
from urllib.parse import unquote

from lxml import html as lxml_html
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from library import changes, text
from library.items import writing
from library.items.models import File, Item, Revision, Withheld

_IN_HTML = re.compile(r'(?:src|href)="(files/[^"]*)"')
# Bounded and without a way back: an unclosed bracket must not be looked for to the end of the text.
_IN_MARKDOWN = re.compile(r"(!?)\[([^\]\n]{0,900}+)\]\((files/[^)\s]{1,900}+)[^)\n]{0,300}+\)")


def hide(session: Session, item: Item, path: str) -> bool:
    """Show a file to nobody any more, nor its bytes under another name; tell whether that is new."""
    known = set(session.scalars(_of(item, path).with_only_columns(Withheld.sha256)))
    bytes_of_path = select(File.sha256).join(Revision, Revision.id == File.revision_id)
    there = bytes_of_path.where(Revision.item_id == item.id, File.path == path)
    new = {*session.scalars(there), ""} - known  # the empty one stands for the path alone
    session.add_all(Withheld(item_id=item.id, path=path, sha256=sha256) for sha256 in new)
    session.flush()
    return _noted(session, item, is_new=bool(new))


def show(session: Session, item: Item, path: str) -> bool:
    """Let a file be shown again; tell whether it was hidden."""
    found = session.scalars(_of(item, path)).all()
    gone = delete(Withheld).where(Withheld.item_id == item.id, Withheld.path == path)
    session.execute(gone)
    return _noted(session, item, is_new=bool(found))


def _of(item: Item, path: str) -> Select[Withheld]:
    return select(Withheld).where(Withheld.item_id == item.id, Withheld.path == path)


def _noted(session: Session, item: Item, *, is_new: bool) -> bool:
    """Let every index and kept page follow, and what was loaded before forget its files."""
    if is_new:
        for revision in item.revisions:
            session.expire(revision, ["files"])
        if item.published_id:
            changes.touch(session, writing.NOUN, item.id)
    return is_new


def hidden_paths(session: Session, item: Item) -> set[str]:
    """Return the paths of the files that may not be shown."""
    query = select(Withheld.path).where(Withheld.item_id == item.id)
    return set(session.scalars(query))


def hidden(session: Session, item_id: str) -> set[str]:
    """Return what may not be shown of an item, by its path and by its bytes."""
    query = select(Withheld.path, Withheld.sha256).where(Withheld.item_id == item_id)
    return {each for row in session.execute(query) for each in row if each}


def paths(files: Iterable[File]) -> set[str]:
    """Return the paths of files."""
    return {file.path for file in files}


def seen_html(html: str, shown: Collection[str]) -> str:
    """Return the HTML of a text without pictures of, and links to, files that are not shown."""
    if all(_path(unescape(address)) in shown for address in _IN_HTML.findall(html)):
        return html
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for each in [each for each in root.iter("img", "a") if _is_hidden(each, shown)]:
        around = each.getparent()
        each.drop_tag()
        if around.tag == "p" and not len(around) and not (around.text or "").strip():
            around.drop_tree()
    inner = (lxml_html.tostring(child, encoding="unicode") for child in root)
    return (root.text or "") + "".join(inner)


def _is_hidden(element: lxml_html.HtmlElement, shown: Collection[str]) -> bool:
    address = str(element.get("src" if element.tag == "img" else "href", ""))
    return address.startswith("files/") and _path(address) not in shown


def _path(address: str) -> str:
    """Return the path that an address in a text leads to, as paths of files are kept."""
    return text.tidy(unquote(address.partition("#")[0].partition("?")[0]))


def seen_markdown(body: str, shown: Collection[str]) -> str:
    """Return Markdown without pictures of, and links to, files that are not shown."""

    def kept(found: re.Match[str]) -> str:
        if _path(found[3]) in shown:
            return found[0]
        return "" if found[1] else found[2]

    return _IN_MARKDOWN.sub(kept, body)
