"""The names of the layouts that come with the program, for those who need no layout itself."""

from __future__ import annotations

from anthology.core.i18n import layouts_folder

HOUSE = "house"
SETTINGS = "layout.yaml"


def shipped_names() -> tuple[str, ...]:
    """The names of the layouts that come with the program, that of the house first."""
    names = sorted(path.parent.name for path in layouts_folder().glob(f"*/{SETTINGS}"))
    return tuple(sorted(names, key=lambda name: name != HOUSE))
