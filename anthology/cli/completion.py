"""Completion in a shell: the script that turns it on, and the words of a book that it offers."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from anthology import core
from anthology.cli.main import COMPLETION, main

if TYPE_CHECKING:
    from anthology.core.yaml import Plain

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "anthology"


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
    click.echo(kind(main, {}, PROGRAM, COMPLETION).source())


def complete_code(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes that begin like this, each with what it means."""
    del context, parameter
    subjects = _facts(Path(core.__file__).with_name("finding_codes.yaml"))
    codes = sorted(item for subject in subjects.values() for item in subject["codes"].items())
    found = ((code, info) for code, info in codes if code.startswith(incomplete.upper()))
    return [CompletionItem(code, help=info["summary"]) for code, info in found]


def complete_layout(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The layouts that come with the builder and begin like this."""
    from anthology.core.i18n import layouts_folder
    from anthology.render.shipped_layouts import SETTINGS, shipped_names

    del context, parameter
    names = (name for name in shipped_names() if name.startswith(incomplete))
    return [CompletionItem(name, help=_facts(layouts_folder() / name / SETTINGS)["summary"]) for name in names]


def complete_edition(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The editions of the manifest that the line names so far, or of book.yaml; nothing of one that cannot be read."""
    del parameter
    # Where the option before the cursor has no value yet, click has not read the arguments.
    manifests = context.params.get("manifests") or context.args or ["book.yaml"]
    found = ((name, edition) for path in manifests for name, edition in _editions(Path(path)).items())
    return [
        CompletionItem(name, help=f"PDF for {edition.get('purpose')}" if edition.get("format") == "pdf" else "e-book")
        for name, edition in found
        if name.startswith(incomplete)
    ]


def _facts(path: Path) -> Any:
    """A table of the program's own, not checked: for that pydantic would be imported, which takes longer than all."""
    import yaml

    from anthology.core.yaml import LOADER

    return yaml.load(path.read_text("utf-8"), Loader=LOADER)


def _editions(path: Path) -> dict[str, dict[str, Plain]]:
    """The editions of a manifest and of those that it extends, as they are written, whatever else is wrong there."""
    from anthology.core.files import Folder, FolderError
    from anthology.core.limits import limit
    from anthology.core.yaml import read

    found: dict[str, dict[str, Plain]] = {}
    folder, name, seen = Folder.of_book(path, {}), path.name, set[str]()
    while name not in seen:
        seen.add(name)
        try:
            document, _ = read(folder.read(name, limit("manifest-bytes")), path)
        except FolderError:
            break
        manifest = document.value if document else None
        editions = manifest.get("editions") if isinstance(manifest, dict) else None
        if isinstance(editions, dict):
            below = {key: dict(edition) for key, edition in editions.items() if isinstance(edition, dict)}
            found = below | {key: below.get(key, {}) | edition for key, edition in found.items()}
        extended = manifest.get("extends") if isinstance(manifest, dict) else None
        if isinstance(extended, str):
            name = posixpath.join(posixpath.dirname(name), extended)
    return found
