"""What follows the authors and the year of a reference line: title and publication, by the first shape that fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from anthology.citations.model import MONTHS, Reference, month_number
from anthology.citations.parse.container import (
    EDITORS_UNCLEAR,
    PAGES,
    dashed,
    read_container,
    split_editors,
    take_labelled_volume,
    take_pages,
    take_volume,
)
from anthology.citations.parse.names import BODIES
from anthology.citations.parse.publisher import HOUSES, PLACES, breaks, split_publication, tidy

MOST_WORDS = 4  # of a publisher's name
MOST_MARKED = 7  # of one behind a title in italics, which ends where they end
LONGEST_CONTAINER = 90  # letters
TITLE_END = "the title could end in more than one place"
NO_PUBLISHER = "no place and publisher were recognised: the publisher may stand inside the title"
_ISSUE_DATE = re.compile(
    rf"[.,]\s(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(MONTHS)})(?:[.,]?\spp?\.?\s?{PAGES})?$"
    r"|[.,]\s(?:pp?\.|pages)\s?(?P<only>\d[\d–-]*)$"
)
_IN_BOOK = re.compile(r"[.,?!’'”\"]\s[Ii]n:?\s(?=[^\W\d_a-z]|[a-z]{2,3}\s[^\W\d_a-z])|\s[Ii]n:\s")
_EDITED = re.compile(r"\b(?:[Ee]dited by|[Ee]ds?\.(?: by)?)\s[^\W\d_a-z]|\b[Ee]ds?\.\)|,\seditors?,")
_QUOTED = (
    re.compile(
        r"^“(?P<title>[^“”]{2,400}(?:“[^“”]{1,200}”[^“”]{0,300})*)[.,?!]?”[.,]?\s?(?=[^\W\d_a-z]|[Ii]n:?\s|[(\d«„])"
    ),
    re.compile(r"^\"(?P<title>[^\"]{2,400})\"[.,]?\s?(?=[^\W\d_a-z]|[Ii]n:?\s|[(\d«„“\"])"),
    re.compile(r"^[«„]\s?(?P<title>[^«»„“]{2,400}?)\s?[»“”][.,]?\s?(?=[^\W\d_a-z]|[Ii]n:?\s|[(\d«„“\"])"),
    re.compile(r"^[‘“'\"](?P<title>.{2,400}?)[.,?!]?[’”'\"][.,]?\s(?=[^\W\d_a-z]|[Ii]n:?\s|\d|\()"),
)
_THESIS = re.compile(
    r"^(?P<title>.+?[”’\"'.,)]?)\s[(\[]?(?P<genre>(?:Unpublished\s)?(?:Ph\.?\s?D\.?|[DM]\.?Phil\.?|M\.?A\.?|M\.?Sc\.?|"
    r"Doctoral|Master['’]?s?|Bachelor['’]?s|Undergraduate|Honou?rs)(?:\s[\w’']{2,12}){0,2}?\s?"
    r"(?:thesis|diss(?:ertation\b|\.|\b)))(?:[)\]]|\b|(?<=\.))[.,:]?\s(?P<publisher>[^.]+?)[)\]]?$",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"^(?P<title>.+?)[.,]?\s(?P<open>\()?(?P<genre>(?:(?:Technical|Research|Working|Discussion|Policy|Occasional|Final|"
    r"Interim) (?:Report|Paper|Brief)|Report|White Paper)(?: Series)?)"
    r"(?:,?\s(?P<number>(?:[Nn]o\.?|[Nn]umber)?\s?[\w./#-]*\d[\w./-]*))?"
    r"(?(open)\))[.,:]\s(?P<publisher>[^()]{3,120})$"
)
_SHORTENED = re.compile(r"[A-Z][\w-]{0,7}\.(?: [A-Z]?[\w-]{1,8}\.?)?")
_DAY = re.compile(
    rf",?\s(?:(?P<day>\d{{1,2}})\s(?P<month>{'|'.join(MONTHS)})|(?P<month2>{'|'.join(MONTHS)})\s(?P<day2>\d{{1,2}}))"
    r"(?:,?\s\d{4})?$"
)
_PROCEEDINGS = re.compile(r"(?:Proceedings|Proc\.|Conference|Workshop|Symposium|Advances in Neural)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that follow the year, and those of them that were set apart in italics."""

    text: str
    marked: tuple[str, ...] = ()

    def starts_marked(self) -> str:
        """The italics with which the words begin: the title of a work that stands by itself."""
        return next((one for one in self.marked if self.text.startswith(one)), "")

    def later_marked(self) -> str:
        """The first italics after the beginning: the title of what holds the work."""
        return next((one for one in self.marked if self.text.find(one) > 0), "")


