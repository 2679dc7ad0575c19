"""The rendering process: hostile texts end within limits, and the next one is rendered all the same."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from library.errors import Invalid
from library.items.markup import render
from library.items.rendering import Renderer

DEEP = "\n".join("    " * depth + "- a" for depth in range(300))
SLOW = "[a](" * 20_000


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    made = Renderer(seconds=1.5)
    made.render("Nóng máy.")
    yield made
    made.close()


@pytest.mark.parametrize("source", [DEEP, SLOW, "\\" * 100_000, "> " * 5000], ids=range(4))
def test_a_hostile_text_ends_in_time_and_the_next_is_rendered(
    renderer: Renderer, source: str
) -> None:
    started = time.monotonic()
    with suppress(Invalid):
        assert renderer.render(source)["html"]
    assert time.monotonic() - started < 8
    assert "<strong>được</strong>" in renderer.render("Vẫn **được**.")["html"]


@pytest.mark.parametrize("sign", "[<>`*_!(")
def test_long_runs_of_signs_are_refused_at_once(renderer: Renderer, sign: str) -> None:
    with pytest.raises(Invalid, match="long runs of signs"):
        renderer.render("Một " + sign * 20_000)


def test_a_text_over_a_million_characters_is_refused_at_once(renderer: Renderer) -> None:
    with pytest.raises(Invalid, match="one million characters"):
        renderer.render("từ " * 333_334)


def test_it_renders_what_markup_renders(renderer: Renderer) -> None:
    source = "## Việc\n\nDòng một\u2028dòng hai 🎋 \\n\n\n- a\n- b\n"
    made, plain = renderer.render(source), render(source)
    assert (made["html"], made["plain"]) == (plain["html"], plain["plain"])
    assert [tuple(part) for part in made["outline"]] == plain["outline"]


def test_several_threads_each_get_their_own_answer(renderer: Renderer) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(renderer.render, [f"Câu {number}." for number in range(40)]))
    assert [each["plain"] for each in made] == [f"Câu {number}." for number in range(40)]


def test_what_lies_in_the_folder_where_one_stands_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "markdown.py").write_text("raise SystemExit('chạy mã lạ')", "utf-8")
    monkeypatch.chdir(tmp_path)
    renderer = Renderer()
    assert renderer.render("An toàn.")["plain"] == "An toàn."
    renderer.close()


def test_closing_twice_is_harmless_and_it_opens_again() -> None:
    renderer = Renderer()
    renderer.render("Một.")
    renderer.close()
    renderer.close()
    assert renderer.render("Hai.")["plain"] == "Hai."
    renderer.close()
