"""Tags as the pages of curators show and read them: names of a form, trees to choose from, history."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import request, url_for

from library import i18n
from library.accounts import roles, units
from library.accounts.models import User
from library.accounts.roles import Role
from library.tags import clashes, recording, undoing
from library.tags.clashes import Clash
from library.tags.editing import Names
from library.tags.models import Edit
from library.tags.vocabulary import Term
from library.web import context
from library.web.speech import _

# The field with which somebody says that a shared name is meant.
KNOWN = "clashes_known"
_INDENT = "\N{EM SPACE}"


def curator() -> User:
    """Return who is signed in, a curator of the whole library; raise NotAllowed for others."""
    user = context.somebody()
    roles.require(user, Role.CURATOR, at=units.root(context.session()))
    return user


def is_curator(user: User | None) -> bool:
    """Tell whether somebody looks after the vocabulary."""
    top = units.top(context.session()) if user else None
    return user is not None and top is not None and user.holds(Role.CURATOR, top)


def seen() -> int:
    """Return which edit of a tag the form was opened with."""
    return request.form.get("seen", -1, type=int)


def typed_names() -> Names:
    """Return the names that a form sent: alternatives and abbreviations one a line."""
    given = request.form

    def lines(name: str) -> list[str]:
        return given.get(name, "").splitlines()

    return Names(
        {code: given.get(f"label-{code}", "") for code in i18n.LANGUAGES},
        {code: lines(f"alternatives-{code}") for code in i18n.LANGUAGES},
        lines("abbreviations"),
        {code: given.get(f"note-{code}", "") for code in i18n.LANGUAGES},
    )


def names(term: Term | None) -> dict[str, str]:
    """Return the names of a tag as the fields of a form hold them."""
    if term is None:
        return {}
    found = {"abbreviations": "\n".join(term.abbreviations)}
    for code in i18n.LANGUAGES:
        found[f"label-{code}"] = term.labels.get(code, "")
        found[f"alternatives-{code}"] = "\n".join(term.alternatives.get(code, ()))
        found[f"note-{code}"] = term.notes.get(code, "")
    return found


def check_clashes(given: Names, scheme: str, own: str = "") -> list[Clash]:
    """Return new clashes within the scheme that nobody has said are meant."""
    vocabulary = context.vocabulary()
    before = vocabulary[own].names if own else ()
    names = [name for name in given.every if name not in before]
    found = clashes.find(vocabulary, names, scheme, own)
    return [] if request.form.get(KNOWN) else [each for each in found if each.is_same_scheme]


def clash(found: Clash) -> dict[str, str]:
    """Return a clash in words, with where the other tag is."""
    label = context.vocabulary()[found.tag].label(context.language())
    scheme = context.vocabulary().schemes[context.vocabulary()[found.tag].scheme]
    said = _(
        "“%(name)s” is also a name of “%(label)s” (%(scheme)s).",
        name=found.name, label=label, scheme=scheme.labels.get(context.language(), scheme.id),
    )  # fmt: skip
    return {"said": said, "url": url_for("curate.tag", id=found.tag), "typed": found.typed}


def own_clashes(term: Term) -> list[dict[str, str]]:
    """Return the names that a tag shares with others as it is."""
    return [
        clash(each) for each in clashes.find(context.vocabulary(), term.names, term.scheme, term.id)
    ]


def tree(scheme: str) -> Iterator[tuple[Term, int]]:
    """Yield the tags of a scheme that are not retired, each below its parent, with its depth."""
    vocabulary, language = context.vocabulary(), context.language()

    def grow(ids: Iterable[str], depth: int) -> Iterator[tuple[Term, int]]:
        for id in vocabulary.in_order(ids, language):
            yield vocabulary[id], depth
            below = [each for each in vocabulary.children[id] if vocabulary[each].scheme == scheme]
            yield from grow(below, depth + 1)

    own = [vocabulary[id] for id in vocabulary.schemes[scheme].terms]
    tops = [each.id for each in own if not each.replaced_by and not _has_parent_in(each, scheme)]
    yield from grow(tops, 0)


def _has_parent_in(term: Term, scheme: str) -> bool:
    return term.parent is not None and context.vocabulary()[term.parent].scheme == scheme


def retired(scheme: str) -> list[Term]:
    """Return the retired tags of a scheme, by name."""
    vocabulary = context.vocabulary()
    ids = [id for id in vocabulary.schemes[scheme].terms if vocabulary[id].replaced_by]
    return [vocabulary[id] for id in vocabulary.in_order(ids, context.language())]


def choices(
    scheme: str, chosen: str | None, without: Iterable[str] = ()
) -> list[tuple[str, str, bool]]:
    """Return the tags of a scheme to choose one from, as a tree: id, label, whether it is chosen."""
    left_out = set(without)
    return [
        (term.id, _INDENT * depth + term.label(context.language()), term.id == chosen)
        for term, depth in tree(scheme)
        if term.id not in left_out
    ]


def with_below(id: str) -> list[str]:
    """Return a tag and all below it: where it cannot move."""
    return [id, *context.vocabulary().descendants(id)]


def history(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Return edits as a list shows them, each with whether it may be taken back."""
    session = context.session()
    people = _names_of([each.by_id for each in edits])
    return [
        {
            "number": each.number,
            "who": people.get(each.by_id or 0) or _("The command line"),
            "what": _(undoing.SAID.get(each.verb, each.verb)),
            "thing": _label(each.thing),
            "url": url_for("curate.tag", id=each.thing) if _is_tag(each) else None,
            "at": each.at,
            "undone_by": each.undone_by,
            "undoes": each.undoes,
            "may_undo": undoing.may_be_undone(session, each),
            "details": list(_details(each)),
        }
        for each in edits
    ]


def _is_tag(edit: Edit) -> bool:
    return edit.thing in context.vocabulary()


def _label(thing: str) -> str:
    vocabulary = context.vocabulary()
    return vocabulary[thing].label(context.language()) if thing in vocabulary else thing


def _details(edit: Edit) -> Iterator[str]:
    """Yield in words what is other than before, of the tag itself."""
    before = edit.before.get(recording.TAG, {}).get(edit.thing)
    after = edit.after.get(recording.TAG, {}).get(edit.thing)
    if not before or not after:
        return
    gone = [each[2] for each in before["labels"] if each not in after["labels"]]
    new = [each[2] for each in after["labels"] if each not in before["labels"]]
    if gone:
        yield _("without: %(names)s", names="; ".join(gone))
    if new:
        yield _("new: %(names)s", names="; ".join(new))
    if before["parent"] != after["parent"]:
        above = _label(after["parent"]) if after["parent"] else _("the top")
        yield _("now below: %(name)s", name=above)
    if before["replaced_by"] != after["replaced_by"] and after["replaced_by"]:
        yield _("stands for it: %(name)s", name=_label(after["replaced_by"]))


def _names_of(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {id for id in ids if id}
    found = (context.session().get(User, id) for id in wanted)
    return {each.id: each.name for each in found if each}
