"""What changed against the second edition of the model, and in which direction?

The headline figures of the second edition stand in `edition_2.csv`, taken from its findings. Beside them stand those of
today, asked in the same way over the ensemble: people in three and in ten years; what twice the training places from
the fourth year on, half the loss of facilitators and contagion add; no coordinator against today's split of 80,000
euros a year; half of the money in workshops against the groups alone, in tonnes.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from pathlib import Path
from typing import Any

import pandas as pd

from contagion.experiments.language.sentences import in_a_row
from contagion.experiments.questions.asking import Asked, Asking, over_an_ensemble
from contagion.experiments.questions.in_worlds import by_world, middle, more, of_worlds, share_of_worlds
from contagion.experiments.questions.names import HERE
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.questions.splits import ALONE, HALF, lived, measured
from contagion.experiments.verbs.compare.cases import half_the_loss
from contagion.experiments.verbs.worth_knowing.portfolios import plan
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import found, read
from contagion.sim.statistics.spread import WIDE, spread

FORMER = HERE / "edition_2.csv"
PEOPLE, BASE, TWICE, BUDGET = "participants", "reference", "double_places", 80_000
FIRST_YEARS, LEAST_YEARS = 3, 4  # twice the places begin after three
TODAY, NOBODY = "as today", "no coordinator"
WISHES, LEFT_OVER = {"some": 1 / 3, "none": 0.0}, {"filled": "historical", "empty": "autonomous"}
FEWER = "half the loss of facilitators"
LEVELS = ("people in 3 years", "people in 10 years")  # the others are differences
OF_NORMAL = 2 * 1.6449  # standard deviations between the ends of nine in ten
OF_MEDIAN = 1.2533  # the error of a median over that of a mean
HIGHER, LOWER, TURNED, ALIKE = "higher", "lower", "turned round", "not told apart"


def main(asking: Asking) -> Finding:
    """The figures of both editions, and what they say."""
    years, ensemble = asking.years, asking.ensemble
    with asking.lab.staffed():
        runs = asking.lived(cases())
        pair: list[Asked] = [({"case": name}, read(found(Path(name)))) for name in ("ref", TWICE)]
        twice = by_world(asking.lived(pair, max(years, LEAST_YEARS)).table, "case", PEOPLE)
        half, alone = (
            measured(lived(asking, split), split, years, ensemble).set_index("seed")["tco2e"] for split in (HALF, ALONE)
        )
    rows = runs.rows("years")
    first = rows[(rows["case"] == BASE) & (rows["year"] == min(FIRST_YEARS, years))].set_index("seed")[PEOPLE]
    people = by_world(runs.table, "case", PEOPLE)
    made = figures(first.astype(float), people, twice[TWICE] - twice["ref"], half - alone)
    return answered(made, of_worlds(ensemble, rows), years)


def cases() -> list[Asked]:
    """What is asked but for twice the places, which is a scenario, and the tonnes, which are of splits."""
    made: list[Asked] = [({"case": BASE}, {}), ({"case": FEWER}, lambda here: changed(here, half_the_loss(here)))]
    for wish, share in WISHES.items():
        for left_over, top_up in LEFT_OVER.items():
            values = {"volunteering.wish": share, "training.top_up": top_up, "training.places": 10}
            made.append(({"case": f"{wish}, {left_over}"}, values))
    return [*made, *(({"case": name}, plan(name, BUDGET)) for name in (TODAY, NOBODY))]


def figures(first: pd.Series, people: pd.DataFrame, twice: pd.Series, tonnes: pd.Series) -> dict[str, pd.Series]:
    """The headline figures of today, by world, under the names of `edition_2.csv`."""
    return {
        "people in 3 years": first,
        "people in 10 years": people[BASE],
        "twice the training places": twice,
        FEWER: people[FEWER] - people[BASE],
        "contagion, beside partners": people["some, filled"] - people["none, filled"],
        "contagion, places left over empty": people["some, empty"] - people["none, empty"],
        "no coordinator against today's split": people[NOBODY] - people[TODAY],
        "tonnes, half in workshops against groups alone": tonnes,
    }


def former() -> pd.DataFrame:
    """The headline figures of the second edition, by name."""
    return pd.read_csv(FORMER).set_index("figure")


def direction(before: Mapping[str, Any], now: Mapping[str, float]) -> str:
    """Where a middle of today lies against that of the second edition: told where they differ by more than the 95 %
    interval of their difference, by the number of sets of either; turned round where such a one has another sign."""
    error = OF_MEDIAN * (before["p95"] - before["p5"]) / OF_NORMAL / before["sets"] ** 0.5
    apart = now["p50"] - before["p50"]
    if not abs(apart) > WIDE * hypot(error, now["p50_error"]):
        return ALIKE
    return TURNED if now["p50"] * before["p50"] < 0 else HIGHER if apart > 0 else LOWER


def answered(made: Mapping[str, pd.Series], worlds: str, years: int) -> Finding:
    """What is said of both editions."""
    then, now = former(), {name: spread(values) for name, values in made.items()}
    verdicts = {name: direction({**then.loc[name]}, now[name]) for name in made}
    groups = {of: [name for name, said in verdicts.items() if said == of] for of in (TURNED, LOWER, HIGHER, ALIKE)}
    moved = {of: names for of, names in groups.items() if names and of != ALIKE}
    table = pd.DataFrame(
        {"figure": name, **then.loc[name, ["p5", "p50", "p95", "above_zero"]].add_prefix("edition_2_"), **now[name],
         "verdict": verdicts[name], "source": then.loc[name, "source"]}
        for name in made
    )  # fmt: skip
    return Finding(
        answer="; ".join(f"{len(names)} {of}" for of, names in groups.items() if names),
        sure=f"of {len(made)} figures; 95 % intervals of the difference of the middles",
        sentence=f"Of {len(made)} headline figures of the second edition "
        + "; ".join(f"{len(names)} are {of} ({in_a_row(names)})" for of, names in moved.items())
        + (f"; {len(groups[ALIKE])} are {ALIKE}." if moved else f" all are {ALIKE}."),
        follows="What rested on a figure that is turned round or moved is to be looked at again; what is not told "
        "apart may be cited with today's interval.",
        rows=pd.DataFrame([_row(name, then.loc[name], values, verdicts[name]) for name, values in made.items()]),
        overturns="The second edition's middles are of 100 worlds of 50 sets, each taken twice, and move by about a "
        "tenth from one draw of sets to the next: a verdict rests on both errors.",
        method=f"{worlds}, {years} years each; the figures of the second edition are those of its findings, with their "
        "source in the table of figures. Between the two a pair that applied together leads together and how far "
        "somebody goes is drawn once; a coordinator who is away and none at all are the same weeks; luck counts once "
        "in the likelihood; each rule of deciding weighs what its evidence is worth; what a workshop saves fades as "
        "workshops do. In brackets: the error of the middle, where it is known, and nine worlds in ten.",
        table=table,
    )


def _row(name: str, then: pd.Series, values: pd.Series, verdict: str) -> dict[str, str]:
    is_level = name in LEVELS
    form = "{:,.0f}" if is_level else "{:+z,.0f}"
    before, low, high = (form.format(then[end]) for end in ("p50", "p5", "p95"))
    return {
        "figure": name,
        "second edition": f"{before} ({low} to {high})",
        "more in, then": "–" if pd.isna(then["above_zero"]) else f"{100 * then['above_zero']:.0f} of 100 worlds",
        "today": middle(values) if is_level else more(values),
        "more in, today": "–" if is_level else share_of_worlds(float((values > 0).mean()), len(values)),
        "verdict": verdict,
    }


QUESTION = over_an_ensemble(main)
