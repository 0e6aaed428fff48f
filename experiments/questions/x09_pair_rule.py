"""X09. What does it cost that a group needs two facilitators, and where are groups lost by it?

Pairs found anywhere, of one target group or of one commune; pairs that always or never meet again; alone after two
groups, or always alone. All in the worlds of an ensemble. What pairs of small pools lose is held against a formula:
waiting 1/(2 λ) weeks a group and pool.

    contagion question x09_pair_rule
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.questions.cases_in_worlds import change, changes, in_rows
from contagion.experiments.questions.in_worlds import (
    NOT_TOLD,
    READ_AS,
    in_how_many,
    in_short,
    leaning,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
    verdict,
)
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question, rows_of
from contagion.experiments.verbs.compare.cases import Shown
from contagion.experiments.verbs.compare.figure_of_cases import cases_figure
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import load_communes
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.model import WEEKS_A_YEAR

BASE, OF_GROUP, OF_COMMUNE, AFTER_TWO, ALONE = (
    "pairs found anywhere",
    "pairs of one target group",
    "pairs of one commune",
    "alone after two groups",
    "alone",
)
CASES: dict[str, dict[str, Any]] = {
    BASE: {},
    OF_GROUP: {"facilitation.pool": "group"},
    OF_COMMUNE: {"facilitation.pool": "commune"},
    "last partner never first": {"facilitation.keep_partner": 0.0},
    "last partner always first": {"facilitation.keep_partner": 1.0},
    AFTER_TWO: {"facilitation.solo_after": 2.0},
    f"{AFTER_TWO}, {OF_COMMUNE}": {"facilitation.solo_after": 2.0, "facilitation.pool": "commune"},
    ALONE: {"facilitation.leaders": 1},
}
PEOPLE = "participants"
FORMULA = (
    "Of the groups that as many facilitators lead when they find each other anywhere. The formula has waiting 1/(2 λ) "
    "weeks a group and pool, in pools of one size or as unequal as the public."
)
SHOWN = {
    "groups_started": Shown("groups"),
    PEOPLE: Shown("people"),
    "communes_reached": Shown("communes with a group"),
    "waiting": Shown("% of time without a partner", ".1f"),
}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The cases, their figure, and what they say."""
    runs = lived_in_worlds(ensemble, [({"scenario": name}, values) for name, values in CASES.items()], quick, lab)
    rows = runs.table.assign(waiting=100 * runs.table["time_without_partner"].astype(float))
    table = told_apart(rows, BASE, list(SHOWN), Worlds(ensemble))
    communes = load_communes()["population"].to_numpy(float)
    groups = np.array([group.share for group in Parameters().target_group])
    lost = losses(runs, {OF_GROUP: groups, OF_COMMUNE: communes})
    people, years = changes(rows, BASE, PEOPLE), rows["years"].max()
    usual = rows.loc[rows["scenario"] == BASE].set_index("seed")[PEOPLE].astype(float)
    return Finding(
        answer=f"Leading alone {in_short(people[ALONE], '+z,.0f')} people ({leaning(ensemble, people[ALONE])}); pairs "
        f"of one commune {in_short(people[OF_COMMUNE], '+z,.0f')}",
        sure=f"alone: more in {in_how_many(people[ALONE])}; of one commune: {leaning(ensemble, people[OF_COMMUNE])}",
        sentence=(
            f"Held against pairs found anywhere, who reach {middle(usual)} people in {years:g} years, groups that one "
            f"leads alone reach {change(rows, BASE, ALONE, PEOPLE, SHOWN[PEOPLE])}, and pairs that must be of one "
            f"commune {change(rows, BASE, OF_COMMUNE, PEOPLE, SHOWN[PEOPLE])}."
        ),
        follows=_follows(ensemble, people, usual),
        rows=in_rows(ensemble, rows, BASE, SHOWN, PEOPLE),
        overturns=(
            f"For leading alone ({more(people[ALONE])} people): {overturned(ensemble, people[ALONE], 'people')} For "
            f"pairs of one commune ({more(people[OF_COMMUNE])}): "
            f"{overturned(ensemble, people[OF_COMMUNE], 'people')}"
        ),
        method=(
            f"{len(CASES)} cases in {of_worlds(ensemble, rows)}, over {years:g} years; how often last time's partner "
            f"comes first is as in the world where a case does not say it. {READ_AS} That a group led by one is as "
            "good as one led by two is an assumption: what a second facilitator is worth to the group is not in the "
            "model."
        ),
        table=table,
        figure=cases_figure(
            table, BASE, SHOWN, f"What the pair rule costs: alone {more(people[ALONE])} people in {years:g} years"
        ),
        lines=[
            "## Groups lost by the pool that partners are found in, and what the formula says",
            "",
            FORMULA,
            "",
            *rows_of(_held_against_the_formula(lost)),
        ],
    )


