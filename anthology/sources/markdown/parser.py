"""The parser of Markdown: CommonMark 0.31.2 with what collections and pandoc add to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.rules_block import StateBlock, html_block, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline, html_inline
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from anthology.core.findings import Location
from anthology.core.limits import limit, limit_error
from anthology.sources.inlines import is_language
from anthology.sources.markdown.math import formula_plugin
from anthology.sources.markdown.pandoc_tables import add_caption, inline, typed_tables_plugin
from anthology.sources.markdown.raw_tags import HEAD, USED_CLASSES, is_tag
from anthology.sources.markdown.typed_marks import typed_marks_plugin

_ONE = r"(?:[#.][\w:.-]+|[A-Za-z][\w:-]*=(?:\"[^\"{}\n]*\"|'[^'{}\n]*'|[^\s\"'{}]+))"
_BRACES = re.compile(rf"\{{:?[ \t]*({_ONE}(?:[ \t]+{_ONE})*)[ \t]*\}}")
_AT_END = re.compile(rf"(?<!\s)\s*{_BRACES.pattern}\s*\Z")
_HELD = "attributes"  # under which a token keeps them
_BEFORE = ("image", "link_close", "code_inline")
SMALL_CAPITALS = frozenset({"smallcaps", "small-caps"})  # the pandoc manual, section Small caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What stands in braces behind a part of a text; `others` is what no book uses, as it was written."""

    id: str = ""
    lang: str = ""
    is_small_capitals: bool = False
    others: tuple[str, ...] = ()


NONE = Attributes()


class HeadingNames:
    """The names that headings have without being given one, by which links in real collections lead to them."""

    def __init__(self) -> None:
        self._taken: tuple[dict[str, int], dict[str, int]] = ({}, {})

    def of(self, words: str) -> tuple[str, ...]:
        """The names of the next heading: as pandoc makes them, and as sites that show Markdown do.

        Sources: the pandoc manual, Extension: auto_identifiers; GitHub Docs, Section links. Of several headings with
        the same words the second has `-1` behind its name, and so on.
        """
        kept = re.sub(r"[^\w\s.-]", "", words.lower()).strip()
        pandoc = re.sub(r"^[\W\d_]+", "", re.sub(r"\s+", "-", kept)) or "section"
        names = (pandoc, re.sub(r"\s", "-", kept.replace(".", "")))
        return tuple(_another(name, taken) for name, taken in zip(names, self._taken, strict=True))


def _another(name: str, taken: dict[str, int]) -> str:
    """The name, with the first number behind it that makes it one of its own; `taken` counts how often each came."""
    found = name
    while found in taken:
        found = f"{name}-{taken[name]}"
        taken[name] += 1
    taken[found] = 1
    return found


def attributes_of(token: Token | None) -> Attributes:
    """The attributes that a token has from the braces behind it."""
    found = token.meta.get(_HELD) if token is not None else None
    return found if isinstance(found, Attributes) else NONE


def without_attributes(words: str) -> tuple[str, Attributes]:
    """The words of a heading without the braces at their end, and what stands in these."""
    found = _AT_END.search(words)
    return (words[: found.start()], read_attributes(found[1])) if found else (words, NONE)


def attributes_plugin(parser: MarkdownIt) -> None:
    """Have a parser read attributes (the pandoc manual, bracketed_spans, inline_code_attributes, link_attributes).

    Braces with anything else in them, also with nothing but a comment, stay as the characters that they are.
    """
    parser.inline.ruler.after("link", "span", _span)
    parser.inline.ruler.push("attributes", _behind)


def _span(state: StateInline, silent: bool) -> bool:
    """`[words]{attributes}`, where the brackets are no link."""
    if state.src[state.pos] != "[" or "]{" not in state.src:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    found = _BRACES.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not found:
        return False
    if not silent:
        most = state.posMax
        state.pos, state.posMax = state.pos + 1, end
        state.push("span_open", "span", 1).meta[_HELD] = read_attributes(found[1])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = most
    state.pos = found.end()
    return True


def _behind(state: StateInline, silent: bool) -> bool:
    """The braces right behind a picture, a link or code."""
    if silent or state.pending or not state.tokens or state.tokens[-1].type not in _BEFORE:
        return False
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    _opening(state.tokens).meta[_HELD] = read_attributes(found[1])
    state.pos = found.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    """The token that opens what the last one closes."""
    level = 0
    for token in reversed(tokens):
        level += token.nesting
        if level == 0:
            return token
    return tokens[-1]


