"""What is asked of a programme of one's own: where, over how many years, and in which scenarios."""

from __future__ import annotations

from collections.abc import Sequence

from contagion.experiments.programmes.lived import going_on, option
from contagion.experiments.programmes.programme import Programme
from contagion.models.scenarios.scenario import Scenario
from contagion.models.territory.territory import Territory, home, identity_of


def place_of(programme: Programme) -> str | None:
    """The code of its EPCI; None where that is Grand Besançon, whose table comes with the project."""
    return None if identity_of(programme.territory.codes) == home() else programme.territory.code


def years_of(programme: Programme, ahead: int | None) -> int:
    """Years of a run that looks so many years ahead, by default as many as its file says."""
    return programme.length - programme.years + (programme.years if ahead is None else ahead)


def scenarios_of(programme: Programme, territory: Territory, asked: Sequence[Scenario]) -> list[Scenario]:
    """The programme as it goes on, and beside it what else it could do.

    Raises
    ------
    InputError
        Where a scenario is none that a programme can take up on its way.
    """
    base = going_on(programme, territory)
    return [base, *(option(programme, territory, base, one) for one in asked)]
