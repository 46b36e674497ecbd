"""Markdown: CommonMark with tables and footnotes, as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from anthology.findings import Finding, Location
from anthology.ingest.typography import silently_changed, with_true_quotes
from anthology.text import (
    Block,
    Blocks,
    Cell,
    Divider,
    Heading,
    Inline,
    Inlines,
    Items,
    LineBreak,
    Link,
    Mark,
    MarkKind,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    plain,
)

MARKS: dict[str, MarkKind] = {"em": "emphasis", "strong": "strong", "s": "strike"}
SCHEMES = ("http://", "https://", "mailto:", "book:")


def read_markdown(text: str, at: Location) -> tuple[Blocks, tuple[Finding, ...]]:
    """The blocks of a Markdown text, each with its line, and what was found wrong with it.

    Raw HTML stands as the characters that were typed; a link whose address is not http, https, mailto or book:
    keeps its words and loses its address, with finding S006. The nesting limit of the parser is raised, because
    its default drops deep lists without a word.
    """
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    reader = _Reader(SyntaxTreeNode(parser.parse(text)), at)
    return reader.blocks, tuple(reader.findings)


class _Reader:
    """Walks the syntax tree once; holds the footnotes that the text calls."""

    def __init__(self, root: SyntaxTreeNode, at: Location) -> None:
        self.at = at
        self.findings: list[Finding] = []
        self.notes = {
            int(note.meta["id"]): note
            for block in root.children
            if block.type == "footnote_block"
            for note in block.children
        }
        self.blocks = tuple(self._blocks(root.children))

    def _place(self, node: SyntaxTreeNode) -> Location:
        return replace(self.at, line=node.map[0] + 1) if node.map else self.at

    def _blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        for node in nodes:
            if node.type != "footnote_block":
                yield self._block(node)

    def _block(self, node: SyntaxTreeNode) -> Block:
        at = self._place(node)
        match node.type:
            case "heading":
                return Heading(content=self._inlines(node), level=max(1, int(node.tag[1]) - 1), at=at)
            case "blockquote":
                return Quote(blocks=tuple(self._blocks(node.children)), at=at)
            case "bullet_list" | "ordered_list":
                items = tuple(tuple(self._blocks(item.children)) for item in node.children)
                start = int(node.attrs.get("start", 1))
                return Items(items=items, ordered=node.type == "ordered_list", start=start, at=at)
            case "code_block" | "fence":
                return Preformatted(text=node.content, at=at)
            case "hr":
                return Divider(at=at)
            case "table":
                return self._table(node, at)
            case _:
                return Paragraph(content=self._inlines(node), at=at)

    def _table(self, node: SyntaxTreeNode, at: Location) -> Table:
        rows = tuple(
            tuple(Cell(content=self._inlines(cell), header=cell.type == "th") for cell in row.children)
            for part in node.children
            for row in part.children
        )
        return Table(rows=rows, header_rows=1, at=at)

    def _inlines(self, node: SyntaxTreeNode) -> Inlines:
        inlines: list[Inline] = []
        for child in node.children:
            if child.type == "inline":
                inlines.extend(self._inlines(child))
            else:
                inlines.extend(self._inline(child))
        return _joined(inlines)

    def _inline(self, node: SyntaxTreeNode) -> Inlines:
        match node.type:
            case "text" | "html_inline":
                return (node.content,)
            case "softbreak":
                return (" ",)
            case "hardbreak":
                return (LineBreak(),)
            case "code_inline":
                return (Mark(kind="code", content=(node.content,)),)
            case "link":
                return self._link(node)
            case "footnote_ref":
                note = self.notes[int(node.meta["id"])]
                children = [child for child in note.children if child.type != "footnote_anchor"]
                return (Note(blocks=tuple(self._blocks(children)), number=int(node.meta["id"]) + 1),)
            case "footnote_anchor":
                return ()
            case kind if kind in MARKS:
                return (Mark(kind=MARKS[kind], content=self._inlines(node)),)
            case _:
                return (node.content,) if node.content else self._inlines(node)

    def _link(self, node: SyntaxTreeNode) -> Inlines:
        target = str(node.attrs.get("href", ""))
        content = self._inlines(node)
        if target.startswith(SCHEMES):
            return (Link(target=target, content=content),)
        self.findings.append(Finding("S006", f"“{target}” is not an address that a book can link to", self.at))
        return content


def _joined(inlines: Sequence[Inline]) -> Inlines:
    """Neighbouring strings as one, with the silent changes of the house made in the whole."""
    joined: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, str) and joined and isinstance(joined[-1], str):
            joined[-1] += inline
        else:
            joined.append(inline)
    sides = [" ", *(plain((inline,)) for inline in joined), " "]
    return tuple(
        _typeset(inline, sides[index][-1:] or " ", sides[index + 2][:1] or " ") if isinstance(inline, str) else inline
        for index, inline in enumerate(joined)
    )


def _typeset(text: str, before: str, after: str) -> str:
    """The silent changes, with the spaces at the two ends kept: what stands beside is a mark or a link."""
    changed = silently_changed(with_true_quotes(text, before, after))
    lead = " " if text[:1].isspace() and changed else ""
    trail = " " if text[-1:].isspace() and changed else ""
    return f"{lead}{changed}{trail}" or " "
