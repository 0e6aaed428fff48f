"""Whether a programme renews itself: facilitators from groups led by facilitators, participants from participants."""

from contagion.models.outcomes.counting.counts import figure
from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Record


@measure("people", "facilitators with source = participant")
def facilitators_from_groups(record: Record) -> int:
    """Trained facilitators who had been participants."""
    return figure(record, "from_groups")


@measure("share", "from groups / (from groups + partners' candidates)")
def share_from_groups(record: Record) -> float | None:
    """Trained facilitators who came from groups and not as a top-up from outside; founders are left out."""
    outside, own = figure(record, "candidates"), figure(record, "from_groups")
    return own / (own + outside) if own + outside else None


@measure(
    "facilitators", "Σ_f c_f / |F|, F: not active any more (or never), c_f: facilitators from groups f led, ½ each"
)
def r_facilitators(record: Record) -> float | None:
    """R_F over facilitators whose time is over; these are the short times, so it reads low in short runs."""
    return _mean(record, "led_by_those_over", "over")


@measure("facilitators", "Σ_f c_f / |F|, F: trained at sessions of which nobody is active any more")
def r_facilitators_cohorts(record: Record) -> float | None:
    """R_F over whole cohorts: everybody trained at a session, once the time of all of them is over."""
    return _mean(record, "led_by_cohorts", "of_cohorts")


@measure(
    "facilitators", "(B/W) / (L/W) = B/L, of the last 52 weeks; B: from groups and active, L: stopped, W: weeks active"
)
def r_facilitators_now(record: Record) -> float | None:
    """R_F at the end: facilitators from groups a facilitator-week, over the rate of loss, both of the last year."""
    return _mean(record, "born", "lost")


@measure("share", "starters who registered on a personal invitation / starters", "4.9, 5.6")
def r_participants(record: Record) -> float | None:
    """R_P, participants whom a participant or a facilitator of a group brought along, for each participant."""
    return _of_participants(record, "by_invitation")


@measure("share", "starters who registered on word of mouth / starters", "4.9, 5.6")
def r_word_of_mouth(record: Record) -> float | None:
    """The part of R_P that is word of mouth of former participants alone."""
    return _of_participants(record, "by_word_of_mouth")


def _of_participants(record: Record, name: str) -> float | None:
    """A figure as a share of the participants."""
    people = len(record.participants)
    return figure(record, name) / people if people else None


def _mean(record: Record, total: str, number: str) -> float | None:
    """One figure over another."""
    return figure(record, total) / figure(record, number) if figure(record, number) else None
