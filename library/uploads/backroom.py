"""What is done with files of strangers in the confined process of `examining.py`.

A file is redrawn or rebuilt in its place, or only looked over; what it is then is the answer.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from library.items import confined
from library.uploads import formats, packages, portable, redrawing, vectors
from library.uploads.packages import Refused


def examine(path: Path, media_type: str) -> dict[str, Any]:
    """Return what a file is when it is harmless, or why it is refused."""
    work = _work(media_type)
    try:
        return (work(path) if work else None) or {}
    except Refused as error:
        return {"refused": str(error)}
    except MemoryError:
        raise  # the process is not to be trusted any more
    except Exception:  # damaged files raise anything
        return {"refused": "damaged"}


def _work(media_type: str) -> Callable[[Path], dict[str, Any] | None] | None:
    if media_type in formats.PICTURES:
        return redrawing.redraw
    if media_type == formats.DRAWING:
        return _rebuild
    if media_type == formats.PDF:
        return portable.look_over
    return packages.look_over if media_type.startswith(formats.OFFICE) else None


def _rebuild(path: Path) -> dict[str, Any]:
    drawn, width, height = vectors.clean(path.read_bytes())
    path.write_bytes(drawn)
    return {"width": width, "height": height}


def shrink(source: Path, target: Path) -> bool:
    """Write a small picture; tell whether there could be one."""
    try:
        redrawing.shrink(source, target)
    except MemoryError:
        raise
    except Exception:  # of a picture that was taken in before pictures were redrawn
        return False
    return True


def draw(source: Path, number: int, target: Path) -> int:
    """Write the picture of a page of a PDF; return how many pages there are, 0 for a failure."""
    try:
        return portable.draw(source, number, target)
    except MemoryError:
        raise
    except Exception:  # locked and damaged files raise anything
        return 0


def _answer(question: Any) -> Any:
    path = Path(question["path"])
    if "page" in question:
        return draw(path, question["page"], Path(question["target"]))
    if "target" in question:
        return shrink(path, Path(question["target"]))
    return examine(path, question["media_type"])


if __name__ == "__main__":
    confined.serve(_answer)
