"""Markdown: CommonMark with tables, footnotes and definition lists, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from anthology.core.document import (
    Align,
    Block,
    Blocks,
    Cell,
    Divider,
    Figure,
    Heading,
    InlineImage,
    Inlines,
    LineBreak,
    Link,
    ListBlock,
    Mark,
    MarkKind,
    Note,
    Paragraph,
    Preformatted,
    Quote,
    Table,
    Verse,
    plain,
)
from anthology.core.findings import Finding, Location, summarize
from anthology.core.limits import limit, limit_error
from anthology.core.normalize import house_style, with_few_marks, without_forbidden
from anthology.core.urls import internal_target, link_target, picture_path, without_link
from anthology.sources.formulas import Formulas
from anthology.sources.inlines import flat, joined, trimmed, without_links, without_notes, without_pictures
from anthology.sources.markdown.embedded_html import HtmlInMarkdown, Run, in_line, runs
from anthology.sources.markdown.letter_lists import Count, with_figures
from anthology.sources.markdown.parser import (
    FENCE,
    NONE,
    Attributes,
    HeadingNames,
    attributes_of,
    calls,
    check_size,
    grammar,
    is_definition,
    without_attributes,
)
from anthology.sources.markdown.typed_marks import COMMAND_LINE, LEFT, with_call
from anthology.sources.plaintext.inline import barred, is_barred

ALIGNS: dict[str, Align] = {"left": "left", "center": "center", "right": "right"}
MARKS: dict[str, MarkKind] = {
    "em": "emphasis",
    "strong": "strong",
    "s": "strike",
    "superscript": "superscript",
    "subscript": "subscript",
}

_LINE_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")


Role = Literal["", "note", "address", "picture", "comment", "command", "markup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block at the top of a Markdown text: its lines, the last one not included, and what became of it.

    `anchors` are the names by which links can lead to it. `role` is "note" for the text of a note, "address" for the
    address of links, "picture" for one that is left out, "comment" and "command" for one, "markup" for tags without
    words; these have no block. Several blocks may begin on one line of HTML.
    """

    first: int
    end: int
    block: Block | None
    role: Role = ""
    anchors: tuple[str, ...] = ()


def read_markdown(text: str, at: Location) -> tuple[Blocks, tuple[Finding, ...]]:
    """The blocks of a Markdown text, each with its line, and what was found wrong with it.

    HTML in it is read and sanitised as a web page is, its comments left out (S011); a tag without its other half stands
    as typed in a line, and is passed over between blocks (S030); what is no tag of HTML is text. A link whose address
    is not http, https, mailto or book:, nor one inside the book's folder, keeps its words and loses its address, with
    finding S006. Raises LimitError X002 for more than a million characters, 60,000 lines, 20,000 brackets of a kind or
    100 levels.
    """
    parts, findings = read_parts(text, at)
    return tuple(part.block for part in parts if part.block), findings


def read_parts(text: str, at: Location) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """The same text part by part, in the order of its lines; errors as for `read_markdown`."""
    check_size(text, at)
    env: dict[str, Any] = {}
    figured, counts = with_figures(with_few_marks(without_forbidden(_LINE_BREAK.sub(" ", text))))
    tokens = grammar(limit("levels") + 20).parse(figured, env)
    # Its own limit lets the parser drop what lies deeper without a word, so ours lies before it.
    if any(inner.level >= limit("levels") for token in tokens for inner in (token, *(token.children or ()))):
        raise limit_error("levels", "lists or quotations nested too deep", at, "make it flatter")
    reader = _Reader(SyntaxTreeNode(tokens), env, at, text, counts)
    addresses = (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))
    places = [Part(first=each["map"][0], end=each["map"][1], block=None, role="address") for each in addresses]
    return tuple(sorted((*reader.parts, *places), key=lambda part: part.first)), tuple(reader.findings)


def _clean(text: str) -> str:
    """Text that is typeset as it stands, without what a character reference may have brought in."""
    return with_few_marks(without_forbidden(text))


