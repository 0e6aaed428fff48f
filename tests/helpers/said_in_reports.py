"""Each sentence of the planners' report, as its functions say it: for tests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contagion.experiments.doors.words import answers as planners_answers
from contagion.experiments.doors.words import limits as planners_limits
from contagion.experiments.doors.words import money as planners_money
from contagion.experiments.doors.words import report as planners_report
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import FOLDER, read
from tests.helpers import spent_by_hand, words_by_hand

REF, OTHER = read(FOLDER / "ref.toml"), read(FOLDER / "lowloss.toml")
LABELS = {"ref": "Réf", "lowloss": "Peu"}
AT = {"ref": ITEMS[:2], "lowloss": ITEMS[1:4]}
PARTS = {f"{part}{end}": 0.25 for part in ("luck", "parameters", "structure") for end in ("", "_error")}
SHARES = {"above_zero": 0.9, "below_zero": 0.1, "above": 0.5, "worlds": 100, "count_as": 100}
KINDS = ((-5.0, 9.0), (5.0, 9.0), (-9.0, -5.0))
ROW = {"p5": 5.0, "p50": 7.0, "p95": 9.0, "base": 3.0, "value": 4.0}
ROW |= {f"{name}_error": 0.1 for name in ("p50", "base", "value")}
NUMBER = {"name": "group.no_show", "low": 0.1, "high": 0.2, "range": (0.0, 0.3), "grade": "D", "source": "S1"}
SETTING = {"default": 1, "values": (1, 2), "range": None, "grade": "D", "source": "S1"}
GIVEN = [True, True], [True, False]
SPENT = [spent_by_hand.by_hand()]
SPENT += [replace(SPENT[0], priced=replace(SPENT[0].priced, given=frozenset(some))) for some in (ITEMS[:1], ITEMS[:2])]


def left_out(mostly: int, always: int) -> str:
    row = {"mostly": mostly, "always": always, "no_group": mostly}
    return planners_report.left_out(row, "x", 68)


ANSWERS: dict[str, Callable[[], Any]] = {
    "description": lambda: planners_answers.description(OTHER),
    "gained": lambda: (
        [planners_answers.gained({"p5": low, "p95": high, **SHARES}) for low, high in KINDS]
        + [planners_answers.gained({"p5": 0.0, "p95": 0.0, "above_zero": 0, "below_zero": 0})]
    ),
    "how_often": lambda: [planners_answers.how_often(SHARES), planners_answers.how_often(SHARES, 20.0)],
    "changes": lambda: planners_answers.changes(1, 2),
    "figures": lambda: planners_answers.figures(1, 2),
}
REPORT: dict[str, Callable[[], Any]] = {
    "day": lambda: planners_report.day("2026-11-26"),
    "dots": lambda: planners_report.dots("x", "y"),
    "courses": lambda: planners_report.courses(LABELS),
    "maps_apart": lambda: planners_report.maps_apart(LABELS),
    "efforts": lambda: [
        " ".join(planners_report.efforts([replace(REF, effort="x"), replace(OTHER, effort=other)], LABELS))
        for other in "xy"
    ],
    "left_out": lambda: [left_out(*how) for how in ((0, 0), (1, 1), (3, 2))],
    "apart": lambda: [
        " ".join(planners_report.apart({"a": {"more": more, "fewer": fewer}}, {"a": "x"}))
        for more, fewer in ((0, 0), (1, 0), (0, 1), (2, 3))
    ],
    "never": lambda: planners_report.never({"people": {"ref": 0.5}, "group": {"ref": 0.999}}, [REF]),
    "comes_of": lambda: [planners_report.comes_of(row, "x") for row in (PARTS, {"luck": float("nan")}, {"luck": 1.0})],
    "known": lambda: planners_report.known(NUMBER),
    "cells_of_number": lambda: planners_report.cells_of_number({**NUMBER, "ask": TO_ASK[0]})[3],
    "to_ask": lambda: planners_report.to_ask(TO_ASK),
    "grades": planners_report.grades,
    "set_otherwise": lambda: [
        planners_report.set_otherwise({"name": name, "text": "seats of a training session", "base": 1, "value": 2})
        for name in ("training.places", "group.size", "training.outside_places")
    ],
    "cells_of_setting": lambda: [planners_report.cells_of_setting(SETTING | {"given": some})[-1] for some in GIVEN],
    "setting": lambda: [planners_report.setting(value) for value in ((), True, ("school or university",))],
}
MONEY: dict[str, Callable[[], Any]] = {
    "euros": lambda: [planners_money.euros(5.0, some) for some in ((), ("seat",))],
    "middle_of_euros": lambda: [planners_money.middle_of_euros(ROW, "p50", some) for some in ((), ("seat",))],
    "at_placeholders": lambda: [planners_money.at_placeholders(AT, some) for some in (ITEMS, ITEMS[:4])],
    "star": planners_money.star,
    "costs": lambda: planners_money.costs(
        LABELS, "ref", {"lowloss": {"cost_total": ROW, "cost_per_participant": ROW}}, AT
    ),
    "cells_of_costs": lambda: planners_money.cells_of_costs({"ref": ROW}, [REF], AT),
    "funding": lambda: (
        planners_money.funding([{"payer": "authority", "ref": 1.0, "lowloss": 1.0}], LABELS)
        + planners_money.funding([{"payer": "authority", "ref": 1.0, "lowloss": 0.5}], LABELS)
    ),
    "avoided": lambda: planners_money.avoided(ROW, "x", 10),
    "tonnes": lambda: planners_money.tonnes(1.0, 2.0, "+"),
    "euros_a_tonne": lambda: planners_money.euros_a_tonne(1.0, float("inf"), True),
    "caution": planners_money.caution,
    "placeholders_in_words": lambda: [planners_money.placeholders_in_words(found) for found in SPENT],
}
LIMITS: dict[str, Callable[[], Any]] = {
    "short_by_year": lambda: planners_limits.short_by_year("x"),
    "shortest": lambda: [planners_limits.shortest(rows, "x") for rows in ([], [("groups", "pairs", 9.0)])],
    "spans": lambda: planners_limits.spans(words_by_hand.limits(), str),
    "no_limit": lambda: planners_limits.no_limit(
        [replace(words_by_hand.limits(), skipped=some) for some in (("x",), ("x", "y"))], {"trial": "X"}
    ),
}
SAID = {f"planners_limits.{name}": says for name, says in LIMITS.items()}
SAID |= {f"planners_money.{name}": says for name, says in MONEY.items()}
SAID |= {f"planners_answers.{name}": says for name, says in ANSWERS.items()}
SAID |= {f"planners_report.{name}": says for name, says in REPORT.items()}
NOT_SAID = {
    *("planners_answers.place", "planners_answers.figure", "planners_answers.change", "planners_answers.varies"),
    *("planners_answers.three_digits", "planners_answers.middle", "planners_answers.middle_alone"),
    *("planners_answers.ends_as_borne", "planners_answers.in_nine_of_ten"),
    *("planners_limits.gained_by_year", "mixes_money.paid"),
    "planners_report.range_of",
}
