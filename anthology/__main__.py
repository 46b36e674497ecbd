"""Where the program begins, as `anthology` or `python -m anthology`: nothing in the current folder is importable.


Only modules that every Python has loaded when it starts are imported before that.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


# Places of the user's own files: what is kept there must not land in the folder of a book.
PLACES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def run() -> NoReturn:
    """Run the command line; in a book's folder a file of somebody else may be called like a module.

    A place of the user's files that is relative, or empty, is taken as not given (XDG Base Directory Specification
    0.8): libraries take it as they find it. PYTHONINSPECT, under which Python tells every end as an error and waits for
    statements, is not for this program: it begins again without it.
    """
    if os.environ.pop("PYTHONINSPECT", "") and sys.executable:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for name in PLACES:
        if not os.path.isabs(os.environ.get(name, "/")):  # noqa: PTH117  # pathlib is not loaded yet
            del os.environ[name]
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


if __name__ == "__main__":
    run()
