"""The structure tree of a galley, made simpler and truer than WeasyPrint writes it.

Text goes straight into its paragraph instead of into an element for every run; a passage in another language says so;
what a page break cut in two becomes one element again. WeasyPrint's objects are changed in place, before they are
serialised. Structure types: ISO 32000-1, 14.8.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pydyf

from anthology.core.document import ORNAMENT
from anthology.pdf.engine.adapter.objects import number_of, page_content, page_numbers
from anthology.pdf.engine.layout_tree import PageRuns, Run
from anthology.pdf.engine.page_refs import place_of
from anthology.pdf.engine.tag_tree import TagTree
from anthology.pdf.engine.tagging_lists import gather_bodies, name_numbering
from anthology.pdf.engine.tagging_tables import same_cells, scope_headers, take_out_repeats

MARKED_RUN = re.compile(rb"/MCID (\d+)>>\nBDC\n(?:(?!EMC\n).)*?([^\n]+ Tm)\n", re.DOTALL)
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
HOLDS_TEXT = frozenset(("/P", *HEADINGS, "/Lbl", "/LBody", "/TH", "/TD", "/Caption", "/Link", "/Span"))
PLAIN_KEYS = frozenset(("Type", "S", "K", "Pg", "P"))
# What WeasyPrint makes of HTML's elements; others become NonStruct.
KINDS = {
    **{tag: f"/{tag.upper()}" for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6")},
    "div": "/Div",
    "main": "/Part",
    "article": "/Art",
    "section": "/Sect",
    "blockquote": "/BlockQuote",
    "ul": "/L",
    "ol": "/L",
    "dl": "/L",
    "li": "/LI",
    "dt": "/LI",
    "dd": "/LI",
    "span": "/Span",
    "table": "/Table",
    "tbody": "/TBody",
    "tr": "/TR",
}
MERGED = frozenset(
    (
        *("/P", "/Div", "/Part", "/Art", "/Sect", "/BlockQuote", "/L", "/LI", "/LBody", "/NonStruct"),
        *("/Table", "/TBody", "/TR"),
    )
)
LISTS = ("ul", "ol")


def tidy_structure(pdf: Any, pages: tuple[PageRuns, ...], contents: list[bytes], slug: str) -> frozenset[int]:
    """Put the structure right and return the numbers of objects that are no longer part of it.

    `contents` are the pages' contents; `slug` makes the ids of notes unique in the book.
    """
    if "StructTreeRoot" not in pdf.catalog:
        return frozenset()
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    runs = tuple(_shown_runs(page, content) for page, content in zip(pages, contents, strict=True))
    parents = pdf.objects[number_of(root["ParentTree"])]
    tree = TagTree(objects=pdf.objects, top=pdf.objects[number_of(root["K"][0])], parents=parents, runs=runs)
    scope_headers(tree)
    _mark_languages(tree, tree.top, pdf.catalog["Lang"].string)
    gone = gather_bodies(tree, pdf) | _drop_ornaments(tree, pdf) | _make_artifacts(tree, pdf)
    gone |= set(_flatten(tree, tree.top)) | _tag_notes(tree, slug)
    for before, after in enumerate(range(1, len(pages))):
        gone |= _join_pages(tree, before, after)
    name_numbering(tree)
    return frozenset(gone)


def _shown_runs(page: PageRuns, content: bytes) -> dict[int, Run]:
    """Which run each marked content of a page shows, known by where it stands."""
    places = {place_of(run): run for run in page.runs}
    return {int(found[1]): places[found[2]] for found in MARKED_RUN.finditer(content) if found[2] in places}


def _mark_languages(tree: TagTree, element: Any, language: str) -> set[str]:
    """Give the highest elements that are all in another language that language; return all languages.

    The elements at the top say theirs in any case: the book's may be another.
    """
    found: dict[int, set[str]] = {}

    def gather(item: Any) -> set[str]:
        page = tree.page(item) if "Pg" in item else 0
        below = {tree.runs[page][kid].lang for kid in item["K"] if isinstance(kid, int) and kid in tree.runs[page]}
        for _, kid in tree.elements(item):
            below |= gather(kid)
        found[item.number] = below
        return below

    def mark(item: Any, inherited: str) -> None:
        own = found[item.number]
        name = next(iter(own)) if len(own) == 1 and "" not in own else inherited
        if name.casefold() != inherited.casefold() or (name and item["P"] == tree.top.reference):
            item["Lang"] = pydyf.String(name)
        inherited = name
        for _, kid in tree.elements(item):
            mark(kid, inherited)

    gather(element)
    for _, top in tree.elements(element):
        mark(top, language)
    return found[element.number]


def _flatten(tree: TagTree, element: Any) -> Iterator[int]:
    """Put marked content from elements that say nothing into those above them; yield the numbers of the emptied."""
    kids = pydyf.Array()
    for kid in element["K"]:
        below = tree.element(kid)
        if below is None:
            kids.append(kid)
            continue
        inline = element["S"] in HOLDS_TEXT and _is_inline(tree, below)
        if inline and below["S"] == "/NonStruct":
            below["S"] = "/Span"
        yield from _flatten(tree, below)
        if inline and below["S"] == "/Span" and _says_nothing(below):
            for content in below["K"]:
                tree.give(tree.page(below), content, element)
            kids.extend(below["K"])
            yield below.number
        else:
            kids.append(kid)
    element["K"] = kids


def _is_inline(tree: TagTree, element: Any) -> bool:
    return element["S"] in ("/Span", "/NonStruct", "/Link") and all(
        _is_inline(tree, kid) for _, kid in tree.elements(element)
    )


def _says_nothing(element: Any) -> bool:
    return set(element) <= PLAIN_KEYS and all(isinstance(kid, int) for kid in element["K"])


def _tag_notes(tree: TagTree, slug: str) -> set[int]:
    """Make the elements of the areas below the text Notes, each with an id (PDF/UA-1, 7.9); drop the areas."""
    gone = set()
    kids = pydyf.Array()
    for kid in tree.top["K"]:
        area = tree.element(kid)
        runs = tree.runs[tree.page(area)]
        if area["S"] != "/NonStruct" or {runs[item].area for item in tree.contents(area) if item in runs} != {"note"}:
            kids.append(kid)
            continue
        for _, note in tree.elements(area):
            note |= {"S": "/Note", "P": tree.top.reference, "ID": pydyf.String(f"{slug}-note-{note.number}")}
        kids.extend(area["K"])
        gone.add(area.number)
    tree.top["K"] = kids
    return gone


def _drop_ornaments(tree: TagTree, pdf: Any) -> set[int]:
    """Make pictures that only adorn the page artifacts; return the numbers of their elements."""
    gone = set()
    for item in tree.objects:
        is_figure = isinstance(item, pydyf.Dictionary) and item.get("S") == "/Figure"
        if is_figure and getattr(item.get("Alt"), "string", "") == ORNAMENT:
            _turn_into_artifacts(
                tree, pdf, tree.page(item), {kid for kid in item["K"] if isinstance(kid, int)}, "/Layout"
            )
            tree.remove(item)
            gone.add(item.number)
    return gone


def _turn_into_artifacts(tree: TagTree, pdf: Any, page: int, contents: set[int], kind: str) -> None:
    """Make these marked contents of a page artifacts of a kind (ISO 32000-1, 14.8.2.2)."""
    stream = page_content(pdf, page_numbers(pdf)[page]).stream
    for index, item in enumerate(stream):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in contents:
            stream[index - 1 : index + 1] = ["/Artifact", pydyf.Dictionary({"Type": kind})]
    for content in contents:
        tree.parents["Nums"][2 * page + 1][content] = b"null"


def _make_artifacts(tree: TagTree, pdf: Any) -> set[int]:
    """Make what stands in margins, and head rows that come again, artifacts, which no reader is to read out.

    What stands in margins WeasyPrint tags, but in no tree.
    """
    repeated = list(take_out_repeats(tree))
    for page, runs in enumerate(tree.runs):
        margins = {content for content, run in runs.items() if run.area == "margin"}
        again = {content for place, content in repeated if place == page}
        _turn_into_artifacts(tree, pdf, page, margins | again, "/Pagination")
    kept = set(_numbers(tree, tree.top))
    return {
        item.number
        for item in tree.objects
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/StructElem" and item.number not in kept
    }


def _numbers(tree: TagTree, element: Any) -> Iterator[int]:
    yield element.number
    for _, kid in tree.elements(element):
        yield from _numbers(tree, kid)


def _join_pages(tree: TagTree, before: int, after: int) -> set[int]:
    """Make one element of what goes on from one page to the next; return the numbers of those that are no more."""
    ends, starts = _text_path(tree, before, -1), _text_path(tree, after, 0)
    depth = 0
    for (one, source), (other, origin) in zip(ends, starts, strict=False):
        same = source is origin and one["S"] == other["S"] and _language(one) == _language(other)
        if not same or one["S"] not in MERGED or one is other:
            break
        if one["S"] == "/TR" and not same_cells(tree, one, other):
            break
        depth += 1
    gone = set()
    for level in reversed(range(depth)):
        one, other = ends[level][0], starts[level][0]
        if one["S"] == "/TR":
            gone |= _join_cells(tree, one, other, after)
        else:
            _append(tree, one, other, after)
        above = starts[level - 1][0] if level else tree.top
        above["K"] = pydyf.Array(kid for kid in above["K"] if kid != other.reference)
        gone.add(other.number)
    return gone


def _language(element: Any) -> str:
    return str(element["Lang"].string) if "Lang" in element else ""


def _join_cells(tree: TagTree, one: Any, other: Any, page: int) -> set[int]:
    """Let each cell of a row go on with the cell below the page break."""
    pairs = zip(tree.elements(one), tree.elements(other), strict=True)
    gone = set()
    for (_, cell), (_, rest) in pairs:
        _append(tree, cell, rest, page)
        gone.add(rest.number)
    return gone


def _append(tree: TagTree, one: Any, other: Any, page: int) -> None:
    """Give an element the kids of the one that continues it on a later page."""
    for kid in other["K"]:
        below = tree.element(kid)
        if below is not None:
            below["P"] = one.reference
        if isinstance(kid, int):
            tree.give(page, kid, one)
            one["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": other["Pg"], "MCID": kid}))
        else:
            one["K"].append(kid)


def _text_path(tree: TagTree, page: int, which: int) -> list[tuple[Any, Any]]:
    """The elements from the top down to the first (0) or last (-1) text of a page, each with its HTML element."""
    shown = [
        (content, run)
        for content, run in tree.runs[page].items()
        if run.area == "text" and not run.pseudo and run.element is not None and run.text.strip()
        if not tree.is_artifact(page, content)
    ]
    order = {id(run): index for index, run in enumerate(tree.runs[page].values())}
    if not shown:
        return []
    content, run = sorted(shown, key=lambda pair: (pair[1].order, order[id(pair[1])]))[which]
    path = []
    element = tree.owner(page, content)
    while element is not tree.top:
        path.append(element)
        element = tree.element(element["P"])
    return _aligned(path[::-1], run.ancestry)


def _aligned(path: list[Any], ancestry: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Structure elements with the HTML elements that they were made of, as far as these can be told."""
    found: list[tuple[Any, Any]] = []
    rest = list(ancestry)
    for element in path:
        if found and (element["S"] == "/LBody" or (element["S"] == "/TBody" and rest and rest[0].tag == "tr")):
            found.append((element, found[-1][1]))
            continue
        if element["S"] == "/L" and [part.tag in LISTS for part in rest[:2]] == [False, True]:
            rest.pop(0)  # a list in an item, which the tree has beside the item
        if not rest or KINDS.get(rest[0].tag, "/NonStruct") != element["S"]:
            break
        found.append((element, rest.pop(0)))
    return found
