"""The manifest: `book.yaml` read, inherited and validated, with everything that is wrong with it.

In: the path of a manifest. Out: `schema.Manifest` and findings.
Extended by: `schema`, `people`, `editions` (a key), `roles` (a role), `validate.CHECKS` (a check over several keys).
"""

from anthology.manifest.choices import BACK, FRONT
from anthology.manifest.editions import Booklet, Edition
from anthology.manifest.loader import load, read_file, schema, validate
from anthology.manifest.people import Credit, Person
from anthology.manifest.rights import BookRights, Permission
from anthology.manifest.schema import (
    Bibliography,
    CleaningStep,
    ContentNote,
    CoverPicture,
    EditorsNote,
    EssayEntry,
    Manifest,
    Part,
    PictureWords,
    Published,
    Waiver,
)
from anthology.manifest.types import Length, Title

__all__ = [
    "BACK",
    "FRONT",
    "Bibliography",
    "BookRights",
    "Booklet",
    "CleaningStep",
    "ContentNote",
    "CoverPicture",
    "Credit",
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
