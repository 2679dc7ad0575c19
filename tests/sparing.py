"""What is the same in every library of a process is made once: tests open thousands of them.

Nothing is replaced by something simpler. Templates are compiled by Jinja and kept by what they say,
and the vocabulary is read from its files by the library itself.
"""

import functools
from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from library.tags import shipped


class Compiled(BytecodeCache):
    """The templates that a test of this process has compiled, for the apps of all others."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._kept[bucket.key, bucket.checksum] = bucket.code


def begin() -> None:
    """Keep from now on what a first test makes."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    # Nobody changes what it returns.
    shipped._read = functools.cache(shipped._read)
