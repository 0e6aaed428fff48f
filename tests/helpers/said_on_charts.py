"""What charts say, asked of each function that says it: for tests."""

from collections.abc import Callable
from datetime import date
from typing import Any

from contagion.experiments.doors.words import charts as words
from contagion.models.parameters.sections.money import FUNDERS

SINCE = date(2020, 1, 1)
SAID: dict[str, Callable[[], Any]] = {
    "over_time": lambda: words.over_time(SINCE),
    "one_by_one": lambda: words.one_by_one(5),
    "bands": lambda: [words.bands(worlds) for worlds in (12, 100)],
    "course_told": lambda: words.course_told("x", {"p5": 1, "p50": 2, "p95": 3, "p50_error": 0.1}),
    "end_of": lambda: words.end_of("2029"),
    "item": lambda: [words.item(name) for name in words.ITEM_NAMES],
    "payer": lambda: [words.payer(name, 0.6) for name in FUNDERS],
    "value_of_a_commune": lambda: [words.value_of_a_commune("groups", value) for value in (0.5, 8.0, 12.0)],
    "on_the_map": lambda: words.on_the_map(SINCE),
    "unit_on_the_map": lambda: words.unit_on_the_map(SINCE),
    "value_on_the_map": lambda: words.value_on_the_map("Dole", 1.5),
    "circles": lambda: [words.circles(enlarged) for enlarged in (True, False)],
    "map_told": lambda: [words.map_told(most, 3, 68) for most in ([("x", 1)], [])],
}
