"""Parsing of untrusted XML."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any  # lxml brings no types


def parse_xml(data: bytes, *, recover: bool = False, huge_tree: bool = False, keep_comments: bool = True) -> Element:
    """The root of an XML document; raises etree.XMLSyntaxError.

    No entity is expanded, no document type loaded and nothing fetched (CWE-611, CWE-776). `recover` reads on behind
    errors, and gives None where nothing is left; `huge_tree` lifts libxml2's own limits on depth and size, for callers
    that have checked both; without `keep_comments`, comments and processing instructions are left out.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=recover,
        huge_tree=huge_tree,
        remove_comments=not keep_comments,
        remove_pis=not keep_comments,
    )
    return etree.fromstring(data, parser)


def declares_entities(root: Element) -> bool:
    """Whether the document of an element has a document type of its own that declares entities."""
    document_type = root.getroottree().docinfo.internalDTD
    return document_type is not None and any(document_type.iterentities())
