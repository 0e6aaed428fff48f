"""Questions as they are asked of toys: differences, and cases held against a base, by hand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from contagion.experiments.questions.asking import Asking, Held, More
from tests.helpers.even_ensemble import even


def asking(sets: int = 1, lab: Any = None) -> Asking:
    """Of so many sets of each rule, quickly."""
    return Asking(even(sets), lab, quick=True)


def by_world(*values: float) -> pd.Series:
    """A figure in world 1, 2, ..."""
    return pd.Series([float(value) for value in values], range(1, len(values) + 1))


def more(*values: float, sets: int = 1) -> More:
    return More(even(sets), by_world(*values))


def held(question: Any, cases: Iterable[str], figures: Mapping[tuple[str, str], Sequence[float]]) -> Held:
    """The cases of a question in some worlds, by case and figure; what is not given is nothing."""
    worlds = range(len(next(iter(figures.values()))))
    rows = [
        {"scenario": case, "seed": world + 1, "years": 10}
        | {name: float(figures[case, name][world]) if (case, name) in figures else 0.0 for name in question.SHOWN}
        for case in cases
        for world in worlds
    ]
    return Held(asking(), pd.DataFrame(rows), question.BASE, question.SHOWN)
