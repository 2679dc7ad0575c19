"""Settings: the environment, read once. A wrong value stops the start and names the variable.

What an administrator changes while the library runs is data, not a setting.
"""

import importlib.util
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from library.errors import Invalid
from library.marking import N_

PREFIX = "SAODIEU_"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over: by TLS from the first byte, or by what the server offers."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_encrypted: bool = False


@dataclass(frozen=True)
class OpenID:
    """Where people may sign in with an account of elsewhere: an OpenID Connect provider."""

    issuer: str
    client: str
    secret: str
    name: str


@dataclass(frozen=True)
class Settings:
    """Everything that is decided before the library starts."""

    data: Path
    database_url: str
    secret_key: str = field(repr=False)
    incident_key: str = field(default="", repr=False)
    address: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    file_megabytes: int = 50
    mail_server: MailServer | None = None  # None: letters are written into a folder
    mail_from: tuple[str, str] = ("Sáo Diều", "saodieu@localhost")  # a name and its address
    openid: OpenID | None = None
    clamav: str = ""
    checks_links: bool = True  # whether a server asks other hosts, once a month

    @property
    def files(self) -> Path:
        """Where attachments are kept, by content."""
        return self.data / "files"

    @property
    def consents(self) -> Path:
        """Where the scans of signed consents are kept; only their register reads them."""
        return self.data / "consents"

    @property
    def evidence(self) -> Path:
        """Where files of the logbook are kept: private until somebody opens one."""
        return self.data / "evidence"

    @property
    def index(self) -> Path:
        """Where the search index is kept; it can be deleted at any time."""
        return self.data / "index"

    @property
    def cache(self) -> Path:
        """Where made documents and compiled translations are kept; it can be deleted as well."""
        return self.data / "cache"

    @property
    def letters(self) -> Path:
        """Where mail is written as files while no mail server is named."""
        return self.data / "mail"

    @property
    def file_bytes(self) -> int:
        """The largest attachment, in bytes."""
        return self.file_megabytes * 1024 * 1024

    @property
    def batch_bytes(self) -> int:
        """What may be sent at once when it is many files, in bytes, packed or not."""
        return 4 * self.file_bytes


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment names; raise Invalid for one that cannot be."""
    data = Path(environment.get(f"{PREFIX}DATA") or "data").absolute()
    url = environment.get(f"{PREFIX}DATABASE_URL") or f"sqlite:///{data / 'saodieu.sqlite3'}"
    port = _number(environment, "PORT", 8000, 1, 65535)
    host = environment.get(f"{PREFIX}HOST") or "127.0.0.1"
    address = _address(environment, host, port)
    return Settings(
        data=data,
        database_url=url,
        secret_key=_secret(environment, data),
        incident_key=_secret_of_file(
            environment, f"{PREFIX}INCIDENT_KEY_FILE", data / "incident_key"
        ),
        address=address,
        host=host,
        port=port,
        threads=_number(environment, "THREADS", 8, 1, 64),
        file_megabytes=_number(environment, "FILE_MEGABYTES", 50, 1, 2048),
        mail_server=_mail_server(environment),
        mail_from=_mail_from(environment, address),
        openid=_openid(environment),
        clamav=_scanner(environment),
        checks_links=_checks_links(environment),
    )


def _openid(environment: Mapping[str, str]) -> OpenID | None:
    """Return the provider, or None when no issuer is named."""
    issuer = environment.get(f"{PREFIX}OPENID_ISSUER", "").strip().rstrip("/")
    if not issuer:
        return None
    if not re.fullmatch(r"https://[^\s?#]+|http://(localhost|127\.0\.0\.1)[^\s?#]*", issuer):
        raise Invalid(
            N_(
                "%(name)s must be an address such as https://accounts.google.com; it is “%(given)s”."
            ),
            name=f"{PREFIX}OPENID_ISSUER",
            given=issuer,
        )
    if not all(map(importlib.util.find_spec, ("authlib", "requests"))):
        raise Invalid(N_("Signing in elsewhere needs: pip install “saodieu[openid]”."))
    client = environment.get(f"{PREFIX}OPENID_CLIENT", "").strip()
    secret = _openid_secret(environment)
    for name, given in (("OPENID_CLIENT", client), ("OPENID_SECRET", secret)):
        if not given:
            raise Invalid(
                N_(
                    "%(name)s is missing; the provider gives it when the library is registered there."
                ),
                name=PREFIX + name,
            )
    called = environment.get(f"{PREFIX}OPENID_NAME", "").strip() or urlsplit(issuer).netloc
    return OpenID(issuer, client, secret, called)


def _openid_secret(environment: Mapping[str, str]) -> str:
    named = environment.get(f"{PREFIX}OPENID_SECRET_FILE")
    if not named:
        return environment.get(f"{PREFIX}OPENID_SECRET", "").strip()
    return _named_file(f"{PREFIX}OPENID_SECRET_FILE", named).read_text("latin-1").strip()


def _named_file(name: str, named: str) -> Path:
    """Return the file that a variable names; raise Invalid when it is not there."""
    file = Path(named)
    if not file.is_file():
        raise Invalid(
            N_("%(name)s names a file that is not there: %(file)s."), name=name, file=file
        )
    return file


def _number(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    given = environment.get(PREFIX + name, "").strip()
    if not given:
        return default
    if re.fullmatch(r"\d{1,9}", given) and low <= int(given) <= high:
        return int(given)
    raise Invalid(
        N_("%(name)s must be a whole number from %(low)s to %(high)s; it is “%(given)s”."),
        name=PREFIX + name,
        low=low,
        high=high,
        given=given,
    )


def _address(environment: Mapping[str, str], host: str, port: int) -> str:
    own = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    given = (environment.get(f"{PREFIX}ADDRESS", "").strip() or own).rstrip("/")
    if re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", given):
        return given
    raise Invalid(
        N_("%(name)s must be an address such as https://thu-vien.example.vn; it is “%(given)s”."),
        name=f"{PREFIX}ADDRESS",
        given=given,
    )


def _scanner(environment: Mapping[str, str]) -> str:
    """Return where ClamAV's daemon listens, empty when uploads are not scanned."""
    given = environment.get(f"{PREFIX}CLAMAV", "").strip()
    port = re.fullmatch(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})", given)
    if not given or re.fullmatch(r"unix:/.+", given) or (port and 0 < int(port[1]) < 65536):
        return given
    raise Invalid(
        N_("%(name)s must be “unix:/path/to/socket” or “host:port”; it is “%(given)s”."),
        name=f"{PREFIX}CLAMAV",
        given=given,
    )


