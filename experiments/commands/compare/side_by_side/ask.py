"""Territories side by side, as it is asked: `compare` of several, or `side_by_side` in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, verb
from contagion.models.runs.how_much import ENSEMBLE

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.compare.side_by_side.work import SideBySide


def words(found: SideBySide, _ask: Ask) -> str:
    from contagion.experiments.commands.compare.side_by_side.work import in_words

    return in_words(found)


def kept(found: SideBySide, ask: Ask) -> Kept:
    import pandas as pd

    from contagion.experiments.commands.compare.side_by_side.figure import side_by_side_figure
    from contagion.experiments.commands.compare.side_by_side.work import slug_of
    from contagion.experiments.commands.kept import of_ensemble

    runs = pd.concat([side.figures.assign(territory=side.name) for side in found.sides], ignore_index=True)
    tables = {"side_by_side.csv": found.table, "apart.csv": found.apart, "runs.parquet": runs}
    figures = {"side_by_side": lambda: side_by_side_figure(found)}
    scenarios = {f"{slug_of(side)}-{one.name}": one for side in found.sides for one in side.scenarios}
    about: dict[str, Any] = {"territories": {side.name: dict(side.runs.store.about) for side in found.sides}}
    about |= {"runs": len(runs), "effort": {name: one.effort for name, one in scenarios.items()}}
    return Kept(found.sides[0].runs, scenarios, tables, figures, of_ensemble(ask.agreed) | about)


@verb(words, kept, typed=[options.SINGLE], emissions=False)
def side_by_side(
    *scenarios: options.Scenarios,
    programme: options.Programmes = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    years: options.Years = 10,
    seeds: options.Worlds = None,
    territory: options.Territories = None,
    effort: options.Effort = "scaled",
    **others: Unpack[options.SeveralPlaces],
) -> SideBySide:
    """The same scenarios in several territories, side by side: per 1,000 residents, each territory in worlds of its
    own, and which of them can be told apart.

    Examples
    --------
    >>> ct.side_by_side("ref", territory=["Grand Besançon", "Dinan"], seeds=4, years=2)
    """
    from contagion.experiments.commands.compare.side_by_side.work import side_by_side

    ask = asked(others)
    return side_by_side([ask, *ask.others])
