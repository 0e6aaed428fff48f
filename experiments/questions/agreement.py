"""Does what was short agree with what would have helped? Over scenarios that are poor in one thing or another, each in
the worlds of an ensemble, what was short in most weeks of their runs (`models/outcomes/shortages.py`) is set against
the highest elasticity of people reached (`contagion limits`). What a scenario sets it sets in all worlds; all else is
as it is in each. Nothing is left out: where the two disagree, the table says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions.asking import Asking, over_an_ensemble
from contagion.experiments.questions.publishing import Finding, Number
from contagion.experiments.verbs.limits.work import BASE, gains, limits
from contagion.models.outcomes.shortages import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.compare import by_set

if TYPE_CHECKING:
    from contagion.experiments.verbs.compare.work import Comparison
    from contagion.experiments.verbs.limits.work import Limits
    from contagion.sim.laboratory.laboratory import Laboratory

WORLDS = 40  # of each scenario: of 37 of them and up to ten cases each, as many as an hour allows
POINTS_TO = {
    "registrations": "registering",
    "receptive": "registering",
    "groups": "time",
    "pairs": "pairs",
    "money": "money",
}
"""The capacity that is asked for where something was short: groups are what facilitators lead in their time."""
IN_TRAINING = {"seats": ("places", "wish"), "takers": ("wish", "places")}
"""In the training, the capacity that is asked for, and the one that is not."""
AGREES, LIKE_FIRST, DISAGREES, SAYS_NOTHING = "yes", "not told apart", "no", "nothing to tell"
TRAINING = "agrees in the training"

FEW_HOSTS = ("partners.initial=1", "partners.contacts_per_month=0.5")
OUT_OF_GROUPS = ("training.top_up=autonomous",)
SCENARIOS: Mapping[str, tuple[str, ...]] = {
    "reference": ("ref",),
    "lowloss": ("lowloss",),
    "central": ("central",),
    "cautious": ("cautious",),
    "five_groups": ("five_groups",),
    "kernel": ("kernel",),
    "double_places": ("double_places",),
    "two_sessions": ("two_sessions",),
    "adaptive_places": ("adaptive_places",),
    "solo_after_two": ("solo_after_two",),
    "siloed_pairs": ("siloed_pairs",),
    "students": ("students",),
    "campaign": ("campaign",),
    "end_of_support": ("end_of_support",),
    "budget_60000": ("budget_60000",),
    "demand: outreach 0.4": ("ref", "outreach.factor=0.4"),
    "demand: outreach 0.8": ("ref", "outreach.factor=0.8"),
    "demand: outreach 1.5": ("ref", "outreach.factor=1.5"),
    "demand: outreach 8": ("ref", "outreach.factor=8"),
    "receptive: 1 %": ("ref", "receptivity.share=0.01"),
    "receptive: 0.2 %, outreach 8": ("ref", "receptivity.share=0.002", "outreach.factor=8"),
    "places: 3, few founders": ("ref", "training.places=3", "training.founders=4"),
    "places: 5": ("ref", "training.places=5"),
    "places: 40": ("ref", "training.places=40", "training.outside_places=40"),
    "wish: 0.1, none from outside": ("ref", "volunteering.wish=0.1", *OUT_OF_GROUPS),
    "wish: 0.15, outreach 6": ("ref", "volunteering.wish=0.15", "outreach.factor=6", *OUT_OF_GROUPS),
    "time: rest 30 weeks": ("ref", "facilitation.rest_weeks=30"),
    "time: loss 0.6 a year": ("ref", "retention.loss_per_year=0.6"),
    "pairs: within 2 km": ("ref", "facilitation.pair_distance_km=2"),
    "pairs: within 6 km": ("ref", "facilitation.pair_distance_km=6"),
    "pairs: in one commune": ("ref", "facilitation.pool=commune"),
    "hosts: few": ("ref", *FEW_HOSTS),
    "hosts: few, no letters, no events": ("ref", *FEW_HOSTS, "outreach.letters=0", "outreach.events_per_year=0"),
    "money: 52,000 a year": ("ref", "budget.per_year=52000"),
    "money: 65,000 a year": ("ref", "budget.per_year=65000"),
    "money: 75,000 a year": ("ref", "budget.per_year=75000"),
    "money: 60,000, outreach 0.8": ("ref", "budget.per_year=60000", "outreach.factor=0.8"),
}
"""A scenario of the library, and what is set in it."""


class Verdict(NamedTuple):
    """What was short in most weeks of a scenario, empty where nothing can be said, in which share of them, and whether
    that agrees with what would have helped."""

    short: str
    share: float
    agrees: str

    def __str__(self) -> str:
        return f"{self.short} ({self.share:.0%})" if self.short else "–"


def verdict(found: Limits) -> Verdict:
    """Of the runs of a scenario."""
    most, share = most_of_the_time(found, "short_", SHORTAGES)
    first = found.table.iloc[0]
    if not most or not first["elasticity_low"] > 0:
        return Verdict(most, share, SAYS_NOTHING)
    like = like_first(found)
    asked = POINTS_TO[most]
    return Verdict(most, share, AGREES if asked == first["capacity"] else LIKE_FIRST if asked in like else DISAGREES)


def like_first(found: Limits) -> set[str]:
    """The capacities of which the first is not above, in the mean."""
    each, first = gains(found.made, found.table), found.table["capacity"].iloc[0]
    return {name for name in each if not above(each[first] - each[name], found.made)}


def above(differences: pd.Series, made: Comparison) -> bool:
    """Whether the interval of the mean of differences, by seed, lies above 0."""
    each = differences if made.sets is None else by_set(differences, made.sets(differences.index))
    return bool(each.mean() > made.precision.half(float(np.std(each, ddof=1)), len(each), len(each) - 1))


def in_training(found: Limits) -> Verdict:
    """The same of training seats and those who take them: which of the two would help more."""
    most, share = most_of_the_time(found, "short_in_training_", TRAINING_SHORTAGES)
    asked, other = IN_TRAINING.get(most, ("", ""))
    if not {asked, other} <= set(found.table["capacity"]):
        return Verdict(most, share, SAYS_NOTHING)
    more = (each := gains(found.made, found.table))[asked] - each[other]
    agrees = AGREES if above(more, found.made) else DISAGREES if above(-more, found.made) else LIKE_FIRST
    return Verdict(most, share, agrees)


def most_of_the_time(found: Limits, prefix: str, names: Sequence[str]) -> tuple[str, float]:
    """What was short in most weeks of the runs of the scenario as it is, and in which share; empty if nothing was."""
    runs = found.made.runs.table
    shares = runs.loc[runs["scenario"] == BASE, [f"{prefix}{name}" for name in names]].mean()
    return (str(shares.idxmax()).removeprefix(prefix) if shares.max() > 0 else ""), float(shares.max())


def table(
    lab: Laboratory,
    replicates: int,
    years: int = 10,
    names: Sequence[str] = tuple(SCENARIOS),
    worlds: Worlds | None = None,
) -> pd.DataFrame:
    """A row a scenario: what was short, the elasticities, and whether they agree; in so many worlds, or with so many
    seeds of the one set of values."""
    rows = []
    for name in names:
        path, *settings = SCENARIOS[name]
        found = limits(lab, read(Path(path), settings), years, replicates, worlds=worlds)
        said, trained, of = verdict(found), in_training(found), found.table.set_index("capacity")
        two = (f"{of.loc[one, 'elasticity']:.2f}" if one in of.index else "–" for one in ("places", "wish"))
        row = {
            "scenario": name,
            "short in most weeks": str(said),
            "its elasticity": _elasticity(of, POINTS_TO.get(said.short, "")),
            "highest elasticity": _elasticity(of, str(of.index[0])),
            "agrees": said.agrees,
            "in the training": str(trained),
            "places, wish": ", ".join(two),
        }
        rows.append(row | {TRAINING: trained.agrees})
    return pd.DataFrame(rows)


def _elasticity(of: pd.DataFrame, name: str) -> str:
    if name not in of.index or pd.isna(of.loc[name, "elasticity"]):
        return "–"
    middle, low, high = (of.loc[name, f"elasticity{end}"] for end in ("", "_low", "_high"))
    return f"{name} {middle:.2f}" + (f" ({low:.2f} to {high:.2f})" if pd.notna(low) else "")


def answered(made: pd.DataFrame, replicates: int) -> Finding:
    """What is said of the table."""
    (agree, like, apart), training = _counts(made["agrees"]), _counts(made[TRAINING])
    told = len(made) - int((made["agrees"] == SAYS_NOTHING).sum())
    least, most = (end for end in binomtest(agree, told).proportion_ci(method="wilson")) if told else (0.0, 1.0)
    trusted = least > 0.5
    kinds = made["short in most weeks"].str.partition(" (")[0]
    rows = [_row(f"{kind} short in most weeks", at["agrees"]) for kind, at in made.groupby(kinds, sort=False)]
    disagree = ", ".join(made.loc[made["agrees"] == DISAGREES, "scenario"]) or "none"
    return Finding(
        answer=f"{'Yes' if trusted else 'Not told'}: in {agree} of {told} scenarios; they disagree in {apart}",
        sure=f"agrees in {least:.0%} to {most:.0%} of such scenarios (95 %)",
        sentence=f"In {agree} of {told} scenarios ({least:.0%} to {most:.0%} of such) what was short in most weeks is "
        f"what would have helped most; in {like} it cannot be told apart from that, and in {apart} the two disagree.",
        follows="What a run says was short may be taken for what to look at first, and `contagion limits` be asked "
        "before money is spent on it."
        if trusted
        else "What a run says was short is no guide to what would help: ask `contagion limits`.",
        rows=pd.DataFrame([*rows, _row("in the training, seats or takers", made[TRAINING])]),
        overturns=f"Scenarios that are poor in something else than these {len(made)}. Those that disagree: {disagree}.",
        method=f"Of {len(made)} scenarios ({replicates} worlds, ten years), {told} have a highest elasticity that can "
        f"be told from 0. In {agree} of these what was short in most weeks is what would have helped most; in {like} "
        f"it cannot be told apart from that; in {apart} the two disagree. In the training (seats or takers, places or "
        f"wish), {training[0]} agree, {training[1]} cannot be told apart, and {training[2]} disagree. Registrations "
        "and receptive people point to registering, groups to leading time, pairs to the reach of a pair, money to "
        "money; in the training, seats to places rather than wish, takers to wish rather than places ([the "
        "ODD](../../models/ODD.md#what-limits)). What was short so names one of four capacities as the first, and "
        "never hosts, rooms, places or wish.",
        table=made,
    )


def _counts(verdicts: pd.Series) -> list[int]:
    return [int((verdicts == word).sum()) for word in (AGREES, LIKE_FIRST, DISAGREES)]


def _row(what: str, verdicts: pd.Series) -> dict[str, str]:
    count = verdicts.value_counts()
    cells = zip(("agree", "not told apart", "disagree"), map(str, _counts(verdicts)), strict=True)
    most = str(count.index[0]) if 2 * count.iloc[0] > len(verdicts) else "mixed"
    return {"scenarios": f"{what} ({len(verdicts)})", **dict(cells), "verdict": most}


def main(asking: Asking, worlds: int = WORLDS) -> Finding:
    """Whether what was short is what would have helped."""
    number, years = asking.much((worlds, 10), (2, 1))
    return answered(table(asking.lab, number, years, [*SCENARIOS][: asking.much(None, 2)], asking.over), number)


QUESTION = over_an_ensemble(
    main,
    numbers=(Number("worlds", WORLDS, 2, "Worlds for each capacity."),),
    asked=lambda worlds: (9 * len(SCENARIOS) * worlds, 10),
)
