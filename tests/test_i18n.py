"""Interface languages: messages are compiled when needed, anew when they change, and never half."""

import os
from pathlib import Path

import pytest

from library import i18n, paths

SOURCE = paths.shipped("translations") / "vi" / "LC_MESSAGES" / "messages.po"


def test_messages_are_compiled_once_and_again_when_they_changed(tmp_path: Path) -> None:
    made = i18n.compiled(tmp_path) / "vi" / "LC_MESSAGES" / "messages.mo"
    before = made.stat().st_ino
    i18n.compiled(tmp_path)
    assert made.stat().st_ino == before
    os.utime(made, ns=(0, SOURCE.stat().st_mtime_ns - 1))
    i18n.compiled(tmp_path)
    assert made.stat().st_mtime_ns >= SOURCE.stat().st_mtime_ns
    assert list(made.parent.iterdir()) == [made]


@pytest.mark.parametrize("sentence", ["There is no such item, or it is no longer public.", "Nope"])
def test_kept_and_unkept_messages_say_the_same(tmp_path: Path, sentence: str) -> None:
    for language in i18n.LANGUAGES:
        kept = i18n.translations(tmp_path, language).gettext(sentence)
        assert i18n.parsed(language).gettext(sentence) == kept


def test_english_is_the_sentences_themselves(tmp_path: Path) -> None:
    assert i18n.translations(tmp_path, "en").gettext("Anything at all") == "Anything at all"
    assert i18n.parsed("en").gettext("Anything at all") == "Anything at all"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
    ids=str,
)
def test_the_terminal_names_its_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert i18n.of_terminal() == language
