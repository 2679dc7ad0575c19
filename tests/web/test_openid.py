"""Signing in with an account of elsewhere: redirects between two real servers on the loopback."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from library import config
from library.accounts import links, units
from library.accounts.roles import Role
from library.errors import Invalid
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import openid_provider, servers
from tests.cast import SHELL, Cast

FULL: dict[str, Any] = {
    "sub": "1",
    "email": "lan@example.vn",
    "email_verified": True,
    "name": "Lan ở nơi khác",
}


@dataclass
class Both:
    """The two servers, the library's data and the people in it."""

    site: str
    provider: str
    library: Library
    cast: Cast


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Both]:
    """A library that is joined with a provider."""
    data = tmp_path_factory.mktemp("openid") / "data"
    shutil.copytree(prepared, data)
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    cast = people.assemble(library)
    with openid_provider.running() as provider:
        settings = {
            "OPENID_ISSUER": provider,
            "OPENID_CLIENT": openid_provider.CLIENT,
            "OPENID_SECRET": openid_provider.SECRET,
            "OPENID_NAME": "Trường học Mẫu",
        }
        with servers.saodieu(data, **settings) as site:
            yield Both(site, provider, library, cast)
    library.close()


def sign_in(both: Both, lie: str = "", way: str = "", **claims: Any) -> requests.Response:
    """Follow the button through the provider and back."""
    openid_provider.be(both.provider, lie, **claims)
    with requests.Session() as browser:
        page = browser.get(f"{both.site}/vi/account/sign-in?next=/vi/account", timeout=30)
        assert "Đăng nhập bằng Trường học Mẫu" in page.text
        shown = re.search(r'href="(/vi/account/elsewhere[^"]*)"', page.text)
        assert shown
        return browser.get(both.site + (way or shown[1]), timeout=30)


def test_whoever_has_an_account_is_let_in_and_led_on(both: Both) -> None:
    answer = sign_in(both, **FULL)
    assert answer.url == f"{both.site}/vi/account"
    assert "Lê Thị Lan" in answer.text
    assert answer.history[1].url.startswith(f"{both.provider}/authorize?")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert sign_in(both, lie="new key", **FULL).url == f"{both.site}/vi/account"


def test_an_address_that_stands_with_the_provider_only_is_asked_for(both: Both) -> None:
    claims = FULL | {"sub": "minh", "email": "minh@example.vn"}
    assert "Phạm Minh" in sign_in(both, lie="no e-mail", **claims).text


@pytest.mark.parametrize(
    "lie", ["state", "nonce", "issuer", "audience", "time", "signature", "refused", "no token"]
)
def test_a_lie_lets_nobody_in(both: Both, lie: str) -> None:
    answer = sign_in(both, lie=lie, **FULL)
    assert answer.status_code == 409
    assert "không xác nhận" in answer.text
    assert "Lê Thị Lan" not in answer.text


@pytest.mark.parametrize(
    "claims",
    [FULL | {"sub": "9", "email_verified": False}, FULL | {"sub": "9", "email": "hoa@example.vn"}],
)
def test_nobody_gets_an_account_by_signing_in(both: Both, claims: dict[str, Any]) -> None:
    answer = sign_in(both, **claims)
    assert answer.status_code == 409
    assert "không có tài khoản" in answer.text


@pytest.mark.parametrize(("methods", "page"), [(["pwd"], "set-up"), (["pwd", "mfa"], "account")])
def test_an_administrator_gives_a_second_factor_here_or_there(
    both: Both, methods: list[str], page: str
) -> None:
    answer = sign_in(both, sub="an", email="an@example.vn", email_verified=True, amr=methods)
    assert answer.url.partition("?")[0].endswith(page)


def test_an_invitation_is_taken_without_a_password(both: Both) -> None:
    with both.library.sessions.writing() as session:
        school = units.by_id(session, both.cast.school)
        secret = links.invite(session, SHELL, school, Role.READER, "thu@example.vn", "Thu")
    way = f"/vi/account/elsewhere?link={secret}"
    claims: dict[str, Any] = {"sub": "thu", "email": "thu@elsewhere.example", "name": "Lê Thu"}
    assert "Lê Thu" in sign_in(both, way=way, **claims).text
    assert "Lê Thu" in sign_in(both, **claims).text
    again = sign_in(both, way=way, **(claims | {"sub": "other"}))
    assert again.status_code == 409


def test_nobody_is_led_away_to_another_host(both: Both) -> None:
    answer = sign_in(both, way="/vi/account/elsewhere?next=//other.example/", **FULL)
    assert answer.url == f"{both.site}/vi/"


def test_the_way_back_opened_by_itself_lets_nobody_in(both: Both) -> None:
    answer = requests.get(f"{both.site}/account/elsewhere/back?code=x&state=y", timeout=30)
    assert answer.status_code == 409


def test_a_provider_that_is_away_is_named(library: Library) -> None:
    environment = {
        "SAODIEU_DATA": str(library.settings.data),
        "SAODIEU_DATABASE_URL": library.settings.database_url,
        "SAODIEU_OPENID_ISSUER": "http://127.0.0.1:9",
        "SAODIEU_OPENID_CLIENT": "x",
        "SAODIEU_OPENID_SECRET": "y",
    }
    library.settings = config.read(environment)
    answer = create_app(library).test_client().get("/vi/account/elsewhere")
    assert answer.status_code == 409
    assert "127.0.0.1:9 không trả lời" in answer.text


def test_it_is_off_until_configured(library: Library) -> None:
    client = create_app(library).test_client()
    assert client.get("/vi/account/elsewhere").status_code == 404
    assert "elsewhere" not in client.get("/vi/account/sign-in").text


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ISSUER": "accounts.google.com"}, "SAODIEU_OPENID_ISSUER"),
        ({"ISSUER": "http://accounts.example"}, "SAODIEU_OPENID_ISSUER"),
        ({"CLIENT": ""}, "SAODIEU_OPENID_CLIENT"),
        ({"SECRET": ""}, "SAODIEU_OPENID_SECRET"),
        ({"SECRET_FILE": "/nowhere"}, "SAODIEU_OPENID_SECRET_FILE"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    usual = {"ISSUER": "https://accounts.example", "CLIENT": "x", "SECRET": "y"}
    environment = {f"SAODIEU_OPENID_{name}": value for name, value in (usual | settings).items()}
    with pytest.raises(Invalid, match=named):
        config.read({"SAODIEU_DATA": str(tmp_path)} | environment)


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("bí mật\n", "utf-8")
    read = config.read(
        {
            "SAODIEU_DATA": str(tmp_path),
            "SAODIEU_OPENID_ISSUER": "https://accounts.example/",
            "SAODIEU_OPENID_CLIENT": "x",
            "SAODIEU_OPENID_SECRET_FILE": str(tmp_path / "secret"),
        }
    )
    assert read.openid
    assert read.openid.issuer == "https://accounts.example"
    assert read.openid.name == "accounts.example"
    assert read.openid.secret.encode("latin-1").decode() == "bí mật"
