"""Codes of EDItEUR's lists for ONIX, issue 75: single codes here by name, tables of them in `onix_codes.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from anthology.core.facts import Facts, read_facts
from anthology.manifest.choices import PurposeName

EditionForm = Literal["ebook", PurposeName]

PAGES, BYTES = "03", "17"  # list 24
OTHER_ROLE = "Z99"  # list 17
ORCID = "21"  # list 44
OTHER_NAME = "00"  # list 18: the name in another script
DIED, YEAR = "51", "05"  # list 177 and list 55
OWN_SITE = "06"  # list 73
ACCESSIBILITY_DETAIL = "09"  # list 79: the value is of list 196
HAZARD, NO_HAZARD = "12", "00"  # list 79: the value is of list 143; flashing, motion and sound, never the subject

# List 29 and, for the adult rating, list 203 in its wording of content advice.
ADULT_RATING = "22"
CONTENT_ADVICE = "02"  # for any reason

# List 1 and list 64. A proof is a record for tests (89): whoever receives it drops it again. Forthcoming (02) and
# active (04) need a date; without one the status is unspecified (00).
PROOF, ADVANCE, CONFIRMED = "89", "02", "03"
UNSPECIFIED, FORTHCOMING, ACTIVE = "00", "02", "04"

# List 46: not for sale, no reason given.
NOT_FOR_SALE = "03"

# List 51.
ALTERNATIVE_FORMAT, BASED_ON_PRINT = "06", "13"

# List 153.
DESCRIPTION, NOTICE = "03", "13"


class ProductForm(Facts):
    """How an edition is sold: the form of list 150 with details of list 175, and what its pages and size are called.

    `pages` is the type of list 23 for its page count, `size` that for its size in bytes, `edition` a type of list 21.
    """

    codes: tuple[str, ...]
    pages: str = ""
    size: str = ""
    edition: str = ""


class OnixTables(Facts):
    """Products by form, accessibility by property and value, languages by ISO 639-1 code."""

    forms: Mapping[EditionForm, ProductForm]
    accessibility: Mapping[str, Mapping[str, tuple[str, ...]]]
    described: Mapping[str, str]
    languages: Mapping[str, str]


@cache
def onix_tables() -> OnixTables:
    """The tables of `onix_codes.yaml`."""
    return read_facts(OnixTables, Path(__file__).with_suffix(".yaml").read_text("utf-8"))
