"""What to ask for first, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.drawing.from_runs import FromRuns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.verbs.worth_knowing.work import WorthKnowing as Found


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
        from contagion.experiments.language.numbers import to_its_error
        from contagion.experiments.verbs.worth_knowing.words import spent_over

        worth, asked = self._found.everything, self._found.asked
        over = f" over {spent_over(asked)}" if asked.usual else ""
        all_of_it = f"to know all: {to_its_error(worth.value, worth.error)} people"
        before = f"before {asked.budget:,.0f} € a year are spent{over}"
        return f"<WorthKnowing {before}: best now {self.best}; {all_of_it}{by_reading(asked.ensemble)}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import card, plain
        from contagion.experiments.verbs.worth_knowing.words import items_in_words

        return card("What to ask for first", [plain(repr(self)[1:-1])], items_in_words(self._found))
