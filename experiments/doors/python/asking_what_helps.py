"""What would help, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.python.guard import must_not_begin_a_worker
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.lab.vocabulary import LONGEST, whole, worlds_or_seeds

if TYPE_CHECKING:
    from contagion.experiments.doors.python.asking import Asked, Effort, Ensemble, Place, Rules
    from contagion.experiments.verbs.limits.answer import Levers, Limits


def limits(
    scenario: Asked = None,
    *,
    seeds: int | None = None,
    ensemble: Ensemble = ENSEMBLE,
    reading: str | None = None,
    above: float = 0.0,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Limits:
    """What would have helped: people gained by a tenth more of each capacity, in the same worlds; as in `compare`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.verbs.limits.answer import Limits
    from contagion.experiments.verbs.limits.work import inquiry

    where = territory, effort, store, workers, rules
    return Limits(_found("limits", inquiry, scenario, seeds, 30, (ensemble, reading), above, years, where, yes))


def levers(
    scenario: Asked = None,
    *,
    seeds: int | None = None,
    ensemble: Ensemble = ENSEMBLE,
    reading: str | None = None,
    above: float = 0.0,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Levers:
    """What one step more of each lever changes, and people per 1,000 euros more, in the same worlds; as in `compare`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from contagion.experiments.verbs.levers.work import inquiry
    from contagion.experiments.verbs.limits.answer import Levers

    where = territory, effort, store, workers, rules
    return Levers(_found("levers", inquiry, scenario, seeds, 40, (ensemble, reading), above, years, where, yes))


def _found(
    verb: str,
    inquiry: Callable[..., Any],
    scenario: Asked,
    seeds: int | None,
    single: int,
    sets: tuple[Ensemble, str | None],
    above: float,
    years: int,
    where: tuple[Any, ...],
    yes: bool,
) -> Any:
    """The last answer to an inquiry about a scenario; `single` seeds are usual where there is one set of values, `sets`
    are an ensemble and a reading."""
    from contagion.experiments.doors.python.workers import laboratory, must_be_meant, reading_told, runs_of, worlds

    ensemble, reading = sets
    years, number = whole(years, "years", most=LONGEST), worlds_or_seeds(seeds, ensemble, single, above)
    lab, (chosen,) = laboratory([scenario], years, *where)
    told = reading_told(reading, ensemble, [chosen], "limits" if verb == "limits" else "")
    cases = len(inquiry(chosen, years, number).cases)
    must_be_meant(verb, lab, [chosen], cases, runs_of(number, ensemble), years, yes, f"{number:,} seeds")
    return inquiry(chosen, years, number, worlds=worlds(ensemble, lab, above, told)).last(lab)
