"""X05. Does the ranking of policies depend on how the model is built?

Three rules of decision, two forms of stopping, personal invitations or none, three pools for pairs: 36 models. In each
of them the same five policies are ranked by the people they add within ten years.

    contagion question x05_structure
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, INK, PAPER, SHADES_DOWN, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import half_width, interval
from models.parameters import Parameters
from models.runs.cases import case, changed
from sim.draws import Draws
from sim.laboratory.laboratory import Laboratory, Runs

type Gains = dict[str, pd.DataFrame]

CHOICES: dict[str, dict[str, dict[str, Any]]] = {
    "decision": {name: {"registering.rule": name} for name in ("simple", "reinforced", "threshold")},
    "stopping": {name: {"retention.form": name} for name in ("hazard", "after_group")},
    "network": {"invited": {}, "not invited": {f"invitations.per_{who}": 0.0 for who in ("completer", "facilitator")}},
    "pool": {name: {"facilitation.pool": name} for name in ("territory", "group", "commune")},
}
REFERENCE = "as it is"
LOSS = {"loss_per_year": 0.125, "background_per_year": 0.05, "continue_share": 0.925}  # half, whichever form it has
POLICIES: dict[str, dict[str, Any]] = {
    REFERENCE: {},
    "20 training places": {"training.places": 20},
    "half the loss of facilitators": {f"retention.{name}": value for name, value in LOSS.items()},
    "twice the contacts with partners": {"partners.contacts_per_month": 8.0},
    "twice the events and mailings": {"outreach.events_per_year": 24, "outreach.campaigns_per_year": 8},
    "wish to facilitate up by half": {"volunteering.wish": 0.5},
}
ANEW = Draws(1).stream("seeds drawn anew")
ANY, CHANCE = "any two models", "one model, other seeds"
RESAMPLES = 2000


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The ranks, their figure, and what they say."""
    lab = lab or laboratory()
    structures, policies = list(product(*CHOICES.values())), list(POLICIES)
    if quick:
        structures, policies = [structures[0], structures[2]], policies[:3]
    cases = []
    for structure, policy in product(structures, policies):
        values = dict(POLICIES[policy])
        for choice, option in zip(CHOICES, structure, strict=True):
            values |= CHOICES[choice][option]
        cases.append(case(changed(Parameters(), values), policy=policy, **dict(zip(CHOICES, structure, strict=True))))
    runs = lab.run(cases, range(1, 3 if quick else 5), 2 if quick else 10)
    gains = gains_of(runs.table)
    table, (found, verdict) = ranked(gains, runs.table), agreements(gains)
    return Finding(in_words(table, found, verdict, runs), table, _figure(table, found, runs))


def gains_of(made: pd.DataFrame) -> Gains:
    """People that each policy adds, a row a model and a column a seed; seeds with a failed run are left out."""
    wide = made.pivot(index=list(CHOICES), columns=["policy", "seed"], values="participants").astype(float)
    whole = [seed for seed in made["seed"].unique() if wide.xs(seed, level="seed", axis=1).notna().all(axis=None)]
    base = wide[REFERENCE][whole]
    return {policy: wide[policy][whole] - base for policy in made["policy"].unique() if policy != REFERENCE}


def ranked(gains: Gains, made: pd.DataFrame) -> pd.DataFrame:
    """A row a model and policy, the best first: gain and interval, rank, whether the gain is distinguishable from none
    and from the next one."""
    rows = []
    for model in next(iter(gains.values())).index:
        values = {policy: gains[policy].loc[model] for policy in gains}
        best = sorted(values, key=lambda policy: -values[policy].mean())
        for rank, policy in enumerate(best, start=1):
            found = interval(values[policy].to_frame("gain"), ["gain"])
            ahead = rank < len(best) and certain(values[policy] - values[best[rank]])
            row = {**dict(zip(CHOICES, model, strict=True)), "policy": policy, "rank": rank, **found}
            rows.append(row | {"distinguishable": certain(values[policy]), "ahead_of_next": ahead})
    before = made[made["policy"] == REFERENCE].groupby(list(CHOICES))["participants"].mean().rename("without")
    return pd.DataFrame(rows).join(before, on=list(CHOICES))


