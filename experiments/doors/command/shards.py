"""A part of a sweep (`--shard I/N`): many processes share the work and the store, and need no scheduler."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Case, Laboratory


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
        from contagion.experiments.language.sentences import _
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
