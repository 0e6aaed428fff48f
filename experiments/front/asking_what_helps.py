"""What would help, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.front.guard import must_not_begin_a_worker
from experiments.front.vocabulary import worlds_or_seeds
from experiments.studies.how_much import ENSEMBLE

if TYPE_CHECKING:
    from experiments.front.asking import Asked, Effort, Ensemble, Place, Rules
    from experiments.front.helped import Levers, Limits


def limits(
    scenario: Asked = None,
    *,
    seeds: int | None = None,
    ensemble: Ensemble = ENSEMBLE,
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
    from experiments.front.helped import Limits
    from experiments.front.workers import laboratory, must_be_meant, worlds
    from experiments.studies.limits import inquiry

    number = worlds_or_seeds(seeds, ensemble, 30)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    cases = len(inquiry(chosen, years, number).cases)
    must_be_meant("limits", lab, [chosen], cases, number, years, yes)
    return Limits(inquiry(chosen, years, number, worlds=worlds(ensemble, lab)).last(lab))


def levers(
    scenario: Asked = None,
    *,
    seeds: int | None = None,
    ensemble: Ensemble = ENSEMBLE,
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
    from experiments.front.helped import Levers
    from experiments.front.workers import laboratory, must_be_meant, worlds
    from experiments.studies.levers import inquiry

    number = worlds_or_seeds(seeds, ensemble, 40)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    cases = len(inquiry(chosen, years, number).cases)
    must_be_meant("levers", lab, [chosen], cases, number, years, yes)
    return Levers(inquiry(chosen, years, number, worlds=worlds(ensemble, lab)).last(lab))
