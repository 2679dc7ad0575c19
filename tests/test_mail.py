"""Letters over a real SMTP server and into the folder: what they say, to whom, and when."""

import re
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from library import chores, config, jobs, mail
from library.config import MailServer, Settings
from library.database import now
from library.errors import Message
from library.mail import Person
from library.wiring import Library
from tests import postbox
from tests.postbox import Postbox

SECRET = "http://127.0.0.1:8000/vi/account/links/dieu-sao-bi-mat"


HOA = Person("hoa@example.vn", "Đinh Thị Hoa", "vi")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox.opened() as opened:
        yield opened


def served_by(library: Library, box: Postbox, before: str = "smtp://") -> None:
    """Have a library hand its letters over to a mail server."""
    environment = {
        "SAODIEU_DATA": str(library.settings.data),
        "SAODIEU_MAIL": f"{before}{box.address}",
        "SAODIEU_MAIL_FROM": "Thư viện Mẫu <thu-vien@truong.example.vn>",
    }
    read = config.read(environment)
    library.settings = replace(
        library.settings, mail_server=read.mail_server, mail_from=read.mail_from
    )
    library.worker = chores.worker(library.sessions, library.settings)


def send(library: Library, *paragraphs: mail.Paragraph, leave: str = "", **who: str) -> None:
    subject = Message("Library")
    with library.sessions.writing() as session:
        mail.send(session, replace(HOA, **who), subject, *paragraphs, leave=leave)


def kept(library: Library) -> list[EmailMessage]:
    return postbox.kept(library.settings.letters)


def test_a_letter_leaves_only_after_the_commit(library: Library, box: Postbox) -> None:
    served_by(library, box)
    with library.sessions.write() as session:
        mail.send(session, HOA, Message("Library"), "Words.")
        session.rollback()
    assert library.worker.run() == 0
    send(library, "Words.")
    assert box.letters == []
    assert library.worker.run() == 1
    assert box.recipients == ["hoa@example.vn"]
    assert library.worker.run() == 0


def test_a_letter_is_in_the_language_of_whoever_gets_it(library: Library, box: Postbox) -> None:
    served_by(library, box)
    send(library, Message("Library"), SECRET)
    send(library, Message("Library"), SECRET, language="en")
    library.worker.run()
    vietnamese, english = box.letters
    assert vietnamese["Subject"] == "Thư viện" and english["Subject"] == "Library"
    assert postbox.text(vietnamese).splitlines()[:5] == [
        *("Kính gửi Đinh Thị Hoa,", "", "Thư viện", "", SECRET)
    ]
    assert "no answers" not in postbox.text(vietnamese)
    assert 'lang="vi"' in postbox.text(vietnamese, "html")
    assert f'<a href="{SECRET}">{SECRET}</a>' in postbox.text(vietnamese, "html")


def test_the_headers_say_who_writes_and_that_a_program_does(library: Library, box: Postbox) -> None:
    served_by(library, box)
    send(library, "Words.", leave="http://127.0.0.1:8000/vi/account#mail")
    send(library, "Words.")
    library.worker.run()
    with_end, without_end = box.letters
    assert with_end["From"] == "Thư viện Mẫu <thu-vien@truong.example.vn>"
    assert with_end["To"] == "Đinh Thị Hoa <hoa@example.vn>"
    assert with_end["Date"] and with_end["Auto-Submitted"] == "auto-generated"
    assert with_end["List-Unsubscribe"] == "<http://127.0.0.1:8000/vi/account#mail>"
    assert without_end["List-Unsubscribe"] is None
    ids = {letter["Message-ID"] for letter in box.letters}
    assert len(ids) == 2 and all(re.fullmatch(r"<\w+@truong\.example\.vn>", id) for id in ids)


def test_what_people_write_becomes_no_markup_and_no_header(library: Library, box: Postbox) -> None:
    served_by(library, box)
    hostile = "<script>alert(1)</script>\r\nBcc: all@example.vn"
    with library.sessions.writing() as session:
        mail.send(session, replace(HOA, name=hostile), Message("%(x)s", {"x": hostile}), hostile)
    library.worker.run()
    [letter] = box.letters
    assert letter["Bcc"] is None and box.recipients == ["hoa@example.vn"]
    assert "<script" not in postbox.text(letter, "html")
    assert "&lt;script&gt;" in postbox.text(letter, "html")


