"""Letters that accounts need: an invitation, a way to a new password, an answer to an application.

Each is written in the language of whoever gets it and leaves once the request is committed.
"""

from flask import url_for

from library import mail
from library.accounts.models import Application, Unit, User
from library.errors import Message
from library.mail import Person
from library.marking import N_
from library.web import context


def address_of_link(secret: str, language: str) -> str:
    """Return the whole address of a link that works once."""
    return context.library().settings.address + url_for("links.show", secret=secret, lang=language)


def invitation(email: str, name: str, language: str, unit: Unit, secret: str) -> str:
    """Send an invitation and return its address, for who invites to pass on by hand."""
    address = address_of_link(secret, language)
    lines = (
        Message(N_("%(unit)s invites to the library of school activities."), _of(unit)),
        Message(N_("Open this link within 14 days and choose a password:")),
        address,
    )
    _send(Person(email, name, language), Message(N_("Invitation to Sáo Diều")), *lines)
    return address


def _of(unit: Unit) -> dict[str, str]:
    return {"unit": unit.name}


def new_password(user: User, secret: str) -> None:
    """Send the way to a new password."""
    lines = (
        Message(N_("Somebody asked for a new password for this address.")),
        Message(N_("Open this link within 24 hours and choose one:")),
        address_of_link(secret, user.language),
        Message(N_("If that was somebody else, do nothing: the password stays as it is.")),
    )
    _send(user, Message(N_("A new password for Sáo Diều")), *lines)


def has_account(user: User) -> None:
    """Tell the owner of an address with an account that somebody asked for another one."""
    address = context.library().settings.address
    lines = (
        Message(N_("Somebody asked for an account for this address. It has one already; sign in:")),
        address + url_for("account.sign_in", lang=user.language),
        Message(N_("Whoever forgot the password finds a link there.")),
    )
    _send(user, Message(N_("This address has an account at Sáo Diều")), *lines)


def declined(application: Application, reason: str) -> None:
    """Tell somebody that a unit makes no account for them, and why."""
    lines = (
        Message(N_("%(unit)s did not make the account, for this reason:"), _of(application.unit)),
        reason.strip(),
        Message(N_("Searching, reading and downloading need no account.")),
    )
    subject = Message(N_("The account at Sáo Diều was not made"))
    _send(application, subject, *lines)


def _send(to: mail.Addressee, subject: Message, *lines: mail.Paragraph) -> None:
    mail.send(context.session(), to, subject, *lines)
