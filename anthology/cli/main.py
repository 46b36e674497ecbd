"""The program itself: its help, its version, its signals."""

from __future__ import annotations

import os
import signal

import click

from anthology.cli.output import Terminated
from anthology.core.version import __version__

VERSION_HELP = "Say the version, and those of the engines that the finished bytes depend on."


def _say_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if not value or context.resilient_parsing:
        return
    from anthology.cli.machine_report import versions

    click.echo(f"anthology {__version__}")
    for name, number in versions():
        click.echo(f"  {name} {number}")
    context.exit()


class CommandGroup(click.Group):
    """A group whose own help names each of its commands by example, so that no list of them has to follow."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say how to learn more of one command."""
        del ctx
        formatter.write_paragraph()
        formatter.write_text("anthology COMMAND --help says more of each command, by example.")


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version, help=VERSION_HELP)
@click.pass_context
def main(context: click.Context) -> None:
    """Build an anthology from one manifest: an EPUB for e-readers and PDFs for print.

    \b
    anthology new FOLDER         start a book that builds as it is
    anthology check              what is wrong with the book in book.yaml
    anthology build              make all its editions in build/
    anthology preview            a local page that follows every save
    anthology diff OLD NEW       what changed between two editions
    anthology ingest FILE        what cleaning makes of a source, line by line
    anthology catalogue FOLDER   a catalogue of the e-books there
    anthology explain CODE       what a finding means and how to mend it
    anthology layouts            the looks that a book may have
    anthology schema             the keys of the manifest and other files, for editors of text
    anthology completion bash    completion for your shell
    anthology cache              what is kept for quicker builds, and how to clear it
    anthology doctor             what this machine has and lacks
    """
    if os.environ.get("NO_COLOR"):  # no-color.org: any value that is not empty
        context.color = False
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(signum: int, frame: object) -> None:
    del signum, frame
    raise Terminated
