"""X05. Does the ranking of policies depend on how the model is built?

In each world of an ensemble the same five policies are ranked by the people they add within ten years. The rule by
which residents decide is that of the world, whose other values were fitted with it: worlds of the three rules are held
against each other. Then, in the same worlds: facilitators stop after a group instead of at a rate, nobody is invited by
those who were there, facilitators look for partners in their commune alone.

    contagion question x05_structure
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import INK, PAPER, SERIES, readable, styled, titled
from experiments.questions.in_worlds import NOT_TOLD, by_world, lived_in_worlds, of_worlds, spreads
from experiments.questions.in_worlds import middle as in_brackets
from experiments.questions.overturning import overturned
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.met_again import AGAIN, set_of
from experiments.studies.uncertainty import half_width, jackknife
from experiments.studies.worlds import Worlds
from experiments.words.worlds import of_100
from models.parameters import Parameters
from models.runs.cases import changed
from sim.draws import Floats
from sim.laboratory.laboratory import Laboratory

REFERENCE, AS_IT_IS = "no policy", "as each world is"
INVITED = ("invitations.per_completer", "invitations.per_facilitator")
MODELS: dict[str, dict[str, Any]] = {
    AS_IT_IS: {},
    "facilitators stop after a group": {"retention.form": "after_group"},
    "nobody is invited": dict.fromkeys(INVITED, 0.0),
    "partners in the commune alone": {"facilitation.pool": "commune"},
}
RULES = ("simple", "reinforced", "threshold")
RULE = "registering.rule"
LOSS = ("retention.loss_per_year", "retention.background_per_year")  # with the share who go on, in either form
GO_ON, WISH = "retention.continue_share", "volunteering.wish"
POLICIES: dict[str, dict[str, Any]] = {
    REFERENCE: {},
    "20 training places": {"training.places": 20},
    "half the loss of facilitators": {},
    "twice the contacts with partners": {"partners.contacts_per_month": 8.0},
    "twice the events and mailings": {"outreach.events_per_year": 24, "outreach.campaigns_per_year": 8},
    "wish to facilitate up by half": {},
}
LUCK, VALUES, DECIDING = "other luck alone", "other values, same rule of decision", "other rule of decision and values"


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The ranks, their figure, and what they say."""
    models, policies = list(MODELS)[: 2 if quick else None], list(POLICIES)[: 4 if quick else None]
    asked = [
        ({"model": model, "policy": policy}, partial(step, policy=policy, model=model))
        for model, policy in product(models, policies)
    ]
    runs = lived_in_worlds(ensemble, asked, quick, lab, again=True).table
    return answered(gains_of(runs), runs, ensemble)


def step(here: Parameters, policy: str, model: str) -> Parameters:
    """A policy from the values of a world, in a model that is built otherwise."""
    values = {**POLICIES[policy], **MODELS[model]}
    if policy == "half the loss of facilitators":
        values |= {name: here.get(name) / 2 for name in LOSS} | {GO_ON: (1 + here.get(GO_ON)) / 2}
    if policy == "wish to facilitate up by half":
        values[WISH] = min(1.0, 1.5 * here.get(WISH))
    return changed(here, values)


