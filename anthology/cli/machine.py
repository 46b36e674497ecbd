"""Commands on the program and its machine: what is there, what is kept, what a finding means."""

from __future__ import annotations

import sys

import click

from anthology.cli.group import main
from anthology.cli.output import measured
from anthology.codes import CODES
from anthology.errors import MissingError


@main.command()
def doctor() -> None:
    """Say what this machine has and lacks, and the command that installs what is missing.

    Ends with code 8 if a book cannot be built without something that is missing.
    """
    from anthology.doctor import examine

    parts = examine()
    for part in parts:
        state = part.found or ("MISSING" if part.needed else "not there")
        click.echo(f"{part.name:22}{state}  (for {part.purpose})")
        if not part.found:
            click.echo(f"{'':22}{part.install}")
    if any(part.needed and not part.found for part in parts):
        sys.exit(MissingError.exit_code)


@main.command()
@click.option("--clear", is_flag=True, help="Remove every entry.")
def cache(clear: bool) -> None:
    """Say where the cache is, what is in it and how large it may grow.

    Builds keep there what they have set in type; what was used longest ago goes first. Without it nothing is lost but
    time.
    """
    from anthology.store import Store, default_folder

    store = Store(folder=default_folder())
    if clear:
        store.clear()
    count = store.count()
    entries = "1 entry" if count == 1 else f"{count} entries"
    click.echo(f"{store.folder}\n{entries}, {measured(store.size())} of at most {measured(store.limit)}")


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what the finding CODE means, why it matters and how to mend it."""
    rule = CODES.get(code.upper())
    if rule is None:
        raise click.UsageError(f"there is no finding {code}; the codes are {', '.join(sorted(CODES))}")
    click.echo(f"{code.upper()} ({rule.severity})\n{rule.summary}\n{rule.remedy}")
