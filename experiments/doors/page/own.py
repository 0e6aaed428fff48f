"""A past of one's own, told on the page itself: what a browser needs to live it in as many worlds as the command does,
and to weigh these in the same way (`experiments.programmes`).

What is carried has a decision for each year that may be past, in which what is known already stands; it changes no run.
A host dates these decisions and writes into them what was put in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.doors.page.numbered import RECORDS
from contagion.experiments.ensembles.ensemble import reference
from contagion.experiments.programmes import agreeing
from contagion.experiments.programmes.agreeing import TRIED
from contagion.experiments.programmes.known import FLOWS, PEOPLE, STOCKS, Year
from contagion.experiments.programmes.lived import FIRST, going_on
from contagion.experiments.programmes.offered import DRAWN, HALF, PLACES
from contagion.models.parameters import Parameters
from contagion.models.parameters.dates import WEEKS_A_YEAR, week_of
from contagion.models.parameters.effort import MOST_EVENTS
from contagion.models.runs.cases import changed
from contagion.models.territory.gazetteer import residents_of
from contagion.sim.chance.draws import Draws

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory

MOST = 10  # years of a past, where the programme that is known has not more
EFFORT = {
    "places": PLACES,
    "letters": "outreach.letters",
    "events": "outreach.events_per_year",
    "posts": "partners.coordinators",
}
"""What is known of a year that was put in, and what it sets (`lived`)."""
MONTH = "training.first_week"  # of a programme that began in another month than January

WRITTEN = (*RECORDS, "state.decisions", "counted.by_decision")
"""Tables that a host writes a past into, beside the values of decisions."""
COUNT, POSTS, LARGEST = 1_000_000, 10_000, 200_000  # the most that is taken: of a figure, of posts, of bytes of a file


@dataclass(frozen=True)
class Opened:
    """A past that can be told.

    Attributes
    ----------
    programme : Programme
        As it is seen on the day on which the page is made.
    before : Ensemble
        Of whose worlds as many are lived through a past as the command lives.
    told : sequence of (int, int)
        The set and the seed of each world that the page is told of as it is made.
    """

    programme: Programme
    before: Ensemble
    told: Sequence[tuple[int, int]]

    @property
    def most(self) -> int:
        """Years of a past, at the most."""
        return max(MOST, self.programme.past)

    @property
    def values(self) -> int:
        """How many are decided in so many years."""
        return self.most * len(EFFORT)

    def seen(self, number: int) -> list[tuple[int, int]]:
        """So many worlds, as `told`: first those that are."""
        more = ((n % len(self.before), n + 1) for n in range(number))
        return [*dict.fromkeys([*self.told, *more])][: max(number, len(self.told))]


def opened(
    programme: Programme, base: Scenario, worlds: Worlds, before: Ensemble, number: int, made: date
) -> Opened | None:
    """A past that can be told on a page of some worlds of an ensemble; none where more is known or decided than its
    form can say."""
    today = max(programme.today, made)
    if programme.prices or programme.decided or before.left_to(without_month(base)) or before.seeds:
        return None
    seeds = [worlds.lived_with(world) for world in range(1, number + 1)]
    published = agreeing.already(base, before, agreeing.observed_of(programme)) if worlds.ensemble.seeds else []
    sets = agreeing.sets_of(published, TRIED) if worlds.ensemble.seeds else len(before)
    told = [((seed - 1) % sets % len(before), seed) for seed in seeds]
    return Opened(replace(programme, today=today, began=min(programme.began, today)), before, told)


def without_month(base: Scenario) -> Scenario:
    """The same as if it had begun in January, so that its first training is as sets have it."""
    return replace(base, parameters=changed(base.parameters, {MONTH: reference().get(MONTH)}))


def with_years(parameters: Parameters, past: int, most: int) -> Parameters:
    """The same with a decision for each year of the longest past in place of those of its own; the first are of the
    first year where it is not as long."""
    rows = []
    for number in range(most):
        year = max(number - (most - past), 0)
        there = parameters.with_decisions(parameters.in_force(year * WEEKS_A_YEAR))
        values = {name: there.get(name) for name in EFFORT.values()}
        rows.append({"title": f"own {number}", "from": year * WEEKS_A_YEAR, "set": values})
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": rows})


def numbers(opened: Opened, base: Scenario, territory: Territory) -> Mapping[str, Any]:
    """What scripts are told."""
    programme, before = opened.programme, opened.before
    usual, start = going_on(_unknown(programme), territory).parameters, programme.start
    months = [f"{start[:4]}-{month:02}" for month in range(2, 13)]
    return {
        "most": opened.most,
        "today": programme.today.isoformat(),
        "since": programme.next_january,
        "made": _known(programme) if base.past else None,
        "territory": programme.territory.code,
        "called": str(programme.territory.title).partition(" (")[0],
        "names": [name for name in Year.model_fields if name != "year"],
        "flows": FLOWS,
        "stocks": STOCKS,
        "effort": EFFORT,
        "usual": {name: usual.get(name) for name in EFFORT.values()},
        "founders": usual.get("training.founders"),
        "mailings": usual.outreach.campaigns_per_year or 1,
        "first_weeks": [None, *(week_of(month, start) + FIRST for month in months)],
        "records": RECORDS,
        "largest": {"count": COUNT, "events": MOST_EVENTS, "posts": POSTS, "bytes": LARGEST}
        | dict.fromkeys(PEOPLE, residents_of(programme.territory)),
        "weighing": {
            "tried": TRIED,
            "seeds": agreeing.SEEDS,
            "published": agreeing.published_of(base, before),
            "kept": agreeing.KEPT,
            "enough": agreeing.ENOUGH,
            "share": float(np.hypot(agreeing.READING, agreeing.MISSED)),
            "least": agreeing.LEAST,
            "far": agreeing.FAR,
            "widest": agreeing.WIDEST,
            "start": Draws(1).stream("which of the tried are kept").uniform(0),
            "key": str(Draws(1).key("order of the sets")),
        },
        "offered": {"key": str(Draws(1).key(DRAWN)), "half": HALF},
    }


def _unknown(programme: Programme) -> Programme:
    """The same as if nothing were known of it, begun in January."""
    return replace(programme, began=programme.began.replace(month=1), known=(), total=None)


def _known(programme: Programme) -> dict[str, Any]:
    """What is known of it, as a form says it."""
    total = {"total": programme.total.model_dump(exclude_none=True)} if programme.total else {}
    known = {str(year.year): year.said for year in programme.known if year.said}
    return {"title": programme.title.partition(" (")[0], "began": f"{programme.began:%Y-%m}", "years": known, **total}
