"""Values outside the range that is declared for them: they run, and it is said.

A range says what is plausible, the bounds of a field what the model can run with (`declaring.P`). None of what is
bought (`effort.EFFORT`) is within any range: it is not done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from contagion.models.parameters.contradictions import label
from contagion.models.parameters.decisions import Decision
from contagion.models.parameters.declaring import Section
from contagion.models.parameters.effort import EFFORT
from contagion.sim.elementary import exp
from contagion.sim.errors import told_of

HARDLY = 0.2  # of all, who are left
PERCENT = 100
OF_A_WHOLE = ("share", "1/year", "per gap", "ratio", "hazard")  # units in which somebody may think in percent


class AllParameters(Protocol):
    """What is asked of the parameters of a run (`models.parameters.Parameters`)."""

    @property
    def decision(self) -> Sequence[Decision]: ...
    def __iter__(self) -> Iterator[tuple[str, Any]]: ...


def outside(parameters: AllParameters, lines: Sequence[int] = ()) -> list[str]:
    """A line for each parameter that is outside its range; `lines` are those on which the decisions begin."""
    said: dict[str, str] = {}
    for name, where, value, declared in _values(parameters, lines):
        if name not in said and (words := out_of_range(name, value, declared)):
            said[name] = f"{where}{words}"
    return list(said.values())


def out_of_range(name: str, value: Any, declared: dict[str, Any] | None) -> str:
    """What is to be said of a value, if it is outside its range; `declared` is what is declared beside the value."""
    if not declared or not declared["range"] or not isinstance(value, int | float):
        return ""
    low, high = declared["range"]
    if low <= value <= high or (name in EFFORT and not value):
        return ""
    words = f"the declared range is {low:g} to {high:g}{' for Grand Besançon' if name in EFFORT else ''}"
    if meaning := _meaning(name, value, declared):
        words = f"{meaning}; {words}"
    share = value / PERCENT
    if declared["unit"] in OF_A_WHOLE and value > max(high, 1) and low <= share <= high:
        words = f"{words}; did you mean {share:g}?"
    return told_of(f"{name} = {value:g}", words)


def _meaning(name: str, value: float, declared: dict[str, Any]) -> str:
    """What a rate at which people stop comes to, or a long time, where it is far out."""
    rate = declared["unit"] == "1/year" and "rate " in f"{declared['text']} "
    if rate and not name.startswith("footprint."):  # where savings fade
        if exp(-value / 12) < HARDLY:
            return f"{value:g} a year means that hardly anybody stays a month"
        if exp(-value) < HARDLY:
            return f"{value:g} a year means that hardly anybody stays a year"
    if declared["unit"] == "weeks" and value >= 2 * 52:
        return f"{value:g} weeks are {value / 52:.1f} years"
    return ""


def _values(parameters: AllParameters, lines: Sequence[int]) -> Iterator[tuple[str, str, Any, dict[str, Any] | None]]:
    """Name, where it stands, value and declaration of each value: at the start, in rows, in decisions."""
    known: dict[str, dict[str, Any] | None] = {}
    for section, part in parameters:
        if isinstance(part, Section):
            for key, value in part:
                known[f"{section}.{key}"] = declared = _declared(type(part).model_fields[key])
                yield f"{section}.{key}", "", value, declared
        elif section != "decision":
            for row in part:
                for key, value in row:
                    where = f"{section} {getattr(row, 'name', '')!r}, "
                    yield f"{section}.{key}", where, value, _declared(type(row).model_fields[key])
    for number, decision in enumerate(parameters.decision):
        for name, value in decision.set.items():
            yield name, f"{label(number, decision.title, lines)}: ", value, known[name]


def _declared(field: Any) -> dict[str, Any] | None:
    return field.json_schema_extra and {**field.json_schema_extra, "text": field.description}