def read_attributes(inside: str) -> Attributes:
    """What stands between braces."""
    id_, lang, is_small, others = "", "", False, []
    for one in re.findall(_ONE, inside):
        name, _, value = one.partition("=")
        value = value.strip("\"'")
        if one.startswith("#"):
            id_ = one[1:]
        elif name in ("lang", "xml:lang") and is_language(value):
            lang = value
        elif one[1:] in SMALL_CAPITALS and one.startswith("."):
            is_small = True
        else:
            others.append(one)
    return Attributes(id=id_, lang=lang, is_small_capitals=is_small, others=tuple(others))


def tables_plugin(parser: MarkdownIt) -> None:
    """Have a parser keep the cells of a row beyond those of the head, which GitHub leaves out (GFM 0.29, section 4.10).

    Where a row has more only because it ends in empty cells, it is as long as the head.
    """
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begun = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        state.tokens[begun:] = _whole(state, state.tokens[begun:])
        add_caption(state, end)
    return True


def _whole(state: StateBlock, tokens: list[Token]) -> Iterator[Token]:
    """The tokens of a table with what was left out at the end of each row."""
    count, line = 0, 0
    for token in tokens:
        if token.type == "tr_open":
            count, line = 0, token.map[0] if token.map else 0
        elif token.type == "tr_close":
            yield from _cells(_columns(state, line)[count:], line, token.level + 1)
        count += token.type in ("td_close", "th_close")
        yield token


def _columns(state: StateBlock, line: int) -> list[str]:
    columns = escapedSplit(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip())
    columns = columns[1:] if columns and not columns[0] else columns
    while columns and not columns[-1].strip():
        columns.pop()
    return columns


def _cells(columns: list[str], line: int, level: int) -> Iterator[Token]:
    for words in columns:
        yield Token("td_open", "td", 1, level=level, block=True)
        yield inline(words, line, level + 1)
        yield Token("td_close", "td", -1, level=level, block=True)


FENCE = "fence"  # under which the token of a div's fence keeps what its braces say and no book uses
_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_LAST, _OPEN = "last comment", "open fences"  # under which the parser's notes keep how far it is
_READ_ON = re.compile(r"<[A-Za-z][^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)[\"']?[^<>]*>[ \t]*\Z")
_OPENS = re.compile(
    r":{3,}[ \t]*(?:\{(?P<braces>[^{}]*)\}|(?P<word>[A-Za-z][\w-]*)(?:[ \t]*\{(?P<more>[^{}]*)\})?)"
    r"[ \t]*(?::+[ \t]*)?\Z"
)
_LISTED = re.compile(r"\{:[ \t]*(?P<inside>[#.]?[\w-][^{}]*)\}[ \t]*\Z")  # (kramdown, Inline attribute lists)
_CLOSES = re.compile(r":{3,}[ \t]*\Z")


