"""What search engines read of an item: schema.org LearningResource as JSON-LD."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from library.items import credits, kinds
from library.items.models import Edition, Item, Revision
from library.tags.vocabulary import Vocabulary


def learning_resource(
    item: Item, revision: Revision, edition: Edition, vocabulary: Vocabulary, address: str
) -> str:
    """Return the description of an edition, safe to stand inside a script element."""
    facts = revision.facts
    language = edition.language
    kind = kinds.kind(facts.get("kind", kinds.DEFAULT))
    described = {
        "@context": "https://schema.org",
        "@type": "LearningResource" if kind.learning else "CreativeWork",
        "@id": address,
        "url": address,
        "name": edition.title,
        "description": edition.summary,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "datePublished": item.published_at.date().isoformat() if item.published_at else None,
        "dateModified": facts.get("updated"),
        "version": facts.get("version"),
        "author": [
            {"@type": "Organization", "name": name} for name in edition.facts.get("authors", [])
        ],
        "license": licence_address(facts, vocabulary),
        "isBasedOn": [each.address for each in credits.of(revision, edition) if each.address],
        "learningResourceType": _labels(facts, ["kind", "activity"], vocabulary, language),
        "educationalLevel": _labels(facts, ["level", "grade"], vocabulary, language),
        "about": _labels(facts, ["theme", "subject"], vocabulary, language),
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": label}
            for label in _labels(facts, ["audience"], vocabulary, language)
        ],
        "timeRequired": _duration(facts.get("duration_minutes")),
        "keywords": _labels(facts, ["theme", "people", "setting"], vocabulary, language),
    }
    given = {name: value for name, value in described.items() if value not in (None, "", [])}
    return json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")


def collection_page(
    title: str, summary: str, language: str, address: str, items: Sequence[tuple[str, str]]
) -> str:
    """Return the description of a collection and its items (title, address), safe as above."""
    described = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": title,
        "description": summary,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(items),
            "itemListElement": [
                {"@type": "ListItem", "position": place, "name": name, "url": url}
                for place, (name, url) in enumerate(items, start=1)
            ],
        },
    }
    return json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")


def licence_address(facts: Mapping[str, Any], vocabulary: Vocabulary) -> str | None:
    """Return where the licence can be read, None for one that has no address."""
    id = facts.get("licence", "")
    spdx = str(vocabulary[id].properties.get("spdx") or "") if id in vocabulary else ""
    if spdx.startswith("CC0"):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if spdx.startswith("CC-"):
        name, version = spdx.removeprefix("CC-").rsplit("-", 1)
        return f"https://creativecommons.org/licenses/{name.lower()}/{version}/"
    return None


def _labels(
    facts: Mapping[str, Any], keys: list[str], vocabulary: Vocabulary, language: str
) -> list[str]:
    ids: list[str] = []
    for key in keys:
        given = facts.get(key, [])
        ids += given if isinstance(given, list) else [given]
    return [vocabulary[id].label(language) for id in ids if id in vocabulary]


def _duration(minutes: int | None) -> str | None:
    return f"PT{minutes}M" if minutes else None
