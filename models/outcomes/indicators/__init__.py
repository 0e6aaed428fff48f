"""The indicators of a programme (section 4.9): functions of the record of a run, with unit, formula and meaning."""

from __future__ import annotations

from types import ModuleType

from contagion.models.outcomes.indicators import activity, alternatives, equity, reach, renewal
from contagion.models.outcomes.indicators.autonomy import AUTONOMY
from contagion.models.outcomes.indicators.derived import BEYOND
from contagion.models.outcomes.indicators.indicator import Measure, Value
from contagion.models.outcomes.record import Record

__all__ = ["DEFINED", "MEASURES", "Measure", "Value", "measured"]


def _of(topic: ModuleType) -> list[Measure]:
    return [entry for entry in vars(topic).values() if isinstance(entry, Measure)]


MEASURES = (*_of(reach), *_of(activity), *_of(renewal), *_of(equity), *_of(alternatives))
"""Those that one run tells, in the order of the summary."""
DEFINED = (*MEASURES, AUTONOMY, *BEYOND)
"""All, those included that need prices, assumptions or further runs."""


def measured(record: Record) -> dict[str, Value]:
    """Every measure that one run tells, by name; None where it does not exist."""
    return {measure.name: measure(record) for measure in MEASURES}
