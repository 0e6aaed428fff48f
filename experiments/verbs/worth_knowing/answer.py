"""What to ask for first, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contagion.experiments.doors.python.guard import must_not_begin_a_worker
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.vocabulary import LONGEST, amount, flag, path_of, whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.doors.python.asking import Asked, Effort, Place
    from contagion.experiments.verbs.worth_knowing.work import WorthKnowing as Found


def worth_knowing(
    scenario: Asked = None,
    *,
    budget: float = 80_000,
    rate: float = 1000,
    ensemble: Path | str = ENSEMBLE,
    reading: str | None = None,
    sets: int = 200,
    seeds: int = 5,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    yes: bool = False,
) -> WorthKnowing:
    """What to ask for first, before a yearly budget is spent on one of six ways.

    Parameters
    ----------
    budget : float
        Euros of a year.
    rate : float
        Euros that a person reached is held to be worth: an assumption.
    sets, seeds : int
        Of the ensemble, from the first on; of each.
    scenario, ensemble, reading, years, territory, effort, store, workers, yes
        As in `compare`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.doors.python.workers import ensemble_of, laboratory, must_be_meant, reading_told
    from contagion.experiments.verbs.worth_knowing import work as study

    sets, seeds = whole(sets, "sets", study.FEWEST_SETS), whole(seeds, "seeds", study.FEWEST_SEEDS)
    years, yes = whole(years, "years", most=LONGEST), flag(yes, "yes")
    for value, name in ((budget, "budget"), (rate, "rate")):
        study.must_be_euros(amount(value, name, "a number of euros above 0"), name)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers)
    path = path_of(ensemble, "ensemble")
    over = ensemble_of(path, lab, reading_told(reading, path, [chosen], "worth_knowing"))
    asked = study.Asked(chosen, over, budget, rate, years, sets, seeds)
    study.must_be_enough(asked)
    must_be_meant("worth_knowing", lab, [chosen], sets * len(study.PORTFOLIOS), seeds, years, yes, f"{sets:,} sets")
    return WorthKnowing(study.worth_knowing(lab, asked))


class WorthKnowing(FromRuns):
    """What it would be worth to know before deciding.

    Attributes
    ----------
    scenario : Scenario
    best : str
        The way of spending that is best as long as no more is known.
    decisions : DataFrame
        A row a way of spending, the best first.
    to_ask, numbers : DataFrame
        What it would be worth, in people, to be told what can be asked for, and each number; with standard errors.
    rates : DataFrame
        What comes first if a person were worth more or less.
    """

    def __init__(self, found: Found) -> None:
        super().__init__(found.asked.scenario, found.runs)
        self._found, self.best = found, found.best
        self.decisions, self.to_ask, self.numbers, self.rates = (
            *(found.decisions, found.to_ask),
            *(found.numbers, found.rates),
        )

    def plot(self) -> list[Axes]:
        """What it would be worth to be told, by question and by number: the axes of the command's figure."""
        from contagion.experiments.verbs.worth_knowing.figure import worth_knowing_figure

        return worth_knowing_figure(self._found).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import by_reading

        worth, budget = self._found.everything, self._found.asked.budget
        reading = by_reading(self._found.asked.ensemble)
        all_of_it = f"to know all: {worth.value:,.0f} ± {worth.error:,.0f} people"
        return f"<WorthKnowing before {budget:,.0f} € a year are spent: best now {self.best}; {all_of_it}{reading}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import card, plain
        from contagion.experiments.verbs.worth_knowing.words import items_in_words

        return card("What to ask for first", [plain(repr(self)[1:-1])], items_in_words(self._found))
