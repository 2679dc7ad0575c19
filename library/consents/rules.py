"""What the law asks of a consent: Luật 91/2025 art. 24, NĐ 356/2025, NĐ 56/2017 art. 36, as tables.

From the age of seven a child and its guardian both agree; a consent is for one purpose, and never
more than was signed.
"""

from typing import NamedTuple

from library.marking import N_


class Age(NamedTuple):
    """A stage of life, and who must sign."""

    name: str
    by_person: bool
    by_guardian: bool


AGES = {
    "child": Age(N_("Child of 7 and over: the child and the guardian sign"), True, True),
    "young": Age(N_("Child under 7: the guardian signs"), False, True),
    "adult": Age(N_("Adult: signs alone"), True, False),
}
# Only this purpose lets a file be seen in the library.
SHOWN = "shown"
PURPOSES = {
    SHOWN: N_("To be shown in the library, to everybody"),
    "taught": N_("To be used in lessons and displays inside the school"),
    "passed-on": N_("To be passed on to newspapers, radio or other organisations"),
}
CHANNELS = {
    "library": N_("Website of the library, with its Word, PDF and ZIP files"),
    "print": N_("Printed matter and displays"),
    "school-site": N_("Website or social network page of the school"),
    "broadcast": N_("School radio, radio or television"),
}


def is_signed(age: str, *, by_person: bool, by_guardian: bool) -> bool:
    """Tell whether everybody has signed who must."""
    needed = AGES[age]
    return by_person >= needed.by_person and by_guardian >= needed.by_guardian
