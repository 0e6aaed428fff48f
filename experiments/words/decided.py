"""What the authority decided in a run, and what befell it, in words."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from experiments.studies.decided import in_run
from models.parameters.dates import week_of
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from experiments.studies.decided import Decided
    from sim.results import Results


AWAY = "coordinator away"
SIGNS = {"above": ">", "below": "<", "at_least": "≥", "at_most": "≤"}
LISTED = 3  # times that a rule on the state of the programme acted; of more, the first and the last


def in_force(results: Results) -> list[str]:
    """A line for each decision and each shock of a run: what it is, from which month until which.

    Rules on the state of the programme have the times at which they acted.
    """
    written = tomllib.loads(results.texts.get("scenario.toml", ""))
    return [in_words(one, written, results) for one in in_run(results)]


def in_words(one: Decided, written: dict[str, Any], results: Results) -> str:
    """The line of a decision or shock of a run, whose scenario is `written`."""
    line = _line(one, written["calendar"]["start"], "never called for")
    return line + (_fell_out(results, *one.spans[0], written) if one.row.get("kind") == AWAY else "")


def planned(one: Decided, start: str) -> str:
    """The line of a decision or shock of a scenario, of which rules have their condition and no times."""
    conditions = [
        f"{state.replace('_', ' ')} {SIGNS[bound]} {value:.3g}"
        for state, bounds in one.row.get("when", {}).items()
        for bound, value in bounds.items()
    ]
    since = _span(week_of(one.row.get("from", 0), start), None, start, once=False)
    return _line(one, start, f"when {' and '.join(conditions)}, {since}")


def _line(one: Decided, start: str, otherwise: str) -> str:
    """What it is and when it holds; `otherwise` stands in place of times that there are none of."""
    spans = [_span(*span, start, one.once) for span in one.spans]
    if len(spans) > LISTED:
        first, last = (month_of(one.spans[place][0], start) for place in (0, -1))
        spans = [f"{len(spans)} times, first in {first}, last in {last}"]
    return f"{'Shock' if one.shock else 'Decision'}: {what(one)}, {', '.join(spans) or otherwise}"


def what(one: Decided) -> str:
    """What was decided or befell the programme, without its dates."""
    return _befell(one.row) if one.shock else _decided(one.row)


def _fell_out(results: Results, begin: int, end: int | None, written: dict[str, Any]) -> str:
    """The training sessions that were due while the coordinator was away; they are not made up for."""
    from experiments.studies.sessions import due_sessions

    due = [week for week in due_sessions(results) if begin <= week and (end is None or week < end)]
    months = [month_of(week, written["calendar"]["start"]) for week in due]
    if not months:
        return ""
    if len(months) > LISTED:
        return f"; {len(months)} training sessions fell out, from {months[0]} to {months[-1]}"
    said = "session" if len(months) == 1 else "sessions"
    return f"; the training {said} of {', '.join(months)} fell out"


def _decided(row: dict[str, Any]) -> str:
    """The title of a decision, or what it does, and for whom."""
    if title := " ".join(row.get("title", "").split()):
        return title
    what = ", ".join(f"{name} = {value}" for name, value in row.get("set", {}).items()) or "extra training session"
    whom = [name for key in ("communes", "target_groups", "partner_types") for name in row.get(key, [])]
    return f"{what} ({', '.join(whom)})" if whom else what


def _befell(row: dict[str, Any]) -> str:
    if "share" in row:
        return f"{row['kind']} ({row['share']:.0%} of the active)"
    return f"{row['kind']} to {row['factor']:.0%}" if "factor" in row else row["kind"]


def _span(begin: int, end: int | None, start: str, once: bool) -> str:
    since = month_of(begin, start)
    if once:
        return f"in {since}"
    return f"from {since}" + ("" if end is None else f" until {month_of(end, start)}")


def month_of(week: int, start: str) -> str:
    """The month in which a week begins, as "2021-09", where week 0 begins in the month `start`."""
    years, weeks = divmod(int(week), WEEKS_A_YEAR)
    first_year, first_month = (int(part) for part in start.split("-"))
    months = 12 * (first_year + years) + first_month - 1 + (12 * weeks + 11) // WEEKS_A_YEAR
    return f"{months // 12}-{months % 12 + 1:02}"
