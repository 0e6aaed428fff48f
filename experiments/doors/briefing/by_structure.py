"""What planners are shown, under every rule of deciding (`experiments.ensembles.structures`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.ensembles.structures import Structures, means_of, people_of, under_rules

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing


def of_briefing(briefing: Briefing) -> Structures | None:
    """The people more by each scenario, ranked where there are several; of one alone, the people it reaches."""
    people = people_of(briefing.ends, "world", "people")
    base, *others = (one.name for one in briefing.scenarios)
    more = people[others].sub(people[base], axis=0) if others else people[[base]]
    ranked = means_of(more) if len(others) > 1 else None
    return under_rules(more, briefing.worlds.ensemble, briefing.scenarios[0], ranked)
