"""In which worlds something happens, asked by `import contagion`. Heavy libraries are imported inside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from contagion.experiments.doors.python.guard import must_not_begin_a_worker
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.vocabulary import LONGEST, amount, flag, known, path_of, whole
from contagion.sim.errors import InputError
from contagion.sim.reading import given

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.doors.python.asking import Asked, Effort, Place, Rules
    from contagion.experiments.verbs.discover.work import Discovery as Found


def discover(
    condition: str,
    scenario: Asked = None,
    *,
    over: Literal["ensemble", "ranges"] = "ensemble",
    ensemble: Path | str = ENSEMBLE,
    reading: str | None = None,
    vary: Mapping[str, tuple[float, float] | None] | None = None,
    points: int | None = None,
    seeds: int = 1,
    years: int | None = None,
    dense: float | None = None,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Discovery:
    """In how many worlds a condition holds, and within which limits of what is uncertain it does more often.

    Parameters
    ----------
    condition : str
        As in ``"participants < 1000 at year 5"`` or ``"coverage < 0.01 at the end"``.
    over : {"ensemble", "ranges"}
        Worlds that agree with what was observed, or all that is uncertain evenly over its declared ranges.
    vary : mapping of str to (low, high), optional
        Levers to vary beside; None for the declared range.
    points, seeds, years : int
        Sets of values (by default all of the ensemble, 2,000 of ranges); seeds of each; years (the condition's, or 10).
    dense : float, optional
        Take the widest box in which it holds at least so often.
    scenario, ensemble, reading, territory, effort, store, workers, rules, yes
        As in `compare`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.doors.python.workers import laboratory, must_be_meant, sets_told
    from contagion.experiments.verbs.discover import work as discovery
    from contagion.experiments.verbs.discover.condition import read_condition, years_of
    from contagion.experiments.verbs.sweep.answer import factor_of

    _must_be_asked_well(condition, dense, vary)
    years = None if years is None else whole(years, "years", most=LONGEST)
    length = years_of(asked := read_condition(condition), years, 10)
    known(over, ("ensemble", "ranges"), "over")
    path_of(ensemble, "ensemble")
    yes, seeds = flag(yes, "yes"), whole(seeds, "seeds")
    points = None if points is None else whole(points, "points", least=2)
    levers = [factor_of(name, ends, "discover") for name, ends in (vary or {}).items()]
    lab, (chosen,) = laboratory([scenario], length, territory, effort, store, workers, rules, tuple(vary or ()))
    sets = sets_told(ensemble if over == "ensemble" else None, lab, reading, chosen, "discover")
    number = discovery.how_many(sets, points)
    must_be_meant("discover", lab, [chosen], number, seeds, length, yes, f"{number:,} points")
    of = lab, chosen, asked, sets or discovery.over_ranges(chosen, number), length
    return Discovery(discovery.discover(*of, sets=number, seeds=seeds, levers=levers, dense=dense))


def _must_be_asked_well(condition: object, dense: object, vary: object) -> None:
    """Refuse what is no condition, no share and no table of ranges."""
    if not isinstance(condition, str):
        raise InputError(f'condition {given(condition)}: must be text, as in "participants < 400 at year 5"')
    share = "a share above 0, at most 1"
    if dense is not None and not 0 < amount(dense, "dense", share) <= 1:
        raise InputError(f"dense {given(dense)}: must be {share}")
    if vary is not None and not isinstance(vary, Mapping):
        raise InputError(f'vary {given(vary)}: must be ranges by name, as in {{"training.places": (5, 40)}}')


class Discovery(FromRuns):
    """In which worlds a condition holds.

    Attributes
    ----------
    scenario : Scenario
    share, low, high : float
        Of the worlds, in which it holds; and its 95 % interval.
    boxes : DataFrame
        A row a limit of a box in which it holds more often: `experiments.verbs.discover.work.limits_of`.
    offered : DataFrame
        The same of what the first box could have been.
    worlds : DataFrame
        A row a set of values, with the figure and whether the condition holds.
    """

    def __init__(self, found: Found) -> None:
        from contagion.experiments.verbs.discover.work import limits_of

        super().__init__(found.scenario, found.runs)
        self._found, self.worlds = found, found.worlds
        self.share, (self.low, self.high) = found.share, found.interval
        self.boxes, self.offered = limits_of(found.found.boxes), limits_of(found.found.offered)

    def plot(self) -> list[Axes]:
        """What coverage is had for what density, and the limits of the boxes: the axes of the command's figure."""
        from contagion.experiments.verbs.discover.figure import discovery_figure

        return discovery_figure(self._found).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import by_reading

        boxes, reading = self.boxes["box"].nunique(), by_reading(self._found.ensemble)
        return (
            f"<Discovery of '{self._found.condition}': {100 * self.share:.0f} of 100 worlds; boxes: {boxes}{reading}>"
        )

    def _repr_html_(self) -> str:
        import pandas as pd

        from contagion.experiments.drawing.cards import by_reading, card, plain
        from contagion.experiments.verbs.discover.words import in_words, limits_in_words

        boxes = [limits_in_words(self._found, box) for box in self._found.found.boxes]
        table = pd.concat(dict(enumerate(boxes, 1)), names=["box"]) if boxes else None
        reading = by_reading(self._found.ensemble).removeprefix("; ")
        told = in_words(self._found).partition("\n\n")[0]  # how often, and in which worlds
        shown = None if table is None else table.reset_index("box").reset_index(drop=True)
        return card(f"{self._found.condition}", [*([plain(reading)] if reading else []), plain(told)], shown)
