"""The folders of the user that the environment names, and which of them count.

This module imports only what every Python has loaded when it starts: the entry point needs it before all others.
"""

import os

# Files for the user must not be written into the folder of a book.
USER_FOLDERS = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def usable_folder(name: str, folder: str) -> str:
    """The folder to use where a variable of the environment names this one; empty if that counts as not given.

    A relative path is not given (XDG Base Directory Specification 0.8). In place of a home that does not exist, as that
    of many accounts of services, and of a path of which nothing exists, stands the null device, below which nothing can
    be written: no folder is made in the root folder.
    """
    if not os.path.isabs(folder):  # noqa: PTH117  # pathlib is not loaded yet
        return ""
    beginning = folder if name == "HOME" else os.sep + os.path.normpath(folder).lstrip(os.sep).partition(os.sep)[0]
    return folder if os.path.exists(beginning) else os.devnull  # noqa: PTH110
