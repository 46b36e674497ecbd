"""PDF/UA-1, rule by rule: a good file is broken in each way in which our writer could break one, and each is found.

The numbers are those of veraPDF's published list of rules for PDF/UA-1, 106 in all: the clause of ISO 14289-1, and the
number of the test in it. veraPDF itself is not run here: what is held against the list is our own check.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from press_book import bound
from press_file import changed

from anthology.pdf.inspect.facts import read_pdf
from anthology.pdf.preflight.check import check_pdf, claimed, claims, why_not

Breaker = Callable[[pikepdf.Pdf], None]
Plant = Callable[[pikepdf.Pdf, Any], Any]
UA_CLAIM = b'<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>'


def good() -> bytes:
    """A file that follows the rules and says so."""
    return changed(bound().data, in_metadata(b"</rdf:Description>", UA_CLAIM + b"</rdf:Description>"))


def in_metadata(old: bytes, new: bytes) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        metadata: Any = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(old, new))

    return change


def node(kind: str, *kids: Plant, **entries: Any) -> Plant:
    """An element of the structure tree with its kids, to be planted somewhere."""

    def plant(pdf: pikepdf.Pdf, above: Any) -> Any:
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=above, **entries))
        element.K = Array([kid(pdf, element) for kid in kids])
        return element

    return plant


def planted(*plants: Plant) -> Breaker:
    """A change that adds elements to the document."""

    def change(pdf: pikepdf.Pdf) -> None:
        document: Any = pdf.Root.StructTreeRoot.K[0]
        document.K.extend([plant(pdf, document) for plant in plants])

    return change


def cell(kind: str, **attributes: Any) -> Plant:
    return node(kind, A=Dictionary(O=Name.Table, **attributes)) if attributes else node(kind)


def row(*kinds: str) -> Plant:
    return node("TR", *map(cell, kinds))


def table(*parts: Plant) -> Breaker:
    return planted(node("Table", *parts))


def an_ordered_list(*items: Plant) -> Breaker:
    return planted(node("L", *items, A=Dictionary(O=Name.List, ListNumbering=Name.Decimal)))


ITEM = node("LI", node("Lbl"), node("LBody"))
BODY = node("TBody", row("TD", "TD"))


def elements(pdf: pikepdf.Pdf, kind: str) -> Iterable[Any]:
    found = (
        each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == Name(f"/{kind}")
    )
    return tuple(found)


def retyped(kind: str, to: str) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf, kind):
            element.S = Name(f"/{to}")

    return change


def roles(**names: str) -> Breaker:
    """A role map, in which each name of a type is explained by another, and an element of each of these types."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary({f"/{key}": Name(f"/{value}") for key, value in names.items()})
        planted(*map(node, names))(pdf)

    return change


def without(*route: str | int) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        item: Any = pdf.trailer
        for key in route[:-1]:
            item = item[key]
        del item[route[-1]]

    return change


def painted(content: str) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        page.Contents = Array([*iter(page.Contents), pdf.make_stream(f"q {content} Q".encode())])

    return change


