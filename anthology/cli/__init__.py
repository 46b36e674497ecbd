"""The command line: the only room that prints or exits; a module for each group of commands."""

from anthology.cli import books, completion, diff, layouts, machine, preview, sources
from anthology.cli.guard import run
from anthology.cli.main import main

__all__ = ["books", "completion", "diff", "layouts", "machine", "main", "preview", "run", "sources"]
