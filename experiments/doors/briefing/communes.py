"""The communes of a territory in scenarios that were run in the same worlds: what happened there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.experiments.doors.briefing.courses import placed, tidy
from contagion.experiments.lab.by_commune import PER

if TYPE_CHECKING:
    from contagion.models.territory.territory import Territory
    from contagion.sim.chance.draws import Floats
    from contagion.sim.laboratory.laboratory import Runs

COUNTS = ("participants", "groups", "facilitators_active")
FLOWS = 2  # of these add up; the last is a stock


def in_communes(runs: Runs, years: int, territory: Territory, past: int = 0) -> Floats:
    """What there was in each commune from the end of a past up to the end of each year in runs of a scenario: array
    (counts, worlds, years after the past, C)."""
    rows = runs.rows("communes", ["year", "commune", *COUNTS])
    worlds = np.unique(runs.labels["seed"]).tolist()
    made = placed(rows, {"seed": worlds, "year": range(1, years + 1), "commune": territory.codes}, COUNTS)
    ahead = made[:, :, past:]
    ahead[:FLOWS] = ahead[:FLOWS].cumsum(axis=2)
    return ahead


def communes(made: Floats, scenarios: Sequence[str], territory: Territory, past: int = 0) -> pd.DataFrame:
    """What there is in the middle of the worlds, of what is counted a whole one, and in which share of them there is
    anything, there and everywhere; `made`: array (counts, scenarios, worlds, years, C), whose years follow a past."""
    people, groups, _ = made
    reached = {"with_people": (people > 0).mean(axis=1), "with_group": (groups > 0).mean(axis=1)}
    everywhere = np.broadcast_to((people > 0).all(axis=3).mean(axis=1)[:, :, None], reached["with_people"].shape)
    whole = np.quantile(made[1:], 0.5, axis=2, method="lower")
    middle = np.stack([np.median(people, axis=1), *whole])
    return _table(scenarios, territory, middle, past, **reached, everywhere=everywhere)


def _table(scenarios: Sequence[str], territory: Territory, middle: Floats, past: int, **more: Floats) -> pd.DataFrame:
    """Medians of the counts, array (counts, scenarios, years, C), and further columns; a row a scenario, year and
    commune."""
    people, groups, facilitators = middle
    residents = territory.residents.sum(axis=1).astype(float)
    per_1000 = PER * people / np.where(residents > 0, residents, np.nan)
    axes = {"scenario": scenarios, "year": range(past + 1, past + people.shape[1] + 1), "commune": territory.codes}
    table = tidy(axes, per_1000=per_1000, groups=groups, facilitators=facilitators, **more)
    table.insert(3, "name", np.tile(np.array(territory.names, object), len(table) // len(territory)))
    return table
