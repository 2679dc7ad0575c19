"""Commands for the vocabulary: looking into it, writing it to a file, taking one in."""

from pathlib import Path

import click

from library import i18n
from library.accounts.roles import CommandLine
from library.errors import Message
from library.exchange import vocabulary_files
from library.marking import N_
from library.tags import entries, replacing
from library.tags.replacing import Change, Difference
from library.terminal import terminal

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def tags() -> None:
    """Look into the vocabulary, write it to a file, take one in."""


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
            found = replacing.difference(session, coming)
        _show(found)
        if not found.changes:
            return
        question = Message(N_("Take this in?")).translated(terminal.translate)
        if not yes and not click.confirm(question, err=True):
            terminal.refuse(Message(N_("Nothing was changed.")))
        with library.writing() as session:
            replacing.apply(session, CommandLine(), coming, found.base)
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
