"""The facilitator kernel as the specification's own simulation (D01, E12) counts the hazard of stopping."""

import numpy as np

from contagion.models.programme import invariants, layout, week
from contagion.models.programme.model import ConversationModel
from contagion.sim.model import WEEKS_A_YEAR

_, ENDED = week.PLACES["group end"]


class FirstKernel(ConversationModel):
    """Who leads meets 18 weekly hazards for a group of 17 weeks: that of the week in which it ends counts twice. The
    model counts every week once (S13)."""

    def _live_weeks(self, weeks: int) -> None:
        for _ in range(weeks):
            self._live(1, 0, ENDED, over=False)
            self._count_the_week_twice()
            self._live(1, ENDED, len(week.RULES))
            if self.checked:
                invariants.check(self)

    def _count_the_week_twice(self) -> None:
        ended = self.state.array("groups")[self.listed(layout.ENDED_GROUPS)]
        leaders = np.concatenate([ended["leader_a"], ended["leader_b"][ended["leaders"] == 2]])
        rate = self.parameters_at_start.retention.loss_per_year
        self.state.array("facilitators")["loss_clock"][leaders] += rate / WEEKS_A_YEAR
