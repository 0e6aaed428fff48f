"""Does the model predict what it was not fitted to: other places, other programmes, chance?

Each file of `experiments/validation` says a programme: facts that the model is told, and facts that it must predict
in each world of an ensemble. A sheet of arithmetic (`experiments.evidence.sheet`) is told the same. Patterns P5 to
P7 are among the facts, and so is a null model: groups placed at random by population. Nothing is fitted to any of it,
failures stay in the table, and what was looked at while the model was made, or is an input in disguise, is marked and
does not count. With `--document` its page, `experiments/findings/validate.md`, is written anew.
"""

from __future__ import annotations

from math import isnan

import pandas as pd
from scipy.stats import binom

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.series import HELD_OUT, INPUT, USED, all_series
from contagion.experiments.evidence.validation import (
    CHANCE,
    KEPT,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    Held,
    against_chance,
    held,
    is_bound,
    validated,
    validation_figure,
)
from contagion.experiments.questions.against_the_sheet import (
    COUNTED,
    also,
    first_line,
    marked,
    share_of,
    summary,
    turned,
    unpredicted,
)
from contagion.experiments.questions.asking import Asking, over_an_ensemble
from contagion.experiments.questions.publishing import Finding, Number
from contagion.experiments.say.sentences import listed
from contagion.models.runs.how_much import WORLDS

WORLDS_QUICK = 3
MISSED = 0.1  # of facts, by a right model: outside nine tenths of the worlds
NAMED = 3  # programmes that were missed
YEARS = (3, 10)  # in which the map is held against chance
SCORE = (
    "The score is the mean quantile score of logarithms over 5, 25, 50, 75 and 95 of 100; errors are from leaving out "
    "one series after the other."
)
MARKS = (
    f"A fact is *{HELD_OUT}* and counts unless it was *{USED}* (looked at for a rule or a range) or is an *{INPUT}* in "
    "disguise."
)


def main(asking: Asking, worlds: int = WORLDS) -> Finding:
    """The table of facts and predictions, its figure, and what it says."""
    lab, ensemble, number = asking.lab, asking.ensemble, asking.much(worlds, WORLDS_QUICK)
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
    odds = float(binom.sf(len(told) - inside - 1, len(told), MISSED))  # of a right model, of so many misses or more
    unexpected = known["expected"].eq("") & known["verdict"].eq(OUTSIDE)
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
        overturns=turned(facts),
        method=f"{in_words(made, ensemble, worlds)} A right model would miss so many in roughly {odds:.1%} of cases.",
        table=made,
        figure=validation_figure(made),
    )


def _error(over: Held) -> str:
    return "" if isnan(over.error) else f"; the difference, {over.difference:+.3f}, has an error of {over.error:.3f}"


def _follows(facts: pd.DataFrame, known: pd.DataFrame) -> str:
    """What an authority may take from it."""
    over = held(marked(facts, COUNTED))
    better = over.facts and over.is_as_good and over.is_plain
    paper = "a sheet of paper"
    on_paper = f"is said better by it than by {paper}" if better else f"can as well be worked out on {paper}"
    programmes = [*known.loc[known["verdict"] == OUTSIDE, "programme"].unique()]
    others = [f"{len(programmes) - NAMED} more"] if len(programmes) > NAMED else []
    missed = listed([*programmes[:NAMED], *others]) if programmes else "nothing"
    return (
        f"How many groups and people a number of facilitators makes {on_paper}. Only the model says where, who, what "
        f"runs short and when; of facts that it alone predicts {unpredicted(known)} lie in nine tenths of the worlds. "
        f"It missed {missed}."
    )


def _row(what: str, model: str, verdict: str = "–") -> dict[str, str]:
    return {"facts": what, "model": model, "sheet": "–", "verdict": verdict}


def in_words(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> str:
    """How many facts are predicted, how many missed, and how it is reckoned."""
    facts = made[made["series"] != CHANCE]
    count = facts["verdict"].value_counts()
    told = len(facts) - count.get(NOTHING, 0)
    missed = facts[facts["verdict"] == OUTSIDE]
    expected = int(missed["expected"].ne("").sum())
    return (
        f"{worlds} worlds of the ensemble {ensemble.name} ({ensemble.about.get('title', 'untitled')}). Of {len(facts)} "
        f"facts to which nothing is fitted, {told} are predicted by ten worlds or more; {len(missed)} lie outside, of "
        f"which {expected} were expected to. {MARKS} The sheet (`experiments/evidence/sheet.py`) is over the "
        f"declared ranges, weighted by the same totals. {SCORE} Sources, and why one was missed, are in the table."
    )


QUESTION = over_an_ensemble(
    main,
    numbers=(Number("worlds", WORLDS, 1, "Sets of the ensemble, each with a seed of its own."),),
    asked=lambda worlds: (20 * worlds, 5),
)
