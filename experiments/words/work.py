"""How much work is asked for, in words."""

from __future__ import annotations

from experiments.words.sentences import _, counted


def work_in_words(runs: int, years: int, leaders: int, time: str, workers: int) -> str:
    """So many runs of so many years, with many leaders from outside if there are any, and how long they take."""
    many = _("{runs} of {years}", runs=counted(runs, "run"), years=counted(years, "year"))
    if leaders:
        many = _("{runs} with {leaders:,} leaders from outside", runs=many, leaders=leaders)
    return _("{runs}, {time} on {workers}", runs=many, time=time, workers=counted(workers, "worker"))


def with_room(work: str, megabytes: float) -> str:
    """Work, and the room that its runs take in the store."""
    size = (
        _("{size:,.1f} GB", size=megabytes / 1000) if megabytes >= 1000 else _("{size:,.0f} MB", size=max(megabytes, 1))
    )
    return _("{runs} and {size} in the store", runs=work, size=size)


def to_make(first: str, most: int = 0, time: str = "") -> str:
    """What there is to make first, and the most that there will be."""
    text = _("To make: {runs}.", runs=first)
    if not most:
        return text
    return f"{text} {_('More until it is precise: at most {runs:,} in all, {time}.', runs=most, time=time)}"


def time_in_words(hours: float, few_seconds: float) -> str:
    """How long something takes, roughly."""
    if 3600 * hours < few_seconds:
        return _("a few seconds")
    if hours < 1.5 / 60:
        return _("about {seconds} seconds", seconds=max(round(360 * hours), 1) * 10)
    if hours < 1:
        return _("about {minutes:,.0f} minutes", minutes=60 * hours)
    if hours < 48:
        return _("about {hours:,.1f} hours", hours=hours)
    return _("about {days:,.0f} days", days=hours / 24)
