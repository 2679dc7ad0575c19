"""Pictures drawn anew in the confined process: what is seen stays, all that is said beside it goes.

EXIF with places and devices, XMP, comments, colour profiles, further frames and whatever was glued
behind the picture are lost, because only its pixels are written.
"""

import io
import math
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from library.uploads.packages import Refused

LONGEST_SIDE = 2400
SMALL_WIDTH = 480
_SMALL_HEIGHT = 960
# What is unpacked at once, so that the process stays below 200 MB. JPEG alone can be decoded smaller
# than it is, unless it is progressive, so that those of the largest telephones fit; WebP takes most.
_MOST_PIXELS = 40_000_000
_MOST_JPEG_PIXELS = 200_000_000
_MOST_WEBP_PIXELS = 10_000_000
_LONGEST_TAKEN = 65_535
_STRIP = 4_000_000  # pixels in full colour at once
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = _MOST_JPEG_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def redraw(path: Path) -> dict[str, Any]:
    """Put the picture drawn anew in the place of a file; return its media type and size.

    PNG and GIF become PNG, JPEG stays JPEG, WebP becomes what it is like: Word shows these two.
    """
    target = io.BytesIO()
    with _opened(path) as image:
        frames = getattr(image, "n_frames", 1)
        is_photo = image.format in ("JPEG", "MPO") or (
            image.format == "WEBP" and not _has_alpha(image)
        )
        drawn = _drawn(image, (LONGEST_SIDE, LONGEST_SIDE))
        if is_photo:
            drawn = drawn if drawn.mode in ("L", "RGB") else drawn.convert("RGB")
            drawn.save(target, "JPEG", quality=85, optimize=True, progressive=True)
        else:
            drawn.save(target, "PNG")
        is_moving = frames > 1 and image.format != "MPO"
    path.write_bytes(target.getvalue())
    return {
        "media_type": "image/jpeg" if is_photo else "image/png",
        "width": drawn.width,
        "height": drawn.height,
        "moved": is_moving,
    }


def redrawn(content: bytes) -> tuple[bytes, str]:
    """Return a picture that stands inside a drawing, drawn anew, and its media type."""
    target = io.BytesIO()
    with _opened(io.BytesIO(content)) as image:
        is_photo = image.format in ("JPEG", "MPO")
        drawn = _drawn(image, (LONGEST_SIDE, LONGEST_SIDE))
        if is_photo:
            drawn.convert("RGB").save(target, "JPEG", quality=85)
        else:
            drawn.save(target, "PNG")
    return target.getvalue(), "image/jpeg" if is_photo else "image/png"


def shrink(source: Path, target: Path) -> None:
    """Write a small WebP of a picture."""
    with _opened(source) as image:
        drawn = _drawn(image, (SMALL_WIDTH, _SMALL_HEIGHT))
    shown = drawn.convert("RGBA" if _has_alpha(drawn) else "RGB")
    shown.save(target, "WEBP", quality=75, method=4)


def _opened(source: Path | io.BytesIO) -> Image.Image:
    """Open a picture by its head alone; refuse one of more pixels than are ever unpacked."""
    try:
        image = Image.open(source, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("large") from error
    is_too_long = max(image.size) > _LONGEST_TAKEN
    if is_too_long or image.width * image.height > _most_pixels(image):
        raise Refused("large")
    return image


def _most_pixels(image: Image.Image) -> int:
    if image.format == "WEBP":
        return _MOST_WEBP_PIXELS
    is_plain_jpeg = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    return _MOST_JPEG_PIXELS if is_plain_jpeg else _MOST_PIXELS


def _drawn(image: Image.Image, largest: tuple[int, int]) -> Image.Image:
    """Return the first frame: upright, within a size, in the colours of screens, bare of all else."""
    turn = _TURNS.get(_orientation(image))
    box = largest if turn is None or turn.value < Image.Transpose.ROTATE_90.value else largest[::-1]
    profile = image.info.get("icc_profile")
    if image.width > box[0] or image.height > box[1]:
        image = _nearly(image, box)
        image.thumbnail(box, Image.Resampling.LANCZOS)
    else:
        image.load()
    drawn = _in_screen_colours(_in_eight_bits(image), profile)
    if turn is not None:
        drawn = drawn.transpose(turn)
    drawn.info = {key: drawn.info[key] for key in ("transparency",) if key in drawn.info}
    return drawn


def _nearly(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """Return a picture that is too large for a box with at most twice the width and height that fit.

    A JPEG is decoded so. Another one is shrunk strip by strip: whole and in full colour it would be in
    memory several times.
    """
    ratio = max(image.width / box[0], image.height / box[1])
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (math.ceil(image.width / ratio), math.ceil(image.height / ratio)))
        image.load()
        return image
    factor = int(ratio)
    if factor == 1:
        return _in_full_colour(_in_eight_bits(image))
    return _shrunk(image, factor)


def _shrunk(image: Image.Image, factor: int) -> Image.Image:
    """Return a picture in full colour with so many times fewer pixels a side; it is closed itself."""
    made: Image.Image | None = None
    height = max(1, _STRIP // image.width // factor) * factor
    for top in range(0, image.height, height):
        strip = image.crop((0, top, image.width, min(top + height, image.height)))
        small = _in_full_colour(_in_eight_bits(strip)).reduce(factor)
        made = made or Image.new(small.mode, (small.width, -(-image.height // factor)))
        made.paste(small, (0, top // factor))
    assert made is not None, "a picture has a row"
    image.close()
    return made


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # whatever is wrong with it, the picture itself may be well
        return 1


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info


def _in_full_colour(image: Image.Image) -> Image.Image:
    """Return a picture whose pixels can be mixed: a palette has none between two of its colours."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if _has_alpha(image) else "RGB")
    return image


def _in_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point([value >> 8 for value in range(65536)], "L")
    return image.convert("RGB") if image.mode in ("YCbCr", "LAB", "HSV", "F") else image


def _in_screen_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, which is what is assumed of one without a profile."""
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            own = ImageCms.getOpenProfile(io.BytesIO(profile))
            mode = "RGB" if image.mode == "CMYK" else image.mode
            converted = ImageCms.profileToProfile(
                image, own, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing
    return image.convert("RGB") if image.mode == "CMYK" else image