def certain(differences: pd.Series) -> bool:
    """Whether the 95 % interval of a mean difference leaves out 0."""
    return bool(abs(differences.mean()) > half_width(differences))


def agreements(gains: Gains) -> tuple[pd.DataFrame, str]:
    """How far the rankings of models agree that differ in one choice alone, and of any two; which choice moves most.

    Columns: tau, the mean of Kendall's τ; low and high, 95 % of what seeds drawn anew give; opposite, the share of
    pairs of policies that stand in opposite orders, both of them distinguishable.
    """
    models = next(iter(gains.values())).index
    cube = np.stack([frame.to_numpy() for frame in gains.values()], axis=2).swapaxes(0, 1)  # seeds, models, policies
    one, other = np.triu_indices(len(gains), 1)
    apart = cube[:, :, one] - cube[:, :, other]
    again = ANEW.index(len(cube), np.arange(RESAMPLES)[:, None], np.arange(len(cube)))
    orders = np.sign(np.concatenate([apart.mean(axis=0)[None], apart[again].mean(axis=1)]))
    taus = orders @ orders.swapaxes(1, 2) / len(one)
    half = np.array([[half_width(pd.Series(apart[:, i, j])) for j in range(len(one))] for i in range(len(models))])
    sure = np.where(np.abs(apart.mean(axis=0)) > half, orders[0], 0)
    opposite = (sure[:, None] * sure[None] < 0).mean(axis=2)
    differ = np.array([[[a != b for a, b in zip(s, t, strict=True)] for t in models] for s in models])
    pairs = {name: differ[:, :, i] & (differ.sum(axis=2) == 1) for i, name in enumerate(CHOICES)}
    pairs = {name: mask for name, mask in (pairs | {ANY: differ.any(axis=2)}).items() if mask.any()}
    drawn = pd.DataFrame({name: taus[:, mask].mean(axis=1) for name, mask in pairs.items()})
    by_chance = (orders[1:] * np.roll(orders[1:], 1, axis=0)).mean(axis=(1, 2))
    drawn[CHANCE] = [by_chance.mean(), *by_chance]
    found = pd.DataFrame({"tau": drawn.iloc[0], "low": drawn[1:].quantile(0.025), "high": drawn[1:].quantile(0.975)})
    found["opposite"] = pd.Series({name: opposite[mask].mean() for name, mask in pairs.items()})
    return found, moves_most(drawn[[name for name in CHOICES if name in pairs]])


def moves_most(drawn: pd.DataFrame) -> str:
    """Which choice lowers the agreement most: the first row as found, the others with seeds drawn anew."""
    names = drawn.iloc[0].sort_values(kind="stable").index
    if len(names) < 2:
        return "Only one choice was varied."
    first, second = names[:2]
    low, high = (drawn[second] - drawn[first])[1:].quantile([0.025, 0.975])
    if low > 0:
        return f"The ranking is moved most by {first}, before {second} (τ lower by {low:.2f} to {high:.2f})."
    return f"What moves the ranking most is not distinguishable: {first} or {second} ({low:+.2f} to {high:+.2f})."


