"""How much depends on how many of a group become facilitators, given all that is not known?

The conversion sweep once more, in the worlds of an ensemble that agree with what was observed: 0 to 4 of a group want
to lead (a wish of c / 6 among the completers of a group of eight), with 10 training places a year or 40, and places
that are left over filled by partners' candidates or left empty. All else is as it is in each world.

    contagion question conversion_in_worlds
"""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, VERMILLION, counts, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.lab import laboratory
from experiments.studies.worlds import Worlds
from models.runs.cases import changed
from models.scenarios.scenario import read
from sim.laboratory.laboratory import Laboratory
from sim.statistics.spread import spread

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
CONVERTS, PLACES = (0, 1, 2, 3, 4), (10, 40)
TOP_UP = {"historical": "places left over go to partners' candidates", "autonomous": "places left over stay empty"}
COLOURS = dict(zip(TOP_UP, (BLUE, VERMILLION), strict=True))
FROM, TO = 0, 2  # of a group, compared in words
WORLDS, WORLDS_QUICK = 100, 4


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """People reached by how many of a group want to lead, their figure, and what they say."""
    lab, over, scenario = lab or laboratory(), Worlds(ensemble), read()
    cases = []
    for converts, places, top_up in product(CONVERTS[::2] if quick else CONVERTS, PLACES, TOP_UP):
        values = {
            "volunteering.wish": converts / COMPLETERS,
            "training.places": places,
            "training.top_up": top_up,
        }
        point = {"converts": converts, "places": places, "top_up": top_up}
        cases.append(over.case(scenario, partial(changed, values=values), **point))
    number, years = (WORLDS_QUICK, 3) if quick else (WORLDS, 10)
    runs = lab.run(cases, range(1, number + 1), years).table
    made = runs.groupby(["places", "top_up", "converts"], sort=False)["participants"]
    table = made.apply(lambda people: pd.Series(spread(people) | {"worlds": len(people)})).unstack().reset_index()
    table = table.drop(columns="above")
    title = ensemble.about.get("title", ensemble.name)
    return Finding(_in_words(runs, years, title), table, _figure(table, years, title))


def _in_words(runs: pd.DataFrame, years: int, title: str) -> str:
    parts = []
    for places in PLACES:
        told = []
        for top_up, words in TOP_UP.items():
            at = runs[(runs["places"] == places) & (runs["top_up"] == top_up)]
            people = at.pivot(index="seed", columns="converts", values="participants").astype(float)
            more = spread(people[TO] - people[FROM])
            told.append(
                f"where {words} {more['p50']:+,.0f} people ({more['p5']:+,.0f} to {more['p95']:+,.0f} in nine worlds "
                f"of ten; more in {100 * more['above']:.0f} of 100), beside {people[FROM].median():,.0f}"
            )
        parts.append(f"with {places} training places a year, {' and '.join(told)}")
    return (
        f"If {TO} of a group want to lead and not {FROM}, then in {years} years, {'; '.join(parts)}. In "
        f"{runs['seed'].nunique()} worlds that agree with what was observed ({title})."
    )


@styled
def _figure(table: pd.DataFrame, years: int, title: str) -> Figure:
    """A panel a number of places: people by how many of a group want to lead, over all worlds."""
    figure = Figure(figsize=(9.6, 5.4))
    first: Axes | None = None
    for place, places in enumerate(PLACES):
        ax = figure.add_subplot(1, len(PLACES), place + 1, sharey=first)
        first = first or ax
        for top_up, words in TOP_UP.items():
            at = table[(table["places"] == places) & (table["top_up"] == top_up)].sort_values("converts")
            x, colour = at["converts"].to_numpy(float), COLOURS[top_up]
            ax.fill_between(x, at["p5"], at["p95"], color=colour, alpha=0.13, linewidth=0)
            ax.fill_between(x, at["p25"], at["p75"], color=colour, alpha=0.25, linewidth=0)
            ax.plot(x, at["p50"], color=colour, marker="o", markersize=4.5, linewidth=1.8, label=words)
        ax.set(title=f"{places} training places a year", xlabel="of a group, want to become facilitators")
        ax.set_xticks(np.unique(table["converts"]))
        ax.set_ylim(0, 1.04 * table["p95"].max())
        counts(ax, 8)
        if not place:
            ax.set_ylabel(f"people reached in {years} years")
            ax.legend(fontsize=8.5, loc="upper left")
    titled(
        figure,
        "How much depends on how many of a group become facilitators",
        f"Lines: the middle of {int(table['worlds'].max())} worlds; dark: half of them; pale: nine in ten. They agree "
        f"with what was observed: {title}.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
