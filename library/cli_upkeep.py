"""Commands that look after a library that runs: what waits to be done."""

import click

from library import jobs
from library.errors import Message
from library.marking import N_
from library.terminal import terminal


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
    said = N_("given up") if job.is_given_up else N_("waits")
    return Message(said).translated(terminal.translate)


@jobs_.command()
@click.option("--again", is_flag=True, help="Also what failed or was given up.")
def run(again: bool) -> None:
    """Do what is due now."""
    with terminal.library() as library:
        if again:
            with library.sessions.writing() as session:
                jobs.try_again(session)
        count = library.worker.run()
        with library.sessions.reading() as session:
            left = jobs.every(session)
        terminal.say(N_("%(count)s tried, %(left)s still wait."), count=count, left=len(left))
