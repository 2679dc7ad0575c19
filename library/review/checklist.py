"""What a reviewer answers for: four criteria of the Lâm Đồng plan and two on people.

Also which themes two people must have looked at.
"""

from collections.abc import Iterable

from library.marking import N_

ITEMS = {
    "accurate": N_("Accurate: facts that can be checked, each with its source"),
    "timely": N_("Timely: dates, school weeks and legal texts are in force"),
    "directed": N_("Well directed: in line with the curriculum and the policy it serves"),
    "fitting": N_("Fit for the audience: words, length, safety, accessibility"),
    "personal-data": N_(
        "Personal data: no names of pupils; consents where people can be recognised"
    ),
    "community": N_("The community that is shown has agreed to what is shown"),
}
# Sovereignty, and what concerns an ethnic group or its beliefs: two reviewers accept it.
_SENSITIVE = ("theme.sovereignty", "theme.heritage.ethnic-minority", "people.")
_EVERYBODY = {"people.kinh"}


def is_sensitive(tags: Iterable[str]) -> bool:
    """Tell whether two people must accept an item with these tags."""
    return any(tag.startswith(_SENSITIVE) for tag in set(tags) - _EVERYBODY)


def acceptances_needed(tags: Iterable[str]) -> int:
    """Return how many reviewers must accept an item with these tags."""
    return 2 if is_sensitive(tags) else 1
