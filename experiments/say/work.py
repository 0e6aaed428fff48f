"""How much work is asked for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.say.sentences import _, counted
from contagion.models.runs.how_much import FEW_SECONDS, MANY_LEADERS

if TYPE_CHECKING:
    from contagion.models.runs.how_much import Asked

AS_EXPECTED = 1.5  # how many times more or less a time may be without being corrected


def in_words(asked: Asked) -> str:
    """So many runs of so many years, with the leaders from outside if they are many, and how long they take."""
    many = _("{runs} of {years}", runs=counted(asked.runs, "run"), years=counted(asked.years, "year"))
    if asked.leaders > MANY_LEADERS:
        many = _("{runs} with {leaders:,} leaders from outside", runs=many, leaders=asked.leaders)
    time, workers = time_in_words(asked.hours), counted(asked.workers, "worker")
    return _("{runs}, {time} on {workers}", runs=many, time=time, workers=workers)


def much_in_words(asked: Asked) -> str:
    """The same, and the room that the runs take in the store."""
    if asked.runs <= 1:
        return in_words(asked)
    megabytes = asked.megabytes
    size = (
        _("{size:,.1f} GB", size=megabytes / 1000) if megabytes >= 1000 else _("{size:,.0f} MB", size=max(megabytes, 1))
    )
    return _("{runs} and {size} in the store", runs=in_words(asked), size=size)


def to_make(first: str, most: int = 0, time: str = "") -> str:
    """What there is to make first, and the most that there will be."""
    text = _("To make: {runs}.", runs=first)
    if not most:
        return text
    return f"{text} {_('More until it is precise: at most {runs:,} in all, {time}.', runs=most, time=time)}"


def pace_in_words(asked: Asked, seconds: float) -> str:
    """Say how long it takes once a run is measured to take so many seconds by the clock; nothing where that is about
    what was expected."""
    measured = asked.runs * seconds / 3600
    short = 3600 * max(measured, asked.hours) < FEW_SECONDS
    if short or asked.hours / AS_EXPECTED < measured < asked.hours * AS_EXPECTED:
        return ""
    return _("Measured on this computer: {time} in all.", time=time_in_words(measured))


def time_in_words(hours: float) -> str:
    """How long something takes, roughly."""
    if 3600 * hours < FEW_SECONDS:
        return _("a few seconds")
    if hours < 1.5 / 60:
        return _("about {seconds} seconds", seconds=max(round(360 * hours), 1) * 10)
    if hours < 1:
        return _("about {minutes:,.0f} minutes", minutes=60 * hours)
    if hours < 48:
        return _("about {hours:,.1f} hours", hours=hours)
    return _("about {days:,.0f} days", days=hours / 24)
