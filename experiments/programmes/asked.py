"""What is asked of a programme of one's own: where, over how many years, and in which scenarios."""

from __future__ import annotations

from collections.abc import Sequence

from contagion.experiments.programmes.lived import going_on, option, without
from contagion.experiments.programmes.programme import Programme
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.scenarios.scenario import Scenario
from contagion.models.territory.territory import Territory, home, identity_of
from contagion.sim.errors import InputError


def place_of(programme: Programme) -> str | None:
    """The code of its EPCI; None where that is Grand Besançon, whose table comes with the project."""
    return None if identity_of(programme.territory.codes) == home() else programme.territory.code


def years_of(programme: Programme, ahead: int | None) -> int:
    """Years of a run that looks so many years ahead, by default as many as its file says."""
    return programme.length - programme.years + (programme.years if ahead is None else ahead)


def must_be_decided(programme: Programme, names: Sequence[str], where: str) -> None:
    """Refuse to vary what cannot be decided in the course of a programme; `where` is where it was given.

    Raises
    ------
    InputError
    """
    if fixed := [name for name in names if name not in MAY_CHANGE]:
        raise InputError(
            f"{where} {fixed[0]}: cannot be decided from {programme.next_january} on, so it is as worlds "
            "have it; `contagion parameters` names what can be"
        )


def scenarios_of(programme: Programme, territory: Territory, asked: Sequence[Scenario]) -> list[Scenario]:
    """The programme as it goes on, and beside it what else it could do; before these no programme where none exists
    yet: the first is what the others are compared with.

    Raises
    ------
    InputError
        Where a scenario is none that a programme can take up on its way.
    """
    base = going_on(programme, territory)
    first = [without(base)] if programme.to_begin else []
    return [*first, base, *(option(programme, territory, base, one) for one in asked)]
