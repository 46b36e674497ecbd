"""What a PDF edition may be for: one record for each value of the manifest's key `for`.

To add a purpose, add its name to `PurposeName`, which types the key, and a record to `PURPOSES`; if shops sell it, add
its product form to `export/onix_codes.yaml` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from anthology.manifest.choices import PurposeName


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """How an edition for one purpose is made, checked and listed.

    `keys` are the keys of an edition that have an effect, and `size` is the one of them that gives the size of a page.
    `sheets` are the parts of a layout's style sheet that are added to that of all printed pages (`<name>.css`).
    `checks` names the rules of the preflight: a file for the `press` is untagged, in black ink, with bleed and cover;
    one for the `screen` is tagged and has links. `opens` and `folio_style` hold for every piece; None leaves both to
    the kind of piece. An edition that is not `is_whole_book` is an excerpt, with any number of files: the preview does
    not show it. `is_sold` says whether it is a product in an ONIX message.
    """

    keys: tuple[str, ...]
    size: Literal["trim", "paper"]
    sheets: tuple[str, ...] = ()
    checks: Literal["press", "screen"] = "screen"
    opens: Literal["next"] | None = None
    folio_style: Literal["arabic"] | None = None
    is_whole_book: bool = True
    is_sold: bool = True


# The preview shows the first edition for the purpose that stands first here.
PURPOSES: Mapping[PurposeName, Purpose] = {
    "press": Purpose(
        keys=("for", "trim", "bleed", "printer", "stock", "marks", "standard", "profile"),
        size="trim",
        sheets=("press",),
        checks="press",
    ),
    "screen": Purpose(keys=("for", "trim"), size="trim"),
    # Large print has every piece follow the last one: its many pages are not to have blank ones between them.
    "large-print": Purpose(keys=("for", "paper"), size="paper", sheets=("large",), opens="next"),
    "handout": Purpose(
        keys=("for", "paper", "each", "select", "booklet"),
        size="paper",
        sheets=("handout",),
        opens="next",
        folio_style="arabic",
        is_whole_book=False,
        is_sold=False,
    ),
}
