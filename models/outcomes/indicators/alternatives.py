"""The alternative programmes beside the groups (S15), all of them together; 0 where there are none."""

from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Record


@measure("people", "Σ over programmes and their groups of those who take part")
def alternative_participants(record: Record) -> int:
    """Participants of the alternative programmes."""
    return record.alternatives["participants"].sum()


@measure("groups", "Σ over programmes of groups started")
def alternative_groups(record: Record) -> int:
    """Groups of the alternative programmes (teams, workshops)."""
    return record.alternatives["groups"].sum()


@measure("people", "Σ over programmes of leaders who have not stopped")
def alternative_leaders_active(record: Record) -> int:
    """Active leaders of the alternative programmes at the end."""
    years = record.alternatives
    return years["leaders_active"][years["year"] == years["year"].max(initial=0)].sum()


@measure("hours", "Σ over programmes of hours that participants spend together")
def alternative_hours(record: Record) -> float:
    """Time that participants spent in the alternative programmes."""
    return float(record.alternatives["hours"].sum())
