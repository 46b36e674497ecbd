"""Tables of facts: YAML files beside the modules that use them, read through pydantic models."""

from __future__ import annotations

from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

# Every scalar stays text, as in every other YAML file of the program, until the model converts it.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Facts(BaseModel):
    """A record of a table: it cannot be changed, and refuses a key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


FactsT = TypeVar("FactsT", bound=Facts)


def read_facts(kind: type[FactsT], text: str) -> FactsT:
    """The record in a YAML text of the program's own; `pydantic.ValidationError` where the text does not fit it."""
    return kind.model_validate(yaml.load(text, Loader=LOADER))
