"""Lists of numbers, and what can be done to one. Nobody else writes them: rules and other books say who comes to a
list, and who stays on it. How a table comes to have further rows; and what is written down in the log of events, in the
words of `models.records`, or counted.
"""

from contagion.models.programme.layout import LISTS, STATE
from contagion.models.records import EVENT_SOURCE, NONE
from contagion.sim.core.compiling import compiled, need
from contagion.sim.model import WEEKS_A_YEAR

_LISTS, _KEYS, _EACH = STATE["lists"], STATE["sort_keys"], len(LISTS)


@compiled
def list_of(number, which):
    """Return one of the lists of a programme."""
    return number * _EACH + which


@compiled
def add_rows(state, table, number=1):
    """Make a table longer by a row, or by so many; return the number of the first. What was read from it before is of
    the old one."""
    first = state.rows[table]
    need(state, table, first + number)
    state.rows[table] = first + number
    return first


@compiled
def append(state, which, value):
    """Put a number at the end of a list."""
    count = state.counts[which]
    need(state, _LISTS, count + 1)
    state.lists[which, count] = value
    state.counts[which] = count + 1


@compiled
def clear(state, which):
    """Empty a list; return how many numbers were on it. The caller may read them one by one, and `keep` those that
    stay: none is overwritten before it is read."""
    count = state.counts[which]
    state.counts[which] = 0
    return count


@compiled
def keep(state, which, value):
    """Leave a number on a list that has been cleared; there is room for it."""
    state.lists[which, state.counts[which]] = value
    state.counts[which] += 1


@compiled
def keep_first(state, which, count):
    """Keep the first so many numbers of a list."""
    state.counts[which] = count


@compiled
def leave_empty(state, which, place):
    """Put NONE at a place of a list."""
    state.lists[which, place] = NONE


@compiled
def insert(state, which, place, value):
    """Put a number at a place of a list; those from there on move back by one."""
    append(state, which, value)
    for n in range(state.counts[which] - 1, place, -1):
        state.lists[which, n] = state.lists[which, n - 1]
    state.lists[which, place] = value


@compiled
def add_to(state, which, place, number):
    """Add to the number at a place of a list of counts."""
    state.lists[which, place] += number


@compiled
def place_in(state, which, value):
    """Place of the first such number in a list; as long as the list where there is none."""
    n = 0
    while n < state.counts[which] and state.lists[which, n] != value:
        n += 1
    return n


@compiled
def take_out(state, which, place):
    """Take the number at a place off a list."""
    for n in range(place, state.counts[which] - 1):
        state.lists[which, n] = state.lists[which, n + 1]
    state.counts[which] -= 1


@compiled
def remove(state, which, value):
    """Take the first such number off a list; return whether there was one."""
    place = place_in(state, which, value)
    if place == state.counts[which]:
        return False
    take_out(state, which, place)
    return True


@compiled
def append_by(state, which, value, key):
    """Put a number at the end of a list that will be sorted, and store the key to sort it by."""
    need(state, _KEYS, state.counts[which] + 1)
    state.sort_keys[state.counts[which]] = key
    append(state, which, value)


@compiled
def sort(state, which):
    """Sort a list by the keys of its numbers, by Shell's method. One list at a time has keys."""
    keys, values, count, gap = state.sort_keys, state.lists[which], state.counts[which], 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, count):
            key, value, m = keys[n], values[n], n
            while m >= gap and keys[m - gap] > key:
                keys[m], values[m] = keys[m - gap], values[m - gap]
                m -= gap
            keys[m], values[m] = key, value
        gap //= 3


_EVENTS, _YEARS = STATE["events"], STATE["alternative_years"]


@compiled
def record(state, kind, who=NONE, where=NONE, group=NONE, other=NONE, detail=NONE, programme=0):
    """Write down an event of this week."""
    n = add_rows(state, _EVENTS)
    event = state.events[n]
    event.week, event.kind, event.who, event.where = state.clock.week, kind, who, where
    event.group, event.other, event.detail, event.programme = group, other, detail, programme


@compiled
def teller(source):
    """Return the person or organisation that told somebody; NONE where the source was neither."""
    return source if source > EVENT_SOURCE else NONE


@compiled
def note_year(state, number, leaders):
    """Note what another programme has done since the start, and how many lead in it; by year it is worked out after the
    run."""
    n, programme = add_rows(state, _YEARS), state.programmes[number]
    row = state.alternative_years[n]
    row.programme, row.year = number, state.clock.week // WEEKS_A_YEAR + 1
    row.participants, row.groups = programme.participants, programme.groups
    row.leaders_trained, row.leaders_active = programme.leaders_trained, leaders
    row.hours, row.leader_hours = programme.hours, programme.leader_hours


@compiled
def count_told(state, channel, number=1):
    """Count so many people who are told of the groups by a channel."""
    state.tally.told[channel] += number


@compiled
def count_hours(programme, leaders, participants):
    """Count the hours that another programme takes of its leaders and of its participants."""
    programme.leader_hours += leaders
    programme.hours += participants
