"""Names of files as they can stand in an address, in Markdown, in a zip and on any disk.

Vietnamese letters stay; what is invisible, steers the direction of writing or means something to a
system goes, so that the ending that is seen is the ending that counts.
"""

import re
import unicodedata
from collections.abc import Collection

from library import text

FOLDER = "files/"
# Letters of a name before its ending: with three bytes each they fit where 255 bytes do.
_LONGEST = 80
NAMELESS = "tep"
# Letters and a sign that show nothing.
_BLANK = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800\u034f"))
# Other, unassigned, private: they steer, join or are nothing. Separators are spaces of any sort.
_UNSEEN = ("C", "Zl", "Zp")
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,10})$")
_PILED = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f]{2})[\u0300-\u036f]+"
)
# Names that Windows keeps for devices, whatever ending follows.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def seen(name: str) -> str:
    """Return the last part of a name as a person sees it, without what is invisible in it."""
    whole = text.repair(name).translate(_BLANK)
    visible = "".join(
        " " if char.isspace() else char
        for char in whole
        if char.isspace() or not unicodedata.category(char).startswith(_UNSEEN)
    )
    return " ".join(re.split(r"[/\\]", visible)[-1].split())


def ending(name: str) -> str:
    """Return the ending of a name as it is seen, in small letters and without its dot."""
    found = _ENDING.search(seen(name).rstrip(". "))
    return found[1].lower() if found else ""


def tidy(name: str, ending: str, taken: Collection[str] = ()) -> str:
    """Return the path below `files/` for a file of this name with this ending.

    A path that is taken, in capitals or not, gets a number.
    """
    stem = _stem(seen(name))
    others = {path.casefold() for path in taken}
    path, number = f"{FOLDER}{stem}.{ending}", 1
    while path.casefold() in others:
        number += 1
        path = f"{FOLDER}{stem}-{number}.{ending}"
    return path


def _stem(name: str) -> str:
    """Return what stands before the ending: words of letters and digits, joined by hyphens."""
    bare = _PILED.sub(r"\1", _ENDING.sub("", name.rstrip(". ")))
    kept = "".join(char if _may_stay(char) else " " for char in bare)
    joined = re.sub(r"-*\s[-\s]*", "-", kept).strip("-._,")
    short = joined if len(joined) <= _LONGEST else _shortened(joined)
    if _DEVICE.fullmatch(short.partition(".")[0]):
        return f"{NAMELESS}-{short}"
    return short or NAMELESS


def _may_stay(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char in "-_.,"


def _shortened(stem: str) -> str:
    """Return the words that fit, the beginning of the first when not even that does."""
    start = stem[: _LONGEST + 1]
    words = start.rpartition("-")[0] if "-" in start[_LONGEST // 2 :] else start[:_LONGEST]
    return words[:_LONGEST].strip("-._,")
