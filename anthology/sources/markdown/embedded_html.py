"""HTML and Markdown together: nodes of Markdown with tags among them as one tree, sanitised as a web page is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from lxml import html
from markdown_it.tree import SyntaxTreeNode

from anthology.core.document import Block, Blocks, Inline, Inlines, LineBreak, Mark, Paragraph, plain, rewrite
from anthology.core.findings import Finding, Location, summarize
from anthology.core.limits import limit, limit_error
from anthology.core.normalize import without_forbidden
from anthology.sources.html.blocks import BLOCKS, Tree
from anthology.sources.html.lists import shape
from anthology.sources.html.sanitize import body_of, check_depth, levels, sanitize
from anthology.sources.html.styles import NO_SHEET
from anthology.sources.html.tree import FLOW, parts
from anthology.sources.inlines import is_language, joined
from anthology.sources.markdown.raw_tags import PASSAGE, SMALL_CAPITALS, VERSE, Piece, cut, pair, written
from anthology.sources.plaintext.inline import versed

PLACE, WORDS = "x-place", "x-words"  # what stands in a tree for a node of the Markdown, and for a part of a line
OWN: Mapping[str, tuple[str, ...]] = {
    PLACE: ("n",),
    WORDS: ("n",),
    **dict.fromkeys((VERSE, PASSAGE, SMALL_CAPITALS), ("id", "lang")),
}
_NO_PLACE = {"table", "thead", "tbody", "tfoot", "tr", "colgroup", "ul", "ol", "dl"}  # where only parts of them stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring nodes that HTML holds together, one at least, with the pieces of each that has tags."""

    nodes: tuple[SyntaxTreeNode, ...]
    pieces: tuple[tuple[Piece, ...], ...]
    words: tuple[SyntaxTreeNode, ...] = ()


@dataclass(slots=True, kw_only=True)
class MixedTree(Tree):
    """The tree of a run; `made` gives the blocks of the Markdown at a place, `worded` a part of a line.

    `row` is the node at which the walk is, `began` that where the block at the top began that is being made.
    """

    made: Callable[[html.HtmlElement], Blocks]
    worded: Callable[[html.HtmlElement], Inlines]
    in_verse: bool = False
    row: int = 0
    began: int | None = None
    flow: ClassVar[frozenset[str]] = FLOW | {PLACE, VERSE, PASSAGE}
    makers: ClassVar[Mapping[str, Callable[[Any, html.HtmlElement], Iterator[Block]]]] = {}

    def _begin(self) -> None:
        self.began = self.row if self.began is None else self.began

    def _block(self, element: html.HtmlElement) -> Iterator[Block]:
        if element.tag != PLACE:
            self._begin()
        return Tree._block(self, element)

    def _runs(self, nodes: Sequence[str | html.HtmlElement]) -> Iterator[Block]:
        if any(not isinstance(node, str) or node.strip() for node in nodes):
            self._begin()
        return Tree._runs(self, nodes)

    def inline(self, element: html.HtmlElement) -> Inlines:
        """An element amid words, or the part of a line that stands at its place."""
        if element.tag == WORDS:
            return self.worded(element)
        content = Tree.inline(self, element)
        is_small = element.tag == SMALL_CAPITALS and plain(content).strip()
        return (Mark(kind="small-caps", content=content),) if is_small else content

    def text(self, words: str) -> Inlines:
        """Text as HTML has it; in verse a line ends where it ends in the source."""
        if not self.in_verse:
            return Tree.text(self, words)
        found: list[Inline] = []
        for line in words.split("\n"):
            indent = (len(line) - len(line.lstrip(" "))) // 2
            found += [LineBreak(indent=indent), *Tree.text(self, line)]
        return tuple(found[1:])

    def placed(self, element: html.HtmlElement) -> Iterator[Block]:
        """The blocks of Markdown that stand here."""
        blocks = self.made(element)
        if blocks:
            self._begin()
        yield from blocks

    def preformatted(self, element: html.HtmlElement) -> Iterator[Block]:
        """Text as it stands, and the words of the parts of lines in it."""
        for part in element.iter(WORDS):
            part.text = without_forbidden(plain(self.worded(part)))
        yield from Tree.preformatted(self, element)

    def verse(self, element: html.HtmlElement) -> Iterator[Block]:
        """Verse: the lines of the paragraphs in it; what is no paragraph stands between."""
        is_within, self.in_verse = self.in_verse, True
        for part in parts(element, self._is_flow):
            if isinstance(part, list):
                yield from versed(self.inlines(part), self.at)
            elif part.tag in self.makers:
                for block in self._block(part):
                    yield from versed(block.content, block.at) if isinstance(block, Paragraph) else (block,)
            else:
                yield from self.verse(part)
        self.in_verse = is_within

    def passage(self, element: html.HtmlElement) -> Iterator[Block]:
        """Blocks in the language that their element names."""
        lang = element.get("lang", "")

        def said(content: Inlines, block: Block) -> Inlines:
            del block
            return (Mark(kind="span", content=content, lang=lang),) if plain(content).strip() else content

        blocks = tuple(self._blocks(element))
        yield from rewrite(blocks, said) if is_language(lang) else blocks