def html_plugin(parser: MarkdownIt) -> None:
    """Have a parser read HTML (CommonMark 0.31.2, sections 4.6 and 6.6) and divs (the pandoc manual, fenced_divs).

    Tags that HTML does not know, `<?`, `<!` and what begins a comment without ending it stay as the characters that
    they are. What stands below a line that is one opening tag with `markdown="1"` is Markdown, as in PHP Markdown Extra
    and kramdown; a line of attributes (`{:.caption}`) is read as theirs too, and is not printed.
    """
    parser.block.ruler.at("html_block", _block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.at("html_inline", _inline)
    parser.block.ruler.before("fence", "div", _div, {"alt": _INTERRUPTS})
    parser.block.ruler.before("fence", "attribute list", _listed, {"alt": _INTERRUPTS})


def _is_html(text: str, start: int) -> bool:
    head = HEAD.match(text, start)
    if head is None or head[1] is None:
        return head is not None
    end = text.find(">", start, start + 2_000)
    return is_tag(head[1].lower(), text[start : end + 1])


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", place) or not _is_html(state.src, place):
        return False
    if state.src.startswith("<!--", place) and state.env.setdefault(_LAST, state.src.rfind("-->")) < place + 2:
        return False
    if _READ_ON.match(state.src[place : state.eMarks[start]]) and not state.is_code_block(start):
        return silent or _is_line(state, start, state.src[place : state.eMarks[start]])
    return html_block(state, start, end, silent)


def _inline(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "<" and _is_html(state.src, state.pos) and html_inline(state, silent)


def _div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of colons: with attributes or a word behind them it opens a div, alone it closes the last one open."""
    del end
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(":::", place) or state.is_code_block(start):
        return False
    line = state.src[place : state.eMarks[start]]
    opened: dict[int, int] = state.env.setdefault(_OPEN, {})
    opens = _OPENS.match(line)
    if not opens and not _CLOSES.match(line):
        return False
    if silent:  # what ends an item or a quotation that stands in the div, stands outside of these
        return bool(opens) or any(opened.values())
    if not opens and not opened.get(state.level):
        return False
    opened[state.level] = opened.get(state.level, 0) + (1 if opens else -1)
    if not opens:
        return _is_line(state, start, "</div>", line)
    given = read_attributes(opens["braces"] or opens["more"] or "")
    classes = [each[1:] for each in given.others if each.startswith(".")] + ([opens["word"]] if opens["word"] else [])
    said = {"class": " ".join(classes), "id": given.id, "lang": given.lang}
    tag = "".join(f' {name}="{escape(value)}"' for name, value in said.items() if value)
    others = [f".{opens['word']}"] if opens["word"] else []
    unused = tuple(each for each in (*others, *given.others) if each[1:].lower() not in USED_CLASSES)
    return _is_line(state, start, f"<div{tag}>", line, Attributes(others=unused))


def _listed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line such as `{:.caption}`, which says something of the block beside it."""
    del end
    place = state.bMarks[start] + state.tShift[start]
    found = _LISTED.match(state.src[place : state.eMarks[start]]) if state.src.startswith("{:", place) else None
    if not found or state.is_code_block(start):
        return False
    words = found["inside"].split()
    name = next((each[1:] for each in words if each.startswith("#")), "")
    others = tuple(each for each in words if each != f"#{name}")
    return silent or _is_line(state, start, "", given=Attributes(id=name, others=others))


def _is_line(state: StateBlock, start: int, tag: str, typed: str = "", given: Attributes | None = None) -> bool:
    """Take the line, which has `typed` where it is no tag, as the HTML of that tag alone."""
    token = state.push("html_block", "", 0)
    token.map = [start, start + 1]
    token.content, token.info = tag, typed.strip()
    token.meta = {FENCE: given} if given else {}
    state.line = start + 1
    return True


# What the parser is slow with, and the limit on it.
COUNTED = {"[": "marks", "<": "marks", "*": "elements", "_": "elements", "~": "elements", "\n": "elements"}


def grammar(levels: int) -> MarkdownIt:
    """A parser that goes down so many levels: tables, notes, definitions, attributes, HTML, divs and formulas too."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": levels}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, move_to_end=False).use(deflist_plugin).use(attributes_plugin)
    # It would print pictures on the machine of the author as typed; so a finding names them, and links like them.
    parser.validateLink = lambda url: validateLink(url) or url.lower().startswith("file:")  # type: ignore[method-assign]
    parser.use(html_plugin).use(tables_plugin).use(typed_tables_plugin).use(formula_plugin)
    return parser.use(typed_marks_plugin)


def check_size(text: str, at: Location) -> None:
    """Refuse a text that its parser is slow with; raises LimitError X002."""
    hint = "divide it into several files"
    if len(text) > limit("markdown-bytes"):
        message = f"Markdown of {len(text):,} characters"
        raise limit_error("markdown-bytes", message, at, hint, needed=len(text.encode()))
    for mark, name in COUNTED.items():
        if text.count(mark) > limit(name):
            what = "lines" if mark == "\n" else f"times “{mark}”"
            needed = max(text.count(each) for each, counted in COUNTED.items() if counted == name)
            raise limit_error(name, f"{text.count(mark):,} {what} in one Markdown text", at, hint, needed=needed)


def is_definition(node: SyntaxTreeNode) -> bool:
    """Whether a node is the text of a note."""
    return node.type == "footnote_reference"


def calls(node: SyntaxTreeNode) -> Iterator[str]:
    """The labels of the notes that the running text calls, not those that only other notes or pictures do."""
    for child in node.children:
        if child.type == "footnote_ref" and child.meta.get("label") is not None:
            yield child.meta["label"]
        elif child.type not in ("footnote_reference", "image"):
            yield from calls(child)
