"""Does the model predict what it was not fitted to: other places, other programmes, chance?

Each file of `experiments/validation` says a programme: facts that the model is told, and facts that it must predict in
each world of an ensemble. A sheet of arithmetic (`experiments.studies.sheet`) is told the same. Patterns P5 to P7 are
among the facts, and so is a null model: groups placed at random by population. Nothing is fitted to any of it, failures
stay in the table, and what was looked at while the model was made, or is an input in disguise, is marked and does not
count. With `--document` its page, `experiments/findings/validate.md`, is written anew.

    contagion question validate --document
"""

from __future__ import annotations

from math import isnan

import numpy as np
import pandas as pd
from scipy.stats import binom

from experiments.figures.validation import validation_figure
from experiments.questions.against_the_sheet import (
    COUNTED,
    also,
    cells,
    fact_of,
    first_line,
    interval,
    marked,
    share_of,
    summary,
    turned,
    unpredicted,
)
from experiments.questions.publishing import Finding, Number, Question
from experiments.studies.ensemble import Ensemble
from experiments.studies.how_much import WORLDS
from experiments.studies.scores import Held, held
from experiments.studies.series import HELD_OUT, INPUT, USED, all_series
from experiments.studies.validation import (
    CHANCE,
    KEPT,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    against_chance,
    is_bound,
    totals_of,
    validated,
)
from sim.laboratory.laboratory import Laboratory

WORLDS_QUICK = 3
OF_A_RIGHT_MODEL = (0.5, 0.4, 0.1)  # facts inside half of the worlds, further out inside nine tenths, outside
LIKELY = 0.05  # as many misses or more: less often than this is not by chance
YEARS = (3, 10)  # in which the map is held against chance
SCORE = (
    "The score is the mean over τ in .05, .25, .5, .75, .95 of (v(y) − v(q))(τ − 1[v(y) < v(q)]), where q is the "
    "quantile τ of what is predicted, y the fact (of a range what is nearest to the median) and v(x) = ln(x + ½) for "
    "numbers of people or groups, ln(x + 0.01) for shares and ratios; so 0 counts as half of one. Log error is v of "
    "the median less v of the fact, width v(p95) − v(p5). A bound has no score. The error of a difference is from "
    "leaving out one series after the other; intervals of shares are Wilson's, of 95 %, as if facts were independent."
)
MARKS = (
    f"A fact is *{HELD_OUT}* and counts unless it was *{USED}*, looked at while a rule or a range was made, or is an "
    f"*{INPUT}* in disguise, which one or a few inputs set nearly alone: shown, and never counted. Where a place is "
    "known because a group took place there, worlds in which none did are left out of its rows, and their share is "
    "told apart."
)


def main(lab: Laboratory, ensemble: Ensemble, quick: bool = False, worlds: int = WORLDS) -> Finding:
    """The table of facts and predictions, its figure, and what it says."""
    number = WORLDS_QUICK if quick else worlds
    with lab.staffed():
        facts = validated(lab, all_series(), ensemble, number)
        made = pd.concat([facts, against_chance(lab, ensemble, number, YEARS)], ignore_index=True)
    return answered(made, ensemble, number)


