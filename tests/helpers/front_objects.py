"""One of each object of the front door: for tests."""

from pathlib import Path
from typing import Any

import contagion as ct
from contagion.experiments.verbs.calibrate.answer import Calibration
from contagion.experiments.verbs.discover.answer import Discovery
from contagion.experiments.verbs.spend.answer import Spending
from contagion.experiments.verbs.worth_knowing.answer import WorthKnowing
from contagion.models.runs.simulation import territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers import calibration_by_hand, discovery_by_hand, spent_by_hand, worth_knowing_by_hand


def everything() -> list[Any]:
    """One of each object."""
    return [
        ct.run("ref", years=1),
        ct.many("ref", seeds=2, years=1),
        ct.compare("ref", "lowloss", seeds=2, years=1),
        ct.sweep({"training.places": [5, 10]}, seeds=2, years=1),
        ct.limits("ref", seeds=2, years=1),
        ct.levers("ref", seeds=2, years=1),
        ct.territory(),
        Spending(spent_by_hand.by_hand(), territory_for(read()), of_programme=False),
        Discovery(discovery_by_hand.discovery()),
        WorthKnowing(worth_knowing_by_hand.found()),
        Calibration(calibration_by_hand.calibrated(), Path("store")),
    ]
