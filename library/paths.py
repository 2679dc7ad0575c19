"""Where shipped folders lie: inside the wheel or beside the package in a checkout.

`importlib.resources` finds only the first, so one function here looks for both.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the folder `activities`, `templates` or `translations` that came with the code."""
    inside, beside = _PACKAGE / name, _PACKAGE.parent / name
    return inside if inside.is_dir() else beside
