"""X09. What does it cost that a group needs two facilitators, and where are groups lost by it?

Pairs, alone after two groups, or always alone; three pools to find partners in; three habits of keeping a partner.

    contagion question x09_pair_rule
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from experiments.figures.style import BLUE, INK, SOFT, VERMILLION, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from models.parameters import Parameters
from models.runs.cases import case, changed
from models.territory.communes import load_communes
from sim.laboratory.laboratory import Laboratory, Runs

PAIR, AFTER_TWO, ALONE = "pairs", "alone after two groups", "alone"
RULES = {PAIR: {}, AFTER_TWO: {"facilitation.solo_after": 2.0}, ALONE: {"facilitation.leaders": 1}}
POOLS = {"territory": "found anywhere", "group": "of one target group", "commune": "of one commune"}
KEPT = {0.0: ", last partner never first", 0.6: "", 1.0: ", last partner always first"}
REFERENCE, SINGLE = (PAIR, "territory", 0.6), (ALONE, "territory", 0.6)  # who leads alone needs no pool and no partner
LABELS = ["rule", "pool", "keep_partner"]
FIGURES = ["groups_started", "participants", "communes_reached", "time_without_partner", "short_registrations"]
CHANGES = {"groups_started": "groups", "participants": "people", "communes_evenly": "communes at as many groups"}
NAMES = {"lost": "the model", "lost_equal": "formula, equal pools", "lost_unequal": "formula, unequal pools"}
LOSSES = [(name, PAIR, mark, colour) for name, mark, colour in zip(NAMES, "o^D", (BLUE, SOFT, VERMILLION), strict=True)]


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The cases, their figure, and what they say."""
    lab = lab or laboratory()
    chosen = [REFERENCE, (PAIR, "commune", 0.6)] if quick else [*product((PAIR, AFTER_TWO), POOLS, KEPT), SINGLE]
    cases = []
    for rule, pool, kept in chosen:
        values = {**RULES[rule], "facilitation.pool": pool, "facilitation.keep_partner": kept}
        cases.append(case(changed(Parameters(), values), rule=rule, pool=pool, keep_partner=kept))
    runs = lab.run(cases, range(1, 3 if quick else 16), 2 if quick else 10)
    communes = load_communes(getattr(lab.study, "communes", None))["population"].to_numpy(float)
    groups = np.array([group.share for group in Parameters().target_group])
    sizes = {"territory": np.ones(1), "group": groups, "commune": communes}
    table = _summed_up(per_run(runs, sizes))
    return Finding(in_words(table, runs, sizes), table, _figure(table, runs))


def expected_loss(active: ArrayLike, sizes: np.ndarray) -> float:
    """Share of groups lost to waiting, 1/(2 λ) weeks a group in each pool, with so many facilitators in each year.

    λ is the number of a pool's facilitators over the weeks from a group to the next, so x of them lose one of 2 x + 1.
    """
    stock, shares = np.asarray(active, dtype=float), sizes / sizes.sum()
    return float(np.average((shares / (2 * stock[:, None] * shares + 1)).sum(axis=1), weights=stock))


def per_run(runs: Runs, shares: dict[str, np.ndarray]) -> pd.DataFrame:
    """Figures of each run, and what it has more than the reference with the same seed."""
    made = runs.table.set_index([*LABELS, "seed"])[FIGURES].dropna()
    courses, out = dict(list(runs.rows("years").groupby([*LABELS, "seed"]))), []
    for key in [key for key in made.index if (*REFERENCE, key[-1]) in made.index]:
        (rows, own), (base, first) = ((courses[one], made.loc[one]) for one in (key, (*REFERENCE, key[-1])))
        row = dict(zip(made.index.names, key, strict=True)) | own.to_dict()
        row |= {f"{name}_change": own[name] - first[name] for name in FIGURES}
        both = min(own["groups_started"], first["groups_started"])
        row["communes_evenly_change"] = _communes_at(rows, both) - _communes_at(base, both)
        row |= {"ratio": own["participants"] / first["participants"], "facilitators": stocks(rows).mean()}
        if key[0] == PAIR:
            pace, usual = own["groups_started"] / stocks(rows).mean(), first["groups_started"] / stocks(base).mean()
            row |= {"weeks_a_group": 52 * len(rows) / (2 * pace), "lost": 1 - pace / usual}
            without = 1 - expected_loss(stocks(base), shares["territory"])
            for name, parts in {"equal": np.ones_like(shares[key[1]]), "unequal": shares[key[1]]}.items():
                row[f"lost_{name}"] = 1 - (1 - expected_loss(stocks(rows), parts)) / without
                row[f"gap_{name}"] = row["lost"] - row[f"lost_{name}"]
        out.append(row)
    return pd.DataFrame(out)


