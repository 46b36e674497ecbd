"""The manifest of a book: book.yaml as records, with everything that is wrong with it."""

from anthology.manifest.choices import BACK, FRONT
from anthology.manifest.files import read_file
from anthology.manifest.loading import load, schema, validate
from anthology.manifest.records import (
    Author,
    Bibliography,
    Booklet,
    BookRights,
    CleaningStep,
    ContentNote,
    Edition,
    EssayEntry,
    Manifest,
    Part,
    Permission,
    Person,
    Published,
    Waiver,
)
from anthology.manifest.values import Length, Title

__all__ = [
    "BACK",
    "FRONT",
    "Author",
    "Bibliography",
    "BookRights",
    "Booklet",
    "CleaningStep",
    "ContentNote",
    "Edition",
    "EssayEntry",
    "Length",
    "Manifest",
    "Part",
    "Permission",
    "Person",
    "Published",
    "Title",
    "Waiver",
    "load",
    "read_file",
    "schema",
    "validate",
]
