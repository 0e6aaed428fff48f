"""How much work is asked for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.say.sentences import counted
from contagion.models.runs.how_much import FEW_SECONDS, MANY_LEADERS

if TYPE_CHECKING:
    from contagion.models.runs.how_much import Asked

AS_EXPECTED = 1.5  # how many times more or less a time may be without being corrected


def in_words(asked: Asked) -> str:
    """So many runs of so many years, with the leaders from outside if they are many, and how long they take."""
    leaders = f" with {asked.leaders:,} leaders from outside" if asked.leaders > MANY_LEADERS else ""
    runs, time = f"{counted(asked.runs, 'run')} of {counted(asked.years, 'year')}", time_in_words(asked.hours)
    return f"{runs}{leaders}, {time} on {counted(asked.workers, 'worker')}"


def much_in_words(asked: Asked) -> str:
    """The same, and the room that the runs take in the store."""
    if asked.runs <= 1:
        return in_words(asked)
    size = asked.megabytes
    room = f"{size / 1000:,.1f} GB" if size >= 1000 else f"{max(size, 1):,.0f} MB"
    return f"{in_words(asked)} and {room} in the store"


def to_make(first: str, most: int = 0, time: str = "") -> str:
    """What there is to make first, and the most that there will be."""
    more = f" More until it is precise: at most {most:,} in all, {time}." if most else ""
    return f"To make: {first}.{more}"


def pace_in_words(asked: Asked, seconds: float) -> str:
    """Say how long it takes once a run is measured to take so many seconds by the clock; nothing where that is about
    what was expected."""
    measured = asked.runs * seconds / 3600
    short = 3600 * max(measured, asked.hours) < FEW_SECONDS
    if short or asked.hours / AS_EXPECTED < measured < asked.hours * AS_EXPECTED:
        return ""
    return f"Measured on this computer: {time_in_words(measured)} in all."


def time_in_words(hours: float) -> str:
    """How long something takes, roughly."""
    if 3600 * hours < FEW_SECONDS:
        return "a few seconds"
    if hours < 1.5 / 60:
        return f"about {max(round(360 * hours), 1) * 10} seconds"
    if hours < 1:
        return f"about {60 * hours:,.0f} minutes"
    return f"about {hours:,.1f} hours" if hours < 48 else f"about {hours / 24:,.0f} days"
