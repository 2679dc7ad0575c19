"""Roles: what a person may do at a unit and everywhere below it."""

from enum import StrEnum
from typing import Any, Protocol

from library.errors import Message, NotAllowed
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


class Actor(Protocol):
    """Whoever does something and must be allowed to: a person, or the command line."""

    @property
    def id(self) -> int | None:
        """The number of the account; None for the command line."""
        ...

    def holds(self, role: Role, at: Any = None) -> bool:
        """Tell whether the actor may do what a role may, at a unit or, without one, anywhere."""
        ...


class CommandLine:
    """Whoever can run commands on the machine may do all that can be done in a browser."""

    id = None

    def holds(self, role: Role, at: Any = None) -> bool:
        """Say yes."""
        return True


def require(actor: Actor, role: Role, at: Any = None) -> None:
    """Raise NotAllowed unless the actor may do what a role may, at a unit or anywhere."""
    if not actor.holds(role, at):
        raise NotAllowed(
            N_("That needs the role “%(role)s” at this unit; ask its administrator."),
            role=Message(NAMES[role]),
        )
