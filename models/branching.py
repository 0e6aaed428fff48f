"""Branching a run: the same world and the same luck up to a week, something else from then on.

Chance is keyed, so a run of the same seed in which something changes in week T *is* the run up to T, and its branch
from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.agents import NONE
from models.measures.autonomy import IDLE_WEEKS, end_of_activity
from models.parameters import Parameters
from models.programme import ConversationModel
from models.territory import Territory
from sim.model import WEEKS_A_YEAR

# What comes into a programme from outside and can be stopped. Training goes on; so do partners already active.
WITHOUT_EXTERNAL_INPUTS = {
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

    def __str__(self) -> str:
        return f"more than {self.years:g} years" if self.longer else f"{self.years:.1f} years"


def stopped(parameters: Parameters, week: int) -> Parameters:
    """The same programme without external inputs from a week on, whatever it had planned for them later."""
    planned = [change.model_dump() for change in parameters.change]
    for change in planned:
        if change["week"] >= week:
            change["set"] = {
                name: value for name, value in change["set"].items() if name not in WITHOUT_EXTERNAL_INPUTS
            }
    changes = [*planned, {"week": week, "set": WITHOUT_EXTERNAL_INPUTS}]
    return Parameters.model_validate({**parameters.model_dump(), "change": changes})


def autonomy(parameters: Parameters, territory: Territory, seed: int, week: int, limit_years: int = 20) -> Autonomy:
    """How long the programme would last if external inputs stopped in a week (`models.measures.autonomy.AUTONOMY`).

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
    model = ConversationModel(territory, stopped(parameters, week), seed, horizon=week + limit + IDLE_WEEKS)
    model.run(week)
    while model.week < model.horizon:  # a year at a time: most programmes end long before the limit
        model.run(min(WEEKS_A_YEAR, model.horizon - model.week))
        starts = [group.started for group in model.groups if group.started != NONE]
        if (end := end_of_activity(starts, week, model.week)) is not None:
            return Autonomy((end - week) / WEEKS_A_YEAR, longer=False)
    return Autonomy(float(limit_years), longer=True)
