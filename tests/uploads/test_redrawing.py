"""Pictures drawn anew: upright, small enough, with nothing that a telephone wrote into them."""

import io
import re
import subprocess
import sys
import zlib
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageCms

from library.errors import Invalid
from library.uploads.examining import Examined, Examiner
from tests.uploads import hostile

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def redrawn(
    examiner: Examiner, folder: Path, content: bytes, format: str
) -> tuple[Image.Image, Examined]:
    file = folder / "file"
    file.write_bytes(content)
    examined = examiner.examine(file, TYPES[format], "a")
    image = Image.open(io.BytesIO(file.read_bytes()))
    assert (examined.width, examined.height) == image.size
    assert TYPES[image.format or ""] == examined.media_type
    return image, examined


def colours(image: Image.Image) -> tuple[str, str]:
    """Return which of red and blue is at the upper left and at the lower right."""
    small = image.convert("RGB")
    corners = [small.getpixel((2, 2)), small.getpixel((small.width - 3, small.height - 3))]
    red, blue = (
        "red" if each[0] > each[2] else "blue" for each in corners if isinstance(each, tuple)
    )
    return red, blue


def test_nothing_that_a_telephone_wrote_is_left(examiner: Examiner, tmp_path: Path) -> None:
    photo = hostile.photo()
    secrets = (b"Exif", b"Dien thoai", b"GPSLatitude", b"ghi chu")
    assert all(secret in photo for secret in secrets)
    image, _ = redrawn(examiner, tmp_path, photo, "JPEG")
    content = (tmp_path / "file").read_bytes()
    assert not any(secret in content for secret in secrets)
    assert not image.getexif() and not {"comment", "xmp", "icc_profile"} & image.info.keys()


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_other_formats_lose_it_too(examiner: Examiner, tmp_path: Path, format: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Dien thoai"
    content = hostile.picture(format, exif=exif)
    assert b"Dien thoai" in content
    image, _ = redrawn(examiner, tmp_path, content, format)
    assert b"Dien thoai" not in (tmp_path / "file").read_bytes() and not image.getexif()


@pytest.mark.parametrize(
    ("orientation", "size", "seen"),
    [(1, (60, 40), ("red", "blue")), (2, (60, 40), ("blue", "red")), (3, (60, 40), ("blue", "red")),
     (4, (60, 40), ("red", "blue")), (5, (40, 60), ("red", "blue")), (6, (40, 60), ("red", "blue")),
     (7, (40, 60), ("blue", "red")), (8, (40, 60), ("blue", "red")), (99, (60, 40), ("red", "blue"))],
)  # fmt: skip
def test_a_photo_is_turned_upright_before_that_is_forgotten(
    examiner: Examiner,
    tmp_path: Path,
    orientation: int,
    size: tuple[int, int],
    seen: tuple[str, str],
) -> None:
    image, _ = redrawn(examiner, tmp_path, hostile.photo(orientation), "JPEG")
    assert image.size == size and colours(image) == seen


@pytest.mark.parametrize(
    ("format", "size", "drawn"),
    [("JPEG", (4000, 3000), (2400, 1800)), ("PNG", (1000, 5000), (480, 2400)),
     ("PNG", (2400, 2400), (2400, 2400)), ("WEBP", (2401, 10), (2400, 10)),
     ("JPEG", (16000, 9000), (2400, 1350))],
)  # fmt: skip
def test_a_picture_has_at_most_2400_pixels_on_its_long_side(
    examiner: Examiner, tmp_path: Path, format: str, size: tuple[int, int], drawn: tuple[int, int]
) -> None:
    image, _ = redrawn(examiner, tmp_path, hostile.picture(format, size), format)
    assert image.size == drawn and colours(image) == ("red", "blue")


def saved(image: Image.Image, format: str, **how: object) -> bytes:
    target = io.BytesIO()
    image.save(target, format, **how)
    return target.getvalue()


def test_what_is_transparent_stays_so(examiner: Examiner, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (30, 20), (255, 0, 0, 0))
    for format in ("PNG", "WEBP"):
        image, examined = redrawn(examiner, tmp_path, saved(clear, format), format)
        assert examined.media_type == "image/png"
        assert image.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]
    palette = saved(Image.new("P", (3000, 20), 3), "GIF", transparency=3)
    image, _ = redrawn(examiner, tmp_path, palette, "GIF")
    assert image.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_palette_is_mixed_and_not_thinned_out_when_it_shrinks(
    examiner: Examiner, tmp_path: Path
) -> None:
    stripes = Image.new("P", (5000, 4))
    stripes.putpalette([255, 0, 0, 0, 0, 255])
    stripes.putdata([0, 1] * 10_000)
    image, _ = redrawn(examiner, tmp_path, saved(stripes, "PNG"), "PNG")
    red, _, blue = image.convert("RGB").getpixel((1200, 1))  # type: ignore[misc]
    assert 60 < red < 200 and 60 < blue < 200