def answered(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> Finding:
    """Whether the model is at least as good as the sheet, how many facts lie where they should, and whether a right
    model would miss as many; bounds are counted apart."""
    facts, chance = (made[(made["series"] == CHANCE) == null] for null in (False, True))
    known, bounds = (facts[(facts["verdict"] != NOTHING) & (is_bound(facts) == bound)] for bound in (False, True))
    told, over = marked(known, COUNTED), held(marked(facts, COUNTED))
    inside = int(told["verdict"].isin((WELL, WITHIN)).sum())
    odds, unexpected = _odds(len(told) - inside, len(told)), known["expected"].eq("") & known["verdict"].eq(OUTSIDE)
    rows = summary(facts)
    rows.append(_row("outside, and not expected to be, of all", share_of(int(unexpected.sum()), len(known))))
    if len(bounds):
        rows.append(_row("bounds that are kept", share_of(int((bounds["verdict"] == KEPT).sum()), len(bounds))))
    rows += [
        _row(
            f"communes with a group over those by chance, {row['figure'].split(', ')[-1]}",
            f"{row['p50']:.2f} ({row['p5']:.2f} to {row['p95']:.2f})",
            "no better than chance" if row["p5"] <= 1 <= row["p95"] else "differs from chance",
        )
        for row in chance.to_dict("records")
    ]
    good = "At least as good as" if over.is_as_good else "Not as good as"
    return Finding(
        answer=f"{good} ten lines of arithmetic: score {over.first:.3f} against {over.second:.3f}"
        if over.facts
        else "Not told: no fact held out is predicted by both",
        sure=f"over {over.facts} facts held out{_error(over)}" if over.facts else "not told",
        sentence=(
            f"{first_line(facts)} {also(facts)} Of {len(told)} facts held out that the model predicts {inside} lie in "
            "nine tenths of its worlds."
        ).replace("  ", " "),
        follows=_follows(facts, known),
        rows=pd.DataFrame(rows),
        overturns=f"{turned(facts)} {_overturns(told)}",
        method=f"{in_words(made, ensemble, worlds)} Of a right model, so many facts held out would be missed in very "
        f"roughly {odds:.1%} of cases.",
        table=made.drop(columns=["programme", "why", "source"]),
        figure=validation_figure(made),
        lines=cells(made, worlds),
    )


def _error(over: Held) -> str:
    return "" if isnan(over.error) else f"; the difference, {over.difference:+.3f}, has an error of {over.error:.3f}"


def _follows(facts: pd.DataFrame, known: pd.DataFrame) -> str:
    """What an authority may take from it."""
    over = held(marked(facts, COUNTED))
    better = over.facts and over.is_as_good and over.is_plain
    missed = ", ".join(known.loc[known["verdict"] == OUTSIDE, "programme"].unique()) or "nothing"
    return (
        f"How many groups and people a number of facilitators makes {_on_paper(bool(better))}. Only the model says "
        "where, who, what runs short and when, and what a way of deciding changes; of facts that it alone predicts "
        f"{unpredicted(known)} lie in nine tenths of the worlds. It missed {missed}."
    )


def _on_paper(better: bool) -> str:
    return (
        "is said better by it than by a sheet of paper" if better else "can as well be worked out on a sheet of paper"
    )


def _overturns(told: pd.DataFrame) -> str:
    """The facts that would have to be otherwise: those nearest to the edge of nine tenths of the worlds."""
    if told.empty:
        return "Any fact that is held out and predicted: there is none."
    beyond = np.maximum(told["low"] - told["p95"], told["p5"] - told["high"]) / (told["p95"] - told["p5"])
    most, out = _most_missed(len(told)), told["verdict"] == OUTSIDE
    missed = int(out.sum())
    if missed > most:
        nearest = told.loc[beyond[out].sort_values().index[: missed - most]]
        return (
            f"Another observation of these, which come nearest to the worlds: {_named(nearest)}. With them inside, "
            f"{most} of {len(told)} outside would be what chance allows a right model in {1 - LIKELY:.0%} of cases, "
            "roughly."
        )
    nearest = told.loc[beyond[~out].sort_values(ascending=False).index[: most + 1 - missed]]
    return (
        f"Another observation of these, which lie nearest to the edge: {_named(nearest)}. With them outside, a right "
        f"model would miss so many in less than {LIKELY:.0%} of cases, roughly."
    )


def _named(rows: pd.DataFrame) -> str:
    return "; ".join(
        f"{row['programme']}, {row['figure']} (observed {fact_of(row['low'], row['high'])}, nine worlds in ten "
        f"{interval(row['p5'], row['p95'])})"
        for row in rows.to_dict("records")
    )


def _odds(outside: int, told: int) -> float:
    """How often a right model would miss so many facts or more."""
    return float(binom.sf(outside - 1, told, OF_A_RIGHT_MODEL[-1]))


def _most_missed(told: int) -> int:
    return max(missed for missed in range(told + 1) if not _odds(missed, told) < LIKELY)


def _row(what: str, model: str, verdict: str = "–") -> dict[str, str]:
    return {"facts": what, "model": model, "sheet": "–", "verdict": verdict}


def in_words(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> str:
    """How many facts are predicted, which are missed, and how it is reckoned."""
    facts = made[made["series"] != CHANCE]
    count = facts["verdict"].value_counts()
    told = len(facts) - count.get(NOTHING, 0)
    missed = facts[facts["verdict"] == OUTSIDE]
    text = (
        f"{worlds} worlds of the ensemble {ensemble.name} ({ensemble.about.get('title', 'untitled')}). Of {len(facts)} "
        f"facts of {facts['series'].nunique()} series to which nothing is fitted, {told} are predicted by at least ten "
        f"worlds: {count.get(WELL, 0)} lie inside the middle half of what is predicted, {count.get(WITHIN, 0)} further "
        f"out inside nine tenths, and {len(missed)} outside; of a right model half would lie in the first, and one in "
        f"ten outside. Of bounds, a weak test which is counted apart, {count.get(KEPT, 0)} of {is_bound(facts).sum()} "
        "hold. How often it would miss so many is rough: facts share one model and one ensemble, and ranges and "
        f"figures of few values are missed less often than one in ten. {MARKS} The sheet is "
        "`experiments/studies/sheet.py`: facilitator-years, times a cadence, times the size of a group, over the "
        f"ranges that the model declares, weighted by the totals of {totals_of(ensemble).title}. {SCORE} "
    )
    text += " ".join(
        f"Outside: {row['programme']}, {row['figure']}{_because(row)}" for row in missed.to_dict("records")
    )
    return f"{text} {_chance(made[made['series'] == CHANCE])}".replace("  ", " ")


def _because(row: dict) -> str:
    """Whether a failure was expected, and why."""
    expected = "expected" if row["expected"] else "not expected"
    return f" ({expected}). {row['why']}" if row["why"] else f" ({expected}, not explained)."


def _chance(rows: pd.DataFrame) -> str:
    said = " and ".join(
        f"{row['p50']:.2f} times those that chance gives in {row['figure'].split(', ')[-1]} "
        f"({row['p5']:.2f} to {row['p95']:.2f})"
        for row in rows.to_dict("records")
    )
    return f"Communes with a group are {said}; chance places as many groups at random, by population."


QUESTION = Question(
    main,
    (Number("worlds", WORLDS, 1, "Sets of the ensemble, each with a seed of its own."),),
    ensemble=True,
    asked=lambda worlds: (20 * worlds, 5),
)
