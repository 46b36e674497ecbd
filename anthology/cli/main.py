"""The program: the group of all commands, and how the command line is run."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

LICENCES_HELP = "Print the licences of the program and of all packages that it needs."
VERSION_HELP = "Say the version, and those of the engines that the finished bytes depend on."
COMPLETION = "_ANTHOLOGY_COMPLETE"  # the variable in which a shell asks for completions

# The commands, each a module of this package that is imported when it is called: arguments, and what it is for.
COMMANDS = {
    "new": ("FOLDER", "start a book that builds as it is"),
    "check": ("", "what is wrong with the book in book.yaml"),
    "build": ("", "make all its editions in build/"),
    "preview": ("", "a local page that follows every save"),
    "diff": ("OLD NEW", "what changed between two editions"),
    "ingest": ("FILE", "what cleaning makes of a source, line by line"),
    "catalogue": ("FOLDER", "a catalogue of the e-books there"),
    "explain": ("CODE", "what a finding means and how to mend it"),
    "layouts": ("", "the looks that a book may have"),
    "schema": ("", "the keys of the manifest and other files, for editors of text"),
    "completion": ("bash", "completion for your shell"),
    "cache": ("", "what is kept for quicker builds, and how to clear it"),
    "doctor": ("", "what this machine has and lacks"),
}
EXAMPLES = "\n".join(f"{f'anthology {name} {arguments}':<29}{use}" for name, (arguments, use) in COMMANDS.items())
HELP = f"Build an anthology from one manifest: an EPUB for e-readers and PDFs for print.\n\n\b\n{EXAMPLES}"


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    from anthology.cli.versions import versions
    from anthology.core.version import __version__

    click.echo(f"anthology {__version__}")
    for name, number in versions():
        click.echo(f"  {name} {number}")
    context.exit()


def _print_licences(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    from anthology.cli.licences import installed_packages, notices

    click.echo(notices(installed_packages()))
    context.exit()


class CommandGroup(click.Group):
    """A group that imports a command when it is called; its help lists them by example, so click need not."""

    _imported: MutableMapping[str, click.Command]

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """All commands by their names, imported for it."""
        for name in COMMANDS:
            import_module(f"anthology.cli.{name}")
        return self._imported

    @commands.setter
    def commands(self, commands: MutableMapping[str, click.Command]) -> None:
        self._imported = commands

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take a command into the group, which its module does."""
        self._imported[name or cmd.name or ""] = cmd

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the module of that name."""
        del ctx
        if cmd_name in COMMANDS:
            import_module(f"anthology.cli.{cmd_name}")
        return self._imported.get(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that begin like this; no command is imported for it."""
        from click.shell_completion import CompletionItem

        names = (name for name in COMMANDS if name.startswith(incomplete))
        found = [CompletionItem(name, help=COMMANDS[name][1]) for name in names]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say how to learn more of one command."""
        del ctx
        formatter.write_paragraph()
        formatter.write_text("anthology COMMAND --help says more of each command, by example.")


@click.group(
    cls=CommandGroup,
    help=HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help=VERSION_HELP)
@click.option(
    "--licences", is_flag=True, is_eager=True, expose_value=False, callback=_print_licences, help=LICENCES_HELP
)
@click.pass_context
def main(context: click.Context) -> None:
    """Run a command of the program."""
    if os.environ.get("NO_COLOR"):  # no-color.org: any value that is not empty
        context.color = False


def _run_command() -> NoReturn:
    try:
        main(complete_var=COMPLETION)
    except Exception:  # SystemExit, the usual end, is none
        from anthology.cli.output import report_errors

        with report_errors():
            raise
    raise SystemExit(0)


def run(work: Callable[[], NoReturn] = _run_command) -> NoReturn:
    """Run the program: the work in a watched child process; exit with its code.

    What is asked for often and is answered at once, completions and the options of the program itself, has no child.
    """
    _prepare_streams()
    if work is _run_command and (COMPLETION in os.environ or sys.argv[1:] in (["--version"], ["--help"], ["-h"])):
        work()
    from anthology.cli.watched import run_in_child

    run_in_child(work)


def _prepare_streams() -> None:
    """Escape characters that a standard stream cannot encode, and replace a closed stream by the null device."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream: Any = getattr(sys, name)
        if stream is None:
            mode = "r" if name == "stdin" else "w"
            with contextlib.suppress(OSError):
                setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # as long as the process
                continue
        if number and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
