"""The entry point, `anthology` or `python -m anthology`: it removes the current folder from the import path.

Before that only modules are imported that every Python has loaded when it starts, and one of this package. Annotations
are texts here: `__future__` would be one module more before the first signal is handled.
"""

import os
import sys

LIMIT = 9  # the exit code of LimitError
# What the system and its loader say of a process that may open too few files or use too little memory.
STARVED = ("Too many open files", "failed to map segment", "Cannot allocate memory")

LITTLE = 64 << 20  # bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from types import FrameType
    from typing import NoReturn
else:
    import _signal  # the part of `signal` that is built in


def run() -> "NoReturn":
    """Run the command line. A file in a book's folder may have the name of a module, so nothing is imported from there.

    Folders of the user that cannot be used are taken out of the environment: libraries use them unchecked. With
    PYTHONINSPECT Python would report every exit as an error and wait for input, so the program starts again without it.

    A signal that asks for the end ends the program at once: while it starts there is nothing to undo, and Python would
    print where it was.
    """
    for number in (_signal.SIGINT, _signal.SIGTERM, _signal.SIGHUP):
        _signal.signal(number, _end)
    if os.environ.pop("PYTHONINSPECT", "") and sys.executable:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    from anthology.core.user_folders import USER_FOLDERS, usable_folder

    for name in USER_FOLDERS:
        folder = usable_folder(name, os.environ.pop(name, ""))
        if folder:
            os.environ[name] = folder
    here = _here()
    sys.path[:] = [path for path in sys.path if path and os.path.realpath(path) != here]
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path and os.path.realpath(path) != here)
    os.environ["PYTHONSAFEPATH"] = "1"  # for the worker processes

    try:
        from anthology.cli import run as run_command

        run_command()
    except Exception as error:
        # Python without memory may raise anything: ValueError by its compiler, SystemError by a class without a type.
        if not (
            isinstance(error, MemoryError) or any(words in str(error) for words in STARVED) or _has_little_memory()
        ):
            raise
        reason = str(error) or "there is too little memory"
        print(f"anthology cannot start: {reason}; `ulimit -a` shows the limits", file=sys.stderr)  # noqa: T201
        sys.exit(LIMIT)


def _end(number: int, frame: "FrameType | None") -> None:
    del frame
    os._exit(128 + number)


def _has_little_memory() -> bool:
    """Whether this process may use less memory than Python with this program's modules needs."""
    try:
        import resource
    except (ImportError, MemoryError):
        return True
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return most != resource.RLIM_INFINITY and most < LITTLE


def _here() -> str:
    try:
        return os.path.realpath(os.getcwd())  # noqa: PTH109  # pathlib is not loaded yet
    except OSError:
        return ""


if __name__ == "__main__":
    run()
