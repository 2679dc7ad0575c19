"""A draft: a whole item before it is saved, wherever it comes from (a folder, a zip, a form).

Here the editions meet: what they share must agree, every tag must be in the vocabulary.
"""

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import IO, Any

from library import i18n, text
from library.errors import Conflict, Invalid
from library.items import frontmatter, kinds
from library.marking import N_
from library.tags.vocabulary import Vocabulary


@dataclass(frozen=True)
class DraftEdition:
    """One language of a draft."""

    language: str
    title: str
    summary: str
    body: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class DraftFile:
    """An attachment of a draft; `open` lends its bytes."""

    path: str
    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class Draft:
    """A whole item. `status` is what its files say of themselves; saving does not publish."""

    id: str
    slug: str
    facts: Mapping[str, Any]
    editions: tuple[DraftEdition, ...]
    files: tuple[DraftFile, ...] = ()


def assemble(name: str, sources: Mapping[str, str], files: Iterable[DraftFile] = ()) -> Draft:
    """Make a draft of the plan files of one folder, given by file name and content.

    Raises Invalid or Conflict with what to mend.
    """
    if not sources:
        raise Invalid(N_("There is no plan.vi.md or plan.en.md in “%(name)s”."), name=name)
    facts: dict[str, Any] = {}
    said_in: dict[str, str] = {}
    editions = []
    for file_name, source in sorted(sources.items(), key=lambda each: _vietnamese_first(each[0])):
        shared, edition = _edition(file_name, source)
        _agree(facts, shared, said_in, file_name)
        editions.append(edition)
    _check_languages(editions)
    facts.pop("status", None)
    id = facts.pop("id", "")
    slug = _slug(name, editions[0].title, id)
    facts.setdefault("kind", kinds.DEFAULT)
    return Draft(id or slug, slug, facts, tuple(editions), tuple(_tidied(files)))


def _check_languages(editions: Iterable[DraftEdition]) -> None:
    seen = set()
    for edition in editions:
        if edition.language in seen:
            raise Conflict(
                N_("There are two plan files in “%(language)s”; remove one."),
                language=edition.language,
            )
        seen.add(edition.language)


def _slug(*names: str) -> str:
    for name in names:
        if slug := text.slug(name):
            return slug
    raise Invalid(N_("Name the folder “%(name)s” with letters from a to z."), name=names[0])


def _tidied(files: Iterable[DraftFile]) -> Iterator[DraftFile]:
    """Yield the files with tidy paths; what is invisible in a path could hide where it leads."""
    seen = set()
    for file in files:
        path = text.tidy(file.path)
        if {"", ".", ".."} & set(path.split("/")):
            raise Invalid(N_("“%(path)s” leads out of its folder; copy the file in."), path=path)
        if path in seen:
            raise Conflict(N_("Two files are called “%(path)s”; rename one."), path=path)
        seen.add(path)
        yield replace(file, path=path)


def _vietnamese_first(file_name: str) -> tuple[bool, str]:
    return _language(file_name) != i18n.DEFAULT, file_name


def _language(file_name: str) -> str:
    """Return the language of a plan file, as BCP 47 writes it: vi, zh-Hant, en-GB."""
    main, *rest = file_name.split(".")[1].split("-")
    return "-".join([main.lower(), *rest])


def _edition(file_name: str, source: str) -> tuple[dict[str, Any], DraftEdition]:
    head, body = frontmatter.split(text.repair(source))
    shared, own = frontmatter.read(head)
    language = _language(file_name)
    if own.pop("lang", language) != language:
        raise Conflict(
            N_("%(file)s says another “lang:” than its name; make them the same."), file=file_name
        )
    if not (title := own.pop("title", "")):
        raise Invalid(N_("%(file)s has no title; add “title:” to its first lines."), file=file_name)
    return shared, DraftEdition(language, title, own.pop("summary", ""), body, own)


def _agree(
    facts: dict[str, Any], shared: Mapping[str, Any], said_in: dict[str, str], file_name: str
) -> None:
    for key, value in shared.items():
        if key in facts and facts[key] != value:
            raise Conflict(
                N_("%(one)s and %(other)s disagree on %(key)s: “%(first)s” and “%(second)s”. "
                   "Make them the same, or leave it out of one."),
                one=said_in[key], other=file_name, key=key, first=_shown(facts[key]), second=_shown(value),
            )  # fmt: skip
        facts[key] = value
        said_in.setdefault(key, file_name)


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def tags_of(facts: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the tags that the facts name; raise Invalid for one that the vocabulary lacks."""
    for name, key in frontmatter.KEYS.items():
        if key.scheme and name in facts:
            for id in _ids(facts[name], vocabulary):
                _check(id, name, key.scheme, vocabulary)
                yield id


def _ids(value: Any, vocabulary: Vocabulary) -> list[str]:
    """Return the ids in a value; a place may be a mapping that names its province."""
    if isinstance(value, dict):
        found = vocabulary.named("place", str(value.get("province", "")))
        return [found] if found else []
    return value if isinstance(value, list) else [value]


def _check(id: str, name: str, scheme: str, vocabulary: Vocabulary) -> None:
    if id in vocabulary and vocabulary[id].scheme == scheme:
        return
    known = vocabulary.schemes[scheme].terms
    near = difflib.get_close_matches(id, known, n=1) or known[:1]
    raise Invalid(
        N_("%(key)s: “%(id)s” is not in the vocabulary; did you mean “%(near)s”?"),
        field=name,
        key=name,
        id=id[:120],
        near=near[0],
    )


def digest(draft: Draft, files: Mapping[str, str]) -> str:
    """Return a fingerprint of all that a reader can see; `files` gives the SHA-256 of each path."""
    seen = {
        "facts": dict(draft.facts),
        "editions": [
            [each.language, each.title, each.summary, each.body, dict(each.facts)]
            for each in draft.editions
        ],
        "files": dict(files),
    }
    canonical = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
