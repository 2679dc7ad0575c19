"""Kinds of items as data: what a kind is called is in the vocabulary, how it behaves is here.

Every kind shares revisions, editions, tags, files, search and export. A kind that is not in the
table behaves like a plan.
"""

from dataclasses import dataclass

DEFAULT = "material.activity-plan"


@dataclass(frozen=True)
class Kind:
    """`facts`: the keys that its page shows, in order. `learning`: it is a learning resource."""

    facts: tuple[str, ...]
    learning: bool = True


_PLAN = Kind((
    "grade", "level", "audience", "participants", "duration_minutes", "preparation_weeks",
    "setting", "cost_vnd", "subject", "integration", "cefr", "competence", "digcomp", "month",
    "people", "place", "textbook", "personal_data", "ai_assisted", "accessibility", "report_counts",
))  # fmt: skip
_OFFICIAL = Kind(
    ("doctype", "number", "issued_on", "issuer", "signer", "expired_on", "replaced_by", "legal_basis",
     "place", "subject",
     "activity", "audience", "note"),
    learning=False,
)  # fmt: skip

_TABLE = {
    "material.activity-plan": _PLAN,
    "material.guidance": _OFFICIAL,
    "material.legal-text": _OFFICIAL,
}


def kind(id: str) -> Kind:
    """Return how a kind behaves."""
    return _TABLE.get(id, _PLAN)
