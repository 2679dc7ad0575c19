"""Settings: what is read from the environment, and that a wrong value names its variable."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from library import config
from library.errors import Invalid


def read(data: Path, **given: str) -> config.Settings:
    names = {f"SAODIEU_{name}": value for name, value in given.items()}
    return config.read({"SAODIEU_DATA": str(data)} | names)


def test_without_settings_all_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'saodieu.sqlite3'}"
    assert {settings.files, settings.index, settings.cache} == {
        tmp_path / name for name in ("files", "index", "cache")
    }
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_the_data_folder_is_data_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert config.read({}).data == tmp_path / "data"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "cổng"),
        ("PORT", "9" * 5000),
        ("THREADS", "1.5"),
        ("THREADS", "65"),
        ("FILE_MEGABYTES", "0"),
        ("FILE_MEGABYTES", "50 MB"),
        ("ADDRESS", "thu-vien.example.vn"),
        ("ADDRESS", "ftp://thu-vien.example.vn"),
        ("ADDRESS", "https://a b"),
        ("ADDRESS", "https:///vi"),
        ("SECRET_KEY_FILE", "/nowhere/at/all"),
        ("MAIL", "mail.example.vn"),
        ("MAIL", "http://mail.example.vn"),
        ("MAIL", "smtp://mail.example.vn:cổng"),
        ("MAIL", "smtp://mail.example.vn/folder"),
        ("MAIL", "smtp://ai:mật@mail.example.vn"),
        ("MAIL_FILE", "/nowhere/at/all"),
        ("MAIL_FROM", "thu-vien"),
        ("MAIL_FROM", "Thư viện <thu-vien@example.vn>\nBcc: all@example.vn"),
        ("LINKS", "weekly"),
        ("CLAMAV", "yes"),
        ("CLAMAV", "unix:clamd.sock"),
        ("CLAMAV", "localhost:0"),
        ("CLAMAV", "localhost:65536"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(Invalid, match=f"SAODIEU_{name}"):
        read(tmp_path, **{name: value})


def test_numbers_and_addresses_are_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path, PORT=" 80 ", THREADS="2", FILE_MEGABYTES="3", ADDRESS="https://a.vn/b/"
    )
    assert (settings.port, settings.threads, settings.file_bytes) == (80, 2, 3 * 1024 * 1024)
    assert settings.address == "https://a.vn/b"


@pytest.mark.parametrize(
    ("host", "address"), [("::1", "http://[::1]:8000"), ("0.0.0.0", "http://0.0.0.0:8000")]
)
def test_the_address_follows_the_host(tmp_path: Path, host: str, address: str) -> None:
    assert read(tmp_path, HOST=host).address == address


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = read(tmp_path / "data").secret_key
    assert len(first) >= 43
    assert read(tmp_path / "data").secret_key == first
    assert read(tmp_path / "other").secret_key != first
    kept = sorted((tmp_path / "data").iterdir())
    assert [each.name for each in kept] == ["incident_key", "secret_key"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
    assert len({each.read_text() for each in kept}) == 2


def test_a_given_secret_goes_before_a_file_and_a_file_before_a_made_one(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes("bí mật\n".encode())
    assert read(tmp_path, SECRET_KEY="given", SECRET_KEY_FILE=str(file)).secret_key == "given"
    of_file = read(tmp_path, SECRET_KEY_FILE=str(file)).secret_key
    assert of_file and of_file == of_file.strip()
    assert not (tmp_path / "secret_key").exists()


def test_an_empty_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(Invalid, match="is empty"):
        read(tmp_path)


def test_two_first_starts_at_once_leave_one_whole_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: read(tmp_path).secret_key, range(8)))
    assert all(len(key) == 64 for key in keys)
    assert read(tmp_path).secret_key in keys


def test_mail_goes_into_the_folder_until_a_server_is_named(tmp_path: Path) -> None:
    settings = read(tmp_path, ADDRESS="https://thu-vien.example.vn/x")
    assert settings.mail_server is None and settings.letters == tmp_path / "mail"
    assert settings.mail_from == ("Sáo Diều", "saodieu@thu-vien.example.vn")
    assert read(tmp_path, MAIL="folder").mail_from == ("Sáo Diều", "saodieu@localhost")


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ("smtp://mail.example.vn", config.MailServer("mail.example.vn", 25)),
        ("smtp://a:b%40@mail.example.vn", config.MailServer("mail.example.vn", 587, "a", "b@")),
        (
            "smtps://a@mail.example.vn/",
            config.MailServer("mail.example.vn", 465, "a", is_encrypted=True),
        ),
        ("smtp://[::1]:2525", config.MailServer("::1", 2525)),
    ],
)
def test_a_mail_server_is_read_from_the_variable_or_a_file(
    tmp_path: Path, given: str, server: config.MailServer
) -> None:
    kept = tmp_path / "mail-server"
    kept.write_text(f"{given}\n")
    for settings in (read(tmp_path, MAIL=given), read(tmp_path, MAIL_FILE=str(kept))):
        assert settings.mail_server == server
        assert "b@" not in repr(settings.mail_server)


def test_a_wrong_mail_server_is_refused_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        read(tmp_path, MAIL="smtp://a:verysecret@mail.example.vn:port")
    assert "verysecret" not in str(refused.value)


@pytest.mark.parametrize("value", ["unix:/run/clamd.sock", "localhost:3310", "[::1]:3310", ""])
def test_the_scanner_is_a_socket_or_a_host_or_off(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, CLAMAV=value).clamav == value
