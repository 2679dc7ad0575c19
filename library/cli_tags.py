"""The vocabulary from the command line: look into it, rename, merge, add a synonym, take a step back."""

import click

from library import i18n
from library.accounts.roles import CommandLine
from library.errors import Message
from library.marking import N_
from library.review import wishes
from library.tags import editing, merging, recording, undoing
from library.tags.editing import Names
from library.terminal import terminal

_SHELL = CommandLine()
_LANGUAGES = click.Choice(list(i18n.LANGUAGES))


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
