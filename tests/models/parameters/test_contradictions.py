"""Decisions that are possible one by one and not together are refused before the run, and no others."""

import pytest
from pydantic import ValidationError

from contagion.models.parameters import Parameters, contradictions
from contagion.models.scenario import read
from tests.helpers.mistakes import mistake, two

ALWAYS = {"queue": {"at_least": 0}}


def refused(content) -> str:
    """Why the parameters are refused; nothing if they are not."""
    try:
        Parameters.model_validate(content)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    return ""


BUDGET = 'title = "Little money"\nfrom = 20\nset = { "budget.per_year" = 100 }'
QUEUE = "when = { queue = { below = 5 } }"
CASES = {
    "line 4 (Little money) and line 8 (Write): with what can hold in week 20, budget.per_year = 100: pays for": (
        BUDGET, f'title = "Write"\n{QUEUE}\nset = {{ "outreach.letters" = 2500 }}',
    ),
    "line 4 and line 7 (Little money): with what can hold in week 40, budget": (
        'until = 40\nset = { "outreach.letters" = 90 }', BUDGET, 'from = 1\nset = { "outreach.attendees" = 5 }',
    ),
    "line 7 (Little money) and line 11 and line 14: with what can hold in week 40, budget": (
        'from = 9\nset = { "partners.coordinators" = 0.05 }', BUDGET,
        'from = 30\nset = { "outreach.letters" = 0 }', 'from = 40\nset = { "partners.coordinators" = 0.5 }',
    ),
}  # fmt: skip


@pytest.mark.parametrize("week, possible", [(13, False), (14, True)])
def test_a_rule_lasts_beyond_the_time_in_which_it_is_looked_at(week, possible):
    """Looked at in weeks 0 to 4, it begins in week 4 at the latest, and ten weeks later it is over."""
    rule = {"until": 5, "for_weeks": 10, "when": ALWAYS, "set": {"outreach.letters": 2500}}
    rows = [rule, {"from": week, "set": {"budget.per_year": 100.0}}]
    assert bool(refused({"outreach": {"letters": 100}, "decision": rows})) is not possible


@pytest.mark.parametrize("words", CASES)
def test_all_lines_are_named_before_the_run(scenario_with, words):
    letters = 2500 if any("until" in row for row in CASES[words]) else 100
    path = scenario_with(*CASES[words], before=f"[outreach]\nletters = {letters}\n")
    assert mistake(lambda: read(path), path).startswith(words)


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


RULED = ("training.places", "partners.coordinators", "outreach.campaigns_per_year", "outreach.letters", "costs.kit",
          "costs.expenses", "costs.seat", "costs.coordinator", "costs.letter", "costs.team", "costs.workshop",
          "partners.activation")  # fmt: skip


def rules(count: int, **start: dict) -> dict:
    """Parameters with rules on the state, two for each of the things."""
    sets = [{name: value} for value in (1, 0) for name in RULED]
    return {**start, "decision": [{"when": {"queue": {"above": 3}}, "set": one} for one in sets[:count]]}


@pytest.fixture
def tried(monkeypatch):
    """How many sets of values are looked at, and what is said of the parameters."""
    calls, impossible = [], contradictions._impossible
    monkeypatch.setattr(contradictions, "_impossible", lambda *of: calls.append(of) or impossible(*of))

    def told(content):
        calls.clear()
        said = refused(content)
        return len(calls), said

    return told


def test_many_rules_are_read_as_fast_as_few(tried):
    assert tried(rules(24)) == (0, "")
    assert tried(rules(24, budget={"per_year": 100_000.0})) == (0, "")


def test_of_too_many_rules_beside_a_budget_that_is_too_small_it_is_said_what_would_do(tried):
    small = {"budget": {"per_year": 60.0}, "costs": {"event": 40.0, "kit": 300.0, "expenses": 0.0}}
    assert tried(rules(4, **small))[1] == ""
    count, said = tried(rules(24, **small))
    assert count <= contradictions.MOST_TOGETHER
    assert "budget.per_year = 60 always pays for something; must be at least 301.00 wherever" in said
    assert tried(rules(24, **small | {"budget": {"per_year": 301.0}})) == (0, "")
