"""What sections and parameters of earlier scenarios are called now."""

from collections.abc import Mapping

from contagion.models.parameters.sections.residents import Registering

SECTIONS_AND_PARAMETERS = {
    "change": "[[decision]]",
    **{f"decision.{name}": f"registering.{name}" for name in Registering.model_fields},
}
OF_A_DECISION = {"week": "from"}
OF_AN_ALTERNATIVE = {"attendees_per_year": "attendees (of each event) and events_per_year"}


def renamed(name: str, names: Mapping[str, str]) -> str:
    """A sentence that answers a former name with the present one; empty if it is none."""
    return f"{name!r} is now {names[name]}" if name in names else ""
