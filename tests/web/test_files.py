"""Attachments as they are sent: whatever was taken in can be read and can never run as a page."""

import io
from urllib.parse import quote, unquote

import docx
import pytest
from flask.testing import FlaskClient
from PIL import Image

from library.items import drafts, writing
from library.uploads import accepting
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.uploads import hostile
from tests.uploads.test_accepting import GOOD
from tests.web import reading

SHOWN = ("image/", "audio/", "video/", "application/pdf")


def published(library: Library, **files: bytes) -> list[accepting.Upload]:
    """Publish the item “rac” with files that were sent; return what they became."""
    uploads: list[accepting.Upload] = []
    for name, content in files.items():
        taken = [upload.path for upload in uploads]
        uploads.append(accepting.accept(io.BytesIO(content), name, library.desk, taken))
    attached = [accepting.draft_file(upload, library.store) for upload in uploads]
    draft = drafts.assemble(
        "rac", {"plan.vi.md": make.plan("![Hình](files/Ảnh-lớp.png)")}, attached
    )
    with library.writing() as session:
        revision, _ = writing.save(session, draft, library.workshop(session))
        writing.publish(session, revision, library.vocabulary(session))
    return uploads


def test_every_kind_of_file_is_sent_as_what_it_is_and_runs_nothing(
    library: Library, own: FlaskClient
) -> None:
    for upload in published(library, **GOOD):
        name = upload.path.removeprefix("files/")
        answer = reading.sent(own, f"/vi/items/rac/files/{quote(name)}")
        assert (answer.status_code, answer.mimetype) == (200, upload.media_type)
        assert answer.data == library.store.read(upload.sha256)
        assert answer.mimetype not in ("text/html", "application/xhtml+xml", "text/javascript")
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert "sandbox" in policy and "default-src 'none'" in policy
        assert not [part for part in policy if part.startswith("script-src")]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        kind, plain, coded = answer.headers["Content-Disposition"].split("; ")
        assert kind == ("inline" if upload.media_type.startswith(SHOWN) else "attachment")
        ending = name.rsplit(".", 1)[1]
        assert plain == f'filename="file.{ending}"' and unquote(coded).endswith(f"''{name}")


def test_a_picture_is_shown_small_in_the_list_and_large_in_the_text(
    library: Library, own: FlaskClient
) -> None:
    published(library, **{"Ảnh lớp.png": hostile.picture("PNG", (1200, 900)), "a.txt": b"a"})
    page = reading.page(own, "/vi/items/rac")
    assert page.xpath("//div[@class='prose']//img/@alt") == ["Hình"]
    [picture] = page.get_element_by_id("files").findall(".//img")
    assert picture.get("alt") == "" and picture.get("loading") == "lazy"
    assert picture.get("width") and picture.get("height")
    answer = reading.sent(own, picture.get("src"))
    assert answer.mimetype == "image/webp" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Image.open(io.BytesIO(answer.data)).size == (480, 360)
    again = reading.sent(own, picture.get("src"), If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304 and not again.data
    large = reading.sent(own, picture.get("src").partition("?")[0])
    assert large.mimetype == "image/png" and large.headers["ETag"] != answer.headers["ETag"]


def test_who_asked_for_little_data_sees_no_small_pictures(
    library: Library, own: FlaskClient
) -> None:
    published(library, **{"a.png": hostile.picture()})
    answer = reading.sent(own, "/vi/items/rac", Save_Data="on")
    assert b"a.png" in answer.data and b"size=small" not in answer.data


@pytest.mark.parametrize(
    ("name", "media_type"), [("anh.png", "image/png"), ("hinh.svg", "image/svg+xml")]
)
def test_where_there_is_no_small_picture_the_large_one_is_sent(
    library: Library, own: FlaskClient, name: str, media_type: str
) -> None:
    files = {"anh.png": hostile.picture()[:80], "hinh.svg": hostile.drawing("<rect/>")}
    with library.writing() as session:  # as an import takes them in, without looking
        make.saved(session, library, files=files)
    answer = reading.sent(own, f"/vi/items/phan-loai-rac/files/{name}?size=small")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.data == files[name]


def test_a_picture_that_was_sent_stands_in_the_paper(library: Library) -> None:
    published(
        library, **{"Ảnh lớp.webp": hostile.picture("WEBP"), "Ảnh lớp.png": hostile.picture()}
    )
    client = create_app(library).test_client()
    paper = docx.Document(io.BytesIO(reading.sent(client, "/vi/items/rac/download.docx").data))
    assert len(paper.inline_shapes) == 1
