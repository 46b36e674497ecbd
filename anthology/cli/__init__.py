"""The command line: the only room that prints or exits; a module for each group of commands."""

from anthology.cli import books, compare, completion, live, looks, machine, sources
from anthology.cli.group import main
from anthology.cli.guard import run

__all__ = ["books", "compare", "completion", "live", "looks", "machine", "main", "run", "sources"]
