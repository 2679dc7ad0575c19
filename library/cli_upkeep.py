"""Commands that look after a library that runs: what waits to be done, and what was done."""

import click

from library import chronicle, jobs, narrating
from library import history as events
from library.accounts.roles import CommandLine
from library.chronicle import Wanted
from library.errors import Conflict, Message
from library.exchange import sheet
from library.marking import N_
from library.terminal import terminal
from library.workbench import outside
from library.workbench.asking import REASONS, Answer, Asker


@click.group(name="jobs")
def jobs_() -> None:
    """See and do what waits after requests: letters, the daily sweep."""


@jobs_.command(name="list")
def list_jobs() -> None:
    """List what waits, how often it was tried and what went wrong."""
    with terminal.library() as library, library.sessions.reading() as session:
        for each in jobs.every(session):
            cells = (each.id, each.kind, f"{each.due_at:%Y-%m-%d %H:%M} UTC", each.tries)
            click.echo("\t".join(map(str, cells)) + f"\t{_state(each)}\t{each.trouble}")


def _state(job: jobs.Job) -> str:
    return _said(Message(N_("given up") if job.is_given_up else N_("waits")))


@jobs_.command()
@click.option("--again", is_flag=True, help="Also what failed or was given up.")
def run(again: bool) -> None:
    """Do what is due now."""
    with terminal.library() as library:
        if again:
            with library.sessions.writing() as session:
                jobs.try_again(session)
        count = library.work()
        with library.sessions.reading() as session:
            left = jobs.every(session)
        terminal.say(N_("%(count)s tried, %(left)s still wait."), count=count, left=len(left))


@click.group()
def links() -> None:
    """Look after the links of items that lead to other hosts."""


@links.command()
def check() -> None:
    """Ask other hosts whether the links of published items still work: those not asked for a month."""
    asked = []

    def told(url: str, answer: Answer) -> None:
        asked.append(url)
        if answer.reason:
            why = Message(REASONS[answer.reason], {"code": answer.code or "?"})
            terminal.warn(Message("%(url)s: %(why)s", {"url": url, "why": why}))

    with terminal.library() as library:
        asker = Asker(library.settings.address)
        if outside.check(library.sessions, asker, told=told) is None:
            raise Conflict(
                N_(
                    "Nobody answered, so this machine seems to be cut off. Nothing was written down."
                )
            )
        with library.sessions.reading() as session:
            known, broken = outside.counts(session)
        terminal.say(
            N_("Links asked: %(asked)s. Of all %(known)s, %(broken)s are broken."),
            asked=len(asked), known=known, broken=broken,
        )  # fmt: skip


@click.command()
@click.option("--csv", "as_csv", is_flag=True, help="All of it, the oldest first, as CSV.")
@click.option("--noun", default="", help="Only about things of a kind, such as users.")
@click.option("--thing", default="", help="Only about the thing with this number.")
@click.option("--limit", default=50, type=click.IntRange(1, 10_000), help="How many lines at most.")
@click.option("--forget", type=int, help="Delete the reason of the event with this number.")
def history(as_csv: bool, noun: str, thing: str, limit: int, forget: int | None) -> None:
    """List who did what to what, the newest first."""
    if forget is not None:
        with terminal.library() as library, library.writing() as session:
            events.forget_reason(session, None, forget)
            terminal.say(N_("The reason is deleted; the event stays."))
        return
    wanted = Wanted(noun=noun, thing=thing)
    with terminal.library() as library, library.sessions.reading() as session:
        if as_csv:
            click.echo(sheet.line(chronicle.COLUMNS), nl=False)
            for row in chronicle.every(session, CommandLine(), wanted):
                click.echo(sheet.line(chronicle.cells(row)), nl=False)
            return
        found = chronicle.newest(session, CommandLine(), wanted, limit)
        for told in narrating.told(session, found):
            click.echo(_line(told))


def _line(told: narrating.Told) -> str:
    at = f"{told.event.at:%Y-%m-%d %H:%M} UTC"
    details = [f"{_said(label)}: {_said(value)}" for label, value in told.details]
    done = f"{_said(told.what)}: {told.thing}"
    return "\t".join([str(told.event.number), at, _said(told.who), done, "; ".join(details)])


def _said(words: narrating.Value) -> str:
    return words.translated(terminal.translate) if isinstance(words, Message) else str(words)
