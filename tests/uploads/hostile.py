"""Files as attackers and careless people send them, made from scratch."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from tests.items import papers

SVG = "http://www.w3.org/2000/svg"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def picture(format: str = "PNG", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, format, **saved)
    return target.getvalue()


def photo(orientation: int = 1) -> bytes:
    """Return a JPEG as a telephone makes it: device, place, XMP, a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Dien thoai"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (11.0, 56.0, 24.0)
    return picture("JPEG", exif=exif, comment=b"ghi chu", xmp=b"<x:xmpmeta>GPSLatitude</x:xmpmeta>")


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def huge_png(side: int = 100_000) -> bytes:
    """Return a whole PNG of black pixels, one bit each: a gigabyte packed into a megabyte."""
    packer = zlib.compressobj(1)
    rows = bytes((1 + (side + 7) // 8) * (side // 100))
    packed = b"".join(packer.compress(rows) for _ in range(100)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def drawing(inside: str, head: str = "", attributes: str = 'viewBox="0 0 40 20"') -> bytes:
    """Return an SVG."""
    names = f'xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{head}<svg {names} {attributes}>{inside}</svg>".encode()


def word_with(parts: Mapping[str, str | bytes], text: str = "Xin chào") -> bytes:
    """Return a Word file with further parts."""
    return papers.packed(parts, papers.word_of(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"))


def word_replacing(name: str, part: str) -> bytes:
    """Return a Word file with another part of a name than it would have."""
    usual: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": "<document/>",
    }
    return papers.packed(usual | {name: part})


def bomb(megabytes: int = 200) -> bytes:
    """Return a Word file with a part that unpacks to far more than it holds."""
    return word_with({"word/media/image1.xml": b"<a>" + bytes(megabytes << 20)})


def locked_zip() -> bytes:
    """Return a Word file whose entries say that they are locked."""
    content = bytearray(word_with({}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + place] |= 1
            start += 4
    return bytes(content)


def old_office(*, locked: bool = False) -> bytes:
    """Return the beginning of a file of the time before 2007, or of a locked one of today."""
    name = "EncryptedPackage" if locked else "WordDocument"
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000) + name.encode("utf-16-le") + bytes(99)


def scripted_pdf() -> bytes:
    """Return a PDF that runs a script when it is opened."""
    return papers.raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</S/JavaScript/JS(app.alert\\(1\\))>>",
    )


def packed_pdf() -> bytes:
    """Return a PDF that carries a program."""
    return papers.raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.exe) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream",
    )


def plain_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    return target.getvalue()
