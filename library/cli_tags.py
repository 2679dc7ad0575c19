"""The vocabulary from the command line: looked into, shaped, written to a file and taken in from one."""

from pathlib import Path

import click

from library import i18n
from library.accounts.roles import CommandLine
from library.errors import Message
from library.exchange import vocabulary_files
from library.marking import N_
from library.review import wishes
from library.tags import editing, entries, importing, merging, recording, undoing
from library.tags.editing import Names
from library.tags.importing import Change, Difference
from library.terminal import terminal

_SHELL = CommandLine()
_LANGUAGES = click.Choice(list(i18n.LANGUAGES))
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def tags() -> None:
    """Look into the vocabulary and shape it."""


@tags.command(name="list")
@click.argument("scheme", default="")
def list_(scheme: str) -> None:
    """List the schemes, or the tags of one."""
    with terminal.library() as library, library.sessions.reading() as session:
        vocabulary, language = library.vocabulary(session), i18n.of_terminal()
        if not scheme:
            for each in vocabulary.schemes.values():
                click.echo(f"{each.id}\t{each.labels.get(language, '')}\t{len(each.terms)}")
            return
        if scheme not in vocabulary.schemes:
            terminal.refuse(Message(N_("There is no scheme “%(scheme)s”."), {"scheme": scheme}))
        for id in vocabulary.schemes[scheme].terms:
            click.echo(f"{id}\t{vocabulary[id].label(language)}")


@tags.command()
@click.argument("tag")
@click.argument("name")
@click.option("--language", type=_LANGUAGES, default=i18n.DEFAULT, help="Of the name.")
def rename(tag: str, name: str, language: str) -> None:
    """Call a tag otherwise in one language."""
    with terminal.library() as library, library.writing() as session:
        term = library.vocabulary(session)[tag]
        labels = {**term.labels, language: name}
        names = Names(labels, term.alternatives, term.abbreviations, term.notes)
        seen = recording.by_id(session, tag).edited
        editing.describe(session, _SHELL, tag, names, seen)
        terminal.say(N_("Done."))


@tags.command()
@click.argument("tag")
@click.argument("name")
@click.option("--language", type=_LANGUAGES, default=i18n.DEFAULT, help="Of the name.")
@click.option("--abbreviation", is_flag=True, help="It is an abbreviation, of no language.")
def synonym(tag: str, name: str, language: str, abbreviation: bool) -> None:
    """Let a tag be found by another name."""
    with terminal.library() as library, library.writing() as session:
        editing.add_name(session, _SHELL, tag, name, None if abbreviation else language)
        terminal.say(N_("Done."))


@tags.command()
@click.argument("tag")
@click.argument("into")
@click.option("--yes", is_flag=True, help="Do it, instead of only showing what it would do.")
def merge(tag: str, into: str, yes: bool) -> None:
    """Merge a tag into another."""
    with terminal.library() as library, library.writing() as session:
        shown = merging.preview(session, tag, into)
        terminal.say(
            N_("%(moved)s items get the other tag, %(both)s have both; %(children)s tags move, "
               "%(names)s names are gained."),
            moved=len(shown.moved), both=len(shown.both), children=len(shown.children),
            names=len(shown.gained),
        )  # fmt: skip
        if yes:
            merging.merge(session, _SHELL, tag, into, recording.by_id(session, tag).edited)
            step = recording.newest(session, 1)[0].number
            terminal.say(N_("Done; “saodieu tags undo %(number)s” takes it back."), number=step)
        else:
            terminal.say(N_("Nothing was changed; add --yes to do it."))


@tags.command()
@click.argument("number", type=int)
def undo(number: int) -> None:
    """Take a step of the vocabulary's history back."""
    with terminal.library() as library, library.writing() as session:
        wishes.guard(session, undoing.by_number(session, number))
        undoing.undo(session, _SHELL, number)
        terminal.say(N_("Done."))


@tags.command()
@click.argument("file", type=_FILE)
def export(file: Path) -> None:
    """Write the whole vocabulary to a file: .ttl, .jsonld, .rdf or, the tags alone, .csv."""
    with terminal.library() as library, library.sessions.reading() as session:
        form, whole = vocabulary_files.form_of(file.name), entries.read(session)
        file.write_bytes(vocabulary_files.written(whole, library.settings.address, form))
        terminal.say(N_("%(count)s tags written to %(file)s."), count=len(whole.tags), file=file)


@tags.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Take it in without asking.")
def import_(file: Path, yes: bool) -> None:
    """Show what a file would change in the vocabulary, ask, and take it in whole."""
    with terminal.library() as library:
        with library.sessions.reading() as session:
            coming = vocabulary_files.read(file, file.name, entries.read(session))
            found = importing.difference(session, coming)
        _show(found)
        if not found.changes:
            return
        question = Message(N_("Take this in?")).translated(terminal.translate)
        if not yes and not click.confirm(question, err=True):
            terminal.refuse(Message(N_("Nothing was changed.")))
        with library.writing() as session:
            importing.apply(session, _SHELL, coming, found.base)
        terminal.say(N_("The vocabulary was changed."))


def _show(found: Difference) -> None:
    for sign, some in (("+", found.added), ("~", found.changed), ("-", found.retired)):
        for each in some:
            click.echo(f"{sign} {_line(each)}")
    terminal.say(
        N_("%(added)s new, %(changed)s changed, %(retired)s retired, %(unchanged)s as they are. "
           "%(missing)s tags are not in the file and stay."),
        added=len(found.added), changed=len(found.changed), retired=len(found.retired),
        unchanged=found.unchanged, missing=len(found.missing),
    )  # fmt: skip


def _line(change: Change) -> str:
    if change.retires:
        return f"{change.id} -> {change.after.replaced_by}"
    return f"{change.id}\t{', '.join(change.fields)}".rstrip()
