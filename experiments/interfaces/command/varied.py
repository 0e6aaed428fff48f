"""Read `--vary` and `--shard`: the values that a sweep gives to parameters, and which part of it to run. Many
processes can share the work and the store without a scheduler."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.commands.sweep.work import Design, declared_factor, design_from, factor_over, must_be_varied
from contagion.models.parameters import describe
from contagion.models.runs.vocabulary import MOST_POINTS
from contagion.models.scenario import value_of
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import Factor

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Case, Laboratory

POINTS = 64  # of a design other than a grid


def design_of(varied: Sequence[str], kind: str, asked: int | None) -> Design:
    """Read the design of a sweep: ``name=low:high:count`` or ``name=value,value`` for a grid; ``name=low:high``, or
    the name alone, for so many points of ``lhs`` or ``sobol``."""
    if not varied:
        raise InputError("--vary: say what to vary, as in --vary group.size=8,10,12")
    points = asked or POINTS
    size = [*(f"--vary {text}" for text in varied), *([] if kind == "grid" else [f"--points {points}"])]
    values = _by_name(varied, _values if kind == "grid" else _factor)
    return design_from(values, kind, points, "--vary", "--points", " ".join(size))


def levers_of(varied: Sequence[str]) -> list[Factor]:
    """Read factors with their ranges: each ``name=low:high``, or ``name`` for its declared range."""
    return list(_by_name(varied, _factor).values())


def _by_name(varied: Sequence[str], read: Callable[[str, str, str], Any]) -> dict[str, Any]:
    """Read each text by `read(name, value, text)` and return the results by name, each of which may occur once."""
    found: dict[str, Any] = {}
    for text in varied:
        name, _equals, value = (part.strip() for part in text.partition("="))
        must_be_varied(name, f"--vary {text}", "; set it with --set")
        if name in found:
            raise InputError(f"--vary: {name} is given twice")
        found[name] = read(name, value, text)
    return found


def _values(name: str, value: str, text: str) -> list[Any]:
    """Read the values of an axis of a grid."""
    parts = value.split(":")
    if len(parts) == 3:
        low, high, count = (_number(part, text) for part in parts)
        if not np.isfinite([low, high, count]).all() or low > high or count < 1 or count != int(count):
            raise InputError(f"--vary {text}: LOW:HIGH:COUNT must rise, and COUNT a whole number of at least 1 value")
        if count > MOST_POINTS:
            raise InputError(f"--vary {text}: {count:,.0f} values; at most {MOST_POINTS:,} points fit into memory")
        values = np.linspace(low, high, int(count)).tolist()
        if next(row["type"] for row in describe() if row["name"] == name) is not int:
            return values
        if broken := [value for value in values if value != int(value)]:
            raise InputError(f"--vary {text}: {name} takes whole numbers, and {broken[0]:g} is none")
        return list(map(int, values))
    if not value or len(parts) > 1 or ".." in value or not all(part.strip() for part in value.split(",")):
        raise InputError(f"--vary {text}: must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE, with at least one value")
    values = [value_of(part.strip(), f"--vary {name}") for part in value.split(",")]
    if twice := [one for n, one in enumerate(values) if one in values[:n]]:
        raise InputError(f"--vary {text}: {twice[0]} is listed twice")
    return values


def _factor(name: str, value: str, text: str) -> Factor:
    """Read a factor with the given range, or its declared one."""
    declared, parts = declared_factor(name, f"--vary {text}"), value.split(":")
    if not value:
        return declared
    if len(parts) != 2:
        usual = f"{declared.low:g}:{declared.high:g}"
        raise InputError(f"--vary {text}: must be NAME=LOW:HIGH, or the name alone for {usual}")
    return factor_over(name, *(_number(part, text) for part in parts), f"--vary {text}")


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError:
        from contagion.sim.reading import number_hint

        hint = f"; {hint}" if (hint := number_hint(text)) else ""
        raise InputError(f"--vary {where}: {text.strip()!r} is not a number{hint}") from None


@dataclass(frozen=True)
class Shard:
    """One part of a study in parts of about equal size, numbered from 1."""

    number: int
    parts: int

    def of[One](self, asked: Sequence[One]) -> Sequence[One]:
        """Return the runs of this part, which are consecutive; each run belongs to exactly one part."""
        return asked[(self.number - 1) * len(asked) // self.parts : self.number * len(asked) // self.parts]

    def run(self, lab: Laboratory, cases: Sequence[Case], replicates: int, years: int) -> tuple[str, int]:
        """Run this part and keep it in a file of its own, without tables; return a line about it and the number of
        failed runs."""
        from contagion.sim.laboratory.store import Store

        about, name = lab.store.about, f"shard-{self.number}-of-{self.parts}"
        lab = lab.beside(lab.study, Store(lab.store.folder, lab.store.version, lambda: about, name))

        asked = [(case, seed) for case in cases for seed in range(1, replicates + 1)]
        mine = self.of(asked)
        failed = (lab.run_each(mine, years).table["error"] != "").sum() if mine else 0
        part = (
            f"shard {self.number} of {self.parts}: {len(mine) - failed:,} of {len(asked):,} runs are done and kept in "
        )
        some = f"{lab.store.folder}, {failed:,} failed" if failed else lab.store.folder
        return f"{part}{some}; the same command without --shard shows them all", failed


def shard_of(text: str | None) -> Shard | None:
    """Read a part such as 3/20."""
    if text is None:
        return None
    if found := re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text):
        shard = Shard(int(found[1]), int(found[2]))
        if 1 <= shard.number <= shard.parts:
            return shard
    raise InputError(f"--shard {text}: must be I/N, the I-th of N parts, as in 1/20, 2/20 … 20/20")
