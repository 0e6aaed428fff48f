"""Does a calibration know what it says it knows? Data like the real ones, self-made, of which the truth is known.

A run of one of many sets of values, with the errors of Besançon's targets, is what might have been observed; those that
come near to what was observed are taken for the data (`experiments/evaluation/honesty.py`), one after the other, and
all other sets are weighted by them. If that is right, the truth is anywhere in what is known of it, half of the time
below the middle: of people foretold, whose mean rank is between .45 and .55, and of each number.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binom

from contagion.experiments.drawing.style import BLUE, GREY, VERMILLION, styled, titled
from contagion.experiments.ensembles.calibration import RULES
from contagion.experiments.ensembles.targets import read_targets
from contagion.experiments.evaluation.honesty import FORETOLD, LATER, NEAR, SEEDS, SelfMade, covered, ratios, self_made
from contagion.experiments.questions.publishing import Finding, Question
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.laboratory import Laboratory

BINS = 5
SETS, QUICK = 2048, 64  # under each rule of deciding
LEAST, MOST = 0.45, 0.55  # between which the mean rank of people foretold is to lie
NARROWED = 0.9  # of the prior variance: where less is left of a number, something is learned of it
BY_CHANCE, SURE = 0.002, 0.95  # an interval that is right lies outside that often; so many do not in 95 of 100 cases
LEARNED, IDLE = "numbers of which something is learned", "other numbers"
RIGHT, WIDE, NARROW = "as often as they say", "more often than they say", "less often than they say"
INSIDE, FEW, MANY = "where it should be", "too few people are foretold", "too many people are foretold"
UNTOLD = "not told from where it should be"
NAMES = {
    FORETOLD[0]: f"people in the {LATER} years after, same run",
    FORETOLD[1]: "people in all by then, same run",
    FORETOLD[2]: f"people in the {LATER} years after, luck drawn anew",
}
SHOWN = (
    *("training.active_share", "volunteering.wish", "retention.loss_per_year", "facilitation.rest_weeks"),
    *("receptivity.share", *FORETOLD),
)
"""Those of which Besançon's targets say most, and what is foretold."""


def main(lab: Laboratory, quick: bool = False) -> Finding:
    """Mean ranks of the truths, how often intervals hold them, and what they say."""
    found = self_made(lab, read(), read_targets(Path("besancon")), QUICK if quick else SETS)
    return answered(found, _figure(found.ranks))


def answered(found: SelfMade, drawn: Figure | None) -> Finding:
    """What is said of the ranks."""
    table = _table(found)
    first, second, third = of = [table[table["number"] == name].iloc[0] for name in FORETOLD]
    numbers, data, ratio = table[~table["number"].isin(FORETOLD)], len(found.ranks), first["ratio"]
    of_numbers = held_as(numbers)
    furthest = numbers.loc[(numbers["held"] - numbers["share"]).abs().idxmax()]
    return Finding(
        answer=f"People foretold: mean rank {_rank(first)}; intervals hold numbers {of_numbers}",
        sure=f"{data} data sets like the real ones; the middle foretold is {ratio:.2f} of the truth",
        sentence=f"Of {data} self-made data sets like the real ones, the truth lies at mean rank {_rank(first)} of "
        f"people foretold for the {LATER} years after ({_rank(second)} of all people by then, {_rank(third)} where "
        f"luck is drawn anew; .5 if all is right), and the middle that is foretold is {ratio:.2f} of the truth; "
        f"intervals of numbers hold it {of_numbers}.",
        follows=_follows(rank_as(first), of_numbers),
        rows=_rows(of, table[table["number"] == FORETOLD[0]], numbers),
        overturns="A truth that no set of values of the model makes: all truths here are the model's own. Sets of a "
        "calibration that are found by its search, or drawn by their weights, and do not hold it as these do: that was "
        f"not tried. Of the numbers, the furthest from what it says is {furthest['number']}: {furthest['held']:.0%} "
        f"where {furthest['share']:.0%} is said; one that is right lies beyond {furthest['least']:.0%} to "
        f"{furthest['most']:.0%} in {1000 * BY_CHANCE:.0f} of 1,000 cases.",
        method=_in_words(found, numbers),
        table=table,
        figure=drawn,
    )


def _table(found: SelfMade) -> pd.DataFrame:
    """How often intervals hold the truth and its mean rank, what is left of each number, and how people foretold
    compare with the truth."""
    table = covered(found.ranks).merge(ratios(found.foretold), how="left", on="number")
    table = table.assign(left=table["number"].map(found.left))
    kinds = (table["left"] < NARROWED).map({True: LEARNED, False: IDLE})
    return table.assign(what=kinds.mask(table["number"].isin(FORETOLD), "people foretold"))


def rank_as(row: pd.Series) -> str:
    """Whether a mean rank is where it should be, within its error."""
    rank, error = row["rank"], 2 * row["rank_error"]
    if LEAST <= rank <= MOST:
        return INSIDE
    if rank + error >= LEAST and rank - error <= MOST:
        return UNTOLD
    return FEW if rank > MOST else MANY


def held_as(rows: pd.DataFrame) -> str:
    """Whether intervals hold the truth as often as they say: more of them outside than chance leaves there, and on
    which side most of these are."""
    less, more = (int(one.sum()) for one in (rows["held"] < rows["least"], rows["held"] > rows["most"]))
    if less + more <= binom.ppf(SURE, len(rows), BY_CHANCE):
        return RIGHT
    return NARROW if less >= more else WIDE


