"""How robust ways to spend a sum are beside each other, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _
from contagion.experiments.verbs.spend.mixes_lived import BASE
from contagion.experiments.verbs.spend.words_of_mixes import best_by

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.work import Spent


def criteria(found: Spent) -> pd.DataFrame:
    """A row a portfolio, and one of the programme as it is."""
    rows = found.judged.robustness.loc[[BASE, *(one.name for one in found.portfolios)]].to_dict("records")
    names = [f"{place}. {best_by(one)}" for place, one in enumerate(found.portfolios, 1)]
    return pd.DataFrame(
        {
            "": [_("as it is"), *names],
            _("mean"): [number(row["mean"], ",.0f") for row in rows],
            _("worst tenth"): [number(row["worst_part"], ",.0f") for row in rows],
            _("regret, 90 of 100"): [number(row["regret_p90"], ",.0f") for row in rows],
            _("enough, times in 100"): [number(100 * row["satisficing"], ".0f") for row in rows],
        }
    )


def criteria_mean(found: Spent) -> str:
    """What the criteria are."""
    return _(
        "Worst tenth: the mean of the tenth of the worlds with the fewest people. Regret: people fewer than by the "
        "best of those compared here in the same world, 90 of 100 worlds below it. Enough: at least {enough:,.0f} "
        "people, what is reached in half of the worlds as it is.",
        enough=found.judged.enough,
    )
