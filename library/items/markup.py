"""Markdown to safe HTML: raw HTML off, dangerous links dropped, only what a plan needs let through.

Runs inside the limited process of `rendering.py` and nowhere else: Python-Markdown takes quadratic
time on hostile input.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from library import text
from library.items import typography
from library.items.rendering import Rendered

_BLOCKS = "p h2 h3 h4 h5 h6 ul ol li blockquote pre hr div table thead tbody tr th td dl dt dd"
_WORDS = "a em strong code sup sub br img del"
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
    "sup": {"id"},
    "li": {"id"},
}
_CLASSES = {"a": {"footnote-ref", "footnote-backref"}, "div": {"footnote"}}
_TEXT_BLOCKS = {*_BLOCKS.split()} - {"pre", "hr"}
_OWN_FILE = re.compile(r"files/(?!(?:\S*/)?(?:\.|%2[eE]){2}/)\S+")
_BACK = re.compile(r'<a class="footnote-backref".*?</a>')
_LIST_STARTS = re.compile(r"([-*+]|1[.)])\s+\S")
_LIST_GOES_ON = re.compile(r"\s|[-*+]\s|\d+[.)]\s")
_PARTS = re.compile(r"</?(?:p|h\d|li|tr|td|th|div|blockquote|pre|br|dt|dd)\b[^>]*>")


def render(source: str) -> Rendered:
    """Return the Markdown as safe HTML with its outline and bare text."""
    converter = markdown.Markdown(
        extensions=["tables", "footnotes", "sane_lists", "def_list", "toc", _Safe()],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "toc": {"slugify": _anchor, "toc_depth": "2-3"},
            "footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": ""},
        },
    )
    html = _clean(converter.convert(source))
    return {
        "html": html,
        "outline": _outline(getattr(converter, "toc_tokens", [])),
        "plain": plain(html),
    }


def plain(html: str) -> str:
    """Return the words of safe HTML, one line a block."""
    bare = re.sub(r"<[^>]+>", "", _PARTS.sub("\n", _BACK.sub("", html)))
    lines = (" ".join(line.split()) for line in unescape(bare).splitlines())
    return "\n".join(line for line in lines if line)


def _anchor(title: str, separator: str) -> str:
    return text.slug(title, 60).replace("-", separator) or "part"


def _outline(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for token in tokens:
        found.append((token["level"], token["id"], unescape(token["name"])))
        found += _outline(token["children"])
    return found


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags={*_BLOCKS.split(), *_WORDS.split()},
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


class _Safe(Extension):
    """Turns raw HTML off, keeps pictures to the item's own files and the title's h1 to the page."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        md.preprocessors.register(_ListsAfterText(md), "lists_after_text", 10)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # The one mark of HTML that people need: a new line in a cell of a table.
        md.inlinePatterns.register(SubstituteTagInlineProcessor("<br ?/?>", "br"), "cell_break", 90)
        md.treeprocessors.register(_OwnPictures(md), "own_pictures", 0)
        md.treeprocessors.register(_LowerHeadings(md), "lower_headings", 25)
        # After the inline patterns (20), before the table of contents copies headings (5).
        md.treeprocessors.register(_Typeset(md), "typeset", 10)


class _ListsAfterText(Preprocessor):
    """Lets a list follow its introducing line without a blank one, as people write."""

    def run(self, lines: list[str]) -> list[str]:
        spaced: list[str] = []
        for line in lines:
            before = spaced[-1] if spaced else ""
            if _LIST_STARTS.match(line) and before.strip() and not _LIST_GOES_ON.match(before):
                spaced.append("")
            spaced.append(line)
        return spaced


class _OwnPictures(Treeprocessor):
    """Shows a picture of the item's own files; any other is only named, so no host is asked."""

    def run(self, root: Element) -> None:
        for picture in root.iter("img"):
            if not _OWN_FILE.fullmatch(picture.get("src", "")):
                description = picture.get("alt", "")
                tail = picture.tail
                picture.clear()
                picture.tag, picture.text, picture.tail = "em", description, tail


class _Typeset(Treeprocessor):
    """Sets marks and dashes as print does, in everything but code."""

    def run(self, root: Element) -> None:
        for block in [each for each in root.iter() if each.tag in _TEXT_BLOCKS]:
            slots = list(_slots(block))
            runs = typography.typeset_runs(getattr(each, name) for each, name in slots)
            for (each, name), made in zip(slots, list(runs), strict=True):
                setattr(each, name, made)


def _slots(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield where the words of a block stand in reading order, without blocks inside it."""
    if element.tag != "code" and element.text:
        yield element, "text"
    for child in element:
        if child.tag not in _TEXT_BLOCKS and child.tag != "pre":
            yield from _slots(child)
        if child.tail:
            yield child, "tail"


class _LowerHeadings(Treeprocessor):
    """The page prints the title as its h1, so headings of the body begin at h2."""

    def run(self, root: Element) -> None:
        for heading in root.iter("h1"):
            heading.tag = "h2"
