"""What a run tells, counted in one pass over what it left: its events, groups, facilitators, participants and communes;
its weeks (totals, what was bought, what was short as `models.outcomes.frames` says); students, councillors and savers
(`models.outcomes.tables`). This is where the compiler is needed.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from contagion.models.kernel import entry
from contagion.models.outcomes.counting.counts import (
    COUNT,
    COUNT_FLAGGED,
    GROUPS,
    ITEM,
    MONEY,
    NODE_WEEKS,
    PAIRS,
    RECEPTIVE,
    REGISTRATIONS,
    SAVERS,
    SEATS,
    SHARED,
    SHORTAGES,
    TAKERS,
    TRAINING_SHORTAGES,
    UNPAID,
)
from contagion.models.records import (
    CANCELLED,
    CANDIDATE,
    COMPLETED,
    DECLINED_SEAT,
    DID_NOT_COMPLETE,
    GROUP_STARTED,
    HAS_DROPPED,
    HAS_REGISTERED,
    LOST_INTEREST,
    MAILING,
    MOVED,
    MOVED_REGISTERED,
    MOVED_WAITING,
    NO_TRAINER,
    NONE,
    NOT_PAID,
    PARTICIPANT,
    PERSONAL,
    RUNNING,
    STARTED,
    TRAINING_SESSION,
    WORD_OF_MOUTH,
)
from contagion.sim.chance.keyed import mix, normal, word
from contagion.sim.core.compiling import compiled, lay
from contagion.sim.core.tables import Tables
from contagion.sim.model import WEEKS_A_YEAR

_SAVING = COUNT["saving"]
KIT, EXPENSES, ROOM, STAND_IN = (ITEM[name] for name in ("kit", "expenses", "room", "stand_in"))


@compiled
def is_lived(run, week):
    """Return whether a week is one of the run."""
    return 0 <= week < len(run.flows)


@compiled
def _years(run):
    return len(run.by_commune) // 3


@compiled
def _is_known(run, commune):
    return 0 <= commune < len(run.here)


@compiled
def _first(known, week):
    """Return the earlier of two weeks, plus 1; `known` has 1 added already, and is 0 where there is none."""
    return week + 1 if known == 0 or week + 1 < known else known


@compiled
def count_events(run):
    """Go through the events."""
    lay(run, _SAVING, len(run.events))
    for n in range(len(run.events)):
        event = run.events[n]
        if not is_lived(run, event.week):
            continue
        item = run.items[event.programme, event.kind]
        if item != NONE:
            run.flows[event.week].bought[item] += event.other if event.kind == MAILING else 1
        if event.kind == STARTED:
            _count_who_came(run, event)
        elif event.programme:
            if event.kind == GROUP_STARTED and _is_known(run, event.where):
                _count_meeting(run, event.where, event.week)
        else:
            _count_of_groups(run, event, n)


@compiled
def _count_who_came(run, event):
    flow, known = run.flows[event.week], _is_known(run, event.where)
    if event.programme == 0:
        run.figures.participants += 1
        flow.starts += 1
        if known:
            run.here[event.where].came_from += 1
    if known:
        run.by_commune[event.week // WEEKS_A_YEAR, event.where] += 1
        run.here[event.where].people_week = _first(run.here[event.where].people_week, event.week)


@compiled
def _count_meeting(run, commune, week):
    """Count a group of any programme that starts in a commune."""
    run.by_commune[_years(run) + week // WEEKS_A_YEAR, commune] += 1
    run.here[commune].group_week = _first(run.here[commune].group_week, week)


@compiled
def _count_of_groups(run, event, number):
    kind, flow = event.kind, run.flows[event.week]
    if kind in (COMPLETED, HAS_DROPPED, DID_NOT_COMPLETE):
        run.figures.completers += int(kind == COMPLETED)
        run.saving[run.figures.savers] = number
        run.figures.savers += 1
    elif kind == TRAINING_SESSION:
        if flow.sessions == 0:
            flow.queue = event.other
        flow.sessions += 1
    elif kind == DECLINED_SEAT:
        flow.offered += 1
    elif kind == NOT_PAID and event.detail == NO_TRAINER:
        flow.missed += 1


@compiled
def count_groups(run):
    """Go through the groups."""
    for n in range(len(run.groups)):
        group = run.groups[n]
        run.figures.attendances += group.attendances
        run.figures.groups_cancelled += int(group.state == CANCELLED)
        if is_lived(run, group.opened):
            if group.in_house == 1:
                run.flows[group.opened].elsewhere += group.registered
            else:
                run.flows[group.opened].seats += 1
        if group.started != NONE:
            _count_start(run, group)
    for commune in range(len(run.here)):
        here = run.here[commune]
        if here.started_in:
            run.figures.communes_reached += 1
            run.flows[here.started_in - 1].first_here += 1
        run.figures.communes_with_group_now += here.running
        run.figures.communes_with_participants += int(here.came_from > 0)


@compiled
def _count_start(run, group):
    run.figures.groups_started += 1
    run.figures.groups_in_house += group.in_house
    if not is_lived(run, group.started):
        return
    bought = run.flows[group.started].bought
    bought[KIT] += 1
    bought[EXPENSES] += 1
    bought[STAND_IN] += int(group.stand_in == 1)
    bought[ROOM] += int(group.online == 0 and group.host == NONE)
    if group.online == 0 and _is_known(run, group.commune):
        _count_meeting(run, group.commune, group.started)
        here = run.here[group.commune]
        here.started_in = _first(here.started_in, group.started)
        if group.state == RUNNING:
            here.running = 1


@compiled
def count_facilitators(run):
    """Go through the facilitators."""
    figures, before = run.figures, len(run.flows) - WEEKS_A_YEAR
    for n in range(len(run.facilitators)):
        person = run.facilitators[n]
        own, is_active, has_left = person.source == PARTICIPANT, person.active != 0, person.left_week != NONE
        figures.facilitators_active += person.active
        figures.groups_led += person.groups_led
        figures.from_groups += int(own)
        figures.candidates += int(person.source == CANDIDATE)
        figures.born += int(own and (is_active or has_left) and person.trained_week >= before)
        figures.lost += int(has_left and person.left_week >= before)
        if is_lived(run, person.trained_week):
            flow = run.flows[person.trained_week]
            flow.trained += 1
            flow.offered += int(own)
            flow.converted += int(own)


@compiled
def count_participants(run):
    """Go through the participants."""
    figures = run.figures
    for n in range(len(run.participants)):
        person = run.participants[n]
        figures.by_word_of_mouth += int(person.channel == WORD_OF_MOUTH)
        figures.by_invitation += int(person.channel in PERSONAL)
        figures.students += int(person.student != 0)
        figures.elected += int(person.elected != 0)
        figures.outside += int(person.commune != run.asked.centre)
        if 0 <= person.target_group < len(run.of_target_group):
            run.of_target_group[person.target_group] += 1


@compiled
def count_communes(run):
    """Count active facilitators by commune, at the end of each year."""
    for n in range(len(run.communes)):
        row = run.communes[n]
        if 1 <= row.year <= _years(run) and _is_known(run, row.commune):
            run.by_commune[2 * _years(run) + row.year - 1, row.commune] = row.facilitators_active


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
    """Find the bottleneck of the groups in each week, from the flows of the last year."""
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
    """Find the bottleneck of training in the period of each session."""
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
    """Return the bottleneck at a session."""
    flow, places = run.flows[week], run.places[week]
    if flow.sessions == 0:
        return UNPAID
    if places == 0 and flow.trained + flow.queue == 0:
        return NONE
    if run.weeks[week].unpaid_seats > 0:
        return UNPAID
    return SEATS if flow.trained >= places or flow.offered < flow.queue else TAKERS


_FLAGGED = COUNT_FLAGGED["flagged"]


@compiled
def count_events_of_flagged(run):
    """Go through the events, once it is known whose are looked for."""
    number = 0
    for n in range(len(run.residents)):
        number += int(_is_flagged(run.residents[n]))
    lay(run, _FLAGGED, room_for(number))
    for n in range(len(run.residents)):
        person = run.residents[n]
        if _is_flagged(person):
            spot = run.flagged[place_of(run.flagged, person.resident)]
            spot.key = person.resident + 2
            spot.student, spot.elected = max(spot.student, person.student), max(spot.elected, person.elected)
    for n in range(len(run.events)):
        event = run.events[n]
        if event.programme == 0 and event.kind in (
            HAS_REGISTERED, COMPLETED, MOVED_WAITING, MOVED_REGISTERED, LOST_INTEREST, MOVED,
        ):  # fmt: skip
            spot = run.flagged[place_of(run.flagged, event.who)]
            if spot.student != 0:
                _count_of_student(run.figures, spot, event)
            if spot.elected != 0 and event.kind == COMPLETED:
                run.figures.councillors_completing += 1
                if 0 <= event.where < len(run.councillors_of):
                    run.councillors_of[event.where] = 1
    for commune in range(len(run.councillors_of)):
        run.figures.communes += run.councillors_of[commune]


@compiled
def _is_flagged(person):
    return person.student != 0 or person.elected != 0


@compiled
def _count_of_student(figures, spot, event):
    kind, now = event.kind, event.week + 1
    figures.registered += int(kind == HAS_REGISTERED)
    figures.completing += int(kind == COMPLETED)
    figures.moved_registered += int(kind in (MOVED_WAITING, MOVED_REGISTERED))
    if kind == LOST_INTEREST:
        if spot.moved == now:
            figures.moved_aspiring += 1
        else:
            spot.waiting = spot.waiting + 1 if spot.lost == now else 1
            spot.lost = now
    elif kind == MOVED:
        if spot.lost == now:
            figures.moved_aspiring += spot.waiting
        spot.waiting, spot.moved = 0, now


_SEEN, _WEEK, _LEVEL, _COMPLETED, _SPILLS = (COUNT[name] for name in ("seen", "week", "level", "completed", "spills"))


@compiled
def room_for(number):
    """Return the length of a table in which so many are found by their ids: a power of two, with places left over."""
    length = 1
    while length <= 3 * number // 2:
        length *= 2
    return length


@compiled
def _first_place(seen, key):
    return np.int64(mix(word(key)) & word(len(seen) - 1))


@compiled
def place_of(seen, person):
    """Return a person's place among those seen, or the free place for them. Ids are kept plus 2: 0 is nobody."""
    place = _first_place(seen, person)
    while seen[place].key != 0 and seen[place].key != person + 2:
        place = (place + 1) & (len(seen) - 1)
    return place


