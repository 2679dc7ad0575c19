"""Pictures are shown at a size that fits the page, or not at all when they are broken."""

import io

import pytest
from PIL import Image

from library.documents import document, pictures
from tests.documents import sample


@pytest.mark.parametrize(
    ("data", "suffix"), [(sample.png(), "png"), (sample.cmyk_jpeg(), "jpg"), (sample.svg(), "svg")]
)
def test_png_jpeg_and_svg_are_readable(data: bytes, suffix: str) -> None:
    found = pictures.readable(data)
    assert found is not None and found.suffix == suffix and found.data == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\x89PNG broken",
        sample.cut_jpeg(),
        sample.png()[:-30],
        b"<svg",
        sample.svg(size='width="0" height="0"'),
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
    ],
)
def test_a_broken_picture_is_none(data: bytes) -> None:
    assert pictures.readable(data) is None


@pytest.mark.parametrize(
    "data",
    [
        sample.png(5000, 100),
        sample.png(10, 5000),
        sample.svg(size='width="1e9" height="1e9"'),
        sample.svg(size='width="1" height="100000"'),
    ],
)
def test_a_large_picture_is_scaled_to_the_page(data: bytes) -> None:
    found = pictures.readable(data)
    assert found is not None
    assert found.width <= document.TEXT_WIDTH and found.height <= document.TEXT_HEIGHT


def test_proportions_are_kept() -> None:
    for data in (sample.png(3000, 1000), sample.svg()):
        found = pictures.readable(data)
        assert found is not None and found.width / found.height == pytest.approx(3, rel=0.05)


def test_word_gets_an_svg_drawn_and_a_cmyk_jpeg_as_png() -> None:
    for data in (sample.svg("Sân trường"), sample.cmyk_jpeg()):
        found = pictures.readable(data)
        assert found is not None
        drawn = pictures.for_word(found)
        assert drawn is not None and drawn.suffix == "png"
        with Image.open(io.BytesIO(drawn.data)) as image:
            assert image.format == "PNG" and image.width > 20
