"""Renders Markdown in a process of its own that can be stopped: with limits of time and memory.

The process is started when first needed and kept; one that takes too long is killed and replaced.
"""

import json
import subprocess
import sys
import threading
from typing import IO, TypedDict

from library.errors import Invalid
from library.marking import N_

LONGEST = 1_000_000
_MEMORY = 768 * 1024 * 1024
# Runs of brackets that Python-Markdown needs minutes for and that no plan contains.
_RUN = 200


class Rendered(TypedDict):
    """What is kept of one edition: safe HTML, its headings (level, anchor, title), its bare text."""

    html: str
    outline: list[tuple[int, str, str]]
    plain: str


class Renderer:
    """Lends the rendering process; safe to use from several threads."""

    def __init__(self, seconds: float = 10) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def render(self, source: str) -> Rendered:
        """Return the rendered Markdown; raise Invalid when the text is too long or too strange."""
        if len(source) > LONGEST or any(sign * _RUN in source for sign in "[<>`*_!("):
            raise Invalid(
                N_(
                    "The text is too long or has long runs of signs; the limit is one million characters."
                )
            )
        with self._lock:
            answer = self._ask(json.dumps(source))
        if not answer:
            raise Invalid(
                N_("The text could not be laid out in time; simplify its lists and links.")
            )
        rendered: Rendered = json.loads(answer)
        return rendered

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def _ask(self, line: str) -> str:
        """Return the answer to one line, empty when the process died or had to be killed."""
        process = self._running()
        assert process.stdin and process.stdout
        timer = threading.Timer(self._seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        finally:
            timer.cancel()
        if not answer:
            self._stop()  # it is dead, or its memory is in an unknown state
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(
                # -P: what lies in the folder where somebody stands is not code of ours.
                [sys.executable, "-P", "-m", "library.items.rendering"],
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
                    stream.close()
            self._process = None


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(lines: IO[str], answers: IO[str]) -> None:
    """Answer each line, a text in JSON, with a line of JSON; an empty one for what cannot be done."""
    from library.items.markup import render  # nobody else needs it, or what it imports

    for line in lines:
        try:
            answer = json.dumps(render(json.loads(line)))
        except (RecursionError, MemoryError):
            answer = ""
        answers.write(answer + "\n")
        answers.flush()


if __name__ == "__main__":
    _limit()
    _serve(sys.stdin, sys.stdout)