def read_body(words: Words, reference: Reference) -> Reference:
    """The reference with title and publication, by the first shape that fits the words."""
    if not words.text:
        body = reference.creators[0].literal if len(reference.creators) == 1 else ""
        if not body:
            return replace(reference, problems=(*reference.problems, "no title was found"))
        kind = "webpage" if reference.medium else "document"
        doubts = () if reference.medium or reference.url or reference.doi else (NO_PUBLISHER,)
        problems = reference.problems + doubts
        return replace(reference, title=body, authors=(), editors=(), type=kind, problems=problems)
    for shape in SHAPES:
        if read := shape(words, reference):
            return read
    return replace(reference, type="document", title=words.text, problems=(*reference.problems, NO_PUBLISHER))


def _chapter(words: Words, reference: Reference) -> Reference | None:
    parts = _split_chapter(words)
    if not parts:
        return None
    title, container_words = parts
    chapter = read_container(container_words, reference, words.later_marked())
    proceedings = _PROCEEDINGS.search(chapter.container)
    if not chapter.container or not (chapter.publisher or chapter.editors or chapter.pages or proceedings):
        return None
    chapter = replace(chapter, type="paper-conference" if proceedings else "chapter", title=_unquoted(title))
    serial = take_volume(chapter.container)
    if not serial or not serial[1] or chapter.editors or chapter.publisher or EDITORS_UNCLEAR in chapter.problems:
        return chapter
    container, volume, issue = serial
    return replace(chapter, type="article-journal", container=tidy(container), volume=volume, issue=issue)


def _split_chapter(words: Words) -> tuple[str, str] | None:
    """The title of a chapter and the words of its book; None where nothing says that it stands in one."""
    quoted = _quoted(words)
    if quoted:
        title, rest = quoted
        inside = re.match(r"[Ii]n:?\s", rest)
        if inside:
            return title, rest[inside.end() :]
        return (title, rest) if _EDITED.search(rest) or _is_publication(take_pages(rest)[0]) else None
    for inside in _IN_BOOK.finditer(words.text):
        rest = words.text[inside.end() :]
        sure = "n:" in inside.group() or (inside.group()[0] in ".?!”’\"'" and "I" in inside.group())
        if sure or _EDITED.search(rest) or re.search(r"\bpp?\.\s?\d", rest):
            return words.text[: inside.start()] + inside.group()[0].rstrip(" .,"), rest
    return None


def _thesis(words: Words, reference: Reference) -> Reference | None:
    found = _THESIS.match(words.text)
    if not found:
        return None
    title = tidy(_unquoted(tidy(found["title"])))
    return replace(reference, type="thesis", title=title, genre=found["genre"], publisher=tidy(found["publisher"]))


def _report(words: Words, reference: Reference) -> Reference | None:
    """A report that says that it is one, as APA and the lists of institutions have it."""
    found = _REPORT.match(words.text)
    if not found:
        return None
    _, place, publisher = split_publication(found["publisher"])
    return replace(
        reference,
        type="report",
        title=_unquoted(tidy(found["title"])),
        genre=found["genre"],
        number=(found["number"] or "").strip(),
        place=place,
        publisher=publisher or found["publisher"],
    )


def _article(words: Words, reference: Reference) -> Reference | None:
    text, pages = take_pages(words.text)
    serial = take_volume(text)
    if not serial or not (serial[2] or pages or _quoted(replace(words, text=text)) or words.later_marked()):
        return None
    article = _with_container(replace(words, text=serial[0]), reference)
    if not article or _is_publication(article.container):
        return None
    return replace(article, type="article-journal", volume=serial[1], issue=serial[2], pages=pages)


