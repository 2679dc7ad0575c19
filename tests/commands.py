"""Runs `saodieu` as a person at a terminal does: a process of its own, warnings as errors."""

import os
import subprocess
import sys
from pathlib import Path

SAODIEU = str(Path(sys.executable).with_name("saodieu"))
KEPT = {"PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP"}


def environment(data: Path, language: str = "en_US.UTF-8", **settings: str) -> dict[str, str]:
    """Return the environment of a person with this data folder and language."""
    own = {name: value for name, value in os.environ.items() if name in KEPT}
    given = {f"SAODIEU_{name}": value for name, value in settings.items()}
    return {**own, "SAODIEU_DATA": str(data), "LANG": language, "PYTHONWARNINGS": "error", **given}


def begin(data: Path, *arguments: object, **more: str) -> subprocess.Popen[str]:
    """Start a command; its output is for the caller to read."""
    return subprocess.Popen(
        [SAODIEU, *map(str, arguments)],
        env=environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(data: Path, *arguments: object, **more: str) -> tuple[int, str, str]:
    """Return the exit code of a command and what it said on both streams, never a traceback."""
    with begin(data, *arguments, **more) as process:
        said, complained = process.communicate(timeout=120)
    assert "Traceback" not in complained, complained
    return process.returncode, said, complained
