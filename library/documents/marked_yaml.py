"""YAML read so that whatever is wrong in it can be said with its line; only plain values, no tags."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NoReturn

import yaml

from library.errors import Invalid
from library.marking import N_

_LONGEST = 60_000
_DEEPEST = 12


def read(source: str) -> "Entry":
    """Return the mapping that a file holds; raise Invalid with the line where it cannot be read."""
    if len(source) > _LONGEST:
        raise Invalid(N_("A form has at most %(most)s letters."), "source", most=_LONGEST)
    try:
        node = yaml.compose(source, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Invalid(
            N_("Line %(line)s: this is not YAML (%(why)s)."), "source",
            line=line, why=error.problem or "",
        ) from error  # fmt: skip
    except yaml.YAMLError as error:
        raise Invalid(N_("Line 1: this is not a text that YAML can hold."), "source") from error
    return Entry(node) if node is not None else wrong(1, N_("Line %(line)s: the form is empty."))


def wrong(line: int, sentence: str, **values: object) -> NoReturn:
    """Raise Invalid for a line of a form."""
    raise Invalid(sentence, "source", line=line, **values)


class Entry:
    """A mapping of the file; what is asked for must be of the kind it is asked as."""

    def __init__(self, node: yaml.Node, depth: int = 0) -> None:
        if not isinstance(node, yaml.MappingNode) or depth > _DEEPEST:
            wrong(line_of(node), N_("Line %(line)s: keys with values are expected here."))
        self.line = line_of(node)
        self._depth = depth
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in self._values:
                wrong(line_of(key), N_("Line %(line)s: this key stands here twice or is no word."))
            self._values[key.value], self._lines[key.value] = value, line_of(key)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def line_at(self, key: str) -> int:
        """Return the line of a key, that of the mapping where it is not there."""
        return self._lines.get(key, self.line)

    def only(self, allowed: Collection[str]) -> None:
        """Raise Invalid for a key that means nothing."""
        for key, line in self._lines.items():
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                wrong(line, N_("Line %(line)s: nothing is called “%(key)s” here; known are %(known)s."),
                      key=key, known=known)  # fmt: skip

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; one without a default has to be there."""
        if key not in self._values:
            if default is None:
                wrong(self.line, N_("Line %(line)s: “%(key)s” is missing here."), key=key)
            return default
        return _text(self._values[key])

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        if key not in self._values:
            return default
        said = _text(self._values[key]).lower()
        if said not in ("true", "false"):
            wrong(self._lines[key], N_("Line %(line)s: write true or false."))
        return said == "true"

    def number(self, key: str, default: int) -> int:
        """Return a whole number from 0 to 100."""
        said = self.text(key, str(default))
        if not said.isdecimal() or int(said[:4]) > 100:
            wrong(self.line_at(key), N_("Line %(line)s: write a number from 0 to 100."))
        return int(said)

    def day(self, key: str) -> date | None:
        """Return a day such as 2026-09-01, None where there is none."""
        if key not in self._values:
            return None
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            wrong(self._lines[key], N_("Line %(line)s: write a day as 2026-09-01."))

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of some words."""
        said = self.text(key, default)
        if said not in allowed:
            known = ", ".join(each or "“”" for each in allowed)
            wrong(self.line_at(key), N_("Line %(line)s: choose one of %(known)s."), known=known)
        return said

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of its lines."""
        node = self._values.get(key)
        if isinstance(node, yaml.ScalarNode):
            return tuple(line for line in node.value.split("\n") if line.strip())
        return tuple(_text(each) for each in self._sequence(key))

    def entries(self, key: str) -> "Iterator[Entry]":
        """Yield a list of mappings."""
        return (Entry(node, self._depth + 1) for node in self._sequence(key))

    def entry(self, key: str) -> "Entry | None":
        """Return a mapping, None where there is none."""
        node = self._values.get(key)
        return Entry(node, self._depth + 1) if node is not None else None

    def by_language(self, key: str, *, needed: bool = False) -> Mapping[str, str]:
        """Return a text by language; a text alone is Vietnamese."""
        node = self._values.get(key)
        if node is None and not needed:
            return {}
        if isinstance(node, yaml.ScalarNode):
            return {"vi": node.value}
        inner = self.entry(key)
        if inner is None:
            wrong(self.line, N_("Line %(line)s: “%(key)s” is missing here."), key=key)
        inner.only(("vi", "en"))
        return {code: inner.text(code) for code in ("vi", "en") if code in inner}

    def _sequence(self, key: str) -> list[yaml.Node]:
        node = self._values.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            wrong(self._lines[key], N_("Line %(line)s: a list is expected here."))
        return list(node.value)


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        wrong(line_of(node), N_("Line %(line)s: a text is expected here."))
    return str(node.value).strip(" \n")


def line_of(node: yaml.Node) -> int:
    """Return the line, from 1, on which something begins."""
    return int(node.start_mark.line) + 1