def test_only_a_jpeg_of_a_camera_may_have_more_than_40_million_pixels(
    examiner: Examiner, tmp_path: Path
) -> None:
    size = (6500, 6500)
    progressive = saved(Image.new("L", size), "JPEG", progressive=True)
    webp = saved(Image.new("RGB", (3200, 3200)), "WEBP")
    wide = saved(Image.new("1", (70_000, 2)), "PNG")
    for content in (saved(Image.new("1", size), "PNG"), progressive, webp, wide):
        with pytest.raises(Invalid, match="more pixels than are taken"):
            redrawn(examiner, tmp_path, content, "PNG")
    image, _ = redrawn(examiner, tmp_path, saved(Image.new("L", size), "JPEG"), "JPEG")
    assert image.size == (2400, 2400)


def test_deep_and_printed_colours_become_those_of_screens(
    examiner: Examiner, tmp_path: Path
) -> None:
    deep = saved(Image.new("I;16", (30, 20), 40_000), "PNG")
    image, _ = redrawn(examiner, tmp_path, deep, "PNG")
    assert image.mode == "L" and image.getpixel((5, 5)) == 40_000 >> 8
    printed = saved(Image.new("CMYK", (30, 20), (0, 255, 255, 0)), "JPEG")
    image, _ = redrawn(examiner, tmp_path, printed, "JPEG")
    assert image.mode == "RGB" and image.getpixel((5, 5))[0] > 180  # type: ignore[index]


def test_colours_of_another_profile_are_converted(examiner: Examiner, tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (lab, b"broken"):
        content = hostile.picture("JPEG", icc_profile=profile)
        image, _ = redrawn(examiner, tmp_path, content, "JPEG")
        assert colours(image) == ("red", "blue") and "icc_profile" not in image.info


@pytest.mark.parametrize(
    "content",
    [hostile.picture("PNG")[:80], b"GIF89a", b"\xff\xd8\xff\xe0", hostile.picture("TIFF"),
     b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0"],
    ids=["half", "GIF", "JPEG", "TIFF", "WebP"],
)  # fmt: skip
def test_a_broken_picture_is_refused(examiner: Examiner, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid, match="damaged"):
        redrawn(examiner, tmp_path, content, "PNG")


def test_text_that_swells_in_a_picture_is_refused(examiner: Examiner, tmp_path: Path) -> None:
    whole = hostile.picture("PNG")
    text = hostile.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9))
    with pytest.raises(Invalid, match="damaged"):
        redrawn(examiner, tmp_path, whole[:33] + text + whole[33:], "PNG")


MEASURED = """
import sys
import zlib
from pathlib import Path
import psutil
from library.errors import Invalid
from library.items.extracting import Extractor
from library.items.files import Store
from library.uploads import accepting
from library.uploads.accepting import Desk
from library.uploads.examining import Examiner

examiner, extractor = Examiner(), Extractor()
desk = Desk(Store(Path(sys.argv[2]), 10**8), extractor, examiner)
try:
    accepting.accept(open(sys.argv[1], "rb"), "a.png", desk)
except Invalid as error:
    print(error)
own = psutil.Process()
for process in (own, *own.children(recursive=True)):
    status = Path(f"/proc/{process.pid}/status").read_text()
    print(status.split("VmHWM:")[1].split()[0])
examiner.close()
extractor.close()
"""


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "I;16"])
def test_what_is_shrunk_strip_by_strip_looks_as_it_did(
    examiner: Examiner, tmp_path: Path, mode: str
) -> None:
    """Seven times too large, so that its strips do not end where the picture does."""
    large = Image.new("L", (17_240, 2_059), 255)
    large.paste(0, (8_620, 0, 17_240, 2_059))
    large.paste(0, (0, 1_800, 8_620, 2_059))
    if mode == "I;16":
        large = Image.fromarray(numpy.asarray(large, "uint16") << 8)
    image, examined = redrawn(examiner, tmp_path, saved(large.convert(mode), "PNG"), "PNG")
    assert (examined.media_type, image.size) == ("image/png", (2400, 287))
    seen = image.convert("L")
    places = ((10, 10), (1194, 10), (1206, 10), (2390, 10), (10, 243), (10, 258), (10, 284))
    assert [int(seen.getpixel(each) > 127) for each in places] == [1, 1, 0, 0, 1, 0, 0]  # type: ignore[operator]


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_the_largest_picture_that_is_taken_fits_into_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.png"
    file.write_bytes(saved(Image.new("RGBA", (6300, 6300)), "PNG"))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file), str(tmp_path / "store")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    _, *peaks = done.stdout.splitlines()
    assert max(map(int, peaks)) < 300 * 1024, peaks


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_a_picture_of_100_000_by_100_000_is_refused_in_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    file.write_bytes(hostile.huge_png())
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file), str(tmp_path / "store")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said, *peaks = done.stdout.splitlines()
    assert re.search("has more pixels than are taken", said)
    assert len(peaks) >= 2 and sum(map(int, peaks)) < 400 * 1024, peaks
