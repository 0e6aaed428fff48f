"""What an authority decides and what befalls its programme, and the weeks in which that holds: as a run had it, or by
the dates of a scenario alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from math import isinf
from typing import TYPE_CHECKING, Any

from contagion.models.parameters.shocks import LOST
from contagion.models.records import BEGINS, ENDS
from contagion.sim.toml_text import toml_of

if TYPE_CHECKING:
    from contagion.models.parameters import Parameters
    from contagion.sim.files.results import Results

PAST = "past_years"
"""What the provenance of a run calls the years that are over, of a programme that has begun."""

type Span = tuple[int, int | None]  # weeks, from the first until before the second; None: for good


@dataclass(frozen=True)
class Decided:
    """A decision, or a shock.

    Attributes
    ----------
    row : dict
        As its scenario has it.
    spans : tuple of spans
        None for a rule on the state of the programme that was never called for, or of which nobody knows when it will.
    """

    row: dict[str, Any]
    spans: tuple[Span, ...]

    @property
    def shock(self) -> bool:
        """Whether nobody decided it."""
        return "kind" in self.row

    @property
    def once(self) -> bool:
        """Whether it happens in a week, and does not last."""
        return "extra_session" in self.row or self.row.get("kind") == LOST


def in_run(results: Results) -> list[Decided]:
    """The decisions and shocks of a run; rules on the state of the programme have the times at which they acted."""
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    noted, found = results.tables["decisions"], []
    for number, row in enumerate(written.get("decision", []), start=1):
        begins, ends = (noted.loc[(noted["number"] == number) & (noted["what"] == w), "week"] for w in (BEGINS, ENDS))
        found.append(Decided(row, tuple(zip_longest(begins.tolist(), ends.tolist()))))
    return found + [_shock(row) for row in written.get("shock", [])]


def by_date(parameters: Parameters) -> list[Decided]:
    """The decisions and shocks of a scenario; when a rule on the state of the programme will act, nobody knows."""
    found = []
    for number, decision in enumerate(parameters.decision):
        end = parameters.end(number)
        span = (parameters.begin(number), None if isinf(end) else int(end))
        row = decision.model_dump(by_alias=True, exclude_defaults=True)
        found.append(Decided(row, () if decision.when else (span,)))
    return found + [_shock(shock.model_dump(by_alias=True, exclude_none=True)) for shock in parameters.shock]


def _shock(row: dict[str, Any]) -> Decided:
    end = row["from"] + row["weeks"] if "weeks" in row else None
    return Decided(row, ((row["from"], end),))
