"""What a save holds, and the same as the fields of the form: `vi-title`, `grade`, `vi-alt-files/x.png`.

What was typed is kept as it was typed, a half number too; only `assembling` reads it strictly. What
the form has no field for (the number of an official text) is carried along untouched.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from library import i18n, text
from library.errors import Invalid
from library.items import credits, kinds
from library.items.models import File, Revision
from library.marking import N_
from library.review import claims
from library.uploads.accepting import Upload

Content = dict[str, Any]
Value = str | list[str]
Fields = dict[str, Value]

TEXT, FACTS, FILES, SEND = STEPS = ("text", "facts", "files", "send")
# The tags that people give, by the name of their fact.
TAGS = (
    "level", "grade", "subject", "activity", "theme", "setting", "audience", "month", "place",
    "people", "competence",
)  # fmt: skip
NUMBERS = ("duration_minutes", "preparation_weeks", "participants", "cost_vnd")
# What is stated to the library and stands in no fact of the item, save whether AI helped.
STATED = ("own_work", "ai_assisted", "personal")
NONE, SOME = "none", "some"
# The fields that say how many people can be recognised in a file, before its path.
FACES = "file-faces-"
_OF_PEOPLE = ("image/", "video/", "audio/")
_WORDS = ("title", "summary")
_LINES = ("authors", "sources", "accessibility")
_LONGEST = {"title": 300, "summary": 1_000, "body": 300_000}
_LONGEST_LINE, _LONGEST_ID, _MOST_VALUES = 20_000, 100, 200


def empty(language: str, author: str) -> Content:
    """Return the content of a new submission."""
    return {
        "facts": {"kind": kinds.DEFAULT},
        "editions": {language: {"facts": {"authors": [author]}}},
        "files": [],
        "stated": {},
    }


def of_revision(revision: Revision, files: Sequence[File] | None = None) -> Content:
    """Return the content that a correction begins with; its bodies must be loaded.

    `files` are those to take along instead of all that came with it.
    """
    editions = {
        each.language: {
            "title": each.title,
            "summary": each.summary,
            "body": each.body,
            "facts": copy.deepcopy(each.facts),
        }
        for each in revision.editions
    }
    facts = copy.deepcopy(revision.facts)
    stated = {"personal": _personal(editions), "ai_assisted": facts.pop("ai_assisted", "")}
    attached = [
        {"path": each.path, "sha256": each.sha256, "size": each.size, "media_type": each.media_type}
        for each in (revision.attached if files is None else files)
    ]
    # Which revision this began with: when another one is published meanwhile, somebody must look.
    return {
        "facts": facts,
        "editions": editions,
        "files": attached,
        "stated": stated,
        "revision": revision.id,
    }


def _personal(editions: Mapping[str, Any]) -> str:
    said = [each["facts"].get("personal_data") for each in editions.values()]
    if not any(isinstance(each, dict) for each in said):
        return ""
    return SOME if any(isinstance(each, dict) and each.get("collected") for each in said) else NONE


def languages(content: Content) -> list[str]:
    """Return the languages of the editions, those of the interface first."""
    known = [code for code in i18n.LANGUAGES if code in content["editions"]]
    return known + [code for code in content["editions"] if code not in known]


def pictures(content: Content) -> list[dict[str, Any]]:
    """Return the files that can be shown in a text."""
    return [each for each in content["files"] if each["media_type"].startswith("image/")]


def portrayals(content: Content) -> list[dict[str, Any]]:
    """Return the files in which people can be seen or heard."""
    return [each for each in content["files"] if each["media_type"].startswith(_OF_PEOPLE)]


def fields(content: Content, step: str | None = None) -> Fields:
    """Return the fields of one step of the form, or of all, with what stands in them."""
    steps = {TEXT: _text_fields, FACTS: _fact_fields, FILES: _file_fields}
    chosen = steps.values() if step is None else [steps[step]] if step in steps else []
    return {name: value for each in chosen for name, value in each(content)}


def _text_fields(content: Content) -> Iterator[tuple[str, Value]]:
    for code in languages(content):
        for key in (*_WORDS, "body"):
            yield f"{code}-{key}", content["editions"][code].get(key, "")


def _fact_fields(content: Content) -> Iterator[tuple[str, Value]]:
    facts = content["facts"]
    yield "kind", facts.get("kind", kinds.DEFAULT)
    for key in TAGS:
        value = facts.get(key, [])
        if isinstance(value, list | str):  # a place may be a mapping in old items: it stays
            yield key, value if isinstance(value, list) else [value]
    for key in NUMBERS:
        yield key, str(facts.get(key, ""))


def _file_fields(content: Content) -> Iterator[tuple[str, Value]]:
    yield "licence", content["facts"].get("licence", "")
    for key in STATED:
        yield key, content["stated"].get(key, "")
    for file in portrayals(content):
        yield f"{FACES}{file['path']}", str(file.get("faces", ""))
    for code in languages(content):
        facts = content["editions"][code]["facts"]
        said = facts.get("personal_data", {})
        if isinstance(said, dict):
            yield f"{code}-collected", _lines(said.get("collected", []))
            yield f"{code}-consent", str(said.get("consent", ""))
        for key in _LINES:
            yield f"{code}-{key}", _lines(facts.get(key, []))
        for file in pictures(content):
            yield f"{code}-alt-{file['path']}", file.get("alt", {}).get(code, "")
        for key, said in claims.fields(facts):
            yield f"{code}-{key}", said


def _lines(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def read(content: Content, step: str, typed: Mapping[str, list[str]]) -> Fields:
    """Return the fields of a step as a form sent them.

    A field that the form did not send keeps what it has, save ticks: none sent is none ticked.
    """
    found: Fields = {}
    for name, value in fields(content, step).items():
        if isinstance(value, list):
            values = [text.tidy(each)[:_LONGEST_ID] for each in typed.get(name, ())]
            found[name] = list(dict.fromkeys(filter(None, values)))[:_MOST_VALUES]
        elif name in STATED:
            found[name] = text.tidy("".join(typed.get(name, ())[-1:]))[:_LONGEST_ID]
        elif name in typed:
            found[name] = text.repair(typed[name][-1])
    return found


def check(changed: Mapping[str, Value]) -> None:
    """Raise Invalid for a field that is far too long to be kept."""
    for name, value in changed.items():
        key = name.partition("-")[2]
        longest = claims.LONGEST if claims.is_field(key) else _LONGEST.get(key, _LONGEST_LINE)
        if len(value) > longest:
            raise Invalid(
                N_("This is longer than %(longest)s letters; shorten it or move a part to a file."),
                field=name,
                longest=longest,
            )


def with_fields(content: Content, changed: Mapping[str, Value]) -> Content:
    """Return the content with some fields changed; a name that it does not have is left out."""
    made = copy.deepcopy(content)
    for name in changed.keys() & fields(content).keys():
        _put(made, name, changed[name])
    return made


def _put(content: Content, name: str, value: Value) -> None:
    if name in STATED:
        content["stated"][name] = value
        return
    if name.startswith(FACES):
        [file] = [each for each in content["files"] if each["path"] == name.removeprefix(FACES)]
        file["faces"] = value
        return
    if "-" not in name:
        content["facts"][name] = value
        return
    code, _, key = name.partition("-")
    edition = content["editions"][code]
    if key.startswith("alt-"):
        [file] = [each for each in content["files"] if each["path"] == key.removeprefix("alt-")]
        file["alt"] = file.get("alt", {}) | {code: value}
    elif claims.is_field(key):
        claims.put(edition["facts"], key, str(value))
    elif key in ("collected", "consent"):
        kept = str(value).split("\n") if key == "collected" else value
        edition["facts"]["personal_data"] = edition["facts"].get("personal_data", {}) | {key: kept}
    elif key in _LINES:
        edition["facts"][key] = str(value).split("\n")
    else:
        edition[key] = value


def with_language(content: Content, code: str) -> Content:
    """Return the content with an edition in one more language of the interface."""
    made = copy.deepcopy(content)
    if code in i18n.LANGUAGES and code not in made["editions"]:
        first: dict[str, Any] = next((each["facts"] for each in made["editions"].values()), {})
        same = {name: copy.deepcopy(first[name]) for name in (credits.KEY,) if name in first}
        made["editions"][code] = {"facts": {"authors": first.get("authors", [])} | same}
    return made


def with_claim(content: Content, code: str, statement: str, kind: str) -> Content:
    """Return the content with one more row of claims in an edition."""
    made = copy.deepcopy(content)
    claims.add(made["editions"][code]["facts"], statement, kind)
    return made


def with_file(content: Content, file: Mapping[str, Any]) -> Content:
    """Return the content with one more file; one of the same path is replaced."""
    made = without_file(content, file["path"])
    made["files"] = sorted([*made["files"], dict(file)], key=lambda each: str(each["path"]))
    return made


def of_upload(upload: Upload) -> dict[str, Any]:
    """Return a file that was sent, as a save holds it."""
    return {
        "path": upload.path,
        "sha256": upload.sha256,
        "size": upload.size,
        "media_type": upload.media_type,
        "warnings": [[each.sentence, dict(each.values)] for each in upload.warnings],
    }


def without_file(content: Content, path: str) -> Content:
    """Return the content without a file."""
    made = copy.deepcopy(content)
    made["files"] = [each for each in made["files"] if each["path"] != path]
    return made


def title(content: Content) -> str:
    """Return what the work is called so far, empty when nobody has said it."""
    found = [content["editions"][code].get("title", "") for code in languages(content)]
    return text.tidy(next(filter(None, found), ""))
