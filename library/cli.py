"""The command line, `saodieu`: everything an administrator does without a browser.

Speaks the language of the terminal. Exit codes: 0 done, 1 something was refused, 2 wrong usage.
"""

import gc
import json
import os
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from library import (
    __version__,
    changes,
    checking,
    cli_accounts,
    cli_tags,
    cli_upkeep,
    config,
    i18n,
    serving,
    text,
    transfer,
)
from library.errors import Message
from library.exchange import listing, sheet
from library.items import folder as activity_format
from library.marking import N_
from library.originals import describing
from library.search import asked, catchup
from library.search.query import Query
from library.terminal import REFUSED, terminal
from library.wiring import Library


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="saodieu", message="%(prog)s %(version)s")
def main() -> None:
    """Sáo Diều, the activity library for schools."""
    # Nearly all that imports, an index and pages are made of stays; at the usual 700 new objects
    # Python looks for garbage so often that a first start spends a tenth of its time on it.
    gc.set_threshold(50_000)
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not begin with UTF-8
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command()
def init() -> None:
    """Create the data folder, database, vocabulary and starter collection."""
    with terminal.library() as library:
        _init(library)


def _init(library: Library) -> None:
    outcome = transfer.bring_starter_collection(library)
    _report(outcome)
    terminal.say(N_("The library is ready in %(data)s."), data=library.settings.data)


@main.command()
@click.option("--host", help="The address to listen on, 127.0.0.1 by default.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port, 8000 by default.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the library to browsers."""
    for name, given in (("HOST", host), ("PORT", port)):
        if given:  # a setting for this run: links and QR codes follow from it too
            os.environ[config.PREFIX + name] = str(given)
    with terminal.library() as library:
        settings = library.settings
        serving.check(settings.host, settings.port)
        if transfer.is_new(library):
            _init(library)
        library.catch_up()
    serving.run(settings.host, settings.port, settings.threads)


@main.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="Publish what is imported at once.")
def import_(paths: tuple[Path, ...], publish: bool) -> None:
    """Import items in the activity format, documents and sheets: files, folders and zips."""
    with terminal.library() as library:
        with click.progressbar(length=transfer.count(library, paths), file=sys.stderr) as bar:
            outcome = transfer.bring_in(
                library, paths, publish=publish, progress=lambda _: bar.update(1)
            )
        _report(outcome)


def _report(outcome: transfer.Outcome) -> None:
    for name, message in (*outcome.noted, *outcome.refused):
        terminal.warn(Message("%(name)s: %(why)s", {"name": name, "why": message}))
    terminal.say(
        N_("%(saved)s saved, %(unchanged)s unchanged, %(refused)s refused."),
        saved=outcome.saved,
        unchanged=outcome.unchanged,
        refused=len(outcome.refused),
    )
    if outcome.refused:
        sys.exit(REFUSED)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def understand(files: tuple[Path, ...]) -> None:
    """Print what Word, ODT, PDF, HTML, Markdown or text files would become, as JSON."""
    names = [path.name for path in files]
    with terminal.library() as library:
        with library.sessions.reading() as session:
            vocabulary = library.vocabulary(session)
        found = {
            # Two files of one name are told apart by where they lie.
            path.name if names.count(path.name) == 1 else str(path): describing.describe(
                path, library.desk, library.reader, vocabulary, terminal.translate
            )
            for path in files
        }
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    refused = {name: each["error"] for name, each in found.items() if each["error"]}
    for name, why in refused.items():
        click.echo(f"{name}: {why}", err=True)
    if refused:
        sys.exit(REFUSED)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--query", default="", help="Only what this search finds.")
def export(folder: Path, query: str) -> None:
    """Write published items to a folder in the activity format."""
    with terminal.library() as library:
        ids = transfer.found(library, query)
        with click.progressbar(length=len(ids), file=sys.stderr) as bar:
            written = transfer.write_out(library, ids, folder, lambda _: bar.update(1))
        if not query:
            transfer.write_collections(library, folder)
        terminal.say(N_("%(count)s items written to %(folder)s."), count=written, folder=folder)


@main.command()
@click.argument("words", default="")
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
@click.option("--size", default=20, type=click.IntRange(1, 100), help="How many results.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Answer one query a line.",
)
def search(words: str, as_json: bool, size: int, file: Path | None) -> None:
    """Search as the page does."""
    with terminal.library() as library:
        lines = _lines(file) if file else [words]
        with library.sessions.reading() as session:
            library.follow(session, changes.last(session))
            for line in lines:
                answer = _answer(session, library, line, size)
                if as_json or file:
                    click.echo(json.dumps(answer, ensure_ascii=False))
                else:
                    _print(answer)


def _lines(file: Path) -> list[str]:
    return list(StringIO(activity_format.decoded(file.name, file.read_bytes()), newline=None))


def _answer(session: Session, library: Library, words: str, size: int) -> dict[str, Any]:
    query = Query(text=text.tidy(words), size=size)
    language = i18n.of_terminal()

    def address(slug: str) -> str:
        return f"{library.settings.address}/{language}/items/{slug}"

    found = library.answer(session, query)
    vocabulary = library.vocabulary(session)
    return listing.answer(session, query, found, vocabulary, language, address)


def _print(answer: dict[str, Any]) -> None:
    for item in answer["items"]:
        click.echo(f"{' / '.join(item['title'].values())}\n    {item['url']}")
    terminal.say(N_("%(count)s found."), count=answer["total"])


@main.command()
@click.option("--without-results", "which", flag_value="without", help="Only what found nothing.")
@click.option("--rarely-opened", "which", flag_value="unopened", help="Only what convinced nobody.")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help="How many at most.")
def searches(which: str | None, limit: int) -> None:
    """List what is searched for, as CSV; the last minute of a running server may be missing."""
    asked_for = {"without": asked.without_results, "unopened": asked.rarely_opened}
    columns = ("text", "language", "asked", "found", "opened", "last_on")
    with terminal.library() as library, library.sessions.reading() as session:
        rows = asked_for.get(which or "", asked.most)(session, limit)
        cells = [[getattr(row, column) for column in columns] for row in rows]
        click.echo(sheet.written(columns, cells), nl=False)


@main.group()
def index() -> None:
    """Care for the search index."""


@index.command()
def rebuild() -> None:
    """Make the search index anew, with the text of files that were not read before."""
    with terminal.library() as library:
        library.read_files()
        with (
            library.sessions.reading() as session,
            click.progressbar(length=1, file=sys.stderr) as bar,
        ):

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            count = catchup.rebuild(session, library.index, library.vocabulary(session), progress)
        terminal.say(N_("%(count)s items indexed."), count=count)


@main.command()
def check() -> None:
    """Check database, files and index against each other."""
    with terminal.library() as library:
        library.catch_up()
        found = list(checking.problems(library))
        for problem in found:
            terminal.warn(problem)
        if found:
            sys.exit(REFUSED)
        terminal.say(
            N_(
                "All is well. %(count)s kept files belong to no item (an interrupted import leaves some)."
            ),
            count=checking.loose_files(library),
        )
        for each in checking.cited_out_of_force(library):
            terminal.say(each.sentence, **each.values)


main.add_command(cli_accounts.unit)
main.add_command(cli_accounts.user)
main.add_command(cli_upkeep.jobs_)
main.add_command(cli_upkeep.history)
main.add_command(cli_upkeep.links)
main.add_command(cli_tags.tags)
