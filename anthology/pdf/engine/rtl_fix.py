"""First lines of paragraphs that run from right to left: moved to where their indent is.

WeasyPrint 70 takes an indent away from the left end of a line, whichever way it runs: so a Hebrew paragraph is not
indented, and the first line of an entry that hangs stands out over the other margin.
"""

from __future__ import annotations

from typing import Any


def indent_from_the_right(document: Any) -> None:
    """Move the first lines of the document's blocks by their indent (CSS Text 3, section 8.1), and what they hold.

    The page is then read again by WeasyPrint itself, which knows the places of links from before.
    """
    for number, page in enumerate(document.pages):
        box = page._page_box
        lines = [
            line
            for part in (getattr(each, "_box", each) for each in box.descendants(placeholders=True))
            for line in getattr(part, "children", ())
            if type(line).__name__ == "LineBox"
            and getattr(line, "text_indent", None)
            and line.style["direction"] == "rtl"
        ]
        for line in {id(line): line for line in lines}.values():
            line.translate(-line.text_indent, 0, ignore_floats=True)
        if lines:
            document.pages[number] = type(page)(box)
