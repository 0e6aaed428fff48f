"""X03. Which parameter alone, over its whole plausible range, moves the result, and where does what is short change?

Each numeric lever and uncertainty at five places of its declared range, in each of some worlds of an ensemble whose
other values stay as they are, over ten years: the median over worlds of the change from the world as it is, with its
error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from contagion.experiments.questions.asking import Asked, Asking, over_an_ensemble
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.numbers import to_its_error
from contagion.models.outcomes.shortages import IN_WORDS, SHORTAGES
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import half_width
from contagion.models.runs.study import changed, factors
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.spread import spread

WORLDS = 40  # of some 90 parameters at five places each
ROWS = 8  # that are told
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
AS_IT_IS, PEOPLE = "as it is", "participants"
QUICK = ("training.places", "retention.mentoring_effect", "group.quorum")
NONE, UNCLEAR, CLEAR = "no effect", "not distinguishable", "distinguishable"


def main(asking: Asking) -> Finding:
    """What each parameter changes along its range, and what is said of it."""
    asked, left_out = design(factors(asking.much(None, QUICK)), asking.much(LEVELS, (0.0, 1.0)))
    runs = replace(asking, most=WORLDS).lived(asked).table
    return answered(curves(runs[runs["error"] == ""]), left_out, runs, asking.worlds_of(runs))


def design(chosen: Iterable[Factor], levels: Sequence[float]) -> tuple[list[Asked], list[str]]:
    """The world as it is, each factor at its levels, and the points that are not valid by themselves."""
    asked: list[Asked] = [({"point": AS_IT_IS, "parameter": "", "value": float("nan")}, {})]
    left_out = []
    for factor in chosen:
        for value in dict.fromkeys(factor.at(level) for level in levels):
            labels = {"point": f"{factor.name} = {value:g}", "parameter": factor.name, "value": float(value)}
            try:
                changed(Parameters(), {factor.name: value})
            except InputError:
                left_out.append(labels["point"])
            else:
                asked.append((labels, {factor.name: value}))
    return asked, left_out


def curves(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a parameter and value; what moves people most comes first."""
    base = runs[runs["point"] == AS_IT_IS].set_index("seed")
    parts = [_curve(str(name), at, base) for name, at in runs[runs["parameter"] != ""].groupby("parameter")]
    return pd.concat(sorted(parts, key=lambda part: -part["swing"].iloc[0]), ignore_index=True)


def _curve(name: str, runs: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """The rows of one parameter: the change from the world as it is. It is told where the middle lies further from
    nothing than its error allows at all places together (Bonferroni)."""
    confidence = 1 - 0.05 / runs["point"].nunique()
    rows = []
    for value, at in runs.groupby("value"):
        own = at.set_index("seed")
        change = (own[PEOPLE] - base[PEOPLE]).dropna().astype(float)
        made = spread(change)
        half = Precision(confidence=confidence).quantile(max(len(change) - 1, 1)) * made["p50_error"]
        row: dict[str, Any] = {"parameter": name, "value": value, **made, "told": bool(abs(made["p50"]) > half)}
        row["same"] = bool((own["event_log_sha256"] == base["event_log_sha256"].reindex(own.index)).all())
        row["short"], row["short_is_clear"] = mostly_short(at)
        rows.append(row | {"worlds": len(change)})
    out = pd.DataFrame(rows)
    effect = NONE if out["same"].all() else CLEAR if out["told"].any() else UNCLEAR
    return out.drop(columns="same").assign(effect=effect, swing=out["p50"].max() - out["p50"].min())


def mostly_short(rows: pd.DataFrame) -> tuple[str, bool]:
    """What was short in most weeks on average, and whether its lead over the next has an interval above 0."""
    shares = rows[[f"short_{name}" for name in SHORTAGES]]
    first, second = shares.mean().sort_values(ascending=False, kind="stable").index[:2]
    lead = shares[first] - shares[second]
    return first.removeprefix("short_"), bool(lead.mean() - half_width(lead) > 0)


def regime_changes(curve: pd.DataFrame) -> list[tuple[float, str, str]]:
    """Where along an axis what is mostly short changes, between values at which it is clear: place, before, after."""
    clear = curve[curve["short_is_clear"]]
    steps = zip(clear["value"], clear["value"][1:], clear["short"], clear["short"][1:], strict=False)
    return [((low + high) / 2, before, after) for low, high, before, after in steps if before != after]


def answered(table: pd.DataFrame, left_out: Sequence[str], runs: pd.DataFrame, worlds: str) -> Finding:
    """What is said of the curves."""
    parts = {str(name): part for name, part in table.groupby("parameter", sort=False)}
    clear, none = ([name for name in parts if parts[name]["effect"].iloc[0] == effect] for effect in (CLEAR, NONE))
    changes = [(name, *change) for name, part in parts.items() for change in regime_changes(part)]
    number, years = runs.loc[runs["point"] == AS_IT_IS, "seed"].nunique(), runs["years"].iloc[0]
    told = "; ".join(
        f"{name} ({IN_WORDS[before]} to {IN_WORDS[after]} at about {at:.3g})" for name, at, before, after in changes
    )
    ends = {name: _ends(parts[name]) for name in clear}
    widest = [f"{name}, {ends[name][0]} to {ends[name][1]}" for name in clear[:2]]
    return Finding(
        answer=f"{len(clear)} of {len(parts)} parameters move it; most: {', '.join(clear[:2]) or 'none'}",
        sure=f"95 % for each, in {number} worlds; by chance about {0.05 * (len(parts) - len(none)):.1f} would",
        sentence=f"{len(clear)} of {len(parts)} parameters, moved alone over their whole range, change the people "
        f"reached in {years:g} years distinguishably in the middle of the "
        f"worlds{f'; the widest: {"; ".join(widest)}' if clear else ''}.",
        follows=f"What to find out first is {', '.join(clear[:3])}: nothing else alone moves the result so far."
        if clear
        else "Nothing: no parameter alone can be told to move the result.",
        rows=pd.DataFrame(
            {
                "parameter": name,
                "fewest people more": ends[name][0],
                "most people more": ends[name][1],
                "what is short changes": "yes" if any(name == change[0] for change in changes) else "no",
                "verdict": CLEAR,
            }
            for name in clear[:ROWS]
        ),
        overturns="Parameters that move together: each is moved alone here, from where a world has it. What is mostly "
        f"short changes clearly along {told or 'no parameter'}.",
        method=f"{worlds}, in each of which a parameter takes {len(LEVELS)} values over its range; the others, and the "
        "luck, are those of the world. A change is told where the middle over the worlds lies further from none than "
        f"its error allows, 95 % for all values of a parameter together. Without effect ({len(none)}): "
        f"{', '.join(none) or 'none'}. Not valid by themselves, and left out: {'; '.join(left_out) or 'none'}.",
        table=table,
    )


def _ends(curve: pd.DataFrame) -> list[str]:
    """The lowest and the highest place of a curve."""
    rows = [curve.loc[at] for at in (curve["p50"].idxmin(), curve["p50"].idxmax())]
    return [f"{to_its_error(row['p50'], row['p50_error'], '+z,.0f')} at {row['value']:.3g}" for row in rows]


QUESTION = over_an_ensemble(main)
