"""Whether the decisions of a scenario are possible: dates, values, and any two of them together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import combinations
from math import inf
from typing import Any, Protocol

from pydantic import ValidationError

from contagion.models.parameters.complaints import said_of
from contagion.models.parameters.decisions import OVERLAYS, WEIGHED, Decision
from contagion.models.parameters.sections.alternatives import Alternative
from contagion.models.parameters.sections.programme import Training
from contagion.models.parameters.sections.residents import Calendar, TargetGroup
from contagion.sim.errors import both, perhaps, told_of

PRIORITY = "training.priority_groups"  # of the table, which the overlays are not in
MOST_DECISIONS = 1_000
MOST_TOGETHER = 1_000  # sets of values that are looked at, to see whether they go together

type Lines = Sequence[int] | None  # of a file, on which the decisions begin


class AllParameters(Protocol):
    """What is asked of the parameters of a run (`models.parameters.Parameters`)."""

    @property
    def decision(self) -> Sequence[Decision]: ...
    @property
    def target_group(self) -> Sequence[TargetGroup]: ...
    @property
    def alternative(self) -> Sequence[Alternative]: ...
    @property
    def training(self) -> Training: ...
    @property
    def calendar(self) -> Calendar: ...
    def get(self, name: str) -> Any: ...
    def begin(self, number: int) -> int: ...
    def end(self, number: int) -> float: ...
    def in_force(self, week: int) -> list[int]: ...
    def with_decisions(self, numbers: Iterable[int]) -> object: ...


def label(number: int, title: str = "", lines: Lines = None) -> str:
    """A decision (by number, from 0) as its author will find it."""
    place = f"line {lines[number]}" if lines else f"decision {number + 1}"
    return f"{place} ({' '.join(title.split())})" if title else place


def must_be_possible(parameters: AllParameters, lines: Lines = None) -> None:
    """Refuse the first decision that is impossible, the first two that contradict each other, and the first that are
    impossible together.

    Raises
    ------
    ValueError
        In one line: the decisions, what is wrong with them, and what would be valid.
    """
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
    if problem := contradiction(parameters, lines) or _never_together(parameters, lines):
        raise ValueError(problem)


def _dates(parameters: AllParameters, number: int) -> str:
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
            hint = perhaps(*near) or f"; there are {', '.join(map(repr, known))}"
            return f"{name!r} is no target group{hint}"
    return ""


def _values(parameters: AllParameters, decision: Decision) -> str:
    """Each value by itself, within the other values of its section."""
    for name, value in decision.set.items():
        section, _, key = name.partition(".")
        here = getattr(parameters, section)
        if problem := _invalid(lambda h=here, k=key, v=value: type(h).model_validate(h.model_dump() | {k: v})):
            return problem if problem.startswith(section) else f"{section}.{problem}"
    return ""


def _invalid(make: Callable[[], Any]) -> str:
    """What a validation complains of, in words; nothing if it passes."""
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
    parameters: AllParameters, lines: Lines = None, places: Callable[[Decision], frozenset[Any]] | None = None
) -> str:
    """Two decisions that want different things for the same people at the same time, in words; else nothing.

    Within the same scope, an open-ended decision gives way to one that begins later. Decisions for everybody and for
    some go together, and so do those for places and those for groups. Rules on the state of the programme contradict
    nothing: when they will act is not known.

    Parameters
    ----------
    places : callable, optional
        What the communes of a decision stand for, where the territory is known; otherwise their names are compared.
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


