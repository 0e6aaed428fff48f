"""Every number of the model, once.

A parameter is addressed by its dotted name, `section.name`. Grades of evidence: G the programme's own figures, A
measured in this programme elsewhere or in this territory, B measured in a comparable programme, C national statistic
or general law, D assumption. Sources name the submodel (S1-S16), test or section of the specification that states the
figure.
"""

from collections.abc import Iterator
from typing import Any

from models.parameters.outreach import PARTNER_TYPES, Outreach, Partners
from models.parameters.programme import Facilitation, Group, Retention, Training, Volunteering
from models.parameters.public import (
    BANDS,
    Calendar,
    Contacts,
    Decision,
    Demand,
    HasTargetGroups,
    Invitations,
    Population,
    Receptivity,
    TargetGroup,
)

__all__ = ["BANDS", "PARTNER_TYPES", "Parameters", "TargetGroup", "describe", "names"]


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
    decision: Decision = Decision()
    demand: Demand = Demand()
    partners: Partners = Partners()
    outreach: Outreach = Outreach()
    calendar: Calendar = Calendar()

    def get(self, name: str) -> Any:
        """Value of the dotted `name`."""
        section, _, key = name.partition(".")
        return getattr(getattr(self, section), key)


def describe() -> Iterator[dict[str, Any]]:
    """One row a parameter: name, default, type, unit, plausible range, grade, source, role, text, valid bounds."""
    for section, outer in Parameters.model_fields.items():
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
