"""X05. Does the ranking of policies depend on how the model is built?

In each world of an ensemble the same five policies are ranked by the people they add within ten years. Then the same is
asked where the model is built otherwise: facilitators stop after a group instead of at a rate, nobody is invited by
those who were there, facilitators look for partners in their commune alone; and under each named reading
(`contagion readings`), the three rules of deciding among them, whose other values were fitted with the rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.work import half_the_loss
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.questions.asking import (
    NOT_TOLD,
    Asked,
    Asking,
    by_world,
    more,
    over_an_ensemble,
    share_of_worlds,
    spreads,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.style import INK, PAPER, SERIES, readable, styled, titled
from contagion.experiments.say.sentences import in_a_row
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import half_width, jackknife
from contagion.models.runs.how_much import WORLDS
from contagion.models.runs.study import changed
from contagion.sim.chance.draws import Floats

REFERENCE, AS_IT_IS, ANOTHER = "no policy", "as each world is", "another world as it is"
INVITED = ("invitations.per_completer", "invitations.per_facilitator")
MODELS: dict[str, dict[str, Any]] = {
    AS_IT_IS: {},
    "facilitators stop after a group": {"retention.form": "after_group"},
    "nobody is invited": dict.fromkeys(INVITED, 0.0),
    "partners in the commune alone": {"facilitation.pool": "commune"},
}
ROWS = 8  # that are told
WISH = "volunteering.wish"
POLICIES: dict[str, dict[str, Any]] = {
    REFERENCE: {},
    "20 training places": {"training.places": 20},
    "half the loss of facilitators": {},
    "twice the contacts with partners": {"partners.contacts_per_month": 8.0},
    "twice the events and mailings": {"outreach.events_per_year": 24, "outreach.campaigns_per_year": 8},
    "wish to facilitate up by half": {},
}

type Gains = Mapping[str, pd.DataFrame]  # by model, people that each policy adds: a row a world, a column a policy


def main(asking: Asking) -> Finding:
    """The ranks, their figure, and what they say."""
    models, policies = list(MODELS)[: asking.much(None, 2)], list(POLICIES)[: asking.much(None, 4)]
    asked: list[Asked] = [
        ({"model": model, "policy": policy}, partial(step, policy=policy, model=model))
        for model, policy in product(models, policies)
    ]
    runs = asking.lived(asked).table
    as_it_is = [one for one in asked if one[0]["model"] == AS_IT_IS]
    readings = asking.of_readings(lambda there: gains_of(there.lived(as_it_is).table)[AS_IT_IS], most=WORLDS)
    titled = {f"“{READINGS[name].title}”": made for name, made in readings.items()}
    return answered(gains_of(runs) | titled, runs, asking)


def step(here: Parameters, policy: str, model: str) -> Parameters:
    """A policy from the values of a world, in a model that is built otherwise."""
    values = {**POLICIES[policy], **MODELS[model]}
    if policy == "half the loss of facilitators":
        values |= half_the_loss(here)
    if policy == "wish to facilitate up by half":
        values[WISH] = min(1.0, 1.5 * here.get(WISH))
    return changed(here, values)


def gains_of(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The gains in each model; worlds with a failed run are left out."""
    wide = {model: by_world(at, "policy", "participants") for model, at in runs.groupby("model", sort=False)}
    gains = {model: people.drop(columns=REFERENCE).sub(people[REFERENCE], axis=0) for model, people in wide.items()}
    whole = pd.concat(gains.values(), axis=1).dropna().index
    return {str(model): one.loc[whole, [name for name in POLICIES if name in one]] for model, one in gains.items()}


def firsts(gains: pd.DataFrame) -> pd.DataFrame:
    """Which policy adds most: a row a world and a column a policy, 1 where it does; ties are shared."""
    best = gains.eq(gains.max(axis=1), axis=0)
    return best.div(best.sum(axis=1), axis=0)


def leader(gains: pd.DataFrame) -> tuple[str, str, str]:
    """The policy that is most often first, the next, and the verdict: the first where the order of the two is told, as
    the 95 % interval of the difference, over sets of values, leaves out none."""
    often = firsts(gains)
    best, after = often.mean().sort_values(ascending=False, kind="stable").index[:2]
    ahead = often[best] - often[after]
    return best, after, best if ahead.mean() > half_width(ahead) else NOT_TOLD


