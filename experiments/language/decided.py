"""What the authority decided in a run, and what befell it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.decided import in_run
from contagion.experiments.language.numbers import month, number
from contagion.experiments.language.sentences import _, listed, said
from contagion.models.parameters.dates import week_of
from contagion.models.parameters.shocks import AWAY
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.toml_text import toml_of

if TYPE_CHECKING:
    from contagion.experiments.lab.decided import Decided
    from contagion.sim.files.results import Results


SIGNS = {"above": ">", "below": "<", "at_least": "≥", "at_most": "≤"}
LISTED = 3  # times that a rule on the state of the programme acted; of more, the first and the last


def in_force(results: Results) -> list[str]:
    """A line for each decision and each shock of a run: what it is, from which month until which.

    Rules on the state of the programme have the times at which they acted.
    """
    written = toml_of(results.texts.get("scenario.toml", ""), "scenario.toml")
    return [in_words(one, written) for one in in_run(results)]


def in_words(one: Decided, written: dict[str, Any]) -> str:
    """The line of a decision or shock of a run, whose scenario is `written`."""
    return _line(one, written["calendar"]["start"], _("never called for"))


def planned(one: Decided, start: str) -> str:
    """The line of a decision or shock of a scenario, of which rules have their condition and no times."""
    conditions = [
        f"{said(state.replace('_', ' '))} {SIGNS[bound]} {number(value, '.3g')}"
        for state, bounds in one.row.get("when", {}).items()
        for bound, value in bounds.items()
    ]
    since = _span(week_of(one.row.get("from", 0), start), None, start, once=False)
    if not conditions:
        return _line(one, start, since)
    return _line(one, start, _("when {conditions}, {since}", conditions=listed(conditions), since=since))


def _line(one: Decided, start: str, otherwise: str) -> str:
    """What it is and when it holds; `otherwise` stands in place of times that there are none of."""
    spans = [_span(*span, start, one.once) for span in one.spans]
    if len(spans) > LISTED:
        first, last = (month_of(one.spans[place][0], start) for place in (0, -1))
        spans = [_("{number} times, first in {first}, last in {last}", number=len(spans), first=first, last=last)]
    when = ", ".join(spans) or otherwise
    if one.shock:
        return _("Shock: {befell}, {when}", befell=what(one), when=when)
    return _("Decision: {decided}, {when}", decided=what(one), when=when)


def what(one: Decided) -> str:
    """What was decided or befell the programme, without its dates."""
    return _befell(one.row) if one.shock else _decided(one.row)


def _decided(row: dict[str, Any]) -> str:
    """The title of a decision, or what it does, and for whom."""
    if title := " ".join(row.get("title", "").split()):
        return said(title)
    what = ", ".join(f"{name} = {value}" for name, value in row.get("set", {}).items()) or _("extra training session")
    whom = [said(name) for key in ("communes", "target_groups", "partner_types") for name in row.get(key, [])]
    return _("{what} ({whom})", what=what, whom=", ".join(whom)) if whom else what


def _befell(row: dict[str, Any]) -> str:
    kind = said(row["kind"])
    if row["kind"] == AWAY and row.get("share", 1) < 1:
        return _("{kind} ({share:.0%} of the posts)", kind=kind, share=row["share"])
    if "share" in row and row["kind"] != AWAY:
        return _("{kind} ({share:.0%} of the active)", kind=kind, share=row["share"])
    return _("{kind} to {factor:.0%}", kind=kind, factor=row["factor"]) if "factor" in row else kind


def _span(begin: int, end: int | None, start: str, once: bool) -> str:
    since = month_of(begin, start)
    if once:
        return _("in {month}", month=since)
    if end is None:
        return _("from {month}", month=since)
    return _("from {month} until {end}", month=since, end=month_of(end, start))


def month_of(week: int, start: str) -> str:
    """The month in which a week begins, where week 0 begins in the month `start` ("2021-09")."""
    years, weeks = divmod(int(week), WEEKS_A_YEAR)
    first_year, first_month = (int(part) for part in start.split("-"))
    months = 12 * (first_year + years) + first_month - 1 + (12 * weeks + 11) // WEEKS_A_YEAR
    return month(months // 12, months % 12 + 1)
