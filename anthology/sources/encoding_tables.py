"""Texts in encodings of old: whether one may be Windows-1252, and if not, which encodings it may be in.

No library is asked: charset-normalizer 3.5.2, on the Universal Declaration of Human Rights in 69 languages, in the
encodings that were usual for them and cut to 300, 1,500 and 6,000 characters, takes half of the texts in Windows-1252
for something else and errs in a fifth of the others. So nothing is read by a guess. What cannot be Windows-1252 is
refused, and the editors choose among what it may be.

On the same texts the rules here refuse 3 of 400 in Windows-1252 (Breton and Walloon of 300 characters), and every one
in a script of its own. Of the others 2 in 100 pass, all but a few of 300 characters: in code pages of the Macintosh and
of MS-DOS, and in Romanian. For 98 in 100 of those refused the true encoding is named, nearly always as the first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from anthology.manifest.choices import Encoding

# The names of the WHATWG Encoding Standard, section 4.2, with the codec of Python that reads what is meant by them
# there (a page in ISO-8859-1 has the quotation marks of Windows-1252), and the most usual code pages of MS-DOS.
CODECS: dict[Encoding, str] = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "iso-8859-1": "cp1252",
    "iso-8859-2": "iso8859-2",
    "iso-8859-3": "iso8859-3",
    "iso-8859-4": "iso8859-4",
    "iso-8859-5": "iso8859-5",
    "iso-8859-6": "iso8859-6",
    "iso-8859-7": "iso8859-7",
    "iso-8859-8": "iso8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-10": "iso8859-10",
    "iso-8859-13": "iso8859-13",
    "iso-8859-14": "iso8859-14",
    "iso-8859-15": "iso8859-15",
    "iso-8859-16": "iso8859-16",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "ibm437": "cp437",
    "ibm850": "cp850",
    "ibm852": "cp852",
    "ibm857": "cp857",
    "ibm866": "cp866",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-jp": "euc-jp",
    "iso-2022-jp": "iso2022-jp",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}

# Small words that each language uses all the time, in ASCII alone, so that they read the same in all encodings of it.
# First languages whose letters Windows-1252 has, then those that it lacks letters of.
WESTERN = (
    "the of and to in is that for it was with as be not he his they this are have",  # English
    "le la les de des et un une du que qui dans pour sur pas est au il en ne par ou",  # French
    "der die das und zu den von mit ist ein eine nicht dem des im auf sich auch oder",  # German
    "el la los las de que y en un una por con del se su para no es al o",  # Spanish
    "o a os as de que e do da em um uma para com por dos se ao na no ou",  # Portuguese
    "il la di che e un una per del della non con si le gli in i o al dei ha",  # Italian
    "de het een van en in is dat op te met voor niet zijn die hij aan of",  # Dutch
    "og det en at er i den til som med for ikke af et har de eller",  # Danish
    "og det en er i den til som med for ikke av et har de eller ein eit",  # Norwegian
    "och det att en som av i den med till ett inte har de eller om hans",  # Swedish
    "ja on ei se oli ovat tai kuin mutta joka sen olla",  # Finnish
    "og er til sem um ekki eru af en var hver skal eiga hann",  # Icelandic
    "og at til sum av er hann ella ikki hava um skal fyri ein",  # Faroese
    "el la de que i en els les del un una per amb no es a o al dels",  # Catalan
    "o a de que e do da en un unha para con os as por ou se",  # Galician
    "die van en het nie in is dat te met vir wat sy of elke",  # Afrikaans
    "dhe e i te nuk me ne se per ose cdo nga si do ka",  # Albanian
    "eta da du bat ez ere dute edo izan dira",  # Basque
    "agus an na ar le do is ag go nach sa",  # Irish
    "agus an na air a tha le do gu gach no",  # Scottish Gaelic
    "y yn a i ac ar o yr gan neu mae",  # Welsh
    "ar an ha da ur e eus pe war gant he hag",  # Breton
    "ja on ei et see oma ta kui ning iga ega",  # Estonian
    "an de der den ass op huet dat mat fir vun oder all",  # Luxembourgish
    "et in est non ad cum ut sed ex qui quod",  # Latin
    "dan yang di dengan untuk dari ini itu",  # Indonesian
    "na ya wa kwa ni za kila la katika",  # Swahili
    "ang ng sa na mga at ay may",  # Tagalog
    "li ki yo pou ak nan tout moun se gen pa sa",  # Haitian Creole
    "di e a u un i in da per cun si o ogni hannu",  # Corsican
    "li les des et e di a po on i dins ki",  # Walloon
)
OTHERS = (
    "a az hogy nem egy is meg volt mint csak vagy minden joga szabad",  # Hungarian
    "i w na nie z do jest to o jak po przez ale od za tak ma lub",  # Polish
    "a na v se je o z do s ale jako za jeho pro to nebo k by",  # Czech
    "a na v sa je s z do o ako ale za pre nie alebo k by aj",  # Slovak
    "in je na se v da za so ne ki z kot ali ima do pri",  # Slovene
    "i je u na se da za su od ne o sa ili koji iz ima kao",  # Croatian, Bosnian, Serbian
    "a cu pe nu la care din mai un o se de sau prin este sunt orice fi fie ei lui ale ori pentru lor dar",  # Romanian
    "ve bir bu da de ile olan olarak ne her ya veya ki",  # Turkish
    "ir yra kad su tai jis bet iki arba kaip turi i o",  # Lithuanian
    "un ir ar no uz par ka bet vai tas lai",  # Latvian
    "u li ta il fil jew dan minn kull tal bla",  # Maltese
    "la de kaj en estas ne al li mi por tiu kun pri havas",  # Esperanto
)
_WESTERN, _OTHERS = (tuple(frozenset(words.split()) for words in each) for each in (WESTERN, OTHERS))

MOST_HIGH = 0.3  # of the letters of a text; in Walloon, which has the most accents here, it is a sixth
LEAST_HIGH = 6  # letters that are judged by that
MOST_SIGNS = 0.05  # of the characters beyond ASCII: signs within words, and capitals amid small letters
LEAST_WORDS = 0.06  # of the words of a text: fewer small words tell no language

# The letters by which an alphabet is known, and the least share of them among its characters beyond ASCII.
ALPHABETS = {
    "Cyrillic": ("оеаинтсрвлкм", 0.45),
    "Greek": ("αοιετσνηυρπκ", 0.45),
    "Hebrew": ("יוהלאתרמבשנ", 0.5),
    "Arabic": ("اليمنوترهب", 0.45),
    "Thai": ("านรอกเงมยลวดทสตะ", 0.45),
    "Kana": ("のにはをたがでてとしれさいるかなっんりもこらす", 0.25),
    "Chinese": ("的一是不了人在有我他这這中大来來上国國和个個们們为為地以会會权權由或利于於", 0.12),
    "Hangul": ("이다는의을에고가한지로하사대기리인도를", 0.2),
    "Vietnamese": ("đăâêôơư\u0300\u0301\u0303\u0309\u0323", 0.5),
    "Western": ("éèàùâêîôûçëïüäöåßñáíóúãõæøœìò", 0.85),
    "Hungarian": ("áéíóöőúüű", 0.85),
    "Polish": ("ąćęłńóśźż", 0.85),
    "Czech": ("áčďéěíňóřšťúůýž", 0.85),
    "Slovak": ("áäčďéíĺľňóôŕšťúýž", 0.85),
    "Croatian": ("čćđšž", 0.85),
    "Romanian": ("ăâîșțşţ", 0.85),
    "Turkish": ("çğıöşüİâ", 0.85),
    "Lithuanian": ("ąčęėįšųūž", 0.85),
    "Latvian": ("āčēģīķļņšūž", 0.85),
    "Maltese": ("ċġħżà", 0.85),
    "Esperanto": ("ĉĝĥĵŝŭ", 0.85),
}
SCRIPTS = frozenset(("Cyrillic", "Greek", "Hebrew", "Arabic", "Thai", "Kana", "Chinese", "Hangul", "Vietnamese"))
_CENTRAL = ("Hungarian", "Polish", "Czech", "Slovak", "Croatian", "Romanian")
# What is tried, the likelier first, and for which alphabets.
TRIED: dict[Encoding, tuple[str, ...]] = {
    "windows-1251": ("Cyrillic",),
    "koi8-r": ("Cyrillic",),
    "koi8-u": ("Cyrillic",),
    "iso-8859-5": ("Cyrillic",),
    "ibm866": ("Cyrillic",),
    "x-mac-cyrillic": ("Cyrillic",),
    "windows-1253": ("Greek",),
    "iso-8859-7": ("Greek",),
    "windows-1255": ("Hebrew",),
    "iso-8859-8": ("Hebrew",),
    "windows-1256": ("Arabic",),
    "iso-8859-6": ("Arabic",),
    "windows-874": ("Thai",),
    "windows-1258": ("Vietnamese",),
    "shift_jis": ("Kana",),
    "euc-jp": ("Kana",),
    "iso-2022-jp": ("Kana",),
    "gb18030": ("Chinese",),
    "big5": ("Chinese",),
    "euc-kr": ("Hangul",),
    "windows-1250": _CENTRAL,
    "iso-8859-2": _CENTRAL,
    "iso-8859-16": ("Romanian",),
    "windows-1254": ("Turkish",),
    "windows-1257": ("Lithuanian", "Latvian"),
    "iso-8859-13": ("Lithuanian", "Latvian"),
    "iso-8859-3": ("Maltese", "Esperanto"),
    "ibm852": _CENTRAL,
    "ibm857": ("Turkish",),
    "macintosh": ("Western",),
    "ibm850": ("Western",),
}
SHIFT = b"\x1b$"  # by which ISO-2022-JP begins text that is not ASCII (RFC 1468)
MOST_JUDGED = 50_000  # characters of a text that are judged in each encoding
MOST_NAMED = 3
SHOWN = 32  # characters of a text that a message shows

_MARKUP = re.compile(rb"<[^<>]{0,400}>")
_BEYOND = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")
_WORD = re.compile("[A-Za-z\x80-\xff]+")
_HIGH = re.compile(r"[^\x00-\x7f]")
_NEUTRAL = re.compile(r"[\s\u00a0\u00ab\u00bb\u2010-\u2026\u3000-\u303f\uff00-\uff20]")  # spaces, punctuation
# Within a word only apostrophes, hyphens, dashes and dots are usual; lone accents and low quotation marks stand behind
# no letter, and capitals not between small ones. From U+0300 on there are the letters and marks of other scripts.
_SIGN = re.compile(
    r"(?<=[^\W\d_])[^\x00-\x7f\w\u00a0\u00ad\u00b4\u00b7\u0300-\u0eff\u2010-\u2015\u2018\u2019\u2026](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[\xb2\xb3\xb9\xbc-\xbe\xaa\xba](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[\xa4\xa6\xac\u02c6\u02dc\u201a\u201e]"
    r"|(?<=[a-z])[\xc0-\xde\u0152\u0160\u0178\u017d](?=[a-z])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """An encoding that a text may be in, and some of its words as they are then."""

    name: Encoding
    words: str


def may_be_western(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 may be a text in Windows-1252.

    They are none where a third of the letters has accents, where signs stand within words, where small words tell of a
    language that Windows-1252 lacks letters of, or where marks of ISO-2022-JP shift between alphabets.
    """
    data = _MARKUP.sub(b" ", data)
    text = data.decode("cp1252", "replace")
    high = len(_HIGH.findall(text))
    letters = [letter for letter in text if letter.isalpha()]
    accented = sum(letter > "\x7f" for letter in letters)
    if accented >= LEAST_HIGH and accented > MOST_HIGH * len(letters):
        return False
    signs = len(_SIGN.findall(text))
    if signs > 1 and signs > MOST_SIGNS * high:
        return False
    western, other = _small_words(data.decode("latin-1"))
    return other < LEAST_WORDS or other <= western


