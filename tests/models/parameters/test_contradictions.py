"""Decisions that contradict each other, or leave the budget nothing that it pays for, are refused before the run."""

import pytest
from pydantic import ValidationError

from contagion.models.parameters import Parameters
from contagion.models.scenario import read
from tests.helpers.mistakes import mistake, two


def refused(content) -> str:
    """Why the parameters are refused; nothing if they are not."""
    try:
        Parameters.model_validate(content)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return ""


BUDGET = {"from": 20, "set": {"budget.per_year": 100.0}}
TOGETHER = {
    20: [{"from": 5, "set": {"outreach.letters": 2500}}, BUDGET],
    40: [{"until": 40, "set": {"outreach.letters": 90}}, BUDGET],
    60: [BUDGET, {"from": 60, "set": {"outreach.letters": 2500}}],
}


@pytest.mark.parametrize("week", TOGETHER)
def test_week_in_which_the_budget_pays_for_nothing_is_named(week):
    letters = 2500 if week == 40 else 100
    content = {"outreach": {"letters": letters}, "decision": TOGETHER[week]}
    assert refused(content).startswith(f"decision: with what holds in week {week}, budget.per_year = 100: pays for")


def test_rule_on_the_state_may_leave_the_budget_nothing_that_it_pays_for():
    rule = {"when": {"queue": {"at_least": 0}}, "set": {"outreach.letters": 2500}}
    assert refused({"outreach": {"letters": 100}, "decision": [rule, BUDGET]}) == ""


LETTERS, THISE = "outreach.letters", 'communes = ["Thise"]'
CONTRADICTIONS = [
    (two('title = "More"\nfrom = "2019-05"', "from = 121"), "line 2 (More) and line 6", "cannot be 20 and 5"),
    (two("from = 10\nuntil = 90", "from = 20\nuntil = 30"), "line 2 and line 6", "from = 20 to 90"),
    (
        two('communes = ["Thise", "Besançon"]', 'communes = ["besançon"]', LETTERS),
        "line 2 and line 5", "outreach.letters cannot be 20 and 5 at the same time, from = 0",
    ),
    (
        two('target_groups = ["students"]', 'target_groups = ["group A", "students"]', LETTERS),
        "line 2 and line 5", "outreach.letters cannot be 20 and 5",
    ),
]  # fmt: skip


@pytest.mark.parametrize("rows, lines, words", CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_a_contradiction_names_both_lines(scenario_with, rows, lines, words):
    path = scenario_with(*rows)
    line = mistake(lambda: read(path), path)
    assert line.startswith(f"{lines} contradict each other: ")
    assert words in line


@pytest.mark.parametrize(
    "rows",
    [
        two("from = 10\nuntil = 20", "from = 20"),
        two("from = 10\nuntil = 40", "from = 20", second=20),
        two(THISE, 'communes = ["Besançon"]', LETTERS),
        two(THISE, 'target_groups = ["students"]', LETTERS),
        two(THISE, f'{THISE}\ntarget_groups = ["students"]', LETTERS),
        two("when = { queue = { above = 3 } }", "from = 0"),
    ],
    ids=range(6),
)
def test_decisions_that_go_together_are_let_through(scenario_with, rows):
    assert len(read(scenario_with(*rows)).parameters.decision) == 2


def test_without_a_file_decisions_go_by_number():
    rows = [{"title": "A", "set": {"training.places": 20}}, {"set": {"training.places": 5}}]
    with pytest.raises(ValueError, match=r"decision 1 \(A\) and decision 2 contradict each other"):
        Parameters.model_validate({"decision": rows})
