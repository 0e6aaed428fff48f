"""Whether what a scenario says fits the territory and the time."""

from __future__ import annotations

from contagion.models.parameters import Parameters
from contagion.models.parameters.contradictions import contradiction, label
from contagion.models.territory.territory import Territory, communes_named, rows_named
from contagion.models.world.selection import Selection
from contagion.sim.errors import InputError, told_of


def must_be_in_the_run(
    parameters: Parameters, territory: Territory, horizon: int, lines: tuple[int, ...] = (), source: str = ""
) -> list[int]:
    """Refuse a commune that is not there, and a decision, shock or alternative programme after the end of the run.

    Parameters
    ----------
    parameters : Parameters
        At the start.
    territory : Territory
    horizon : int
        Weeks that will be lived.
    lines : tuple of int
        Of the scenario file, on which the decisions begin, to be named in messages.
    source : str, optional
        The scenario file, or the name of the scenario, likewise.

    Returns
    -------
    list of int
        Indices of the communes that founders come from, where the scenario names any.

    Raises
    ------
    InputError
        Where a decision begins after the end of the run, names a commune that is not there, or contradicts another now
        that the communes are known; the same for a shock, an alternative programme or the founders' communes.
    """
    try:
        _must_be_in_the_run(parameters, territory, horizon, lines)
        return _founder_communes(parameters, territory)
    except InputError as error:
        if not source:
            raise
        raise InputError(told_of(source, error)) from None


def _must_be_in_the_run(parameters: Parameters, territory: Territory, horizon: int, lines: tuple[int, ...]) -> None:
    for number, decision in enumerate(parameters.decision):
        where, begin = label(number, decision.title, lines), parameters.begin(number)
        if begin >= horizon:
            raise InputError(
                f"{where}: from = {decision.start} is week {begin}, and the run has weeks 0 to {horizon - 1}"
                f"{_perhaps_a_year(decision.start)}"
            )
        try:
            Selection.of(number, parameters, territory)
        except InputError as error:
            raise InputError(told_of(where, error)) from None
    if problem := contradiction(parameters, lines, lambda d: frozenset(communes_named(territory, d.communes))):
        raise InputError(problem)
    for number, shock in enumerate(parameters.shock, start=1):
        if shock.start >= horizon:
            raise InputError(
                f"shock {number} ({shock.kind}): from = {shock.start} must be a week of the run, 0 to {horizon - 1}"
            )
    for row in parameters.alternative:
        if row.from_week >= horizon:
            raise InputError(
                f"alternative {row.name!r}: from = {row.from_week} must be a week of the run, 0 to {horizon - 1}"
            )


def _perhaps_a_year(start: int | str) -> str:
    a_year = isinstance(start, int) and 1900 <= start < 2200
    return f' (for the year, write "{start}-01")' if a_year else ""


def _founder_communes(parameters: Parameters, territory: Territory) -> list[int]:
    where = "training.founder_communes"
    return [row for name in parameters.training.founder_communes for row in rows_named(territory, name, where)]
