"""Where and by whom a work came out, told from the title before it: "Title. Place: Publisher" and its other orders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anthology.citations.parse.names import BODIES

#: Places of publication that may be told from a title even where the full stop between them is missing.
PLACES = re.compile(
    r"Abingdon|Albany|Amsterdam|Ann Arbor|Austin|Baltimore|Basingstoke|Berkeley|Berlin|Birmingham|Bloomington|Boston|"
    r"Bristol|Cambridge(?:, MA|, Mass\.?)?|Cardiff|Chapel Hill|Chicago|Delhi|Dordrecht|Dublin|Durham(?:, NC)?|"
    r"Edinburgh|Frankfurt(?: am Main)?|Geneva|Glasgow|Harmondsworth|Heidelberg|Ithaca|Leeds|Leiden|Lewes|London|"
    r"Los Angeles|Madrid|Manchester|Melbourne|Milton Keynes|Minneapolis|Munich|München|New Delhi|New Haven|"
    r"New York(?:, NY)?|Newport|Oxford|Paris|Philadelphia|Princeton|Rome|San Francisco|Stanford|Sydney|Thousand Oaks|"
    r"Toronto|Vienna|Washington(?:, DC)?|York"
)
#: Houses that may be told from a title even where only a comma stands between them, and words that houses have.
HOUSES = re.compile(
    r"(?:[A-Z][\w.&’'-]{1,40} (?:of |and |& )?){0,5}"
    r"(?:Press|UP|P(?!\w)|Publishers?|Publishing|Publications|Verlag|Books|Éditions?)"
    r"(?: of [A-Z]\w+(?: [A-Z]\w+)?)?(?:,? Inc\.?| Ltd\.?)?"
    r"(?: (?:&|and) (?:Company|Co\.?|Sons))?"
    r"|Routledge(?: (?:and|&) Kegan Paul)?|S(?:AGE|age)|Springer(?:-Verlag)?|Palgrave(?: Macmillan)?|Polity|Verso"
    r"|Penguin|(?:John )?Wiley(?:-Blackwell|(?: &| and) Sons)?|(?:Basil )?Blackwell|Elsevier|Bloomsbury|Brill|Ashgate"
    r"|Knopf|(?:Walter )?[Dd]e Gruyter|(?:W\. ?W\. )?Norton(?: (?:&|and) Co(?:mpany|\.)?)?"
    r"|Macmillan|Harcourt|McGraw-Hill|Suhrkamp|Gallimard|Minuit"
)
_STATE = re.compile(
    r"[A-Z]{2}|[A-Z]\.[A-Z]\.?|D\.?C\.?|Mass\.?|Conn\.?|Calif\.?|UK|USA|U\.K\.|U\.S\.A?\.?|England|Germany|France"
)
_BREAK = re.compile(r"[.?!][’”'\")]?\s(?=[‘“'\"(]?[^\W_a-z])")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.,/-])(?:[A-Z]|[Vv]ol|[Nn]o|vs|cf|St|Dr|Mr|Mrs|Ms|Jr|Sr|ed|eds|Inc|Ltd|etc|Co|Univ|Proc|Dept|Mass|Conn|Wm)$"
)
LONGEST_PLACE = 45
MOST_PLACE_WORDS = 4
LONGEST_PUBLISHER = 100
FEW_WORDS = 4  # of a publisher whose name has no word that says what it is
MOST_WORDS = 8


def split_publication(text: str) -> tuple[str, str, str]:
    """What stands before the publication, its place and its publisher, empty where they cannot be told.

    "Title. Place: Publisher", "Title, Place: Publisher", "Title, Publisher, Place" and "Title. Publisher".
    """
    text = tidy(text)
    head, colon, publisher = text.rpartition(": ")
    if colon and len(publisher) <= LONGEST_PUBLISHER and not breaks(publisher) and not re.search(r"\d", publisher):
        for start in _place_starts(head):
            place = head[start:].strip(" (")
            if is_place(place):
                if PLACES.fullmatch(publisher) and not PLACES.fullmatch(place):
                    place, publisher = publisher, place  # "Hamish Hamilton: London"
                return tidy(head[:start]), place, publisher.strip(" )")
    return _without_colon(text)


def _without_colon(text: str) -> tuple[str, str, str]:
    rest, place = split_place(text)
    borders = sorted([*breaks(rest), *(found.end() for found in re.finditer(r", ", rest))])
    house = next((at for at in borders if HOUSES.fullmatch(rest[at:].strip())), 0)
    border = borders[-1] if borders else 0
    if place and border and is_publisher(rest[border:]):
        border = house or border
        return tidy(rest[:border]), place, rest[border:].strip()
    if house:
        return tidy(text[:house]), "", text[house:].strip()
    last = (breaks(text) or [0])[-1]
    if last and PLACES.fullmatch(text[last:]):
        return tidy(text[:last]), text[last:], ""
    if last and is_publisher(text[last:]):
        return tidy(text[:last]), "", text[last:].strip()
    return text, "", ""


def _place_starts(head: str) -> Iterator[int]:
    """Where the place before a colon may begin: at the last sentence, or at the last comma but one of a state."""
    commas = [found.end() for found in re.finditer(r",\s", head)]
    yield from (at for at in commas[-1:] if PLACES.fullmatch(head[at:]))
    yield 0 if not breaks(head) else breaks(head)[-1]
    if commas and _STATE.fullmatch(head[commas[-1] :].strip()):
        commas = commas[:-1]
    yield from commas[-1:]
    for found in list(re.finditer(r"\s", head))[-3:]:
        if PLACES.fullmatch(head[found.end() :]):
            yield found.end()


def split_place(text: str) -> tuple[str, str]:
    """The words before a place that ends a text ("…, Cambridge, MA"), and the place, empty where there is none."""
    pieces = text.rsplit(", ", 2)
    if len(pieces) > 2 and _STATE.fullmatch(pieces[-1]) and len(pieces[1].split()) <= 3:
        return pieces[0], f"{pieces[1]}, {pieces[2]}"
    rest, _, last = text.rpartition(", ")
    house = rest[max([0, *(found.end() for found in re.finditer(r"[.,]\s", rest))]) :]
    known = PLACES.fullmatch(last) or (HOUSES.fullmatch(house) and last[:1].isupper() and len(last.split()) <= 3)
    return (rest, last) if known else (text, "")


def is_place(words: str) -> bool:
    """Whether words may be a place of publication: few, beginning with a capital."""
    few = len(words) <= LONGEST_PLACE and len(words.split()) <= MOST_PLACE_WORDS
    return few and words[:1].isupper() and "." not in words[:-1]


def is_publisher(words: str) -> bool:
    """Whether words may be a publisher's name: few, without figures, and beginning with a capital."""
    words = words.strip(" .,")
    if not words[:1].isupper() or re.search(r"\d|://|: ", words):
        return False
    count = len(words.split())
    return count <= FEW_WORDS or (count <= MOST_WORDS and BODIES.search(words) is not None)


def breaks(text: str) -> list[int]:
    """Where a new sentence begins: after a stop, a question mark or an exclamation mark, not after abbreviations."""
    return [found.end() for found in _BREAK.finditer(text) if not _ABBREVIATED.search(text, 0, found.start())]


def tidy(text: str) -> str:
    """The words without what is left over at their ends when something was taken out of them."""
    text = text.strip(" .,;:")
    if text.count("(") > text.count(")") and text.endswith("("):
        text = text[:-1].rstrip(" .,;:")
    if text.count(")") > text.count("(") and text.endswith(")"):
        text = text[:-1].rstrip(" .,;:")
    return text
