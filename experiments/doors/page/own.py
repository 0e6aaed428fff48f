"""A past of one's own, told on the page itself: what a browser needs to live it in as many worlds as the command does,
and to weigh these in the same way (`experiments.programmes`).

The page of a programme of which nothing is known has a decision for each year that may be past. It sets what is so
anyway; a host dates these decisions and writes into them what was put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.doors.page.numbered import RECORDS
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.programmes import agreeing
from contagion.experiments.programmes.agreeing import TRIED
from contagion.experiments.programmes.known import FLOWS, STOCKS, Year
from contagion.experiments.programmes.lived import FIRST
from contagion.models.parameters import Parameters
from contagion.models.parameters.dates import WEEKS_A_YEAR, week_of
from contagion.models.parameters.effort import MOST_EVENTS
from contagion.sim.chance.draws import Draws

if TYPE_CHECKING:
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.scenarios.scenario import Scenario

MOST = 10  # years of a past
EFFORT = {
    "trained": "training.places",
    "letters": "outreach.letters",
    "events": "outreach.events_per_year",
    "posts": "partners.coordinators",
}
"""What is known of a year that was put in, and what it sets (`lived`)."""
VALUES = MOST * len(EFFORT)

WRITTEN = (*RECORDS, "state.decisions", "counted.by_decision")
"""Tables that a host writes a past into, beside the values of decisions."""
COUNT, POSTS, LARGEST = 1_000_000, 10_000, 200_000  # the most that is taken: of a figure, of posts, of bytes of a file


def is_asked(base: Scenario, ensemble: Ensemble) -> bool:
    """Whether a past can be told: where a programme is to begin in some January, nothing is decided for it yet, and
    sets know nothing of the place."""
    given = base.past or base.parameters.decision or ensemble.left_to(base) or ensemble.seeds
    return ensemble.is_elsewhere(base) and not given


def with_years(parameters: Parameters) -> Parameters:
    """The same with a decision for each year of the longest past."""
    values = {name: parameters.get(name) for name in EFFORT.values()}
    years = [{"title": f"own {year}", "from": year * WEEKS_A_YEAR, "set": values} for year in range(MOST)]
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": years})


def numbers(programme: Programme, base: Scenario) -> Mapping[str, Any]:
    """What scripts are told."""
    usual, start = base.parameters, programme.start
    months = [f"{start[:4]}-{month:02}" for month in range(2, 13)]
    return {
        "most": MOST,
        "today": programme.today.isoformat(),
        "territory": programme.territory.code,
        "called": str(programme.territory.title).partition(" (")[0],
        "names": [name for name in Year.model_fields if name != "year"],
        "flows": FLOWS,
        "stocks": STOCKS,
        "effort": EFFORT,
        "usual": {name: usual.get(name) for name in EFFORT.values()},
        "mailings": usual.outreach.campaigns_per_year or 1,
        "first_weeks": [None, *(week_of(month, start) + FIRST for month in months)],
        "records": RECORDS,
        "largest": {"count": COUNT, "events": MOST_EVENTS, "posts": POSTS, "bytes": LARGEST},
        "weighing": {
            "tried": TRIED,
            "kept": agreeing.KEPT,
            "enough": agreeing.ENOUGH,
            "share": float(np.hypot(agreeing.READING, agreeing.MISSED)),
            "least": agreeing.LEAST,
            "far": agreeing.FAR,
            "widest": agreeing.WIDEST,
            "start": Draws(1).stream("which of the tried are kept").uniform(0),
            "key": str(Draws(1).key("order of the sets")),
        },
    }
