"""What `--vary` and `--shard` say: the values that a sweep gives to parameters, and which part of it is run. Many
processes share the work and the store, and need no scheduler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.commands.sweep.work import Design, declared_factor, factor_over, must_be_varied
from contagion.models.parameters import describe
from contagion.models.runs.how_much import MOST_POINTS
from contagion.models.scenarios.scenario import value_of
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import Factor, Point, grid, latin_hypercube, sobol_sequence

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Case, Laboratory

POINTS = 64  # of a design that is no grid


def design_of(varied: Sequence[str], kind: str, asked: int | None) -> Design:
    """What a sweep varies.

    Parameters
    ----------
    varied : sequence of str
        Each ``name=low:high:count`` or ``name=value,value,...`` for a grid; ``name=low:high`` or ``name`` otherwise.
    kind : str
        ``grid``, ``lhs`` or ``sobol``.
    asked : int, optional
        Points of the last two.

    Raises
    ------
    InputError
        For a name that does not exist or cannot be varied so, an empty range, and an axis that alone has more values
        than fit into memory.
    """
    names, points = names_of(varied), asked or POINTS
    number = prod(map(len, map(_values, names, varied))) if kind == "grid" else points

    def made() -> list[Point]:
        if kind == "grid":
            return grid({name: _values(name, text) for name, text in zip(names, varied, strict=True)})
        chosen = levers_of(varied)
        try:
            return (latin_hypercube if kind == "lhs" else sobol_sequence)(chosen, points)
        except ValueError as error:
            raise InputError(f"--points {points}: {error}") from None

    size = [] if kind == "grid" else [f"--points {points}"]
    return Design(names, number, kind, made, "--vary", " ".join([*(f"--vary {text}" for text in varied), *size]))


def levers_of(varied: Sequence[str]) -> list[Factor]:
    """What is varied over a range: each ``name=low:high``, or ``name`` for its declared range.

    Raises
    ------
    InputError
        As `design_of`.
    """
    return [_factor(name, text) for name, text in zip(names_of(varied), varied, strict=True)]


def names_of(varied: Sequence[str]) -> list[str]:
    """Names of what is varied, each of which can be."""
    if not varied:
        raise InputError("--vary: say what to vary, as in --vary training.places=10,20,40")
    names = [text.partition("=")[0].strip() for text in varied]
    for text, name in zip(varied, names, strict=True):
        must_be_varied(name, f"--vary {text}", "; set it with --set")
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
    values = [value_of(part.strip(), f"--vary {name}") for part in given.split(",")]
    if twice := [value for n, value in enumerate(values) if value in values[:n]]:
        raise InputError(f"--vary {text}: {twice[0]} stands there twice")
    return values


def _factor(name: str, text: str) -> Factor:
    """A factor with its declared range, or the given one."""
    declared = declared_factor(name, f"--vary {text}")
    given = text.partition("=")[2].strip()
    if not given:
        return declared
    parts = given.split(":")
    if len(parts) != 2:
        raise InputError(
            f"--vary {text}: must be NAME=LOW:HIGH, or the name alone for {declared.low:g}:{declared.high:g}"
        )
    return factor_over(name, _number(parts[0], text), _number(parts[1], text), f"--vary {text}")


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        from contagion.sim.reading import number_hint

        hint = f"; {hint}" if (hint := number_hint(text)) else ""
        raise InputError(f"--vary {where}: {text.strip()!r} is not a number{hint}") from None


def _as_declared(name: str, values: list[float], where: str) -> list[Any]:
    """Whole numbers where the parameter is one."""
    if next(row["type"] for row in describe() if row["name"] == name) is not int:
        return values
    if broken := [value for value in values if value != int(value)]:
        raise InputError(f"--vary {where}: {name} takes whole numbers, and {broken[0]:g} is none")
    return list(map(int, values))


@dataclass(frozen=True)
class Shard:
    """One of some parts of about the same size, numbered from 1."""

    number: int
    parts: int

    def of[One](self, asked: Sequence[One]) -> Sequence[One]:
        """The runs of this part, which stand together: each run is in one part, and none is in two."""
        return asked[(self.number - 1) * len(asked) // self.parts : self.number * len(asked) // self.parts]

    def run(self, lab: Laboratory, cases: Sequence[Case], replicates: int, years: int) -> tuple[str, int]:
        """Have this part run and kept, in a file of its own; what to say of it, and how many failed. Tables of a part
        are not written."""
        from contagion.experiments.say.sentences import _
        from contagion.sim.laboratory.store import Store

        about, name = lab.store.about, f"shard-{self.number}-of-{self.parts}"
        lab = lab.beside(lab.study, Store(lab.store.folder, lab.store.version, lambda: about, name))

        asked = [(case, seed) for case in cases for seed in range(1, replicates + 1)]
        mine = self.of(asked)
        failed = (lab.run_each(mine, years).table["error"] != "").sum() if mine else 0
        values = {"number": self.number, "parts": self.parts, "done": len(mine) - failed, "all": len(asked)}
        values |= {"store": lab.store.folder, "failed": failed}
        if failed:
            return _(
                "shard {number} of {parts}: {done:,} of {all:,} runs are done and kept in {store}, {failed:,} failed; "
                "the same command without --shard shows them all",
                **values,
            ), failed
        return _(
            "shard {number} of {parts}: {done:,} of {all:,} runs are done and kept in {store}; the same command "
            "without --shard shows them all",
            **values,
        ), failed


def shard_of(text: str | None) -> Shard | None:
    """The part that is meant, as in 3/20."""
    if text is None:
        return None
    if found := re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text):
        shard = Shard(int(found[1]), int(found[2]))
        if 1 <= shard.number <= shard.parts:
            return shard
    raise InputError(f"--shard {text}: must be I/N, the I-th of N parts, as in 1/20, 2/20 … 20/20")