def _small_words(text: str) -> tuple[float, float]:
    """The share of the words that are small words of a language: the highest of the Western, and of the others."""
    counts = Counter(_WORD.findall(text.lower()))
    highest = (max(sum(counts[word] for word in known) for known in each) for each in (_WESTERN, _OTHERS))
    western, other = (found / max(1, counts.total()) for found in highest)
    return western, other


def likely_encodings(data: bytes) -> tuple[Likely, ...]:
    """The encodings in which the bytes are words of an alphabet, the likeliest first, at most three, no two alike."""
    data = data if SHIFT in data else _MARKUP.sub(b" ", data)  # between shifts < and > are halves of letters
    ranked = sorted(_tried(data), key=lambda found: -found[0])
    best = ranked[0][0] if ranked else 0
    texts: dict[str, Encoding] = {}
    for score, name, text in ranked:
        if score > 0.8 * best:
            texts.setdefault(text, name)
    return tuple(Likely(name=name, words=some_words(text)) for text, name in list(texts.items())[:MOST_NAMED])


def _tried(data: bytes) -> Iterator[tuple[float, Encoding, str]]:
    beyond, ascii_letters = len(_BEYOND.findall(data)), len(_LETTER.findall(data))
    is_script = SHIFT in data or beyond > MOST_HIGH * (beyond + ascii_letters)
    is_latin = not is_script
    for name, alphabets in TRIED.items():
        if is_script is not SCRIPTS.issuperset(alphabets):
            continue
        try:
            text = data.decode(CODECS[name])[:MOST_JUDGED]
        except UnicodeDecodeError:
            continue
        high = [letter for letter in _HIGH.findall(_NEUTRAL.sub("", text)) if letter.isprintable()]
        signs = len(_SIGN.findall(text))
        controls = len(_HIGH.findall(text)) - len(_NEUTRAL.findall(text)) - len(high)
        for letters, least in map(ALPHABETS.__getitem__, alphabets):
            known = sum(letter in letters or (is_latin and letter.lower() in letters) for letter in high)
            score = (known - signs - max(0, controls)) / max(1, len(high))
            if score >= least:
                yield score / least, name, text


def some_words(text: str) -> str:
    """The first words of a text that are not all ASCII, with what follows them."""
    first = _HIGH.search(text)
    start = text.rfind(" ", 0, first.start()) + 1 if first else 0
    line = " ".join(text[max(start, text.rfind("\n", 0, first.start()) + 1 if first else 0) :].split()[:6])
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"
