"""The one calibrated number, `outreach.factor`: which value meets P1, and which others would with other assumptions?

P1: thirty trained and 300 people in groups after three years, which is how the 300 are read everywhere (the other
reading is an ensemble of its own, `besancon_tasters`). For the reference, that factor is taken at which participants
after three years are 300 in the mean of runs with the same seeds, between the factors of a grid over its range by
straight lines; within the tolerance are those whose mean is not told from 300 (95 %). Beside it the range of factors
that also meet P1 if the other parameters are free in theirs (section 7 of the specification): one run of each point of
a Latin hypercube of seven parameters and the factor, kept if 29 to 31 are trained and the participants lie within two
errors of 300; and the factors of an ensemble, where all that is uncertain is free.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.pattern_measures import MEASURES, THREE_YEARS
from contagion.experiments.questions.asking import Asking, over_an_ensemble
from contagion.experiments.questions.publishing import Finding, Number
from contagion.experiments.say.charts.style import BLUE, GREY, INK, SOFT, styled, titled
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import half_width
from contagion.models.runs.study import factors, points
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.designs import Factor, latin_hypercube

FACTOR = "outreach.factor"
REACHED, WITHIN = 300, 67  # two errors of `data/targets/besancon.toml`: 15 of counting, 30 of what the model misses
FREE = (
    "retention.loss_per_year", "training.active_share", "facilitation.rest_weeks", "group.size", "volunteering.wish",
    "training.accept", "training.first_week",
)  # fmt: skip
STEPS, SEEDS, DRAWS = 13, 200, 4000
QUANTILES = {"low": 0.05, "middle": 0.5, "high": 0.95}
COLUMNS = ("what", "name", "value", "low", "middle", "high", "least", "most", "number")


type Best = tuple[float, float, float]  # the factor that meets P1 best, the least and the most in the tolerance


def main(asking: Asking, seeds: int = SEEDS, draws: int = DRAWS) -> Finding:
    """The factor, the range beside it, their figure, and what they say."""
    lab, reference = asking.lab, read().parameters
    seeds, draws, steps = asking.much((seeds, draws, STEPS), (4, 16, 4))
    course, tried = reached_by_factor(lab, reference, steps, seeds), tried_draws(lab, reference, draws)
    return answered(course, tried, seeds, reference.outreach.factor, asking.ensemble)


def reached_by_factor(lab: Laboratory, reference: Parameters, steps: int, seeds: int) -> pd.DataFrame:
    """Participants after three years, mean and 95 % interval at each factor, the same seeds at all."""
    (own,) = factors([FACTOR])
    grid = np.linspace(own.low, own.high, steps).tolist()
    runs = lab.run(points(reference, [{FACTOR: value} for value in grid]), range(1, seeds + 1), THREE_YEARS)
    rows = ended(runs)
    reached = rows["participants"].groupby(rows[FACTOR])
    made = pd.DataFrame({"value": grid, "middle": reached.mean().to_numpy()})
    half = reached.apply(half_width).to_numpy()
    made = made.assign(low=made["middle"] - half, high=made["middle"] + half, number=seeds)
    return made.assign(what="reached at a factor", name=FACTOR).reindex(columns=COLUMNS)


def crossing(course: pd.DataFrame) -> Best:
    """The factor at which 300 are reached in the mean, and the least and the most one that is not told from it; NaN
    where no factor of the range is."""
    at = course["value"].to_numpy(float)
    return tuple(_where(at, course[name].to_numpy(float)) for name in ("middle", "high", "low"))  # ty: ignore


def _where(at: ArrayLike, reached: ArrayLike) -> float:
    """Where a course that rises, but for chance, passes 300."""
    rising = np.maximum.accumulate(np.asarray(reached))
    if not rising[0] <= REACHED <= rising[-1]:
        return float("nan")
    return float(np.interp(REACHED, rising, np.asarray(at)))


def freed(reference: Parameters) -> list[Factor]:
    """What is drawn, over its declared range: the parameters and the factor."""
    varied = factors([*FREE, FACTOR])
    largest = float(reference.group.maximum)  # groups that start with more are impossible
    return [replace(one, high=min(one.high, largest)) if one.name == "group.size" else one for one in varied]


def tried_draws(lab: Laboratory, reference: Parameters, draws: int) -> pd.DataFrame:
    """A row a draw: what was drawn, and whether the one run of it, with a seed of its own, meets P1."""
    drawn = latin_hypercube(freed(reference), draws)
    cases = points(reference, drawn)
    runs = lab.run_each([(one, seed) for seed, one in enumerate(cases, start=1)], THREE_YEARS)
    made = ended(runs).sort_values("seed")
    return made.assign(accepted=meets(made["facilitators_trained"], made["participants"]))


def meets(trained: pd.Series, participants: pd.Series) -> pd.Series:
    """Whether P1 is met."""
    bounds = MEASURES["trained_3"]
    return trained.between(bounds.low, bounds.high) & ((participants - REACHED).abs() <= WITHIN)


def accepted_ranges(tried: pd.DataFrame) -> pd.DataFrame:
    """5, 50 and 95 of 100, the least and the most of each parameter among the draws that meet P1."""
    kept, rows = tried[tried["accepted"]], []
    for name in (FACTOR, *FREE):
        of = {level: kept[name].quantile(share) for level, share in QUANTILES.items()}
        rows.append({"what": "accepted draws", "name": name, **of, "least": kept[name].min(), "most": kept[name].max()})
    return pd.DataFrame(rows).assign(number=len(kept)).reindex(columns=COLUMNS)


def ended(runs: Runs) -> pd.DataFrame:
    """A row a run after three years; all must have ended."""
    if len(failed := runs.failures):
        raise InputError(f"calibration: {len(failed)} runs failed; the first: {failed['error'].iloc[0]}")
    rows = runs.rows("years")
    return rows[rows["year"] == THREE_YEARS]


def answered(course: pd.DataFrame, tried: pd.DataFrame, seeds: int, now: float, ensemble: Ensemble) -> Finding:
    """What is said of the factor; `now` is the one in the model."""
    (own,), kept, best = factors([FACTOR]), tried.loc[tried["accepted"], FACTOR], crossing(course)
    known, there = len(kept) > 0, best[0] == best[0]
    wide, of_ensemble = _span(kept) if known else "not known", _span(ensemble.table[FACTOR])
    meets_p1 = there and not (now < best[1] or now > best[2])
    one, within = f"{best[0]:.2f}" if there else "none", _ends(best, own)
    rows = [
        ("the factor in the model", f"{now:g}", "meets P1" if meets_p1 else "does not meet P1"),
        ("best for the reference", one, "–"),
        ("within the tolerance, for the reference", within if there else "none", "–"),
        ("draws of other assumptions that meet P1", f"{len(kept):,} of {len(tried):,}", "–"),
        ("their factors, 5 to 95 of 100", wide, _narrow(kept, own) if known else "not told"),
        ("factors of the ensemble, 5 to 95 of 100", of_ensemble, _narrow(ensemble.table[FACTOR], own)),
        *(
            (f"its rank correlation, in the ensemble, with `{name}`", f"{tie:+.2f}", "make up for each other")
            for name, tie in ties_of(ensemble).items()
        ),
    ]
    meeting = {"what": "meets P1", "name": FACTOR, "low": best[1], "middle": best[0], "high": best[2], "number": seeds}
    fewer = np.interp(0.9 * REACHED, np.maximum.accumulate(course["middle"].to_numpy(float)), course["value"])
    return Finding(
        answer=f"{one} for the reference, {wide} with other assumptions",
        sure=f"by {len(kept):,} of {len(tried):,} draws that meet P1",
        sentence=f"For the reference a factor of {one} meets P1 best; with other assumptions, factors from {wide} (90 "
        f"of 100 draws that meet it) do as well; in the ensemble, with all free, they are {of_ensemble}.",
        follows=f"{'The factor may stay as it is.' if meets_p1 else 'The factor is to be set anew.'} What is said of "
        f"demand with it alone is said of one of many models that would do: {wide}; the worlds of an ensemble have "
        "others.",
        rows=pd.DataFrame(rows, columns=["what", "figure", "verdict"]),
        overturns=f"A factor of {now:g} outside the tolerance ({within}), or another count of the people reached than "
        f"{REACHED}: a tenth fewer of them would need about {fewer:.2f}.",
        method=in_words(best, tried, seeds, now),
        table=pd.concat(
            [course, pd.DataFrame([meeting]).reindex(columns=COLUMNS), accepted_ranges(tried)], ignore_index=True
        ),
        figure=calibration_figure(course, best, tried),
    )


def ties_of(ensemble: Ensemble) -> dict[str, float]:
    """With which numbers of an ensemble the factor goes together most, against it: what the one has more, the other
    need not have."""
    ranks = ensemble.table.select_dtypes("number").rank().corr()[FACTOR].drop(FACTOR).dropna()
    return {str(name): float(tie) for name, tie in ranks.nsmallest(2).items() if tie < 0}


def _narrow(values: pd.Series, own: Factor) -> str:
    """How much of its range is left of a factor."""
    low, high = _most_of(values)
    return f"{(high - low) / (own.high - own.low):.0%} of its range left"


def in_words(best: Best, tried: pd.DataFrame, seeds: int, now: float) -> str:
    """The factor for the reference, and the range beside it; `now` is the one in the model."""
    (own,), kept = factors([FACTOR]), tried.loc[tried["accepted"], FACTOR]
    span = f"{own.low:g} to {own.high:g}"
    if best[0] == best[0]:
        said = f"For the reference {best[0]:.2f} meets P1 best ({_ends(best, own)} within the tolerance"
    else:
        said = f"For the reference no factor from {span} meets P1 (nothing else was tried"
    said += (
        f"; {seeds} seeds, the same at each factor); the model has {now:g}. With seven parameters free in their "
        f"ranges, and the factor in its own of {span}, {len(kept):,} of {len(tried):,} draws meet it"
    )
    if not len(kept):
        return f"{said}, so that nothing is known of the range of the factor."
    middle = [kept.quantile(share) for share in QUANTILES.values()]
    return said + (
        f": their factors are {middle[0]:.2f}, {middle[1]:.2f} and {middle[2]:.2f} (5, 50 and 95 of 100), "
        f"{kept.min():.2f} to {kept.max():.2f} in all. The factor stands for all that is not known of demand, and is "
        "calibrated for the reference alone."
    )


def _ends(best: Best, own: Factor) -> str:
    """The factors within the tolerance; an end that lies beyond the range is not known."""
    low, high = best[1:]
    least = f"{low:.2f}" if low == low else f"below {own.low:g}"
    return f"{least} to {high:.2f}" if high == high else f"{least} to above {own.high:g}"


@styled
def calibration_figure(course: pd.DataFrame, best: Best, tried: pd.DataFrame) -> Figure:
    """People reached by factor, and the factors of the draws that meet P1 among all."""
    figure = Figure(figsize=(11, 4.4))
    left, right = figure.subplots(1, 2)
    left.fill_between(course["value"], course["low"], course["high"], color=BLUE, alpha=0.2, linewidth=0)
    left.plot(course["value"], course["middle"], color=BLUE)
    left.axhline(REACHED, color=INK, linewidth=0.8, linestyle=":")
    if best[0] == best[0]:
        left.axvline(best[0], color=INK, linewidth=0.8, linestyle=":")
    left.set(xlabel=FACTOR, ylabel="participants, three years", title="The reference")
    kept = tried[tried["accepted"]]
    right.plot(tried[FACTOR], tried["participants"], "o", color=GREY, markersize=3, alpha=0.5, linestyle="none")
    right.plot(kept[FACTOR], kept["participants"], "o", color=BLUE, markersize=5, linestyle="none")
    right.axhspan(REACHED - WITHIN, REACHED + WITHIN, color=SOFT, alpha=0.1, linewidth=0)
    right.set(xlabel=FACTOR, ylabel="participants, three years", title="Other parameters free in their ranges")
    alone = f"{best[0]:.2f}" if best[0] == best[0] else "none"
    others = _span(kept[FACTOR]) if len(kept) else "none"
    title = f"{FACTOR}: {alone} for the reference, {others} with other assumptions"
    titled(figure, title, "Right: one run a draw; blue: meets P1. Band: 300 ± 67 participants.")
    return figure


def _most_of(values: pd.Series) -> tuple[float, float]:
    """Between which nine in ten of the factors lie."""
    return values.quantile(QUANTILES["low"]), values.quantile(QUANTILES["high"])


def _span(values: pd.Series) -> str:
    low, high = _most_of(values)
    return f"{low:.1f} to {high:.1f}"


QUESTION = over_an_ensemble(
    main,
    numbers=(Number("seeds", SEEDS, 3, "At each factor."), Number("draws", DRAWS, 1, "Others free.")),
    asked=lambda seeds, draws: (STEPS * seeds + draws, THREE_YEARS),
)
