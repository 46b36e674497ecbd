"""Finished books told to shops, libraries and e-readers: ONIX 3.0 messages and OPDS 2.0 feeds."""

from anthology.catalogue.entries import Output, entry_of
from anthology.catalogue.onix import onix_gaps, onix_message
from anthology.catalogue.opds import FEED_NAME, FEED_TYPE, opds_feed
from anthology.catalogue.records import CatalogueEntry, Contributor, Cover, EditionFile
from anthology.catalogue.shelf import Shelf, read_folder

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
