"""What mixes of levers bring by a law that is known, in place of runs: for tests."""

from contextlib import nullcontext
from functools import cache
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.spend.mixes import Design, Trials
from contagion.experiments.commands.spend.work import Spending, find_ways
from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.experiments.say.levers import SOLD, Lever
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import priced
from contagion.models.scenario import Scenario, read

PLACES, CONTACTS, EVENTS, LETTERS = (
    "training.places",
    "partners.contacts_per_month",
    *(f"outreach.{name}" for name in ("events_per_year", "letters")),
)
TWO: tuple[Lever, ...] = tuple(one for one in SOLD if one.parameter in (PLACES, EVENTS))
FEW = Design(worlds=20, survivors=(4, 3), among=(2, 2), climbs=3)
YEARS = 10
GROUP, SEAT, EVENT = 350.0, 700.0, 500.0  # euros, the groups' without rooms of partners
COMPLETE = 0.75  # of those who come
LOW, HIGH = 0.5, 2.0  # tonnes a person, by two draws
TURNED = 0.1  # a receptive share below which events drive people away


class ByHand(Trials):
    """By law: each year, for each thousand euros of places and of events, people as their square roots, 7 to 3; a
    group for each hundred of them, which costs as well. In world n there are n people more, without anything too."""

    def runs(self, mixes: Any, numbers: Any) -> Any:
        labels = pd.DataFrame([{"scenario": name, "seed": n} for name in mixes for n in numbers])
        scenarios = labels.assign(years=self.years)
        return SimpleNamespace(
            mixes=mixes, labels=labels, table=scenarios, store=SimpleNamespace(about={}), rows=lambda _: scenarios
        )

    def outcomes(self, runs: Any) -> pd.DataFrame:
        rows = []
        for name, n in runs.labels.to_numpy():
            before, world = self.scenario.parameters, self.parameters(n)
            more = {parameter: value - before.get(parameter) for parameter, value in runs.mixes[name].items()}
            rows.append({"scenario": name, "seed": n, **lived(more, n, world.receptivity.share)})
        return pd.DataFrame(rows)

    def saved(self, runs: Any, names: Any, certain: Any = ()) -> Any:
        """By two draws; half of it where something is certain."""
        people = self.outcomes(runs).pivot(index="scenario", columns="seed", values="people")
        each = np.array([LOW, HIGH]) * (0.5 if certain else 1)
        return {name: people.loc[name].to_numpy()[:, None] * each for name in names}


def lived(more: dict[str, float], number: int, receptive: float) -> dict[str, float]:
    """What a mix brings in a world: `more` of each parameter."""
    events, places = more.get(EVENTS, 0) * EVENT, more.get(PLACES, 0) * SEAT
    by_events = sqrt(0.3 * events / 1000) * (1 if receptive > TURNED else -1)
    gained = 1000 * (by_events + sqrt(0.7 * places / 1000))
    euros = dict.fromkeys(ITEMS, 0.0) | {"event": events, "seat": places, "kit": max(gained, 0) / 100 * GROUP / YEARS}
    return {
        "people": 2000 + number + gained,
        "completers": COMPLETE * (2000 + number + gained),
        "communes": 20 + places / SEAT,
        "groups": 25.0,
        "seats": 10.0,
        **euros,
        "euros": sum(euros.values()),
    }


@cache
def ensemble(turned: float = 0.0) -> Ensemble:
    """Sets of two uncertain numbers and the rule; in a share of them events drive people away."""
    share = np.where(np.arange(60) % 10 < 10 * turned, 0.05, 0.25) + np.arange(60) / 6000
    table = pd.DataFrame(
        {RULE: np.resize(RULES, 60), "receptivity.share": share, "group.dropout": np.linspace(0.1, 0.3, 60)}
    )
    return Ensemble("handmade", table, {})


def worlds(sets: Ensemble = ONE_SET, scenario: Scenario | None = None) -> ByHand:
    lab: Any = SimpleNamespace(keep_workers=nullcontext)  # it is asked for nothing
    return ByHand(lab, scenario or read(), sets, YEARS)


@cache
def by_hand(sets: Ensemble = ONE_SET, budget: float = 10_000, sold: tuple[Lever, ...] = TWO) -> Spending:
    """What is found there, looked for once."""
    at = priced(read())
    return find_ways(worlds(sets, at.scenario), at, budget, FEW, sold)
