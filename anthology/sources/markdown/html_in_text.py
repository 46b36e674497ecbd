"""Runs of Markdown and HTML as blocks, and lines with tags among their words as inline content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from lxml import html
from markdown_it.tree import SyntaxTreeNode

from anthology.core.document import Block, Blocks, Inlines, Paragraph
from anthology.core.findings import Finding, Location
from anthology.core.limits import exceeded, limit
from anthology.sources.inlines import joined
from anthology.sources.markdown.embedded_html import (
    PLACE,
    WORDS,
    Gone,
    MixedTree,
    Run,
    is_in_verse,
    number_of,
    placed,
    run_of,
    tree_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """A block of a run, the first and the last of the nodes that it takes, and the names of its places."""

    block: Block
    first: int
    last: int
    anchors: tuple[str, ...]


class Reader(Protocol):
    """Who reads the Markdown: where it is, what it found, the names of places that wait for their block."""

    here: Location
    findings: list[Finding]
    anchors: list[str]

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        """The blocks of nodes."""
        ...

    def part(self, node: SyntaxTreeNode) -> Inlines:
        """The content of a part of a line."""
        ...


class Weaver:
    """Makes blocks and lines of what a reader finds tags in; `gone` is what they had and the book has not."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.gone = Gone()
        self.in_verse = False
        self._above = 0

    def blocks(self, run: Run) -> Iterator[Woven]:
        """The blocks of a run in order."""
        at = self.reader.here
        body = tree_of(run, placed(at, run.nodes[0]), self._above, self.gone)
        tree, done = self._tree(body, at, run)
        for unit in tree.walk(body):
            first = tree.row if tree.began is None else tree.began
            tree.began = None
            anchors = (*self.reader.anchors, *unit.anchors)
            self.reader.anchors.clear()
            if unit.block:
                yield Woven(block=unit.block, first=first, last=tree.row, anchors=anchors)
        rest = self._left(body, tree, done)
        more = [Paragraph(content=rest, at=at)] if rest else []
        for block in (
            *more,
            *(each for place in body.iter(PLACE) if _key(place) not in done for each in tree.made(place)),
        ):
            yield Woven(block=block, first=tree.row, last=tree.row, anchors=())
        self.reader.anchors += tree.waiting
        self._tell(tree)

    def line(self, nodes: Sequence[SyntaxTreeNode]) -> Inlines:
        """The content of one line."""
        run = run_of(nodes)
        body = tree_of(run, self.reader.here, self._above, self.gone)
        tree, done = self._tree(body, self.reader.here, run)
        content = tree.line(body)
        self.reader.anchors += [each.get("id") or each.get("name") for each in body.iter() if _is_named(each)]
        content = (*content, *self._left(body, tree, done))
        self._tell(tree)
        return content

    def _tree(self, body: html.HtmlElement, at: Location, run: Run) -> tuple[MixedTree, set[str]]:
        """The tree with the Markdown that stands in it, each part of that made once, and which parts were asked for."""
        blocks: dict[int, Blocks] = {}
        words: dict[int, Inlines] = {}
        done: set[str] = set()

        def made(element: html.HtmlElement) -> Blocks:
            row = number_of(element)
            node = run.nodes[row]
            done.add(_key(element))
            tree.at = self.reader.here = placed(at, node)
            tree.row = row
            if run.pieces[row]:
                return ()
            if row not in blocks:
                with self._within(element, node):
                    blocks[row] = tuple(self.reader.blocks([node]))
            return blocks[row]

        def worded(element: html.HtmlElement) -> Inlines:
            number = number_of(element)
            done.add(_key(element))
            if number not in words:
                with self._within(element, run.words[number]):
                    words[number] = self.reader.part(run.words[number])
            return words[number]

        tree = MixedTree(main=body, at=at, made=made, worded=worded)
        tree.in_verse = self.in_verse
        return tree, done

    @contextmanager
    def _within(self, element: html.HtmlElement, node: SyntaxTreeNode) -> Iterator[None]:
        """While the Markdown at an element is read: how deep it stands, and whether in verse."""
        before = self._above, self.in_verse
        self._above += sum(1 for _ in element.iterancestors())
        self.in_verse = self.in_verse or is_in_verse(element)
        if self._above + max(each.level for each in node.walk()) > limit("levels"):
            raise exceeded(
                "levels", "lists or quotations and HTML nested too deep", self.reader.here, "make it flatter"
            )
        yield
        self._above, self.in_verse = before

    def _left(self, body: html.HtmlElement, tree: MixedTree, done: set[str]) -> Inlines:
        """Words of the tree that none of its elements has shown: they are the author's."""
        found: list[Inlines] = []
        for element in body.iter(WORDS):
            if _key(element) not in done:
                found.append(tree.worded(element))
        return joined([inline for each in found for inline in each])

    def _tell(self, tree: MixedTree) -> None:
        self.reader.findings += dict.fromkeys(tree.findings)


def _key(element: html.HtmlElement) -> str:
    return f"{element.tag}{number_of(element)}"


def _is_named(element: html.HtmlElement) -> bool:
    return bool(element.get("id") or (element.tag == "a" and element.get("name")))
