"""Indicators of one's own, by the names that they are columns of; and tables of each run that are kept whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.figures_by_year import AT_THE_END, IN_YEARS
from contagion.experiments.lab.vocabulary import SHORT, known, names_of
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.runs.indicators import Indicator
from contagion.models.runs.study import KEPT
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.reading import given

if TYPE_CHECKING:
    import pandas as pd

LABELS = ("scenario", "place", "seed", "key", "year", "years", "week", "seconds", "error")
OTHERS = ("people", "event_log_sha256")
TAKEN = {*LABELS, *OTHERS, *SHORT, *IN_YEARS, *AT_THE_END, *(one.name for one in DEFINED)}
"""Names that columns have already."""
IN_PARTS = tuple(f"{one.name}_" for one in DEFINED if one.in_parts)


def indicators_of(asked: Mapping[str, Callable[[Any], float]] | None) -> tuple[Indicator, ...]:
    """The indicators that are meant, in the order of their names.

    Raises
    ------
    InputError
        For a name that is none or is taken, and what is no function of a run (`models.runs.indicators.Indicator.of`).
    """
    if asked is not None and not isinstance(asked, Mapping):
        raise InputError(
            f'indicators: must be functions by name, as in {{"mine": function}}, not {type(asked).__name__}'
        )
    for name in asked or {}:
        if not isinstance(name, str) or not name.isidentifier():
            raise InputError(f'indicator {given(name)}: must be a name of letters, digits and _, as in "mine"')
        if name in TAKEN or name.startswith(IN_PARTS):
            raise InputError(f"indicator {name!r}: is the name of a figure there is already")
    return tuple(Indicator.of(name, function) for name, function in sorted((asked or {}).items()))


def keep_of(asked: str | Sequence[str] | None) -> tuple[str, ...]:
    """The tables that are meant.

    Raises
    ------
    InputError
        For what is no table that can be kept.
    """
    nothing = asked is None or (isinstance(asked, list | tuple) and not asked)
    some = {known(one, KEPT, "keep") for one in (() if nothing else names_of(asked, "keep"))}
    return tuple(name for name in KEPT if name in some)


def names_in(lab: Laboratory) -> list[str]:
    """Of the indicators of one's own in the runs of a laboratory."""
    return [one.name for one in getattr(lab.study, "indicators", ())]


class KeptWhole:
    """An answer whose `runs` may have kept tables whole."""

    @property
    def events(self) -> pd.DataFrame:
        """What happened, a row a run and event: asked for with ``keep=["events"]``."""
        return self._kept("events")

    @property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week, stocks and totals since the start: asked for with ``keep=["weeks"]``."""
        return self._kept("weeks")

    def _has(self: Any, table: str) -> bool:
        return table in self.runs.store.about.get("keep", ())

    def _kept(self: Any, table: str) -> pd.DataFrame:
        if not self._has(table):
            raise InputError(f'{table}: are not kept of these runs; ask for them with keep=["{table}"]')
        return self.runs.rows(table)
