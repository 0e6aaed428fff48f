"""Branching a run: the same world and the same luck up to a week, something else from then on.

Chance is keyed, so a run of the same seed in which something changes in week T *is* the run up to T, and its branch
from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contagion.models.outcomes.indicators.derived import IDLE_WEEKS, end_of_activity
from contagion.models.parameters import Parameters
from contagion.models.parameters.as_record import is_whole, number_of, word_of
from contagion.models.programme.model import ConversationModel
from contagion.models.records import NONE
from contagion.models.territory.territory import Territory
from contagion.sim.model import WEEKS_A_YEAR

# What comes into a programme from outside and can be stopped. Training goes on; so do partners already active.
STOPPED = {
    "training.top_up": "autonomous",
    "partners.contacts_per_month": 0.0,
    "outreach.events_per_year": 0,
    "outreach.campaigns_per_year": 0,
}


@dataclass(frozen=True)
class Autonomy:
    """How long a programme lasts after its external inputs stop.

    Attributes
    ----------
    years : float
        Until its end, or as long as was looked.
    longer : bool
        Whether it had not ended by then.
    """

    years: float
    longer: bool


class OnItsOwn(ConversationModel):
    """The programme, without external inputs from week `since` on."""

    def __init__(self, *args: Any, since: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, stages={"authority": stop_external_inputs})
        self.since = since


def stop_external_inputs(model: OnItsOwn) -> None:
    """From its week on, let none of them come, whatever the authority has just decided."""
    model.live_stage("authority")
    if model.week >= model.since:
        for name, value in STOPPED.items():
            words = model.state.array("whole_words" if is_whole(name) else "real_words")
            words[word_of(name)] = number_of(name, value)


def autonomy(parameters: Parameters, territory: Territory, seed: int, week: int, limit_years: int = 20) -> Autonomy:
    """How long the programme would last if external inputs stopped in a week.

    What its end is says `models.outcomes.indicators.derived.AUTONOMY`.

    Parameters
    ----------
    parameters : Parameters
        Of the run that is branched.
    territory : Territory
    seed : int
        Of that run.
    week : int
        The first week without external inputs, at least 0.
    limit_years : int
        How far to look, at least 1.

    Raises
    ------
    ValueError
        For a week or a limit out of range.
    """
    if week < 0 or limit_years < 1:
        raise ValueError(f"a week from 0 and a limit from 1 year are needed, not {week} and {limit_years}")
    limit = limit_years * WEEKS_A_YEAR
    model = OnItsOwn(territory, parameters, seed, horizon=week + limit + IDLE_WEEKS, since=week)
    model.run(week)
    while model.week < model.horizon:  # a year at a time: most programmes end long before the limit
        model.run(min(WEEKS_A_YEAR, model.horizon - model.week))
        starts = model.rows("groups")["started"][model.numbers("groups")]
        if (end := end_of_activity(starts[starts != NONE], week, model.week)) is not None:
            return Autonomy((end - week) / WEEKS_A_YEAR, longer=False)
    return Autonomy(float(limit_years), longer=True)
