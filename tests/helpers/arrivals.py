"""Registrations that arrive at random."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from contagion.models.records import NONE, WORD_OF_MOUTH
from tests.helpers.inspected import InspectedRun
from tests.helpers.telling import CERTAIN, tell


class SteadyArrivals(InspectedRun):
    """While a group recruits, a Poisson number of residents registers each week; nothing else brings anybody."""

    rate = 0.9

    def arrive(self) -> None:
        """Those who arrive are told so strongly that they register, and nobody else is told."""
        number = self.draws.stream("test: arrivals").poisson(self.rate, self.week) if self.recruiting_groups else 0
        people = self.world.anyone(self.week * 64 + np.arange(number)).tolist()
        tell(self, WORD_OF_MOUTH, [(person, int(NONE), CERTAIN) for person in people])

    REPLACED: Mapping[str, Any] = {"registering": arrive}


OPEN = [
    "demand.distance_km=inf", "demand.waiting_loss_per_year=0", "population.slot_share=1", "group.no_show=0",
    "training.founders=1", "training.active_share=1", "training.places=0", "facilitation.leaders=1",
    "retention.loss_per_year=0", "invitations.per_facilitator=0", "invitations.per_completer=0",
    "partners.in_house_share=0",
]  # fmt: skip
