"""Work on what strangers send, in a process of its own: with limits of time and memory.

The process is started when first needed and kept; one that takes too long is killed and replaced.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

# Megabytes that a process may have: what draws pictures needs many, what only reads does not.
_MEMORY = 768
READING = 240
# A process that holds more when it has answered is replaced.
_MOST_KEPT = 96 * 1024 * 1024


class Process:
    """Lends a process that runs one of our modules; safe to use from several threads.

    The module calls `serve` when it is run. Questions and answers are whatever JSON can say. Those
    that share a `turn` answer one after another, so that their memory does not add up.
    """

    def __init__(self, module: str, seconds: float, turn: "threading.Lock | None" = None) -> None:
        self._turn = turn or threading.Lock()
        self._module = module
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, question: Any) -> Any | None:
        """Return the answer, None when the process could not give one or had to be killed."""
        with self._lock, self._turn:
            answer = self._answer(json.dumps(question))
        return json.loads(answer) if answer else None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _answer(self, line: str) -> str:
        """Return the answer to one line, empty when the process died or had to be killed."""
        process = self._running()
        assert process.stdin and process.stdout
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            timer.cancel()
        if not answer.endswith("\n") or not answer.strip():
            self._stop()  # it is dead, or its memory is in an unknown state
            return ""
        if _resident(process.pid) > _MOST_KEPT:
            self._stop()  # what a large file took is not given back, and the next is a small one
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # noqa: S603 - a module of ours
                # -P: what lies in the folder where somebody stands is not code of ours.
                [sys.executable, "-P", "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream and not stream.closed:
                    with suppress(BrokenPipeError):  # what it did not take is lost with it
                        stream.close()
            self._process = None


def _resident(pid: int) -> int:
    """Return how many bytes of memory a process holds; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def serve(answer: Callable[[Any], Any], megabytes: int = _MEMORY) -> None:
    """Answer questions from standard input until it ends, within the limit of memory."""
    _limit(megabytes * 1024 * 1024)
    converse(answer, sys.stdin, sys.stdout)


def converse(answer: Callable[[Any], Any], questions: IO[str], answers: IO[str]) -> None:
    """Answer each line of JSON with a line of JSON; an empty one for what cannot be done."""
    for line in questions:
        try:
            said = json.dumps(answer(json.loads(line)))
        except (RecursionError, MemoryError):
            said = ""
        answers.write(said + "\n")
        answers.flush()


def _limit(most: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
