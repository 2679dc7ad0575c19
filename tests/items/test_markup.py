"""Markdown to HTML: what a plan needs comes through, nothing that runs or asks another host."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.items.markup import render

FRAGMENTS = (
    *(
        "<script>",
        "</script>",
        "<img src=x onerror=y>",
        "<a href='javascript:x'>",
        "<svg/onload=x>",
    ),
    *("[a](", "javascript:", "data:text/html,x", ")", "![b](", "https://evil.example", "files/"),
    *("<", ">", '"', "'", "\\", "\n", "\n\n", "    ", "* ", "> ", "# ", "`", "```\n", "&#106;"),
    *("| a |\n|---|\n", "[^1]", "[^1]: x", "{: onclick=x }", "<!--", "-->"),
)
HOSTILE = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


class Browser(HTMLParser):
    """Reads HTML as a browser does and remembers its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def html(source: str) -> str:
    return render(source)["html"]


@given(HOSTILE)
def test_nothing_that_runs_or_asks_another_host_comes_through(source: str) -> None:
    browser = Browser()
    browser.feed(html(source))
    for tag, attributes in browser.tags:
        assert tag not in {"script", "svg", "iframe", "style", "form", "object", "embed", "base"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert urlsplit(attributes.get("href") or "").scheme in {"", "http", "https", "mailto"}
        assert tag != "img" or (attributes["src"] or "").startswith("files/")


@pytest.mark.parametrize(
    "raw",
    ["<script>alert(1)</script>", "<b onclick=x>y</b>", "<div>\n\nx\n\n</div>", "a <!-- b --> c"],
)
def test_raw_html_is_shown_as_the_text_that_it_is(raw: str) -> None:
    made = render(raw)
    assert "&lt;" in made["html"]
    assert made["plain"].split() == raw.split()


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x"),
        *("file:///etc/passwd", "&#106;avascript:x"),
    ],
)
def test_a_dangerous_link_is_only_its_words(address: str) -> None:
    made = html(f"[chữ]({address}) và [chữ][r]\n\n[r]: {address}")
    assert "href" not in made
    assert made.count("chữ") == 2


@pytest.mark.parametrize(
    "address", ["https://vbpl.vn/a?b=1", "mailto:a@example.vn", "files/phieu.pdf", "#ii-tien-trinh"]
)
def test_an_honest_link_leads_there(address: str) -> None:
    assert f'href="{address}"' in html(f"[chữ]({address})")


@pytest.mark.parametrize(
    "source",
    [
        *("http://x.vn/a.png", "//x.vn/a.png", "data:image/png;base64,aa", "/a.png", "a.png"),
        *("files/../../a.png", "files/a/%2e%2e/%2E./b.png", "FILES/a.png"),
    ],
)
def test_a_foreign_picture_is_only_named(source: str) -> None:
    assert html(f"![Sơ đồ]({source}) đó") == "<p><em>Sơ đồ</em> đó</p>"


@pytest.mark.parametrize("name", ["so-do.png", "ảnh/sơ_đồ.png", "a..b.png"])
def test_a_picture_of_the_item_is_shown_with_its_description(name: str) -> None:
    assert html(f"![Sơ đồ](files/{name})") == f'<p><img alt="Sơ đồ" src="files/{name}"></p>'


def test_a_table_keeps_its_alignment() -> None:
    made = html("| Phút | Việc | Điểm |\n|:---|:---:|---:|\n| 10 | Mở đầu | 1 |\n")
    assert re.findall(r'<t[hd] align="(\w+)">', made) == ["left", "center", "right"] * 2


def test_footnotes_lead_there_and_back() -> None:
    made = html("Rác[^1] và nhựa[^1].\n\n[^1]: Luật số 72/2020/QH14.")
    assert 'href="#fn:1"' in made and 'id="fn:1"' in made and 'href="#fnref:1"' in made
    assert "Luật số 72/2020/QH14." in made


def test_headings_begin_below_the_title_of_the_page() -> None:
    made = html("# Một\n\n## Hai\n\n### Ba\n")
    assert re.findall(r"<(h\d)", made) == ["h2", "h2", "h3"]


@pytest.mark.parametrize("mark", ["- ", "* ", "1. "])
def test_a_list_may_follow_its_line_at_once(mark: str) -> None:
    made = html(f"Cần có:\n{mark}túi\n{mark.replace('1', '2')}cân\n")
    assert made.startswith("<p>Cần có:</p>")
    assert made.count("<li>") == 2


def test_a_year_that_begins_a_line_is_no_list() -> None:
    assert "<li>" not in html("Theo kế hoạch năm\n2026. Sau đó là hè.")


def test_the_outline_names_every_part_once() -> None:
    made = render("## I. Mục đích\n\n### Rác & nhựa\n\n## I. Mục đích\n\n## 中文\n\n#### Sâu\n")
    anchors = [anchor for _, anchor, _ in made["outline"]]
    assert [(level, title) for level, _, title in made["outline"]] == [
        *((2, "I. Mục đích"), (3, "Rác & nhựa"), (2, "I. Mục đích"), (2, "中文"))
    ]
    assert len(set(anchors)) == len(anchors)
    for anchor in anchors:
        assert f'id="{anchor}"' in made["html"]


def test_the_bare_text_is_what_a_reader_sees() -> None:
    made = render(
        "## Việc\n\nPhân *loại* rác[^1] &amp; nhựa.\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Chú."
    )
    assert made["plain"].splitlines() == ["Việc", "Phân loại rác1 & nhựa.", *"abcd", "Chú."]


@given(st.text())
def test_any_text_can_be_rendered(source: str) -> None:
    made = render(source)
    assert set(made) == {"html", "outline", "plain"}
