"""Previews: made once and apart from any request, of strangers' files too, and never without an end."""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from library.errors import NotFound
from library.items.extracting import Extractor
from library.items.files import Store
from library.items.rendering import Renderer
from library.originals.previews import Preview, Previews, may_be
from library.originals.understanding import Tools
from library.tags.vocabulary import Vocabulary
from library.uploads.accepting import Desk
from library.uploads.examining import Examiner
from tests.items import papers
from tests.originals.standing_in import StandIn

MARKDOWN = "text/markdown"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files", 10**8)


@pytest.fixture
def previews(
    tmp_path: Path, store: Store, renderer: Renderer, extractor: Extractor, examiner: Examiner
) -> Iterator[Previews]:
    tools = Tools(
        StandIn(),
        Desk(store, extractor, examiner),
        renderer.render,
        lambda session: Vocabulary({}, {}, ()),
    )
    made = Previews(tmp_path / "previews", lambda: tools)
    yield made
    made.close()


def made(previews: Previews, store: Store, content: bytes, media_type: str) -> Preview:
    """Ask until it is made."""
    sha256 = store.keep(BytesIO(content)).sha256
    assert previews.find(sha256, media_type) is None, "the first who asks does not wait"
    latest = time.monotonic() + 30
    while time.monotonic() < latest:
        if found := previews.find(sha256, media_type):
            return found
        time.sleep(0.05)
    raise AssertionError("no preview after 30 seconds")


def test_a_pdf_is_shown_by_the_pictures_of_its_first_pages(
    previews: Previews, store: Store
) -> None:
    content = papers.pdf(*(f"Trang {number}" for number in range(1, 13)))
    found = made(previews, store, content, papers.PDF)
    assert (found.pages, found.total) == (10, 12)
    sha256 = store.keep(BytesIO(content)).sha256
    path = previews.page(sha256, 10)
    assert path
    with Image.open(path) as picture:
        assert picture.format == "WEBP" and picture.size == (1000, 1414)
        assert any(picture.convert("L").histogram()[:128]), "there is ink on it"
    assert previews.page(sha256, 11) is None and previews.page(sha256, 0) is None


def test_a_presentation_is_shown_slide_by_slide(previews: Previews, store: Store) -> None:
    content = papers.slides("Cồng|chiêng", "", "KÕt", notes="Ghi chú của giáo viên")
    found = made(previews, store, content, papers.PPTX)
    assert found.slides == ["Cồngchiêng", "", "KÕt"]


def test_slides_come_in_the_order_in_which_they_are_shown(previews: Previews, store: Store) -> None:
    order = (
        '<p:presentation xmlns:p="urn:p" xmlns:r="urn:r"><p:sldIdLst>'
        '<p:sldId id="256" r:id="rId7"/><p:sldId id="257" r:id="rId3"/></p:sldIdLst></p:presentation>'
    )
    rels = (
        '<Relationships><Relationship Id="rId3" Target="slides/slide1.xml"/>'
        '<Relationship Id="rId7" Target="/ppt/slides/slide2.xml"/></Relationships>'
    )
    parts = {"ppt/presentation.xml": order, "ppt/_rels/presentation.xml.rels": rels}
    content = papers.packed(parts, papers.slides("Sau", "Trước", "Bị giấu"))
    assert made(previews, store, content, papers.PPTX).slides == ["Trước", "Sau"]


def test_a_document_is_shown_as_its_text_without_pictures(previews: Previews, store: Store) -> None:
    source = "## Mục đích\n\n![Hình](files/quay.jpg)\n\n[Tệp](files/a.docx) <script>x</script>\n"
    html = made(previews, store, source.encode(), MARKDOWN).html
    assert "<h2" in html and "Tệp" in html
    assert "<img" not in html and "files/" not in html and "<script" not in html


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 nothing", papers.PDF),
        (papers.locked_pdf(), papers.PDF),
        (b"PK nothing", papers.PPTX),
        (b"SCAN", MARKDOWN),
        (b"FAULT", MARKDOWN),
        (b"[" * 300, MARKDOWN),
    ],
)
def test_what_cannot_be_shown_is_remembered(
    previews: Previews, store: Store, content: bytes, media_type: str
) -> None:
    assert made(previews, store, content, media_type).is_empty


def test_a_page_that_never_ends_is_given_up(previews: Previews, store: Store) -> None:
    previews._examiner = Examiner(seconds=2)
    assert made(previews, store, papers.swelling_pdf(), papers.PDF).is_empty
    assert made(previews, store, papers.pdf("Trang"), papers.PDF).pages == 1


def test_it_is_made_once_and_again_when_the_folder_is_gone(
    previews: Previews, store: Store, tmp_path: Path
) -> None:
    first = made(previews, store, b"Xin", MARKDOWN)
    [kept] = (tmp_path / "previews").rglob("preview.json")
    before = kept.stat().st_mtime_ns
    sha256 = store.keep(BytesIO(b"Xin")).sha256
    assert previews.find(sha256, MARKDOWN) == first and kept.stat().st_mtime_ns == before
    kept.unlink()
    kept.parent.rmdir()
    assert made(previews, store, b"Xin", MARKDOWN) == first
    assert len(list((tmp_path / "previews").rglob("*"))) == 4, "no draft is left"


def test_a_file_that_is_gone_is_not_waited_for(previews: Previews) -> None:
    with pytest.raises(NotFound):
        previews.find("0" * 64, papers.PDF)


def test_what_can_be_looked_into() -> None:
    assert all(map(may_be, (papers.PDF, papers.DOCX, papers.PPTX, papers.ODT, MARKDOWN)))
    assert not any(map(may_be, (papers.XLSX, "image/png", "text/html", "application/octet-stream")))
