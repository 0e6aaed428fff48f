"""Every number of the model, once.

A parameter is addressed by its dotted name, `section.name`. Grades of evidence: G the programme's own figures, A
measured in this programme elsewhere or in this territory, B measured in a comparable programme, C national statistic
or general law, D assumption. Sources name the submodel (S1-S16), test or section of the specification that states the
figure.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from models.parameters.changes import MAY_CHANGE, Change
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

__all__ = ["BANDS", "MAY_CHANGE", "PARTNER_TYPES", "Change", "Parameters", "TargetGroup", "describe", "names"]


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
    change: tuple[Change, ...] = Field((), strict=False)

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

    def as_of(self, week: int) -> Self:
        """What holds in a week, after the changes up to it. The changes themselves stay in the table."""
        due = [change for change in sorted(self.change, key=lambda change: change.week) if change.week <= week]
        return self.with_values({name: value for change in due for name, value in change.set.items()}) if due else self

    @model_validator(mode="after")
    def _changes_are_possible(self) -> Self:
        for number, change in enumerate(self.change, start=1):
            for name in change.set:
                if name not in MAY_CHANGE:
                    raise ValueError(f"change {number}: {name} cannot change during a run; {', '.join(MAY_CHANGE)} can")
            try:
                type(self)().with_values(change.set)
            except ValidationError as error:
                raise ValueError(
                    f"change {number}: {'.'.join(map(str, error.errors()[0]['loc']))} = "
                    f"{error.errors()[0]['input']!r}: {error.errors()[0]['msg']}"
                ) from None
        return self


def describe() -> Iterator[dict[str, Any]]:
    """One row a parameter: name, default, type, unit, plausible range, grade, source, role, text, valid bounds."""
    for section, outer in Parameters.model_fields.items():
        if section == "change":
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
