"""Gathers the runs of one paragraph: neighbours of one look together, white space as it is seen."""

import re
from collections import Counter
from dataclasses import replace

from library.originals.shape import Run
from library.originals.symbols import readable

_WHITE = re.compile(r"[ \t\r\n\f]+")
_ALIGNMENTS = {"center": "center", "right": "right", "end": "right"}


def alignment_of(said: str) -> str:
    """Return an alignment as a paragraph keeps it, from the words of OpenDocument and CSS."""
    return _ALIGNMENTS.get(said.strip().lower(), "")


_FOLLOWED = ("http://", "https://", "mailto:")
_LONGEST_LINK = 2000


def link_to(address: str) -> str:
    """Return an address that a reader of the web may follow, empty for any other."""
    tidied = address.strip()
    is_followed = tidied.lower().startswith(_FOLLOWED) and len(tidied) <= _LONGEST_LINK
    return tidied if is_followed and not re.search(r"[\s<>\x00-\x1f]", tidied) else ""


class Runs:
    """The runs so far; what is added with no text and no number is dropped."""

    def __init__(self) -> None:
        self._parts: list[tuple[Run, list[str]]] = []
        self._sizes: Counter[float] = Counter()
        self._is_spaced = True

    @property
    def size(self) -> float:
        """The size in which most of the letters are."""
        return max(self._sizes, key=self._sizes.__getitem__, default=0.0)

    @property
    def ends_line(self) -> bool:
        """Tell whether the last sign is the end of a line."""
        return bool(self._parts) and self._parts[-1][1][-1].endswith("\n")

    def add(self, run: Run, size: float = 0.0) -> None:
        """Add a run as it is."""
        look = replace(run, text="")
        if run.picture or run.footnote:
            self._parts.append((look, [run.text]))
            self._is_spaced = False
            return
        if not run.text:
            return
        if self._parts and self._parts[-1][0] == look:
            self._parts[-1][1].append(run.text)
        else:
            self._parts.append((look, [run.text]))
        self._is_spaced = run.text[-1:] in (" ", "\n")
        self._sizes[size] += len(run.text.strip())

    def flow(self, run: Run, size: float = 0.0) -> None:
        """Add a run as XML and HTML mean it: white space is one space, and none behind another."""
        text = _WHITE.sub(" ", run.text)
        self.add(replace(run, text=text[1:] if self._is_spaced and text[:1] == " " else text), size)

    def made(self) -> tuple[Run, ...]:
        """Return the runs without white space at the ends, save tabs before the text; maybe none."""
        made = [replace(look, text=readable("".join(texts))) for look, texts in self._parts]
        while made and not made[-1].text.rstrip() and not _stands(made[-1]):
            made.pop()
        while made and not made[0].text.strip(" \n\xa0") and not _stands(made[0]):
            made.pop(0)
        if made and not _stands(made[-1]):
            made[-1] = replace(made[-1], text=made[-1].text.rstrip())
        if made and not _stands(made[0]):
            made[0] = replace(made[0], text=made[0].text.lstrip(" \n\xa0"))
        return tuple(made)


def _stands(run: Run) -> bool:
    return bool(run.picture or run.footnote)
