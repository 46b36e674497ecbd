"""What a parser of Markdown takes for HTML: tags that HTML knows, comments, and the fences of pandoc's divs."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline

from anthology.sources.markdown.attributes import Attributes, read_attributes
from anthology.sources.markdown.raw_tags import HEAD, USED_CLASSES, is_tag

FENCE = "fence"  # under which the token of a div's fence keeps what its braces say and no book uses
_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_LAST, _OPEN = "last comment", "open fences"  # under which the parser's notes keep how far it is
_READ_ON = re.compile(r"<[A-Za-z][^<>]*\smarkdown\s*=\s*[\"']?(?:1|block|span)[\"']?[^<>]*>[ \t]*\Z")
_OPENS = re.compile(
    r":{3,}[ \t]*(?:\{(?P<braces>[^{}]*)\}|(?P<word>[A-Za-z][\w-]*)(?:[ \t]*\{(?P<more>[^{}]*)\})?)[ \t]*:*[ \t]*\Z"
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
