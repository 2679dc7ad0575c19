"""What a job does with an original: has it read, keeps its pictures, proposes, and notes all that."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from library import jobs, text
from library.database import Sessions, now
from library.errors import Invalid, LibraryError, Message
from library.items.rendering import Rendered
from library.marking import N_
from library.originals import pictures, proposing
from library.originals.models import Original, State
from library.originals.proposing import Proposal, Proposals
from library.originals.reader import Other, Reader, Reading
from library.tags.vocabulary import Vocabulary
from library.uploads.accepting import Desk

READ = "read original"
FAULT = N_(
    "A fault of the library kept it from being read; it has been noted. Begin empty and paste the "
    "text, or send it as another format."
)
_AIM = re.compile(
    r"^#{1,6} .*?(mục (đích|tiêu)|yêu cầu cần đạt|aims?\b|objectives?\b|purpose)", re.I
)
_HEADING = re.compile(r"^#{1,6} ")
_NO_SENTENCE = re.compile(r"^\s*(?:[|>!\[]|[-*+]\s*$|```|:?-{3})")
_LEAD = re.compile(r"^\s*(?:[-+*•–]|\d+[.)]|[a-zđ][.)])\s+")
_LABEL = re.compile(
    r"^(?:về )?(?:kiến thức|năng lực|phẩm chất|kĩ năng|kỹ năng|mục đích|mục tiêu|yêu cầu|knowledge|aims?)"
    r"\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\[\^[^\]]*\]|[*_`]+|!?\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(.{20,280}?[.!?…;])(?:\s|$)")
_LONGEST_SUMMARY = 280


@dataclass(frozen=True)
class Tools:
    """What understanding needs; `Library.tools` are those that run."""

    reader: Reader
    desk: Desk
    render: Callable[[str], Rendered]
    vocabulary: Callable[[Session], Vocabulary]


@dataclass(frozen=True)
class Understood:
    """What was read, as it is kept: `facts` are proposals by fact, `alts` words for pictures by path.

    `html` is the text as its item will show it, empty where it cannot be laid out. Of a row of a
    sheet there is `given` besides: its number and digest, facts that no form asks for, other editions.
    """

    title: str
    summary: str
    markdown: str
    html: str
    facts: dict[str, list[dict[str, Any]]]
    converted: list[dict[str, Any]]
    files: list[dict[str, Any]]
    alts: dict[str, str]
    origin: dict[str, Any]
    warnings: list[dict[str, Any]]
    other: dict[str, str] | None = None


def understand(sessions: Sessions, tools: Tools, values: dict[str, Any]) -> None:
    """Read an original that waits; whatever comes of it, its sender is told."""
    id = values["original"]
    with sessions.reading() as session:
        found = session.get(Original, id)
        if found is None or found.state != State.WAITING:
            return
        sha256, media_type = found.sha256, found.media_type
        vocabulary = tools.vocabulary(session)
    try:
        understood, reason = _read(tools, vocabulary, sha256, media_type)
    except LibraryError as error:
        understood, reason = None, error.message
    except (DBAPIError, OSError):
        raise  # that passes, and the job is tried again
    except Exception as error:
        note(sessions, id, None, Message(FAULT))
        raise jobs.Hopeless(jobs.trouble(error)) from error
    note(sessions, id, understood, reason)


def note(
    sessions: Sessions, id: int, understood: Understood | None, reason: Message | None
) -> None:
    """Note what came of reading an original that still waits."""
    with sessions.writing() as session:
        found = session.get(Original, id)
        if found is None or found.state != State.WAITING:
            return  # thrown away meanwhile, or read by another worker
        found.state = State.READ if understood else State.REFUSED
        found.understood = vars(understood) if understood else None
        found.reason = reason.packed() if reason else None
        found.changed_at = now()


def _read(
    tools: Tools, vocabulary: Vocabulary, sha256: str, media_type: str
) -> tuple[Understood | None, Message | None]:
    """Return what was understood, or why nothing was."""
    with tools.reader.read(tools.desk.store.path(sha256), media_type) as reading:
        if reading.error:
            return None, reading.error
        proposals = proposing.propose(reading, vocabulary)
        own = reading.origin is not None
        gallery = pictures.keep(reading.markdown, reading.pictures, tools.desk, has_own=own)
    html, unfit = rendered(tools, gallery.markdown)
    warnings = (*reading.warnings, *gallery.warnings, *unfit)
    other = _other(reading.other, vocabulary) if reading.other else None
    return _understood(reading, proposals, gallery, html, warnings, other), None


def rendered(tools: Tools, markdown: str) -> tuple[str, list[Message]]:
    """Return a text as its item will show it, or empty and what is wrong with it."""
    try:
        return tools.render(markdown)["html"], []
    except Invalid as error:
        return "", [error.message]


def _understood(
    reading: Reading,
    proposals: Proposals,
    gallery: pictures.Gallery,
    html: str,
    warnings: Sequence[Message],
    other: dict[str, str] | None,
) -> Understood:
    return Understood(
        title=text.tidy(reading.title if reading.origin else proposals.title),
        summary=reading.summary or summary(gallery.markdown),
        markdown=gallery.markdown,
        html=html,
        facts={name: list(map(_kept, each)) for name, each in proposals.facts.items()},
        converted=[
            {"before": each.before, "after": each.after, "doubtful": list(each.doubtful)}
            for each in reading.converted
        ],
        files=list(gallery.files),
        alts=dict(gallery.alts),
        origin=vars(reading.origin) if reading.origin else {},
        other=other,
        warnings=[each.packed() for each in warnings],
    )


def _other(found: Other, vocabulary: Vocabulary) -> dict[str, str]:
    title = proposing.propose(Reading(found.title, found.markdown), vocabulary).title
    return vars(found) | {"title": text.tidy(title), "summary": summary(found.markdown)}


def _kept(proposal: Proposal) -> dict[str, Any]:
    return {"value": proposal.value, "evidence": proposal.evidence, "is_sure": proposal.is_sure}


def summary(markdown: str) -> str:
    """Return the first sentence below the aims, else of the text, as a promise to begin with."""
    lines = markdown.splitlines()
    aims = next((place for place, line in enumerate(lines) if _AIM.match(line)), -1)
    for line in (*lines[aims + 1 :], *lines[: aims + 1]):
        bare = _bare(line)
        if _HEADING.match(line) or _NO_SENTENCE.match(line) or len(bare) < 20:
            continue
        found = _SENTENCE.match(bare)
        return (found[1] if found else bare[:_LONGEST_SUMMARY]).rstrip(" ;:,")
    return ""


def _bare(line: str) -> str:
    """Return a line without marks, its number and its label; it begins with a capital."""
    words = _LEAD.sub("", _MARKUP.sub(r"\1", line)).strip()
    said = " ".join(_LABEL.sub("", words).split())
    return said[:1].upper() + said[1:]
