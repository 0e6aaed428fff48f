"""A saved run computed again: which of its figures differ, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contagion.models.runs.simulation import Again


def differences_in_words(again: Again) -> str:
    """Return one line for each figure that differs, or one that says that none does."""
    names = again.differing
    if not names:
        return f"All {len(again.now)} figures are what they were."
    rows = [
        (name, _value_text(again.before.get(name)), _value_text(again.now[name]))
        for name in names
        if name != "footprint"
    ]
    rows.insert(0, ("figure", "before", "now"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{name:{wide[0]}}  {before:>{wide[1]}}  {now:>{wide[2]}}" for name, before, now in rows]
    more = "; the yearly footprint differs as well" if "footprint" in names else ""
    return "\n".join((*lines, "", f"The other {len(again.now) - len(names)} figures are what they were{more}."))


def _value_text(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value_text(part)}" for name, part in value.items())
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
