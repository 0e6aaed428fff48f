"""Whether the values of a scenario are possible (its decisions: dates, values, any two of them together), what is said
of one that is not, and which lie outside the range that is declared for them: these run, and it is said.

A range says what is plausible, the bounds of a field what the model can run with (`declaring.P`). None of what is
bought (`effort.EFFORT`) is within any range: it is not done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from contagion.models.parameters.decisions import OVERLAYS, Decision
from contagion.models.parameters.declaring import Section
from contagion.models.parameters.effort import EFFORT
from contagion.sim.elementary import exp
from contagion.sim.errors import both, perhaps, told_of

if TYPE_CHECKING:
    from contagion.models.parameters import Parameters


def said_of(one: Mapping[str, Any]) -> str:
    """Describe one of the errors (`pydantic.ValidationError.errors`), without the name of what is wrong."""
    if one["type"] == "extra_forbidden":
        return "unknown field"
    if one["type"] == "missing":
        return "must be given"
    if ours := one.get("ctx", {}).get("error"):
        return ours.args[0] if ours.args else str(ours)
    return one["msg"].replace("Input should be", "must be").replace("a valid tuple", "a list in brackets")


PRIORITY = "training.priority_groups"  # of the table, which the overlays are not in
MOST_DECISIONS = 1_000

type Lines = Sequence[int] | None  # of a file, on which the decisions begin


def label(number: int, title: str = "", lines: Lines = None) -> str:
    """Name a decision (by number, from 0) so that its author finds it."""
    place = f"line {lines[number]}" if lines else f"decision {number + 1}"
    return f"{place} ({' '.join(title.split())})" if title else place


def must_be_possible(parameters: Any, lines: Lines = None) -> None:
    """Refuse, of `Parameters`, the first decision that is impossible, the first two that contradict each other, and the
    first that are impossible together: `ValueError`, in one line."""
    if (many := len(parameters.decision)) > MOST_DECISIONS:
        raise ValueError(f"decision: {many:,} of them; at most {MOST_DECISIONS:,} are read")
    known = [*(group.name for group in parameters.target_group), *OVERLAYS]
    groups = known[: len(parameters.target_group)]
    if problem := _unknown(parameters.training.priority_groups, groups):
        raise ValueError(told_of(PRIORITY, problem))
    for number, decision in enumerate(parameters.decision):
        problem = _dates(parameters, number) or _groups(decision, known, groups) or _values(parameters, decision)
        if problem:
            raise ValueError(told_of(label(number, decision.title, lines), problem))
    if problem := contradiction(parameters, lines) or _never_together(parameters):
        raise ValueError(problem)


def _dates(parameters: Parameters, number: int) -> str:
    decision = parameters.decision[number]
    if parameters.begin(number) < 0:
        return (
            f"from = {_said(decision.start)} lies before the start, calendar.start = {_said(parameters.calendar.start)}"
        )
    if parameters.end(number) <= parameters.begin(number):
        return f"until = {_said(decision.until)} must lie at least a week after from = {_said(decision.start)}"
    return ""


def _groups(decision: Decision, known: list[str], groups: list[str]) -> str:
    if problem := _unknown(decision.target_groups, known):
        return told_of("target_groups", problem)
    problem = _unknown(decision.set.get(PRIORITY, ()), groups)
    return problem and told_of(PRIORITY, problem)


def _unknown(names: Sequence[str], known: list[str]) -> str:
    for name in names:
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            hint = perhaps(*near) or f". Expected one of {', '.join(map(repr, known))}"
            return f"unknown target group {name!r}{hint}"
    return ""


def _values(parameters: Parameters, decision: Decision) -> str:
    """Check each value by itself, within the other values of its section."""
    for name, value in decision.set.items():
        section, _, key = name.partition(".")
        here = getattr(parameters, section)
        if problem := _invalid(lambda h=here, k=key, v=value: type(h).model_validate(h.model_dump() | {k: v})):
            return problem if problem.startswith(section) else f"{section}.{problem}"
    return ""


def _invalid(make: Callable[[], Any]) -> str:
    """Return the first problem that a validation finds, in words; an empty text if it passes."""
    try:
        make()
    except ValidationError as error:
        first = error.errors()[0]
        name, words = ".".join(map(str, first["loc"])), said_of(first)
        return told_of(f"{name} = {_said(first['input'])}", words) if name else words
    return ""


def _said(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def contradiction(
    parameters: Parameters, lines: Lines = None, places: Callable[[Decision], frozenset[Any]] | None = None
) -> str:
    """Describe two decisions that want different things for the same people at the same time; return "" if none do.

    Within the same scope, an open-ended decision gives way to one that begins later. Decisions for everybody and for
    some go together, and so do those for places and those for groups. Rules on the state of the programme contradict
    nothing: when they will act is not known. `places` gives what the communes of a decision stand for, where the
    territory is known; otherwise their names are compared.
    """
    dated = [number for number, decision in enumerate(parameters.decision) if not decision.when]
    begin, end = ({number: of(number) for number in dated} for of in (parameters.begin, parameters.end))
    in_order = sorted(dated, key=lambda number: (begin[number], number))
    for first, second in combinations(in_order, 2):
        one, other = parameters.decision[first], parameters.decision[second]
        differ = [name for name, value in one.set.items() if name in other.set and other.set[name] != value]
        at_once = begin[second] == begin[first]
        if differ and (at_once or begin[second] < end[first] < inf) and _overlap(one, other, places):
            two = sorted((first, second))
            when = f"from = {_said(other.start)}"
            return (
                f"{both(label(number, parameters.decision[number].title, lines) for number in two)} "
                f"contradict each other: {differ[0]} cannot be "
                f"{both(_said(parameters.decision[number].set[differ[0]]) for number in two)} at the same "
                f"time, {when if at_once else f'{when} to {_said(one.until)}'}"
            )
    return ""


def _never_together(parameters: Parameters) -> str:
    """Describe the first week in which the budget pays for nothing, by the decisions that hold for everybody by then;
    return "" if there is none. Under a rule on the state such a run is possible: it says what was not paid for."""
    if not parameters.limited:
        return ""
    dated = [number for number, decision in enumerate(parameters.decision) if decision.set and not decision.when]
    weeks = {parameters.begin(number) for number in dated} | {parameters.end(number) for number in dated} - {inf}
    for week in sorted(map(int, weeks)):
        if problem := _invalid(lambda w=week: parameters.with_decisions(parameters.in_force(w))):
            return f"decision: with what holds in week {week}, {problem}"
    return ""


def _overlap(one: Decision, other: Decision, places: Callable[[Decision], frozenset[Any]] | None) -> bool:
    if one.scope.keys() != other.scope.keys():
        return False
    for key in one.scope:
        here, there = (
            places(decision) if places and key == "communes" else frozenset(map(str.casefold, decision.scope[key]))
            for decision in (one, other)
        )
        if not here & there:
            return False
    return True


HARDLY = 0.2  # of all, who are left
PERCENT = 100
OF_A_WHOLE = ("share", "1/year", "per gap", "ratio", "hazard")  # units in which somebody may think in percent


def outside(parameters: Parameters, lines: Sequence[int] = ()) -> list[str]:
    """Return a line for each parameter outside its range; `lines` are those on which the decisions begin."""
    said: dict[str, str] = {}
    for name, where, value, declared in _all_values(parameters, lines):
        if name not in said and (words := out_of_range(name, value, declared)):
            said[name] = f"{where}{words}"
    return list(said.values())


def out_of_range(name: str, value: Any, declared: dict[str, Any] | None) -> str:
    """Describe a value outside its range, else return an empty text; `declared` is its declaration."""
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
        words = f"{words}. Did you mean {share:g}?"
    return told_of(f"{name} = {value:g}", words)


def _meaning(name: str, value: float, declared: dict[str, Any]) -> str:
    """Explain a rate at which people stop, where hardly anybody would stay, or a time of two years or more."""
    rate = declared["unit"] == "1/year" and "rate " in f"{declared['text']} "
    if rate and not name.startswith("footprint."):  # where savings fade
        if exp(-value / 12) < HARDLY:
            return f"{value:g} a year means that hardly anybody stays a month"
        if exp(-value) < HARDLY:
            return f"{value:g} a year means that hardly anybody stays a year"
    if declared["unit"] == "weeks" and value >= 2 * 52:
        return f"{value:g} weeks are {value / 52:.1f} years"
    return ""


def _all_values(parameters: Parameters, lines: Sequence[int]) -> Iterator[tuple[str, str, Any, dict[str, Any] | None]]:
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
