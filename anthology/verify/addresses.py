"""Addresses of a finished PDF read back: does one stand there with a hyphen that a reader would type?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from anthology.core.findings import Finding
from anthology.core.yaml import quote
from anthology.pdf.assemble.paginate import Pagination
from anthology.render.breaks import unhyphenated_words

LEAST = 8  # letters: shorter ones are found within other words
# A hyphen as PDFium reads it, which writes U+FFFE or U+0002 for one at the end of a line.
HYPHEN = re.compile("[-\u2010\u00ad\ufffe\x02]")
SPACE = re.compile(r"\s+")


def hyphenated_addresses(
    extracted: Sequence[str], markup: Iterable[str], name: str, pagination: Pagination
) -> Iterator[Finding]:
    """T035 for each address that a page shows with more hyphens than it has.

    `extracted` are the texts of the pages of the edition of that name, as a reader copies them, and `markup` is what
    was typeset. An address that goes on
    over a page is not looked at: what stands between its parts is no part of it.
    """
    wanted: dict[str, str] = {}
    addresses = set().union(*map(unhyphenated_words, markup))
    for each in sorted(addresses, key=lambda each: len(HYPHEN.findall(each))):
        if len(each) >= LEAST:
            wanted[HYPHEN.sub("", each)] = each  # of two that differ in hyphens alone the one with more
    for index, text in enumerate(extracted):
        if not HYPHEN.search(text):
            continue
        page = SPACE.sub("", text)
        plain = HYPHEN.sub("", page)
        places = [place for place, letter in enumerate(page) if not HYPHEN.match(letter)]
        for bare, address in wanted.items():
            starts = (found.start() for found in re.finditer(re.escape(bare), plain))
            shown = (page[places[start] : places[start + len(bare) - 1]] for start in starts)
            if any(len(HYPHEN.findall(words)) > len(HYPHEN.findall(address)) for words in shown):
                slug = pagination.pages[index].slug if index < len(pagination.pages) else ""
                message = f"{name}, page {index + 1}: {quote(address)} is printed with a hyphen that is not part of it"
                yield Finding("T035", message, piece=slug)
