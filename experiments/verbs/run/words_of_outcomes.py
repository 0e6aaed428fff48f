"""What differs between the figures of a run as they were kept and as they are worked out again, in words."""

from __future__ import annotations

from typing import Any

from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _
from contagion.models.runs.results_folder import Again


def differences_in_words(again: Again) -> str:
    """A line for each figure that differs, or one that says that none does."""
    names = again.differing
    if not names:
        return _("All {number} figures are what they were.", number=len(again.now))
    rows = [(name, _said(again.before.get(name)), _said(again.now[name])) for name in names if name != "footprint"]
    rows.insert(0, (_("figure"), _("before"), _("now")))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{name:{wide[0]}}  {before:>{wide[1]}}  {now:>{wide[2]}}" for name, before, now in rows]
    same = len(again.now) - len(names)
    if "footprint" in names:
        note = _("The other {number} figures are what they were; the yearly footprint differs as well.", number=same)
    else:
        note = _("The other {number} figures are what they were.", number=same)
    return "\n".join((*lines, "", note))


def _said(value: Any) -> str:
    if value is None:
        return _("none")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, float):
        return number(value, ",.4g" if abs(value) < 1000 else ",.0f")
    return number(value) if isinstance(value, int) else str(value)
