"""Validation: what is known of other programmes, and of this one beside the targets, against what is predicted of it.

Nothing is ever fitted to these figures, which stand in files (`targets.py`). The prediction is what
comes of it in each world of an ensemble: a set of values that agrees with the targets, and a seed. What a place did and
nobody wrote down (size of groups, rest between them) is as uncertain as it was in Besançon. The short model
(`short_model.py`) predicts the same facts from the same inputs and totals; columns of tables call it `sheet`.

A place that is known because something happened there is compared in the worlds where it does (`Series.given`); in how
many nothing did is told apart.

A score says how near to the facts a prediction is, and how sure of itself. On the scale v(x) = ln(x + c), with c = ½
for a number of people or groups and c = 0.01 for a share or a ratio, so that none of them counts as half of one, and
not as infinitely few:

    score = mean over τ in (.05, .25, .5, .75, .95) of (v(y) − v(q_τ)) (τ − 1[v(y) < v(q_τ)])

q_τ is a quantile of what is predicted, y the fact; of a range what is nearest to the median. It is never below 0, and
lower is better: it rises with the distance of the fact and with the width of what is predicted. A fact of which only
one end is known has no score, nor has a figure below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, isinf, isnan, log, nan, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.short_model import ShortModel, fit_short_model
from contagion.experiments.evidence.targets import CLOSE_UP, HELD_OUT, Predicted, Series, Targets, in_runs, read_targets
from contagion.experiments.evidence.targets import FOLDER as FITTED
from contagion.experiments.say.charts.style import BLUE, GREEN, GREY, INK, PAPER, SOFT, VERMILLION, styled, titled
from contagion.models.runs.figures import IN_YEARS
from contagion.models.runs.lab import close_up, elsewhere, fitted
from contagion.models.runs.study import case, changed
from contagion.models.runs.vocabulary import KEPT_IN
from contagion.models.scenario import Scenario, read
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.theory import expected_communes
from contagion.sim.chance.draws import Floats
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.spread import ENDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


OF_COUNTS, OF_RATIOS = 0.5, 0.01
SCORED = ("score", "error", "width")


def scored(ends: Mapping[str, float], fact: float, added: float) -> dict[str, float]:
    """How good a prediction is.

    Parameters
    ----------
    ends : mapping
        `ENDS` of what is predicted.
    added : float
        `OF_COUNTS` or `OF_RATIOS`.

    Returns
    -------
    dict
        `score`; `error`, the logarithm of the median over the fact; `width`, that of p95 over p5.
    """
    if not min(*ends.values(), fact) + added > 0:
        return dict.fromkeys(SCORED, nan)
    fact, made = log(fact + added), {name: log(end + added) for name, end in ends.items()}
    losses = [(fact - made[name]) * (share - (fact < made[name])) for name, share in ENDS.items()]
    return {"score": float(np.mean(losses)), "error": made["p50"] - fact, "width": made["p95"] - made["p5"]}


@dataclass(frozen=True)
class Held:
    """Two that predict the same facts, held against each other by their mean scores.

    Attributes
    ----------
    facts, ahead : int
        That both predict; of these, in which the first has the lower score.
    first, second : float
        Mean scores; NaN of no facts.
    error : float
        Standard error of their difference, by leaving out one series after the other; NaN of fewer than two.
    """

    facts: int
    ahead: int
    first: float
    second: float
    error: float

    @property
    def difference(self) -> float:
        return self.first - self.second

    @property
    def is_as_good(self) -> bool:
        """Whether the first is at least as good."""
        return self.first <= self.second

    @property
    def is_plain(self) -> bool:
        """Whether two standard errors tell them apart."""
        return abs(self.difference) > 2 * self.error


def held(facts: pd.DataFrame, first: str = "score", second: str = "sheet_score") -> Held:
    """Two columns of scores, over the rows that have both; `series` says which rows are not independent."""
    both = facts[facts[[first, second]].notna().all(axis=1)]
    more = both[first] - both[second]
    if both.empty:
        return Held(0, 0, nan, nan, nan)
    series = both["series"].unique()
    without = [float(more[both["series"] != one].mean()) for one in series] if len(series) > 1 else [nan]
    error = sqrt((len(series) - 1) * float(np.var(without))) if len(series) > 1 else nan
    return Held(len(both), int((more < 0).sum()), float(both[first].mean()), float(both[second].mean()), error)


WELL, WITHIN, OUTSIDE, NOTHING = "inside 50 %", "inside 90 %", "outside", "no prediction"
DECREED = "by decree"  # what the short model says without a spread: it counts neither for nor against anybody
KEPT = "bound kept"  # by one world in twenty at least: a weaker test than a figure, and counted apart
CHANCE = "by_chance"
NULL = "No observation, but a null model: as many groups, each in a commune drawn by population."
FEWEST = 10  # worlds that must tell a figure, before the ends of an interval mean anything
TOTALS = "besancon"  # to which the short model is calibrated, where an ensemble does not say its own

# ---- what the model predicts -----------------------------------------------------------------------------------------


def predicted(lab: Laboratory, series: Series, ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """Predict the figures in each simulation: one row per simulation, one column per figure (`Series.figures`); NaN if
    a simulation does not have it.

    Raises
    ------
    InputError
    """
    runs = in_worlds(_there(lab, series), series.scenario, ensemble, worlds, series.years)
    return in_runs(runs, series.figures, ["world"])


def by_both(
    lab: Laboratory, sheet: ShortModel, series: Series, ensemble: Ensemble, worlds: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the model predicts for the figures of a series, as `predicted`, and what the short model does."""
    (here,) = fitted(_there(lab, series), [series.scenario], series.years)
    return predicted(lab, series, ensemble, worlds), sheet.foretold(here, series.figures, series.name)


