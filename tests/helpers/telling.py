"""People told of the groups by a test and not by the model."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from contagion.models.programme.layout import TELLING_ROW
from contagion.models.records import NONE, PITCH
from tests.helpers.inspected import InspectedRun

CERTAIN = 1e9  # a strength nobody resists


def tell(model: InspectedRun, channel: int, rows: Iterable[tuple[int, int, float]]) -> None:
    """Let these people be told this week, with a readiness of 1, and nobody else; and let them decide.

    Parameters
    ----------
    rows : iterable of (person, source, strength)
    """
    told = [(who, source, strength, 1.0, channel, NONE, NONE) for who, source, strength in rows]
    sheet: Any = np.array(told, TELLING_ROW)
    model.state.put("told", sheet)
    model.state.array("n")["told"] = len(sheet)
    model.live_stage("registering")


def told_and_registered(model: InspectedRun, told: dict[int, list[tuple[int, float]]]) -> set[int]:
    """Who registers, of residents told by the given (source, strength) pairs, with a readiness of 1."""
    before = {person.id for person in model.waiting}
    tell(model, PITCH, [(person, *exposure) for person, exposures in told.items() for exposure in exposures])
    return {person.id for person in model.waiting} - before


def next_week(model: InspectedRun) -> None:
    """Let a week pass in which nothing happens."""
    model.state.array("clock")["week"] += 1
