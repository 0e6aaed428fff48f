"""Each sentence of the planners' report, as its functions say it: for tests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from contagion.experiments.doors.words import answers as planners_answers
from contagion.experiments.doors.words import means as planners_means
from contagion.experiments.doors.words import money as planners_money
from contagion.experiments.doors.words import note as planners_note
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.structures import Structures, Under
from contagion.experiments.language import differences as differences
from contagion.experiments.language.names import TARGETS
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import FOLDER, read
from tests.helpers import spent_by_hand

REF, OTHER = read(FOLDER / "ref.toml"), read(FOLDER / "lowloss.toml")
LABELS = {"ref": "Réf", "lowloss": "Peu"}
AT = {"ref": ITEMS[:2], "lowloss": ITEMS[1:4]}
PARTS = {f"{part}{end}": 0.25 for part in ("luck", "parameters", "structure") for end in ("", "_error")}
SHARES = {"above_zero": 0.9, "below_zero": 0.1, "above": 0.5, "worlds": 100, "count_as": 100}
KINDS = ((-5.0, 2.0, 9.0), (5.0, 7.0, 9.0), (-9.0, -7.0, -5.0), (-9.0, 0.0, 5.0))
ROW = {"p5": 5.0, "p50": 7.0, "p95": 9.0, "base": 3.0, "value": 4.0}
ROW |= {f"{name}_error": 0.1 for name in ("p50", "base", "value")}
SPENT = [spent_by_hand.by_hand()]
SPENT += [replace(SPENT[0], priced=replace(SPENT[0].priced, given=frozenset(some))) for some in (ITEMS[:1], ITEMS[:2])]


def accounts(other: float) -> Structures:
    """What an option brings by two rules, by the second of which it brings so many."""
    each = [Under(rule, 50, {"a": middle}, {"a": 1.0}, "a") for rule, middle in (("r", 10.0), ("t", other))]
    return Structures(Under("", 100, {"a": 10.0}, {"a": 1.0}, "a"), each)


ANSWERS: dict[str, Callable[[], Any]] = {"description": lambda: planners_answers.description(OTHER)}
SAME = {"p5": 0.0, "p50": 0.0, "p95": 0.0, "above_zero": 0, "below_zero": 0, "worlds": 100}
DIFFERENCES: dict[str, Callable[[], Any]] = {
    "answer": lambda: [
        differences.answer(row, "X", "Y", 10)
        for row in (*(dict(zip(("p5", "p50", "p95"), kind, strict=True)) | SHARES for kind in KINDS), SAME)
    ],
    "verdict_in_words": lambda: [
        differences.verdict_in_words(ROW | SHARES | {"above_zero": share, "below_zero": 0.0})
        for share in (0.0, 0.1, 0.9, 0.96)
    ],
    "ahead_of": lambda: [
        differences.ahead_of({"X": ROW | {"above_zero": above, "below_zero": 1 - above, "worlds": 100}})
        for above in (0.0, 0.1, 0.5, 0.9, 1.0)
    ],
    "range_of": lambda: [differences.range_of(ROW | {"worlds": worlds}, str) for worlds in (1, 5, 100)],
    "cell": lambda: differences.cell(ROW, str),
    "above_in_words": lambda: differences.above_in_words(SHARES, 20.0),
    "often": lambda: [differences.often(*of) for of in ((0.5, 5), (0.01, 100), (0.99, 100), (0.5, 100))],
}
NOTE: dict[str, Callable[[], Any]] = {
    "question": lambda: [planners_note.question(LABELS, "X", 10, first) for first in ("", "2027")],
    "before": lambda: [planners_note.before(ROW | {"worlds": 100}, 2017, known) for known in (300, None)],
    "right_elsewhere": lambda: planners_note.right_elsewhere(2, 4),
    "known_here": lambda: [
        planners_note.known_here(*of) for of in ((0, False), (0, True), (1, False), (4, True), (4, True, False))
    ],
    "in_all": lambda: [planners_note.in_all(ROW | SHARES | {"above_zero": share}) for share in (0.0, 1.0)],
    "more": lambda: planners_note.more(ROW | SHARES),
    "within": lambda: [planners_note.within(name) for name in ("Dole", "Grand Dole")],
    "decided": lambda: planners_note.decided("X", "janvier 2027"),
    "as_it_is": lambda: [
        planners_note.as_it_is("X", ROW | {"worlds": 100, "p5": low}) for low in (ROW["p5"], ROW["p95"])
    ],
    "for_each": lambda: [planners_note.for_each("X", each, 170.0) for each in (110.0, float("nan"))],
    "a_tonne": lambda: planners_note.a_tonne("X", (41.0, 160.0), [(READINGS["nothing-lasts"].title, 1200.0, 3600.0)]),
    "holds_back": lambda: planners_note.holds_back("all training seats are taken", 0.9, 100),
    "heard": lambda: planners_note.heard(0.17),
    "comes_of": lambda: [planners_note.comes_of(row, "X") for row in (PARTS, {"luck": float("nan")}, {"luck": 1.0})],
    "by_account": lambda: [
        line
        for some in (10.0, 2000.0)
        for line in planners_note.by_account(accounts(some), "a", "X", dict.fromkeys("rt", "Y"))
    ],
    "decide": lambda: [
        planners_note.decide("X", first, told, tied)
        for first, told, tied in (("2027", "clear", ["Y"]), ("", "likely", []), ("", "none", []))
    ],
    "method": lambda: [
        line for near in (True, False) for line in planners_note.method(200, TARGETS[0], {}, "abc", "X", near)
    ],
    "a_person": lambda: [
        planners_note.a_person(np.full(30, 100.0), np.array([people, *range(1, 30)]), [*range(30)]) for people in (0, 1)
    ],
    "checked": lambda: planners_note.checked(232, 184, 7, 4, 86),
}
MONEY: dict[str, Callable[[], Any]] = {
    "at_placeholders": lambda: [planners_money.at_placeholders(AT, some) for some in (ITEMS, ITEMS[:4])],
}
SAID = {f"planners_money.{name}": says for name, says in MONEY.items()}
MEANS = {
    "means": lambda: [planners_means.means(dict.fromkeys(planners_means.WENT_ON, value)) for value in (1.0, 2.3)],
    "put_in": lambda: [planners_means.put_in(dict.fromkeys(planners_means.WENT_ON, 2.0), of) for of in (True, False)],
    "as_last": lambda: planners_means.as_last(dict.fromkeys(planners_means.WENT_ON, 2.0)),
}
SAID |= {f"planners_means.{name}": says for name, says in MEANS.items()}
SAID |= {f"planners_note.{name}": says for name, says in NOTE.items()}
SAID |= {f"planners_answers.{name}": says for name, says in ANSWERS.items()}
SAID |= {f"differences.{name}": says for name, says in DIFFERENCES.items()}
NOT_SAID = {
    "planners_answers.place",
    *("differences.figure", "differences.change", "differences.varies", "differences.three_digits"),
    *("differences.as_borne_by", "differences.verdict_on", "differences.verdict_that_there_is_more"),
    "differences.named",
    *("mixes_money.paid", "planners_note.tonnes"),
}