def in_words(table: pd.DataFrame, found: pd.DataFrame, verdict: str, runs: Runs) -> str:
    """What the ranks say."""
    models, ranks = len(table[list(CHOICES)].drop_duplicates()), table.groupby("policy")["rank"]
    spread = "; ".join(
        f"{policy} {ranks.min()[policy]} to {ranks.max()[policy]} (first in {(ranks.get_group(policy) == 1).sum()})"
        for policy in ranks.mean().sort_values().index
    )
    agreed = {name: f"{row['tau']:.2f} ({row['low']:.2f} to {row['high']:.2f})" for name, row in found.iterrows()}
    alone = [f"{name} {agreed[name]} with {found.loc[name, 'opposite']:.0%}" for name in found.index if name in CHOICES]
    failed, ahead = len(runs.failures), table.loc[table["rank"] == 1, "ahead_of_next"].sum()
    return (
        f"{len(ranks)} policies in {models} models, ranked by the people added in {runs.table['years'].max():g} years: "
        f"{spread}. The first is distinguishably ahead of the second in {ahead} models, and "
        f"{(~table['distinguishable']).sum()} of {len(table)} gains are not distinguishable from none. Rankings of any "
        f"two models agree with a Kendall's τ of {agreed[ANY]}, those of one model with seeds drawn anew with "
        f"{agreed[CHANCE]}; of models that differ in one choice alone, with the share of pairs of policies in "
        f"distinguishably opposite orders: {'; '.join(alone)}. {verdict}"
        + (f" {failed} of {len(runs.labels)} runs failed; their seeds are left out." if failed else "")
    )


@styled
def _figure(table: pd.DataFrame, found: pd.DataFrame, runs: Runs) -> Figure:
    figure = Figure(figsize=(14.0, 8.0))
    mean = table.groupby("policy")["rank"].mean().sort_values()
    axes = [figure.add_subplot(2, 3, place) for place in (*range(1, len(mean) + 1), 6)]
    for ax, policy in zip(axes, mean.index, strict=False):
        _ranks(ax, table[table["policy"] == policy], len(mean))
        ax.set_title(f"{policy} ({mean[policy]:.1f})", fontsize=9)
    places = range(len(found))
    axes[-1].hlines(places, found["low"], found["high"], color=BLUE, lw=1.5)
    axes[-1].plot(found["tau"], places, "o", color=BLUE)
    axes[-1].set_yticks(places, [f"differing in {name}" if name in CHOICES else name for name in found.index])
    axes[-1].set(title="How far rankings agree", xlabel="Kendall's τ (1: same ranking)", ylim=(len(found) - 0.5, -0.5))
    axes[-1].grid(axis="x")
    seeds, years = runs.labels["seed"].nunique(), runs.table["years"].max()
    firsts = table[table["rank"] == 1].groupby("policy")["ahead_of_next"].agg(["size", "sum"]).sort_values("size")
    best, (times, clearly) = firsts.index[-1], firsts.iloc[-1]
    titled(
        figure,
        f"{best}: first in {times} of {firsts['size'].sum()} models, distinguishably so in {clearly}".capitalize(),
        f"Rank of each policy in each model (1: adds most people in {years:g} years), in brackets its mean; {seeds} "
        "runs each, with the same seeds; ° not distinguishable from no gain (95 %). Down: decision, stopping; across: "
        "pool of pairs, personal invitations. Whiskers: 95 % of what seeds drawn anew give.",
    )
    return figure


def _ranks(ax: Axes, table: pd.DataFrame, policies: int) -> None:
    """The ranks of a policy: decision and stopping down, network and pool across."""
    down, across = (list(product(CHOICES[one], CHOICES[other])) for one, other in list(combinations(CHOICES, 2))[::5])
    ranks = np.full((len(down), len(across)), np.nan)
    for row in table.to_dict("records"):
        y, x = down.index((row["decision"], row["stopping"])), across.index((row["network"], row["pool"]))
        ranks[y, x] = row["rank"]
        ink = PAPER if row["rank"] <= policies / 2 else INK
        ax.text(x, y, f"{row['rank']}{'' if row['distinguishable'] else '°'}", ha="center", va="center", color=ink)
    ax.imshow(ranks, cmap=SHADES_DOWN, vmin=0.3, vmax=policies + 0.7, aspect="auto")
    ax.set_xticks(range(len(across)), [f"{pool}\n{network if pool == 'group' else ''}" for network, pool in across])
    ax.set_yticks(range(len(down)), [", ".join(names).replace("_", " ") for names in down])
    ax.tick_params(labelsize=7)


QUESTION = Question(main)