def gains_of(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """People that each policy adds in each model: a row a world and a column a policy; worlds with a failed run are
    left out."""
    wide = {model: by_world(at, "policy", "participants") for model, at in runs.groupby("model", sort=False)}
    gains = {model: people.drop(columns=REFERENCE).sub(people[REFERENCE], axis=0) for model, people in wide.items()}
    whole = pd.concat(gains.values(), axis=1).dropna().index
    order = [policy for policy in POLICIES if policy != REFERENCE]
    return {str(model): one.loc[whole, [name for name in order if name in one]] for model, one in gains.items()}


def rules_of(worlds: pd.Index, ensemble: Ensemble) -> pd.Series:
    """By which rule residents decide, by world."""
    over = Worlds(ensemble)
    return pd.Series([ensemble.values(over.set_of(int(world)))[RULE] for world in worlds], worlds)


def firsts(gains: pd.DataFrame) -> pd.DataFrame:
    """Which policy adds most: a row a world and a column a policy, 1 where it does; ties are shared."""
    best = gains.eq(gains.max(axis=1), axis=0)
    return best.div(best.sum(axis=1), axis=0)


def leader(gains: pd.DataFrame) -> tuple[str, str, bool]:
    """The policy that is most often first, the next, and whether the order of the two is told: the 95 % interval of the
    difference, over sets of values, leaves out none."""
    often = firsts(gains)
    best, after = often.mean().sort_values(ascending=False, kind="stable").index[:2]
    ahead = often[best] - often[after]
    return best, after, bool(ahead.mean() > half_width(ahead))


def agreements(gains: Mapping[str, pd.DataFrame], rules: pd.Series) -> pd.DataFrame:
    """How far rankings of the policies agree: Kendall's τ, the mean over pairs of worlds, with its 95 % interval
    (jackknifed over sets of values).

    Worlds of one set differ by luck alone, those of two sets in their values too, maybe in their rule of decision; the
    same world is built in two ways.
    """
    base = gains[AS_IT_IS]
    sets = np.array([set_of(int(world)) for world in base.index])
    one, other = np.triu_indices(base.shape[1], 1)
    orders = {model: np.sign(at.to_numpy()[:, one] - at.to_numpy()[:, other]) for model, at in gains.items()}
    same_set = np.equal.outer(sets, sets)
    same_rule = np.equal.outer(rules.to_numpy(), rules.to_numpy())
    pairs = {
        LUCK: same_set & ~np.eye(len(sets), dtype=bool),
        VALUES: same_rule & ~same_set,
        DECIDING: ~same_rule,
    }
    itself = np.eye(len(sets), dtype=bool)
    asked = {name: (AS_IT_IS, mask) for name, mask in pairs.items() if mask.any()}
    asked |= {model: (model, itself) for model in gains if model != AS_IT_IS}
    rows = []
    for name, (model, mask) in asked.items():
        taus = orders[AS_IT_IS] @ orders[model].T / len(one)
        tau = _mean(taus, mask, np.ones(len(sets), dtype=bool))
        left_out = [sets != number for number in np.unique(sets)]
        half = 1.96 * jackknife(lambda k, taus=taus, mask=mask, of=left_out: _mean(taus, mask, of[k]), len(left_out))
        rows.append({"pairs": name, "tau": tau, "low": tau - half, "high": tau + half})
    return pd.DataFrame(rows).set_index("pairs")


def _mean(taus: Floats, mask: np.ndarray, kept: np.ndarray) -> float:
    taken = taus[np.ix_(kept, kept)][mask[np.ix_(kept, kept)]]
    return float(taken.mean()) if len(taken) else float("nan")


def parts(gains: Mapping[str, pd.DataFrame], rules: pd.Series) -> dict[str, pd.DataFrame]:
    """The gains in each way of building the model: in all worlds, in those of each rule, built otherwise."""
    base = gains[AS_IT_IS]
    by_rule = {f"decide by the {rule} rule": base[rules == rule] for rule in RULES if (rules == rule).any()}
    return {AS_IT_IS: base, **by_rule, **{model: one for model, one in gains.items() if model != AS_IT_IS}}


def answered(gains: Mapping[str, pd.DataFrame], runs: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """What the ranks say."""
    rules = rules_of(gains[AS_IT_IS].index, ensemble)
    found, years = agreements(gains, rules), int(runs["years"].iloc[0])
    once = {model: at[at.index < AGAIN] for model, at in gains.items()}
    runs, built = runs[runs["seed"] < AGAIN], parts(once, rules[rules.index < AGAIN])
    best, after, _ = leader(built[AS_IT_IS])
    verdicts = {name: _verdict(at, best) for name, at in built.items()}
    others = [name for name, said in verdicts.items() if said not in (NOT_TOLD, best)]
    told = sum(said == best for said in verdicts.values())
    share = firsts(built[AS_IT_IS])[best].mean()
    table = pd.concat([_table(name, at) for name, at in built.items()], ignore_index=True)
    luck = f"{_tau(found, LUCK)} by luck alone" if LUCK in found.index else ""
    return Finding(
        answer=f"{best.capitalize()}: first in {of_100(share)} of 100 worlds",
        sure=f"told in {told} of {len(built)} ways to build the model, another in {len(others)}",
        sentence=f"Of {built[AS_IT_IS].shape[1]} policies, “{best}” adds most people in {years} years in "
        f"{of_100(share)} of 100 worlds and “{after}” in {of_100(firsts(built[AS_IT_IS])[after].mean())}; rankings of "
        f"two worlds agree with a Kendall's τ of {luck}, {_rest(found)}.",
        follows=_follows(best, others, verdicts),
        rows=pd.DataFrame([_row(name, at, found, verdicts[name]) for name, at in built.items()]),
        overturns=f"“{best.capitalize()}” against “{after}”: "
        f"{overturned(ensemble, built[AS_IT_IS][best] - built[AS_IT_IS][after], 'people')}",
        method=f"{of_worlds(ensemble, runs)}, each run for {years} years with each policy and without, the same luck "
        "each time. What a policy sets it sets in all worlds, or takes from the value that the world has (half, by "
        "half). The worlds agree with what was observed as they are; built otherwise they need not. Which policy is "
        "most often first is told where the 95 % interval of its lead over the next, over sets of values, leaves out "
        "none. τ is 1 for the same ranking, 0 for unrelated ones; its intervals are jackknifed over sets. The pool of "
        "pairs “group” is not asked here. What a policy costs is not weighed.",
        table=table,
        figure=_figure(built, found, years),
    )


def _tau(found: pd.DataFrame, name: str) -> str:
    tau, low, high = found.loc[name, ["tau", "low", "high"]]
    return f"{tau:.2f} ({low:.2f} to {high:.2f})"


def _rest(found: pd.DataFrame) -> str:
    words = {VALUES: "with other values", DECIDING: "with another rule of decision"}
    said = [f"{_tau(found, name)} {of}" for name, of in words.items() if name in found.index]
    return " and ".join(said)


def _verdict(gains: pd.DataFrame, best: str) -> str:
    """The policy that is most often first where that is told."""
    first, _, told = leader(gains)
    return first if told else NOT_TOLD


def _follows(best: str, others: list[str], verdicts: Mapping[str, str]) -> str:
    if others:
        named = "; ".join(f"“{verdicts[name]}” where {name}" for name in others)
        return (
            f"The ranking does depend on how the model is built: “{best}” comes first as it is, but {named}. A choice "
            "between these policies should be shown under each rule of decision."
        )
    unsure = [name for name, said in verdicts.items() if said == NOT_TOLD]
    rest = f"; in {len(unsure)} of {len(verdicts)} it is not told which comes first" if unsure else ""
    return f"No way of building the model puts another policy surely before “{best}”{rest}."


def _row(name: str, gains: pd.DataFrame, found: pd.DataFrame, verdict: str) -> dict[str, str]:
    often = firsts(gains).mean().sort_values(ascending=False, kind="stable")
    best, after = often.index[:2]
    return {
        "model": name,
        "worlds": f"{len(gains)}",
        "most often first": f"{best}, in {of_100(often[best])} of 100",
        "people it adds": in_brackets(gains[best], "{:+z,.0f}"),
        "next": f"{after}, in {of_100(often[after])} of 100",
        "τ with the world as it is": _tau(found, name) if name in found.index else "–",
        "verdict": verdict,
    }


def _table(name: str, gains: pd.DataFrame) -> pd.DataFrame:
    """A row a policy: how often it is first, and what it adds."""
    long = gains.melt(var_name="policy", value_name="gain").assign(model=name)
    return spreads(long, ["model", "policy"], ["gain"]).assign(first=firsts(gains).mean().to_numpy())


@styled
def _figure(built: Mapping[str, pd.DataFrame], found: pd.DataFrame, years: int) -> Figure:
    """In how many worlds each policy is first, a bar a model; how far rankings agree."""
    figure = Figure(figsize=(9.6, 2.6 + 0.62 * len(built)))
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    shares, start = pd.DataFrame({name: firsts(at).mean() for name, at in built.items()}), np.zeros(len(built))
    for policy, colour in zip(shares.index, SERIES, strict=False):
        width = 100 * shares.loc[policy].to_numpy()
        left.barh(range(len(built)), width, left=start, color=colour, label=policy)
        for row in np.flatnonzero(width > 8).tolist():
            left.text(start[row] + width[row] / 2, row, f"{width[row]:.0f}", ha="center", va="center", color=PAPER)
        start += width
    left.set_yticks(range(len(built)), [f"{name} ({len(at)})" for name, at in built.items()])
    left.set(
        xlim=(0, 100), ylim=(len(built) - 0.5, -0.5), xlabel="of 100 worlds", title="Which policy adds most people"
    )
    left.legend(loc="upper center", bbox_to_anchor=(0.4, -0.13), ncols=2, fontsize=8.5)
    places = np.arange(len(found))
    right.hlines(places, found["low"], found["high"], color=readable(SERIES[0]), linewidth=1.5)
    right.plot(found["tau"], places, "o", color=SERIES[0])
    for place, name in zip(places, found.index, strict=True):
        right.text(0, place - 0.22, name, fontsize=8, color=INK, va="bottom")
    right.set_yticks([])
    right.set(xlim=(min(0, found["low"].min()) - 0.03, 1), ylim=(len(found) - 0.4, -0.8))
    right.set(title="Agreement of two rankings", xlabel="Kendall's τ (1: same ranking)")
    right.grid(axis="x")
    best, *_ = leader(built[AS_IT_IS])
    titled(
        figure,
        f"{best.capitalize()}: first in {of_100(firsts(built[AS_IT_IS])[best].mean())} of 100 worlds, and in "
        f"{100 * shares.loc[best].min():.0f} to {100 * shares.loc[best].max():.0f} by how the model is built",
        f"Left: of {len(shares)} policies, which adds most people in {years} years, in brackets the number of worlds. "
        "Right: the mean over pairs of worlds, with 95 % intervals (jackknife); the lower ones: the same world built "
        "otherwise.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
