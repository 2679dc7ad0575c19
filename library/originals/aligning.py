"""Keeps the hand in which a text was written when it comes back from a word processor.

Markdown can be written in many ways that look alike: `# ` or `## ` for the first heading, straight
or round quotation marks, long or cut lines. What means the same stays as it was, so that a
difference shows only what somebody changed.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_TOKEN = re.compile(r"\s+|\S+")
_PRINTED = str.maketrans({
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "…": "...",
    "\\": "",
})  # fmt: skip
_SEPARATOR = re.compile(r"\|? *:?-{2,}[-:| ]*")
_UNDERLINE = re.compile(r"_(?=_?\w)|(?<=\w)_|(?<=\w_)_")
# What begins a line that is none of the paragraph above.
_BEGINS = re.compile(r"[-+*|#>]|\d+\.|\[\^")
# Words of a changed stretch that are compared one by one; more stay as they came.
_MOST = 3_000


def like(before: str, after: str) -> str:
    """Return the text `after`, written as `before` wherever it means the same."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, [*map(_meant, old)], [*map(_meant, new)], autojunk=False)
    lines: list[str] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            lines += old[a:b]
        elif c < d:
            lines.append(_by_words("\n".join(old[a:b]), "\n".join(new[c:d])))
    return "\n".join(lines) + "\n" * after.endswith("\n")


def _meant(line: str) -> str:
    """Return what a line says, without how it is written."""
    plain = _plain(line.strip())
    if _SEPARATOR.fullmatch(plain):
        sides = (each.strip() for each in plain.strip("| ").split("|"))
        return "|".join(
            "c" * each.startswith(":") + "r" if each.endswith(":") else "-" for each in sides
        )
    sign, _, words = plain.partition(" ")
    if sign in ("*", "+"):
        plain = f"- {words}"
    if set(sign) == {"#"}:
        plain = f"# {words}"
    indented = "    " * ((len(line) - len(line.lstrip())) // 4)
    return indented + " ".join(re.sub(r"\s*\|\s*", "|", plain).strip("|").split())


def _plain(text: str) -> str:
    return _UNDERLINE.sub("*", text.translate(_PRINTED))


def _by_words(before: str, after: str) -> str:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if not old or len(old) + len(new) > _MOST:
        return after
    matcher = SequenceMatcher(None, [*_words(old)], [*_words(new)], autojunk=False)
    return "".join(
        "".join(old[a:b] if what == "equal" else new[c:d])
        for what, a, b, c, d in matcher.get_opcodes()
    )


def _words(tokens: Sequence[str]) -> Iterator[str]:
    """Yield words and gaps as they are meant; a line of its own begins after another gap than a word."""
    for token, following in pairwise([*tokens, ""]):
        if not token.isspace():
            yield "#" if set(token) == {"#"} else _plain(token)
        elif "\n" in token and (token.count("\n") > 1 or _BEGINS.match(following)):
            yield token
        else:
            yield " "
