"""The files that a manifest names, read for the stages that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anthology.core.errors import SourceError
from anthology.core.files import FolderError
from anthology.core.findings import Finding, Location
from anthology.core.limits import limit, limit_error

if TYPE_CHECKING:
    from anthology.manifest.schema import Manifest


def read_file(manifest: Manifest, name: str, most: str, at: Location) -> bytes:
    """The bytes of a file in the book's folder, within the limit named `most`; `at` is the place that names it.

    Raises LimitError for a larger file and SourceError for one that cannot be had, as `Folder.read` refuses it.
    """
    try:
        return manifest.folder.read(name, limit(most))
    except FolderError as error:
        if error.trouble == "size":
            raise limit_error(most, f"{name} is too large", at, error.hint) from error
        raise SourceError(Finding("S001", f"{name}: {error.message}", at, error.hint)) from error
