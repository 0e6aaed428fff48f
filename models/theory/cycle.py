"""The reproduction of the model's own cycle, at its defaults but for what a study varies."""

from contagion.models.parameters import Parameters
from contagion.models.theory.reproduction import (
    WEEKS_PER_YEAR,
    lifetime_groups,
    reproduction_number,
    training_probability,
)


def reproduction(conversion: float, loss: float, recruiting: float) -> float:
    """R, facilitators to whom a facilitator gives rise, by theory.

    `lifetime_groups` takes the model's own cycle: a rest of exponential length, then a spell that, once begun,
    is led to its end, here the recruiting and the weeks of the sessions. It assumes that a partner is always at hand
    and that every group opened takes place; `training_probability` that seats are free for all who wait, each
    of whom accepts, goes on waiting, or loses interest. So R depends on neither places nor top-up, and where seats or
    registrations are short the simulated network reproduces less than this.
    """
    parameters = Parameters()
    training = parameters.training
    rest, lead = parameters.facilitation.rest_weeks, recruiting + parameters.group.session_weeks[-1]
    groups = lifetime_groups(training.active_share, loss, rest, lead, training.ready_after_weeks)
    period = training.period_weeks / WEEKS_PER_YEAR
    trained = training_probability(training.accept, training.queue_loss_per_year, period)
    return reproduction_number(conversion * trained, groups, parameters.facilitation.leaders)


def critical_conversion(loss: float, recruiting: float) -> float:
    """Converts a group at which R = 1 (R is proportional to them)."""
    return 1 / reproduction(1, loss, recruiting)
