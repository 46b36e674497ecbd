"""What the licence of a face asks of a copy that was cut down: another name, its own words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from anthology.pdf.fonts.files import Licence

# The licences, by their names in the SPDX list, under which a face may be cut down and put into a book that is sold.
PERMITTING = ("OFL-1.1", "Apache-2.0")
OURS = "Anthology"  # stands in place of a reserved name
RESERVED = re.compile(r"\bwith (?:the )?Reserved Font Names?:? ([^\n]+)")
QUOTED = re.compile(r"[‘“\"']([^‘’“”\"']+)[’”\"']")
WORDS_BETWEEN = re.compile(r",| and ")


def reserved_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The Reserved Font Names that notices of copyright declare (SIL Open Font License 1.1, “Definitions”).

    The licence of a package and the font itself may differ in this: what either of them reserves is reserved.
    """
    names: list[str] = []
    for declared in (found[1] for text in texts for found in RESERVED.finditer(text)):
        plain = declared.partition(". ")[0].strip(" .")
        names += QUOTED.findall(declared) or [name.strip() for name in WORDS_BETWEEN.split(plain)]
    return tuple(dict.fromkeys(name for name in names if name))


def name_of_copy(family: str, reserved: Iterable[str]) -> str:
    """The name under which a changed copy of a face goes about.

    No changed copy may have a reserved name (SIL Open Font License 1.1, condition 3), and cutting down is a change;
    without one the name stays, as it says whose work this is.
    """
    left = family
    for name in reserved:
        left = re.sub(re.escape(name), "", left, flags=re.IGNORECASE)
    if left == family:
        return family
    return f"{OURS} {' '.join(left.split()) or sha256(family.encode()).hexdigest()[:4]}"


def notice(copy: str, licence: Licence, reserved: Sequence[str], copyright_notice: str) -> str:
    """The file that goes with the copies of a face: what they are made of, and the licence's own words, unchanged.

    `copyright_notice` is that in the font itself, which may say more than the licence that comes with it.
    """
    whole = f"{licence.family}, version {licence.version}"
    made = f"The fonts “{copy}” of this book are changed copies of {whole}: cut down to the characters of the book."
    renamed = (
        [f"They have another name, as “{' and '.join(reserved)}” is reserved for the original."] if reserved else []
    )
    head = " ".join([made, *renamed, f"They are under the licence of {licence.family}, which follows."])
    own = [copyright_notice] if copyright_notice and copyright_notice not in licence.text else []
    return "\n\n".join([head, *own, licence.text.strip()]) + "\n"
