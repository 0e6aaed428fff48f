"""What an authority changes in the course of a run: parameters that are its to decide, from a week on."""

from typing import Any

from pydantic import Field

from models.parameters.kit import Section

# Levers that act at the moment they are read. Others fix the world or what has begun (group.maximum, say), and a run
# keeps what it started with.
MAY_CHANGE = (
    "facilitation.novice_with_experienced",
    "facilitation.pair_distance_km",
    "facilitation.partner_room",
    "facilitation.pool",
    "facilitation.rest_weeks",
    "volunteering.wish",
    "training.order",
    "training.outside_places",
    "training.places",
    "training.ready_after_weeks",
    "training.top_up",
    "retention.mentored_share",
    "retention.paid_share",
    "demand.distance_km",
    "demand.online_share",
    "partners.activation",
    "partners.contacts_per_month",
    "partners.coordinators",
    "partners.nominations_per_year",
    "partners.pitch_share",
    "outreach.attendees",
    "outreach.campaigns_per_year",
    "outreach.events_per_year",
    "outreach.letters",
    "calendar.pause_in_holidays",
)


class Change(Section):
    """One row of the table of changes: from this week on (0 is the first), these parameters have these values."""

    week: int = Field(ge=0)
    set: dict[str, Any]
