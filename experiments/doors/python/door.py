"""Python as a door (`experiments.verbs.asking.Door`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.how_much import Asked

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
        """Nothing: a notebook shows what was asked."""

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