def _is_publication(words: str) -> bool:
    """Whether words that may name a journal are rather a place and a publisher."""
    _, place, publisher = split_publication(words)
    return bool(PLACES.fullmatch(place) or (place and HOUSES.search(publisher)))


def _newspaper(words: Words, reference: Reference) -> Reference | None:
    found = _ISSUE_DATE.search(words.text)
    article = _with_container(replace(words, text=words.text[: found.start()]), reference) if found else None
    if not found or not article or ": " in article.container or HOUSES.fullmatch(article.container):
        return None
    pages = dashed(found["pages"] or found["only"] or "")
    if not found["month"]:
        is_in_proceedings = _PROCEEDINGS.search(article.container)
        return replace(article, type="paper-conference" if is_in_proceedings else "article-magazine", pages=pages)
    issued = reference.issued
    if issued.year:
        issued = replace(issued, month=month_number(found["month"]), day=int(found["day"]))
    return replace(article, type="article-newspaper", issued=issued, pages=pages)


def _quoted_elsewhere(words: Words, reference: Reference) -> Reference | None:
    """A title in quotation marks with the name of what it stood in, and neither volume nor editors."""
    quoted = _quoted(words)
    rest, pages = take_pages(quoted[1]) if quoted else ("", "")
    dated = _DAY.search(tidy(rest))
    container = tidy(tidy(rest)[: dated.start()]) if dated else tidy(rest)
    issued = reference.issued
    if dated and issued.year and not issued.month:
        month = month_number(dated["month"] or dated["month2"])
        issued = replace(issued, month=month, day=int(dated["day"] or dated["day2"]))
    if not quoted or not container or split_publication(rest)[1] or len(container) > LONGEST_CONTAINER:
        return None
    printed = "article-newspaper" if issued.day else "article-magazine"
    online = reference.url or reference.medium or reference.accessed.year
    kind = printed if issued.month or pages else "webpage" if online else "article-journal"
    return replace(reference, type=kind, title=quoted[0], container=container, pages=pages, issued=issued)


def _book(words: Words, reference: Reference) -> Reference | None:
    text, pages = take_pages(words.text)
    text, volume, issue = take_labelled_volume(text)
    published = _published(replace(words, text=text))
    if not published:
        return None
    title, place, publisher, problems = published
    body = bool(reference.creators) and bool(reference.creators[0].literal)
    kind = "report" if body or reference.medium == "Online" else "book"
    title, editors, rest = split_editors(title) if reference.authors else (title, (), "")
    if rest:
        title, problems = f"{title}. {rest}", (*problems, TITLE_END)
    return replace(
        reference,
        type=kind,
        title=_unquoted(title),
        editors=editors or reference.editors,
        place=place,
        publisher=publisher,
        volume=volume,
        issue=issue,
        pages=pages,
        problems=reference.problems + problems,
    )


def _book_without_place(words: Words, reference: Reference) -> Reference | None:
    """A title and a publisher with nothing else, as APA (7th edition) and MLA (9th) have books."""
    marked = words.starts_marked()
    borders = breaks(words.text)
    start = len(marked) + 1 if marked else borders[0] if len(borders) == 1 else len(words.text)
    publisher = tidy(words.text[start:])
    most = MOST_MARKED if marked else MOST_WORDS
    if re.match(r"[Ii]n:?\s", publisher):
        return None
    is_plain = re.fullmatch(r"[^\W\d_a-z][^\d:/]{2,60}", publisher) and len(publisher.split()) <= most
    if not is_plain or reference.medium or reference.address_missing or not reference.creators:
        return None
    if (reference.url or "," in publisher) and not marked:
        return None
    if reference.doi and not (HOUSES.search(publisher) or BODIES.search(publisher)):
        return None  # the name of a journal
    return replace(reference, type="book", title=tidy(words.text[:start]), publisher=publisher)


def _web_page(words: Words, reference: Reference) -> Reference | None:
    if not (reference.medium or reference.url or reference.address_missing):
        return None
    page = _with_container(words, reference)
    if not page:
        return replace(reference, type="webpage", title=_unquoted(words.text))
    problem = "the words after the title are read as the name of the site"
    return replace(page, type="webpage", problems=(*reference.problems, problem))


