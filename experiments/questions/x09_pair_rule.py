"""X09. What does it cost that a group needs two facilitators, and where are groups lost by it?

Pairs found anywhere, of one target group or of one commune; pairs that always or never meet again; alone after two
groups, or always alone. All in the worlds of an ensemble. What pairs of small pools lose is held against a formula:
waiting 1/(2 λ) weeks a group and pool.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.commands.compare.work import Shown
from contagion.experiments.questions.asking import (
    NOT_TOLD,
    READ_AS,
    Asking,
    Held,
    middle,
    more,
    over_an_ensemble,
    verdict,
)
from contagion.experiments.questions.publishing import Finding, rows_of
from contagion.models.parameters import Parameters
from contagion.models.territory.communes import load_communes
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.model import WEEKS_A_YEAR

BASE, ALONE, AFTER_TWO = "pairs found anywhere", "alone", "alone after two groups"
OF_GROUP, OF_COMMUNE = "pairs of one target group", "pairs of one commune"
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
POOLS = {"equal": "equal pools", "unequal": "as unequal as the public"}
SHOWN = {
    "groups_started": Shown("groups"),
    PEOPLE: Shown("people"),
    "communes_reached": Shown("communes with a group"),
    "waiting": Shown("% of time without a partner", ".1f"),
}


def main(asking: Asking) -> Finding:
    """The cases, their figure, and what they say."""
    runs = asking.lived([({"scenario": name}, values) for name, values in CASES.items()])
    rows = runs.table.assign(waiting=100 * runs.table["time_without_partner"].astype(float))
    held = Held(asking.ensemble, rows, BASE, SHOWN)
    communes = load_communes()["population"].to_numpy(float)
    groups = np.array([group.share for group in Parameters().target_group])
    lost = losses(runs, {OF_GROUP: groups, OF_COMMUNE: communes})
    people, usual = held.more(PEOPLE), held.usual(PEOPLE)
    alone, commune = people[ALONE], people[OF_COMMUNE]
    return Finding(
        answer=f"Leading alone {alone.short} people ({alone.leaning()}); pairs of one commune {commune.short}",
        sure=f"alone: more in {alone.often}; of one commune: {commune.leaning()}",
        sentence=f"Held against pairs found anywhere, who reach {middle(usual)} people in {held.years} years, groups "
        f"that one leads alone reach {alone.of('people')}, and pairs that must be of one commune "
        f"{commune.of('people')}.",
        follows=follows(held),
        rows=held.in_rows(PEOPLE),
        overturns=f"For leading alone ({alone} people): {alone.overturned('people')} For pairs of one commune "
        f"({commune}): {commune.overturned('people')}",
        method=f"{len(CASES)} cases in {held.worlds}, over {held.years} years; how often last time's partner comes "
        f"first is as in the world where a case does not say it. {READ_AS} That a group led by one is as good as one "
        "led by two is an assumption: what a second facilitator is worth to the group is not in the model.",
        table=held.told(),
        figure=held.figure(f"What the pair rule costs: alone {alone} people in {held.years} years"),
        lines=[
            *("## Groups lost by the pool that partners are found in, and what the formula says", "", FORMULA, ""),
            *rows_of(held_against_the_formula(lost)),
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
        for name, parts in zip(POOLS, (np.ones_like(sizes[case]), sizes[case]), strict=True):
            row[name] = 100 * (1 - (1 - expected_loss(stocks(years), parts)) / without)
        out.append(row)
    return pd.DataFrame(out, columns=["scenario", "seed", "lost", "weeks", *POOLS])


def _pace(years: pd.DataFrame) -> float:
    """Groups that a facilitator leads."""
    return float(years["groups_started"].iloc[-1] / stocks(years).mean())


def held_against_the_formula(lost: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for case, at in lost.groupby("scenario", sort=False):
        row = {"": case, "% of groups lost": middle(at["lost"]), "weeks from a group to the next": middle(at["weeks"])}
        for name, pools in POOLS.items():
            gap = at["lost"] - at[name]
            row[f"formula, {pools}"] = middle(at[name])
            row[f"model less formula, points, {pools}"] = more(gap)
            row[f"verdict, {pools}"] = verdict(gap, "formula too low", "formula too high")
        rows.append(row)
    return pd.DataFrame(rows)


def follows(held: Held) -> str:
    """Where partners are to be looked for, and whether one may lead alone."""
    people, usual = held.more(PEOPLE), held.usual(PEOPLE)
    pool = {
        "less": "Partners are better looked for beyond the own commune",
        "more": "Partners are better looked for in the own commune",
        NOT_TOLD: "Whether partners are looked for in the own commune or anywhere is not told to matter",
    }
    alone, after_two, commune = people[ALONE], people[AFTER_TWO], people[OF_COMMUNE]
    double = verdict(alone.values - usual, "more than double", "less than double")
    times = middle((alone.values + usual) / usual.where(usual > 0), "{:.2f}")
    return (
        f"{pool[commune.verdict()]}: to keep to one commune changes {commune} people. To let those lead alone who have "
        f"led two groups: {after_two} people ({after_two.leaning()}); to let all lead alone: {times} times as many "
        f"({alone.leaning()}; double: {double})."
    )


QUESTION = over_an_ensemble(main)