def stocks(years: pd.DataFrame) -> np.ndarray:
    """Mean number of active facilitators in each year."""
    ends = np.array([0.0, *years["facilitators_active"]])
    return (ends[1:] + ends[:-1]) / 2


def _communes_at(years: pd.DataFrame, groups: float) -> float:
    return float(np.interp(groups, [0, *years["groups_started"]], [0, *years["communes_reached"]]))


def _summed_up(made: pd.DataFrame) -> pd.DataFrame:
    long = made.melt([*LABELS, "seed"], var_name="indicator", value_name="mean").dropna()
    cases = list(long.groupby(["indicator", *LABELS], sort=False))
    table = pd.DataFrame([interval(at, ["mean"]) for _, at in cases]).set_axis(["mean", "low", "high"], axis=1)
    return pd.DataFrame([key for key, _ in cases], columns=["indicator", *LABELS]).join(table)


def _told(row: pd.Series, form: str = "z,.0f") -> str:
    return f"{row['mean']:{form}} ({row['low']:{form}} to {row['high']:{form}})"


def change(row: pd.Series) -> str:
    """A difference with its interval, and whether it can be told from none."""
    return _told(row, "+z,.0f") + ("" if row["low"] > 0 or row["high"] < 0 else ", not distinguishable from none")


def _against(row: pd.Series, value: float, below: str, above: str, between: str) -> str:
    return below if row["high"] < value else above if row["low"] > value else between


def in_words(table: pd.DataFrame, runs: Runs, shares: dict[str, np.ndarray]) -> str:
    """What the cases say."""
    at = table.set_index(["indicator", *LABELS])
    keys = list(dict.fromkeys(zip(*(table[name] for name in LABELS), strict=True)))
    groups, people, communes = (_told(at.loc[(name, *REFERENCE)]) for name in FIGURES[:3])
    text = (
        f"Pairs found anywhere start {groups} groups in {communes} communes in {runs.table['years'].max():g} years and "
        f"reach {people} people (means and 95 % intervals); facilitators are ready and without a partner "
        f"for {_told(at.loc[('time_without_partner', *REFERENCE)], 'z.0%')} of their time. Changes against that:"
    )
    for key in keys:
        if key != REFERENCE and (key[2] == 0.6 or key[:2] == REFERENCE[:2]):  # the others are in the table
            name = ALONE if key == SINGLE else f"{key[0]}, partners {POOLS[key[1]]}{KEPT[key[2]]}"
            changes = [f"{word} {change(at.loc[(f'{column}_change', *key)])}" for column, word in CHANGES.items()]
            text += f" ({name}) {'; '.join(changes)}."
    if SINGLE in keys:
        ratio, demand = (
            at.loc[("ratio", *SINGLE)],
            [at.loc[("short_registrations", *key)] for key in (SINGLE, REFERENCE)],
        )
        word = _against(ratio, 2, "less than double", "more than double", "not distinguishable from double")
        text += f" Alone, people are {_told(ratio, '.2f')} times as many, {word}; registrations are short in "
        text += f"{' of the weeks, against '.join(_told(row, 'z.0%') for row in demand)}."
    sizes = ", ".join(f"{expected_loss([20], np.ones_like(parts)):.0%} with {len(parts)}" for parts in shares.values())
    text += f" By the formula, waiting 1/(2 λ) weeks a group and pool, 20 active facilitators lose {sizes} equal "
    text += f"pools; here {_told(at.loc[('facilitators', *REFERENCE)])} are active in the mean of the years."
    for key in [key for key in keys if key[::2] == REFERENCE[::2] and key != REFERENCE]:
        text += " " + agreement(at, key, len(shares[key[1]]))
    return f"{text} {len(runs.failures)} of {len(runs.labels)} runs failed."