def agreements(gains: Gains) -> pd.DataFrame:
    """How far the ranking in a world agrees with that in the world of the same number where it is built otherwise:
    Kendall's τ, its mean over worlds, with its 95 % interval. The first row is of two worlds as they are, over all
    pairs of them (jackknifed): what differs there is not known."""
    base = gains[AS_IT_IS]
    rows = [{"pairs": ANOTHER, **_of_pairs(orders(base))}]
    for model, at in gains.items():
        if model != AS_IT_IS and (shared := base.index.intersection(at.index)).size:
            taus = pd.Series((orders(base.loc[shared]) * orders(at.loc[shared])).mean(axis=1))
            half = half_width(taus)
            rows.append({"pairs": model, "tau": taus.mean(), "low": taus.mean() - half, "high": taus.mean() + half})
    return pd.DataFrame(rows).set_index("pairs")


def orders(gains: pd.DataFrame) -> Floats:
    """Which of each two policies adds more, as a sign: array (worlds, pairs of policies)."""
    one, other = np.triu_indices(gains.shape[1], 1)
    return np.sign(gains.to_numpy()[:, one] - gains.to_numpy()[:, other])


def _of_pairs(signs: Floats) -> dict[str, float]:
    """Mean τ over all pairs of worlds, and its interval."""
    taus, number = signs @ signs.T / signs.shape[1], len(signs)

    def without(world: int) -> float:
        kept = taus[np.ix_(at := np.arange(number) != world, at)]
        return float((kept.sum() - np.trace(kept)) / ((number - 1) * (number - 2)))

    tau = float((taus.sum() - np.trace(taus)) / (number * (number - 1)))
    half = 1.96 * jackknife(without, number) if number > 2 else float("nan")
    return {"tau": tau, "low": tau - half, "high": tau + half}


def answered(gains: Gains, runs: pd.DataFrame, asking: Asking) -> Finding:
    """What the ranks say."""
    found, years, base = agreements(gains), int(runs["years"].iloc[0]), gains[AS_IT_IS]
    best, after, _ = leader(base)
    verdicts = {name: leader(at)[2] for name, at in gains.items()}
    others = [name for name, said in verdicts.items() if said not in (NOT_TOLD, best)]
    told, ahead = sum(said == best for said in verdicts.values()), asking.more(base[best] - base[after])
    tables = [
        spreads(at.melt(var_name="policy", value_name="gain").assign(model=name), ["model", "policy"], ["gain"]).assign(
            first=firsts(at).mean().to_numpy()
        )
        for name, at in gains.items()
    ]
    return Finding(
        answer=f"{best.capitalize()}: first in {_often(base, best)}",
        sure=f"told in {told} of {len(gains)} ways to build the model, another in {len(others)}",
        sentence=f"Of {base.shape[1]} policies, “{best}” adds most people in {years} years in {_often(base, best)} and "
        f"“{after}” in {_often(base, after)}; of {len(gains)} ways to build the model, readings among them, {told} put "
        f"it surely first and {len(others)} another.",
        follows=follows(best, others, verdicts),
        rows=rows_of_models(gains, found, best),
        overturns=f"“{best.capitalize()}” against “{after}” ({ahead} people): {ahead.overturned('people')}",
        method=f"{asking.worlds_of(runs)}, as many of each reading, {years} years with each policy and without, the "
        "same luck each time. What a policy sets it sets in all worlds, or takes from the value of the world (half, by "
        "half). Worlds agree with what was observed as they are; built otherwise they need not. Told is which policy "
        "is most often first where the 95 % interval of its lead over the next leaves out none. Kendall's τ is 1 for "
        "the same ranking, 0 for unrelated ones: between the world as it is and built otherwise, of a rule of deciding "
        f"another set of values; of two worlds as they are it is {_tau(found, ANOTHER)}. What a policy costs is not "
        "weighed. Rows: as it is, and where the first is least often so.",
        table=pd.concat(tables, ignore_index=True),
        figure=_figure(gains, found, years),
    )


