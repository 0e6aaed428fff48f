"""What the authority decided in a run, and what befell it, in words."""

from __future__ import annotations

import tomllib
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from models.records import BEGINS, ENDS
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.results import Results


AWAY = "coordinator away"
LISTED = 3  # times that a rule on the state of the programme acted; of more, the first and the last


def in_force(results: Results) -> list[str]:
    """A line for each decision and each shock of a run: what it is, from which month until which.

    Rules on the state of the programme have the times at which they acted.
    """
    written = tomllib.loads(results.texts.get("scenario.toml", ""))
    noted, lines = results.tables["decisions"], []
    for number, row in enumerate(written.get("decision", []), start=1):
        begins, ends = (noted.loc[(noted["number"] == number) & (noted["what"] == w), "week"] for w in (BEGINS, ENDS))
        spans = [_span(*weeks, written, once="extra_session" in row) for weeks in zip_longest(begins, ends)]
        if len(spans) > LISTED:
            first, last = (month_of(week, written["calendar"]["start"]) for week in (begins.iloc[0], begins.iloc[-1]))
            spans = [f"{len(spans)} times, first in {first}, last in {last}"]
        lines.append(f"Decision: {_decided(row)}, {', '.join(spans) or 'never called for'}")
    for row in written.get("shock", []):
        end = row["from"] + row["weeks"] if "weeks" in row else None
        line = f"Shock: {_befell(row)}, {_span(row['from'], end, written, once='share' in row)}"
        lines.append(line + (_fell_out(results, row["from"], end, written) if row["kind"] == AWAY else ""))
    return lines


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


def _span(begin: int, end: int | None, written: dict[str, Any], once: bool) -> str:
    since = month_of(begin, written["calendar"]["start"])
    if once:
        return f"in {since}"
    return f"from {since}" + ("" if end is None else f" until {month_of(end, written['calendar']['start'])}")


def month_of(week: int, start: str) -> str:
    """The month in which a week begins, as "2021-09", where week 0 begins in the month `start`."""
    years, weeks = divmod(int(week), WEEKS_A_YEAR)
    first_year, first_month = (int(part) for part in start.split("-"))
    months = 12 * (first_year + years) + first_month - 1 + (12 * weeks + 11) // WEEKS_A_YEAR
    return f"{months // 12}-{months % 12 + 1:02}"
