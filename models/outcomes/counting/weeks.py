"""What the weeks of a run tell: totals since its start, what was bought, and what was short (as
`models.outcomes.shortages` says)."""

from contagion.models.outcomes.counting.kinds import (
    GROUPS,
    ITEM,
    MONEY,
    PAIRS,
    RECEPTIVE,
    REGISTRATIONS,
    SEATS,
    SHORTAGES,
    TAKERS,
    UNPAID,
)
from contagion.models.outcomes.counting.layout import COUNT
from contagion.models.outcomes.counting.rows import is_lived
from contagion.models.records import NONE
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import lay
from contagion.sim.model import WEEKS_A_YEAR

_PLACES = COUNT["places"]
MANY = 1000
"""People: the target of section 4.9."""
FEW_LEFT = 0.5
"""Of the receptive public; with more left it is not what is short (assumption)."""
COORDINATOR, LEADER_SESSIONS, ATTENDANCES = (ITEM[name] for name in ("coordinator", "leader_sessions", "attendances"))


@compiled
def count_weeks(run):
    """Go through the weeks."""
    figures, many, half = run.figures, 0, (len(run.here) + 1) // 2
    figures.week_of_many, figures.week_of_half = NONE, NONE
    converted, reached = 0, 0
    for week in range(len(run.weeks)):
        row, flow = run.weeks[week], run.flows[week]
        figures.active_weeks += row.facilitators_active
        figures.unmatched_weeks += row.unmatched
        many += flow.starts
        converted += flow.converted
        reached += flow.first_here
        flow.converted, flow.reached = converted, reached
        if figures.week_of_many == NONE and many >= MANY:
            figures.week_of_many = week
        if figures.week_of_half == NONE and reached >= half:
            figures.week_of_half = week


@compiled
def count_what_was_bought(run):
    """Coordinators, and the time given."""
    for n in range(len(run.posts)):
        if is_lived(run, run.posts[n].week):
            run.flows[run.posts[n].week].posts += run.posts[n].coordinators
    for week in range(len(run.weeks)):
        row = run.weeks[week]
        bought = run.flows[week].bought
        bought[COORDINATOR] = row.coordinators / WEEKS_A_YEAR + run.flows[week].posts / WEEKS_A_YEAR
        bought[LEADER_SESSIONS] = row.leader_sessions
        bought[ATTENDANCES] = row.attendances


@compiled
def know_places(run):
    """Seats of a training session in each week, by the scenario and its decisions."""
    lay(run, _PLACES, len(run.weeks))
    for n in range(len(run.by_decision)):
        run.by_decision[n].since = NONE
    row, places = 0, run.asked.places
    for week in range(len(run.weeks)):
        before = row
        while row < len(run.decisions) and run.decisions[row].week <= week:
            one = run.decisions[row]
            if 0 <= one.number < len(run.by_decision):
                run.by_decision[one.number].since = one.week if one.begins else NONE
            row += 1
        places = _places_in_force(run) if row > before else places
        run.places[week] = places


@compiled
def _places_in_force(run):
    last = NONE
    for n in range(len(run.by_decision)):
        one = run.by_decision[n]
        if one.since == NONE or one.places != one.places:
            continue
        if last == NONE or _goes_before(one, run.by_decision[last]):
            last = n
    return run.asked.places if last == NONE else run.by_decision[last].places


@compiled
def _goes_before(one, other):
    """Rules on the state of the programme go before dates, later decisions before earlier ones."""
    return one.since >= other.since if one.has_condition == other.has_condition else one.has_condition != 0


@compiled
def find_short(run):
    """What was short in the groups, of the flows of the last year."""
    seats, registered, unpaid, waited = 0, 0, 0, 0
    for week in range(len(run.weeks)):
        for of, sign in ((week, 1), (week - WEEKS_A_YEAR, -1)):
            if of >= 0:
                row, flow = run.weeks[of], run.flows[of]
                before = run.weeks[of - 1].registrations if of else 0
                seats += sign * flow.seats
                registered += sign * (row.registrations - before - flow.elsewhere)
                unpaid += sign * row.unpaid
                waited += sign * (row.unmatched - row.leading)
        # Those of a house are counted from its opening on, some before they come.
        found = _short(run, week, seats * run.asked.maximum, max(registered, 0), unpaid, waited)
        run.flows[week].short = found
        if found != NONE:
            run.weeks_short[found] += 1


@compiled
def _short(run, week, seats, registered, unpaid, waited):
    if unpaid > 0:
        return MONEY
    if registered < seats and not run.asked.unlimited:
        left = 0.0
        if run.asked.receptive:
            left = max(1 - run.weeks[week].participants / run.asked.receptive, 0.0)
        return RECEPTIVE if left < min(registered / max(seats, 1), FEW_LEFT) else REGISTRATIONS
    if waited > 0:
        return PAIRS
    return GROUPS if registered + seats > 0 else NONE


@compiled
def find_short_in_training(run):
    """What was short in the period of each session."""
    since, found = NONE, NONE
    for week in range(len(run.weeks)):
        run.flows[week].short_in_training = NONE
        if run.flows[week].sessions or run.flows[week].missed:
            found = _short_at(run, week)
            _note_short_in_training(run, week if since == NONE else since, week + 1, found)
            since = week + 1
    if since != NONE:
        _note_short_in_training(run, since, len(run.weeks), found)


@compiled
def _note_short_in_training(run, first, after, found):
    for week in range(first, after):
        run.flows[week].short_in_training = found
    if found != NONE:
        run.weeks_short[len(SHORTAGES) + found] += after - first


@compiled
def _short_at(run, week):
    """What was short at a session."""
    flow, places = run.flows[week], run.places[week]
    if flow.sessions == 0:
        return UNPAID
    if places == 0 and flow.trained + flow.queue == 0:
        return NONE
    if run.weeks[week].unpaid_seats > 0:
        return UNPAID
    return SEATS if flow.trained >= places or flow.offered < flow.queue else TAKERS
