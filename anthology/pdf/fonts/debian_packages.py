"""Which Debian package has a font for a character that no font of the machine has."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

CORE, CJK, SYMBOLA, HANAZONO = "fonts-noto-core", "fonts-noto-cjk", "fonts-symbola", "fonts-hanazono"

# Where runs of the emoji of Unicode 10 begin and end; later ones nobody has drawn in lines.
EMOJI = (
    (0x1F900, 0x1F90C),
    (0x1F910, 0x1F93F),
    (0x1F940, 0x1F94D),
    (0x1F950, 0x1F96C),
    (0x1F980, 0x1F998),
    (0x1F9C0, 0x1F9C1),
    (0x1F9D0, 0x1F9E7),
)
# Where a run of Unicode's blocks begins, and the package that has at least half of its characters. Source: the
# characters of the fonts in Debian 12's fonts-noto-core 20201225-1, fonts-noto-cjk 1:20220127, fonts-symbola 2.60-1.1
# and fonts-hanazono 20170904-2.1, counted by block of Unicode 15. The emoji of fonts-noto-color-emoji are pictures in
# colours of screens, which no press file may hold and from which no text can be read back; Symbola draws lines.
BLOCKS: tuple[tuple[int, str], ...] = (
    (0x20, CORE),
    (0x860, ""),  # Syriac Supplement, Arabic Extended-B
    (0x8A0, CORE),
    (0x1100, CJK),  # Hangul Jamo
    (0x1200, CORE),
    (0x23E9, SYMBOLA),  # signs that are emoji too
    (0x2400, CORE),
    (0x2500, CJK),  # Box Drawing, Block Elements
    (0x25A0, CORE),
    (0x2700, SYMBOLA),  # Dingbats
    (0x27C0, CORE),
    (0x2E80, CJK),
    (0x4DC0, CORE),  # Yijing Hexagram Symbols
    (0x4E00, CJK),
    (0xA000, CORE),
    (0xA960, CJK),  # Hangul Jamo Extended-A
    (0xA980, CORE),
    (0xAC00, CJK),  # Hangul Syllables
    (0xD800, ""),  # surrogates, private use
    (0xF900, CJK),
    (0xFB00, CORE),
    (0xFE10, CJK),
    (0xFE20, CORE),
    (0xFE30, CJK),
    (0xFE70, CORE),
    (0xFF00, CJK),
    (0xFFF0, CORE),
    (0x10570, ""),  # Vithkuqi
    (0x10600, CORE),
    (0x10780, ""),  # Latin Extended-F
    (0x10800, CORE),
    (0x10F70, ""),  # Old Uyghur, Chorasmian
    (0x10FE0, CORE),
    (0x11900, ""),  # Dives Akuru, Nandinagari
    (0x11A00, CORE),
    (0x11AB0, ""),
    (0x11AC0, CORE),
    (0x11EE0, ""),
    (0x11FC0, CORE),
    (0x12F90, ""),  # Cypro-Minoan
    (0x13000, CORE),
    (0x13430, ""),
    (0x14400, CORE),
    (0x16A70, ""),  # Tangsa
    (0x16AD0, CORE),
    (0x18B00, ""),  # Khitan Small Script
    (0x1B000, HANAZONO),  # Kana supplements
    (0x1B170, CORE),
    (0x1CF00, ""),
    (0x1D000, CORE),
    (0x1DF00, ""),
    (0x1E000, CORE),
    (0x1E290, ""),  # Toto
    (0x1E2C0, CORE),
    (0x1E7E0, ""),
    (0x1E800, CORE),
    (0x1ED00, ""),
    (0x1EE00, CORE),
    (0x1F100, SYMBOLA),
    (0x1F200, CJK),  # Enclosed Ideographic Supplement
    (0x1F300, SYMBOLA),  # pictographs and emoticons
    (0x1F650, CORE),
    (0x1F680, SYMBOLA),
    (0x1F700, CORE),
    *((start, name) for pair in EMOJI for start, name in zip(pair, (SYMBOLA, ""), strict=True)),
    (0x1FA00, CORE),  # Chess Symbols; of the pictographs of Extended-A two thirds
    (0x20000, HANAZONO),  # CJK Unified Ideographs Extension B to F
    (0x30000, ""),
)
_STARTS = tuple(start for start, _ in BLOCKS)
MOST_LISTED = 12  # characters that a message lists


def package_for(letter: str) -> str:
    """The package with a font for a character, empty where none is known, or where Unicode has no such character."""
    if unicodedata.category(letter) in ("Cn", "Co", "Cs", "Cc"):
        return ""
    return BLOCKS[max(0, bisect.bisect_right(_STARTS, ord(letter)) - 1)][1]


def listed_letters(letters: Sequence[str]) -> str:
    """Characters with their numbers, the first twelve, and how many more there are."""
    named = ", ".join(f"U+{ord(letter):04X} {letter}" for letter in letters[:MOST_LISTED])
    return named if len(letters) <= MOST_LISTED else f"{named} and {len(letters) - MOST_LISTED:,} more"


def how_to_get(letters: Iterable[str]) -> str:
    """What to install so that each of the characters is drawn, as the command of Debian and Ubuntu."""
    by_package: dict[str, list[str]] = {}
    for letter in letters:
        by_package.setdefault(package_for(letter), []).append(letter)
    return "; ".join(_advice(by_package))


def _advice(by_package: dict[str, list[str]]) -> Iterator[str]:
    unknown = by_package.pop("", [])
    if by_package:
        yield f"apt-get install {' '.join(sorted(by_package))}"
    if unknown:
        yield f"no package of Debian is known for {listed_letters(unknown)}: put what is meant in its place"
