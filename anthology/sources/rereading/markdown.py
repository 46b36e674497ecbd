"""What a Markdown text says, read a second time: its characters without those that are its syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from anthology.core.findings import Location
from anthology.sources.encoding import decode
from anthology.sources.formulas import words_of
from anthology.sources.html.tree import FLOW
from anthology.sources.markdown.letter_lists import MARKER
from anthology.sources.markdown.typed_marks import COMMAND
from anthology.sources.rereading.passages import HIDDEN, Passage

_LEAD = r"(?:[ \t>]|[-*+:][ \t])*"  # of a line: quotations, items
_FENCE = rf"^{_LEAD}(?P<fence>`{{3,}}(?=[^`\n]*$)|~{{3,}})[^\n]*$"
_ATTRIBUTE = r"\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_INSIDE = rf"(?:{_ATTRIBUTE})*+\s*/?"  # a tag, behind its name (6.6)

# What the reader of Markdown takes for syntax, by CommonMark 0.31.2 (sections in brackets) and the pandoc manual.
# Characters that are neither letters nor figures are compared in no format that writes its syntax with them.
_OPENERS = (
    r"(?P<opens_formula>\\\(|\\\[|\\begin\{(?P<kind>\w+\*?)\}|(?<![\\$\w])\$\$)"  # (tex_math)
    rf"|(?P<opens_hidden><!--|<(?P<gone>{'|'.join(sorted(HIDDEN))})\b{_INSIDE}>)"  # (6.6)
    rf"|(?P<opens_code>{_FENCE})"  # (4.5)
)
_ALONE = (
    r"(?P<formula>(?<![\\$])\$(?=\S)[^$\n]*(?:\n[^$\n]+)*?(?<=\S)\$(?!\d))"  # (tex_math)
    r"|(?P<code>(?<!`)(?P<ticks>`+)(?!`)(?P<said>(?:[^\n]|\n(?=[ \t]*[^\W\d])){1,500}?)(?<!`)(?P=ticks)(?!`))"  # (6.1)
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"  # (2.4)
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});)"  # (2.5)
    r"|(?P<autolink><(?:[A-Za-z][\w+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>)"  # (6.5)
    rf"|</?(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>]){_INSIDE}>"  # (6.6)
    r"|(?P<picture>!\[(?:\\.|[^\[\]\\]|\[(?:\\.|[^\[\]\\])*+\])*+(?=\](?:\(|\[)))"  # (6.4)
    r"|(?P<destination>\]\(\s*(?:<[^<>\n]*>|[^()\s<]*(?:\([^()\s]*\)[^()\s]*)*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\))"  # (6.3)
    r"|(?P<reference>\]\[[^\[\]\n]*\])"  # (6.3)
    rf"|(?P<address>^{_LEAD}\[(?!\^)[^\[\]\n]+\]:[ \t]*\n?[ \t]*\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$)"
    r"|(?P<label>\[\^[^\[\]\s]+\]:?)"  # (footnotes)
    rf"|(?P<info>^{_LEAD}(?:`{{3,}}|~{{3,}})[^`\n]+$)"  # (4.5)
    r"|(?P<attributes>\{:?[ \t]*(?:[#.][\w:.-]|[A-Za-z][\w:-]*=)[^{}\n]*\})"  # (header_attributes)
    rf"|(?P<div>^{_LEAD}:::[^\n]*$)"  # (fenced_divs)
    rf"|(?P<command>{COMMAND})"  # (raw_tex)
    r"|(?P<caption>^Table:(?=[ \t]))"  # (table_captions)
    rf"|(?P<number>^{_LEAD}(?:(?:\d{{1,9}}[.)]|{MARKER})(?:[ \t]+|$)(?:[-*+>][ \t]+)*)+)"  # (5.2, fancy_lists)
)
_FLAGS = re.MULTILINE | re.IGNORECASE
_SYNTAX = re.compile(f"{_OPENERS}|{_ALONE}", _FLAGS)
_WITHOUT_END = re.compile(_ALONE, _FLAGS)  # for openers that nothing closes
_OPENS_CODE = re.compile(_FENCE)
_EDGE = re.compile(r"\+[-=:+]+\+[ \t]*")  # (grid_tables)
_RULES = re.compile(r" {0,3}-{2,}(?: +-{2,})+ *")  # (multiline_tables)
_WHOLE = re.compile(r" {0,3}-{5,} *")
MOST_HEADS, MOST_LINES = 12, 500
_MARKS = re.compile(r"(?:\$\$|\$|\\[(\[])(.*?)(?:\$\$|\$|\\[)\]])", re.DOTALL)
_CLOSERS = {"\\(": r"\\\)", "\\[": r"\\\]", "$$": r"\$\$", "<!--": "-->"}


def markdown_passages(data: bytes, chapter: str, at: Location) -> Iterator[Passage]:
    """The text of a Markdown file."""
    del chapter
    return written_passages(by_cells(decode(data, at)[0].replace("\r\n", "\n").replace("\r", "\n")))


def written_passages(text: str) -> Iterator[Passage]:
    """The passages of a Markdown text."""
    done, line = 0, 1
    for found, end in _syntax(text):
        if found.start() > done:
            yield Passage(text[done : found.start()], line)
            line += text.count("\n", done, found.start())
        written = text[found.start() : end]
        match found.lastgroup:
            case "code":
                is_padded = found["said"][0].isspace() and found["said"][-1].isspace() and found["said"].strip()
                yield Passage(found["said"][1:-1] if is_padded else found["said"], line)
            case "escape" | "autolink":
                yield Passage(written, line)
            case "entity":
                yield Passage(unescape(written), line)
                yield Passage(written, line, "markup")
            case "opens_code":
                yield Passage(f"\n{found[0]}", line, "markup")
                yield Passage(text[found.end() : end].rpartition("\n")[0] + "\n", line)
            case "formula" | "opens_formula":
                inside = _MARKS.fullmatch(written)
                yield Passage(words_of(inside[1]) if inside else written, line, "formula")
            case name:
                if (found["tag"] or "").lower() in FLOW | {"br"} or name in ("number", "info", "div"):
                    yield Passage("\n", line)
                yield Passage(unescape(written), line, "markup")
        done = end
        line += written.count("\n")
    yield Passage(text[done:], line)


def _syntax(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each piece of syntax, and where it ends.

    Ends are looked for once: of ten thousand openers that nothing closes, each would else be read to the end.
    """
    closers: dict[str, re.Match[str] | None] = {}
    done = 0
    while found := _SYNTAX.search(text, done):
        start, done = found.span()
        if found.lastgroup in ("opens_formula", "opens_hidden", "opens_code"):
            name = (found["kind"] or found["gone"] or found["fence"] or found[0]).lower()
            closer = closers.get(name)
            if name not in closers or (closer and closer.start() <= done):
                # Of a formula at least one character stands between.
                wanted = _closer(found)
                closer = closers[name] = wanted.search(text, done + (found.lastgroup == "opens_formula"))
            if closer is None:
                alone = _WITHOUT_END.match(text, start)
                done = alone.end() if alone else start + 1
                if alone:
                    yield alone, done
                continue
            done = closer.end()
        yield found, done


