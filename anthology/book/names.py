"""The people whom a manifest names: their pictures, and names that are of several people or not those of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anthology.citations.parse.names import BODIES, parse_natural_order
from anthology.core.document import Blocks, Figure
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.core.normalize import normalize
from anthology.core.yaml import quote
from anthology.manifest import Manifest
from anthology.manifest.choices import WRITTEN
from anthology.manifest.people import Credit

# Where a manifest names people: one or several authors, what others did, the editors and the people of the book.
PEOPLE: tuple[tuple[str, ...], ...] = (
    ("contributors", "*"),
    ("editors", "*"),
    ("essays", "*", "author"),
    ("essays", "*", "author", "*"),
    ("essays", "*", "contributors", "*"),
    *((kind, *route) for kind in WRITTEN for route in (("author",), ("author", "*"), ("contributors", "*"))),
)
# What stands before the last of several people, in the languages of the builder's words, and between others.
_LAST = re.compile(r"(?:,\s)?\s?(?:\b(?:and|with|und|mit|et|avec|y|e|con)\b|&|;)\s")
_OTHERS = re.compile(r",\s")


def people_in(name: str) -> tuple[str, ...]:
    """The people whom a name lists, none where it is that of one person or of a body.

    Each has a given name and a family name, and a word or a semicolon stands before the last: “Lee, Ada Mary” is one.
    """
    *before, last = _LAST.split(name)
    people = [*(each for part in before for each in _OTHERS.split(part)), last]
    if not before or BODIES.search(name) or not all(len(parse_natural_order(each) or ()) == 1 for each in people):
        return ()
    return tuple(people)


def several_in_one(manifest: Manifest) -> Iterator[Finding]:
    """M080 for a name that is a list of people; “Faber and Faber” and “Ministry of Food and Health” are none."""
    for pattern in PEOPLE:
        for name, at in manifest.texts(*pattern, "name"):
            if people := people_in(name):
                listed = ", ".join(f"{{name: {each}}}" for each in people)
                message = f"{quote(name)} names {len(people)} people as one"
                yield Finding("M080", message, at, f"write a list: [{listed}]")


def portraits(manifest: Manifest) -> Blocks:
    """The pictures of the people in the list of contributors, each with the anchor of its person."""
    return tuple(
        Figure(image=shown.file, alt=shown.alt, credit=(shown.credit,) if shown.credit else (), id=anchor)
        for anchor, shown in {each.anchor: each.picture for _, each in reversed(manifest.people())}.items()
        if shown
    )


def unlike_byline(credits_given: Sequence[Credit], essay: Essay) -> str:
    """In what the source names other people than the manifest, empty where it names the same."""
    if not essay.byline:
        return ""
    written = [each.name for each in credits_given if each.role == "author"]
    source = essay.origin.path
    if not written:
        return "" if credits_given else f"unsigned here, but {source} is by “{essay.byline}”"
    is_less = len(people_in(essay.byline)) > len(credits_given)
    if not is_less and all(normalize(name) in normalize(essay.byline) for name in written):
        return ""
    return f"by {', '.join(written)} here and by “{essay.byline}” in {source}"
