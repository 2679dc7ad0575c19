"""The signs that lists put before their items, written out: "1.", "b)", "IV", "•"."""

from library.originals.symbols import readable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST = 3999
# What people see as the bullet itself and not as a letter that a font draws as one.
_KEPT = "-–—+*"


def written(number: int, numerals: str) -> str:
    """Return a number in numerals named as in OpenDocument and HTML: "1", "a", "A", "i", "I"."""
    if numerals in ("a", "A"):
        found = _letters(number)
    elif numerals in ("i", "I"):
        found = _roman(number)
    else:
        return str(number)
    return found.upper() if numerals.isupper() else found


def bullet(sign: str) -> str:
    """Return the sign of a list as it is seen: a letter or a private sign is drawn as a bullet."""
    seen = readable(sign).strip()
    return seen if seen in _KEPT and seen else "•"


def _letters(number: int) -> str:
    found = ""
    while 0 < number <= _LARGEST:
        number, place = divmod(number - 1, 26)
        found = chr(ord("a") + place) + found
    return found or str(number)


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST:
        return str(number)
    found = ""
    for value, letters in _ROMAN:
        found += letters * (number // value)
        number %= value
    return found
