"""What a value of a parameter is refused for: in words of ours, or in those of pydantic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def said_of(one: Mapping[str, Any]) -> str:
    """One of the things that are wrong (`pydantic.ValidationError.errors`), without the name of what is wrong."""
    if one["type"] == "extra_forbidden":
        return "there is no such field"
    if one["type"] == "missing":
        return "must be given"
    if ours := one.get("ctx", {}).get("error"):
        return ours.args[0] if ours.args else str(ours)
    return one["msg"].replace("Input should be", "must be").replace("a valid tuple", "a list in brackets")
