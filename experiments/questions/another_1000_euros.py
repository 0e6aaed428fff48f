"""What would another 1,000 euros do? One step more of each lever of the reference, everything else and all luck the
same, over 64 seeds: what `contagion levers ref` works out, with the runs it takes to tell small steps from none.

    contagion question another_1000_euros
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from experiments.figures.levers import levers_figure
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.levers import LEVERS, Steps, steps
from experiments.words.levers import per_thousand
from models.scenarios.scenario import read
from sim.laboratory.laboratory import Laboratory


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """What a step of each lever changes, its figure, and what it says."""
    lab = lab or laboratory()
    asked: dict[str, Any] = {"years": 2, "replicates": 4, "levers": LEVERS[:4]} if quick else {"replicates": 64}
    found = steps(lab, read(), **asked)
    return Finding(_in_words(found), found.table, levers_figure(found))


def _in_words(found: Steps) -> str:
    table, made = found.table, found.made
    years, seeds = made.runs.table["years"].iloc[0], made.runs.labels["seed"].nunique()
    rows = table.to_dict("records")
    worth = {
        priced: [
            f"{row['lever']} {per_thousand(row)}" for row in rows if row["priced"] == priced and not row["verdict"]
        ]
        for priced in (True, False)
    }
    others = {
        why: [row["lever"] for row in rows if row["verdict"] == why] for why in dict.fromkeys(table["verdict"]) if why
    }
    said = [f"{why}: {_listed(names)}" for why, names in others.items()]
    return (
        f"People reached for 1,000 euros more, by a step of one lever of the reference, over {years} years and the "
        f"same {seeds} seeds (95 % intervals; placeholder prices). With a price in the model: {_listed(worth[True])}. "
        f"Whose own price is not in the model, so that the euros are only those of the groups that come of it: "
        f"{_listed(worth[False])}. No such figure: {'; '.join(said) or 'none'}. Steps are small and unlike each other; "
        f"about one in twenty of the intervals leaves out what is true."
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


QUESTION = Question(main)