@compiled
def _home_of(seen, household):
    """Return the place of a household in the same way."""
    place = _first_place(seen, household)
    while seen[place].home != 0 and seen[place].home != household + 2:
        place = (place + 1) & (len(seen) - 1)
    return place


@compiled
def _meet_participants(run):
    """Note the first row of each participant."""
    lay(run, _SEEN, room_for(len(run.participants)))
    for n in range(len(run.participants)):
        person = run.participants[n].person
        spot = run.seen[place_of(run.seen, person)]
        if spot.key == 0:
            spot.key, spot.row = person + 2, n


@compiled
def find_savers(run):
    """Find those who completed a group, or started one and did not complete it, in order. Where residents move, the
    next one at an address has the same id, and saves by a draw of their own."""
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
    """Note that somebody was asked about; return whether they are the first of a shared home."""
    home = run.seen[_home_of(run.seen, person.household)]
    before = home.times_at_home
    home.home, home.times_at_home = person.household + 2, before + 1
    return person.adults > 1 and before == 0


@compiled
def share_out_savers(shared):
    """Share each saver out over the two dates and the two levels that they stand between. What each corner adds is
    summed separately, to keep real numbers in one order."""
    parts, levels, width = shared.parts, len(shared.levels), len(SAVERS) * len(shared.levels)
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


