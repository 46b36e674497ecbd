"""Where the program begins: it makes sure that nothing of the folder in which it is run is imported, then runs.

Only modules that every Python has loaded when it starts are imported before that.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def run() -> NoReturn:
    """Run the command line; in a book's folder a file of somebody else may be called like a module."""
    here = _here()
    sys.path[:] = [path for path in sys.path if path and _real(path) != here]
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path and _real(path) != here)
    os.environ["PYTHONSAFEPATH"] = "1"  # for the processes that set pieces

    from anthology.cli import run as run_command

    run_command()


def _here() -> str:
    try:
        return os.path.realpath(os.getcwd())  # noqa: PTH109  # pathlib is not loaded yet
    except OSError:
        return ""


def _real(path: str) -> str:
    return os.path.realpath(path)
