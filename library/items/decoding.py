"""The text in bytes of any year: Unicode, Windows's Vietnamese, or the letters of old fonts."""

import codecs
import re

MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
# The bytes of code page 1258 that are tone marks, and the vowels that they stand behind.
_TONES_1258 = re.compile(rb"[\xcc\xd2\xde\xec\xf2]")
_TONED_1258 = re.compile(
    rb"[aeiouyAEIOUY\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]"
)
_MOST_TONED = 0.9


def decoded(content: bytes, most: int) -> str:
    """Return the text in the first so many bytes, in whatever encoding; empty for what is none."""
    start, is_all = content[:most], len(content) <= most
    if start.startswith(MARKS):
        return codecs.getincrementaldecoder("utf-16")("replace").decode(start)
    if _NO_TEXT.search(start):
        return ""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(start, final=is_all)
    except UnicodeDecodeError:
        return start.decode("cp1258" if is_1258(start) else "cp1252", "ignore")


def is_1258(content: bytes) -> bool:
    """Tell Windows's Vietnamese from other bytes: what are tone marks stand behind vowels there."""
    tones = len(_TONES_1258.findall(content))
    return tones > 0 and len(_TONED_1258.findall(content)) >= _MOST_TONED * tones
