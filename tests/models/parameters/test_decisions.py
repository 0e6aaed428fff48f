"""Decisions that cannot be, each told in one line: the file, the line, what is wrong, and what would be valid."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.mistakes import mistake

PLACES = 'set = { "training.places" = 20 }'
ROWS = [
    ('set = { "training.plces" = 3 }', "training.plces cannot change during a run; did you mean training.places?"),
    ('set = { "population.women" = 0.5 }', "population.women cannot change during a run; group.postponed_weeks, "),
    ('set = { "training.places" = -3 }', "training.places = -3: must be greater than or equal to 0"),
    ('set = { "training.places" = 2.5 }', "training.places = 2.5: must be a whole number or inf"),
    ('set = { "facilitation.pool" = "village" }', "facilitation.pool = \"village\": must be 'territory', 'group' or"),
    ("from = 3", "must say what it changes"),
    (f"extra_session = true\n{PLACES}", "must say what it changes"),
    (f"from = -5\n{PLACES}", 'from = -5: must be a month such as "2021-09"'),
    (f'from = "September"\n{PLACES}', "from = 'September': must be a month such as \"2021-09\""),
    (f'from = "2021-13"\n{PLACES}', "from = '2021-13': month must be in 1..12"),
    (f"from = 2021-02-03T10:00:00\n{PLACES}", "from: must be a month"),
    (f'from = "2016-11"\n{PLACES}', 'from = "2016-11" lies before the start, calendar.start = "2017-01"'),
    (
        f'from = "2019-05"\nuntil = "2019-05"\n{PLACES}',
        'until = "2019-05" must lie at least a week after from = "2019-05"',
    ),
    (f"form = 60\n{PLACES}", "form: did you mean 'from'?"),
    (
        f'communes = ["Besançon"]\n{PLACES}',
        "training.places cannot be decided for communes; facilitation.targeted_share",
    ),
    (
        'partner_types = ["club"]\nset = { "outreach.letters" = 9 }',
        "outreach.letters cannot be decided for partner_types; it takes communes and target_groups",
    ),
    ('set = { "facilitation.targeted_share" = 0.5 }', "facilitation.targeted_share needs communes that it is for"),
    ('set = { "partners.targeted_share" = 0.5 }', "partners.targeted_share needs communes or partner_types"),
    (
        'target_groups = ["student"]\nset = { "outreach.letters" = 9 }',
        "target_groups: 'student' is no target group; did you mean 'students'?",
    ),
    (
        'set = { "training.priority_groups" = ["students"] }',
        "training.priority_groups: 'students' is no target group; there are 'group A', ",
    ),
    ('partner_types = ["clubs"]\nset = { "partners.targeted_share" = 1 }', "partner_types.0 = 'clubs': must be 'assoc"),
    (f"when = {{ queu = {{ above = 3 }} }}\n{PLACES}", "when.queu = 'queu': must be 'queue', 'waiting', "),
    (f"when = {{ queue = {{ over = 3 }} }}\n{PLACES}", "when.queue.over"),
    (f"when = {{ queue = {{ }} }}\n{PLACES}", "must say above, below, at_least or at_most"),
    (f"for_weeks = 3\n{PLACES}", "for_weeks: goes with when and set"),
    ("extra_session = true\nagain_after_weeks = 3", "again_after_weeks: goes with when and extra_session"),
    ("extra_session = true\nuntil = 30", "extra_session: is one session for all; it takes no until"),
]


@pytest.mark.parametrize("row, words", ROWS, ids=range(len(ROWS)))
def test_an_impossible_decision_is_told_with_its_line_and_what_would_be_valid(scenario_with, row, words):
    path = scenario_with('set = { "outreach.letters" = 5 }\nfrom = 500', row)
    line = mistake(lambda: read(path), path)
    assert line.startswith("line 5"), line
    assert words in line, line


@pytest.mark.parametrize(
    "text, words",
    [
        ("[facilitation]\ntargeted_share = 0.5", "targeted_share = 0.5: needs a [[decision]] that says for whom"),
        ('[decision]\nrule = "simple"', "how people decide stands in [registering]"),
    ],
)
def test_what_a_scenario_may_not_say_without_a_decision(scenario_with, text, words):
    path = scenario_with(before=f"{text}\n")
    assert words in mistake(lambda: read(path), path)


def test_a_start_on_the_command_line_counts(scenario_with):
    path = scenario_with(f'from = "2019-05"\n{PLACES}')
    with pytest.raises(InputError, match=r'settings: line 2: from = "2019-05" lies before the start'):
        read(path, ["calendar.start=2020-01"])


def test_more_decisions_than_are_read_are_refused():
    with pytest.raises(ValueError, match="decision: 1,001 of them; at most 1,000 are read"):
        Parameters.model_validate({"decision": [{"set": {"training.places": 3.0}}] * 1001})
