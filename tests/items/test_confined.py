"""A confined process: what takes too long or too much is ended, and the next question answered."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from library.items import confined
from library.items.confined import Process

# What the process of the tests does with a question; it is a module of its own.
WORKER = """
import os, time
from library.items import confined

kept = []

def answer(question):
    if question == "loop":
        while True:
            pass
    if question == "sleep":
        time.sleep(60)
    if question == "memory":
        return len(bytearray(1024 ** 3))
    if question == "deep":
        return answer(question)
    if question == "die":
        os._exit(1)
    if question == "half":
        os.write(1, b'"half an ans')
        os._exit(0)
    if question == "large":
        kept.append(bytearray(200 * 1024 ** 2))
    if question == "who" or question == "large":
        return os.getpid()
    return question

confined.serve(answer)
"""


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Process]:
    (tmp_path / "worker_of_tests.py").write_text(WORKER, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = Process("worker_of_tests", seconds=3)
    yield made
    made.close()


@pytest.mark.parametrize("question", ["loop", "sleep", "memory", "deep", "die", "half"])
def test_what_cannot_be_answered_gives_nothing_and_the_next_is_answered(
    process: Process, question: str
) -> None:
    before = process.ask("who")
    assert process.ask(question) is None
    assert not psutil.pid_exists(before), "it goes on"
    assert process.ask("rồi") == "rồi"


@pytest.mark.parametrize("question", ["", "hai\ndòng\u2028\x00 🎋", [1, {"a": None}], 0, False])
def test_whatever_json_can_say_goes_there_and_back(process: Process, question: Any) -> None:
    assert process.ask(question) == question


def test_one_process_answers_until_it_is_gone_and_then_another(process: Process) -> None:
    first = process.ask("who")
    assert process.ask("who") == first
    psutil.Process(first).kill()
    assert process.ask("rồi") in ("rồi", None)
    assert process.ask("who") != first


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="there is no measure of memory")
def test_a_process_that_has_grown_is_replaced(process: Process) -> None:
    large = process.ask("large")
    assert large and process.ask("who") != large
    assert not psutil.pid_exists(large)


def test_closing_ends_the_process_and_asking_again_starts_one(process: Process) -> None:
    first = process.ask("who")
    process.close()
    process.close()
    assert not psutil.pid_exists(first)
    assert process.ask("who") != first


def test_every_line_gets_a_line() -> None:
    def answer(question: Any) -> Any:
        if question == "deep":
            raise RecursionError
        return question

    questions = io.StringIO('"a"\n"deep"\n{"b": 1}\n')
    answers = io.StringIO()
    confined.converse(answer, questions, answers)
    lines = answers.getvalue().splitlines()
    assert [json.loads(line) if line else None for line in lines] == ["a", None, {"b": 1}]
