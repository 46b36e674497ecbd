"""What people do for a text: the roles of a manifest with their codes for libraries and shops.

To add a role, add its name to `RoleName`, which types the key, an entry to `roles.yaml`, and its words to each file of
`layouts/words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from anthology.core.facts import Facts, read_facts
from anthology.manifest.choices import RoleName


class Role(Facts):
    """One role: see the head of `roles.yaml`."""

    marc: str
    onix: str
    property: str
    answers: bool = False
    writes: bool = False
    before: str = ""


class _Roles(Facts):
    roles: Mapping[RoleName, Role]


@cache
def roles() -> Mapping[RoleName, Role]:
    """The table of `roles.yaml`, in its order."""
    return read_facts(_Roles, Path(__file__).with_suffix(".yaml").read_text("utf-8")).roles


@cache
def onix_roles() -> Mapping[str, str]:
    """The codes of ONIX list 17 by MARC relator, withdrawn ones among them."""
    return {code: each.onix for each in roles().values() for code in (each.marc, each.before) if code}
