"""The command line as a person uses it: what it says, in which language, and how it ends."""

import csv
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import urllib.request
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from library import __version__, cli, config, history, mail
from library.errors import Message
from library.wiring import Library
from tests import commands, make, servers

VIETNAMESE = "vi_VN.UTF-8"
VIETNAMESE_LETTERS = set("ảạậắằặếềểệỉịốộớợụứữựđơưăỏọ")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that `saodieu init` has made; tests only read it."""
    data = tmp_path_factory.mktemp("ready") / "data"
    code, said, complained = commands.run(data, "init")
    assert (code, "The library is ready in" in said) == (0, True), complained
    return data


@pytest.fixture
def data(ready: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copied = tmp_path / "data"
    shutil.copytree(ready, copied)
    return copied


def tree(data: Path) -> dict[str, bytes]:
    lasting = (data / "files").rglob("*")
    return {str(path): path.read_bytes() for path in lasting if path.is_file()}


def test_it_tells_its_version(tmp_path: Path) -> None:
    assert commands.run(tmp_path, "--version") == (0, f"saodieu {__version__}\n", "")
    assert not list(tmp_path.iterdir())


def test_running_init_again_changes_nothing(ready: Path) -> None:
    before = tree(ready)
    code, said, _ = commands.run(ready, "init")
    assert code == 0
    assert said.startswith("0 saved, ")
    assert tree(ready) == before


def test_a_search_prints_titles_and_addresses(ready: Path) -> None:
    code, said, _ = commands.run(ready, "search", "phan loai rac", "--size", "1")
    title, address, count = said.splitlines()
    assert code == 0
    assert "Phân loại rác" in title
    assert address.strip().startswith("http://127.0.0.1:8000/en/items/class-waste-audit")
    assert count.endswith("found.")


def test_a_search_prints_the_json_of_the_api(ready: Path) -> None:
    code, said, _ = commands.run(ready, "search", "phan loai rac", "--json", "--size", "2")
    answer = json.loads(said)
    assert code == 0
    contract = {"total", "page", "size", "items", "facets", "understood", "suggestion"}
    assert set(answer) == contract | {"searched", "mended"}
    assert (answer["size"], len(answer["items"])) == (2, 2)
    assert answer["items"][0]["slug"] == "class-waste-audit"
    assert "<mark>" in answer["items"][0]["highlights"]["vi"]


def test_a_file_of_queries_is_answered_one_document_a_line(ready: Path, tmp_path: Path) -> None:
    queries = ("phân loại rác", "", "…!?", "*", '"', "AND", "a\u2028b\vc", "🎋", "x" * 10_000)
    asked = tmp_path / "queries.txt"
    asked.write_text("\ufeff" + "\r\n".join(queries) + "\r\n", "utf-8", newline="")
    code, said, _ = commands.run(ready, "search", "--json", "--file", asked)
    answers = [json.loads(line) for line in said.rstrip("\n").split("\n")]
    assert code == 0
    assert len(answers) == len(queries)
    assert answers[0]["total"] > 0


@pytest.fixture
def asked(data: Path) -> Path:
    """A data folder in which something has been searched for."""
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    for times, text, found, opened in (
        (5, "cồng chiêng", 4, 4),
        (4, "=1+1", 0, 0),
        (3, "lớp, “7”", 9, 0),
    ):
        for _ in range(times):
            library.asked.note(text, "vi", found)
        for _ in range(opened):
            library.asked.opened(text, "vi")
    library.close()
    return data


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        ([], ["cồng chiêng", "'=1+1", "lớp, “7”"]),
        (["--limit", "1"], ["cồng chiêng"]),
        (["--without-results"], ["'=1+1"]),
        (["--rarely-opened"], ["lớp, “7”"]),
    ],
)
def test_searches_are_listed_as_csv_that_nothing_runs_in(
    asked: Path, options: list[str], listed: list[str]
) -> None:
    code, said, complained = commands.run(asked, "searches", *options)
    head, *rows = csv.reader(StringIO(said))
    assert (code, complained) == (0, "")
    assert head == ["text", "language", "asked", "found", "opened", "last_on"]
    assert [row[0] for row in rows] == listed
    if not options:
        assert rows[0][1:5] == ["vi", "5", "4", "4"]
        date.fromisoformat(rows[0][5])


def test_an_empty_list_of_searches_is_its_head(ready: Path) -> None:
    assert commands.run(ready, "searches", "--without-results")[1].count("\n") == 1


def test_a_number_of_searches_that_is_none_is_wrong_usage(ready: Path) -> None:
    assert commands.run(ready, "searches", "--limit", "0")[0] == 2


def test_a_server_that_is_stopped_writes_what_was_asked(data: Path) -> None:
    with servers.saodieu(data) as address:
        request = urllib.request.Request(
            f"{address}/vi/search?q=cong+chieng",
            headers={"Accept-Language": "vi", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
    assert commands.run(data, "searches")[1].splitlines()[1].startswith("cong chieng,vi,1,")


def test_tags_are_listed(ready: Path) -> None:
    code, said, _ = commands.run(ready, "tags", "list")
    assert (code, len(said.splitlines())) == (0, 24)
    assert "grade\tGrade\t16" in said.splitlines()
    code, said, _ = commands.run(ready, "tags", "list", "grade", language=VIETNAMESE)
    assert (code, "grade.07\tLớp 7" in said.splitlines()) == (0, True)
    code, _, complained = commands.run(ready, "tags", "list", "grades")
    assert (code, "There is no scheme “grades”." in complained) == (1, True)


def test_tags_are_renamed_merged_found_by_a_synonym_and_put_back(data: Path) -> None:
    waste, other = "theme.environment.waste", "theme.environment"
    assert commands.run(data, "tags", "rename", waste, "Rubbish", "--language", "en")[0] == 0
    assert commands.run(data, "tags", "synonym", waste, "ve chai")[0] == 0
    assert commands.run(data, "tags", "synonym", waste, "PLR", "--abbreviation")[0] == 0
    code, said, _ = commands.run(data, "tags", "merge", waste, other)
    assert (code, "Nothing was changed" in said) == (0, True)
    code, said, _ = commands.run(data, "tags", "merge", waste, other, "--yes")
    assert (code, "tags undo 4" in said) == (0, True)
    assert commands.run(data, "tags", "undo", "4")[0] == 0
    code, _, complained = commands.run(data, "tags", "undo", "4")
    assert (code, "already" in complained) == (1, True)
    for number in ("3", "2", "1"):
        assert commands.run(data, "tags", "undo", number)[0] == 0


def test_what_was_exported_can_be_imported_elsewhere(
    ready: Path, prepared: Path, tmp_path: Path
) -> None:
    code, said, _ = commands.run(ready, "export", tmp_path / "out", "--query", "cong chieng")
    count = int(said.split()[0])
    assert code == 0
    assert count == len(list((tmp_path / "out").iterdir())) > 0
    shutil.copytree(prepared, tmp_path / "data")
    code, said, _ = commands.run(tmp_path / "data", "import", tmp_path / "out")
    assert (code, said) == (0, f"{count} saved, 0 unchanged, 0 refused.\n")
    assert '"total": 0' in commands.run(tmp_path / "data", "search", "--json")[1]
    code, said, _ = commands.run(tmp_path / "data", "import", "--publish", tmp_path / "out")
    assert (code, said) == (0, f"0 saved, {count} unchanged, 0 refused.\n")
    assert f'"total": {count}' in commands.run(tmp_path / "data", "search", "--json")[1]


def test_an_import_names_what_it_refuses_and_takes_the_rest(data: Path, tmp_path: Path) -> None:
    make.folder(tmp_path / "in" / "tot")
    make.folder(tmp_path / "in" / "hong", vi=make.plan(title=None))
    code, said, complained = commands.run(data, "import", tmp_path / "in")
    assert (code, said) == (1, "1 saved, 0 unchanged, 1 refused.\n")
    assert "hong: plan.vi.md has no title; add “title:” to its first lines." in complained


@pytest.mark.parametrize(
    "wrong",
    [
        ["fly"],
        ["import"],
        ["search", "--size", "0"],
        ["search", "--size", "101"],
        ["search", "--file", "/nowhere"],
        ["serve", "--port", "70000"],
        ["export"],
        ["index"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_how_it_is_used(wrong: list[str]) -> None:
    ended = CliRunner().invoke(cli.main, wrong, prog_name="saodieu")
    assert ended.exit_code == 2
    assert "Usage: saodieu" in ended.output


def test_a_file_of_queries_that_is_not_utf8_is_refused(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.txt").write_bytes("lớp".encode("utf-16"))
    code, _, complained = commands.run(ready, "search", "--file", tmp_path / "queries.txt")
    assert (code, "is not UTF-8 text" in complained) == (1, True)


def test_check_names_damage_and_rebuilding_mends_an_index(data: Path) -> None:
    code, said, _ = commands.run(data, "check")
    assert (code, said.split(".")[0]) == (0, "All is well")
    kept = next((data / "files").glob("??/*"))
    kept.write_bytes(b"other")
    code, said, complained = commands.run(data, "check")
    assert (code, said) == (1, "")
    assert f"({kept.name[:12]}) is missing or damaged" in complained
    shutil.rmtree(data / "index")
    code, said, _ = commands.run(data, "index", "rebuild")
    assert (code, said.endswith(" items indexed.\n")) == (0, True)
    assert '"total": 0' not in commands.run(data, "search", "--json")[1]


def test_rebuilding_reads_the_files_that_were_attached_before_there_was_a_reader(
    data: Path,
) -> None:
    with closing(sqlite3.connect(data / "saodieu.sqlite3", isolation_level=None)) as database:
        assert database.execute("DELETE FROM file_texts").rowcount > 0
    assert commands.run(data, "index", "rebuild")[0] == 0
    assert "word-list.txt" in commands.run(data, "search", "repair motorbikes", "--json")[1]


def test_a_database_that_is_damaged_is_told(data: Path) -> None:
    with (data / "saodieu.sqlite3").open("r+b") as stream:
        stream.write(b"\xff" * 5000)
    for command in ("check", "search"):
        code, _, complained = commands.run(data, command)
        assert (code, complained.startswith("The database is damaged.")) == (1, True)


def test_a_database_of_a_newer_version_is_told(data: Path) -> None:
    connection = sqlite3.connect(data / "saodieu.sqlite3")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    code, _, complained = commands.run(data, "check")
    assert (code, "newer version" in complained) == (1, True)


@pytest.mark.parametrize(
    ("language", "name", "value"),
    [
        ("en_US.UTF-8", "PORT", "http"),
        ("en_US.UTF-8", "DATABASE_URL", "mysql://root@localhost/x"),
        ("en_US.UTF-8", "DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x"),
        (VIETNAMESE, "PORT", "http"),
        (VIETNAMESE, "DATA", "/dev/null/data"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(
    ready: Path, language: str, name: str, value: str
) -> None:
    code, said, complained = commands.run(ready, "check", language=language, **{name: value})
    assert (code, said) == (1, "")
    assert f"SAODIEU_{name}" in complained
    assert bool(VIETNAMESE_LETTERS & set(complained)) is (language == VIETNAMESE)


def test_it_speaks_the_language_of_the_terminal(data: Path, tmp_path: Path) -> None:
    make.folder(tmp_path / "hong", vi=make.plan(title=None))
    spoken = ""
    for arguments in (
        ["init"],
        ["check"],
        ["search", "rác"],
        ["import", tmp_path / "hong", tmp_path / "khong-co"],
        ["index", "rebuild"],
    ):
        _, said, complained = commands.run(data, *arguments, language=VIETNAMESE)
        spoken += said + complained
    for english in ("saved", "refused", "ready in", "All is well", "found", "There is", "indexed"):
        assert english not in spoken
    assert "không" in spoken


def test_a_port_that_is_in_use_is_told(ready: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, _, complained = commands.run(ready, "serve", "--port", port)
    assert (code, f"127.0.0.1:{port} is in use" in complained) == (1, True)


@pytest.mark.parametrize("host", ["192.0.2.1", "::2"])
def test_a_host_that_is_not_this_machine_is_told(ready: Path, host: str) -> None:
    code, _, complained = commands.run(ready, "serve", "--host", host)
    assert (code, "no address of this machine" in complained) == (1, True)


def test_a_reader_that_goes_away_is_no_error(ready: Path) -> None:
    with commands.begin(ready, "tags", "list", "theme") as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""


def test_words_that_are_no_utf8_are_searched_for_all_the_same(ready: Path) -> None:
    answered = subprocess.run(
        [os.fsencode(commands.SAODIEU), b"search", b"r\xe1c", b"--json"],
        env=commands.environment(ready),
        capture_output=True,
        check=True,
    )
    assert json.loads(answered.stdout)["total"] >= 0
    assert answered.stderr == b""


def test_the_history_is_listed_taken_away_and_forgets_a_reason(data: Path) -> None:
    commands.run(data, "unit", "add", "Sở Mẫu", "--kind", "department")
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    with library.sessions.writing() as session:
        history.record(session, None, "ended", "units", 2, reason="Vì em A.")
    library.close()
    listed = commands.run(data, "history", language=VIETNAMESE)[1].splitlines()
    assert listed[0].split("\t")[2:] == [
        "Người không dùng tài khoản",
        "đóng đơn vị: Sở Mẫu",
        "lí do: Vì em A.",
    ]
    assert len(commands.run(data, "history", "--limit", "1")[1].splitlines()) == 1
    rows = list(csv.DictReader(StringIO(commands.run(data, "history", "--csv")[1])))
    assert [(row["verb"], row["reason"]) for row in rows][-2:] == [
        ("added", ""),
        ("ended", "Vì em A."),
    ]
    number = rows[-1]["number"]
    assert commands.run(data, "history", "--forget", number)[0] == 0
    code, _, complained = commands.run(data, "history", "--forget", number)
    assert (code, "not kept any more" in complained) == (1, True)
    assert "em A" not in commands.run(data, "history", "--noun", "units")[1]
    with closing(sqlite3.connect(data / "saodieu.sqlite3")) as database:
        database.execute(f"UPDATE events SET verb = 'added' WHERE number = {number}")
        database.commit()
    code, _, complained = commands.run(data, "check")
    assert (code, f"from event {number} on" in complained) == (1, True)


def test_what_waits_is_listed_without_its_values_and_done_by_hand(data: Path) -> None:
    library = Library.open(config.read({"SAODIEU_DATA": str(data)}))
    with library.sessions.writing() as session:
        person = mail.Person("hoa@example.vn", "Hoa", "vi")
        mail.send(session, person, Message("Library"), "http://127.0.0.1:8000/secret")
    library.close()
    code, said, _ = commands.run(data, "jobs", "list")
    assert (code, said.split("\t")[1], said.count("\n")) == (0, "letter", 1)
    assert "hoa@" not in said and "secret" not in said
    away = {"MAIL": "smtp://127.0.0.1:1"}
    assert commands.run(data, "jobs", "run", **away)[1] == "1 tried, 1 still wait.\n"
    assert "ConnectionRefusedError" in commands.run(data, "jobs", "list")[1]
    assert commands.run(data, "jobs", "run")[1] == "0 tried, 1 still wait.\n"
    assert commands.run(data, "jobs", "run", "--again")[1] == "1 tried, 0 still wait.\n"
    assert len(list((data / "mail").iterdir())) == 1
