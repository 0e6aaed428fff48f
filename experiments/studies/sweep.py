"""Sweeps: what `contagion sweep` varies, and the table it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.cli.how_much import MOST_POINTS
from experiments.studies.lab import made_with
from experiments.words.run import table_in_words
from models.cases import factors
from models.parameters import AFTER_THE_RUN, describe
from models.scenarios import Scenario, must_be_known, value_of
from sim.errors import InputError
from sim.reading import number_hint
from sim.results import as_json, whole_folder
from sim.statistics.designs import Factor, Point, grid, latin_hypercube, sobol_sequence

if TYPE_CHECKING:
    import pandas as pd

    from sim.laboratory.laboratory import Runs

SHOWN = ("participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached")
MOST_ROWS = 60  # of a table in the terminal


def how_many_points(varied: Sequence[str], design: str, points: int) -> int:
    """The number of points of a design, before any is made; as `design_points`.

    Raises
    ------
    InputError
        Where an axis alone has more values than fit into memory, or is none.
    """
    names = names_of(varied)
    return prod(map(len, map(_values, names, varied))) if design == "grid" else points


def design_points(varied: Sequence[str], design: str, points: int) -> list[Point]:
    """The points of a design.

    Parameters
    ----------
    varied : sequence of str
        Each ``name=low:high:count`` or ``name=value,value,...`` for a grid; ``name=low:high`` or ``name`` otherwise.
    design : str
        ``grid``, ``lhs`` or ``sobol``.
    points : int
        Of the last two.

    Raises
    ------
    InputError
        For a name that does not exist or cannot be varied so, or an empty range.
    """
    names = names_of(varied)
    if design == "grid":
        return grid({name: _values(name, text) for name, text in zip(names, varied, strict=True)})
    if points < 1:
        raise InputError(f"--points {points}: must be at least 1")
    chosen = [_factor(name, text) for name, text in zip(names, varied, strict=True)]
    try:
        return (latin_hypercube if design == "lhs" else sobol_sequence)(chosen, points)
    except ValueError as error:
        raise InputError(f"--points {points}: {error}") from None


def names_of(varied: Sequence[str]) -> list[str]:
    """Names of what is varied, each of which can be."""
    if not varied:
        raise InputError("--vary: say what to vary, as in --vary training.places=10,20,40")
    names = [text.partition("=")[0].strip() for text in varied]
    for text, name in zip(varied, names, strict=True):
        must_be_known(name, f"--vary {text}")
        if name.partition(".")[0] in AFTER_THE_RUN:
            raise InputError(f"--vary {text}: {name} is read after a run and changes nothing in it; set it with --set")
    if len(set(names)) < len(names):
        raise InputError(f"--vary: {max(names, key=names.count)} is given twice")
    return names


def _values(name: str, text: str) -> list[Any]:
    """Values of an axis of a grid."""
    given = text.partition("=")[2].strip()
    parts = given.split(":")
    if len(parts) == 3:
        low, high, count = _number(parts[0], text), _number(parts[1], text), _number(parts[2], text)
        if not np.isfinite([low, high, count]).all() or low > high or count < 1 or count != int(count):
            raise InputError(f"--vary {text}: LOW:HIGH:COUNT must rise, and COUNT a whole number of at least 1 value")
        if count > MOST_POINTS:
            raise InputError(f"--vary {text}: {count:,.0f} values; at most {MOST_POINTS:,} points fit into memory")
        values = np.linspace(low, high, int(count)).tolist()
        return _as_declared(name, values, text)
    if not given or len(parts) > 1 or not all(part.strip() for part in given.split(",")):
        raise InputError(f"--vary {text}: must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE, with at least one value")
    return [value_of(part.strip(), f"--vary {name}") for part in given.split(",")]


def _factor(name: str, text: str) -> Factor:
    """A factor with its declared range, or the given one."""
    try:
        declared = factors([name])[0]
    except KeyError:
        raise InputError(f"--vary {text}: {name} has no range to sample; vary it over values in a grid") from None
    given = text.partition("=")[2].strip()
    if not given:
        return declared
    parts = given.split(":")
    if len(parts) != 2:
        raise InputError(
            f"--vary {text}: must be NAME=LOW:HIGH, or the name alone for {declared.low:g}:{declared.high:g}"
        )
    try:
        return Factor(name, _number(parts[0], text), _number(parts[1], text), declared.whole)
    except ValueError as error:
        raise InputError(f"--vary {text}: {error}") from None


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        hint = f"; {hint}" if (hint := number_hint(text)) else ""
        raise InputError(f"--vary {where}: {text.strip()!r} is not a number{hint}") from None


def _as_declared(name: str, values: list[float], where: str) -> list[Any]:
    """Whole numbers where the parameter is one."""
    if next(row["type"] for row in describe() if row["name"] == name) is not int:
        return values
    if broken := [value for value in values if value != int(value)]:
        raise InputError(f"--vary {where}: {name} takes whole numbers, and {broken[0]:g} is none")
    return list(map(int, values))


def save(
    runs: Runs,
    scenario: Scenario,
    varied: Sequence[str],
    design: str,
    out: Path,
    force: bool = False,
    command: str = "",
) -> None:
    """Write `runs.parquet` (a row a run) and `years.parquet` (a row a run and year), their figure (`sweep.png` and
    `sweep.svg`), the scenario and provenance. `command` is what was typed for them."""
    from experiments.figures import style  # slow to load
    from experiments.figures.sweep import sweep_figure

    made = runs.table
    with whole_folder(out, force) as folder:
        for name, table in (("runs", made), ("years", runs.rows("years"))):
            table.to_parquet(folder / f"{name}.parquet", index=False)
        style.save(sweep_figure(made, varied, scenario, design), folder / "sweep")
        (folder / "scenario.toml").write_text(scenario.text(), encoding="utf-8")
        (folder / "provenance.json").write_text(as_json(made_with(runs, command, [scenario])), encoding="utf-8")


def in_words(runs: Runs, varied: Sequence[str]) -> str:
    """Means and standard deviations over the seeds, a row a point."""
    table = runs.table
    failed = table["error"] != ""
    lines = [f"{len(table):,} runs" + (f", {failed.sum():,} of them failed" if failed.any() else "")]
    if failed.any():
        first = table[failed].iloc[0]
        lines.append(f"The first to fail (seed {first['seed']}): {first['error'].strip().splitlines()[-1]}")
    by_point = table[~failed].groupby(list(varied), sort=False)
    if not by_point.ngroups:
        return "\n".join(lines)
    spread = by_point["participants"].std().round(1).rename("sd of participants")
    shown = by_point[list(SHOWN)].mean().round(1).join(spread).reset_index()
    shown.columns = [str(name).replace("_", " ") if name in SHOWN else name for name in shown.columns]
    lines += ["", *_first(shown)]
    return "\n".join(lines)


def _first(shown: pd.DataFrame) -> list[str]:
    more = len(shown) - MOST_ROWS
    return [table_in_words(shown.head(MOST_ROWS)), *([f"... and {more:,} more points"] if more > 0 else [])]