def agreement(at: pd.DataFrame, key: tuple[Any, ...], pools: int) -> str:
    """Whether the full model loses what the formula says, with equal pools and with as unequal ones as the public."""
    formula = []
    for kind in ("equal", "unequal"):
        gap, lost = at.loc[(f"gap_{kind}", *key)], at.loc[(f"lost_{kind}", *key)]
        word = _against(gap, 0, "too many", "too few", "not distinguishable from the model's")
        formula.append(
            f"{lost['mean']:.0%} with {kind} ones ({word}; model less formula, points: {_told(100 * gap, '+z.1f')})"
        )
    weeks = " in place of ".join(_told(at.loc[("weeks_a_group", *case)], ".1f") for case in (key, REFERENCE))
    return (
        f"With partners {POOLS[key[1]]}, as many facilitators lose {_told(at.loc[('lost', *key)], 'z.0%')} of their "
        f"groups, each leading one in {weeks} weeks; the formula for {pools} pools gives {', '.join(formula)}."
    )


@styled
def _figure(table: pd.DataFrame, runs: Runs) -> Figure:
    figure = Figure(figsize=(11.5, 7.6))
    years, seeds = runs.table["years"].max(), runs.labels["seed"].nunique()
    panels = [
        (f"Groups started in {years:g} years", "groups", "groups_started"),
        ("Communes in which groups started", "communes", "communes_reached"),
        ("Facilitators ready and without a partner", "% of their time", "time_without_partner"),
        ("Pairs: groups lost by as many facilitators", "% of groups", "lost"),
    ]
    cases = table.loc[table["rule"] == PAIR, LABELS[1:]].drop_duplicates().reset_index(drop=True)
    for ax, (title, unit, shown) in zip(figure.subplots(2, 2, sharey=True).flat, panels, strict=True):
        factor = 100 if unit.startswith("%") else 1
        lines = LOSSES if shown == "lost" else [(shown, PAIR, "o", BLUE), (shown, AFTER_TWO, "s", VERMILLION)]
        for number, (name, rule, mark, colour) in enumerate(lines):
            rows = cases.merge(table[(table["indicator"] == name) & (table["rule"] == rule)], how="left")
            places = cases.index + (number - (len(lines) - 1) / 2) * 0.24
            ax.hlines(places, factor * rows["low"], factor * rows["high"], color=colour, lw=1.3)
            ax.plot(factor * rows["mean"], places, mark, color=colour, ms=5, label=NAMES.get(name, rule))
        for row in table[(table["indicator"] == shown) & (table["rule"] == ALONE)].to_dict("records"):
            ax.axvspan(factor * row["low"], factor * row["high"], color=INK, alpha=0.15, lw=0)
            ax.axvline(factor * row["mean"], color=INK, ls="--", lw=1.2, label=ALONE)
        ax.set(title=title, xlabel=unit, ylim=(len(cases) - 0.5, -0.5), xlim=(min(0.0, ax.get_xlim()[0]), None))
        ax.set_yticks(cases.index, [f"{POOLS[pool]}, {kept:.0%}" for pool, kept in cases.to_numpy()])
        ax.grid(axis="x")
        ax.legend(fontsize=8)
    lost = table[(table["indicator"] == "groups_started_change") & (table["keep_partner"] == 0.6)]
    worst = lost.loc[lost["mean"].idxmin()]
    titled(
        figure,
        f"The most costly rule is {worst['rule']} {POOLS[worst['pool']]}: groups {change(worst)} in {years:g} years",
        f"Means of {seeds} runs of each case, with the same seeds; whiskers, grey band: 95 % intervals of the means. "
        "Rows: where partners are found, how often last time's comes first. Formula: waiting 1/(2 λ) weeks, in pools "
        "of one size or as unequal as the public.",
    )
    return figure


QUESTION = Question(main)
