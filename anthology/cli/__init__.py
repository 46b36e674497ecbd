"""The command line: the only room that prints or exits; one module for each command."""

from anthology.cli import (
    build,
    cache,
    catalogue,
    check,
    completion,
    diff,
    doctor,
    explain,
    ingest,
    layouts,
    new,
    preview,
    schema,
)
from anthology.cli.main import main, run

__all__ = [
    "build",
    "cache",
    "catalogue",
    "check",
    "completion",
    "diff",
    "doctor",
    "explain",
    "ingest",
    "layouts",
    "main",
    "new",
    "preview",
    "run",
    "schema",
]
