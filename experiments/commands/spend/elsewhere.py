"""What a tonne costs in other local actions: the table that comes with the project (`elsewhere.toml`), or one's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from contagion.models.scenarios.scenario import all_that
from contagion.sim.errors import Sentence
from contagion.sim.reading import toml_in

SHIPPED = Path(__file__).with_suffix(".toml")

type Text = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
type Euros = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class Action(BaseModel):
    """Another action: what it is called, between how many euros a tonne costs by it, whose these are, its evidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[Text, StringConstraints(min_length=1)]
    fr: Text = ""
    low: Euros
    high: Euros
    whose: Text = ""
    whose_fr: Text = ""
    grade: Text = ""
    source: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(Sentence("low = {low:g} is above high = {high:g}", low=self.low, high=self.high))
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    action: Annotated[list[Action], Field(min_length=1, max_length=30)]


def read_elsewhere(path: Path | None = None) -> list[Action]:
    """The actions of a file, by default those of the project.

    Raises
    ------
    InputError
        In one line: the file, the field, what was given and what would be valid.
    """
    file = path or SHIPPED
    content = toml_in(file, Sentence("{file}: there is no such file of other actions", file=file))
    try:
        return _File.model_validate(content).action
    except ValidationError as error:
        raise all_that(error, str(file)) from None


def table_of(actions: Sequence[Action]) -> pd.DataFrame:
    """A row an action: name, low, high (euros a tonne), whose, grade, source."""
    return pd.DataFrame([one.model_dump(exclude={"fr", "whose_fr"}) for one in actions])