#: The shapes of what follows the year, in the order in which they are tried.
SHAPES: tuple[Callable[[Words, Reference], Reference | None], ...] = (
    _thesis,
    _report,
    _chapter,
    _article,
    _newspaper,
    _quoted_elsewhere,
    _book,
    _book_without_place,
    _web_page,
)


def _published(words: Words) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Title, place and publisher of "Title. Place: Publisher" with the doubts, None if they cannot be told apart."""
    marked = words.starts_marked()
    head, colon, publisher = words.text.rpartition(": ")
    if not colon or len(publisher) > 100 or breaks(publisher):
        title, place, publisher = split_publication(words.text)
        alone = marked or not breaks(split_editors(title)[0])
        doubts = () if place or alone else (TITLE_END,)
        sure = place or HOUSES.fullmatch(publisher)
        return (tidy(marked or title), place, publisher, doubts) if publisher and title and sure else None
    borders = breaks(head)
    if marked and len(head) > len(marked):
        _, place, publisher = split_publication(words.text[len(marked) :])
        return (tidy(marked), place, publisher, ()) if place else None
    if borders:
        place = head[borders[-1] :]
        title = head[: borders[-1]].rstrip()
        if place[0].isupper() and len(place) <= 45 and len(place.split()) <= 5:
            return title.removesuffix("."), place, publisher, ()
        title, place, publisher = split_publication(words.text)
        doubt = (TITLE_END,)
        return (title, place, publisher, doubt) if PLACES.fullmatch(place) else None
    for count in (1, 2, 3):
        title, *rest = head.rsplit(" ", count)
        place, last = " ".join(rest), title.rsplit(" ", 1)[-1].lower()
        if (
            len(rest) == count
            and title
            and PLACES.fullmatch(place)
            and last not in {"in", "of", "and", "to", "from", "new"}
        ):
            return title.rstrip(" ,"), place, publisher, ()
    return None


def _with_container(words: Words, reference: Reference) -> Reference | None:
    """The reference with the parts of "Title. Container", and the doubt about where one ends; None without a border."""
    quoted = _quoted(words)
    if quoted:
        container = tidy(quoted[1])
        return replace(reference, title=quoted[0], container=container) if container else None
    marked = words.later_marked()
    if marked:
        title = re.sub(r"[.,]\s[Ii]n:?\s*$", "", words.text.partition(marked)[0])
        name = take_volume(marked)
        return replace(reference, title=_unquoted(tidy(title)), container=tidy(name[0] if name else marked))
    borders = breaks(words.text)
    stops = [at for at in borders if words.text[:at].rstrip(" ’”'\")").endswith(".")]
    if not borders:
        return None
    border = (stops or borders)[-1]
    for earlier, later in pairwise(reversed(stops)):  # so the title ends before "Nat. Rev. Neurosci."
        if not _SHORTENED.fullmatch(words.text[later:earlier].strip()):
            break
        border = later
    is_doubtful = len(stops) > 1 or (not stops and len(borders) > 1)
    title, container = words.text[:border].rstrip().removesuffix("."), words.text[border:].strip(" ,.")
    problems = (*reference.problems, TITLE_END) if is_doubtful else reference.problems
    return replace(reference, title=_unquoted(title), container=container, problems=problems)


def _quoted(words: Words) -> tuple[str, str] | None:
    """The title in quotation marks with which the text begins, with the question that it asks, and what follows it."""
    text, marked = words.text, words.later_marked()
    before = text.partition(marked)[0].rstrip(" ,.") if marked else ""
    if len(before) > 2 and before[0] in "‘'" and before[-1] in "’'":  # an apostrophe inside may look like its end
        return before[1:-1].rstrip(" .,"), text[text.index(marked) :]
    for pattern in _QUOTED:
        found = pattern.match(text)
        if found:
            asked = found.group()[: found.end("title") - found.start() + 1][-1:]
            title = found["title"].rstrip(" .,") + (asked if asked in ("?", "!") else "")
            return title, text[found.end() :].lstrip()
    return None


def _unquoted(title: str) -> str:
    title = title.strip(" ,")
    if len(title) > 2 and title[0] in "‘“'\"" and title[-1] in "’”'\"":
        return title[1:-1].rstrip(",.")
    return title
