"""Files that people send: looked over, made harmless, and only then kept.

Whatever is refused leaves nothing behind. What was accepted is in the store, ready for a draft.
"""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from library.errors import Invalid, Message
from library.items import extracting
from library.items.drafts import DraftFile
from library.items.extracting import Extractor
from library.items.files import Store
from library.marking import N_
from library.uploads import formats, naming, persons, secrecy
from library.uploads.examining import Examined, Examiner
from library.uploads.scanning import Scanner

_LONGEST_SHOWN = 100
# Seconds to wait for a turn.
_LONGEST_WAIT = 3.0
_BUSY = N_(
    "Many files are being looked over at this moment, and “%(name)s” was not; send it again in a minute."
)
# No system gives longer names; what is read of one that was made up is its end.
_LONGEST_GIVEN = 1000


def turns() -> threading.Semaphore:
    """Return how many files may be looked over at once: the other threads are for readers."""
    return threading.BoundedSemaphore(3)


@dataclass(frozen=True)
class Desk:
    """What accepting needs; `Library.desk` is the one that runs."""

    store: Store
    extractor: Extractor
    examiner: Examiner
    scanner: Scanner | None = None
    turns: threading.Semaphore = field(default_factory=turns)


@dataclass(frozen=True)
class Upload:
    """A file that was accepted: `path` begins with `files/`; only a picture has a size in pixels.

    `warnings` are for the person who sent it: nothing that forbids keeping the file.
    """

    path: str
    sha256: str
    size: int
    media_type: str
    width: int | None = None
    height: int | None = None
    warnings: tuple[Message, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown in a text and needs a text alternative."""
        return self.media_type.startswith("image/")


Recognise = Callable[[Path, str, str], str]


def accept(
    stream: IO[bytes],
    name: str,
    desk: Desk,
    taken: Collection[str] = (),
    recognise: Recognise = formats.recognise,
) -> Upload:
    """Return what became of a file; raise Invalid with the reason and the fix when it is refused.

    `taken` are the paths that the item already has: a name that is there gets a number. `recognise`
    tells what may be sent where that is not what an item may have.
    """
    name = name[-_LONGEST_GIVEN:]
    with desk.store.set_aside(stream, _shown(name)) as draft:
        examined, warnings = look_over(draft, name, desk, recognise)
        kept = desk.store.adopt(draft)
    ending = formats.usual_ending(examined.media_type, name)
    return Upload(
        path=naming.tidy(name, ending, taken),
        sha256=kept.sha256,
        size=kept.size,
        media_type=examined.media_type,
        width=examined.width,
        height=examined.height,
        warnings=warnings,
    )


def look_over(
    draft: Path, name: str, desk: Desk, recognise: Recognise = formats.recognise
) -> tuple[Examined, tuple[Message, ...]]:
    """Make a file harmless where it lies; raise Invalid with the reason when it is refused.

    Returns what it is, and what its sender should know.
    """
    shown = _shown(name)
    if not desk.turns.acquire(timeout=_LONGEST_WAIT):
        raise Invalid(_BUSY, name=shown)
    try:
        if desk.scanner:
            desk.scanner.check(draft, shown)
        media_type = recognise(draft, name, shown)
        examined = desk.examiner.examine(draft, media_type, shown)
        return examined, tuple(_warnings(draft, name, shown, examined, desk))
    finally:
        desk.turns.release()


def _shown(name: str) -> str:
    """Return the name of a file as messages say it."""
    return naming.seen(name)[:_LONGEST_SHOWN] or naming.NAMELESS


def draft_file(upload: Upload, store: Store) -> DraftFile:
    """Return the upload as an attachment of a draft, to be saved with an item."""

    def opened() -> AbstractContextManager[IO[bytes]]:
        return store.path(upload.sha256).open("rb")

    return DraftFile(upload.path, upload.size, opened)


def _warnings(
    draft: Path, name: str, shown: str, examined: Examined, desk: Desk
) -> Iterator[Message]:
    """Yield what the sender should know; raise Invalid for a document that bears a stamp."""
    if extracting.is_readable(examined.media_type):
        beginning = desk.extractor.beginning(draft, examined.media_type)
        _refuse_stamped(beginning, shown)
        if not beginning:
            yield Message(
                N_(
                    "No text can be read in “%(name)s”: search finds nothing in it, and only who sends "
                    "it can see whether it bears a stamp of secrecy."
                ),
                {"name": shown},
            )
    if examined.moved:
        yield Message(
            N_("Only the first picture of “%(name)s” is kept; send what moves as a film (MP4)."),
            {"name": shown},
        )
    if person := persons.named(name):
        yield Message(
            N_(
                "The name of the file seems to contain the name of a person (“%(person)s”). If that "
                "is a pupil, rename the file and send it again."
            ),
            {"person": person},
        )


def _refuse_stamped(beginning: str, shown: str) -> None:
    if stamp := secrecy.stamp(beginning):
        raise Invalid(
            N_(
                "“%(name)s” bears the stamp “%(stamp)s” and was not kept: state secrets have no place "
                "here. Hand it to the records officer of the unit. If it is only a word, write it in "
                "small letters and send the file again."
            ),
            name=shown,
            stamp=stamp,
        )
