"""The addresses of links: what a book may lead to, and how an address is written so that every reader takes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urljoin

from anthology.core.document import Figure

SOURCE = "source:"

_WEB = re.compile(r"(?P<scheme>https?)://(?P<host>[^\W_][\w.-]*)(?P<port>:\d{1,5})?(?P<rest>[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:(?P<rest>[^\s@<>]+@[^\s@<>]+)", re.IGNORECASE)
_PIECE = re.compile(r"book:[\w-]+(?:#[\w-]+)?")
_LOCAL = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|/)[^\\]{1,400}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|tiff?)\Z", re.IGNORECASE)
_KEPT = "/:?&=+$,;@!~*'()-._%"


def link_target(address: str) -> str:
    """The address of a link as a book writes it, empty where a book cannot lead there.

    Usable are http and https with a host, mailto with an address, and `book:ID` for a piece of the book. Characters
    that a URL cannot hold are percent-encoded (RFC 3986, section 2.1).
    """
    address = "".join(character for character in address if character.isprintable()).strip()
    web, mail = _WEB.fullmatch(address), _MAIL.fullmatch(address)
    if _PIECE.fullmatch(address):
        return address
    if mail:
        return f"mailto:{_encoded(mail['rest'])}"
    if not web or ".." in web["host"] or int((web["port"] or ":0")[1:]) > 65535:
        return ""
    before, mark, fragment = (web["rest"] or "").partition("#")
    return f"{web['scheme'].lower()}://{web['host']}{web['port'] or ''}{_encoded(before)}{mark}{_encoded(fragment)}"


def internal_target(address: str) -> str:
    """An address inside the book's own sources as `source:ADDRESS`, to be resolved when all are read; else empty.

    That is a relative path, with or without a place in the file, or `#PLACE` in the same file (RFC 3986, section 4.2).
    """
    address = unquote("".join(character for character in address if character.isprintable()).strip())
    is_local = _LOCAL.fullmatch(address) and address not in ("#", "#top")
    return f"{SOURCE}{address}" if is_local else ""


def is_address(given: str) -> bool:
    """Whether it can be read as an address, and leads out of its page."""
    try:
        urljoin("https://example.org/", given)
    except ValueError:
        return False
    return bool(given) and not given.startswith("#")


def without_link(given: str, pictures: Sequence[Figure]) -> str:
    """The finding message for pictures that are the only content of a link; empty if the link leads to a picture too.

    A book shows them without it: what is to be followed has a name.
    """
    address = given.partition("#")[0].partition("?")[0]
    if not pictures or not address or _PICTURE.search(address) or address == pictures[0].image:
        return ""
    return f"the picture “{pictures[0].image[:80]}” was a link to “{given[:200]}”"


def _encoded(text: str) -> str:
    return re.sub(r"%(?![0-9a-fA-F]{2})", "%25", quote(text, safe=_KEPT, errors="replace"))
