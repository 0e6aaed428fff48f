"""Does the model predict what it was not fitted to: other places, other programmes, chance?

Each file of `experiments/validation` says a programme: facts that the model is told, and facts that it must predict in
each world of an ensemble. Patterns P5 to P7 are among them, and so is a null model: groups placed at random by
population. Nothing is fitted to any of it, and failures stay in the table. With `--document` its page,
`experiments/findings/validate.md`, is written anew.

    contagion question validate --document
"""

from __future__ import annotations

from math import isinf, isnan

import numpy as np
import pandas as pd
from scipy.stats import binom

from experiments.figures.validation import validation_figure
from experiments.questions.publishing import Finding, Number, Question, rows_of
from experiments.studies.ensemble import Ensemble
from experiments.studies.how_much import WORLDS
from experiments.studies.validation import (
    CHANCE,
    KEPT,
    NOTHING,
    OUTSIDE,
    WELL,
    WITHIN,
    against_chance,
    all_series,
    is_bound,
    validated,
)
from sim.laboratory.laboratory import Laboratory

WORLDS_QUICK = 3
OF_A_RIGHT_MODEL = (0.5, 0.4, 0.1)  # facts inside half of the worlds, further out inside nine tenths, outside
SAID = {WELL: "inside half of the worlds", WITHIN: "further out, inside nine tenths", OUTSIDE: "outside nine tenths"}
LIKELY = 0.05  # as many misses or more: less often than this is not by chance
YEARS = (3, 10)  # in which the map is held against chance


def main(lab: Laboratory, ensemble: Ensemble, quick: bool = False, worlds: int = WORLDS) -> Finding:
    """The table of facts and predictions, its figure, and what it says."""
    number = WORLDS_QUICK if quick else worlds
    with lab.staffed():
        facts = validated(lab, all_series(), ensemble, number)
        made = pd.concat([facts, against_chance(lab, ensemble, number, YEARS)], ignore_index=True)
    return answered(made, ensemble, number)


def answered(made: pd.DataFrame, ensemble: Ensemble, worlds: int) -> Finding:
    """How many facts lie where they should, and whether a right model would miss as many; bounds are counted apart."""
    facts, chance = (made[(made["series"] == CHANCE) == null] for null in (False, True))
    told, bounds = (facts[(facts["verdict"] != NOTHING) & (is_bound(facts) == bound)] for bound in (False, True))
    count = {verdict: int((told["verdict"] == verdict).sum()) for verdict in (WELL, WITHIN, OUTSIDE)}
    inside, odds = count[WELL] + count[WITHIN], _odds(count[OUTSIDE], len(told))
    right = len(told) > 0 and not odds < LIKELY
    rows = [
        {
            "facts": SAID[verdict],
            "found": f"{number} of {len(told)}",
            "of a right model": f"{share * len(told):.0f}",
            "verdict": "too many" if verdict == OUTSIDE and not right else "–",
        }
        for (verdict, number), share in zip(count.items(), OF_A_RIGHT_MODEL, strict=True)
    ]
    unexpected = int((told["expected"].eq("") & told["verdict"].eq(OUTSIDE)).sum())
    rows.append(_count("outside, and not expected to be", unexpected, len(told)))
    if len(bounds):
        rows.append(_count("bounds that are kept", int((bounds["verdict"] == KEPT).sum()), len(bounds)))
    rows += [
        {
            "facts": f"communes with a group over those by chance, {row['figure'].split(', ')[-1]}",
            "found": f"{row['p50']:.2f} ({row['p5']:.2f} to {row['p95']:.2f})",
            "of a right model": "–",
            "verdict": "no better than chance" if row["p5"] <= 1 <= row["p95"] else "differs from chance",
        }
        for row in chance.to_dict("records")
    ]
    missed = ", ".join(facts.loc[facts["verdict"] == OUTSIDE, "programme"].unique()) or "nothing"
    return Finding(
        answer=f"{'Yes' if right else 'Partly'}: {inside} of {len(told)} facts lie in nine tenths of the worlds",
        sure=f"a right model would miss so many in very roughly {odds:.1%} of cases" if len(told) else "not told",
        sentence=(
            f"Of {len(told)} facts to which nothing is fitted, {count[WELL]} lie in the middle half of the worlds, "
            f"{inside} in nine tenths and {count[OUTSIDE]} outside, where a right model would have "
            f"about {0.1 * len(told):.0f}."
        ),
        follows=(
            "What the model says of a place or programme of which nothing was observed is "
            f"{'borne out by these facts' if right else 'no forecast'}; it missed {missed}."
        ),
        rows=pd.DataFrame(rows),
        overturns=_overturns(told),
        method=in_words(made, ensemble, worlds),
        table=made.drop(columns=["programme", "why", "source"]),
        figure=validation_figure(made),
        lines=cells(made),
    )


def _overturns(told: pd.DataFrame) -> str:
    """The facts that would have to be otherwise: those nearest to the edge of nine tenths of the worlds."""
    if told.empty:
        return "Any fact that is predicted: there is none."
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
        f"{_interval(row['p5'], row['p95'])})"
        for row in rows.to_dict("records")
    )


def _odds(outside: int, told: int) -> float:
    """How often a right model would miss so many facts or more."""
    return float(binom.sf(outside - 1, told, OF_A_RIGHT_MODEL[-1]))


def _most_missed(told: int) -> int:
    return max(missed for missed in range(told + 1) if not _odds(missed, told) < LIKELY)


def _count(what: str, number: int, of: int) -> dict[str, str]:
    return {"facts": what, "found": f"{number} of {of}", "of a right model": "–", "verdict": "–"}


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
        f"ten outside. Of bounds, a weak test which is counted apart, {count.get(KEPT, 0)} of {is_bound(facts).sum()} "
        "hold. How often it would miss so many is rough: it is worked out as if facts were independent, but they share "
        "one model and one ensemble, and ranges and figures of few values are missed less often than one in ten. "
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
