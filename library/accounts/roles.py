"""Roles: what a person may do at a unit and everywhere below it."""

from enum import StrEnum

from library.marking import N_


class Role(StrEnum):
    """What a person is at a unit; kept by its value."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"


NAMES = {
    Role.READER: N_("Reader"),
    Role.CONTRIBUTOR: N_("Contributor"),
    Role.REVIEWER: N_("Reviewer"),
    Role.PUBLISHER: N_("Publisher (head of the unit)"),
    Role.CURATOR: N_("Curator"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
# Whoever has the role on the left may also do what the roles on the right may. An administrator
# cares for accounts and neither reviews nor publishes: that is answered for by name.
_INCLUDED = {
    Role.READER: (),
    Role.CONTRIBUTOR: (Role.READER,),
    Role.REVIEWER: (Role.CONTRIBUTOR, Role.READER),
    Role.PUBLISHER: (Role.REVIEWER, Role.CONTRIBUTOR, Role.READER),
    Role.CURATOR: (Role.READER,),
    Role.ADMINISTRATOR: (Role.READER,),
}
# Roles that can change what others see or may do: a password alone does not open them.
GUARDED = frozenset({Role.CURATOR, Role.ADMINISTRATOR})


def covers(held: Role, wanted: Role) -> bool:
    """Tell whether who holds one role may do what another may."""
    return held == wanted or wanted in _INCLUDED[held]
