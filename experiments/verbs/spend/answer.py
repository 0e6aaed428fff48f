"""How a sum is best spent, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.drawing.from_runs import FromRuns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.spend.work import Spent
    from contagion.models.territory.territory import Territory


class Spending(FromRuns):
    """Ways to spend a sum, judged in worlds that were not used to choose them.

    Attributes
    ----------
    scenario : Scenario
        What they come on top of.
    scenarios : list of Scenario
        It with each of them, as for `compare`; of a programme, what it does from next January on.
    table : DataFrame
        A row a way: `experiments.verbs.spend.on_top.main_figures`.
    tonnes : DataFrame
        A row a way and reading: `experiments.verbs.spend.on_top.tonnes_on_top`.
    elsewhere : DataFrame
        A row another local action: between how many euros a tonne costs by it.
    costs : DataFrame
        A row a way and item: its price, whether that is a placeholder, and the euros a year more.
    overturned : DataFrame
        Of each way and its rival, where the people more turn.
    tried : DataFrame
        A row a mix that the search tried.
    worlds : DataFrame
        What came of each way in each world.
    """

    def __init__(self, found: Spent, territory: Territory, of_programme: bool) -> None:
        from contagion.experiments.verbs.spend.carried import as_scenarios
        from contagion.experiments.verbs.spend.elsewhere import table_of
        from contagion.experiments.verbs.spend.work import costs_by_item, overturned

        self._found, self.scenario, self.runs = found, found.scenario, found.runs
        self.scenarios = as_scenarios(found, territory, of_programme)
        self.tonnes, self.elsewhere = found.tonnes, table_of(found.elsewhere)
        self.table, self.costs, self.overturned = found.table, costs_by_item(found), overturned(found)
        self.tried, self.worlds = found.tried, found.judged.lived

    def plot(self) -> list[Axes]:
        """What each way brings, and what it costs by item: the two axes of the command's figure."""
        from contagion.experiments.verbs.spend.figure import spent_figure

        return spent_figure(self._found).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import over

        found = self._found
        sum_of = f"{found.market.budget:,.0f} € a year on top of {self.scenario.name}"
        return f"<Spending of {sum_of}: {len(self.table)} ways, judged {over(found.ensemble, found.worlds)}>"

    def _repr_html_(self) -> str:
        import pandas as pd

        from contagion.experiments.drawing.cards import card, pair_by_pair, plain, signed
        from contagion.experiments.language.differences import cell, change, named
        from contagion.experiments.verbs.spend.words_of_mixes import best_by, buys

        found = self._found
        shown = [
            {
                "best by": best_by(one),
                **pair_by_pair(row, "gained", found.above),
                "communes": cell(named(row, "communes"), change),
                "€ a year": signed(row["euros"]),
            }
            for one, row in zip(found.portfolios, self.table.to_dict("records"), strict=True)
        ]
        lines = [plain(f"{best_by(one)}: {buys(found.market, one.steps)}") for one in found.portfolios]
        return card(repr(self)[1:-1], lines, pd.DataFrame(shown))
