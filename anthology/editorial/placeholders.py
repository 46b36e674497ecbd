"""Words that only stand where a name or a piece of evidence should be: “TODO”, “-”, “yes”."""

from __future__ import annotations

import re
import unicodedata

# Whole answers that name nobody and show nothing, in the languages of the builder.
EMPTY_ANSWERS = frozenset(
    re.findall(
        r"\w+",
        """
    yes y no n ok okay sure done true false none nil null nothing unknown anonymous nobody somebody someone anyone
    na tba tbc tbd todo fixme xxx pending later soon placeholder sample example dummy test lorem foo bar baz blah
    name author editor holder evidence source proof permission granted see above me myself us self staff team who
    ja nein unbekannt offen oui non inconnu si sí desconocido pendiente sì ignoto in attesa tak nie nieznany
    да нет неизвестно кен לא כן نعم لا ei kyllä sim não hai 是 否 有 无 tamam evet hayır
    """,
    )
)
# Two words or more that say the same.
EMPTY_PHRASES = (
    *("to do", "to be added", "to be announced", "to be confirmed", "to be decided", "to be determined", "to be done"),
    *("to come", "to follow", "fill in", "fill me in", "your name", "full name", "name here", "not yet", "not known"),
    *("not applicable", "lorem ipsum", "coming soon", "see above", "the editor", "the editors", "the author", "et al"),
)
SHORTEST_NUMBER = 3  # a number alone may be that of a letter in the files
MARKERS = re.compile(r"(?:todo|fixme|tbd|tbc|tba|xxx+|placeholder)\b", re.IGNORECASE)  # “TODO: ask her”


def is_placeholder(text: str) -> bool:
    """Whether a text says nothing: an empty answer, a marker of what is to be done, one sign alone or repeated.

    >>> [is_placeholder(text) for text in ("-", "TODO: ask", "xx", "letter of 3 May 2026, folder 4")]
    [True, True, True, False]
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(words)
    if len(letters) < SHORTEST_NUMBER and not any(sign.isalpha() for sign in letters):
        return True
    if letters == "x" or (len(letters) > 1 and len(set(letters)) == 1):
        return True
    return (
        MARKERS.match(text.strip("<[({ ")) is not None
        or " ".join(words) in EMPTY_PHRASES
        or all(word in EMPTY_ANSWERS for word in (*words, letters) if word != "a")
        or letters in EMPTY_ANSWERS
    )
