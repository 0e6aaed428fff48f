"""The indicators of a programme (section 4.9): functions of the record of a run, with unit, formula and meaning."""

from __future__ import annotations

from contagion.models.outcomes.indicators import declared
from contagion.models.outcomes.indicators.derived import AUTONOMY, BEYOND
from contagion.models.outcomes.indicators.indicator import Measure, Value
from contagion.models.outcomes.record import Record

__all__ = ["DEFINED", "MEASURES", "Measure", "Value", "measured"]


MEASURES = tuple(entry for entry in vars(declared).values() if isinstance(entry, Measure))
"""Those that one run tells, in the order of the summary."""
DEFINED = (*MEASURES, AUTONOMY, *BEYOND)
"""All, those included that need prices, assumptions or further runs."""


def measured(record: Record) -> dict[str, Value]:
    """Every measure that one run tells, by name; None where it does not exist."""
    return {measure.name: measure(record) for measure in MEASURES}
