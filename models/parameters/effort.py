"""What an authority puts in, and how it follows the size of a territory (4.5): here alone it is said of each number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any

RESIDENTS = 162_393
"""Residents aged 15 and over of Grand Besançon as the model counts them, whom every default is written for."""
MOST_EVENTS = 52  # a year: one a week, which is as many as the model holds


@dataclass(frozen=True)
class Scaled:
    """A number that goes with the population, in words what it is a number of. It is rounded to the nearest whole
    number of `step`, halves upwards, and does not get smaller than `least`, unless it is written so."""

    words: str
    step: float = 1
    least: float = 0

    def times(self, value: Any, ratio: float) -> Any:
        """Scale the number to a territory that has so many times the population."""
        if not 0 < value < inf:
            return value
        made = floor(value * ratio / self.step + 0.5) * self.step
        return type(value)(round(max(made, min(self.least, value)), 2))

    def smallest(self, value: float, residents: int) -> int:
        """Return the smallest population for which a number, written for so many residents, does not become 0."""
        return ceil(residents * self.step / 2 / value)


_POSTS = Scaled("coordinators", step=0.01)
_LETTERS, _EVENTS = Scaled("letters a year"), Scaled("events a year")
EFFORT = {
    "training.places": Scaled("training places"),
    "training.outside_places": Scaled("places for partners' candidates"),
    "training.founders": Scaled("founders", step=2, least=2),  # in pairs: one alone leads no group
    "partners.initial": Scaled("partners at the start"),
    "partners.coordinators": _POSTS,
    "outreach.events_per_year": _EVENTS,
    "outreach.letters": Scaled("letters a mailing"),
    "budget.per_year": Scaled("€ a year"),
    "alternative.initial_leaders": Scaled("leaders at the start"),
    "alternative.letters_per_year": _LETTERS,
    "alternative.events_per_year": _EVENTS,
    "alternative.coordinators": _POSTS,
}
"""By name; those of `alternative` stand in each row of that table."""
SECTIONS = ("training", "partners", "outreach", "budget")
COUNTED = (
    *("queue", "waiting", "active", "ready", "recruiting", "running", "partners"),
    *("participants", "year_participants"),
)
"""States that a decision may wait for, of which there are more where there are more people. Such a bound is no effort,
and is not rounded."""


def for_residents(
    content: dict[str, Any], written_for: int, residents: int, kept: Collection[str] = ()
) -> dict[str, Any]:
    """Scale parameters (as nested dictionaries), whose effort was written for so many residents, to so many others. The
    names that are `kept` stay as they stand at the start; what decisions set of them is scaled.

    Raises
    ------
    ValueError
        In words, for the number of which nothing is left that needs the most people.
    """
    ratio, gone = residents / written_for, []

    def scaled(values: dict[str, Any], section: str, stay: Collection[str] = ()) -> dict[str, Any]:
        made = dict(values)
        for name, value in values.items():
            full = f"{section}{name}"
            if (how := EFFORT.get(full)) and full not in stay:
                made[name] = how.times(value, ratio)
                if value and not made[name]:
                    gone.append((how.smallest(value, written_for), f"{full} = {value:g}"))
        return made

    made = dict(content)
    for section in SECTIONS:
        made[section] = scaled(content[section], f"{section}.", kept)
    made["outreach"] = _one_a_week(made["outreach"], kept=kept)
    made["alternative"] = [_one_a_week(scaled(row, "alternative.")) for row in content["alternative"]]
    before, after = content["outreach"], made["outreach"]
    made["decision"] = [
        {
            **row,
            "set": _decided(scaled(row["set"], ""), row["set"], before, after),
            "when": {state: _bounds(state, bounds, ratio) for state, bounds in row["when"].items()},
        }
        for row in content["decision"]
    ]
    if gone:
        need, what = max(gone)
        raise ValueError(
            f"of {what}, written for {written_for:,} residents aged 15 and over, nothing is left for "
            f"{residents:,}; at least {need:,} are needed"
        )
    return made


def _one_a_week(values: dict[str, Any], kept: Collection[str] = ()) -> dict[str, Any]:
    """Limit events to one a week, and let more guests make up for the others."""
    events = values["events_per_year"]
    if events <= MOST_EVENTS or "outreach.events_per_year" in kept:
        return values
    more = 1 if "outreach.attendees" in kept else events / MOST_EVENTS
    return {**values, "events_per_year": MOST_EVENTS, "attendees": floor(values["attendees"] * more + 0.5)}


def _decided(
    scaled: dict[str, Any], written: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """Adjust the scaled values of a decision: events and guests depend on those at the start (`before` and `after`)."""
    events, guests = "outreach.events_per_year", "outreach.attendees"
    if events not in written and guests not in written:
        return scaled
    at_start = after["attendees"] / before["attendees"] if before["attendees"] else 1
    if events not in written:  # guests alone: as many more as at the start
        return {**scaled, guests: floor(written[guests] * at_start + 0.5)}
    both = _one_a_week({"events_per_year": scaled[events], "attendees": written.get(guests, before["attendees"])})
    own = {guests: both["attendees"]} if guests in written or both["attendees"] != after["attendees"] else {}
    return {**scaled, events: both["events_per_year"], **own}


def _bounds(state: str, bounds: dict[str, Any], ratio: float) -> dict[str, Any]:
    if state not in COUNTED:
        return bounds
    return {name: None if value is None else float(f"{value * ratio:.6g}") for name, value in bounds.items()}