def expected_loss(active: ArrayLike, sizes: np.ndarray) -> float:
    """Share of groups lost to waiting, 1/(2 λ) weeks a group in each pool, with so many facilitators in each year.

    λ is the number of a pool's facilitators over the weeks from a group to the next, so x of them lose one of 2 x + 1.
    """
    stock, shares = np.asarray(active, dtype=float), sizes / sizes.sum()
    return float(np.average((shares / (2 * stock[:, None] * shares + 1)).sum(axis=1), weights=stock))


def stocks(years: pd.DataFrame) -> np.ndarray:
    """Mean number of active facilitators in each year."""
    ends = np.array([0.0, *years["facilitators_active"]])
    return (ends[1:] + ends[:-1]) / 2


def losses(runs: Runs, sizes: dict[str, np.ndarray]) -> pd.DataFrame:
    """What pairs of each pool lose, in per cent of the groups that as many facilitators lead without it, and what the
    formula says with `equal` pools and with `unequal` ones, of these `sizes`: a row a pool and world; nothing where the
    base has no group."""
    courses = {case: dict(list(of.groupby("seed"))) for case, of in runs.rows("years").groupby("scenario", sort=False)}
    out = []
    for case, world in product(sizes, courses[BASE]):
        base, years = courses[BASE][world], courses[case][world]
        if not (stocks(base).any() and stocks(years).any() and _pace(base)):
            continue
        without = 1 - expected_loss(stocks(base), np.ones(1))
        row = {"scenario": case, "seed": world, "lost": 100 * (1 - _pace(years) / _pace(base))}
        row |= {"weeks": WEEKS_A_YEAR * len(years) / (2 * _pace(years)) if _pace(years) else np.nan}
        for name, parts in {"equal": np.ones_like(sizes[case]), "unequal": sizes[case]}.items():
            row[name] = 100 * (1 - (1 - expected_loss(stocks(years), parts)) / without)
        out.append(row)
    return pd.DataFrame(out, columns=["scenario", "seed", "lost", "weeks", "equal", "unequal"])


def _pace(years: pd.DataFrame) -> float:
    """Groups that a facilitator leads."""
    return float(years["groups_started"].iloc[-1] / stocks(years).mean())


def _held_against_the_formula(lost: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for case, at in lost.groupby("scenario", sort=False):
        row = {"": case, "% of groups lost": middle(at["lost"]), "weeks from a group to the next": middle(at["weeks"])}
        for name, pools in (("equal", "equal pools"), ("unequal", "as unequal as the public")):
            gap = at["lost"] - at[name]
            row[f"formula, {pools}"] = middle(at[name])
            row[f"model less formula, points, {pools}"] = more(gap)
            row[f"verdict, {pools}"] = verdict(gap, "formula too low", "formula too high")
        rows.append(row)
    return pd.DataFrame(rows)


def _follows(ensemble: Ensemble, people: pd.DataFrame, usual: pd.Series) -> str:
    """Where partners are to be looked for, and whether one may lead alone."""
    pool = {
        "less": "Partners are better looked for beyond the own commune",
        "more": "Partners are better looked for in the own commune",
        NOT_TOLD: "Whether partners are looked for in the own commune or anywhere is not told to matter",
    }
    double = verdict(people[ALONE] - usual, "more than double", "less than double")
    times = middle((people[ALONE] + usual) / usual.where(usual > 0), "{:.2f}")
    return (
        f"{pool[verdict(people[OF_COMMUNE])]}: to keep to one commune changes {more(people[OF_COMMUNE])} people. To "
        f"let those lead alone who have led two groups: {more(people[AFTER_TWO])} people "
        f"({leaning(ensemble, people[AFTER_TWO])}); to let all lead alone: {times} times as many "
        f"({leaning(ensemble, people[ALONE])}; double: {double})."
    )


QUESTION = Question(main, ensemble=True)
