"""How a sum is best spent, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from contagion.experiments.doors.python.guard import must_not_begin_a_worker
from contagion.experiments.drawing.from_runs import FromRuns
from contagion.experiments.lab.how_much import ENSEMBLE, WORLDS
from contagion.experiments.lab.vocabulary import LONGEST, amount, flag, known, must_be_people, path_of, whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.doors.python.asking import Asked, Effort, Ensemble, Place, Rules
    from contagion.experiments.verbs.spend.work import Spent


def spend(
    euros: float,
    scenario: Asked = None,
    *,
    per: Literal["year", "programme"] = "year",
    prices: Path | str | None = None,
    worlds: int = WORLDS,
    ensemble: Ensemble = ENSEMBLE,
    reading: str | None = None,
    above: float = 0.0,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Spending:
    """How a sum on top of a scenario is best spent: three mixes of levers that have a price, and what each brings.

    Parameters
    ----------
    euros : float
    per : {"year", "programme"}
        Each year, or in all.
    prices : path, optional
        A file of prices of one's own: a section ``[costs]``.
    worlds : int
        In which the answer is judged; the search has others.
    scenario, ensemble, reading, above, years, territory, effort, store, workers, rules, yes
        As in `compare`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.doors.python.workers import laboratory, must_be_meant, sets_told
    from contagion.experiments.lab.prices import priced
    from contagion.experiments.verbs.spend.mixes import SOLD, must_be_a_sum
    from contagion.experiments.verbs.spend.mixes_lived import Trials
    from contagion.experiments.verbs.spend.search import FEWEST, Design
    from contagion.experiments.verbs.spend.work import spent

    must_be_a_sum(euros := amount(euros, "spend", "a sum in euros above 0"))
    known(per, ("year", "programme"), "per")
    yes = flag(yes, "yes")
    years, worlds = whole(years, "years", most=LONGEST), whole(worlds, "worlds", FEWEST)
    must_be_people(above, ensemble)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    at_prices, design = priced(chosen, None if prices is None else path_of(prices, "prices")), Design(worlds)
    sets = sets_told(ensemble, lab, reading, chosen, "spend")
    must_be_meant("spend", lab, [chosen], design.runs(len(SOLD)), 1, years, yes, f"{worlds:,} worlds")
    trials = Trials(lab, at_prices.scenario, sets, years, above)
    return Spending(spent(trials, at_prices, euros if per == "year" else euros / years, design))


class Spending(FromRuns):
    """Ways to spend a sum, judged in worlds that were not used to choose them.

    Attributes
    ----------
    scenario : Scenario
        What they come on top of.
    scenarios : list of Scenario
        It with each of them, as for `compare`.
    table : DataFrame
        A row a way: `experiments.verbs.spend.work.main_figures`.
    costs : DataFrame
        A row a way and item: its price, whether that is a placeholder, and the euros a year more.
    overturned : DataFrame
        Of each way and its rival, where the people more turn.
    tried : DataFrame
        A row a mix that the search tried.
    worlds : DataFrame
        What came of each way in each world.
    """

    def __init__(self, found: Spent) -> None:
        from contagion.experiments.verbs.spend.work import costs_by_item, overturned

        super().__init__(found.scenario, found.runs)
        self._found = found
        self.scenarios = [found.with_mix(one) for one in found.portfolios]
        self.table, self.costs, self.overturned = found.table, costs_by_item(found), overturned(found)
        self.tried, self.worlds = found.tried, found.judged.lived

    def plot(self) -> list[Axes]:
        """What each way brings, and what it costs by item: the two axes of the command's figure."""
        from contagion.experiments.verbs.spend.figure import spent_figure

        return spent_figure(self._found).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import by_reading

        found = self._found
        sum_of = f"{found.market.budget:,.0f} € a year on top of {self.scenario.name}"
        reading = by_reading(found.ensemble)
        return f"<Spending of {sum_of}: {len(self.table)} ways, judged in {found.worlds} worlds{reading}>"

    def _repr_html_(self) -> str:
        import pandas as pd

        from contagion.experiments.drawing.cards import between, card, in_worlds, plain, signed
        from contagion.experiments.verbs.spend.words_of_mixes import best_by, buys

        found = self._found
        shown = [
            {
                "best by": best_by(one),
                "people gained": signed(row["gained"]),
                "95 % interval": between(row["gained_low"], row["gained_high"], signed),
                **in_worlds(row, "gained", found.above),
                "communes": signed(row["communes"]),
                "€ a year": signed(row["euros"]),
            }
            for one, row in zip(found.portfolios, self.table.to_dict("records"), strict=True)
        ]
        lines = [plain(f"{best_by(one)}: {buys(found.market, one.steps)}") for one in found.portfolios]
        return card(repr(self)[1:-1], lines, pd.DataFrame(shown))
