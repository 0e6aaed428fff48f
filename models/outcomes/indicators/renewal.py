"""Whether a programme renews itself: facilitators from groups led by facilitators, participants from participants."""

import numpy as np

from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Floats, Record
from contagion.models.records import CANDIDATE, NONE, PARTICIPANT, PERSONAL, WORD_OF_MOUTH
from contagion.sim.model import WEEKS_A_YEAR


@measure("people", "facilitators with source = participant")
def facilitators_from_groups(record: Record) -> int:
    """Trained facilitators who had been participants."""
    return (record.facilitators["source"] == PARTICIPANT).sum()


@measure("share", "from groups / (from groups + partners' candidates)")
def share_from_groups(record: Record) -> float | None:
    """Trained facilitators who came from groups and not as a top-up from outside; founders are left out."""
    source = record.facilitators["source"]
    outside, own = (source == CANDIDATE).sum(), (source == PARTICIPANT).sum()
    return own / (own + outside) if own + outside else None


@measure(
    "facilitators", "Σ_f c_f / |F|, F: not active any more (or never), c_f: facilitators from groups f led, ½ each"
)
def r_facilitators(record: Record) -> float | None:
    """R_F over facilitators whose time is over; these are the short times, so it reads low in short runs."""
    over = record.facilitators[record.facilitators["active"] == 0]
    return over["facilitators_from_groups"].mean() if len(over) else None


@measure("facilitators", "Σ_f c_f / |F|, F: trained at sessions of which nobody is active any more")
def r_facilitators_cohorts(record: Record) -> float | None:
    """R_F over whole cohorts: everybody trained at a session, once the time of all of them is over."""
    people = record.facilitators
    over = people[~np.isin(people["trained_week"], people["trained_week"][people["active"] != 0])]
    return over["facilitators_from_groups"].mean() if len(over) else None


@measure(
    "facilitators", "(B/W) / (L/W) = B/L, of the last 52 weeks; B: from groups and active, L: stopped, W: weeks active"
)
def r_facilitators_now(record: Record) -> float | None:
    """R_F at the end: facilitators from groups a facilitator-week, over the rate of loss, both of the last year."""
    series = r_facilitators_by_week(record)
    return series[-1] if len(series) else None


def r_facilitators_by_week(record: Record) -> Floats:
    """Instantaneous R_F at the end of each week, shape (horizon,); NaN where nobody stopped in the year before."""
    people = record.facilitators
    left = people["left_week"]
    born = (people["source"] == PARTICIPANT) & ((people["active"] != 0) | (left != NONE))
    weeks = people["trained_week"][born], left[left != NONE]
    births, losses = (_of_the_last_year(one, record.horizon) for one in weeks)
    return np.divide(births, losses, out=np.full(record.horizon, np.nan), where=losses > 0)


def _of_the_last_year(weeks: np.ndarray, horizon: int) -> Floats:
    total = np.bincount(weeks, minlength=horizon).cumsum()
    before = np.concatenate([np.zeros(min(WEEKS_A_YEAR, horizon)), total[:-WEEKS_A_YEAR]])
    return (total - before).astype(float)


@measure("share", "starters who registered on a personal invitation / starters", "4.9, 5.6")
def r_participants(record: Record) -> float | None:
    """R_P, participants whom a participant or a facilitator of a group brought along, for each participant."""
    return _share_by(record, PERSONAL)


@measure("share", "starters who registered on word of mouth / starters", "4.9, 5.6")
def r_word_of_mouth(record: Record) -> float | None:
    """The part of R_P that is word of mouth of former participants alone."""
    return _share_by(record, (WORD_OF_MOUTH,))


def _share_by(record: Record, channels: tuple[int, ...]) -> float | None:
    """Share of the participants whose registration came by one of these channels."""
    by = record.participants["channel"]
    return np.logical_or.reduce([by == channel for channel in channels]).mean() if len(by) else None