def in_content(old: bytes, new: bytes) -> Breaker:
    """A change of what the third page paints: the first place with these bytes."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        data = b"\n".join(part.read_bytes() for part in iter(page.Contents))
        assert re.search(old, data)
        page.Contents = Array([pdf.make_stream(re.sub(old, new, data, count=1))])

    return change


def a_form_with_tags(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[2].obj
    form = Stream(pdf, b"/P <</MCID 0>> BDC 0 0 5 5 re f EMC")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    page.Resources = Dictionary({**dict(page.Resources.items()), "/XObject": Dictionary(Added=form)})
    painted("/P <</MCID 0>> BDC /Added Do EMC")(pdf)


def annotation(kind: str, **entries: Any) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        box = Array([0, 0, 9, 9])
        added = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=box, F=4, **entries))
        page.Annots = Array([*iter(page.get("/Annots", ())), added])
        page.Tabs = Name.S

    return change


def on_links(key: str, value: Any = None) -> Breaker:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            for link in iter(page.obj.get("/Annots", Array())):
                if value is None:
                    del link[key]
                else:
                    link[key] = value

    return change


def fonts(change: Callable[[pikepdf.Pdf, Any], None]) -> Breaker:
    """A change of every composite font."""

    def change_all(pdf: pikepdf.Pdf) -> None:
        for item in list(pdf.objects):
            if isinstance(item, pikepdf.Dictionary) and "/DescendantFonts" in item:
                change(pdf, item)

    return change_all


def descendants(**entries: Any) -> Breaker:
    """A change of the second part of every composite font: None takes an entry out."""

    def change(_: pikepdf.Pdf, font: Any) -> None:
        inner = font.DescendantFonts[0]
        for key, value in entries.items():
            if value is None:
                del inner[f"/{key}"]
            else:
                inner[f"/{key}"] = value

    return fonts(change)


def own_map(data: bytes, **entries: Any) -> Breaker:
    """A change that gives every composite font a map of its own."""

    def change(pdf: pikepdf.Pdf, font: Any) -> None:
        info = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        font.Encoding = pdf.make_stream(data)
        for key, value in {"Type": Name.CMap, "CMapName": Name.Own, "CIDSystemInfo": info, **entries}.items():
            font.Encoding[f"/{key}"] = value

    return fonts(change)


def characters(new: bytes) -> Breaker:
    """A change of what every font says that its glyphs are."""

    def change(pdf: pikepdf.Pdf, font: Any) -> None:
        font.ToUnicode = pdf.make_stream(re.sub(rb"(<[0-9a-f]{4}>) <[0-9a-f]+>", new, font.ToUnicode.read_bytes()))

    return fonts(change)


def drop_programs(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


def same_ids(pdf: pikepdf.Pdf) -> None:
    for note in elements(pdf, "Note"):
        note.ID = String("one")


def unordered(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Tabs" in page.obj:
            del page.obj["/Tabs"]


def no_parents(pdf: pikepdf.Pdf) -> None:
    for element in elements(pdf, "P"):
        del element["/P"]


def speaking(**entries: Any) -> Breaker:
    """A change after which nothing says in which language some words are that an element has beside its content."""

    def change(pdf: pikepdf.Pdf) -> None:
        planted(node("Span", **entries))(pdf)
        del pdf.Root["/Lang"]

    return change


def untold(content: str) -> Breaker:
    """The same for words in the content of a page."""

    def change(pdf: pikepdf.Pdf) -> None:
        painted(content)(pdf)
        del pdf.Root["/Lang"]

    return change


WORDS = String("words")
WHOLE_MAP = b"1 begincidrange <0000> <ffff> 0 endcidrange"
NO_LANGUAGE = without("/Root", "/Lang")
BROKEN: dict[str, tuple[Breaker, str]] = {
    "5-2": (in_metadata(b">1</pdfuaid", b">2</pdfuaid"), "D075"),
    "5-3": (in_metadata(b"pdfuaid", b"ua"), "D075"),
    "6.2-1": (without("/Root", "/MarkInfo", "/Marked"), "D030"),
    "7.1-1": (painted("/P <</MCID 0>> BDC /Artifact BMC 0 0 9 9 re f EMC EMC"), "D030"),
    "7.1-2": (painted("/Artifact BMC /P <</MCID 0>> BDC 0 0 9 9 re f EMC EMC"), "D030"),
    "7.1-3": (painted("0 0 9 9 re f"), "D030"),
    "7.1-4": (lambda pdf: pdf.Root.MarkInfo.update(Dictionary(Suspects=True)), "D030"),
    "7.1-5": (retyped("P", "Chapter"), "D030"),
    "7.1-6": (roles(One="Two", Two="One"), "D030"),
    "7.1-7": (roles(P="H1"), "D030"),
    "7.1-8": (without("/Root", "/Metadata"), "D032"),
    "7.1-9": (in_metadata(b"dc:title", b"dc:coverage"), "D032"),
    "7.1-10": (without("/Root", "/ViewerPreferences", "/DisplayDocTitle"), "D032"),
    "7.1-11": (without("/Root", "/StructTreeRoot"), "D030"),
    "7.1-12": (no_parents, "D030"),
    "7.2-2": (NO_LANGUAGE, "D032"),
    "7.2-3": (table(row("TD"), node("P")), "D070"),
    "7.2-4": (planted(row("TD")), "D070"),
    "7.2-5": (planted(node("THead", row("TH"))), "D070"),
    "7.2-6": (planted(node("TBody", row("TD"))), "D070"),
    "7.2-7": (planted(node("Sect", node("TFoot", row("TD")))), "D070"),
    "7.2-8": (table(cell("TH", Scope=Name.Row)), "D070"),
    "7.2-9": (planted(node("P", cell("TD"))), "D070"),
    "7.2-10": (table(node("TR", node("P"))), "D070"),
    "7.2-11": (table(*[node("THead", row("TD"))] * 2, node("TBody", row("TD"))), "D070"),
    "7.2-12": (table(node("TBody", row("TD")), *[node("TFoot", row("TD"))] * 2), "D070"),
    "7.2-13": (table(row("TD"), node("TFoot", row("TD"))), "D070"),
    "7.2-14": (table(node("THead", row("TD")), row("TD")), "D070"),
    "7.2-15": (table(node("TR", cell("TD"), cell("TD", RowSpan=2)), node("TR", cell("TD", ColSpan=2))), "D071"),
    "7.2-16": (table(row("TD"), node("Caption"), row("TD")), "D070"),
    "7.2-17": (planted(ITEM), "D070"),
    "7.2-18": (planted(node("LBody")), "D070"),
    "7.2-19": (an_ordered_list(ITEM, node("P")), "D070"),
    "7.2-20": (an_ordered_list(node("LI", node("Lbl"), node("LBody"), node("Span"))), "D070"),
    "7.2-21": (speaking(ActualText=WORDS), "D032"),
    "7.2-22": (speaking(Alt=WORDS), "D032"),
    "7.2-23": (speaking(E=WORDS), "D032"),
    "7.2-24": (NO_LANGUAGE, "D032"),
    "7.2-26": (planted(node("TOCI")), "D070"),
    "7.2-27": (planted(node("TOC", node("P"))), "D070"),
    "7.2-28": (planted(node("TOC", node("TOCI"), node("Caption"))), "D070"),
    "7.2-29": (planted(node("P", Lang=String("the Queen’s"))), "D032"),
    "7.2-30": (untold("/Artifact BMC /Span <</ActualText (a)>> BDC 0 0 9 9 re f EMC EMC"), "D032"),
    "7.2-31": (untold("/Artifact BMC /Span <</Alt (a)>> BDC 0 0 9 9 re f EMC EMC"), "D032"),
    "7.2-32": (untold("/Artifact BMC /Span <</E (a)>> BDC 0 0 9 9 re f EMC EMC"), "D032"),
    "7.2-33": (NO_LANGUAGE, "D032"),
    "7.2-34": (NO_LANGUAGE, "D032"),
    "7.2-36": (table(node("THead", node("P")), BODY), "D070"),
    "7.2-37": (table(node("TBody", node("P"))), "D070"),
    "7.2-38": (table(BODY, node("TFoot", node("P"))), "D070"),
    "7.2-39": (table(node("Caption"), row("TD"), node("Caption")), "D070"),
    "7.2-40": (an_ordered_list(ITEM, node("Caption")), "D070"),
    "7.2-41": (table(node("TR", cell("TD", RowSpan=3), cell("TD")), row("TD")), "D071"),
    "7.2-42": (table(row("TD", "TD"), row("TD")), "D071"),
    "7.2-43": (table(row("TD", "TD"), node("TR", cell("TD", ColSpan=3))), "D071"),
    "7.3-1": (planted(node("Figure")), "D034"),
    "7.4.2-1": (retyped("H2", "H3"), "D031"),
    "7.4.4-1": (planted(node("Sect", node("H"), node("H"))), "D031"),
    "7.4.4-2": (planted(node("H")), "D031"),
    "7.4.4-3": (retyped("H1", "H"), "D031"),
    "7.5-1": (table(row("TH", "TH"), row("TD", "TD")), "D035"),
    "7.5-2": (table(row("TH"), node("TR", cell("TD", Headers=Array([String("nowhere")])))), "D035"),
    "7.7-1": (planted(node("Formula")), "D034"),
    "7.9-1": (planted(node("Note")), "D072"),
    "7.9-2": (same_ids, "D072"),
    "7.18.1-1": (annotation("Text", Contents=WORDS), "D033"),
    "7.18.1-2": (on_links("/Contents", String("")), "D033"),
    "7.18.2-1": (annotation("TrapNet", Contents=WORDS), "D033"),
    "7.18.3-1": (unordered, "D037"),
    "7.18.5-1": (retyped("Link", "Span"), "D033"),
    "7.18.5-2": (on_links("/Contents"), "D033"),
    "7.18.8-1": (annotation("PrinterMark", Contents=WORDS), "D033"),
    "7.20-2": (a_form_with_tags, "D030"),
    "7.21.3.1-1": (
        own_map(WHOLE_MAP, CIDSystemInfo=Dictionary(Registry=WORDS, Ordering=WORDS, Supplement=0)),
        "D074",
    ),
    "7.21.3.2-1": (descendants(CIDToGIDMap=None), "D074"),
    "7.21.3.3-1": (fonts(lambda _, font: font.update(Dictionary(Encoding=Name.Foreign))), "D074"),
    "7.21.3.3-2": (own_map(b"/WMode 1 def " + WHOLE_MAP), "D074"),
    "7.21.3.3-3": (own_map(b"/Foreign usecmap " + WHOLE_MAP), "D074"),
    "7.21.4.1-1": (drop_programs, "D013"),
    "7.21.4.1-2": (in_content(rb"(\[<)[0-9a-f]{4}", rb"\1fffe"), "D074"),
    "7.21.5-1": (descendants(W=Array([])), "D074"),
    "7.21.7-1": (characters(rb"<fffe> <0041>"), "D036"),
    "7.21.7-2": (characters(rb"\1 <feff>"), "D036"),
    "7.21.8-1": (in_content(rb"(\[<)[0-9a-f]{4}", rb"\g<1>0000"), "D036"),
}
FORMS = "a book has no form"
SIMPLE = "only composite fonts are written"
NOT_MADE: dict[str, str] = {
    "5-1": "a file without the claim claims nothing: see below",
    "5-4": "the claim names no amendment",
    "5-5": "the claim names no corrigendum",
    "6.1-1": "the version is written by the writer itself: see below",
    "7.2-25": FORMS,
    "7.10-1": "a page has no layers",
    "7.10-2": "a page has no layers",
    "7.11-1": "no file is attached",
    "7.15-1": FORMS,
    "7.16-1": "no file is encrypted",
    "7.18.1-3": FORMS,
    "7.18.4-1": FORMS,
    "7.18.4-2": FORMS,
    "7.18.6.2-1": "no sound or film is embedded",
    "7.18.6.2-2": "no sound or film is embedded",
    "7.20-1": "no page shows a page of another file",
    "7.21.4.2-1": SIMPLE,
    "7.21.4.2-2": "a font names its glyphs nowhere but in itself",
    "7.21.6-1": SIMPLE,
    "7.21.6-2": SIMPLE,
    "7.21.6-3": SIMPLE,
    "7.21.6-4": SIMPLE,
}


def codes(data: bytes) -> set[str]:
    return {finding.code for finding in check_pdf(data)}


def test_every_rule_is_checked_or_is_one_that_our_writer_cannot_break() -> None:
    assert not BROKEN.keys() & NOT_MADE.keys()
    assert len(BROKEN) + len(NOT_MADE) == 106


def test_the_good_file_claims_to_follow_the_rules_and_does() -> None:
    assert claimed(read_pdf(good())) == ("PDF/UA-1",)
    assert check_pdf(good()) == ()


@pytest.mark.parametrize(("breaker", "code"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_breaks_a_rule_is_found_and_may_not_claim(breaker: Breaker, code: str) -> None:
    data = changed(good(), breaker)
    assert code in codes(data)
    assert code in {finding.code for finding in why_not(read_pdf(data), "PDF/UA-1")}
    assert "PDF/UA-1" not in claims(read_pdf(data))


@pytest.mark.parametrize(
    "change",
    [
        table(node("Caption"), node("THead", row("TD", "TD")), BODY, node("TFoot", row("TD", "TD"))),
        table(node("TR", cell("TH", Scope=Name.Column), cell("TH", Scope=Name.Both)), row("TD", "TD")),
        table(
            node("TR", node("TH", ID=String("one"))),
            node("TR", cell("TD", Headers=Array([String("one")]))),
        ),
        table(node("TR", cell("TD", RowSpan=2), cell("TD", ColSpan=2)), row("TD", "TD")),
        an_ordered_list(node("Caption"), ITEM, node("L", node("LI", node("LBody")))),
        planted(node("L", node("LI", node("LBody", node("P"), node("L", node("LI", node("LBody"))))))),
        planted(node("TOC", node("Caption"), node("TOCI"), node("TOC", node("TOCI")))),
        planted(node("Figure", Alt=WORDS), node("Note", ID=String("another")), node("P", Lang=String("zh-Hant-TW"))),
        roles(Chapter="Part", Title="H2"),
        own_map(WHOLE_MAP),
    ],
)
def test_what_follows_the_rules_passes(change: Breaker) -> None:
    assert codes(changed(good(), change)) == set()


def test_a_list_with_marks_says_how_its_items_are_marked() -> None:
    assert codes(changed(good(), planted(node("L", ITEM)))) == {"D040", "D073"}


def test_a_file_of_the_next_version_of_pdf_is_found() -> None:
    assert "D075" in codes(changed(good(), lambda _: None, version="2.0"))


def test_a_file_without_the_claim_claims_nothing() -> None:
    assert claimed(read_pdf(changed(good(), in_metadata(UA_CLAIM, b"")))) == ()


def test_a_tree_without_end_is_read_in_time() -> None:
    def loop(pdf: pikepdf.Pdf) -> None:
        document: Any = pdf.Root.StructTreeRoot.K[0]
        document.K.append(document)

    with pikepdf.open(io.BytesIO(good())) as pdf:
        loop(pdf)
        out = io.BytesIO()
        pdf.save(out)
    assert read_pdf(out.getvalue()).structure is not None
