"""Custom properties of a layout that would grow without end are refused with file and line, wherever they stand."""

from __future__ import annotations

import pytest

import anthology
from anthology.core.errors import LayoutError

HEAD = """anthology: 1
title: A Reader
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
essays:
  - {id: one, source: one.md, author: unsigned, content_notes: none}
editions: {screen: {format: pdf, for: screen}}
layout: mine
"""
GROWTH = "--a0: x x;\n" + "".join(f"--a{each + 1}: var(--a{each}) var(--a{each});\n" for each in range(40))
LOOP = "--a0: x x; {% for n in range(40) %}--a{{ n + 1 }}: var(--a{{ n }}) var(--a{{ n }}); {% endfor %}"
TEMPLATE = """{{% extends "page.xhtml.j2" %}}
{{% block content %}}
<h1 id="one-title">{{{{ piece.title }}}}</h1>
<div style="{style}">{{{{ blocks(piece.blocks) }}}}</div>
{{% endblock %}}
"""


def book(**files: str) -> dict[str, str | bytes]:
    """A book in memory with these files, `__` for the dot of their names, in its layout."""
    layout = {f"layouts/mine/{name.replace('__', '.')}": text for name, text in files.items()}
    extends = {"layouts/mine/layout.yaml": "extends: house\n"}
    return {"book.yaml": HEAD, "one.md": "# A Title\n\nWords of the essay.\n", **extends, **layout}


def said(sources: dict[str, str | bytes]) -> list[str]:
    return [str(finding) for finding in anthology.check(sources=sources) if finding.code == "L020"]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"print__css": f":root {{\n{GROWTH}}}"}, "layouts/mine/print.css:12"),
        ({"ebook__css": f"@media print {{ p {{\n{GROWTH}}} }}"}, "layouts/mine/ebook.css:12"),
        ({"print__css": f"p {{\n{GROWTH.replace('var(', chr(92) + '76 ar(')}}}"}, "layouts/mine/print.css:12"),
        ({"print__css": f"p {{\n{GROWTH.replace('var(--a5)', 'calc(var(--a5), 1)')}}}"}, "layouts/mine/print.css:"),
        ({"essay__xhtml__j2": TEMPLATE.format(style=GROWTH)}, "layouts/mine/essay.xhtml.j2:14"),
        ({"essay__xhtml__j2": TEMPLATE.format(style=f'"><style>p {{\n{GROWTH}}}</style><b a="')}, "layouts/mine/essay"),
        (
            {
                "common__css": f"p {{\n{GROWTH.replace('--a7:', '--b:')}}}",
                "print__css": "p { --a7: var(--b) }",
            },
            "layouts/mine/common.css:",
        ),
    ],
    ids=["sheet", "in a condition", "escaped", "in a function", "attribute", "element", "two sheets"],
)
def test_growth_is_refused_with_its_place(files: dict[str, str], place: str) -> None:
    (found,) = said(book(**files))
    assert found.startswith(place)
    assert "--a" in found


def test_growth_that_a_template_makes_is_refused_when_its_page_is() -> None:
    with pytest.raises(LayoutError) as caught:
        anthology.build(sources=book(essay__xhtml__j2=TEMPLATE.format(style=LOOP)), editions=["screen"])
    assert [finding.code for finding in caught.value.findings] == ["L020"]
    assert str(caught.value).startswith("layouts/mine/essay.xhtml.j2: L020")


def test_properties_that_name_others_as_layouts_do_are_taken() -> None:
    sheet = ":root { --a: 1px; --b: calc(var(--a) + var(--a)); --c: var(--c) }\n"
    sheet += "".join(f".x{each} {{ --s{each + 1}: calc(var(--s{each}) * 2) }}\n" for each in range(300))
    assert not said(book(print__css=f"{sheet}p {{ margin: 2px var(--b) }}"))
