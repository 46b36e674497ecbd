"""Links from one source to another, or to a place in the same one: as links between the pieces of the book."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from anthology.book.images.collect import path_of
from anthology.core.document import SEE, Block, Blocks, Inline, Inlines, Link, plain, rewrite_inlines
from anthology.core.essay import Essay
from anthology.core.findings import Finding
from anthology.core.urls import SOURCE
from anthology.manifest import EssayEntry

SHOWN = 100  # characters of an address in a message

Sources = Sequence[tuple[EssayEntry, Essay]]  # the essays of a book, each with what the manifest says of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The text that links stand in: its file in the book's folder, its chapter there, the essay that it is."""

    path: str
    chapter: str = ""
    slug: str = ""


def linked_blocks(blocks: Blocks, origin: Origin, essays: Sources) -> tuple[Blocks, tuple[Finding, ...]]:
    """The blocks with each link to a source as a link to the essay made of it, and to the block that it names.

    A link to a file that is no essay of the book, or to a place of its own text that is not there, is its words alone
    (S006); one to a place that another essay does not have leads to the beginning of that (S020).
    """
    resolver = _Resolver(origin=origin, essays=essays)
    return rewrite_inlines(blocks, resolver.change), tuple(dict.fromkeys(resolver.findings))


def with_references(blocks: Blocks) -> Blocks:
    """The blocks of the editors with their links to other pieces as references, behind which print gives the page."""

    def change(inline: Inline, _: Block) -> Inlines | None:
        if isinstance(inline, Link) and inline.target.startswith("book:") and "#" not in inline.target:
            return (replace(inline, role=SEE),)
        return None

    return rewrite_inlines(blocks, change)


@dataclass(slots=True, kw_only=True)
class _Resolver:
    origin: Origin
    essays: Sources
    findings: list[Finding] = field(default_factory=list)

    def change(self, inline: Inline, block: Block) -> Inlines | None:
        """A link to a source as one inside the book, or its words alone; nothing for all else."""
        if not isinstance(inline, Link) or not inline.target.startswith(SOURCE):
            return None
        address = inline.target.removeprefix(SOURCE)
        path, _, place = address.partition("#")
        essay = self._essay(path.partition("?")[0])
        words = " ".join(plain(inline.content).split())
        if essay is None:
            message = f"“{words[:SHOWN]}” leads to “{address[:SHOWN]}”, which is no essay of this book"
            self.findings.append(Finding("S006", message, block.at))
            return inline.content
        there = next((block for name, block in essay.anchors if name == place), None)
        if place and there is None:
            is_own = essay.slug == self.origin.slug
            where = "this text" if is_own else f"the essay {essay.slug}"
            message = f"“{words[:SHOWN]}” leads to “#{place[:SHOWN]}”: not in {where}"
            self.findings.append(Finding("S006" if is_own else "S020", message, block.at))
            if is_own:
                return inline.content
        return (replace(inline, target=f"book:{essay.slug}{f'#{there}' if there else ''}"),)

    def _essay(self, path: str) -> Essay | None:
        """The essay made of a file, which may also be named as the web page or without an ending."""
        origin = self.origin
        if not path:
            return next((essay for _, essay in self.essays if essay.slug == origin.slug), None)
        if origin.chapter:
            name = posixpath.basename(path)
            chapters = [each for each in self.essays if each[0].source == origin.path]
            return next((essay for entry, essay in chapters if posixpath.basename(entry.chapter) == name), None)
        wanted = path_of(path.partition("?")[0], origin.path)
        exact = [essay for entry, essay in self.essays if entry.source == wanted]
        stem, ending = posixpath.splitext(wanted)
        alike = [
            essay
            for entry, essay in self.essays
            if ending in ("", ".html", ".htm", ".xhtml", ".md") and posixpath.splitext(entry.source)[0] == stem
        ]
        found = exact or (alike if len(alike) == 1 else [])
        return found[0] if found else None
