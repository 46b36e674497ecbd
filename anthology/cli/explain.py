"""The `explain` command: what a finding means, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Iterator

import click

from anthology.cli.completion import complete_code
from anthology.cli.main import main

WIDTH = 88  # columns of a paragraph
MOST_NEAR = 3  # codes that are suggested for one that does not exist


@main.command()
@click.argument("code", required=False, shell_complete=complete_code)
@click.option("--all", "as_page", is_flag=True, help="All codes, as a page of Markdown.")
def explain(code: str | None, as_page: bool) -> None:
    """Say what the finding CODE means, why it matters and how to mend it.

    \b
    anthology explain M005        one code
    anthology explain --all       all of them
    """
    from anthology.core.finding_codes import explanation

    if as_page:
        click.echo("\n".join(_reference_page()))
        return
    try:
        lines = list(explanation((code or "").upper()))
    except KeyError:
        problem = f"there is no finding “{code}”; {_near(code)}" if code else "name a code, such as M005; "
        raise click.UsageError(f"{problem}`anthology explain --all` prints all of them") from None
    for line in lines:
        click.echo(click.wrap_text(line, WIDTH) if not line.startswith(" ") else line)


def _near(word: str) -> str:
    """A hint at codes that begin with or resemble the word, or whose summary has it; empty if there are none."""
    import difflib  # only a hint needs it

    from anthology.core.finding_codes import all_codes

    codes = all_codes()
    near = [code for code in codes if code.startswith(word.upper())]
    near = near or difflib.get_close_matches(word[:80].upper(), codes, n=MOST_NEAR, cutoff=0.7)
    near = near or [code for code, found in codes.items() if word.lower() in found.summary.lower().split()]
    return f"did you mean {' or '.join(near[:MOST_NEAR])}? " if near else ""


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