_view, _view_of_flagged, _view_of_savers = COUNT.view, COUNT_FLAGGED.view, SHARED.view
_FIGURES, _FLOWS, _SHORT, _HERE = COUNT["figures"], COUNT["flows"], COUNT["weeks_short"], COUNT["here"]
_OF_TARGET_GROUP, _BY_COMMUNE = COUNT["of_target_group"], COUNT["by_commune"]
_KINDS_OF_SHORTAGES = len(SHORTAGES) + len(TRAINING_SHORTAGES)


@compiled
def count_all(run):
    """Count all that is told of a run, from its tables."""
    make_room(run)
    count_events(run)
    count_groups(run)
    count_facilitators(run)
    count_participants(run)
    count_communes(run)
    count_weeks(run)
    count_what_was_bought(run)
    know_places(run)
    find_short(run)
    find_short_in_training(run)
    find_savers(run)


@compiled
def make_room(run):
    """Room for what is counted, by how long the run was and where it was."""
    weeks, communes = len(run.weeks), run.asked.communes
    lay(run, _FIGURES, 1)
    lay(run, _FLOWS, weeks)
    lay(run, _SHORT, _KINDS_OF_SHORTAGES)
    lay(run, _HERE, communes)
    lay(run, _OF_TARGET_GROUP, run.asked.target_groups)
    lay(run, _BY_COMMUNE, 3 * ((weeks + WEEKS_A_YEAR - 1) // WEEKS_A_YEAR), communes)


@entry
def count(handle):
    """Count all that is told of a run."""
    count_all(_view(handle))


@entry
def _count_flagged(handle):
    count_events_of_flagged(_view_of_flagged(handle))


@entry
def _share_out(handle):
    share_out_savers(_view_of_savers(handle))


def count_flagged(tables: Mapping[str, Any]) -> None:
    """Count what becomes of students and councillors, in tables as `COUNT_FLAGGED` has them."""
    _count_flagged(Tables(COUNT_FLAGGED, tables).handle)


def share_out(tables: Mapping[str, Any]) -> None:
    """Share savers out over dates and levels, in tables as `SHARED` has them."""
    _share_out(Tables(SHARED, tables).handle)
