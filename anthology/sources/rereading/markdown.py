"""What a Markdown text says, read a second time: its characters without those that are its syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from anthology.core.findings import Location
from anthology.sources.encoding import decode
from anthology.sources.html.tree import FLOW
from anthology.sources.rereading.passages import HIDDEN, Passage

_LEAD = r"(?:[ \t>]|[-*+:][ \t])*"  # of a line: quotations, items
_ATTRIBUTE = r"\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_INSIDE = rf"(?:{_ATTRIBUTE})*+\s*/?"  # a tag, behind its name (6.6)

# What the reader of Markdown takes for syntax, by CommonMark 0.31.2 (sections in brackets) and the pandoc manual.
# Characters that are neither letters nor figures are compared in no format that writes its syntax with them.
_SYNTAX = re.compile(
    r"(?P<formula>\\\(.+?\\\)|\\\[.+?\\\]|\\begin\{(?P<kind>\w+\*?)\}.+?\\end\{(?P=kind)\}"  # (tex_math)
    r"|(?<![\\$\w])\$\$.+?\$\$|(?<![\\$])\$(?=\S)[^$\n]*(?:\n[^$\n]+)*?(?<=\S)\$(?!\d))"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"  # (2.4)
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});)"  # (2.5)
    r"|(?P<comment><!--.*?-->)"  # (6.6)
    rf"|<(?P<gone>{'|'.join(sorted(HIDDEN))})\b{_INSIDE}>.*?</(?P=gone)\s*>"
    r"|(?P<autolink><(?:[A-Za-z][\w+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>)"  # (6.5)
    rf"|</?(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>]){_INSIDE}>"  # (6.6)
    r"|(?P<picture>!\[[^\[\]]*(?=\](?:\(|\[)))"  # (6.4)
    r"|(?P<destination>\]\(\s*(?:<[^<>\n]*>|[^()\s<]*(?:\([^()\s]*\)[^()\s]*)*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\))"  # (6.3)
    r"|(?P<reference>\]\[[^\[\]\n]*\])"  # (6.3)
    rf"|(?P<address>^{_LEAD}\[(?!\^)[^\[\]\n]+\]:[ \t]*\n?[ \t]*\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$)"
    r"|(?P<label>\[\^[^\[\]\s]+\]:?)"  # (footnotes)
    rf"|(?P<info>^{_LEAD}(?:`{{3,}}|~{{3,}})[^`\n]+$)"  # (4.5)
    r"|(?P<attributes>\{:?[ \t]*(?:[#.][\w:.-]|[A-Za-z][\w:-]*=)[^{}\n]*\})"  # (header_attributes)
    rf"|(?P<div>^{_LEAD}:::[^\n]*$)"  # (fenced_divs)
    rf"|(?P<number>^{_LEAD}(?:\d{{1,9}}[.)](?:[ \t]+|$)(?:[-*+>][ \t]+)*)+)",  # (5.2)
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def markdown_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The text of a Markdown file."""
    del chapter
    return written_passages(decode(data, at)[0].replace("\r\n", "\n").replace("\r", "\n"))


def written_passages(text: str) -> Iterator[Passage]:
    """The passages of a Markdown text."""
    done, line = 0, 1
    for found in _SYNTAX.finditer(text):
        if found.start() > done:
            yield Passage(text[done : found.start()], line)
            line += text.count("\n", done, found.start())
        match found.lastgroup:
            case "escape" | "autolink":
                yield Passage(found[0], line)
            case "entity":
                yield Passage(unescape(found[0]), line)
                yield Passage(found[0], line, "markup")
            case "formula":
                yield Passage(found[0], line, "formula")
            case _:
                if (found["tag"] or "").lower() in FLOW | {"br"} or found.lastgroup in ("number", "info", "div"):
                    yield Passage("\n", line)
                yield Passage(unescape(found[0]), line, "markup")
        done = found.end()
        line += found[0].count("\n")
    yield Passage(text[done:], line)


def without_syntax(line: str) -> str:
    """A line of a Markdown text without its syntax."""
    return "".join(passage.text for passage in written_passages(line) if passage.kind == "text")
