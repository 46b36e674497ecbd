"""Commands on the program and its machine: what is there, what is kept, what a finding means."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from anthology.cli.completion import complete_code
from anthology.cli.main import main
from anthology.cli.output import format_size
from anthology.core.errors import MissingError

WIDTH = 88  # columns of a paragraph that is to be read


@main.command()
def doctor() -> None:
    """Say what this machine has and lacks, and the command that installs what is missing.

    Ends with code 8 if a book cannot be built without something that is missing.

    \b
    anthology doctor                 everything, found or not
    anthology --version              the versions that the finished bytes depend on
    """
    from anthology.cli.machine_report import examine

    parts = examine()
    width = max(len(part.name) for part in parts) + 2
    for part in parts:
        state = part.found or ("MISSING" if part.needed else "not there")
        click.echo(f"{part.name:{width}}{state}  (for {part.purpose})")
        if not part.found:
            click.echo(f"{'':{width}}{part.install}")
    if any(part.needed and not part.found for part in parts):
        sys.exit(MissingError.exit_code)


@main.command()
@click.option("--clear", is_flag=True, help="Remove every entry.")
def cache(clear: bool) -> None:
    """Say where the cache is, what is in it and how large it may grow.

    Builds keep there what they have set in type; what was used longest ago goes first. Without it nothing is lost but
    time.

    \b
    anthology cache                  where it is and how large
    anthology cache --clear          empties it
    """
    from anthology.core.cache import Cache, default_cache_folder

    cache = Cache(folder=default_cache_folder())
    if clear:
        cache.clear()
    count = cache.count()
    entries = "1 entry" if count == 1 else f"{count} entries"
    click.echo(f"{cache.folder}\n{entries}, {format_size(cache.size())} of at most {format_size(cache.limit)}")


@main.command()
@click.argument("code", required=False, shell_complete=complete_code)
@click.option("--all", "as_page", is_flag=True, help="All codes, as a page of Markdown.")
def explain(code: str | None, as_page: bool) -> None:
    """Say what the finding CODE means, why it matters and how to mend it.

    \b
    anthology explain M005        one code
    anthology explain --all       all of them
    """
    from anthology.core.finding_codes import all_codes, explanation

    if as_page:
        click.echo("\n".join(_reference_page()))
        return
    try:
        lines = list(explanation((code or "").upper()))
    except KeyError:
        said = f"there is no finding {code}" if code else "name a code"
        raise click.UsageError(f"{said}; the codes are {', '.join(all_codes())}") from None
    for line in lines:
        click.echo(click.wrap_text(line, WIDTH) if not line.startswith(" ") else line)


def _reference_page() -> Iterator[str]:
    """All codes as lines of Markdown, by subject."""
    from anthology.core.finding_codes import subjects

    yield from ("# Codes", "")
    yield "All findings that the builder reports. `anthology explain CODE` prints the same in a terminal."
    for letter, about in subjects().items():
        yield from ("", f"## {letter}: {about.name}", "", about.why)
        for code, found in sorted(about.codes.items()):
            yield from ("", f"**{code}** ({found.severity}). {found.summary} *{found.remedy}*")
            if found.example:
                wrong, right = (text.splitlines() for text in (found.example.wrong, found.example.right))
                yield from ("", "```yaml", "# wrong", *wrong, "# right", *right, "```")
