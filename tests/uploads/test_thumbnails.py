"""Small pictures: made once from what is kept, remembered where there can be none."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from library.errors import NotFound
from library.items.files import Store
from library.uploads.thumbnails import Thumbnails, may_be
from tests.uploads import hostile


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files", 10**8)


@pytest.fixture
def thumbnails(tmp_path: Path, store: Store) -> Iterator[Thumbnails]:
    made = Thumbnails(tmp_path / "small", store)
    yield made
    made.close()


def small(thumbnails: Thumbnails, store: Store, content: bytes) -> Image.Image:
    path = thumbnails.path(store.keep(io.BytesIO(content)).sha256)
    assert path
    return Image.open(io.BytesIO(path.read_bytes()))


@pytest.mark.parametrize(
    ("size", "shrunk"), [((4000, 3000), (480, 360)), ((300, 3000), (96, 960)), ((60, 40), (60, 40))]
)
def test_a_picture_becomes_small_and_never_larger(
    thumbnails: Thumbnails, store: Store, size: tuple[int, int], shrunk: tuple[int, int]
) -> None:
    image = small(thumbnails, store, hostile.picture("PNG", size))
    assert image.format == "WEBP" and image.size == shrunk


def test_a_photo_is_upright_and_says_nothing_else(thumbnails: Thumbnails, store: Store) -> None:
    image = small(thumbnails, store, hostile.photo(6))
    assert image.size == (40, 60) and not image.getexif() and not image.info.get("xmp")


def test_a_tall_photo_that_lies_on_its_side_may_be_tall(
    thumbnails: Thumbnails, store: Store
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = hostile.picture("JPEG", (3000, 1500), exif=exif)
    assert small(thumbnails, store, lying).size == (480, 960)


def test_it_is_made_once(thumbnails: Thumbnails, store: Store) -> None:
    sha256 = store.keep(io.BytesIO(hostile.picture())).sha256
    first = thumbnails.path(sha256)
    assert first
    made_at = first.stat().st_mtime_ns
    assert thumbnails.path(sha256) == first and first.stat().st_mtime_ns == made_at
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_what_cannot_be_made_small_is_not_tried_again(thumbnails: Thumbnails, store: Store) -> None:
    sha256 = store.keep(io.BytesIO(hostile.picture()[:80])).sha256
    assert thumbnails.path(sha256) is None
    thumbnails.close()
    store.path(sha256).write_bytes(hostile.picture())
    assert thumbnails.path(sha256) is None


def test_a_picture_that_is_gone_is_said(thumbnails: Thumbnails) -> None:
    with pytest.raises(NotFound, match="missing from the store"):
        thumbnails.path("0" * 64)


@pytest.mark.parametrize(
    ("media_type", "may"),
    [("image/png", True), ("image/webp", True), ("image/svg+xml", False), ("text/plain", False)],
)
def test_only_of_pictures_of_pixels_there_are_small_ones(media_type: str, may: bool) -> None:
    assert may_be(media_type) is may
