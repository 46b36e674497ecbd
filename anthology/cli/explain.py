"""The `explain` command: what a finding means, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import click

from anthology.cli.completion import complete_code
from anthology.cli.main import main

WIDTH = 88  # columns of a paragraph


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
        problem = f"there is no finding {code}" if code else "name a code"
        raise click.UsageError(f"{problem}; the codes are {', '.join(all_codes())}") from None
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
