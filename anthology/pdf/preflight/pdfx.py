"""Rules for PDFs that go to a press: inks, transparency, output intent, page count, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from anthology.core.findings import Finding
from anthology.pdf.inspect.content_stream import Ink
from anthology.pdf.inspect.facts import PageFacts, PdfFacts
from anthology.pdf.preflight.common import Expected, Rule, on_pages
from anthology.pdf.printers import check_pages, printer_table

FEW, TOO_FEW = 300, 150  # pixels to the inch: wanted, and needed, in print
RICH = 0.5  # from this share of black on, other inks under it make a rich black
BLACK_SPACES = ("DeviceGray", "CalGray", "ICCBased1", "Separation Black", "Separation All")
PRESS_SPACES = (*BLACK_SPACES, "DeviceCMYK", "ICCBased4", "DeviceN", "none")


def check_colours(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Nothing is painted in a colour of screens: a press would make four inks of it, black too."""
    yield from _painted(facts, _is_for_screens, "in a colour of screens")


def check_black(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """In the inside of a book text is painted in black ink alone, and nothing in a rich black."""
    yield from _painted(facts, _is_not_black, "not in black ink alone")
    yield from _painted(facts, _is_rich, "in a rich black")


def check_ink(facts: PdfFacts, expected: Expected) -> Iterator[Finding]:
    """No more ink lies on one spot than the printer allows; pictures are not looked into."""
    most = (expected.printer or printer_table().printers["generic"]).most_ink
    heavy = [page for page in facts.pages if any(_total(ink) > most for ink in page.content.inks)]
    yield from on_pages("D015", f"more than {most:g} % of ink", heavy)


def check_transparency(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Nothing is transparent."""
    kinds = dict.fromkeys(kind for page in facts.pages for kind in page.content.transparency)
    for kind in kinds:
        yield from on_pages("D016", kind, [page for page in facts.pages if kind in page.content.transparency])


def check_interactive(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Nothing is there that only a screen can use."""
    yield from on_pages("D017", "links or other annotations", [page for page in facts.pages if page.annotations])
    for extra in facts.extras:
        yield Finding("D017", f"the file has {extra}")


def check_intent(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """One output intent for PDF/X with a CMYK press profile: ISO 15930-7, 6.2.1."""
    intents = [intent for intent in facts.intents if intent.kind == "GTS_PDFX"]
    if len(intents) != 1:
        yield Finding("D018", f"{len(intents) or 'no'} output intents for PDF/X, where there must be one")
    for intent in intents:
        if not intent.condition:
            yield Finding("D018", "the output intent does not name its printing condition")
        if (intent.profile_class, intent.colours) != ("prtr", "CMYK"):
            what = f"{intent.colours or 'no'} profile of the class {intent.profile_class or 'none'}"
            yield Finding("D018", f"the output intent has a {what} and not that of a CMYK press")


def check_press_words(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """What a PDF/X file must say of itself: title, dates, trapping, identifier: ISO 15930-7, 6.3 and 6.16."""
    for key in ("Title", "CreationDate", "ModDate", "Trapped"):
        if not facts.info.get(key):
            yield Finding("D018", f"the file's information has no {key}")
    if facts.info.get("Trapped") not in (None, "/True", "/False"):
        yield Finding("D018", "the file does not say for certain whether it is trapped")
    if not facts.has_id:
        yield Finding("D018", "the file has no identifier")


def check_version(most: str, *, has_object_streams: bool) -> Rule:
    """A rule: the file's version is not above `most`, and object streams are there only where it knows them."""

    def check(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
        if facts.version > most:
            yield Finding("D018", f"the file is PDF {facts.version}, where PDF {most} is the newest that may be")
        if facts.has_object_streams and not has_object_streams:
            yield Finding("D018", f"the file has object streams, which PDF {most} does not know")

    return check


def check_page_count(facts: PdfFacts, expected: Expected) -> Iterator[Finding]:
    """The number of pages is one that the printer takes."""
    printer, pages = expected.printer, len(facts.pages)
    if printer is None:
        return
    yield from check_pages(printer, pages)
    if pages % printer.multiple:
        message = f"{pages} pages: {printer.title} wants a multiple of {printer.multiple}"
        yield Finding("D019", message)
    if printer.ends_blank and facts.pages and facts.pages[-1].content.inks:
        yield Finding("D019", f"{printer.title} wants the last page blank")


def check_resolution(facts: PdfFacts, _: Expected) -> Iterator[Finding]:
    """Every picture has pixels enough at the size at which it stands."""
    for page in facts.pages:
        for picture in page.content.pictures:
            if picture.resolution < FEW:
                code = "D020" if picture.resolution < TOO_FEW else "D021"
                size = f"{picture.width} x {picture.height} pixels"
                yield Finding(code, f"page {page.number}: {size} at {picture.resolution} to the inch")


def _painted(facts: PdfFacts, is_wrong: Callable[[Ink], bool], message: str) -> Iterator[Finding]:
    """What is painted with such ink, one finding for each ink."""
    pages: dict[str, list[PageFacts]] = {}
    for page in facts.pages:
        for ink in page.content.inks:
            if is_wrong(ink):
                pages.setdefault(f"{ink.what} {message}: {_shown(ink)}", []).append(page)
    for words in sorted(pages):
        yield from on_pages("D014", words, pages[words])


def _is_for_screens(ink: Ink) -> bool:
    return ink.space not in PRESS_SPACES and not ink.space.startswith("Separation")


def _is_not_black(ink: Ink) -> bool:
    is_black = ink.space in BLACK_SPACES or (ink.space == "DeviceCMYK" and not any(ink.values[:3]))
    return ink.what == "text" and not is_black and not _is_for_screens(ink)


def _is_rich(ink: Ink) -> bool:
    is_mixed = ink.space == "DeviceCMYK" and len(ink.values) == 4 and any(ink.values[:3])
    return is_mixed and ink.what != "text" and ink.values[3] >= RICH


def _shown(ink: Ink) -> str:
    return f"{ink.space} {' '.join(f'{value:.3g}' for value in ink.values)}".strip()


def _total(ink: Ink) -> float:
    return sum(ink.values) * 100 if ink.space == "DeviceCMYK" else 0.0


# What holds for every file that goes to a press, and what PDF/X (ISO 15930) asks besides.
PRESS_RULES: tuple[Rule, ...] = (check_colours, check_ink, check_transparency, check_interactive)
PDFX_RULES: tuple[Rule, ...] = (check_intent, check_press_words)
