"""Python as a door (`experiments.verbs.asking.Door`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.how_much import FEW_SECONDS, Asked

if TYPE_CHECKING:
    from pathlib import Path

    from contagion.experiments.drawing.territories import Territory
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory


class Python:
    """Python as a door."""

    as_written: str = ', or effort="as-written"'

    def spelled(self, name: str) -> str:
        return name

    def called(self, verb: str) -> str:
        return verb

    def sizes(self, verb: str, **numbers: int) -> str:
        return f"{verb}: {', '.join(f'{number:,} {name}' for name, number in numbers.items())}"

    def go_on(self, asked: Asked) -> str:
        from contagion.experiments.language.work import much_in_words

        return f"{asked.words}: {much_in_words(asked)}; yes=True goes on"

    def begin(self, lab: Laboratory | None, asked: Asked, auto: bool, in_parts: bool) -> None:
        """Say on a terminal how long it takes, once it is measured, if that is more than a few seconds."""

        def tell(runs: int, seconds: float) -> None:
            all_of_it = seconds * (asked.runs if in_parts else runs)
            if all_of_it > FEW_SECONDS and sys.stderr.isatty():
                print(f"{runs:,} runs of {asked.years} years: {time_in_words(all_of_it / 3600)}", file=sys.stderr)

        if lab is not None:
            from contagion.experiments.language.work import time_in_words

            lab.announce = tell

    def outside(self, scenarios: Sequence[Scenario]) -> None:
        """Nothing: it was warned of when the scenario was read."""

    def tell(self, lines: Sequence[str]) -> None:
        """Nothing: it is in what is handed back."""

    def aside(self, lines: Sequence[str]) -> None:
        """Nothing: only the command is asked for it."""

    def table(self, place: Territory) -> Path | None:
        return place.path

    def named(self, place: Territory) -> str:
        return place.name

    def again(self, verb: str, of: object, options: Mapping[str, Any], out: str) -> str:
        return f"contagion {verb} {of}"

    def watching(self, weeks: int, hidden: bool) -> AbstractContextManager[None]:
        return nullcontext()
