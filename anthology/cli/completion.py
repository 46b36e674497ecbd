"""Completion in a shell: the script that turns it on, and the words of a book that it offers."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

from anthology.cli.main import main

SHELLS = ("bash", "zsh", "fish")
PROGRAM, VARIABLE = "anthology", "_ANTHOLOGY_COMPLETE"


@main.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options, editions, layouts and codes.

    \b
    eval "$(anthology completion bash)"                                         for this session, or in ~/.bashrc
    eval "$(anthology completion zsh)"                                          in ~/.zshrc
    anthology completion fish > ~/.config/fish/completions/anthology.fish       for fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, PROGRAM, VARIABLE).source())


def complete_code(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes that begin like this, each with what it means."""
    from anthology.core.finding_codes import all_codes

    del context, parameter
    return [
        CompletionItem(code, help=info.summary)
        for code, info in all_codes().items()
        if code.startswith(incomplete.upper())
    ]


def complete_layout(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The layouts that come with the builder and begin like this."""
    from anthology.render.layout_files import shipped_layout, shipped_names

    del context, parameter
    names = (name for name in shipped_names() if name.startswith(incomplete))
    return [CompletionItem(name, help=shipped_layout(name).settings.summary) for name in names]


def complete_edition(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The editions of the manifest that the line names so far, or of book.yaml; nothing of one that cannot be read."""
    from anthology.manifest import load

    del parameter
    named = context.params.get("manifest") or Path("book.yaml")
    manifest, _ = load(Path(named))
    editions = manifest.editions.items() if manifest else ()
    return [
        CompletionItem(name, help=f"{edition.format} for {edition.purpose}" if edition.format == "pdf" else "e-book")
        for name, edition in editions
        if name.startswith(incomplete)
    ]
