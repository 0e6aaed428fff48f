"""How many people and places a programme reaches, and how soon."""

from contagion.models.outcomes.counting.counts import figure
from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Record
from contagion.models.records import NONE
from contagion.sim.model import WEEKS_A_YEAR


@measure("people", "registrations by any channel")
def registrations(record: Record) -> int:
    """Times that somebody put their name on the waiting list."""
    return record.last("registrations")


@measure("people", "registered, in no group, not given up")
def waiting(record: Record) -> int:
    """People on the waiting list at the end."""
    return record.last("waiting")


@measure("people", "N = Σ over groups of those present at session 1")
def participants(record: Record) -> int:
    """People reached: those who came to session 1 of a group."""
    return figure(record, "participants")


@measure("people", "attended ≥ group.completion_sessions sessions, in groups that have ended")
def completers(record: Record) -> int:
    """Participants who completed the sessions of their group."""
    return figure(record, "completers")


@measure("hours", "group.session_hours · Σ over groups that have ended of attendances at sessions")
def participant_hours(record: Record) -> float:
    """Time that participants spent in the sessions of groups that have ended."""
    return figure(record, "attendances") * record.parameters.group.session_hours


@measure("people per 1,000", "1000 · N / residents aged 15+")
def coverage(record: Record) -> float | None:
    """Participants for each thousand residents aged 15 and over."""
    people = record.places.adults.sum()
    return 1000 * figure(record, "participants") / people if people else None


@measure("groups", "groups that began to recruit")
def groups_opened(record: Record) -> int:
    """Groups that two facilitators (or one alone) opened for registration."""
    return len(record.groups)


@measure("groups", "groups that held session 1")
def groups_started(record: Record) -> int:
    """Groups that started."""
    return figure(record, "groups_started")


@measure("groups", "groups opened and given up before session 1")
def groups_cancelled(record: Record) -> int:
    """Groups that found too few people."""
    return figure(record, "groups_cancelled")


@measure("groups", "groups of the house of a partner that held session 1")
def groups_in_house(record: Record) -> int:
    """Groups that were held inside a partner, for its own members."""
    return figure(record, "groups_in_house")


@measure("communes", "|{commune of g : g has started in person}|")
def communes_reached(record: Record) -> int:
    """Communes in which at least one group ever started; one that meets online reaches none."""
    return figure(record, "communes_reached")


@measure("communes", "|{commune of g : g meets in person and is between its first and last session}|")
def communes_with_group_now(record: Record) -> int:
    """Communes in which at least one group is running at the end."""
    return figure(record, "communes_with_group_now")


@measure("communes", "|{home of i : i came to session 1}|")
def communes_with_participants(record: Record) -> int:
    """Communes in which at least one participant lives."""
    return figure(record, "communes_with_participants")


@measure("years", "min{t : N(t) ≥ 1000}, at the end of a week; none if not in the run")
def years_to_1000_participants(record: Record) -> float | None:
    """Time until a thousand people have been reached."""
    return _years_until(figure(record, "week_of_many"))


@measure("years", "min{t : communes reached(t) ≥ C/2}, at the end of a week; none if not in the run")
def years_to_half_the_communes(record: Record) -> float | None:
    """Time until a group has started in half of the communes (34 of the 68 of Grand Besançon)."""
    return _years_until(figure(record, "week_of_half"))


def _years_until(week: int) -> float | None:
    """The end of a week, which may be NONE."""
    return (week + 1) / WEEKS_A_YEAR if week != NONE else None
