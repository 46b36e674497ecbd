"""Finished books described for shops, libraries and e-readers: ONIX 3.0 messages, OPDS 2.0 feeds, files of references.

In: the book and its finished files. Out: bytes of records beside the editions.
Extended by: `onix_codes.yaml` (the code lists of ONIX).
"""

from anthology.export.epub_metadata import Contributor
from anthology.export.model import CatalogueEntry, Cover, EditionFile, Output, entry_of
from anthology.export.onix import onix_gaps, onix_message
from anthology.export.opds import FEED_NAME, FEED_TYPE, opds_feed
from anthology.export.opds_folder import Shelf, read_folder

__all__ = [
    "FEED_NAME",
    "FEED_TYPE",
    "CatalogueEntry",
    "Contributor",
    "Cover",
    "EditionFile",
    "Output",
    "Shelf",
    "entry_of",
    "onix_gaps",
    "onix_message",
    "opds_feed",
    "read_folder",
]
