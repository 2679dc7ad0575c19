"""Which programs are no readers: COUNTER's list (Release 5.1, section 7.8), kept in `robots/`."""

import re
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "robots"
_LISTS = ("robot.txt", "machine.txt")


@lru_cache(maxsize=1024)
def is_robot(agent: str) -> bool:
    """Tell whether a program that calls itself so is a robot or a script; one without a name is."""
    return _pattern().search(agent) is not None


@cache
def _pattern() -> re.Pattern[str]:
    lines = [line for name in _LISTS for line in (_FOLDER / name).read_text("utf-8").split("\n")]
    return re.compile("|".join(filter(None, lines)), re.IGNORECASE)
