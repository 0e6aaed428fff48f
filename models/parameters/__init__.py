"""Every number of the model, once.

A parameter is addressed by its dotted name, `section.name`. Grades of evidence: G the programme's own figures, A
measured in this programme elsewhere or in this territory, B measured in a comparable programme, C national statistic
or general law, D assumption. Sources name the submodel (S1-S16), test or section of the specification that states the
figure.

Parameters as one record of numbers, for compiled code: a part for each section, a field for each parameter that has
a single value, under the names they have in a scenario. A choice among words is the number of the word.

Every field has 64 bits, so a decision that sets a parameter replaces one word of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf, nan
from struct import Struct
from types import UnionType
from typing import Any, Literal, Self, get_args, get_origin

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationInfo, model_validator

from contagion.models.parameters.contradictions import must_be_possible
from contagion.models.parameters.decisions import MAY_CHANGE, NEED_A_SCOPE, Decision, Shock
from contagion.models.parameters.declaring import Section, rows_in_weeks, week_of
from contagion.models.parameters.sections.alternatives import Alternative, Row
from contagion.models.parameters.sections.alternatives import rows as rows_of_alternatives
from contagion.models.parameters.sections.money import Budget, Costs, Footprint
from contagion.models.parameters.sections.programme import (
    PARTNER_TYPES,
    Coordination,
    Facilitation,
    Group,
    Outreach,
    Partners,
    Retention,
    Training,
    Volunteering,
)
from contagion.models.parameters.sections.residents import (
    BANDS,
    Calendar,
    Contacts,
    Demand,
    Elected,
    HasTargetGroups,
    Invitations,
    Population,
    Receptivity,
    Registering,
    Students,
    TargetGroup,
)

__all__ = [
    "AFTER_THE_RUN",
    "BANDS",
    "MAY_CHANGE",
    "PARTNER_TYPES",
    "Alternative",
    "Decision",
    "Footprint",
    "Parameters",
    "Shock",
    "TargetGroup",
    "describe",
    "names",
]

ROWS: dict[str, type[Section]] = {"target_group": TargetGroup, "shock": Shock}  # tables of parameters
AFTER_THE_RUN = ("footprint",)  # sections that are read from the events of a run and change nothing in it


class Parameters(HasTargetGroups):
    """All parameters of a run."""

    group: Group = Group()
    facilitation: Facilitation = Facilitation()
    volunteering: Volunteering = Volunteering()
    training: Training = Training()
    retention: Retention = Retention()
    population: Population = Population()
    students: Students = Students()
    elected: Elected = Elected()
    receptivity: Receptivity = Receptivity()
    contacts: Contacts = Contacts()
    invitations: Invitations = Invitations()
    registering: Registering = Registering()
    demand: Demand = Demand()
    partners: Partners = Partners()
    coordination: Coordination = Coordination()
    outreach: Outreach = Outreach()
    calendar: Calendar = Calendar()
    costs: Costs = Costs()
    budget: Budget = Budget()
    footprint: Footprint = Footprint()
    alternative: tuple[Row, ...] = Field((), strict=False)
    decision: tuple[Decision, ...] = Field((), strict=False, description="what the authority decides on the way")
    shock: tuple[Shock, ...] = Field((), strict=False)

    def get(self, name: str) -> Any:
        """Value of the dotted `name`."""
        section, _, key = name.partition(".")
        return getattr(getattr(self, section), key)

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """Return the parameters with other values, by dotted name; check all of them again. Raises ValidationError."""
        content = self.model_dump()
        for name, value in values.items():
            section, _, key = name.partition(".")
            content[section] = {**content[section], key: value}
        return self.model_validate(content)

    # ---- decisions, by number from 0 -------------------------------------------------------------------------------

    def begin(self, number: int) -> int:
        """Return the week in which a decision begins, or is first checked."""
        return week_of(self.decision[number].start, self.calendar.start)

    def end(self, number: int) -> float:
        """Week in which it is over; `inf` if it does not say."""
        until = self.decision[number].until
        return inf if until is None else week_of(until, self.calendar.start)

    def in_force(self, week: int) -> list[int]:
        """Return the decisions whose dates put them in force in a week; those that take precedence come last."""
        dated = [number for number, decision in enumerate(self.decision) if decision.set and not decision.when]
        return self.in_order({n: self.begin(n) for n in dated if self.begin(n) <= week < self.end(n)})

    def in_order(self, since: Mapping[int, int]) -> list[int]:
        """Decisions in force, by the week since which: the later ones go before the earlier ones and stand last; rules
        on the state of the programme go before dates."""
        return sorted(since, key=lambda number: (bool(self.decision[number].when), since[number], number))

    def with_decisions(self, numbers: Iterable[int]) -> Self:
        """Return the parameters that hold for everybody with these decisions in force; of several, the last takes
        precedence. The table of decisions stays as it is."""
        if not (values := self.set_by(numbers)):
            return self
        return (
            self.model_copy(update={"decision": ()}).with_values(values).model_copy(update={"decision": self.decision})
        )

    def set_by(self, numbers: Iterable[int]) -> dict[str, Any]:
        """Return what these decisions set for everybody, by dotted name; of several, the last takes precedence."""
        values: dict[str, Any] = {}
        for decision in (self.decision[number] for number in numbers):
            values |= {} if decision.scope else decision.set
        return values

    @property
    def limited(self) -> bool:
        """Whether money may set a limit, at the start or from some decision on."""
        return self.budget.per_year < inf or any("budget.per_year" in decision.set for decision in self.decision)

    @property
    def read_after_the_run(self) -> tuple[str, ...]:
        """Sections that nothing in a run of these parameters depends on, but only what is worked out of it."""
        return AFTER_THE_RUN if self.limited else (*AFTER_THE_RUN, "costs")

    @property
    def prices_change(self) -> bool:
        """Whether a decision sets a price."""
        return any(name.startswith("costs.") for decision in self.decision for name in decision.set)

    @property
    def groups_share(self) -> float:
        """Share of the budget that no alternative programme has for itself; sums of shares may be off by a rounding."""
        return max(0.0, round(1 - sum(row.budget_share or 0.0 for row in self.alternative), 9))

    def asked_for(self) -> dict[str, float]:
        """Price of each thing that a run of these parameters may have to pay, the cheapest of its kind, in euros.

        Contacts are left out: they come after the week of the coordinators who make them.
        """
        costs, training, outreach, posts = self.costs, self.training, self.outreach, self.partners.coordinators
        asked = {"the start of a group": (costs.kit + costs.expenses, True)}
        trainer = costs.trainer if training.trainer == "outside" else 0.0
        asked["a training seat"] = costs.seat + trainer, training.places > 0 or training.founders > 0
        asked["a week of the coordinators"] = costs.coordinator * posts / 52, posts > 0
        asked["an event"] = costs.event, outreach.events_per_year > 0
        asked["a mailing"] = costs.letter * outreach.letters, outreach.campaigns_per_year * outreach.letters > 0
        for row in self.alternative:
            asked[f"a group of {row.name!r}"] = getattr(costs, row.group_item), True
        return {name: price for name, (price, may_be) in asked.items() if may_be}

    @model_validator(mode="before")
    @classmethod
    def _dates_are_weeks(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            return content
        calendar = content.get("calendar", {})
        start = calendar.get("start", Calendar().start) if isinstance(calendar, dict) else Calendar().start
        tables = [table for table in ("shock", "alternative") if table in content]
        return {**content, **{table: rows_in_weeks(content[table], start, table) for table in tables}}

    @model_validator(mode="after")
    def _a_budget_pays_for_something(self) -> Self:
        asked = self.asked_for()
        cheapest = min(asked, key=lambda name: asked[name])
        if 0 < self.budget.per_year < asked[cheapest]:
            raise ValueError(
                f"budget.per_year = {self.budget.per_year:g}: pays for nothing in a year, the cheapest thing "
                f"being {cheapest} at {asked[cheapest]:,.2f} €; must be at least that, 0, or inf for no limit"
            )
        for row in self.alternative:
            own, price = self.budget.per_year * (row.budget_share or 0), getattr(self.costs, row.group_item)
            if 0 < own < price:
                raise ValueError(
                    f"{row.name}: budget_share = {row.budget_share:g} of budget.per_year = "
                    f"{self.budget.per_year:g}: {own:,.2f} € pay for no group in a year, at {price:,.2f} €; must "
                    "be more, or 0"
                )
        return self

    @model_validator(mode="after")
    def _alternatives_fit_together(self) -> Self:
        names = [row.name for row in self.alternative]
        if twice := [name for n, name in enumerate(names) if name in names[:n]]:
            raise ValueError(f"alternative: two rows are named {twice[0]!r}; each needs a name of its own")
        if (whole := sum(row.budget_share or 0.0 for row in self.alternative)) > 1 + 1e-9:
            raise ValueError(f"alternative: the rows' budget_share add up to {whole:g}; must be at most 1")
        return self

    @model_validator(mode="after")
    def _is_possible(self, info: ValidationInfo) -> Self:
        for name in NEED_A_SCOPE:
            if self.get(name):
                given = f"{name} = {self.get(name):g}"
                raise ValueError(f"{given}: needs a [[decision]] that says for whom")
        must_be_possible(self, (info.context or {}).get("lines"))
        return self


def describe() -> Iterator[dict[str, Any]]:
    """List the parameters: name, default, type, unit, plausible range, grade, source, role, text, valid bounds."""
    for section, outer in Parameters.model_fields.items():
        if section in ("alternative", "decision"):
            continue
        rows = section in ROWS
        kind: Any = ROWS.get(section, outer.annotation)
        for name, field in kind.model_fields.items():
            if field.json_schema_extra:
                yield _described(f"{section}[].{name}" if rows else f"{section}.{name}", field)
    for kind, name, field in rows_of_alternatives():
        yield _described(f"alternative{'.' * bool(kind)}{kind.replace(' ', '_')}[].{name}", field)


def _described(name: str, field: Any) -> dict[str, Any]:
    row = {"name": name, "default": field.default, "type": field.annotation, **field.json_schema_extra}
    return row | {"text": field.description, "valid": _valid(field)}


def _valid(field: Any) -> tuple[Any, Any]:
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    return low, high


def names() -> list[str]:
    """Dotted names of all parameters that have a single value."""
    return [row["name"] for row in describe() if "[]" not in row["name"]]


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]] | None:
    """Dtype of a field, and the words it chooses among; None where it has no single value."""
    if get_origin(annotation) is Literal:
        words = get_args(annotation)
        return ("i8", words) if isinstance(words[0], str) else ("i8", ())
    plain = {int: "i8", bool: "i8", float: "f8"}
    if annotation in plain:
        return plain[annotation], ()
    if get_origin(annotation) is UnionType and float in get_args(annotation):  # a number or none
        return "f8", ()
    return None


def _fields() -> tuple[list[tuple[str, Any]], dict[str, tuple[str, ...]]]:
    sections: list[tuple[str, Any]] = []
    choices: dict[str, tuple[str, ...]] = {}
    for section, outer in Parameters.model_fields.items():
        kinds = getattr(outer.annotation, "model_fields", {})
        found = [(name, _kind(field.annotation)) for name, field in kinds.items()]
        part = [(name, kind[0]) for name, kind in found if kind]
        choices |= {f"{section}.{name}": kind[1] for name, kind in found if kind and kind[1]}
        if part:
            sections.append((section, part))
    return sections, choices


_SECTIONS, _CHOICES = _fields()
PARAMETERS = np.dtype(_SECTIONS)
"""A record of numbers: `parameters.group.size`, `parameters.training.places`, …"""


def choice(name: str, word: str) -> np.int64:
    """Return the number of a word, for a parameter that chooses among words. Raises ValueError for other words."""
    return np.int64(_CHOICES[name].index(word))


def word_of(name: str) -> np.int64:
    """Place of a parameter among the words of the record."""
    section, _, key = name.partition(".")
    sections: Any = PARAMETERS.fields
    part, start = sections[section][:2]
    return np.int64((start + part.fields[key][1]) // 8)


def is_whole(name: str) -> bool:
    """Return whether a parameter is a whole number (or a choice, or yes or no) in the record."""
    section, _, key = name.partition(".")
    return PARAMETERS[section][key].kind == "i"


def number_of(name: str, value: Any) -> float:
    """Return the number that stands for a value of a parameter."""
    if name in _CHOICES:
        return _CHOICES[name].index(value)
    return nan if value is None else value


_NAMES = [(f"{section}.{name}", kind) for section, part in _SECTIONS for name, kind in part]
_CHOSEN = [(n, _CHOICES[name]) for n, (name, _) in enumerate(_NAMES) if name in _CHOICES]
_PERHAPS = [n for n, (name, kind) in enumerate(_NAMES) if kind == "f8"]
_PACKED = Struct("".join("q" if kind == "i8" else "d" for _, kind in _NAMES))


def record_of(parameters: Parameters) -> NDArray[np.void]:
    """Pack the parameters into a record, an array of length 1."""
    values: list[Any] = []
    for section, names in _SECTIONS:
        of = vars(getattr(parameters, section))
        values += [of[name] for name, _ in names]
    for place, choices in _CHOSEN:
        values[place] = choices.index(values[place])
    for place in _PERHAPS:
        values[place] = nan if values[place] is None else values[place]
    return np.frombuffer(bytearray(_PACKED.pack(*values)), PARAMETERS)
