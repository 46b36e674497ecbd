"""The manifest: `book.yaml` read, inherited and validated, with everything that is wrong with it.

In: the path of a manifest. Out: `schema.Manifest` and findings.
Extended by: `schema` (a key), `validate.CHECKS` (a check over several keys).
"""

from anthology.manifest.choices import BACK, FRONT
from anthology.manifest.loader import load, read_file, schema, validate
from anthology.manifest.schema import (
    Author,
    Bibliography,
    Booklet,
    BookRights,
    CleaningStep,
    ContentNote,
    CoverPicture,
    Edition,
    EditorsNote,
    EssayEntry,
    Manifest,
    Part,
    Permission,
    Person,
    PictureWords,
    Published,
    Waiver,
)
from anthology.manifest.types import Length, Title

__all__ = [
    "BACK",
    "FRONT",
    "Author",
    "Bibliography",
    "BookRights",
    "Booklet",
    "CleaningStep",
    "ContentNote",
    "CoverPicture",
    "Edition",
    "EditorsNote",
    "EssayEntry",
    "Length",
    "Manifest",
    "Part",
    "Permission",
    "Person",
    "PictureWords",
    "Published",
    "Title",
    "Waiver",
    "load",
    "read_file",
    "schema",
    "validate",
]
