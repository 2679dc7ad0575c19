"""Asking other hosts: what their answers mean, how politely it is done, and whom it never reaches."""

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from library.database import now
from library.workbench import addresses
from library.workbench.asking import Answer, Asker
from tests.workbench import answering
from tests.workbench.answering import Host


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that answers as the test wishes."""
    with answering.host() as lent:
        yield lent


def test_a_page_that_is_there_is_asked_for_its_head_alone_and_by_our_name(host: Host) -> None:
    host.url("/trang?a=b%20c&d=%C3%A9")
    url = host.url("/trang?a=b%20c&d=é")
    assert answering.asker().ask(url) == Answer("", 200)
    [head] = [each for each in host.asked if each[0] == "HEAD"]
    assert head[1] == "/trang?a=b%20c&d=%C3%A9"
    assert head[2].startswith("SaoDieu-links/") and "+https://thu-vien.example.vn" in head[2]


@pytest.mark.parametrize(
    ("code", "reason", "counts"),
    [
        (404, "gone", True),
        (410, "gone", True),
        (500, "host-error", True),
        (403, "kept-out", False),
        (429, "kept-out", False),
        (206, "", False),
    ],
)
def test_what_an_answer_means(host: Host, code: int, reason: str, counts: bool) -> None:
    url = host.url("/x")
    host.answers["/x"] = code, {}, b""
    answer = answering.asker().ask(url)
    assert (answer.reason, answer.code, answer.is_failure) == (reason, code, counts)


def test_a_host_that_does_not_know_the_question_is_asked_for_a_few_bytes(host: Host) -> None:
    url = host.url("/x")
    host.heads["/x"] = 405
    assert answering.asker().ask(url) == Answer("", 200)
    assert host.methods("/x") == ["HEAD", "GET"]


def test_redirects_are_followed_and_circles_are_left(host: Host) -> None:
    host.answers["/a"] = 301, {"Location": "/b"}, b""
    host.answers["/b"] = 302, {"Location": host.url("/c")}, b""
    host.answers["/r"] = 302, {"Location": "/r"}, b""
    assert answering.asker().ask(host.url("/a")) == Answer("", 200)
    assert answering.asker().ask(host.url("/r")) == Answer("circles")
    assert len(host.methods("/r")) <= 6


def test_robots_are_asked_once_and_minded(host: Host) -> None:
    rules = b"User-agent: *\nDisallow: /kin\n"
    host.answers["/robots.txt"] = 200, {}, rules
    asker = answering.asker()
    assert asker.ask(host.url("/kin/a")) == Answer("robots")
    assert asker.ask(host.url("/mo")) == Answer("", 200)
    assert host.methods("/robots.txt") == ["GET"] and not host.methods("/kin/a")


def test_a_host_whose_rules_cannot_be_read_is_left_alone(host: Host) -> None:
    host.answers["/robots.txt"] = 503, {}, b""
    assert answering.asker().ask(host.url("/a")) == Answer("robots")
    assert not host.methods("/a")


def test_two_questions_to_one_host_have_a_pause_between_them(host: Host) -> None:
    asker = answering.asker(pause=0.15)
    started = time.monotonic()
    for path in ("/a", "/b"):
        asker.ask(host.url(path))
    assert len(host.asked) == 3
    assert time.monotonic() - started >= 0.3


def test_who_refuses_who_is_silent_and_who_speaks_no_http_are_told_apart(host: Host) -> None:
    with socket.socket() as taken, socket.create_server(("127.0.0.1", 0)) as silent:
        taken.bind(("127.0.0.1", 0))
        refusing = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        asker = answering.asker(seconds=0.2)
        assert asker.ask(refusing).reason == "refused"
        answer = asker.ask(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert answer.reason == "no-answer" and answer.is_silence
    assert asker.ask("http://[::1/").reason == "odd"
    assert asker.ask(f"https://127.0.0.1:{host.port}/").reason == "odd", "no TLS is spoken there"


def certificate(place: Path, last: datetime) -> Path:
    """Make a certificate for 127.0.0.1 that signs itself, good until a moment."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(last - timedelta(days=30))
        .not_valid_after(last)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = place / f"{last:%j}.pem"
    bare = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, pkcs8, bare))
    return file


def test_a_certificate_is_looked_at_as_browsers_do(tmp_path: Path) -> None:
    good, old = (certificate(tmp_path, now() + days * timedelta(days=1)) for days in (9, -9))
    for file, reason in ((good, ""), (old, "certificate-expired")):
        trusted = ssl.create_default_context(cafile=file)
        with answering.host(file) as host:
            url = host.url("/a").replace("http:", "https:")
            assert answering.asker(trusted=trusted).ask(url).reason == reason
            assert answering.asker().ask(url).reason == "certificate"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1",
        "2002:0a00:0001::1", "64:ff9b::10.0.0.1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_no_address_of_a_private_network_is_public(address: str) -> None:
    assert not addresses.is_public(ip_address(address))


def test_addresses_of_the_internet_are_public() -> None:
    for address in ("1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"):
        assert addresses.is_public(ip_address(address))


def test_a_private_network_is_never_asked_not_even_by_a_redirect(host: Host) -> None:
    assert Asker(pause=0.0).ask(host.url("/a")) == Answer("private")
    assert host.asked == []
    inside = "http://10.255.255.1/secret"
    host.answers["/out"] = 302, {"Location": inside}, b""
    assert answering.asker().ask(host.url("/out")) == Answer("private")


def test_links_are_found_in_texts_as_people_write_them() -> None:
    said = [
        "Xem [trang](https://vi.wikipedia.org/wiki/Chợ_nổi_(Cái_Răng)) và <http://a.vn/b>.",
        "Nguồn: https://b.gov.vn/x?y=1&z=2#phan-3, “https://c.edu.vn/d”; https://a.vn:99999/",
        "Giả: https://example.org/ http://localhost/ ftp://d.vn https://u:p@e.vn/ https://khong",
    ]
    assert addresses.found(said) == [
        "https://vi.wikipedia.org/wiki/Chợ_nổi_(Cái_Răng)",
        "http://a.vn/b",
        "https://b.gov.vn/x?y=1&z=2",
        "https://c.edu.vn/d",
    ]
