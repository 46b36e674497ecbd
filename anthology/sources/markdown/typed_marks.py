"""Marks within a line that pandoc and other programs read: `H~2~O`, `x^2^`, and commands that print nothing.

Sources: the pandoc manual, Extensions superscript and subscript; the LaTeX manual for commands.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from anthology.core.document import Blocks, Mark, Paragraph

_INSIDE = r"(?P<words>(?:[\w+\u2212()=.,*\u2013'\u2032-]|\\ ){1,40})"
_RAISED = {"^": re.compile(rf"\^{_INSIDE}\^"), "~": re.compile(rf"(?<!~)~{_INSIDE}~(?!~)")}
RAISED_KINDS = {"^": "superscript", "~": "subscript"}
#: Commands of LaTeX with nothing to print, amid words.
COMMAND = (
    r"\\(?:index|label|nocite|vspace\*?|hspace\*?|pagestyle|thispagestyle|bibliographystyle)\{[^{}\n]*\}"
    r"|\\(?:newpage|clearpage|cleardoublepage|pagebreak|nopagebreak|linebreak|noindent|indent|bigskip|medskip|smallskip"
    r"|vfill|hfill|tableofcontents|maketitle|centering|raggedright)(?:\[[^\[\]\n]*\])?(?![A-Za-z{])"
)
_COMMAND = re.compile(COMMAND)
_SETTINGS = r"(?:\s+\w+=(?:\"[^\"\]]*\"|'[^'\]]*'|[^\s\]\"']+))"
#: A line that is nothing but such commands, or shortcodes of WordPress, Hugo, Jekyll and other programs of sites. Words
#: in brackets are an author's: only settings may follow the name.
_SHORTCODE = (
    r"\[\[?_?/?(?:gallery|toc|TOC|embed|playlist|audio|video|more|nextpage|contact-form[\w-]*|footnotes?|vc_\w+|et_\w+)"
    rf"{_SETTINGS}*\s*/?_?\]?\]|\[/?[a-z][\w-]*{_SETTINGS}+\s*/?\]"
    r"|\{\{[<%][^{}\n]*[>%]\}\}|\{%[^{}\n]*%\}"
)
COMMAND_LINE = re.compile(rf"(?:(?:{COMMAND}|{_SHORTCODE})\s*)+")
#: What is typed for a program and printed as it is, since the book has no counterpart of it.
LEFT = re.compile(
    r"(?<![\w:\\])\\[A-Za-z]{2,}(?:\{[^{}]{0,40}\})?|(?:^|(?<=\n))\[[ xX]\](?=\s)|\[\[[^\[\]]{1,60}\]\]"
    rf"|\{{\{{[^{{}}]{{1,60}}\}}\}}|\{{%[^{{}}]{{1,60}}%\}}|\[/?[a-z][\w-]*{_SETTINGS}+\s*/?\]"
)
_CALLED = re.compile(r"\[!(?P<word>[A-Za-z]{2,20})\][+-]?\s*")


def typed_marks_plugin(parser: MarkdownIt) -> None:
    """Have a parser read these marks."""
    parser.inline.ruler.before("escape", "command", _command)
    parser.inline.ruler.before("strikethrough", "raised", _raised)


def _command(state: StateInline, silent: bool) -> bool:
    found = _COMMAND.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "\\" else None
    if not found:
        return False
    if not silent:
        state.push("command", "", 0).info = found[0]
    state.pos = found.end()
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    pattern = _RAISED.get(sign)
    found = pattern.match(state.src, state.pos, state.posMax) if pattern else None
    if not found or not re.search(r"[^\W_]", found["words"]):
        return False
    if not silent:
        state.push(RAISED_KINDS[sign], "", 0).content = found["words"].replace("\\ ", " ")
    state.pos = found.end()
    return True


def with_call(blocks: Blocks) -> Blocks:
    """The blocks of a quotation that begins with a mark such as `[!NOTE]`, with its word as a line of its own."""
    first = blocks[0] if blocks else None
    words = first.content[0] if isinstance(first, Paragraph) and first.content else ""
    found = _CALLED.match(words) if isinstance(words, str) else None
    if not found or not isinstance(first, Paragraph) or not isinstance(words, str):
        return blocks
    rest = (words[found.end() :], *first.content[1:])
    called = Paragraph(content=(Mark(kind="strong", content=(found["word"],)),), at=first.at)
    is_empty = not rest[0] and not rest[1:]
    return (called, *(() if is_empty else (Paragraph(content=rest, at=first.at),)), *blocks[1:])
