"""What the rows of a run tell: its events, groups, facilitators, participants and communes."""

from contagion.models.outcomes.counting.kinds import ITEM
from contagion.models.outcomes.counting.layout import COUNT
from contagion.models.records import (
    CANCELLED,
    CANDIDATE,
    COMPLETED,
    DECLINED_SEAT,
    DID_NOT_COMPLETE,
    GROUP_STARTED,
    HAS_DROPPED,
    MAILING,
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
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import lay
from contagion.sim.model import WEEKS_A_YEAR

_SAVING = COUNT["saving"]
KIT, EXPENSES, ROOM, STAND_IN = (ITEM[name] for name in ("kit", "expenses", "room", "stand_in"))


@compiled
def is_lived(run, week):
    """Whether a week is one of the run."""
    return 0 <= week < len(run.flows)


@compiled
def _years(run):
    return len(run.by_commune) // 3


@compiled
def _is_known(run, commune):
    return 0 <= commune < len(run.here)


@compiled
def _first(known, week):
    """The earlier of two weeks, plus 1; of which the first is kept so, or 0."""
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
    """A group of any programme that starts in a commune."""
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
        if not is_active:
            figures.over += 1
            figures.led_by_those_over += person.facilitators_from_groups
        if is_lived(run, person.trained_week):
            flow = run.flows[person.trained_week]
            flow.trained += 1
            flow.still_active += int(is_active)
            flow.offered += int(own)
            flow.converted += int(own)
    for n in range(len(run.facilitators)):
        person = run.facilitators[n]
        if is_lived(run, person.trained_week) and run.flows[person.trained_week].still_active == 0:
            figures.of_cohorts += 1
            figures.led_by_cohorts += person.facilitators_from_groups


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
    """Who is active where, at the end of each year."""
    for n in range(len(run.communes)):
        row = run.communes[n]
        if 1 <= row.year <= _years(run) and _is_known(run, row.commune):
            run.by_commune[2 * _years(run) + row.year - 1, row.commune] = row.facilitators_active