def _there(lab: Laboratory, series: Series) -> Laboratory:
    """Return the laboratory over the place of a series; it keeps more of each run if a figure needs it."""
    there = elsewhere(lab, None if series.place is None else extract(series.place).kept(KEPT_IN))
    return close_up(there) if {row.indicator for row in series.rows} & set(CLOSE_UP) else there


def in_worlds(lab: Laboratory, scenario: Scenario, ensemble: Ensemble, worlds: int, years: int) -> Runs:
    """Run a scenario in each simulation of an ensemble, labelled by its number."""
    (here,) = fitted(lab, [scenario], years)
    return lab.run_each([(case(ensemble.over(here, world), world=world), world + 1) for world in range(worlds)], years)


def compared(row: Predicted, made: Floats) -> dict[str, Any]:
    """Compare a fact with its prediction.

    Returns
    -------
    dict
        What is `foretold`; the `quantile` of the prediction at which the fact lies, for a range its value nearest to
        the median; and what is `judged`.
    """
    told, ends = made[np.isfinite(made)], foretold(made)
    bound = next((end for end in row.range if row.rule != "equal" and isfinite(end)), _nearest(row, ends))
    quantile = float((told < bound).mean() + (told == bound).mean() / 2) if len(told) else np.nan
    return ends | {"quantile": quantile} | judged(row, ends)


def foretold(made: Floats) -> dict[str, Any]:
    """How many `worlds` tell a figure, and `p5` to `p95` of it."""
    told = made[np.isfinite(made)]
    ends = {name: float(np.quantile(told, share)) if len(told) else np.nan for name, share in ENDS.items()}
    return {"worlds": len(told), **ends}


def judged(row: Predicted, ends: Mapping[str, float]) -> dict[str, Any]:
    """Return the `verdict` on a fact and the scores of the prediction, from what is `foretold`."""
    nothing: dict[str, Any] = dict.fromkeys(SCORED, np.nan)
    if ends["worlds"] < FEWEST:
        return {"verdict": NOTHING, **nothing}
    fact = _nearest(row, ends)
    verdict = WELL if ends["p25"] <= fact <= ends["p75"] else WITHIN if ends["p5"] <= fact <= ends["p95"] else OUTSIDE
    if row.rule != "equal":
        return {"verdict": verdict if verdict == OUTSIDE else KEPT, **nothing}
    added = OF_COUNTS if row.per is None and row.indicator in IN_YEARS else OF_RATIOS
    return {"verdict": verdict, **scored({name: ends[name] for name in ENDS}, fact, added)}


def _nearest(row: Predicted, ends: Mapping[str, float]) -> float:
    """Return the fact; of a range, the value nearest to the predicted median."""
    return min(max(ends["p50"], row.range[0]), row.range[1])


