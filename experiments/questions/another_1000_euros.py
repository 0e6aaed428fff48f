"""What would another 1,000 euros do?

One step more of each lever of the reference, everything else and all luck the same, in the worlds of an ensemble that
agree with what was observed: what `contagion levers ref` works out. Levers that are not told from the first are in a
tie with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.drawing.style import styled, titled
from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.words import luck_in_words, of_100
from contagion.experiments.language.numbers import signed
from contagion.experiments.language.sentences import in_a_row
from contagion.experiments.questions.asking import Asking, over_an_ensemble
from contagion.experiments.questions.in_worlds import MARKED, by_world, leaders, share_of_worlds
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.verbs.compare.costs import costed
from contagion.experiments.verbs.levers.figure import effects
from contagion.experiments.verbs.levers.words import per_thousand
from contagion.experiments.verbs.levers.work import LEVERS, WORTH, Steps, steps
from contagion.models.scenarios.scenario import read

SHOWN = 8  # levers in the table for people


def main(asking: Asking) -> Finding:
    """What a step of each lever changes, its figure, and what it says."""
    few: dict[str, Any] = {"years": 2, "levers": LEVERS[:4]}
    found = steps(asking.lab, read(), worlds=asking.over, replicates=asking.worlds, **asking.much({}, few))
    table = found.table
    worth = table[table["priced"] & (table["verdict"] == "")]
    years = int(found.made.runs.table["years"].iloc[0])
    return Finding(
        **short(worth, years, found.seeds),
        follows=follows(table, worth),
        rows=_rows(table, leanings(asking, found)),
        overturns=overturns(worth, of_each_rule(found, asking, worth["lever"])),
        method=_method(found, asking, years),
        table=table,
        figure=_figure(found, worth, years),
    )


def of_each_rule(found: Steps, asking: Asking, levers: pd.Series) -> pd.DataFrame:
    """People per 1,000 euros of some levers in the worlds of each rule of deciding: a row a lever, a column a rule."""
    runs, ensemble = costed(found.made.runs, found.made.scenarios), asking.ensemble
    sets = [asking.over.set_of(seed) % len(ensemble) for seed in runs["seed"]]
    means = runs.groupby([ensemble.table[RULE].to_numpy()[sets], "scenario"])[["participants", "cost_total"]].mean()
    columns = {}
    for rule, rows in means.astype(float).groupby(level=0):
        more = (rows - rows.xs(found.scenario.name, level=1).iloc[0]).droplevel(0).loc[list(levers)]
        columns[str(rule)] = 1000 * more["participants"] / more["cost_total"]
    return pd.DataFrame(columns)


def beside(worth: pd.DataFrame) -> list[str]:
    """The levers that are not told from the first."""
    return worth["lever"].iloc[1:][worth["like_first"].iloc[1:]].tolist()


def leanings(asking: Asking, found: Steps) -> dict[str, str]:
    """Whether each lever brings more people, world by world."""
    people = by_world(found.made.runs.table, "scenario", "participants")
    more = people.sub(people[found.scenario.name], axis=0)
    return {name: asking.more(more[name]).leaning() for name in found.table["lever"]}


def short(worth: pd.DataFrame, years: int, worlds: int) -> dict[str, str]:
    """The answer, how sure it is, and its sentence."""
    if worth.empty:
        return {
            "answer": "No lever is told to bring people for its euros.",
            "sure": "not told",
            "sentence": f"No lever with a price is told to bring more people in {years} years.",
        }
    first, *rest = worth.to_dict("records")
    name, tie = first["lever"], beside(worth)
    like = [f"{row['lever']} {per_thousand(row)}" for row in rest if row["lever"] in tie]
    often = f"more people in {share_of_worlds(first['participants_above_zero'], worlds)}"
    return {
        "answer": f"About {first[WORTH]:.0f} people, "
        + (f"by {leaders([name, *tie])}" if tie else f"spent on: {name}."),
        "sure": f"{name}: {often}",
        "sentence": f"Of the levers with a price, 1,000 euros more bring most people in {years} years by {name}: "
        f"{per_thousand(first)}, with {often}{f', in a tie with {in_a_row(like)}' if like else ''} (means over the "
        "worlds and their 95 % intervals).",
    }  # fmt: skip


def follows(table: pd.DataFrame, worth: pd.DataFrame) -> str:
    none = table.loc[table["priced"] & (table["verdict"] != ""), ["lever", "verdict"]]
    said = "; ".join(f"{row['lever']} ({row['verdict']})" for row in none.to_dict("records"))
    last = f"Nothing is told of these: {said}." if said else "All that have a price bring people."
    if worth.empty:
        return last
    near = f"; {' and '.join(others)} cannot be told from it" if (others := beside(worth)) else ""
    first = worth.iloc[0]
    return (
        f"In the mean the next 1,000 euros bring most by {first['lever']}{near}. It brings more people in "
        f"{of_100(first['participants_above_zero'])} of 100 worlds, and all prices are placeholders: ask for those "
        f"first. {last}"
    )


def _rows(table: pd.DataFrame, leanings: Mapping[str, str]) -> pd.DataFrame:
    first = table.sort_values(["priced", "verdict"], ascending=[False, True], kind="stable").head(SHOWN)
    return pd.DataFrame(
        {
            "one step more": row["lever"],
            "people more, nine worlds in ten": f"{signed(row['participants_p50'])} "
            f"({signed(row['participants_p5'])} to {signed(row['participants_p95'])})",
            "more in": f"{of_100(row['participants_above_zero'])} of 100",
            "of the spread, luck": luck_in_words(row["participants_luck"], row["participants_luck_error"]),
            "people for 1,000 € more": row["verdict"] or per_thousand(row),
            "verdict": leanings[row["lever"]],
        }
        for row in first.to_dict("records")
    )


def overturns(worth: pd.DataFrame, by_rule: pd.DataFrame) -> str:
    if len(worth) < 2:
        return "With fewer than two levers that are told there is no order to overturn."
    (first, second), (best, next_best) = worth["lever"].head(2), worth[WORTH].head(2)
    said = ", ".join(
        f"{of_rule.idxmax()} with the rule “{rule}” ({of_rule.max():.1f} people)" for rule, of_rule in by_rule.items()
    )
    return (
        f"All prices are placeholders: if what {first} takes cost {best / next_best:.1f} times as much, {second} would "
        f"come first. By how people decide, the first in the mean is {said}."
    )


def _method(found: Steps, asking: Asking, years: int) -> str:
    free = found.table[~found.table["priced"] & (found.table["verdict"] == "")]
    said = ", ".join(f"{row['lever']} {per_thousand(row)}" for row in free.to_dict("records")) or "none"
    return (
        f"One step more of each lever of the reference, over {years} years in "
        f"{asking.worlds_of(found.made.runs.table)}; each world is held against itself without the step. People for "
        "1,000 euros are the mean of the people gained over the mean of the euros (Fieller's interval, by sets of "
        "values); levers are told apart set by set. Whether there are more people is told where nine worlds in ten, "
        "luck included, have more, and in most worlds where it is sure that more than half of all have. Some levers "
        "have no price of their own in the model, so that the euros are only those of the groups that come of it: "
        f"{said}. Steps are small and unlike each other; about one in twenty of the intervals leaves out what is true."
    )


@styled
def _figure(found: Steps, worth: pd.DataFrame, years: int) -> Figure:
    """The people that each step brings in all worlds, and what of it 1,000 euros bring."""
    figure = Figure(figsize=(9.2, 1.6 + 0.27 * len(found.table)))
    people, euros = figure.subplots(1, 2, sharey=True)
    effects(people, found.table, "participants", rows_named=True)
    effects(euros, found.table, WORTH)
    euros.tick_params(axis="y", length=0)
    rows = worth.set_index("lever").loc[[*worth["lever"].head(1), *beside(worth)]] if len(worth) else worth
    brings = " or ".join(f"{lever}: {per_thousand(row)}" for lever, row in rows.to_dict("index").items())
    titled(
        figure,
        f"Another 1,000 euros bring most people by {brings}" if brings else "Another 1,000 euros: nothing is told",
        f"Left, people more in {years} years: {MARKED.format(worlds=found.seeds)}; grey: nine worlds in ten lie on "
        "both sides of nothing; an arrow: it ends beyond, where the numbers say. Right: means over the worlds and "
        "their 95 % intervals; prices are placeholders. * Its own price is not in the model: the euros are those of "
        "the groups that come of it.",
    )
    return figure


QUESTION = over_an_ensemble(main)
