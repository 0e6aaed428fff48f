"""Territories side by side, as it is asked: `compare` of several, or `side_by_side` in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.verbs.options import PROGRAMMES, SCENARIOS, SEEDS, WORLDS, YEARS
from contagion.experiments.verbs.verb import Kept, Verb

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.compare.side_by_side.work import SideBySide as Found


class SideBySide:
    """The same scenarios in several territories.

    Attributes
    ----------
    table : DataFrame
        A row a territory, scenario and figure, over its worlds; people, facilitators and euros per 1,000 residents.
    apart : DataFrame
        A row a scenario, figure and pair of territories: what the first has more, and whether the worlds tell it.
    """

    def __init__(self, found: Found) -> None:
        self._found, self.table, self.apart = found, found.table, found.apart

    def plot(self) -> list[Axes]:
        """A panel a figure, a row a territory: the axes of the command's figure."""
        from contagion.experiments.verbs.compare.side_by_side.figure import side_by_side_figure

        return side_by_side_figure(self._found).axes

    def __repr__(self) -> str:
        sides = self._found.sides
        names = ", ".join(side.name for side in sides)
        return f"<SideBySide of {names}: {sides[0].runs.labels['seed'].nunique()} worlds of each>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import card, plain
        from contagion.experiments.verbs.compare.side_by_side.words import in_words

        told, _, rest = in_words(self._found).partition("\n\n")
        return card("Side by side", [plain(told), plain(rest.rpartition("\n\n")[2])], self.table)


def work(ask: Ask) -> Found:
    from contagion.experiments.verbs.compare.side_by_side.work import side_by_side

    return side_by_side([ask, *ask.others])


def words(found: Found, _ask: Ask) -> str:
    from contagion.experiments.verbs.compare.side_by_side.words import in_words

    return in_words(found)


def kept(found: Found, ask: Ask) -> Kept:
    import pandas as pd

    from contagion.experiments.verbs.compare.side_by_side.figure import side_by_side_figure
    from contagion.experiments.verbs.compare.side_by_side.work import slug_of
    from contagion.experiments.verbs.kept import of_ensemble

    runs = pd.concat([side.figures.assign(territory=side.name) for side in found.sides], ignore_index=True)
    tables = {"side_by_side.csv": found.table, "apart.csv": found.apart, "runs.parquet": runs}
    figures = {"side_by_side": lambda: side_by_side_figure(found)}
    scenarios = {f"{slug_of(side)}-{one.name}": one for side in found.sides for one in side.scenarios}
    about: dict[str, Any] = {"territories": {side.name: dict(side.runs.store.about) for side in found.sides}}
    about |= {"runs": len(runs), "effort": {name: one.effort for name, one in scenarios.items()}}
    return Kept(found.sides[0].runs, scenarios, tables, figures, of_ensemble(ask.agreed) | about)


def answer_of(found: Found, _ask: Ask) -> SideBySide:
    return SideBySide(found)


SIDE_BY_SIDE = Verb(
    "side_by_side",
    (
        "The same scenarios in several territories, side by side: per 1,000 residents, each territory in worlds of its "
        "own, and which of them can be told apart."
    ),
    (SCENARIOS, PROGRAMMES, *WORLDS, YEARS, SEEDS),
    work,
    words,
    kept,
    answer_of,
    "experiments.verbs.compare.side_by_side.ask.SideBySide",
    example='>>> ct.side_by_side("ref", territory=["Grand Besançon", "Dinan"], seeds=4, years=2)',
    several=True,
    emissions=False,
)