MixedTree.makers = {
    **BLOCKS,
    **dict.fromkeys(("pre", "listing"), MixedTree.preformatted),
    PLACE: MixedTree.placed,
    VERSE: MixedTree.verse,
    PASSAGE: MixedTree.passage,
}


def has_tags(node: SyntaxTreeNode) -> bool:
    """Whether a node is HTML, or a paragraph with tags or comments among its words."""
    return node.type == "html_block" or (
        node.type == "paragraph" and any(each.type == "html_inline" for each in in_line(node))
    )


def in_line(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """The parts of a line of text."""
    for child in node.children:
        if child.type == "inline":
            yield from child.children
        else:
            yield child


def runs(nodes: Sequence[SyntaxTreeNode]) -> Iterator[SyntaxTreeNode | Run]:
    """The nodes of one level: those that tags hold together as runs, the others by themselves."""
    if not any(map(has_tags, nodes)):
        yield from nodes
        return
    words: list[SyntaxTreeNode] = []
    pieces = [tuple(_pieces(node, row, words)) if has_tags(node) else () for row, node in enumerate(nodes)]
    pair(piece for each in pieces for piece in each)
    row = 0
    while row < len(nodes):
        if not pieces[row]:
            yield nodes[row]
            row += 1
            continue
        last, at = row, row
        while at <= last:
            last = max([last, *(piece.partner.row for piece in pieces[at] if piece.partner)])
            at += 1
        yield Run(nodes=tuple(nodes[row:at]), pieces=tuple(pieces[row:at]), words=tuple(words))
        row = at


def run_of(nodes: Sequence[SyntaxTreeNode]) -> Run:
    """The parts of one line as a run."""
    words: list[SyntaxTreeNode] = []
    pieces = tuple(_line_pieces(nodes, 0, words))
    pair(pieces)
    return Run(nodes=(), pieces=(pieces,), words=tuple(words))


def _pieces(node: SyntaxTreeNode, row: int, words: list[SyntaxTreeNode]) -> Iterator[Piece]:
    if node.type == "html_block":
        yield from cut(node.content, row, typed=node.info)
        yield Piece(kind="text", text="", row=row)
    else:
        yield from _line_pieces(tuple(in_line(node)), row, words)


def _line_pieces(nodes: Sequence[SyntaxTreeNode], row: int, words: list[SyntaxTreeNode]) -> Iterator[Piece]:
    for node in nodes:
        if node.type == "html_inline":
            yield from cut(node.content, row, is_inline=True)
        else:
            yield Piece(kind="words", text="", row=row, number=len(words))
            words.append(node)


@dataclass(slots=True, kw_only=True)
class Omissions:
    """What the HTML of a text had and the book has not: kinds of things left out, tags without their other half."""

    lines: dict[str, list[int]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    alone: dict[str, None] = field(default_factory=dict)

    def note(self, opened: Mapping[str, int], line: int | None) -> None:
        """Count what was left out of the line."""
        for kind, count in opened.items():
            self.counts[kind] += count
            self.lines.setdefault(kind, []).append(line or 0)

    def findings(self, at: Location) -> Iterator[Finding]:
        """S011 for what is left out, S030 for tags without their other half."""
        if self.counts:
            said = [f"{count} × {kind}{_lines(self.lines[kind])}" for kind, count in sorted(self.counts.items())]
            yield Finding("S011", f"left out: {', '.join(said)}", at)
        if self.alone:
            yield Finding("S030", summarize(self.alone), at)


def _lines(numbers: Sequence[int]) -> str:
    known = [str(each) for each in dict.fromkeys(numbers) if each]
    return f" ({'line' if len(known) == 1 else 'lines'} {summarize(known)})" if known else ""


def tree_of(run: Run, at: Location, above: int, omissions: Omissions) -> html.HtmlElement:
    """The tree of a run, as little of it as a book can hold; raises LimitError X002, `above` levels counted too."""
    source: list[str] = []
    inside: list[str] = []
    for row, pieces in enumerate(run.pieces):
        line = placed(at, run.nodes[row]).line if run.nodes else at.line
        if run.nodes and not (pieces and inside and inside[-1] in _NO_PLACE):
            source.append(f'\n<{PLACE} n="{row}"></{PLACE}>')
        for piece in pieces:
            if piece.kind == "words":
                source.append(f'<{WORDS} n="{piece.number}"></{WORDS}>')
                continue
            source.append(written(piece))
            if piece.kind == "comment":
                omissions.note({"comment": 1}, line)
            elif piece.is_alone():
                tag = " ".join((piece.typed or piece.text).split())[:60]
                omissions.alone[f"“{tag}”{_lines([line or 0])}"] = None
            elif piece.kind == "open" and piece.partner is not piece and piece.partner:
                inside.append(piece.name)
            elif piece.kind == "close" and piece.name in inside:
                del inside[len(inside) - 1 - inside[::-1].index(piece.name) :]
    text = "".join(source)
    check_depth(text, at)
    clean, opened = sanitize(text, OWN)
    omissions.note(opened, at.line)
    body = body_of(clean, at)
    shape(body, NO_SHEET)
    if above and above + levels(body) > limit("levels"):
        raise limit_error("levels", "HTML and lists or quotations nested too deep", at, "make it flatter")
    return body


def number_of(element: html.HtmlElement) -> int:
    """The number of the node or the part that an element stands for."""
    return int(element.get("n", "0"))


def placed(at: Location, node: SyntaxTreeNode) -> Location:
    """Where a node stands."""
    return replace(at, line=node.map[0] + 1) if node.map else at


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
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


class HtmlInMarkdown:
    """Makes blocks and lines of what a reader finds tags in; `omissions` is what they had and the book has not."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.omissions = Omissions()
        self.in_verse = False
        self._above = 0

    def blocks(self, run: Run) -> Iterator[PlacedBlock]:
        """The blocks of a run in order."""
        at = self.reader.here
        body = tree_of(run, placed(at, run.nodes[0]), self._above, self.omissions)
        tree, done = self._tree(body, at, run)
        for unit in tree.walk(body):
            first = tree.row if tree.began is None else tree.began
            tree.began = None
            anchors = (*self.reader.anchors, *unit.anchors)
            self.reader.anchors.clear()
            if unit.block:
                yield PlacedBlock(block=unit.block, first=first, last=tree.row, anchors=anchors)
        rest = self._left(body, tree, done)
        more = [Paragraph(content=rest, at=at)] if rest else []
        for block in (
            *more,
            *(each for place in body.iter(PLACE) if _key(place) not in done for each in tree.made(place)),
        ):
            yield PlacedBlock(block=block, first=tree.row, last=tree.row, anchors=())
        self.reader.anchors += tree.waiting
        self.reader.findings += dict.fromkeys(tree.findings)

    def line(self, nodes: Sequence[SyntaxTreeNode]) -> Inlines:
        """The content of one line."""
        run = run_of(nodes)
        body = tree_of(run, self.reader.here, self._above, self.omissions)
        tree, done = self._tree(body, self.reader.here, run)
        content = tree.line(body)
        self.reader.anchors += [each.get("id") or each.get("name") for each in body.iter() if _is_named(each)]
        content = (*content, *self._left(body, tree, done))
        self.reader.findings += dict.fromkeys(tree.findings)
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
        self.in_verse = self.in_verse or next(element.iterancestors(VERSE), None) is not None
        if self._above + max(each.level for each in node.walk()) > limit("levels"):
            raise limit_error(
                "levels", "lists or quotations and HTML nested too deep", self.reader.here, "make it flatter"
            )
        yield
        self._above, self.in_verse = before

    def _left(self, body: html.HtmlElement, tree: MixedTree, done: set[str]) -> Inlines:
        """Words of the tree that none of its elements has shown: they are the author's."""
        left = (element for element in body.iter(WORDS) if _key(element) not in done)
        return joined([inline for element in left for inline in tree.worded(element)])


def _key(element: html.HtmlElement) -> str:
    return f"{element.tag}{number_of(element)}"


def _is_named(element: html.HtmlElement) -> bool:
    return bool(element.get("id") or (element.tag == "a" and element.get("name")))
