"""How much goes on: facilitators, groups, partners, and what was short."""

from contagion.models.outcomes.counting.counts import counts, figure
from contagion.models.outcomes.counting.kinds import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Record
from contagion.sim.model import WEEKS_A_YEAR


@measure("people", "founders + partners' candidates + people from groups")
def facilitators_trained(record: Record) -> int:
    """People trained as facilitators, whether or not they became active."""
    return len(record.facilitators)


@measure("people", "became active and have not stopped")
def facilitators_active(record: Record) -> int:
    """Active facilitators at the end."""
    return figure(record, "facilitators_active")


@measure("years", "Σ over weeks of active facilitators / 52")
def facilitator_years(record: Record) -> float:
    """Time that all facilitators together were active."""
    return figure(record, "active_weeks") / WEEKS_A_YEAR


@measure("groups a year", "Σ over facilitators of groups led / facilitator-years")
def groups_led_per_year(record: Record) -> float | None:
    """How many groups an active facilitator leads in a year; a group led by two counts for both."""
    time = figure(record, "active_weeks") / WEEKS_A_YEAR
    return figure(record, "groups_led") / time if time else None


@measure("people", "Σ over groups of completers who wish to facilitate")
def aspirants(record: Record) -> int:
    """Completers who ever joined the queue for training."""
    return record.last("aspirants")


@measure("people", "aspirants not trained and not lost")
def aspirants_waiting(record: Record) -> int:
    """Aspirants in the queue at the end."""
    return record.last("aspirants_waiting")


@measure("groups", "groups between their first and last session")
def groups_running(record: Record) -> int:
    """Groups that are running at the end."""
    return record.last("groups_running")


@measure("organisations", "partners in an active spell")
def partners_active(record: Record) -> int:
    """Partner organisations that are active at the end."""
    return record.last("partners_active")


@measure("share of weeks", "weeks in which k was short / weeks of which something can be said, for each k")
def short(record: Record) -> dict[str, float]:
    """What was short in groups: how much of the time it was each of these. It does not say what would have helped."""
    return _shares(counts(record).weeks_short[: len(SHORTAGES)].tolist(), SHORTAGES)


@measure(
    "share of weeks", "weeks in the periods of sessions at which k was short / weeks from the first on, for each k"
)
def short_in_training(record: Record) -> dict[str, float]:
    """What was short in training sessions: seats, people who took them, or money for them."""
    return _shares(counts(record).weeks_short[len(SHORTAGES) :].tolist(), TRAINING_SHORTAGES)


@measure(
    "share of time", "Σ over weeks of facilitators who look for a partner and find none / Σ over weeks of the active"
)
def time_without_partner(record: Record) -> float | None:
    """How much of their time facilitators spend ready to lead, with somebody else, and find nobody."""
    time = figure(record, "active_weeks")
    return figure(record, "unmatched_weeks") / time if time else None


def _shares(weeks: list[int], names: tuple[str, ...]) -> dict[str, float]:
    return {name: number / max(sum(weeks), 1) for name, number in zip(names, weeks, strict=True)}