def _rank(row: pd.Series) -> str:
    return f"{row['rank']:.2f} ± {2 * row['rank_error']:.2f}"


def _rows(of: list[pd.Series], widths: pd.DataFrame, numbers: pd.DataFrame) -> pd.DataFrame:
    """Mean ranks of what is foretold, how often its first intervals hold the truth, and those of numbers."""
    rows = [
        (f"{NAMES[row['number']]}: mean rank", _rank(row), f"{LEAST:.2f} to {MOST:.2f}", rank_as(row)) for row in of
    ]
    for row in widths.to_dict("records"):
        held, share = f"{row['held']:.0%} ({row['low']:.0%} to {row['high']:.0%})", f"{row['share']:.0%}"
        right = row["low"] <= row["share"] <= row["high"]
        verdict = RIGHT if right else WIDE if row["held"] > row["share"] else NARROW
        rows.append((f"{NAMES[row['number']]}: in {share} intervals", held, share, verdict))
    for name in (LEARNED, IDLE):
        at = numbers[(numbers["what"] == name) & (numbers["share"] == numbers["share"].max())]
        if len(at):
            held = f"{at['held'].mean():.0%} ({at['held'].min():.0%} to {at['held'].max():.0%} by number)"
            share = f"{at['share'].iloc[0]:.0%}"
            rows.append(
                (f"{name} ({len(at)}): in {share} intervals", held, share, held_as(numbers[numbers["what"] == name]))
            )
    return pd.DataFrame(rows, columns=["the truth of", "found", "if all is right", "verdict"])


def _follows(people: str, numbers: str) -> str:
    right = "as far as the model is right and errors of observation are as assumed"
    foretold = {
        INSIDE: "People foretold are neither too few nor too many",
        UNTOLD: "Whether people foretold are too few or too many is not told by so few data sets",
        FEW: "Too few people are foretold, even if the model is right",
        MANY: "Too many people are foretold, even if the model is right",
    }
    ranges = {
        RIGHT: f"can be taken at their word, {right}",
        WIDE: f"are too wide, on the safe side, {right}",
        NARROW: "cannot be taken at their word: they are too narrow, even if the model is right",
    }
    return f"{foretold[people]}; ranges that a calibration gives of numbers {ranges[numbers]}."


def _in_words(found: SelfMade, numbers: pd.DataFrame) -> str:
    once = numbers.drop_duplicates("number")
    learned = once.loc[once["what"] == LEARNED, "number"]
    return (
        f"{found.tried:,} sets are spread evenly over the prior, a third under each of {len(RULES)} rules of deciding. "
        "Each of three runs of a set, with the errors of Besançon's targets, might have been observed; "
        f"{len(found.ranks)} of these, of {found.ranks.index.nunique()} sets, lie within {found.farthest:.1f} errors "
        f"of each target (asked: {NEAR:.0f}) and are the data, since hardly any others are like the real ones, and "
        "over data of all kinds what errs one way here errs the other way there. All other sets are weighted by each, "
        f"with {SEEDS} runs of other seeds, as in a calibration; they count in the mean as {found.count:.0f} "
        "independent ones. ± are two standard errors, brackets 95 % (Wilson) unless they say otherwise. Luck of the "
        "observed run that goes on is no part of what is known of it; where luck is drawn anew there is none. "
        f"Something is learned of {len(learned)} of {len(once)} numbers (less than {NARROWED:.0%} of the prior "
        f"variance left: {', '.join(learned) or 'none'}); the others stay about as wide as they were, and test little. "
        "The verdict is against intervals of numbers if more lie outside what chance allows in "
        f"{1000 * (1 - BY_CHANCE):.0f} of 1,000 cases than it explains in {SURE:.0%}. Not tried: the search in rounds "
        "and the drawing of sets by their weights."
    )


@styled
def _figure(ranks: pd.DataFrame) -> Figure:
    """A panel a number: how often the truth lies in each fifth of what is known."""
    figure, data, sets = Figure(figsize=(11, 5)), len(ranks), ranks.index.nunique()
    low, high = binom.ppf((0.005, 0.995), sets, 1 / BINS) / sets
    edges = np.linspace(0, 1, BINS + 1)
    for place, name in enumerate(SHOWN):
        ax = figure.add_subplot(2, 4, place + 1)
        ax.axhspan(low, high, color=GREY, alpha=0.25, linewidth=0)
        share = np.histogram(ranks[name], edges)[0] / data
        ax.stairs(share, edges, color=VERMILLION if name in FORETOLD else BLUE, linewidth=1.6)
        ax.axvline(ranks[name].mean(), color=GREY, linewidth=1.0, linestyle=":")
        ax.set(title=NAMES.get(name, name), ylim=(0, None), xlim=(0, 1))
        ax.title.set_fontsize(8)
        ax.tick_params(labelsize=8)
    titled(
        figure,
        "Where the truth lies in what a calibration knows of it",
        f"Share of {data} self-made data sets like the real ones of which the truth lies in each fifth of what is "
        "known. Even, about 0.2, if the calibration is honest; heaped to the right: too little is foretold; in the "
        "middle: too wide. Dotted: the mean. Grey: 99 of 100 lie there by chance.",
    )
    return figure


QUESTION = Question(main)
