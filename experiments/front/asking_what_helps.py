"""What would help, asked by `import contagion`. Heavy libraries are imported inside, as in `asking.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from experiments.front.guard import must_not_begin_a_worker
from experiments.front.vocabulary import whole

if TYPE_CHECKING:
    from experiments.front.asking import Asked, Effort, Place, Rules
    from experiments.front.helped import Levers, Limits


def limits(
    scenario: Asked = None,
    *,
    seeds: int = 30,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Limits:
    """What would have helped: people gained by a tenth more of each capacity, with the same seeds; as in `many`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from experiments.front.helped import Limits
    from experiments.front.workers import laboratory, must_be_meant
    from experiments.studies.limits import inquiry

    whole(seeds, "seeds", least=2)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    asked = inquiry(chosen, years, seeds)
    must_be_meant("limits", lab, [chosen], len(asked.cases), seeds, years, yes)
    return Limits(asked.last(lab))


def levers(
    scenario: Asked = None,
    *,
    seeds: int = 40,
    years: int = 10,
    territory: Place = None,
    effort: Effort = "scaled",
    store: Path | str | None = None,
    workers: int | None = None,
    rules: Rules = None,
    yes: bool = False,
) -> Levers:
    """What one step more of each lever changes, and people per 1,000 euros more, with the same seeds; as in `many`.

    Raises
    ------
    InputError
    """
    must_not_begin_a_worker()
    from experiments.front.helped import Levers
    from experiments.front.workers import laboratory, must_be_meant
    from experiments.studies.levers import inquiry

    whole(seeds, "seeds", least=2)
    lab, (chosen,) = laboratory([scenario], years, territory, effort, store, workers, rules)
    asked = inquiry(chosen, years, seeds)
    must_be_meant("levers", lab, [chosen], len(asked.cases), seeds, years, yes)
    return Levers(asked.last(lab))
