"""The command line: the only room that prints or exits; one module for each command."""

from anthology.cli.main import main, run

__all__ = ["main", "run"]