def _often(gains: pd.DataFrame, policy: str) -> str:
    """In how many worlds a policy is first."""
    return share_of_worlds(float(firsts(gains)[policy].mean()), len(gains))


def _tau(found: pd.DataFrame, name: str) -> str:
    tau, low, high = found.loc[name, ["tau", "low", "high"]]
    return f"{tau:.2f} ({low:.2f} to {high:.2f})"


def follows(best: str, others: list[str], verdicts: Mapping[str, str]) -> str:
    if others:
        named = in_a_row([f"“{verdicts[name]}” ({name})" for name in others])
        return (
            f"The ranking does depend on how the model is built: “{best}” comes first as it is, but elsewhere {named}. "
            "A choice between these policies should be shown under each."
        )
    unsure = [name for name, said in verdicts.items() if said == NOT_TOLD]
    rest = f"; in {len(unsure)} of {len(verdicts)} it is not told which comes first" if unsure else ""
    return f"No way of building the model puts another policy surely before “{best}”{rest}."


def rows_of_models(gains: Gains, found: pd.DataFrame, best: str) -> pd.DataFrame:
    """As it is, and the ways of building it in which the first is least often so."""
    rows = []
    others = [name for name in gains if name != AS_IT_IS]
    seldom = sorted(others, key=lambda name: float(firsts(gains[name])[best].mean()))
    for name in [AS_IT_IS, *seldom[: ROWS - 1]]:
        at = gains[name]
        first, after, verdict = leader(at)
        row = {"model": name, "most often first": f"{first}, in {_often(at, first)}", "people it adds": more(at[first])}
        row["next"] = f"{after}, in {_often(at, after)}"
        row["τ with the world as it is"] = _tau(found, name) if name in found.index else "–"
        rows.append(row | {"verdict": verdict})
    return pd.DataFrame(rows)


@styled
def _figure(built: Gains, found: pd.DataFrame, years: int) -> Figure:
    """In how many worlds each policy is first, a bar a model; how far rankings agree."""
    figure = Figure(figsize=(10, 2.6 + 0.52 * len(built)))
    left, right = figure.subplots(1, 2, width_ratios=[3, 2], sharey=True)
    shares, start = pd.DataFrame({name: firsts(at).mean() for name, at in built.items()}), np.zeros(len(built))
    for policy, colour in zip(shares.index, SERIES, strict=False):
        width = 100 * shares.loc[policy].to_numpy()
        left.barh(range(len(built)), width, left=start, color=colour, label=policy)
        for row in np.flatnonzero(width > 8).tolist():
            left.text(start[row] + width[row] / 2, row, f"{width[row]:.0f}", ha="center", va="center", color=PAPER)
        start += width
    left.set_yticks(range(len(built)), [fill(f"{name} ({len(at)})", 34) for name, at in built.items()])
    left.set(xlim=(0, 100), ylim=(len(built) - 0.5, -0.5), xlabel="of 100 worlds")
    left.set_title("Which policy adds most people")
    left.legend(loc="upper center", bbox_to_anchor=(0.7, -0.13), ncols=2, fontsize=8.5)
    places = [0 if name == ANOTHER else list(built).index(name) for name in found.index]
    right.hlines(places, found["low"], found["high"], color=readable(SERIES[0]), linewidth=1.5)
    right.plot(found["tau"], places, "o", color=SERIES[0])
    right.text(found.loc[ANOTHER, "tau"], -0.2, ANOTHER, fontsize=8, color=INK, ha="center", va="bottom")
    right.tick_params(axis="y", length=0)
    right.set(xlim=(min(0, found["low"].min()) - 0.03, 1.05))
    right.set(title="Agreement of two rankings", xlabel="Kendall's τ (1: same ranking)")
    right.grid(axis="x")
    best, *_ = leader(built[AS_IT_IS])
    titled(
        figure,
        f"{best.capitalize()}: first in {_often(built[AS_IT_IS], best)}, and in "
        f"{100 * shares.loc[best].min():.0f} to {100 * shares.loc[best].max():.0f} by how the model is built",
        f"Left: of {len(shares)} policies, which adds most people in {years} years, in brackets the number of worlds. "
        "Right: means over worlds, or pairs of them, with 95 % intervals.",
    )
    return figure


QUESTION = over_an_ensemble(main)
