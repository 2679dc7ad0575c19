"""The letters of TCVN3 (the ABC fonts) and VNI as they look when they are read as Latin-1.

TCVN3 gave each letter one byte, and capitals with a tone none: its fonts that end in H draw all
letters as capitals. VNI wrote a vowel and its marks as two characters, save a few letters.
Text is read word by word; whether a whole text is meant so is decided in `legacy.py`.
"""

import functools
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

Encoding = Literal["tcvn3", "vni"]

_TCVN3 = dict(
    zip(
        "¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ¡¢£¤¥¦§",
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
# The marks of VNI, for huyền, hỏi, ngã, sắc, nặng; before them the mark of the letter itself.
_VNI_TONES = "øûõùï"
_VNI_CIRCUMFLEX = "âàåãáä"
_VNI_BREVE = "êèúüéë"
_VNI_LETTERS = {
    **{f"a{mark}": letter for mark, letter in zip(_VNI_TONES, "àảãáạ", strict=True)},
    **{f"e{mark}": letter for mark, letter in zip(_VNI_TONES, "èẻẽéẹ", strict=True)},
    **{f"o{mark}": letter for mark, letter in zip(_VNI_TONES, "òỏõóọ", strict=True)},
    **{f"u{mark}": letter for mark, letter in zip(_VNI_TONES, "ùủũúụ", strict=True)},
    **{f"ô{mark}": letter for mark, letter in zip(_VNI_TONES, "ờởỡớợ", strict=True)},
    **{f"ö{mark}": letter for mark, letter in zip(_VNI_TONES, "ừửữứự", strict=True)},
    **{f"y{mark}": letter for mark, letter in zip(_VNI_TONES, "ỳỷỹý", strict=False)},
    **{f"a{mark}": letter for mark, letter in zip(_VNI_CIRCUMFLEX, "âầẩẫấậ", strict=True)},
    **{f"e{mark}": letter for mark, letter in zip(_VNI_CIRCUMFLEX, "êềểễếệ", strict=True)},
    **{f"o{mark}": letter for mark, letter in zip(_VNI_CIRCUMFLEX, "ôồổỗốộ", strict=True)},
    **{f"a{mark}": letter for mark, letter in zip(_VNI_BREVE, "ăằẳẵắặ", strict=True)},
    **dict(zip("ôöñìæóíòî", "ơưđìỉĩíịỵ", strict=True)),
}
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúý")


def _with_capitals(letters: Mapping[str, str]) -> dict[str, str]:
    """Return letters and their capitals, behind which a mark may be a capital or not."""
    capitals = {seen.upper(): letter.upper() for seen, letter in letters.items()}
    half = {f"{seen[0].upper()}{seen[1:]}": letter.upper() for seen, letter in letters.items()}
    return {**letters, **half, **capitals}


class _Table(NamedTuple):
    """What stands for which letter, longest first in the pattern, and what only this table has."""

    letters: Mapping[str, str]
    pattern: re.Pattern[str]
    # A word with one of these is neither Vietnamese nor most other languages.
    sign: re.Pattern[str]


def _table(letters: Mapping[str, str], more_signs: str = "") -> _Table:
    signs = [re.escape(seen) for seen in letters if seen.lower() not in _VIETNAMESE]
    longest_first = sorted(letters, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return _Table(letters, pattern, re.compile("|".join([*signs, *more_signs.split()])))


_TABLES: Mapping[Encoding, _Table] = {
    # Most of its accented letters look like capitals, even within a word.
    "tcvn3": _table(_TCVN3, "[a-z][ÈÉÊÌÒÓÔÕÝ]"),
    "vni": _table(_with_capitals(_VNI_LETTERS)),
}
# Characters of TCVN3 that are signs in other texts: « stands for ô there, § for Đ.
SIGNS = "".join(seen for seen in _TCVN3 if not seen.isalpha()) + "µª"
# Where both may be meant (löu), the ư of VNI is likelier than the ử of TCVN3.
ENCODINGS: tuple[Encoding, ...] = ("vni", "tcvn3")


@functools.lru_cache(maxsize=1 << 14)
def read(word: str, encoding: Encoding) -> str:
    """Return a word with the letters that its characters stand for in an encoding."""
    table = _TABLES[encoding]
    return table.pattern.sub(lambda match: table.letters[match.group()], word)


def has_sign(text: str, encoding: Encoding) -> bool:
    """Say whether a text has something that this encoding writes and Unicode Vietnamese does not."""
    return bool(_TABLES[encoding].sign.search(text))