def _never_together(parameters: AllParameters, lines: Lines) -> str:
    """Decisions that may hold together at some time and make each other impossible, in words; else nothing."""
    if _always_enough(parameters):
        return ""
    begin, end, looked_at = parameters.begin, parameters.end, 0
    numbers = [number for number, decision in enumerate(parameters.decision) if decision.set and not decision.scope]
    dated = [number for number in numbers if not parameters.decision[number].when]
    for week in sorted({begin(number) for number in numbers} | {int(end(n)) for n in dated if end(n) < inf}):
        for together in _reached(parameters, week):
            if (looked_at := looked_at + 1) > MOST_TOGETHER:
                return _too_many(parameters)
            if problem := _impossible(parameters, together):
                guilty = _needed(parameters, together)
                if all(begin(number) < week for number in guilty):  # then it is so because of what ends
                    guilty += [number for number in dated if end(number) == week and _weighed(parameters, number)]
                names = (label(number, parameters.decision[number].title, lines) for number in sorted(guilty))
                return f"{both(names)}: with what can hold in week {week}, {problem}"
    return ""


def _values_of(parameters: AllParameters, name: str) -> list[float]:
    """What a number is at the start, and what decisions set it to."""
    set_to = [decision.set[name] for decision in parameters.decision if name in decision.set]
    return [parameters.get(name), *set_to]


def _least_and_dearest(parameters: AllParameters) -> tuple[float, list[tuple[float, float]]]:
    """The least budget there may be, other than none, and groups that it has to pay for: a share of it, the price."""
    least = min((euros for euros in _values_of(parameters, "budget.per_year") if euros > 0), default=inf)
    groups = [(1.0, sum(max(_values_of(parameters, name)) for name in ("costs.kit", "costs.expenses")))]
    for row in parameters.alternative:
        groups += (
            [(row.budget_share, max(_values_of(parameters, f"costs.{row.group_item}")))] if row.budget_share else []
        )
    return least, groups


def _always_enough(parameters: AllParameters) -> bool:
    """Whether any budget pays for a group of each kind at any price, whatever holds together: nothing else must go
    together. The time this takes is that of reading the decisions, however many they are."""
    least, groups = _least_and_dearest(parameters)
    return all(least * share >= price for share, price in groups)


def _too_many(parameters: AllParameters) -> str:
    least, groups = _least_and_dearest(parameters)
    need = max(price / share for share, price in groups)
    return (
        "decision: of so many rules on the state it cannot be told whether budget.per_year = "
        f"{least:g} always pays for something; must be at least {need:,.2f} wherever it is set, 0 or "
        "inf, or fewer rules"
    )


def _needed(parameters: AllParameters, together: list[int]) -> list[int]:
    """The decisions that it takes, of some that are impossible together; those in vain as others go before are not."""
    for number in reversed(together):
        fewer = [one for one in together if one != number]
        together = fewer if _impossible(parameters, fewer) else together
    return together


def _impossible(parameters: AllParameters, together: list[int]) -> str:
    return _invalid(lambda: parameters.with_decisions(together))


def _weighed(parameters: AllParameters, number: int) -> bool:
    """Whether a decision sets, for everybody, what must go together with other values."""
    decision = parameters.decision[number]
    return not decision.scope and any(name in decision.set for name in WEIGHED)


def _reached(parameters: AllParameters, week: int) -> Iterator[list[int]]:
    """Decisions that may hold together in a week, in their order: those that have dates, and on top of them any rules
    on the state, in any order; once for each set of values that must go together."""
    numbers = range(len(parameters.decision))
    rules = [number for number in numbers if _weighed(parameters, number) and _may_hold(parameters, number, week)]
    seen, ahead = set(), deque([parameters.in_force(week)])
    while ahead:
        together = ahead.popleft()
        values: dict[str, Any] = {}
        for number in together:
            values |= parameters.decision[number].set if _weighed(parameters, number) else {}
        if (found := tuple(values.get(name) for name in WEIGHED)) not in seen:
            seen.add(found)
            yield together
            ahead.extend([*(one for one in together if one != rule), rule] for rule in rules)


def _may_hold(parameters: AllParameters, number: int, week: int) -> bool:
    """Whether a decision is a rule on the state that may be in force in a week: it begins while it is looked at."""
    decision = parameters.decision[number]
    last = parameters.end(number) - 1 + (decision.for_weeks or inf)
    return bool(decision.when) and parameters.begin(number) <= week < last


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
