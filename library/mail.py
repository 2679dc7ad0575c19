"""Letters: written in the language of whoever gets them, handed over after the commit as a job.

A letter is kept as sentences and values until it is sent; a link in it may hold a secret, so
nothing of it is logged or recorded. Without a mail server letters are files in the data folder.
"""

import html
import os
import secrets
import smtplib
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from library import i18n, jobs
from library.config import MailServer, Settings
from library.database import now
from library.errors import Message, Translate
from library.jobs import Hopeless, Setback
from library.marking import N_

LETTER = "letter"
KEPT_FOR = timedelta(days=30)
_SECONDS = 30
_LONGEST_SUBJECT = 120
# A text as it is (an address becomes a link), a sentence to be translated, or lines that stand
# together as one paragraph.
Line = str | Message
Paragraph = Line | Sequence[Line]


class Addressee(Protocol):
    """Whoever gets a letter: a person with an account, or somebody who is invited to one."""

    @property
    def email(self) -> str:
        """The address."""
        ...

    @property
    def name(self) -> str:
        """What the person is called."""
        ...

    @property
    def language(self) -> str:
        """The interface language that the person reads."""
        ...


@dataclass(frozen=True)
class Person:
    """Somebody without an account who gets a letter; without a name there is no greeting."""

    email: str
    name: str
    language: str


def send(
    session: Session, to: Addressee, subject: Message, *paragraphs: Paragraph, leave: str = ""
) -> None:
    """Have a letter sent once this transaction is committed; `leave` is where to end such letters.

    Give links as whole addresses, each a paragraph or a line of its own.
    """
    values = {
        "seed": secrets.token_hex(12),
        "at": now().isoformat(),
        "email": to.email,
        "name": to.name,
        "language": to.language,
        "subject": subject.packed(),
        "paragraphs": [_packed(each) for each in paragraphs],
        "leave": leave,
    }
    jobs.add(session, LETTER, values)


def _packed(paragraph: Paragraph) -> list[Any]:
    lines = [paragraph] if isinstance(paragraph, str | Message) else paragraph
    return [line.packed() if isinstance(line, Message) else line for line in lines]


def deliver(settings: Settings, values: dict[str, Any]) -> None:
    """Hand a letter over to the mail server or write it into the folder."""
    message = written(settings, values)
    if settings.mail_server:
        _hand_over(settings.mail_server, message)
    else:
        _keep(settings.letters, values, message)


def written(settings: Settings, values: dict[str, Any]) -> EmailMessage:
    """Return a letter as mail programs read it. The same letter has the same Message-ID again."""
    translate = i18n.translations(settings.cache, values["language"]).gettext
    from_name, from_address = settings.mail_from
    local, _, domain = values["email"].rpartition("@")
    subject = Message.unpacked(values["subject"]).translated(translate)
    message = EmailMessage(policy.SMTP)
    message["From"] = Address(from_name, addr_spec=from_address)
    message["To"] = Address(_one_line(values["name"]), username=local, domain=domain)
    message["Subject"] = _shortened(_one_line(subject))
    message["Date"] = format_datetime(datetime.fromisoformat(values["at"]))
    message["Message-ID"] = f"<{values['seed']}@{from_address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = values["language"]
    if values["leave"]:
        message["List-Unsubscribe"] = f"<{values['leave']}>"
    _fill(message, _paragraphs(values, translate), values["language"])
    return message


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_SUBJECT else f"{words[: _LONGEST_SUBJECT - 1]}…"


def _paragraphs(values: dict[str, Any], translate: Translate) -> list[list[str]]:
    """Return a letter from its greeting to its last line, in the reader's language."""
    said = [[_line(line, translate) for line in each] for each in values["paragraphs"]]
    ends = [translate(N_("Written by a program; nobody reads answers to this letter."))]
    if values["leave"]:
        ends += [translate(N_("To get fewer letters or none, choose it here:")), values["leave"]]
    name = values["name"]
    greeting = [[translate(N_("Dear %(name)s,")) % {"name": name}]] if name else []
    return [*greeting, *said, ends]


def _line(line: str | dict[str, Any], translate: Translate) -> str:
    return line if isinstance(line, str) else Message.unpacked(line).translated(translate)


def _fill(message: EmailMessage, paragraphs: list[list[str]], language: str) -> None:
    text = "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"
    message.set_content(text, cte="quoted-printable")
    body = "\n".join(f"<p>{'<br>'.join(map(_marked, lines))}</p>" for lines in paragraphs)
    page = (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(message['Subject'])}</title></head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    message.add_alternative(page, subtype="html", cte="quoted-printable")


def _marked(line: str) -> str:
    escaped = html.escape(line)
    is_address = line.startswith(("http://", "https://")) and " " not in line
    return f'<a href="{escaped}">{escaped}</a>' if is_address else escaped.replace("\n", "<br>")


def _hand_over(server: MailServer, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    own_name = message["From"].addresses[0].domain
    client = (
        smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=_SECONDS, context=context)
        if server.is_encrypted
        else smtplib.SMTP(server.host, server.port, own_name, timeout=_SECONDS)
    )
    with client:
        if not server.is_encrypted and not _is_near(server.host):
            _encrypt(client, server, context)
        if server.user:
            client.login(server.user, server.password)
        try:
            client.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            _refused(error)


def _encrypt(client: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    """Encrypt where the server can; a password is never sent in the open over a network."""
    client.ehlo_or_helo_if_needed()
    if client.has_extn("starttls"):
        client.starttls(context=context)
    elif server.user:
        raise Hopeless("the mail server offers no encryption, so the password was not sent")


def _is_near(host: str) -> bool:
    """Tell whether a mail server runs on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> None:
    """Say what the server said without its words, which quote the address; 5xx is for good."""
    codes = (
        [code for code, _ in error.recipients.values()]
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [error.smtp_code]
    )
    said = f"the mail server refused the letter with {codes[0]}"
    raise (Hopeless if codes[0] >= 500 else Setback)(said) from error


def _keep(folder: Path, values: dict[str, Any], message: EmailMessage) -> None:
    """Write a letter as a file that only the owner reads; written again it is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.fromisoformat(values["at"])
    target = folder / f"{at:%Y%m%d-%H%M%S}-{values['seed'][:8]}.eml"
    handle, draft = tempfile.mkstemp(dir=folder, suffix=".draft")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(message.as_bytes())
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)


def sweep(settings: Settings) -> None:
    """Forget the letters in the folder that are older than a month: they name people."""
    oldest = (now() - KEPT_FOR).timestamp()
    for letter in settings.letters.glob("*.eml"):
        if letter.stat().st_mtime < oldest:
            letter.unlink(missing_ok=True)
