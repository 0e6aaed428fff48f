"""What the questions that hold cases against a base share: what each changes world by world, and in rows for
people."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.questions.in_worlds import by_world, in_how_many, leaning, middle, more, verdict
from contagion.experiments.verbs.compare.cases import Shown


def changes(rows: pd.DataFrame, base: str, name: str) -> pd.DataFrame:
    """What each scenario has more of a figure than the base: a row a world, a column a scenario."""
    wide = by_world(rows, "scenario", name)[list(rows["scenario"].unique())]
    return wide.drop(columns=base).sub(wide[base], axis=0)


def change(rows: pd.DataFrame, base: str, case: str, name: str, one: Shown) -> str:
    """What a case has more of a figure: "+87 people (+2 to +339), more in 96 of 100 worlds"."""
    values = changes(rows, base, name)[case]
    return f"{more(values, _signed(one))} {one.words}, more in {in_how_many(values)}"


def in_rows(ensemble: Ensemble, rows: pd.DataFrame, base: str, shown: Mapping[str, Shown], by: str) -> pd.DataFrame:
    """A row a case for people: what the base has, what each other has more, and the verdict on the figure `by`."""
    levels = {one.words: middle(rows.loc[rows["scenario"] == base, name], _plain(one)) for name, one in shown.items()}
    out: list[dict[str, str]] = [{"case": base, **levels, "verdict": "held against"}]
    more_of = {name: changes(rows, base, name) for name in shown}
    for case in more_of[by]:
        told = {one.words: more(more_of[name][case], _signed(one)) for name, one in shown.items()}
        out.append({"case": case, **told, "verdict": judged(ensemble, more_of[by][case], shown[by].words)})
    return pd.DataFrame(out)


def judged(ensemble: Ensemble, values: pd.Series, words: str) -> str:
    """A verdict with the number of worlds behind it: "more (people: more in 96 of 100 worlds)"."""
    return f"{leaning(ensemble, values)} ({words}: more in {in_how_many(values)})"


def surely(more_of: pd.DataFrame, word: str) -> list[str]:
    """The cases of which a verdict is told: "more" or "less"."""
    return [str(case) for case in more_of if verdict(more_of[case]) == word]


def _plain(one: Shown) -> str:
    return f"{{:{one.form}}}"


def _signed(one: Shown) -> str:
    return f"{{:+z{one.form}}}"