def validated(lab: Laboratory, all_of: Sequence[Series], ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """Tabulate facts, predictions and how they agree, with the same for the sheet (`sheet_…`), one row per fact; Grand
    Besançon's first, so workers that a laboratory keeps serve the places as well.

    If a group is known to have taken place, `none` and `sheet_none` are the shares of simulations and of the sheet's
    sets in which none did; NaN elsewhere.
    """
    sheet, rows = fit_short_model(totals_of(ensemble)), []
    for series in sorted(all_of, key=lambda one: one.place is not None):
        model, arithmetic = by_both(lab, sheet, series, ensemble, worlds)
        for number, row in enumerate(series.rows):
            (made, none), (foretold, sheet_none) = (given(series, of, number) for of in (model, arithmetic))
            beside = {f"sheet_{name}": of for name, of in compared(row, foretold).items()} | {"sheet_none": sheet_none}
            if beside["sheet_p5"] == beside["sheet_p95"]:
                beside |= {"sheet_verdict": DECREED} | {f"sheet_{name}": nan for name in SCORED}
            rows.append(_row(series, row, made) | {"none": none} | beside)
    return pd.DataFrame(rows)


def totals_of(ensemble: Ensemble) -> Targets:
    """Return the targets to which an ensemble and the short model are calibrated, by default Besançon's."""
    own = str(ensemble.about.get("targets", TOTALS))
    return read_targets(Path(own if (FITTED / f"{own}.toml").is_file() else TOTALS))


def given(series: Series, made: pd.DataFrame, number: int) -> tuple[Floats, float]:
    """Return a predicted figure of a series, where a group took place if one is known to have (NaN elsewhere), and the
    share of simulations in which none did, NaN if that is not asked."""
    figure = made[number].to_numpy(float)
    if not series.given:
        return figure, np.nan
    groups = made[len(series.rows) + number].to_numpy(float)
    return np.where(groups > 0, figure, np.nan), float((groups[np.isfinite(groups)] <= 0).mean())


def is_bound(facts: pd.DataFrame) -> pd.Series:
    """Which of the rows of `validated` are facts of which only one end is known."""
    return facts["low"].eq(-inf) | facts["high"].eq(inf)


def _row(series: Series, row: Predicted, made: Floats) -> dict[str, object]:
    low, high = row.range
    about = {"series": series.name, "programme": series.programme, "figure": row.formula, "low": low, "high": high}
    said = {"mark": row.mark, "expected": row.expected or "", "why": row.why, "source": row.source}
    return about | compared(row, made) | said


# ---- against chance --------------------------------------------------------------------------------------------------


def against_chance(lab: Laboratory, ensemble: Ensemble, worlds: int, years: Sequence[int]) -> pd.DataFrame:
    """Communes that have had a group, over those expected of as many groups placed at random by population (5.10): rows
    as of a fact that is 1, without a score."""
    reference = read()
    made = in_worlds(elsewhere(lab, None), reference, ensemble, worlds, max(years)).rows("years")
    people = load_communes()["population"].to_numpy(float)
    made = made[made["groups_started"] > 0]
    chance = [expected_communes(people / people.sum(), groups) for groups in made["groups_started"]]
    ratio = made["communes_reached"] / chance
    series = Series(CHANCE, "Grand Besançon, against chance", None, reference, ())
    rows = []
    for year in years:
        row = Predicted(indicator="communes_reached", per="by_chance", year=year, value=1, source="5.10", why=NULL)
        rows.append(_row(series, row, ratio[made["year"] == year].to_numpy()) | dict.fromkeys(SCORED, np.nan))
    return pd.DataFrame(rows)


# ---- starts ----------------------------------------------------------------------------------------------------------

AS_IT_IS = "as it is"
STARTS = (
    "edinburgh",
    "france_2018",
    "swiss_german",
    "dinan",
    "val_d_ille",
)  # series of two leaders or more, 1 to 3 years
CANDIDATES: dict[str, dict[str, Any]] = {
    AS_IT_IS: {},
    "leaders with up to three groups at once": {"facilitation.max_load": 3},
    "an institution: three times the partners": {"partners.initial": 30},
    "a demand that waits: groups fill at once": {"demand.unlimited": True},
}
"""What may be missing in first years; each stands for its cause as far as the model can have it."""


def starts(lab: Laboratory, all_of: Sequence[Series], ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """Predict the facts of starts with each of `CANDIDATES`: one row per fact and candidate, as `compared`."""
    rows = []
    for series in (one for one in all_of if one.name in STARTS):
        for candidate, values in CANDIDATES.items():
            scenario = series.scenario
            changes = {"parameters": changed(scenario.parameters, values), "set_over": (*scenario.set_over, *values)}
            made = predicted(lab, replace(series, scenario=replace(scenario, **changes)), ensemble, worlds)
            for number, row in enumerate(series.rows):
                about = {"programme": series.programme, "figure": row.formula, "candidate": candidate}
                rows.append(
                    about | {"fact": row.range[0], "mark": row.mark} | compared(row, given(series, made, number)[0])
                )
    return pd.DataFrame(rows)


COLOURS = {WELL: GREEN, KEPT: GREEN, WITHIN: BLUE, OUTSIDE: VERMILLION, NOTHING: GREY}
ROW = 0.62  # inches
MODEL, SHEET, FACT = 0.0, -0.62, -0.3  # heights in a row


@styled
def validation_figure(made: pd.DataFrame) -> Figure:
    """Draw one row per fact, each on its own axis: the 90 % range, 50 % range and median of the simulations; the same
    for the short model below; and the fact."""
    figure = Figure(figsize=(11, 1.3 + ROW * len(made)))
    axes = figure.subplots(len(made), 1, squeeze=False)[:, 0]
    for ax, row in zip(axes, made.to_dict("records"), strict=True):
        _drawn(ax, row)
    all_facts = made[made["series"] != CHANCE]
    over = held(all_facts[all_facts["mark"] == HELD_OUT])
    scores = (
        f"Score of the model {over.first:.3f}, of the short model {over.second:.3f}, over {over.facts} facts "
        "held out. Of all facts, "
        if over.facts
        else ""
    )
    facts, bounds = (all_facts[is_bound(all_facts) == bound] for bound in (False, True))
    well, within, outside = ((facts["verdict"] == one).sum() for one in (WELL, WITHIN, OUTSIDE))
    title = (
        f"{scores}{well} of {len(facts)} facts inside the middle half of what is predicted, {within} further out "
        f"inside nine tenths, {outside} outside; of {len(bounds)} bounds {(bounds['verdict'] == KEPT).sum()} kept"
    )
    foot = (
        "Thick: half of the simulations; thin: nine in ten; white: their median; in grey below, the same of the short "
        "model. Diamond: the fact; two: its range; with an arrow: at least, at most. Each row has a scale of its own. "
        "Score: lower is better. Nothing is fitted to these facts; the last rows are a null model."
    )
    titled(figure, title, foot)
    return figure


def _drawn(ax: Axes, row: dict) -> None:
    colour = COLOURS[row["verdict"]]
    ends = sorted({end for end in (row["low"], row["high"]) if not isinf(end)})
    drawn = (row[f"{at}{end}"] for at in ("", "sheet_") for end in ("p5", "p95"))
    spread = [value for value in (*drawn, *ends) if not isnan(value)]
    low, high = min(spread), max(spread)
    room = (high - low or abs(high) or 1.0) * 0.08
    ax.set_xlim(0 if low >= 0 and low < high / 2 else low - room, high + room)
    _bar(ax, row, "", MODEL, colour)
    _bar(ax, row, "sheet_", SHEET, GREY)
    ax.plot(ends, [FACT] * len(ends), "D-", color=INK, markersize=5, linewidth=1, gid="fact")
    if isinf(row["low"]) or isinf(row["high"]):
        left, right = ax.get_xlim()
        ax.annotate("", (left if isinf(row["low"]) else right, FACT), (ends[0], FACT), arrowprops={"arrowstyle": "->"})
    ax.set(ylim=(-1.1, 0.6), yticks=[])
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.tick_params(axis="x", labelsize=7, pad=1, length=2)
    ax.spines["left"].set_visible(False)
    beside: dict[str, Any] = {"transform": ax.transAxes, "va": "center", "fontsize": 8}
    ax.text(-0.01, 0.78, row["programme"], ha="right", fontweight="bold", **beside)
    ax.text(-0.01, 0.18, row["figure"], ha="right", color=SOFT, **beside)
    ax.text(1.01, 0.78, row["verdict"] + (" (expected)" if row["expected"] else ""), color=colour, **beside)
    ax.text(1.01, 0.18, _beside(row), color=SOFT, **beside)


def _bar(ax: Axes, row: dict, at: str, height: float, colour: str) -> None:
    """Draw a prediction: its 90 % range, 50 % range and median."""
    ends = [row[f"{at}{end}"] for end in ("p5", "p95", "p25", "p75")]
    if not any(map(isnan, ends)):
        ax.hlines(height, *ends[:2], colors=colour, linewidth=1.5, gid=f"{at}nine in ten")
        ax.hlines(height, *ends[2:], colors=colour, linewidth=6, alpha=0.55, gid=f"{at}half")
        point = colour if ends[0] == ends[1] else PAPER
        ax.plot(row[f"{at}p50"], height, "|", color=point, markersize=6, markeredgewidth=1.6)


def _beside(row: dict) -> str:
    """Whether the fact counts, and both scores."""
    scores = [row["score"], row["sheet_score"]]
    if all(map(isnan, scores)):
        return "" if row["series"] == CHANCE else f"{row['mark']}, no score"
    return f"{row['mark']}, score " + " / short ".join("–" if isnan(one) else f"{one:.3f}" for one in scores)
