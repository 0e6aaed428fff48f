"""What it takes for two scenarios to avoid as much: the value of an assumption about an alternative programme at which
they do. Nothing is run for it: what a participant saves, and how fast that fades, is read after the runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.models.outcomes.footprint_of_alternatives import avoided_by_all
from contagion.models.parameters.sections.alternatives import KINDS, OF_A_KIND
from contagion.sim.errors import InputError
from contagion.sim.sentences import both

if TYPE_CHECKING:
    from contagion.models.outcomes.footprint import Certain
    from contagion.models.parameters import Parameters
    from contagion.sim.laboratory.laboratory import Runs

HALVINGS = 40  # of the range in which the value is looked for
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Side:
    """One of two that are compared: runs of one scenario, the same seeds on both sides, and its parameters."""

    runs: Runs
    parameters: Parameters

    def tonnes(self, years: int, certain: Certain = ()) -> pd.Series:
        """Tonnes CO2e avoided in each world, in the mean of what is assumed: by seed."""
        beside = self.runs.rows("alternatives") if self.parameters.alternative else None
        savings = self.runs.rows("savings")
        made = avoided_by_all(savings, beside, self.parameters, years, last=True, certain=certain)[:, :, 0]
        return pd.Series(made.mean(axis=1), index=savings.loc[savings["week"] == 0, "seed"].to_numpy())


@dataclass(frozen=True)
class Equal:
    """At which value of a programme's `saving` or `decay` (`name`) two sides avoid as much, in the middle of worlds:
    None where no valid one makes them equal. Beside it the value as it is declared, and what the one side then avoids
    more than the other."""

    kind: str
    name: str
    value: float | None
    declared: float
    difference: float

    @property
    def half_life_months(self) -> float | None:
        """After which half of a saving is gone, at a `decay` of that value; infinite where it does not fade."""
        if self.name != "decay" or self.value is None:
            return None
        return MONTHS_A_YEAR * log(2) / self.value if self.value > 0 else inf


def equal_at(one: Side, other: Side, kind: str, name: str, years: int) -> Equal:
    """Which saving, or which rate of fading (`name`), of a kind of alternative programme, which one side at least has,
    makes two sides avoid as much: the value, taken as certain, at which the middle of the worlds of what they differ by
    is 0."""
    declared = _declared(one, other, kind, name)
    sides = [_straight(side, kind, name, years) for side in (one, other)]

    def ahead(value: float) -> float:
        return float((sides[0](value) - sides[1](value)).median())

    low, high = _valid(kind, name)
    at_low, at_high = ahead(low), ahead(high)
    usual = float((one.tonnes(years) - other.tonnes(years)).median())
    if at_low * at_high > 0:
        return Equal(kind, name, None, declared, usual)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if ahead(middle) * at_low > 0:
            low = middle
        else:
            high = middle
    return Equal(kind, name, (low + high) / 2, declared, usual)


def _declared(one: Side, other: Side, kind: str, name: str) -> float:
    if kind not in KINDS:
        raise InputError(f"equal: there is no kind {kind!r}; the kinds are {both(KINDS)}")
    if name not in OF_A_KIND:
        raise InputError(f"equal: {name!r} is not read after a run; {both(OF_A_KIND)} are")
    rows = [row for side in (one, other) for row in side.parameters.alternative if row.kind == kind]
    if not rows:
        raise InputError(f"equal: neither side has a {kind}")
    return float(getattr(rows[0], name))


def _straight(side: Side, kind: str, name: str, years: int) -> Callable[[float], pd.Series]:
    """Tonnes of each world, by the value."""
    if all(row.kind != kind for row in side.parameters.alternative):
        same = side.tonnes(years)
        return lambda _value: same
    return lambda value: side.tonnes(years, ((f"{kind}.{name}", value),))


def _valid(kind: str, name: str) -> tuple[float, float]:
    """Ends of what a value may be."""
    field: Any = KINDS[kind].model_fields[name]
    ends = {type(one).__name__: float(getattr(one, type(one).__name__.lower())) for one in field.metadata}
    return ends.get("Ge", -inf), min(ends.get("Le", inf), np.finfo(float).max)
