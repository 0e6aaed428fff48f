"""Every number of the model, once.

A parameter is addressed by its dotted name, `section.name`. Grades of evidence: G the programme's own figures, A
measured in this programme elsewhere or in this territory, B measured in a comparable programme, C national statistic
or general law, D assumption. Sources name the submodel (S1-S16), test or section of the specification that states the
figure.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any, Self

from pydantic import Field, ValidationInfo, model_validator

from models.parameters.dates import week_of
from models.parameters.decisions import MAY_CHANGE, NEED_A_SCOPE, Decision
from models.parameters.feasible import must_be_possible
from models.parameters.outreach import PARTNER_TYPES, Outreach, Partners
from models.parameters.programme import Facilitation, Group, Retention, Training, Volunteering
from models.parameters.public import (
    BANDS,
    Calendar,
    Contacts,
    Demand,
    HasTargetGroups,
    Invitations,
    Population,
    Receptivity,
    Registering,
    TargetGroup,
)

__all__ = ["BANDS", "MAY_CHANGE", "PARTNER_TYPES", "Decision", "Parameters", "TargetGroup", "describe", "names"]


class Parameters(HasTargetGroups):
    """All parameters of a run."""

    group: Group = Group()
    facilitation: Facilitation = Facilitation()
    volunteering: Volunteering = Volunteering()
    training: Training = Training()
    retention: Retention = Retention()
    population: Population = Population()
    receptivity: Receptivity = Receptivity()
    contacts: Contacts = Contacts()
    invitations: Invitations = Invitations()
    registering: Registering = Registering()
    demand: Demand = Demand()
    partners: Partners = Partners()
    outreach: Outreach = Outreach()
    calendar: Calendar = Calendar()
    decision: tuple[Decision, ...] = Field((), strict=False, description="what the authority decides on the way")

    def get(self, name: str) -> Any:
        """Value of the dotted `name`."""
        section, _, key = name.partition(".")
        return getattr(getattr(self, section), key)

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """The same with other values, by dotted name, all of it checked anew.

        Raises
        ------
        ValidationError
        """
        content = self.model_dump()
        for name, value in values.items():
            section, _, key = name.partition(".")
            content[section] = {**content[section], key: value}
        return self.model_validate(content)

    # ---- decisions, by number from 0 -------------------------------------------------------------------------------

    def begin(self, number: int) -> int:
        """Week in which a decision begins, or is looked at for the first time."""
        return week_of(self.decision[number].start, self.calendar.start)

    def end(self, number: int) -> float:
        """Week in which it is over; `inf` if it does not say."""
        until = self.decision[number].until
        return inf if until is None else week_of(until, self.calendar.start)

    def in_force(self, week: int) -> list[int]:
        """The decisions that hold in a week by their dates alone, those that go before others last."""
        dated = [number for number, decision in enumerate(self.decision) if decision.set and not decision.when]
        return self.in_order({n: self.begin(n) for n in dated if self.begin(n) <= week < self.end(n)})

    def in_order(self, since: Mapping[int, int]) -> list[int]:
        """Decisions in force, by the week since which: the later ones go before the earlier ones and stand last; rules
        on the state of the programme go before dates."""
        return sorted(since, key=lambda number: (bool(self.decision[number].when), since[number], number))

    def with_decisions(self, numbers: Iterable[int]) -> Self:
        """What holds for everybody with these decisions in force, the last one of several going before. The table of
        decisions stays as it is."""
        values: dict[str, Any] = {}
        for decision in (self.decision[number] for number in numbers):
            values |= {} if decision.scope else decision.set
        if not values:
            return self
        return (
            self.model_copy(update={"decision": ()}).with_values(values).model_copy(update={"decision": self.decision})
        )

    @model_validator(mode="after")
    def _is_possible(self, info: ValidationInfo) -> Self:
        for name in NEED_A_SCOPE:
            if self.get(name):
                raise ValueError(f"{name} = {self.get(name):g}: needs a [[decision]] that says for whom")
        must_be_possible(self, (info.context or {}).get("lines"))
        return self


def describe() -> Iterator[dict[str, Any]]:
    """One row a parameter: name, default, type, unit, plausible range, grade, source, role, text, valid bounds."""
    for section, outer in Parameters.model_fields.items():
        if section == "decision":
            continue
        rows = section == "target_group"
        kind: Any = TargetGroup if rows else outer.annotation
        for name, field in kind.model_fields.items():
            if field.json_schema_extra:
                row = {"name": f"{section}[].{name}" if rows else f"{section}.{name}", "default": field.default}
                row |= {"type": field.annotation, **field.json_schema_extra}
                yield row | {"text": field.description, "valid": _valid(field)}


def _valid(field: Any) -> tuple[Any, Any]:
    low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
    high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
    return low, high


def names() -> list[str]:
    """Dotted names of all parameters that have a single value."""
    return [row["name"] for row in describe() if not row["name"].startswith("target_group")]
