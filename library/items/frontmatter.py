"""The head of a plan file: YAML between `---` lines, read strictly and written back the same.

Only strings are read (no `no` that turns False, no 1.10 that turns 1.1), aliases are refused, and
one table below says what each key takes. Unknown keys are kept and given back.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from library import text
from library.errors import Invalid
from library.marking import N_

LONGEST = 64 * 1024
_DEEPEST = 20
_OPENING = (
    yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken,
)  # fmt: skip
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)

Value = Any  # what YAML can say: a text, a list or a mapping of these


@dataclass(frozen=True)
class Key:
    """What a key takes; `shared` facts belong to the item, the others to one edition of it."""

    read: Callable[[str, Value], Value]
    shared: bool = True
    scheme: str | None = None


def split(source: str) -> tuple[dict[str, Value], str]:
    """Return the front matter and the body of a plan file; raise Invalid with the line at fault."""
    found = _HEAD.match(source)
    if not found:
        raise Invalid(
            N_(
                "The file must begin with front matter between two lines “---”; see activities/README.md."
            )
        )
    if len(found[1].encode()) > LONGEST:
        raise Invalid(N_("The front matter is longer than 64 KB; move text into the body."))
    return _parse(found[1]), source[found.end() :].strip("\n") + "\n"


def _parse(head: str) -> dict[str, Value]:
    try:
        _check(head)
        content = yaml.load(head, _Loader)  # noqa: S506 - makes nothing but strings
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Invalid(
            N_(
                "The front matter cannot be read near line %(line)s: %(problem)s. Text with “:” needs quotes."
            ),
            line=mark.line + 2 if mark else "?",
            problem=getattr(error, "problem", None) or "YAML",
        ) from error
    if not isinstance(content, dict):
        raise Invalid(N_("The front matter must be a list of “key: value” lines."))
    return {text.tidy(str(key)): value for key, value in content.items()}


def _check(head: str) -> None:
    """Refuse what makes YAML slow or large, while its tokens are read one by one."""
    depth = 0
    for token in yaml.scan(head, _Base):
        if isinstance(token, yaml.AliasToken):
            raise Invalid(
                N_("The front matter must not use YAML aliases (*name); write the value out.")
            )
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _DEEPEST:
            raise Invalid(N_("The front matter is nested too deeply."))


# Written in C it is six times faster; it must never be given what _check has not passed.
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Reads strings only, and a key that is given twice as the mistake that it is."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(
                    problem="this key is given twice", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def read(head: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return the shared facts and the facts of the edition, each value read by its key's rule."""
    shared: dict[str, Value] = {}
    own: dict[str, Value] = {}
    for name, value in head.items():
        key = KEYS.get(name, _UNKNOWN)
        if value not in ("", [], {}):
            (shared if key.shared else own)[name] = key.read(name, value)
    return shared, own


def dump(facts: Mapping[str, Value]) -> str:
    """Return the facts as front matter, known keys first and in the order of the table."""
    known = {name: facts[name] for name in KEYS if name in facts}
    ordered = known | {name: value for name, value in facts.items() if name not in known}
    head = yaml.dump(ordered, allow_unicode=True, sort_keys=False, width=10_000, Dumper=_Dumper)
    return f"---\n{head}---\n"


class _Dumper(yaml.SafeDumper):
    """Writes strings so that the string-only loader gives them back, lists on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump_list(dumper: yaml.SafeDumper, values: list[Value]) -> yaml.Node:
    simple = all(isinstance(value, str | int) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=simple)


_Dumper.add_representer(list, _dump_list)


def _text(name: str, value: Value) -> str:
    if not isinstance(value, str):
        raise Invalid(N_("%(key)s takes one text, not a list."), field=name, key=name)
    return text.tidy(value)


def _texts(name: str, value: Value) -> list[Value]:
    values = value if isinstance(value, list) else [value]
    return [_free(name, each) for each in values]


def _free(name: str, value: Value) -> Value:
    if isinstance(value, list):
        return [_free(name, each) for each in value]
    if isinstance(value, dict):
        return {text.tidy(str(key)): _free(name, each) for key, each in value.items()}
    return text.tidy(str(value))


def _ids(name: str, value: Value) -> list[str]:
    return [_text(name, each) for each in (value if isinstance(value, list) else [value])]


def _place(name: str, value: Value) -> Value:
    return _free(name, value) if isinstance(value, dict) else _ids(name, value)


def _id(name: str, value: Value) -> str:
    given = _text(name, value)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", given):
        raise Invalid(
            N_(
                "%(key)s takes up to 100 letters without accents, digits, “.”, “_” and “-”; "
                "it is “%(given)s”."
            ),
            field=name,
            key=name,
            given=given[:120],
        )
    return given


def _number(name: str, value: Value) -> int:
    given = _text(name, value).replace("_", "")
    if not re.fullmatch(r"\d{1,12}", given, re.ASCII):
        raise Invalid(
            N_("%(key)s must be a whole number without unit; it is “%(given)s”."),
            field=name,
            key=name,
            given=given[:120],
        )
    return int(given)


def _minutes(name: str, value: Value) -> int:
    minutes = _number(name, value)
    if not 1 <= minutes <= 60 * 24 * 365:
        raise Invalid(N_("%(key)s must be at least one minute."), field=name, key=name)
    return minutes


def _day(name: str, value: Value) -> str:
    given = _text(name, value)
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise Invalid(
            N_("%(key)s must be a day such as 2026-11-22; it is “%(given)s”."),
            field=name,
            key=name,
            given=given[:120],
        ) from error


def _tagged(scheme: str, *, many: bool = True) -> Key:
    return Key(_ids if many else _text, scheme=scheme)


def _as_given(name: str, value: Value) -> Value:
    if isinstance(value, list):
        return [_as_given(name, each) for each in value]
    if isinstance(value, dict):
        return {text.tidy(key): _as_given(name, each) for key, each in value.items()}
    return text.repair(value)


_UNKNOWN = Key(_as_given, shared=False)
KEYS: dict[str, Key] = {
    "id": Key(_id),
    "lang": Key(_text, shared=False),
    "title": Key(_text, shared=False),
    "summary": Key(_text, shared=False),
    "kind": _tagged("material", many=False),
    "doctype": _tagged("doctype", many=False),
    "activity": _tagged("activity"),
    "level": _tagged("level"),
    "grade": _tagged("grade"),
    "subject": _tagged("subject"),
    "theme": _tagged("theme"),
    "people": _tagged("people"),
    "place": Key(_place, scheme="place"),
    "month": _tagged("month"),
    "setting": _tagged("setting"),
    "audience": _tagged("audience"),
    "competence": _tagged("competence"),
    "cefr": Key(_text),
    "digcomp": _tagged("digcomp"),
    "digcomp_level": Key(_text),
    "integration": _tagged("integration", many=False),
    "textbook": _tagged("textbook"),
    "duration_minutes": Key(_minutes),
    "preparation_weeks": Key(_number),
    "participants": Key(_number),
    "cost_vnd": Key(_number),
    "licence": _tagged("licence", many=False),
    "ai_assisted": Key(_text),
    "adapted_from": Key(_id),
    "credit": Key(_texts, shared=False),
    "authors": Key(_texts, shared=False),
    "sources": Key(_texts, shared=False),
    "claims": Key(_texts, shared=False),
    "status": _tagged("status", many=False),
    "version": Key(_text),
    "updated": Key(_day),
    "personal_data": Key(_free, shared=False),
    "accessibility": Key(_texts, shared=False),
    "report_counts": Key(_texts, shared=False),
}  # fmt: skip
