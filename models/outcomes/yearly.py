"""What the laboratory keeps of a run: a row of figures, and a row a year."""

from collections.abc import Mapping
from math import nan
from typing import Any

import numpy as np

from contagion.models.outcomes import costs
from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.record import Columns, Record
from contagion.sim.model import WEEKS_A_YEAR

# Columns of `weeks` that the yearly table has as well.
YEARLY = (
    *("facilitators_trained", "facilitators_active", "aspirants", "aspirants_waiting", "groups_started"),
    *("participants", "completers", "registrations", "waiting", "partners_active"),
)
ALTERNATIVE = "alternative_participants"  # as the indicator is called, which is the total at the end


def row(made: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a run, flat: a column for each part of what has parts, NaN where a figure does not exist."""
    flat: dict[str, Any] = {}
    for name, value in made.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{part}".replace(" ", "_"): share for part, share in value.items()}
        elif name not in ("seed", "years"):
            flat[name] = value
    return {name: nan if value is None else value for name, value in flat.items()}


def yearly(record: Record) -> Columns:
    """Figures at the end of each year: totals since the start (among them how much there was of what costs money), and
    stocks."""
    ends = record.weeks[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR].copy()  # a view would keep all weeks in memory
    flows = counts(record).flows[WEEKS_A_YEAR - 1 :: WEEKS_A_YEAR].copy()
    counted = {"communes_reached": flows["reached"], "facilitators_from_groups": flows["converted"]}
    bought, beside = costs.yearly(record), record.alternatives
    joined = np.bincount(beside["year"] - 1, beside["participants"], minlength=len(ends))[: len(ends)]
    return {
        "year": ends["week"] // WEEKS_A_YEAR + 1,
        **{name: ends[name] for name in YEARLY},
        **counted,
        ALTERNATIVE: joined.cumsum().astype(np.int64),
        **{name: totals[: len(ends)] for name, totals in bought.items()},
    }