def _checks_links(environment: Mapping[str, str]) -> bool:
    given = environment.get(f"{PREFIX}LINKS", "").strip() or "monthly"
    if given in ("monthly", "off"):
        return given == "monthly"
    raise Invalid(
        N_("%(name)s must be “monthly” or “off”; it is “%(given)s”."),
        name=f"{PREFIX}LINKS",
        given=given,
    )


def _mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """Return the mail server, or None for the folder. The address may stand in a file of its own."""
    given = environment.get(f"{PREFIX}MAIL", "").strip()
    named = environment.get(f"{PREFIX}MAIL_FILE")
    if named:
        given = _named_file(f"{PREFIX}MAIL_FILE", named).read_text("utf-8", "replace").strip()
    if given in ("", "folder"):
        return None
    try:
        return _parsed_mail_server(given)
    except ValueError:
        raise Invalid(  # without the value: it may hold a password
            N_(
                "%(name)s must be “folder” or an address such as "
                "smtps://user:password@mail.example.vn:465."
            ),
            name=f"{PREFIX}MAIL_FILE" if named else f"{PREFIX}MAIL",
        ) from None


def _parsed_mail_server(given: str) -> MailServer:
    parts = urlsplit(given)
    has_more = parts.path not in ("", "/") or parts.query or parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or has_more:
        raise ValueError(parts.scheme)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():  # no more can be said to a mail server
        raise ValueError(parts.scheme)
    usual = 465 if parts.scheme == "smtps" else 587 if user else 25
    return MailServer(
        host=parts.hostname,
        port=parts.port or usual,
        user=user,
        password=password,
        is_encrypted=parts.scheme == "smtps",
    )


def _mail_from(environment: Mapping[str, str], address: str) -> tuple[str, str]:
    """Return who mail comes from: by default the library, at the host that readers type."""
    given = environment.get(f"{PREFIX}MAIL_FROM", "").strip() or f"saodieu@{_domain(address)}"
    name, sender = parseaddr(given)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender) or not given.isprintable():
        raise Invalid(
            N_(
                "%(name)s must be an e-mail address such as thu-vien@example.vn; it is “%(given)s”."
            ),
            name=f"{PREFIX}MAIL_FROM",
            given=given,
        )
    return name or "Sáo Diều", sender


def _domain(address: str) -> str:
    """Return the host of an address as mail knows it: a bare number is nobody's domain."""
    host = urlsplit(address).hostname or "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host
    return "localhost"


def _secret(environment: Mapping[str, str], data: Path) -> str:
    """Return the secret that is given, or the one of a file."""
    given = environment.get(f"{PREFIX}SECRET_KEY")
    return given or _secret_of_file(environment, f"{PREFIX}SECRET_KEY_FILE", data / "secret_key")


def _secret_of_file(environment: Mapping[str, str], variable: str, own: Path) -> str:
    """Return what the named file holds, else our own file, made at the first start."""
    named = environment.get(variable)
    file = _named_file(variable, named) if named else own
    if not file.is_file():
        _keep_secret(file)
    kept = file.read_text("latin-1").strip()  # any bytes make a key
    if not kept:
        raise Invalid(N_("%(file)s must hold a secret and is empty; delete it."), file=file)
    return kept


def _keep_secret(file: Path) -> None:
    """Make a key; of two first starts at once, either key may stay."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        Path(draft).replace(file)
    finally:
        Path(draft).unlink(missing_ok=True)
