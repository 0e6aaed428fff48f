"""Who saves, and how they are shared out over dates and levels (`models.outcomes.cohorts`)."""

import numpy as np

from contagion.models.outcomes.counting.kinds import KINDS, NODE_WEEKS
from contagion.models.records import COMPLETED
from contagion.sim.chance.keyed import mix, normal, word
from contagion.sim.core.compiling import compiled

_WIDTH = len(KINDS)


@compiled
def _place_of(seen, key):
    """Where a key stands in a table of those seen, or will stand. (It is kept with 2 more: 0 is nobody, NONE is 1.)"""
    mask = len(seen) - 1
    place = np.int64(mix(word(key)) & word(mask))
    while seen[place].key != 0 and seen[place].key != key + 2:
        place = (place + 1) & mask
    return place


@compiled
def _meet_participants(run):
    """The first row of each."""
    for n in range(len(run.participants)):
        person = run.participants[n].person
        spot = run.people[_place_of(run.people, person)]
        if spot.key == 0:
            spot.key, spot.row = person + 2, n


@compiled
def find_savers(run):
    """Those who completed a group, or started one and did not complete it, in order. Where residents move, the next one
    at an address has the same id, and saves by a draw of their own."""
    _meet_participants(run)
    for n in range(run.figures.savers):
        event = run.events[run.saving[n]]
        spot = run.people[_place_of(run.people, event.who)]
        run.week[n], run.completed[n] = event.week, event.kind == COMPLETED
        run.level[n] = normal(run.asked.saving, event.who, spot.times)
        run.spills[n] = spot.key != 0 and _is_first_at_home(run, run.participants[spot.row])
        spot.times += 1


@compiled
def _is_first_at_home(run, person):
    """Whether somebody lives with others, of whom nobody was asked about before."""
    home = run.homes[_place_of(run.homes, person.household)]
    before = home.times
    home.key, home.times = person.household + 2, before + 1
    return person.adults > 1 and before == 0


@compiled
def share_out_savers(shared):
    """Share each out over the two dates and the two levels that they stand between; corner by corner, so that the sums
    of real numbers are in one order."""
    for later in range(2):
        for lower in range(2):
            for cell in range(len(shared.part)):
                shared.part[cell] = 0.0
            for n in range(len(shared.week)):
                _add_corner(shared, n, later, lower)
            for cell in range(len(shared.part)):
                shared.cells[cell] += shared.part[cell]


@compiled
def _add_corner(shared, n, later, lower):
    levels, level = shared.levels, shared.level[n]
    date = np.int64(shared.week[n]) // NODE_WEEKS
    late = (shared.week[n] - date * NODE_WEEKS) / NODE_WEEKS
    of_date = late if later else 1 - late
    if of_date <= 0:
        return
    above = 1
    while above < len(levels) - 1 and levels[above] <= level:
        above += 1
    high = (level - levels[above - 1]) / (levels[above] - levels[above - 1])
    kind = 2 * int(not shared.spills[n]) + int(not shared.completed[n])
    cell = ((date + later) * _WIDTH + kind) * len(levels) + above - lower
    shared.part[cell] += of_date * (1 - high if lower else high)
