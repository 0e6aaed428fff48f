"""What of all that is not known moves an answer: numbers together, one at a time, and how the model is built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import product
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.work import half_the_loss
from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.evidence.words_of_worlds import per_cent
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import (
    NOT_CLEAR,
    Asked,
    Asking,
    Finding,
    More,
    by_world,
    meaning,
    middle,
    more,
    share_of_worlds,
    spreads,
)
from contagion.experiments.say.charts.axes import dots
from contagion.experiments.say.charts.style import BLUE, INK, PAPER, SERIES, VERMILLION, readable, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import in_a_row, to_its_error
from contagion.models.outcomes.counting.counts import SHORTAGES
from contagion.models.outcomes.frames import IN_WORDS
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import half_width, jackknife
from contagion.models.runs.lab import AGAIN, how_many_again, met_again
from contagion.models.runs.study import changed, factors
from contagion.models.runs.vocabulary import WORLDS
from contagion.models.scenario import read
from contagion.sim.chance.draws import Floats
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.designs import Factor
from contagion.sim.statistics.sensitivity import prcc
from contagion.sim.statistics.spread import parts_of_spread, quantiles_of, spread

# ---- sensitivity -----------------------------------------------------------------------------------------------------

ONCE, TWICE = 10, 20  # a year
SETS, SETS_QUICK = 1000, 12
INPUTS_QUICK = (RULE, "training.top_up", "retention.loss_per_year", "training.active_share", "receptivity.share")
OUTPUTS = {"people": f"people reached, {ONCE} places a year", "gain": f"people more with {TWICE} places a year"}
SPREADS = {"people": "reach", "gain": "the gain"}
LEADING, SHOWN, DRAWN = 2, 4, 8  # of each output: in the sentence, in the table for people, in the figure
CONFIDENCE = 0.95  # of all intervals together


def sensitivity(asking: Asking) -> Finding:
    """What of all that is not known moves the people reached most, and what twice the training places would add?

    Each set of an ensemble, all of which agree with what was observed, is run with 10 training places a year and with
    20, under two seeds. For each number, and each rival account of how things work, the partial rank correlation says
    how surely the people reached, or the gain, rise or fall with it, the others held fixed; the answer also splits the
    spread between chance, numbers and structure.
    """
    over, scenario, ensemble, sets = asking.over, read(), asking.ensemble, asking.much(SETS, SETS_QUICK)
    cases = [
        over.case(scenario, lambda here, places=places: changed(here, {PLACES.parameter: places}), places=places)
        for places in (ONCE, TWICE)
    ]
    runs = asking.lab.run(cases, [*range(1, sets + 1), *met_again(sets)], asking.years)
    people = by_world(runs.table, "places", "participants")
    twice = pd.DataFrame({"people": people[ONCE], "gain": people[TWICE] - people[ONCE]})
    made = twice[twice.index <= sets]
    by_set = made.set_axis([over.set_of(int(world)) for world in made.index])
    numbers = inputs(ensemble, by_set.index.to_numpy(), asking.much(None, INPUTS_QUICK))
    same = ensemble.distinct[by_set.index.to_numpy() % len(ensemble)]
    table = pd.concat([moved(numbers, by_set[name], same) for name in OUTPUTS], ignore_index=True)
    parts = {name: spread_of(twice[name], over) for name in OUTPUTS}
    of_people, of_gain = (told(table, name) for name in OUTPUTS)
    gain = asking.more(made["gain"])
    return Finding(
        answer=f"Reach: {_first(of_people)}; gain: {_first(of_gain)}.",
        sure="both by intervals that hold together" if len(of_people) and len(of_gain) else NOT_CLEAR,
        sentence=f"Among all that agrees with what was observed, how many people are reached in {asking.years} years "
        f"({middle(made['people'])}) is moved most by {_leading(of_people)}, and what twice the training places would "
        f"add ({gain}, more in {gain.often}) by {_leading(of_gain)} (partial rank correlation and interval).",
        follows=_follows(of_people, of_gain, gain, numbers, by_set["gain"]),
        rows=_rows(table, numbers, by_set),
        overturns=f"That twice the places add people: {gain.overturned('people')}",
        method=_method(ensemble, len(by_set), numbers.shape[1], parts),
        table=table,
        figure=_moved_figure(table, len(by_set)),
    )


def inputs(ensemble: Ensemble, sets: np.ndarray, names: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Return the uncertain inputs that vary, one row per parameter set, with options as 0-1 columns."""
    rows = ensemble.table.iloc[sets % len(ensemble)]
    chosen = rows[[name for name in rows if names is None or name in names]].set_axis(sets)
    words = list(chosen.select_dtypes(exclude="number"))
    wide = pd.get_dummies(chosen, columns=words, prefix_sep=" = ", drop_first=True).astype(float)
    return wide[[name for name in wide if wide[name].nunique() > 1]]