class _Reader:
    """Walks the syntax tree once; holds the notes that the running text calls."""

    def __init__(
        self, root: SyntaxTreeNode, env: dict[str, Any], at: Location, text: str, counts: Mapping[int, Count]
    ) -> None:
        self.lines, self.row = text.split("\n"), 0
        self.counts = counts
        self.at = at
        self.here = at
        self.findings: list[Finding] = []
        self.inside_note = False
        self.inline_notes: dict[int, Any] = env.get("footnotes", {}).get("list", {})
        called = set(calls(root))
        self.notes: dict[str, SyntaxTreeNode] = {}
        for node in root.walk():
            if node.type == "footnote_reference" and node.meta["label"] in called:
                self.notes.setdefault(node.meta["label"], node)
        self.languages: set[str] = set()
        self.unused: dict[str, None] = {}
        self.formulas = Formulas()
        self.commands: dict[str, None] = {}
        self.left: dict[str, None] = {}
        self.anchors: list[str] = []
        self.names = HeadingNames()
        self.html = HtmlInMarkdown(self)
        self.parts = list(self._parts(root.children))
        self.findings += self.html.omissions.findings(at)
        if self.languages:
            self.findings.append(Finding("S017", f"not printed: {', '.join(sorted(self.languages))}", at))
        self.findings += self.formulas.findings(at)
        if self.commands:
            self.findings.append(Finding("S044", f"left out: {summarize(self.commands)}", at))
        if self.left:
            self.findings.append(Finding("S045", f"printed as typed: {summarize(self.left)}", at))
        if self.unused:
            self.findings.append(Finding("S019", f"not used: {summarize(self.unused)}", at))

    def _parts(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Part]:
        for each in runs(nodes):
            if isinstance(each, Run):
                yield from self._with_html(each)
            else:
                yield self._part(each)

    def _part(self, node: SyntaxTreeNode) -> Part:
        first, end = node.map or (0, 0)
        block = next(self.blocks([node]), None)
        if block is None:
            is_command = any(each.type == "command" for each in node.walk())
            role: Role = "note" if is_definition(node) else "command" if is_command else "picture"
            return Part(first=first, end=end, block=None, role=role)
        return Part(first=first, end=end, block=block, anchors=self._arrived())

    def _with_html(self, run: Run) -> Iterator[Part]:
        """The parts of nodes with HTML: their blocks, and the lines of which no block is made."""
        lines = [node.map or (0, 0) for node in run.nodes]
        taken: set[int] = set()
        self._name_fences(run)
        for each in self.html.blocks(run):
            first, end = lines[each.first][0], lines[each.last][1]
            block = replace(each.block, at=replace(self.at, line=first + 1))
            taken.update(range(each.first, each.last + 1))
            yield Part(first=first, end=end, block=block, anchors=each.anchors)
        for row, (node, pieces) in enumerate(zip(run.nodes, run.pieces, strict=True)):
            if row not in taken:
                role: Role = "note" if is_definition(node) else "markup"
                is_comment = any(piece.kind == "comment" for piece in pieces)
                is_comment = is_comment and not any(piece.kind not in ("comment", "text") for piece in pieces)
                yield Part(first=lines[row][0], end=lines[row][1], block=None, role="comment" if is_comment else role)

    def _name_fences(self, run: Run) -> None:
        """Tell what the fences of divs say that no book uses."""
        for node in run.nodes:
            if node.type == "html_block" and FENCE in node.meta:
                self._attributed((), node.meta[FENCE])

    def _arrived(self) -> tuple[str, ...]:
        """The names of places since the last block."""
        names = tuple(self.anchors)
        self.anchors.clear()
        return names

    def _say(self, code: str, message: str) -> None:
        self.findings.append(Finding(code, message, self.here))

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
        """The blocks of nodes of one level."""
        for node in runs(nodes):
            if isinstance(node, Run):
                self.here = replace(self.at, line=node.nodes[0].map[0] + 1) if node.nodes[0].map else self.here
                self._name_fences(node)
                yield from (each.block for each in self.html.blocks(node))
                continue
            self.here = replace(self.at, line=node.map[0] + 1) if node.map else self.here
            self.row = self.here.line - 1
            if is_definition(node) and self.notes.get(node.meta["label"]) is node:
                continue
            block = self._block(node, self.here)
            if not isinstance(block, Paragraph) or block.content:
                yield block

    def _block(self, node: SyntaxTreeNode, at: Location) -> Block:
        match node.type:
            case "heading":
                content = self._heading(node)
                if not plain(content).strip() and without_pictures(content)[1]:
                    return Paragraph(content=content, at=at)
                return Heading(content=content, level=max(1, int(node.tag[1]) - 1), at=at)
            case "blockquote":
                return Quote(blocks=with_call(tuple(self.blocks(node.children))), at=at)
            case "bullet_list" | "ordered_list":
                items = tuple(tuple(self.blocks(item.children)) for item in node.children)
                count = self.counts.get(at.line) or Count("1", int(node.attrs.get("start", 1)))
                is_ordered = node.type == "ordered_list"
                return ListBlock(items=items, ordered=is_ordered, start=count.start, style=count.style, at=at)
            case "dl":
                return ListBlock(items=tuple(self._terms(node.children)), at=at)
            case "code_block" | "fence":
                self.languages |= {house_style(node.info)[:80]} - {""}
                return Preformatted(text=_clean(node.content), at=at)
            case "hr":
                return Divider(at=at)
            case "table":
                return self._table(node, at)
            case "footnote_reference":
                self._say("S009", f"nothing calls the note “{node.meta['label']}”, or it is given twice: kept as text")
                label = Paragraph(content=(f"[^{node.meta['label']}]:",), at=at)
                return Quote(blocks=(label, *self.blocks(node.children)), at=at)
            case _:
                return (
                    self._picture(node, at)
                    or self._line_block(node, at)
                    or Paragraph(content=(*self._set_in(), *self._named(self._inlines(node))), at=at)
                )

    def _line_block(self, node: SyntaxTreeNode, at: Location) -> Verse | None:
        """Lines that each begin with a bar, as verse (the pandoc manual, section Line blocks)."""
        typed = node.children[0].content if node.children else ""
        if not is_barred(typed):
            return None
        before, self.html.in_verse = self.html.in_verse, True
        content = self._inlines(node)
        self.html.in_verse = before
        return barred(typed, content, at)

    def _picture(self, node: SyntaxTreeNode, at: Location) -> Figure | None:
        """A paragraph that is nothing but a picture, which may be a link, as a figure; its title is the caption."""
        parts, links = list(in_line(node)), []
        while len(parts) == 1 and parts[0].type == "link":
            links.append(str(parts[0].attrs.get("href", "")))
            parts = parts[0].children
        if self.inside_note or len(parts) != 1 or parts[0].type != "image":
            return None
        self._attributed((), attributes_of(parts[0].token))
        figure = self._shown(parts[0], at)
        for said in filter(None, (without_link(each, (figure,)) for each in links[-1:])):
            self._say("S034", said)
        return figure

    def _shown(self, node: SyntaxTreeNode, at: Location) -> Figure:
        """The picture of a node: its title is the caption, and its words say what it shows."""
        title = house_style(str(node.attrs.get("title", "")))
        alt = house_style(plain(self._inlines(node)))
        source = picture_path(str(node.attrs.get("src", "")))
        return Figure(image=source, alt=alt, caption=(title,) if title else (), at=at)

    def _heading(self, node: SyntaxTreeNode) -> Inlines:
        """A heading without the attributes behind it (the pandoc manual, Extension: header_attributes)."""
        content, given = self._inlines(node), NONE
        if content and isinstance(content[-1], str):
            words, given = without_attributes(content[-1])
            content = (*content[:-1], *((words,) if words else ()))
        content = trimmed(content)
        self.anchors += self.names.of(plain(content))
        return self._attributed(content, given)

    def _named(self, content: Inlines) -> Inlines:
        """A paragraph without the name at its end (`{#rain}`), by which links lead to it."""
        last = content[-1] if content else ""
        words, given = without_attributes(last) if isinstance(last, str) else ("", NONE)
        if not given.id or not words:
            return content
        return self._attributed((*content[:-1], words), given)

    def _attributed(self, content: Inlines, given: Attributes) -> Inlines:
        """The content with what its attributes say of it; those that no book uses are told once for the text."""
        self.anchors += [given.id] if given.id else []
        self.unused |= dict.fromkeys(" ".join(each.split())[:40] for each in given.others)
        if given.is_small_capitals and content:
            content = (Mark(kind="small-caps", content=content),)
        return (Mark(kind="span", content=content, lang=given.lang),) if given.lang and content else content

    def _terms(self, nodes: Sequence[SyntaxTreeNode]) -> Iterator[Blocks]:
        """A definition list as items: the term, strong, and below it what defines it."""
        item: Blocks = ()
        for node in nodes:
            if node.type == "dt":
                if any(not _is_term(block) for block in item):
                    yield item
                    item = ()
                item = (*item, Paragraph(content=(Mark(kind="strong", content=self._inlines(node)),), at=self.here))
            else:
                item = (*item, *self.blocks(node.children))
        if item:
            yield item

    def _table(self, node: SyntaxTreeNode, at: Location) -> Table:
        captions = [self._named(self._inlines(part)) for part in node.children if part.type == "caption"]
        rows = tuple(
            tuple(self._cell(cell) for cell in row.children)
            for part in node.children
            if part.type != "caption"
            for row in part.children
        )
        if any(len(row) > len(rows[0]) for row in rows):
            self._say("S031", "its cells beyond the columns of the head stand in columns of their own")
        # Markdown has no table without a row of heads: one in which nothing stands is none.
        is_headed = any(plain(cell.content).strip() or without_pictures(cell.content)[1] for cell in rows[0])
        shown = rows if is_headed or not rows[1:] else rows[1:]
        return Table(rows=shown, header_rows=int(is_headed), caption=captions[0] if captions else (), at=at)

    def _cell(self, node: SyntaxTreeNode) -> Cell:
        align = str(node.attrs.get("style", "")).removeprefix("text-align:")
        return Cell(content=self._inlines(node), header=node.type == "th", align=ALIGNS.get(align, ""))

    def _inlines(self, node: SyntaxTreeNode) -> Inlines:
        children = tuple(in_line(node))
        if any(child.type == "html_inline" for child in children):
            return self.html.line(children)
        return joined([inline for child in children for inline in self.part(child)])

    def part(self, node: SyntaxTreeNode) -> Inlines:
        """The content of a part of a line."""
        token = node.nester_tokens.opening if node.nester_tokens else node.token
        return self._attributed(self._bare(node), attributes_of(token))

    def _bare(self, node: SyntaxTreeNode) -> Inlines:
        """The content of a node, whatever its attributes."""
        match node.type:
            case "softbreak":
                return (self._line_end(),) if self.html.in_verse else (" ",)
            case "hardbreak":
                return (self._line_end() if self.html.in_verse else LineBreak(),)
            case "code_inline":
                return (Mark(kind="code", content=(_clean(node.content),)),)
            case "link":
                return self._link(node)
            case "image":
                return (InlineImage(figure=self._shown(node, self.here)),)
            case "footnote_ref":
                return self._note(node)
            case "formula":
                return self._formula(node)
            case kind if kind in MARKS:
                return (Mark(kind=MARKS[kind], content=self._inlines(node) or (node.content,)),)
            case _:
                return self._typed(node) if node.content or node.type == "command" else self._inlines(node)

    def _typed(self, node: SyntaxTreeNode) -> Inlines:
        """Words as they are typed; of a command for another program nothing, or a finding where it stays."""
        if node.type == "command":
            self.commands[node.info[:60]] = None
            return ()
        if not COMMAND_LINE.fullmatch(node.content.strip()):
            self.left |= dict.fromkeys(found[0] for found in LEFT.finditer(node.content))
        return (node.content,)

    def _line_end(self) -> LineBreak:
        """The end of a line of verse; the next one is set in as it is in the source."""
        self.row += 1
        return LineBreak(indent=self._indent())

    def _set_in(self) -> Inlines:
        """What sets the first line of a stanza in."""
        return (LineBreak(indent=self._indent()),) if self.html.in_verse and self._indent() else ()

    def _indent(self) -> int:
        line = self.lines[self.row].expandtabs(4) if self.row < len(self.lines) else ""
        return (len(line) - len(line.lstrip(" "))) // 2

    def _formula(self, node: SyntaxTreeNode) -> Inlines:
        """A simple formula as it is set, another as it is typed."""
        return self.formulas.content(node.content, self.here, " ".join(node.info.split()))

    def _note(self, node: SyntaxTreeNode) -> Inlines:
        label = node.meta.get("label")
        if label is not None and (self.inside_note or label not in self.notes):
            return (f"[^{label}]",)
        if label is None:
            opening, closing = Token("paragraph_open", "p", 1), Token("paragraph_close", "p", -1)
            inner = Token("inline", "", 0, children=self.inline_notes[int(node.meta["id"])]["tokens"])
            children = SyntaxTreeNode([opening, inner, closing]).children
        else:
            children = self.notes[label].children
        if self.inside_note:
            return (" [", *(inline for child in children for inline in self._inlines(child)), "]")
        here, self.inside_note = self.here, True
        blocks = flat(tuple(self.blocks(children)))
        self.here, self.inside_note = here, False
        return (Note(blocks=blocks),) if blocks else (f"[^{label or ''}]",)

    def _link(self, node: SyntaxTreeNode) -> Inlines:
        given = str(node.attrs.get("href", ""))
        content, notes = without_notes(without_links(self._inlines(node)))
        target = link_target(given) or internal_target(given)
        if target and content and not (without_pictures(content)[1] and not plain(content).strip()):
            return (Link(target=target, content=content), *notes)
        if not target or not content:
            self._say("S006", f"“{given}” is not an address that a book can link to")
        elif said := without_link(given, without_pictures(content)[1]):
            self._say("S034", said)
        return (*content, *notes)


def _is_term(block: Block) -> bool:
    first = block.content[0] if isinstance(block, Paragraph) and len(block.content) == 1 else None
    return isinstance(first, Mark) and first.kind == "strong"