def _closer(found: re.Match[str]) -> re.Pattern[str]:
    """What closes what an opener has opened."""
    if found["kind"]:
        return re.compile(rf"\\end\{{{re.escape(found['kind'])}\}}", re.IGNORECASE)
    if found["fence"]:
        return _end_of_code(found["fence"])
    if found["gone"]:
        return re.compile(rf"</{found['gone']}\s*>", re.IGNORECASE)
    return re.compile(_CLOSERS[found[0]])


def _end_of_code(fence: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t>]*{fence}{fence[0]}*[ \t]*$", re.MULTILINE)


def without_syntax(line: str) -> str:
    """A line of a Markdown text without its syntax."""
    return "".join(passage.text for passage in written_passages(line) if passage.kind == "text")


def by_cells(text: str) -> str:
    """The text with the words of each cell of a typed table together: they are typed line by line across the cells.

    Each line keeps its number: the words of a row stand on its first line.
    """
    lines = text.split("\n")
    made: list[str] = []
    end: re.Pattern[str] | None = None  # of the code that is open, in which no table is one
    while len(made) < len(lines):
        line = lines[len(made)]
        if end:
            end = None if end.fullmatch(line) else end
        elif opened := _OPENS_CODE.fullmatch(line):
            end = _end_of_code(opened["fence"])
        elif part := _table_at(lines, len(made)):
            made += _by_cells(part)
            continue
        made.append(line)
    return "\n".join(made)


def _table_at(lines: Sequence[str], start: int) -> Sequence[str]:
    """The lines of the typed table that begins on a line; nothing where none does."""
    if _EDGE.fullmatch(lines[start]):
        end = next((at for at in range(start, len(lines)) if lines[at][:1] not in ("+", "|")), len(lines))
        return lines[start:end]
    if not _WHOLE.fullmatch(lines[start]):
        return ()
    rules = next((at for at, line in enumerate(lines[start : start + MOST_HEADS], start) if _RULES.fullmatch(line)), 0)
    ends = (at for at, line in enumerate(lines[rules : rules + MOST_LINES], rules) if _WHOLE.fullmatch(line))
    return lines[start : next(ends, start - 1) + 1] if rules else ()


def _by_cells(lines: Sequence[str]) -> list[str]:
    rule = next(line for line in lines if _EDGE.fullmatch(line) or _RULES.fullmatch(line))
    is_grid = rule.startswith("+")
    cuts = [at for at in range(len(rule)) if (rule[at] == "+" if is_grid else rule[max(0, at - 1) : at + 1] == " -")]
    places = [*((0,) if not is_grid else ()), *cuts]
    made: list[str] = []
    row: list[str] = []
    for line in (*lines, ""):
        if line.strip() and not re.fullmatch(r"[-+=: ]+", line):
            row.append(line)
            continue
        columns = zip(places, [*places[1:], None], strict=True)
        cells = (" ".join(each[left:right] for each in row) for left, right in columns)
        made += [" ".join(cells), *[""] * (len(row) - 1)] if row else []
        made.append(line)
        row = []
    return made[:-1]
