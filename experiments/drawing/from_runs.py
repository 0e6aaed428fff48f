"""What all answers of the front door have that were worked out from runs of one scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


class FromRuns:
    """An answer that was worked out from runs of a scenario.

    Attributes
    ----------
    scenario : Scenario
        Its effort fitted to the territory.
    runs : Runs
    """

    scenario: Scenario
    runs: Runs

    @property
    def provenance(self) -> dict[str, Any]:
        """What the runs were made with."""
        from contagion.experiments.lab.lab import made_with

        return made_with(self.runs, scenarios=[self.scenario])
