"""Does the model predict what it was not fitted to: other places, other programmes, chance?

Each file of `experiments/validation` says a programme: facts that the model is told, and facts that it must predict in
each world of an ensemble. Patterns P5 to P7 are among them, and so is a null model: groups placed at random by
population. Nothing is fitted to any of it, and failures stay in the table. With `--document` its page,
`experiments/findings/validate.md`, is written anew.

    contagion question validate --document
"""

from __future__ import annotations

from math import isinf, isnan

import pandas as pd

from experiments.figures.validation import validation_figure
from experiments.questions.publishing import Finding, Number, Question, rows_of
from experiments.studies.ensemble import Ensemble
from experiments.studies.validation import (
    CHANCE,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    against_chance,
    all_series,
    validated,
)
from sim.laboratory.laboratory import Laboratory

WORLDS, WORLDS_QUICK = 100, 3
YEARS = (3, 10)  # in which the map is held against chance


def main(lab: Laboratory, ensemble: Ensemble, quick: bool = False, worlds: int = WORLDS) -> Finding:
    """The table of facts and predictions, its figure, and what it says."""
    number = WORLDS_QUICK if quick else worlds
    with lab.staffed():
        facts = validated(lab, all_series(), ensemble, number)
        made = pd.concat([facts, against_chance(lab, ensemble, number, YEARS)], ignore_index=True)
    text = in_words(made, ensemble, number)
    return Finding(text, made.drop(columns=["programme", "why", "source"]), validation_figure(made), cells(made))


def in_words(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> str:
    """How many facts are predicted, and which are not."""
    facts = made[made["series"] != CHANCE]
    count = facts["verdict"].value_counts()
    told = len(facts) - count.get(NOTHING, 0)
    missed = facts[facts["verdict"] == OUTSIDE]
    text = (
        f"{worlds} worlds of the ensemble {ensemble.name} ({ensemble.about.get('title', 'untitled')}). Of {len(facts)} "
        f"facts of {facts['series'].nunique()} series to which nothing is fitted, {told} are predicted by at least ten "
        f"worlds: {count.get(WELL, 0)} lie inside the middle half of what is predicted, {count.get(WITHIN, 0)} further "
        f"out inside nine tenths, and {len(missed)} outside; of a right model half would lie in the first, and one in "
        f"ten outside. "
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


def cells(made: pd.DataFrame) -> list[str]:
    """The table as people see it, in Markdown: a row a fact, failures in bold."""
    rows = [
        {
            "programme": row["programme"],
            "figure": row["figure"],
            "fact": fact_of(row["low"], row["high"]),
            "half of the worlds": _interval(row["p25"], row["p75"]),
            "nine in ten": _interval(row["p5"], row["p95"]),
            "quantile": "–" if isnan(row["quantile"]) else f"{row['quantile']:.2f}",
            "worlds": row["worlds"],
            "verdict": f"**{row['verdict']}**" if row["verdict"] == OUTSIDE else row["verdict"],
            "expected": row["expected"],
            "why": row["why"],
            "source": row["source"],
        }
        for row in made.to_dict("records")
    ]
    return rows_of(pd.DataFrame(rows))


def fact_of(low: float, high: float) -> str:
    """A fact in words: a value, a range, or a bound."""
    if isinf(low) or isinf(high):
        return f"at most {high:g}" if isinf(low) else f"at least {low:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _interval(low: float, high: float) -> str:
    return "–" if isnan(low) else f"{low:.3g} to {high:.3g}"


QUESTION = Question(
    main,
    (Number("worlds", WORLDS, 1, "Sets of the ensemble, each with a seed of its own."),),
    ensemble=True,
    asked=lambda worlds: (20 * worlds, 5),
)