def moved(numbers: pd.DataFrame, output: pd.Series, same: np.ndarray | None = None) -> pd.DataFrame:
    """Return one row per input: its partial rank correlation with an output, with simultaneous intervals for all inputs
    (Bonferroni). Parameter sets with equal numbers in `same` are identical."""
    level = 1 - (1 - CONFIDENCE) / numbers.shape[1]
    found = prcc(list(numbers), numbers.to_numpy(), output.to_numpy(), confidence=level, same=same)
    return found.assign(output=output.name)


def told(table: pd.DataFrame, output: str) -> pd.DataFrame:
    """Return the inputs whose interval excludes 0 for an output, the strongest first."""
    rows = table[table["output"] == output]
    return rows[(rows["low"] > 0) | (rows["high"] < 0)]


def spread_of(output: pd.Series, over: Worlds) -> dict[str, float]:
    """Return the shares of the variance of an output that result from chance, numbers and structure."""
    worlds = output.index.to_numpy()
    wide = output.groupby([(worlds - 1) % AGAIN, worlds // AGAIN]).first().unstack()
    sets = wide.index.tolist()
    return parts_of_spread(wide.to_numpy(), over.structure(sets), over.ensemble.same(sets))


def thirds(values: pd.Series, number: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the values where an input is in its low and its high third, or, for a 0-1 input, where it is 0 and 1."""
    low, high = (number.min(), number.max()) if number.nunique() == 2 else quantiles_of(number, [1 / 3, 2 / 3])
    return values[number <= low], values[number >= high]


def alone(values: pd.Series, number: pd.Series) -> str:
    """Write the share of the rank variance of an output that an input alone explains, with its 95 % interval (Fisher's,
    for Spearman's correlation): "12 % (8 to 17 %)"."""
    at = np.arctanh(np.clip(values.corr(number, method="spearman"), -1 + 1e-9, 1 - 1e-9))
    half = 1.96 * np.sqrt(1.06 / max(len(values) - 3, 1))
    ends = np.sort(np.tanh([at - half, at + half]) ** 2) * [at**2 > half**2, 1]
    return f"{np.tanh(at) ** 2:.0%} ({100 * ends[0]:.0f} to {ends[1]:.0%})"


def _first(rows: pd.DataFrame) -> str:
    return meaning(rows["factor"].iloc[0]) if len(rows) else "nothing clear"


def _leading(rows: pd.DataFrame) -> str:
    leading = rows.head(LEADING).to_dict("records")
    said = [f"{_named(row['factor'])} ({row['prcc']:+.2f}, {row['low']:+.2f} to {row['high']:+.2f})" for row in leading]
    return " and by ".join(said) or "nothing clear"


def _named(name: str) -> str:
    return f"whether {meaning(name)}" if " = " in name else f"the {meaning(name)}"


def _follows(
    of_people: pd.DataFrame, of_gain: pd.DataFrame, gain: More, numbers: pd.DataFrame, by_set: pd.Series
) -> str:
    if not len(of_gain):
        return "No single unknown clearly moves what more places would add: measuring one would not settle it."
    first = of_gain["factor"].iloc[0]
    both = [_named(name) for name in of_gain["factor"].head(SHOWN) if name in set(of_people["factor"].head(SHOWN))]
    whether = f"Whether they add anything hangs on such unknowns: more in {gain.often}."
    if gain.values.quantile(0.05) > 0:
        whether = "That they add people does not hang on it in 90 % of simulations."
    known = f" More would be known of both, reach and gain, if one knew {' and '.join(both)}." if both else ""
    return (
        f"Before buying places, find out more of this: {_named(first)}. Alone it tells {alone(by_set, numbers[first])} "
        f"of the spread of what they would add, by rank. {whether}{known}"
    )


def _rows(table: pd.DataFrame, numbers: pd.DataFrame, by_set: pd.DataFrame) -> pd.DataFrame:
    leading = [name for output in OUTPUTS for name in table.loc[table["output"] == output, "factor"].head(SHOWN)]
    moves = {output: set(told(table, output)["factor"]) for output in OUTPUTS}
    rows = []
    for name in dict.fromkeys(leading):
        row: dict[str, Any] = {"what is not known": f"{meaning(name)} (`{name}`)"}
        for output, said in (("people", middle), ("gain", more)):
            low, high = thirds(by_set[output], numbers[name])
            row |= {f"{output}, where low (or not)": said(low), f"{output}, where high (or so)": said(high)}
        found = [output for output in OUTPUTS if name in moves[output]]
        rows.append(row | {"verdict": f"moves {' and '.join(found)}" if found else NOT_CLEAR})
    return pd.DataFrame(rows)


def _method(ensemble: Ensemble, sets: int, count: int, parts: dict[str, dict[str, float]]) -> str:
    title = ensemble.about.get("title", ensemble.name)
    known = {SPREADS[name]: row for name, row in parts.items() if row["luck"] == row["luck"]}
    luck = [f"{per_cent(row['luck'], row['luck_error'])} of the spread of {name}" for name, row in known.items()]
    return (
        f"{sets} sets that agree with what was observed ({title}), a seed each and a second of {how_many_again(sets)}, "
        f"with {ONCE} training places a year and with {TWICE}. Partial rank correlations with {count} inputs; "
        f"intervals hold all together at {CONFIDENCE:.0%} (bootstrap)."
        + (f" Luck has {in_a_row(luck)}." if luck else "")
    )


@styled
def _moved_figure(table: pd.DataFrame, sets: int) -> Figure:
    figure = Figure(figsize=(10, 6.4))
    axes = figure.subplots(2, 1, sharex=True)
    for ax, (output, title), colour in zip(axes, OUTPUTS.items(), (BLUE, VERMILLION), strict=True):
        rows = table[table["output"] == output].head(DRAWN).reset_index(drop=True)
        dots(ax, rows["prcc"], rows["low"], rows["high"], colour)
        ax.set_yticks(range(len(rows)), [fill(meaning(name), 56) for name in rows["factor"]])
        ax.invert_yaxis()
        ax.set(title=f"{title[0].upper()}{title[1:]}", xlim=(-1, 1))
    axes[-1].set_xlabel("← fewer where it is higher · more where it is higher →")
    titled(
        figure,
        f"What moves reach most: {_first(told(table, 'people'))}; what moves the gain: {_first(told(table, 'gain'))}",
        f"Partial rank correlations over {sets} sets of values that agree with what was observed, and their intervals "
        f"({CONFIDENCE:.0%} for all together); grey: not clearly different from 0.",
    )
    return figure


# ---- x03_one_at_a_time -----------------------------------------------------------------------------------------------

WORLDS_ALONE = 40  # of some 90 parameters at five places each
ROWS = 8  # that are told
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
UNMOVED, PEOPLE = "as it is", "participants"
QUICK = (PLACES.parameter, "retention.mentoring_effect", "group.quorum")
NONE, UNCLEAR, CLEAR = "no effect", "not distinguishable", "distinguishable"


def x03_one_at_a_time(asking: Asking) -> Finding:
    """X03. Which parameter alone, over its whole plausible range, moves the result, and where does the bottleneck
    change?

    Each numeric lever and uncertainty at five places of its declared range, in each of some simulations of an ensemble
    whose other values stay as they are, over ten years: the median over simulations of the change from the unchanged
    one, with its error.
    """
    asked, left_out = design(factors(asking.much(None, QUICK)), asking.much(LEVELS, (0.0, 1.0)))
    runs = replace(asking, most=WORLDS_ALONE).lived(asked).table
    return of_curves(curves(runs[runs["error"] == ""]), left_out, runs, asking.worlds_of(runs))


def design(chosen: Iterable[Factor], levels: Sequence[float]) -> tuple[list[Asked], list[str]]:
    """Return the cases, unchanged and with each factor at its levels, and the names of the invalid points."""
    asked: list[Asked] = [({"point": UNMOVED, "parameter": "", "value": float("nan")}, {})]
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
    """Return one row per parameter and value; the parameter that moves people most comes first."""
    base = runs[runs["point"] == UNMOVED].set_index("seed")
    parts = [_curve(str(name), at, base) for name, at in runs[runs["parameter"] != ""].groupby("parameter")]
    return pd.concat(sorted(parts, key=lambda part: -part["swing"].iloc[0]), ignore_index=True)


def _curve(name: str, runs: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one parameter: the change from the simulation as it is, clear where the median is
    further from 0 than its error allows at all values together (Bonferroni)."""
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
    """Return the most frequent bottleneck, and whether the interval of its lead over the next lies above 0."""
    shares = rows[[f"short_{name}" for name in SHORTAGES]]
    first, second = shares.mean().sort_values(ascending=False, kind="stable").index[:2]
    lead = shares[first] - shares[second]
    return first.removeprefix("short_"), bool(lead.mean() - half_width(lead) > 0)


def regime_changes(curve: pd.DataFrame) -> list[tuple[float, str, str]]:
    """Return where along an axis the main bottleneck changes, between values with a clear one: place, before, after."""
    clear = curve[curve["short_is_clear"]]
    steps = zip(clear["value"], clear["value"][1:], clear["short"], clear["short"][1:], strict=False)
    return [((low + high) / 2, before, after) for low, high, before, after in steps if before != after]


def of_curves(table: pd.DataFrame, left_out: Sequence[str], runs: pd.DataFrame, worlds: str) -> Finding:
    parts = {str(name): part for name, part in table.groupby("parameter", sort=False)}
    clear, none = (table.loc[table["effect"] == effect, "parameter"].unique().tolist() for effect in (CLEAR, NONE))
    changes = [(name, *change) for name, part in parts.items() for change in regime_changes(part)]
    number, years = runs.loc[runs["point"] == UNMOVED, "seed"].nunique(), runs["years"].iloc[0]
    told = "; ".join(
        f"{name} ({IN_WORDS[before]} to {IN_WORDS[after]} at about {at:.3g})" for name, at, before, after in changes
    )
    ends = {name: _ends(parts[name]) for name in clear}
    widest = [f"{name}, {ends[name][0]} to {ends[name][1]}" for name in clear[:2]]
    return Finding(
        answer=f"{len(clear)} of {len(parts)} parameters move it; most: {', '.join(clear[:2]) or 'none'}",
        sure=f"95 % for each, in {number} simulations; by chance about {0.05 * (len(parts) - len(none)):.1f} would",
        sentence=f"{len(clear)} of {len(parts)} parameters, moved alone over their whole range, change the people "
        f"reached in {years:g} years distinguishably in the median "
        f"simulation{f'; the widest: {"; ".join(widest)}' if clear else ''}.",
        follows=f"What to find out first is {', '.join(clear[:3])}: nothing else alone moves the result so far."
        if clear
        else "Nothing: no parameter alone clearly moves the result.",
        rows=pd.DataFrame(
            {
                "parameter": name,
                "fewest people more": ends[name][0],
                "most people more": ends[name][1],
                "the limit changes": "yes" if any(name == change[0] for change in changes) else "no",
                "verdict": CLEAR,
            }
            for name in clear[:ROWS]
        ),
        overturns="Parameters that move together: each is moved alone, from its value in a simulation. What is mostly "
        f"short changes clearly along {told or 'no parameter'}.",
        method=f"{worlds}, in each of which a parameter takes {len(LEVELS)} values over its range; the others, and the "
        "chance, are those of the simulation. A change is clear where the middle over the simulations lies further "
        f"from none than its error allows, 95 % for all values of a parameter together. Without effect ({len(none)}): "
        f"{', '.join(none) or 'none'}. Not valid by themselves, and left out: {'; '.join(left_out) or 'none'}.",
        table=table,
    )


def _ends(curve: pd.DataFrame) -> list[str]:
    """Write the lowest and the highest point of a curve."""
    rows = [curve.loc[at] for at in (curve["p50"].idxmin(), curve["p50"].idxmax())]
    return [f"{to_its_error(row['p50'], row['p50_error'], '+z,.0f')} at {row['value']:.3g}" for row in rows]


# ---- x05_structure ---------------------------------------------------------------------------------------------------

REFERENCE, AS_IT_IS, ANOTHER = "no policy", "as each simulation is", "another simulation as it is"
INVITED = ("invitations.per_completer", "invitations.per_facilitator")
MODELS: dict[str, dict[str, Any]] = {
    AS_IT_IS: {},
    "facilitators stop after a group": {"retention.form": "after_group"},
    "nobody is invited": dict.fromkeys(INVITED, 0.0),
    "partners in the commune alone": {"facilitation.pool": "commune"},
}
WISH = "volunteering.wish"
POLICIES: dict[str, dict[str, Any]] = {
    REFERENCE: {},
    "20 training places": {PLACES.parameter: 20},
    "half the loss of facilitators": {},
    "twice the contacts with partners": {"partners.contacts_per_month": 8.0},
    "twice the events and mailings": {"outreach.events_per_year": 24, "outreach.campaigns_per_year": 8},
    "wish to facilitate up by half": {},
}

type Gains = Mapping[str, pd.DataFrame]  # by model, people that each policy adds: a row a world, a column a policy


def x05_structure(asking: Asking) -> Finding:
    """X05. Does the ranking of policies depend on how the model is built?

    In each simulation of an ensemble the same five policies are ranked by the people they add within ten years. Then
    the same is asked where the model is built otherwise: facilitators stop after a group instead of at a rate, nobody
    is invited by those who were there, facilitators look for partners in their commune alone; and under each named
    reading (`contagion readings`), the three rules of deciding among them, whose other values were fitted with the
    rule.
    """
    models, policies = list(MODELS)[: asking.much(None, 2)], list(POLICIES)[: asking.much(None, 4)]
    asked: list[Asked] = [
        ({"model": model, "policy": policy}, partial(step, policy=policy, model=model))
        for model, policy in product(models, policies)
    ]
    runs = asking.lived(asked).table
    as_it_is = [one for one in asked if one[0]["model"] == AS_IT_IS]
    readings = asking.of_readings(lambda there: gains_of(there.lived(as_it_is).table)[AS_IT_IS], most=WORLDS)
    titled = {f"“{READINGS[name].title}”": made for name, made in readings.items()}
    return of_ranks(gains_of(runs) | titled, runs, asking)


def step(here: Parameters, policy: str, model: str) -> Parameters:
    """Return parameters with a policy applied, in a model with another structure."""
    values = {**POLICIES[policy], **MODELS[model]}
    if policy == "half the loss of facilitators":
        values |= half_the_loss(here)
    if policy == "wish to facilitate up by half":
        values[WISH] = min(1.0, 1.5 * here.get(WISH))
    return changed(here, values)


def gains_of(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the gains of the policies in each model, without simulations that have a failed run."""
    wide = {model: by_world(at, "policy", "participants") for model, at in runs.groupby("model", sort=False)}
    gains = {model: people.drop(columns=REFERENCE).sub(people[REFERENCE], axis=0) for model, people in wide.items()}
    whole = pd.concat(gains.values(), axis=1).dropna().index
    return {str(model): one.loc[whole, [name for name in POLICIES if name in one]] for model, one in gains.items()}


def firsts(gains: pd.DataFrame) -> pd.DataFrame:
    """Return 1 where a policy adds most, one row per simulation and one column per policy; ties are shared."""
    best = gains.eq(gains.max(axis=1), axis=0)
    return best.div(best.sum(axis=1), axis=0)


def leader(gains: pd.DataFrame) -> tuple[str, str, str]:
    """Return the policy that most often adds most, the next, and the verdict: the first where the 95 % interval of the
    difference in how often lies above 0, else not clear."""
    often = firsts(gains)
    best, after = often.mean().sort_values(ascending=False, kind="stable").index[:2]
    ahead = often[best] - often[after]
    return best, after, best if ahead.mean() > half_width(ahead) else NOT_CLEAR


def agreements(gains: Gains) -> pd.DataFrame:
    """Return how far the rankings in the same simulation agree between the model as it is and each other structure:
    mean of Kendall's τ over simulations, with its 95 % interval. The first row compares all pairs of simulations of the
    model as it is (jackknifed): what differs there is not known."""
    base = gains[AS_IT_IS]
    rows = [{"pairs": ANOTHER, **_of_pairs(orders(base))}]
    for model, at in gains.items():
        if model != AS_IT_IS and (shared := base.index.intersection(at.index)).size:
            taus = pd.Series((orders(base.loc[shared]) * orders(at.loc[shared])).mean(axis=1))
            half = half_width(taus)
            rows.append({"pairs": model, "tau": taus.mean(), "low": taus.mean() - half, "high": taus.mean() + half})
    return pd.DataFrame(rows).set_index("pairs")


def orders(gains: pd.DataFrame) -> Floats:
    """Return the sign of the difference of each two policies: array (simulations, pairs of policies)."""
    one, other = np.triu_indices(gains.shape[1], 1)
    return np.sign(gains.to_numpy()[:, one] - gains.to_numpy()[:, other])


def _of_pairs(signs: Floats) -> dict[str, float]:
    """Return the mean τ over all pairs of simulations, and its interval."""
    taus, number = signs @ signs.T / signs.shape[1], len(signs)

    def without(world: int) -> float:
        kept = taus[np.ix_(at := np.arange(number) != world, at)]
        return float((kept.sum() - np.trace(kept)) / ((number - 1) * (number - 2)))

    tau = float((taus.sum() - np.trace(taus)) / (number * (number - 1)))
    half = 1.96 * jackknife(without, number) if number > 2 else float("nan")
    return {"tau": tau, "low": tau - half, "high": tau + half}


def of_ranks(gains: Gains, runs: pd.DataFrame, asking: Asking) -> Finding:
    found, years, base = agreements(gains), int(runs["years"].iloc[0]), gains[AS_IT_IS]
    best, after, _ = leader(base)
    verdicts = {name: leader(at)[2] for name, at in gains.items()}
    others = [name for name, said in verdicts.items() if said not in (NOT_CLEAR, best)]
    told, ahead = sum(said == best for said in verdicts.values()), asking.more(base[best] - base[after])
    tables = [
        spreads(at.melt(var_name="policy", value_name="gain").assign(model=name), ["model", "policy"], ["gain"]).assign(
            first=firsts(at).mean().to_numpy()
        )
        for name, at in gains.items()
    ]
    return Finding(
        answer=f"{best.capitalize()}: first in {_often(base, best)}",
        sure=f"clear in {told} of {len(gains)} ways to build the model, another in {len(others)}",
        sentence=f"Of {base.shape[1]} policies, “{best}” adds most people in {years} years in {_often(base, best)} and "
        f"“{after}” in {_often(base, after)}; of {len(gains)} ways to build the model, readings among them, {told} put "
        f"it surely first and {len(others)} another.",
        follows=follows(best, others, verdicts),
        rows=rows_of_models(gains, found, best),
        overturns=f"“{best.capitalize()}” against “{after}” ({ahead} people): {ahead.overturned('people')}",
        method=f"{asking.worlds_of(runs)}, as many of each reading, {years} years with each policy and without, the "
        "same draws each time. What a policy sets it sets in all simulations, or takes from the value of the "
        "simulation (half, by half). Simulations agree with what was observed as they are; built otherwise they need "
        "not. Told is which policy is most often first where the 95 % interval of its lead over the next leaves out "
        "none. Kendall's τ is 1 for the same ranking, 0 for unrelated ones: between the simulation as it is and built "
        "otherwise, of a rule of deciding another set of values; of two simulations as they are it is "
        f"{_tau(found, ANOTHER)}. What a policy costs is not weighed. Rows: as it is, and where the first is least "
        "often so.",
        table=pd.concat(tables, ignore_index=True),
        figure=_ranked_figure(gains, found, years),
    )


def _often(gains: pd.DataFrame, policy: str) -> str:
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
    unsure = [name for name, said in verdicts.items() if said == NOT_CLEAR]
    rest = f"; in {len(unsure)} of {len(verdicts)} it is not clear which comes first" if unsure else ""
    return f"No way of building the model puts another policy surely before “{best}”{rest}."


def rows_of_models(gains: Gains, found: pd.DataFrame, best: str) -> pd.DataFrame:
    """Return one row for the model as it is, then for the structures in which its best policy is least often first."""
    rows, others = [], [name for name in gains if name != AS_IT_IS]
    seldom = sorted(others, key=lambda name: float(firsts(gains[name])[best].mean()))
    for name in [AS_IT_IS, *seldom[: ROWS - 1]]:
        at = gains[name]
        first, after, verdict = leader(at)
        row = {"model": name, "most often first": f"{first}, in {_often(at, first)}", "people it adds": more(at[first])}
        row["next"] = f"{after}, in {_often(at, after)}"
        row["τ with the simulation as it is"] = _tau(found, name) if name in found.index else "–"
        rows.append(row | {"verdict": verdict})
    return pd.DataFrame(rows)


@styled
def _ranked_figure(built: Gains, found: pd.DataFrame, years: int) -> Figure:
    """Draw one bar per model with how often each policy is first, and how far rankings agree."""
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
    left.set(xlim=(0, 100), ylim=(len(built) - 0.5, -0.5), xlabel="of 100 simulations")
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
        f"Left: of {len(shares)} policies, which adds most people in {years} years, in brackets the number of "
        "simulations. Right: means over simulations, or pairs of them, with 95 % intervals.",
    )
    return figure
