"""Units and accounts from the command line: the first administrator, and whatever went wrong."""

import click
from sqlalchemy.orm import Session

from library import i18n
from library.accounts import links, roles, second_factor, units, users
from library.accounts.models import Unit, User
from library.accounts.roles import Role
from library.errors import Conflict, NotFound
from library.marking import N_
from library.terminal import terminal
from library.wiring import Library

_SHELL = roles.CommandLine()


@click.group()
def unit() -> None:
    """Make units: departments, communes, schools, groups."""


@unit.command(name="add")
@click.argument("name")
@click.option("--kind", required=True, type=click.Choice([*units.KINDS][1:]), help="What it is.")
@click.option("--under", default="", help="The unit above it, by number or name.")
def add_unit(name: str, kind: str, under: str) -> None:
    """Add a unit below another, by default below the library itself."""
    with terminal.library() as library, library.writing() as session:
        made = units.add(session, _SHELL, _unit(session, under), kind, name)
        terminal.say(N_("Unit %(id)s: %(name)s"), id=made.id, name=made.name)


def _unit(session: Session, given: str) -> Unit:
    """Return the unit that a number or a name means, the root for none."""
    if not given:
        return units.root(session)
    if given.isdecimal():
        return units.by_id(session, int(given))
    found = units.named(session, given)
    if not found:
        raise NotFound(
            N_("There is no unit “%(name)s”; “saodieu unit list” shows all."), name=given
        )
    if len(found) > 1:
        raise Conflict(N_("Several units are called “%(name)s”; give the number."), name=given)
    return found[0]


@unit.command(name="list")
def list_units() -> None:
    """List the units with their numbers, each below the one it belongs to."""
    with terminal.library() as library, library.writing() as session:
        for each in units.below(session, units.root(session)):
            click.echo(f"{each.id}\t{'  ' * (each.path.count('/') - 1)}{each.name}\t{each.kind}")


@click.group()
def user() -> None:
    """Make accounts and give roles."""


@user.command(name="add")
@click.argument("email")
@click.option("--name", default="", help="The person's name; needed for a new account.")
@click.option(
    "--role",
    required=True,
    type=click.Choice([each.value for each in Role]),
    help="What the person may do.",
)
@click.option("--unit", "at", default="", help="Where, by number or name; everywhere by default.")
def add_user(email: str, name: str, role: str, at: str) -> None:
    """Make an account, or give one that exists a role; print the link to choose a password."""
    with terminal.library() as library, library.writing() as session:
        place, language = _unit(session, at), i18n.of_terminal()
        found = users.by_email(session, email)
        person = found or users.add(session, _SHELL, place, email, name, language)
        users.grant(session, _SHELL, person, Role(role), place)
        terminal.say(N_("%(name)s has the role at %(unit)s."), name=person.name, unit=place.name)
        if not person.password:
            _print_link(session, library, person)


def _print_link(session: Session, library: Library, person: User) -> None:
    secret = links.new_password(session, _SHELL, person)
    terminal.say(N_("Open this link within 24 hours to choose a password:"))
    click.echo(f"{library.settings.address}/{person.language}/account/links/{secret}")


@user.command(name="list")
def list_users() -> None:
    """List who has which role where."""
    with terminal.library() as library, library.writing() as session:
        for each in users.at(session, units.root(session)):
            cells = (each.user.email, each.user.name, each.role, each.unit.name)
            click.echo("\t".join(cells))


def _person(session: Session, email: str) -> User:
    found = users.by_email(session, email)
    if found is None:
        raise NotFound(
            N_("There is no account “%(email)s”; “saodieu user list” shows all."), email=email
        )
    return found


@user.command(name="revoke")
@click.argument("email")
@click.option(
    "--role",
    required=True,
    type=click.Choice([each.value for each in Role]),
    help="Which role to take back.",
)
@click.option("--unit", "at", default="", help="Where, by number or name; everywhere by default.")
def revoke(email: str, role: str, at: str) -> None:
    """Take a role at a unit back."""
    with terminal.library() as library, library.writing() as session:
        place, person = _unit(session, at), _person(session, email)
        held = [
            each
            for each in person.memberships
            if each.role == role and (not at or each.unit_id == place.id)
        ]
        for each in held:
            users.revoke(session, _SHELL, each)
        if not held:
            raise NotFound(N_("%(name)s does not have this role there."), name=person.name)
        terminal.say(N_("%(name)s does not have the role any more."), name=person.name)


@user.command(name="end")
@click.argument("email")
def end(email: str) -> None:
    """End an account: nobody signs in with it again."""
    with terminal.library() as library, library.writing() as session:
        person = _person(session, email)
        users.end(session, _SHELL, person)
        terminal.say(N_("The account of %(name)s has ended."), name=person.name)


@user.command(name="reset")
@click.argument("email")
def reset(email: str) -> None:
    """Drop the second factor, sign-ins and tokens of an account; print a link to a new password."""
    with terminal.library() as library, library.writing() as session:
        person = _person(session, email)
        second_factor.reset(session, _SHELL, person)
        _print_link(session, library, person)
