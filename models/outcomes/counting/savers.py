"""Who saves, and how they are shared out over dates and levels (`models.outcomes.cohorts`)."""

import numpy as np

from contagion.models.outcomes.counting.kinds import KINDS, NODE_WEEKS
from contagion.models.outcomes.counting.layout import COUNT
from contagion.models.records import COMPLETED
from contagion.sim.chance.keyed import mix, normal, word
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import lay

_SEEN, _WEEK, _LEVEL, _COMPLETED, _SPILLS = (COUNT[name] for name in ("seen", "week", "level", "completed", "spills"))


@compiled
def room_for(number):
    """How long a table is in which so many are found by their ids: a power of two, with places left over."""
    length = 1
    while length <= 3 * number // 2:
        length *= 2
    return length


@compiled
def _first_place(seen, key):
    return np.int64(mix(word(key)) & word(len(seen) - 1))


@compiled
def place_of(seen, person):
    """Where somebody stands among those seen, or will stand. (An id is kept with 2 more: 0 is nobody, NONE is 1.)"""
    place = _first_place(seen, person)
    while seen[place].key != 0 and seen[place].key != person + 2:
        place = (place + 1) & (len(seen) - 1)
    return place


@compiled
def _home_of(seen, household):
    """The same of a household."""
    place = _first_place(seen, household)
    while seen[place].home != 0 and seen[place].home != household + 2:
        place = (place + 1) & (len(seen) - 1)
    return place


@compiled
def _meet_participants(run):
    """The first row of each."""
    lay(run, _SEEN, room_for(len(run.participants)))
    for n in range(len(run.participants)):
        person = run.participants[n].person
        spot = run.seen[place_of(run.seen, person)]
        if spot.key == 0:
            spot.key, spot.row = person + 2, n


@compiled
def find_savers(run):
    """Those who completed a group, or started one and did not complete it, in order. Where residents move, the next one
    at an address has the same id, and saves by a draw of their own."""
    _meet_participants(run)
    savers = run.figures.savers
    lay(run, _WEEK, savers)
    lay(run, _LEVEL, savers)
    lay(run, _COMPLETED, savers)
    lay(run, _SPILLS, savers)
    for n in range(savers):
        event = run.events[run.saving[n]]
        spot = run.seen[place_of(run.seen, event.who)]
        run.week[n], run.completed[n] = event.week, event.kind == COMPLETED
        run.level[n] = normal(run.asked.saving, event.who, spot.times)
        run.spills[n] = spot.key != 0 and _is_first_at_home(run, run.participants[spot.row])
        spot.times += 1


@compiled
def _is_first_at_home(run, person):
    """Whether somebody lives with others, of whom nobody was asked about before."""
    home = run.seen[_home_of(run.seen, person.household)]
    before = home.times_at_home
    home.home, home.times_at_home = person.household + 2, before + 1
    return person.adults > 1 and before == 0


@compiled
def share_out_savers(shared):
    """Share each out over the two dates and the two levels that they stand between. What each corner adds is summed
    apart, so that the sums of real numbers are in one order."""
    parts, levels, width = shared.parts, len(shared.levels), len(KINDS) * len(shared.levels)
    for n in range(len(shared.week)):
        date, above = np.int64(shared.week[n]) // NODE_WEEKS, _level_above(shared.levels, shared.level[n])
        late = (shared.week[n] - date * NODE_WEEKS) / NODE_WEEKS
        below = shared.levels[above - 1]
        high = (shared.level[n] - below) / (shared.levels[above] - below)
        kind = 2 * int(not shared.spills[n]) + int(not shared.completed[n])
        cell = date * width + kind * levels + above
        parts[0, cell] += (1 - late) * high
        parts[1, cell - 1] += (1 - late) * (1 - high)
        if late > 0:
            parts[2, cell + width] += late * high
            parts[3, cell + width - 1] += late * (1 - high)
    for cell in range(len(shared.cells)):
        shared.cells[cell] = parts[0, cell] + parts[1, cell] + parts[2, cell] + parts[3, cell]


@compiled
def _level_above(levels, level):
    above = 1
    while above < len(levels) - 1 and levels[above] <= level:
        above += 1
    return above
