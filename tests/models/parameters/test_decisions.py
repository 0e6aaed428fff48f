"""Decisions that cannot be, each told in one line: the file, the line, what is wrong, and what would be valid."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import AWAY, CUT, LOST, SUSPENDED
from contagion.models.parameters.declaring import week_of
from contagion.models.scenario import read, write
from contagion.sim.errors import InputError
from tests.helpers.mistakes import mistake, refused

PLACES = 'set = { "training.places" = 20 }'
ROWS = [
    ('set = { "training.plces" = 3 }', "training.plces cannot change during a run. Did you mean 'training.places'?"),
    (
        'set = { "population.women" = 0.5 }',
        "population.women cannot change during a run; `contagion parameters` lists them",
    ),
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
    (f"form = 60\n{PLACES}", "unknown field 'form'. Did you mean 'from'?"),
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
        "target_groups: unknown target group 'student'. Did you mean 'students'?",
    ),
    (
        'set = { "training.priority_groups" = ["students"] }',
        "training.priority_groups: unknown target group 'students'. Expected one of 'group A', ",
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


# ---- weeks of dates, as people write them ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when, start, week",
    [
        ("2017-01", "2017-01", 0),
        ("2018-01", "2017-01", 52),
        ("2021-09", "2017-01", 4 * 52 + 34),  # 52 × 8/12 = 34.7
        ("2021-09-15", "2017-01", 4 * 52 + 36),  # 52 × (8/12 + 14/365) = 36.7
        ("2017-12-31", "2017-01", 51),
        ("2018-01", "2017-09", 17),  # four months
        ("2018-08-31", "2017-09", 51),
        ("2016-12", "2017-01", -5),  # 52 × 11/12 = 47.7, a year back
        (7, "2017-01", 7),
    ],
)
def test_a_date_is_a_week_counted_from_the_start(when, start, week):
    assert week_of(when, start) == week


def test_a_date_may_be_written_as_one(tmp_path):
    path = tmp_path / "dated.toml"
    path.write_text('[calendar]\nstart = "2020-01"\n[[decision]]\nfrom = 2021-02-01\nset = { training.places = 20 }\n')
    parameters = read(path).parameters
    assert parameters.begin(0) == 56
    assert parameters.decision[0].set == {"training.places": 20}


# ---- shocks of a scenario: written and read again; wrong ones told in one line ---------------------------------------

SHOCKS = {AWAY: {"weeks": 20}, CUT: {"weeks": 20, "factor": 0.4}, LOST: {"share": 0.4}, SUSPENDED: {"weeks": 20}}


def test_shocks_are_written_and_read_again(tmp_path):
    rows = [{"kind": kind, "from": n, **fields} for n, (kind, fields) in enumerate(SHOCKS.items())]
    parameters = Parameters.model_validate({"shock": rows})
    text = write(parameters)
    assert 'kind = "budget cut"\nfrom = 1\nweeks = 20\nfactor = 0.4' in text
    (tmp_path / "shaken.toml").write_text(text)
    assert read(tmp_path / "shaken.toml").parameters == parameters
    assert parameters.with_values({"training.places": 20}).shock == parameters.shock


WRONG = [
    ('kind = "flood"\nfrom = 3', ["shock 1: kind", "'flood'", "'coordinator away'", "'in-person groups suspended'"]),
    ('kind = "coordinator away"', ["shock 1: from", "must be given"]),
    ('kind = "coordinator away"\nfrom = "soon"', ["shock 1: from", "'soon'", "week"]),
    ('kind = "coordinator away"\nfrom = 3\nfactor = 0.5', ["coordinator away", "from, share, weeks", "not factor"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 1.5', ["shock 1: share", "1.5", "less than or equal to 1"]),
    ('kind = "facilitators lost"\nfrom = 3', ["facilitators lost", "needs share"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 0.5\nweeks = 4', ["facilitators lost", "not weeks"]),
    ('kind = "budget cut"\nfrom = 3\nweeks = 9', ["budget cut", "needs factor"]),
    ('kind = "budget cut"\nfrom = 3\nfactors = 0.5', ["shock 1: factors"]),
]


@pytest.mark.parametrize("text, words", WRONG, ids=range(len(WRONG)))
def test_a_wrong_shock_is_told_in_one_line(scenario_with, text, words):
    path = scenario_with(before=f"[[shock]]\n{text}\n")
    line = refused(lambda: read(path))
    assert line.startswith(str(path))
    for word in words:
        assert word in line, line
