"""The addresses of links: what a book may lead to, and how an address is written so that every reader takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, quote, unquote, urljoin

from anthology.core.document import Figure

SOURCE = "source:"

_WEB = re.compile(r"(?P<scheme>https?)://(?P<host>[^\W_][\w.-]*)(?P<port>:\d{1,5})?(?P<rest>[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(r"mailto:(?P<rest>[^\s@<>]+@[^\s@<>]+)", re.IGNORECASE)
_PIECE = re.compile(r"book:[\w-]+(?:#[\w-]+)?")
_LOCAL = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|/)[^\\]{1,400}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|tiff?)\Z", re.IGNORECASE)
# Pages that only lead on, as Google Docs and mail programs write them into links, and the field with the address.
_LEADS_ON = re.compile(
    r"(?:(?:www\.)?google\.[a-z.]{2,6}/url|l\.facebook\.com/l\.php|[\w-]+\.safelinks\.protection\.outlook\.com/?)\?"
    r"(?P<fields>.*)",
    re.IGNORECASE,
)
_KEPT = "/:?&=+$,;@!~*'()-._%"

# What stands between spaces and quotation marks; in markup a reference to a character other than & parts it too.
_WRITTEN = re.compile(r"&(?!amp;)#?\w{1,8};|((?:[^\s<>\"“”„«»&]|&(?!#?\w{1,8};)|&amp;)+)")
_BEFORE, _BEHIND = "([{‘'*", ".,;:!?)]}’'*"
# A scheme; a host behind www; a DOI; a host with a path; an e-mail address; a host alone, in small letters.
_ADDRESS = re.compile(r"://|\bwww\.\w|\b10\.\d{4,9}/\S|\w\.[A-Za-z]{2,24}(?::\d{1,5})?[/?#]|\w@\w|\w\w\.[a-z]{2}")


def link_target(address: str) -> str:
    """The address of a link as a book writes it, empty where a book cannot lead there.

    Usable are http and https with a host, mailto with an address, and `book:ID` for a piece of the book. Characters
    that a URL cannot hold are percent-encoded (RFC 3986, section 2.1). Of a page that only leads on, the address is
    that to which it leads.
    """
    address = "".join(character for character in address if character.isprintable()).strip()
    web, mail = _WEB.fullmatch(address), _MAIL.fullmatch(address)
    if _PIECE.fullmatch(address):
        return address
    if mail:
        return f"mailto:{_encoded(mail['rest'])}"
    if not web or ".." in web["host"] or int((web["port"] or ":0")[1:]) > 65535:
        return ""
    if led := _LEADS_ON.fullmatch(address.partition("://")[2]):
        fields = parse_qs(led["fields"].partition("#")[0], max_num_fields=50)
        target = next((fields[name][0] for name in ("q", "url", "u") if name in fields), "")
        if _WEB.fullmatch(target) and not _LEADS_ON.match(target.partition("://")[2]):
            return link_target(target)
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


def picture_path(address: str) -> str:
    """The path that the address of a picture in a page names, without query and fragment, its characters decoded.

    An address with a scheme, such as `https:` or `data:`, is given back as it is (RFC 3986, sections 2.1 and 4.2).
    """
    if _SCHEME.match(address):
        return address
    return unquote(address.partition("#")[0].partition("?")[0])


def without_link(given: str, pictures: Sequence[Figure]) -> str:
    """The finding message for pictures that are the only content of a link; empty if the link leads to a picture too.

    A book shows them without it: what is to be followed has a name.
    """
    address = picture_path(given)
    if not pictures or not address or _PICTURE.search(address) or address == pictures[0].image:
        return ""
    return f"the picture “{pictures[0].image[:80]}” was a link to “{given[:200]}”"


def addresses_in(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text, plain or escaped for XHTML, addresses stand: of the web, of e-mail, and DOIs, linked or not.

    What looks like one, such as two words with a full stop between them, is taken for one: it is only set otherwise.
    """
    for written in _WRITTEN.finditer(text):
        words = written[1] or ""
        start = written.start() + len(words) - len(words.lstrip(_BEFORE))
        kept = words.strip(_BEFORE).rstrip(_BEHIND)
        if _ADDRESS.search(kept):
            yield start, start + len(kept)


def _encoded(text: str) -> str:
    return re.sub(r"%(?![0-9a-fA-F]{2})", "%25", quote(text, safe=_KEPT, errors="replace"))
