"""The entry point, `anthology` or `python -m anthology`: it removes the current folder from the import path.

Before that only modules are imported that every Python has loaded when it starts.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


# The user's folders: files for them must not be written into the folder of a book.
USER_FOLDERS = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def run() -> NoReturn:
    """Run the command line. A file in a book's folder may have the name of a module, so nothing is imported from there.

    Folders of the user that are relative or empty count as not given (XDG Base Directory Specification 0.8), because
    libraries use them unchecked. With PYTHONINSPECT Python would report every exit as an error and wait for input, so
    the program starts again without it.
    """
    if os.environ.pop("PYTHONINSPECT", "") and sys.executable:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for name in USER_FOLDERS:
        if not os.path.isabs(os.environ.get(name, "/")):  # noqa: PTH117  # pathlib is not loaded yet
            del os.environ[name]
    here = _here()
    sys.path[:] = [path for path in sys.path if path and os.path.realpath(path) != here]
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path and os.path.realpath(path) != here)
    os.environ["PYTHONSAFEPATH"] = "1"  # for the worker processes

    from anthology.cli import run as run_command

    run_command()


def _here() -> str:
    try:
        return os.path.realpath(os.getcwd())  # noqa: PTH109  # pathlib is not loaded yet
    except OSError:
        return ""


if __name__ == "__main__":
    run()
