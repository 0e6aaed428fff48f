"""A model that runs by the week: one visible list of stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Stage:
    """A named stage of the week and the rules that act in it, in order."""

    name: str
    rules: tuple[Any, ...] = ()
