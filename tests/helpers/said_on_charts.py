"""What charts say, asked of each function that says it: for tests."""

from collections.abc import Callable
from typing import Any

from contagion.experiments.doors.words import charts as words
from contagion.models.outcomes.shortages import IN_WORDS, TRAINING_IN_WORDS
from contagion.models.parameters.sections.money import FUNDERS

DIFFERENCE = {"p5": 1.0, "p50": 2.0, "p50_error": 0.1, "p95": 3.0, "above_zero": 0.5, "low": 1.0, "high": 2.0}
SAID: dict[str, Callable[[], Any]] = {
    "over_time": lambda: [words.over_time(figure) for figure in words.OVER_TIME],
    "more": lambda: [words.more(figure) for figure in words.MORE],
    "one_by_one": lambda: words.one_by_one(5),
    "bands": lambda: [words.bands(worlds) for worlds in (12, 100)],
    "course_told": lambda: [
        words.course_told([("x", 1, 2, 0.1, 3), ("y", 1, 2, 0.1, 3)], worlds) for worlds in (5, 100)
    ],
    "end_of": lambda: words.end_of("2029"),
    "since_the_start": words.since_the_start,
    "against": lambda: words.against("x", "y"),
    "what_was_short": words.what_was_short,
    "heights": lambda: words.heights("x"),
    "shortage": lambda: [
        words.shortage(where, cause)
        for where, causes in (("groups", IN_WORDS), ("training", TRAINING_IN_WORDS))
        for cause in causes
    ],
    "short_told": lambda: [words.short_told([("groups", "pairs", 50)]), words.short_told([])],
    "costs": words.costs,
    "in_euros": words.in_euros,
    "lines_over": lambda: [words.lines_over(worlds) for worlds in (5, 100)],
    "item": lambda: [words.item(name) for name in words.ITEM_NAMES],
    "who_pays": lambda: [words.who_pays(""), words.who_pays("x")],
    "payer": lambda: [words.payer(name, share) for name in FUNDERS for share in (None, 60)],
    "costs_told": lambda: words.costs_told([("x", 1e5)], words.item("seat")),
    "on_the_map": lambda: [words.on_the_map(name, apart) for name in words.IN_COMMUNES for apart in (True, False)],
    "unit_on_the_map": lambda: words.unit_on_the_map("groups", True),
    "untold": words.untold,
    "value_of_a_commune": lambda: [words.value_of_a_commune("groups", value) for value in (0.5, 8.0, 12.0)],
    "value_on_the_map": lambda: [words.value_on_the_map("Dole", "groups", 1.5, told) for told in (None, True, False)],
    "circles": lambda: [words.circles(enlarged) for enlarged in (True, False)],
    "map_told": lambda: [words.map_told([("x", 1)], 3, 68, apart) for apart in (True, False)],
}
