"""What becomes of students and councillors (`models.outcomes.students_and_councillors`)."""

from contagion.models.outcomes.counting.layout import COUNT_FLAGGED
from contagion.models.outcomes.counting.savers import place_of, room_for
from contagion.models.records import (
    COMPLETED,
    HAS_REGISTERED,
    LOST_INTEREST,
    MOVED,
    MOVED_REGISTERED,
    MOVED_WAITING,
)
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import lay

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