def test_a_letter_that_the_server_cannot_take_now_is_the_same_letter_later(
    library: Library, box: Postbox
) -> None:
    served_by(library, box)
    box.refuse = 451
    send(library, SECRET)
    library.worker.run()
    with library.sessions.writing() as session:
        [job] = jobs.every(session)
        assert not job.is_given_up and job.trouble == "the mail server refused the letter with 451"
        first = mail.written(library.settings, job.values)["Message-ID"]
        jobs.try_again(session)
    box.refuse = 0
    library.worker.run()
    assert [letter["Message-ID"] for letter in box.letters] == [first]


def test_an_address_that_does_not_exist_is_given_up_without_naming_anybody(
    library: Library, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    served_by(library, box)
    box.refuse = 550
    send(library, SECRET)
    library.worker.run()
    with library.sessions.reading() as session:
        [job] = jobs.every(session)
    assert job.is_given_up and "550" in job.trouble
    assert "550" in caplog.text
    for told in (caplog.text, job.trouble):
        assert "hoa@" not in told and "bi-mat" not in told


def test_a_server_that_is_not_there_is_tried_again_later(library: Library) -> None:
    with postbox.opened() as gone:
        served_by(library, gone)
    send(library, SECRET)
    library.worker.run()
    with library.sessions.reading() as session:
        [job] = jobs.every(session)
    assert not job.is_given_up and job.trouble.startswith("ConnectionRefusedError (mail.py:")


def test_a_name_and_password_are_given_where_they_are_set(library: Library, box: Postbox) -> None:
    box.accounts = {"thu vien": "mat/khau@1"}
    served_by(library, box, "smtp://thu%20vien:mat%2Fkhau%401@")
    send(library, SECRET)
    library.worker.run()
    assert box.signed_in == ["thu vien"] and len(box.letters) == 1


def test_a_password_is_never_sent_in_the_open_over_a_network(
    library: Library, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.accounts = {"a": "b"}
    monkeypatch.setattr(mail, "_is_near", lambda _host: False)
    served_by(library, box, "smtp://a:b@")
    send(library, SECRET)
    library.worker.run()
    assert box.signed_in == [] and box.letters == []
    with library.sessions.reading() as session:
        assert "no encryption" in jobs.every(session)[0].trouble


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key with a certificate for 127.0.0.1 that it has signed itself."""
    made = tmp_path / "certificate.pem"
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    command = [*words.split(), "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(made), "-out", str(made)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl on this machine to make a certificate (encrypted mail left out)")
    return made


@pytest.mark.parametrize("is_trusted", [True, False])
def test_an_encrypted_server_is_believed_only_with_a_certificate_that_is_trusted(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    made = tmp_path / "only.pem"
    made.write_text(certificate.read_text().partition("-----END PRIVATE KEY-----\n")[2])
    monkeypatch.setenv("SSL_CERT_FILE", str(made) if is_trusted else "/dev/null")
    with postbox.opened(certificate) as box:
        server = MailServer("127.0.0.1", int(box.address.split(":")[1]), is_encrypted=True)
        settings = Settings(tmp_path, "", "", mail_server=server)
        values = dict.fromkeys(("name", "leave"), "") | {
            "seed": "1",
            "at": "2026-11-25T10:00:00+00:00",
            "language": "en",
            "email": "a@example.vn",
            "paragraphs": [],
            "subject": Message("Library").packed(),
        }
        if is_trusted:
            mail.deliver(settings, values)
        else:
            with pytest.raises(OSError, match="certificate verify failed"):
                mail.deliver(settings, values)
        assert len(box.letters) == is_trusted


def test_without_a_server_letters_are_files_that_only_the_owner_reads(library: Library) -> None:
    send(library, SECRET)
    with library.sessions.reading() as session:
        values = jobs.every(session)[0].values
    library.worker.run()
    mail.deliver(library.settings, values)  # as after a death between the letter and its note
    [file] = library.settings.letters.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [letter] = kept(library)
    assert letter["To"] == "Đinh Thị Hoa <hoa@example.vn>" and SECRET in postbox.text(letter)
    mail.sweep(library.settings)
    assert kept(library)


def test_letters_in_the_folder_are_forgotten_after_a_month(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(library, SECRET)
    library.worker.run()
    later = now() + mail.KEPT_FOR
    monkeypatch.setattr(mail, "now", lambda: later)
    mail.sweep(library.settings)
    assert kept(library) == []


def test_a_letter_refers_to_no_other_host(library: Library) -> None:
    send(library, Message("Library"), leave="http://127.0.0.1:8000/vi/account#mail")
    library.worker.run()
    [letter] = kept(library)
    page = postbox.text(letter, "html")
    assert set(re.findall(r"https?://[^/\s\"<]+", page)) == {"http://127.0.0.1:8000"}
    assert not re.search(r"<(img|link|script|style|iframe)|src=|url\(", page)
