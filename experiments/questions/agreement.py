"""Does what was short agree with what would have helped? Over scenarios that are poor in one thing or another, each in
the worlds of an ensemble, what was short in most weeks of their runs (`models/outcomes/shortages.py`) is set against
the highest elasticity of people reached (`contagion limits`). What a scenario sets it sets in all worlds; all else is
as it is in each. Nothing is left out: where the two disagree, the table says so.

    contagion question agreement --worlds 40 --yes
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from scipy.stats import binomtest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions.publishing import Finding, Number, Question
from contagion.experiments.verbs.limits.work import BASE, above, gains, limits
from contagion.models.outcomes.shortages import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.scenarios.scenario import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contagion.experiments.ensembles.ensemble import Ensemble
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


@dataclass(frozen=True)
class Verdict:
    """What was short, and what would have helped, in one scenario.

    Attributes
    ----------
    short : str
        What was short in most weeks (`SHORTAGES`), empty where nothing can be said; and in which share of them.
    helps : str
        The capacity with the highest elasticity, empty where none can be told from 0.
    agrees : str
    """

    short: str
    share: float
    helps: str
    agrees: str


def verdict(found: Limits) -> Verdict:
    """Of the runs of a scenario."""
    most, share = most_of_the_time(found, "short_", SHORTAGES)
    first = found.table.iloc[0]
    if not most or not first["elasticity_low"] > 0:
        return Verdict(most, share, "", SAYS_NOTHING)
    helps = str(first["capacity"])
    like = set(found.table.loc[found.table["like_first"], "capacity"])
    agrees = AGREES if POINTS_TO[most] == helps else LIKE_FIRST if POINTS_TO[most] in like else DISAGREES
    return Verdict(most, share, helps, agrees)


def in_training(found: Limits) -> Verdict:
    """The same of training seats and those who take them: which of the two would help more."""
    most, share = most_of_the_time(found, "short_in_training_", TRAINING_SHORTAGES)
    asked, other = IN_TRAINING.get(most, ("", ""))
    if not {asked, other} <= set(found.table["capacity"]):
        return Verdict(most, share, "", SAYS_NOTHING)
    more = (each := gains(found.made, found.table))[asked] - each[other]
    agrees = AGREES if above(more, found.made) else DISAGREES if above(-more, found.made) else LIKE_FIRST
    return Verdict(most, share, asked if more.mean() > 0 else other, agrees)


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
    ensemble: Ensemble | None = None,
) -> pd.DataFrame:
    """A row a scenario: what was short, the elasticities, and whether they agree; in so many worlds of an ensemble, or
    with so many seeds of the one set of values."""
    rows, worlds = [], None if ensemble is None else Worlds(ensemble)
    for name in names:
        path, *settings = SCENARIOS[name]
        found = limits(lab, read(Path(path), settings), years, replicates, worlds=worlds)
        said, of = verdict(found), found.table.set_index("capacity")
        row = {"scenario": name, "short in most weeks": f"{said.short} ({said.share:.0%})" if said.short else "–"}
        row["its elasticity"] = _elasticity(of, POINTS_TO.get(said.short, ""))
        row["highest elasticity"] = _elasticity(of, str(of.index[0]))
        trained = in_training(found)
        row |= {
            "agrees": said.agrees,
            "in the training": f"{trained.short} ({trained.share:.0%})" if trained.short else "–",
        }
        rows.append(row | {"places, wish": _two(of), TRAINING: trained.agrees})
    return pd.DataFrame(rows)


def _elasticity(of: pd.DataFrame, name: str) -> str:
    if name not in of.index or pd.isna(of.loc[name, "elasticity"]):
        return "–"
    middle, low, high = (of.loc[name, f"elasticity{end}"] for end in ("", "_low", "_high"))
    return f"{name} {middle:.2f}" + (f" ({low:.2f} to {high:.2f})" if pd.notna(low) else "")


def _two(of: pd.DataFrame) -> str:
    """Elasticities of training places and of the wish."""
    return ", ".join(f"{of.loc[name, 'elasticity']:.2f}" if name in of.index else "–" for name in ("places", "wish"))


def in_words(made: pd.DataFrame, replicates: int) -> str:
    """How often they agree."""
    count, training = made["agrees"].value_counts(), made[TRAINING].value_counts()
    told = len(made) - count.get(SAYS_NOTHING, 0)
    return (
        f"Of {len(made)} scenarios ({replicates} worlds, ten years), {told} have a highest elasticity that can be told "
        "from 0. "
        f"In {count.get(AGREES, 0)} of these what was short in most weeks is what would have helped most; in "
        f"{count.get(LIKE_FIRST, 0)} it cannot be told apart from that; in {count.get(DISAGREES, 0)} the two disagree. "
        f"In the training (seats or takers, places or wish), {training.get(AGREES, 0)} agree, "
        f"{training.get(LIKE_FIRST, 0)} cannot be told apart, and {training.get(DISAGREES, 0)} disagree."
    )


def answered(made: pd.DataFrame, replicates: int) -> Finding:
    """What is said of the table."""
    count = made["agrees"].value_counts()
    told = len(made) - count.get(SAYS_NOTHING, 0)
    agree, like, apart = (int(count.get(word, 0)) for word in (AGREES, LIKE_FIRST, DISAGREES))
    least, most = (end for end in binomtest(agree, told).proportion_ci(method="wilson")) if told else (0.0, 1.0)
    trusted = least > 0.5
    kinds = made["short in most weeks"].str.partition(" (")[0]
    rows = [_row(f"{kind} short in most weeks", at["agrees"]) for kind, at in made.groupby(kinds, sort=False)]
    disagree = ", ".join(made.loc[made["agrees"] == DISAGREES, "scenario"]) or "none"
    return Finding(
        answer=f"{'Yes' if trusted else 'Not told'}: in {agree} of {told} scenarios; they disagree in {apart}",
        sure=f"agrees in {least:.0%} to {most:.0%} of such scenarios (95 %)",
        sentence=(
            f"In {agree} of {told} scenarios ({least:.0%} to {most:.0%} of such) what was short in most weeks is what "
            f"would have helped most; in {like} it cannot be told apart from that, and in {apart} the two disagree."
        ),
        follows=(
            "What a run says was short may be taken for what to look at first, and `contagion limits` be asked before "
            "money is spent on it."
            if trusted
            else "What a run says was short is no guide to what would help: ask `contagion limits`."
        ),
        rows=pd.DataFrame([*rows, _row("in the training, seats or takers", made[TRAINING])]),
        overturns=f"Scenarios that are poor in something else than these {len(made)}. Those that disagree: {disagree}.",
        method=(
            f"{in_words(made, replicates)} Registrations and receptive people point to registering, groups to leading "
            "time, pairs to the reach of a pair, money to money; in the training, seats to places rather than wish, "
            "takers to wish rather than places ([the ODD](../../models/ODD.md#what-limits)). What was short so names "
            "one of four capacities as the first, and never hosts, rooms, places or wish."
        ),
        table=made,
    )


def _row(what: str, verdicts: pd.Series) -> dict[str, str]:
    count = verdicts.value_counts()
    cells = {word: str(count.get(word, 0)) for word in (AGREES, LIKE_FIRST, DISAGREES)}
    most = str(count.index[0]) if 2 * count.iloc[0] > len(verdicts) else "mixed"
    agree, like, disagree = cells.values()
    return {
        "scenarios": f"{what} ({len(verdicts)})",
        "agree": agree,
        "not told apart": like,
        "disagree": disagree,
        "verdict": most,
    }


def main(lab: Laboratory, ensemble: Ensemble, quick: bool = False, worlds: int = WORLDS) -> Finding:
    """Whether what was short is what would have helped."""
    if quick:
        return answered(table(lab, 2, years=1, names=list(SCENARIOS)[:2], ensemble=ensemble), 2)
    return answered(table(lab, worlds, ensemble=ensemble), worlds)


QUESTION = Question(
    main,
    (Number("worlds", WORLDS, 2, "Worlds for each capacity."),),
    ensemble=True,
    asked=lambda worlds: (9 * len(SCENARIOS) * worlds, 10),
)
