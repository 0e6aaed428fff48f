"""What a browser needs to tell what a run avoids (`scripts/savings.js`), as `models.outcomes.footprint` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.ensembles.ensemble import certain_of
from contagion.experiments.ensembles.readings import NOTHING_LASTS
from contagion.models.outcomes.cohorts import LEVELS, NODES_A_YEAR
from contagion.models.outcomes.footprint import DRAWS, Assumptions, stream_of
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.models.scenarios.scenario import Scenario

SAVERS = tuple(f"counted.{name}" for name in ("week", "level", "completed", "spills"))
"""Tables in which they are."""


def savings(base: Scenario, ensemble: Ensemble) -> dict[str, Any]:
    """The laws of what is assumed, each with the key of its chance, and how savers are shared out. The laws stand there
    once for each account by which a tonne is priced: the usual one, and the one by which nothing lasts."""
    footprint, own = base.parameters.footprint, certain_of(ensemble, base)
    accounts = [own] if own else [own, NOTHING_LASTS.certain_of(base)]
    return {
        "laws": [
            {name.partition(".")[2]: [*law, str(stream_of(name).key)] for name, law in laws.items()}
            for laws in (Assumptions.laws(footprint, certain) for certain in accounts)
        ],
        "draws": DRAWS,
        "cap": footprint.cap,
        "spread": footprint.spread,
        "levels": LEVELS.tolist(),
        "weeks": WEEKS_A_YEAR // NODES_A_YEAR,
        "weeks_a_year": WEEKS_A_YEAR,
    }
