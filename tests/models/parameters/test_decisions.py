"""Decisions that cannot be, each told in one line: the file, the line, what is wrong, and what would be valid."""

import pytest

from models.parameters import Parameters
from models.runs.simulation import build, must_fit
from models.scenarios.scenario import FOLDER, read
from sim.errors import InputError
from tests.helpers.mistakes import mistake

PLACES = 'set = { "training.places" = 20 }'
ROWS = [
    ('set = { "training.plces" = 3 }', "training.plces cannot change during a run; did you mean training.places?"),
    ('set = { "training.founders" = 3 }', "training.founders cannot change during a run; did you mean training."),
    ('set = { "population.women" = 0.5 }', "population.women cannot change during a run; group.postponed_weeks, "),
    ('set = { "training.places" = -3 }', "training.places = -3: must be greater than or equal to 0"),
    ('set = { "training.places" = 2.5 }', "training.places = 2.5: must be a whole number or inf"),
    ('set = { "volunteering.wish" = "high" }', 'volunteering.wish = "high": must be a valid number'),
    ('set = { "facilitation.pool" = "village" }', "facilitation.pool = \"village\": must be 'territory', 'group' or"),
    ("from = 3", "must say what it changes"),
    (f"extra_session = true\n{PLACES}", "must say what it changes"),
    (f"from = -5\n{PLACES}", 'from = -5: must be a month such as "2021-09"'),
    (f"from = 3.5\n{PLACES}", 'from = 3.5: must be a month such as "2021-09"'),
    (f"from = true\n{PLACES}", 'from = True: must be a month such as "2021-09"'),
    (f'from = "September"\n{PLACES}', "from = 'September': must be a month such as \"2021-09\""),
    (f'from = "2021-13"\n{PLACES}', "from = '2021-13': month must be in 1..12"),
    (f'from = "2021-02-30"\n{PLACES}', "from = '2021-02-30': day"),
    (f"from = 2021-02-03T10:00:00\n{PLACES}", "from: must be a month"),
    (f'from = "2016-11"\n{PLACES}', 'from = "2016-11" lies before the start, calendar.start = "2017-01"'),
    (
        f'from = "2019-05"\nuntil = "2019-05"\n{PLACES}',
        'until = "2019-05" must lie at least a week after from = "2019-05"',
    ),
    (f"from = 60\nuntil = 52\n{PLACES}", "until = 52 must lie at least a week after from = 60"),
    (f"form = 60\n{PLACES}", "form: did you mean 'from'?"),
    (f"whom = 60\n{PLACES}", "whom: "),
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
        'target_groups = ["xyz"]\nset = { "outreach.letters" = 9 }',
        "target_groups: 'xyz' is no target group; there are 'group A', ",
    ),
    (
        'set = { "training.priority_groups" = ["group A", "goup B"] }',
        "training.priority_groups: 'goup B' is no target group; did you mean 'group B'?",
    ),
    (
        'set = { "training.priority_groups" = ["students"] }',
        "training.priority_groups: 'students' is no target group; there are 'group A', ",
    ),
    ('partner_types = ["clubs"]\nset = { "partners.targeted_share" = 1 }', "partner_types.0 = 'clubs': must be 'assoc"),
    (f"when = {{ queu = {{ above = 3 }} }}\n{PLACES}", "when.queu = 'queu': must be 'queue', 'waiting', "),
    (f"when = {{ queue = {{ over = 3 }} }}\n{PLACES}", "when.queue.over"),
    (f"when = {{ queue = {{ }} }}\n{PLACES}", "must say above, below, at_least or at_most"),
    (f"when = {{ queue = 3 }}\n{PLACES}", "when.queue = 3: must be a valid dictionary"),
    (f"for_weeks = 3\n{PLACES}", "for_weeks: goes with when and set"),
    ("extra_session = true\nagain_after_weeks = 3", "again_after_weeks: goes with when and extra_session"),
    ("extra_session = true\nuntil = 30", "extra_session: is one session for all; it takes no until"),
    ('extra_session = true\ncommunes = ["the centre"]', "extra_session: is one session for all"),
]


@pytest.mark.parametrize("row, words", ROWS, ids=range(len(ROWS)))
def test_an_impossible_decision(scenario_with, row, words):
    path = scenario_with('set = { "outreach.letters" = 5 }\nfrom = 500', row)
    line = mistake(lambda: read(path), path)
    assert line.startswith("line 5"), line
    assert words in line, line


def test_a_share_for_nobody_is_refused(scenario_with):
    path = scenario_with(before="[facilitation]\ntargeted_share = 0.5\n")
    assert mistake(lambda: read(path), path) == (
        "facilitation.targeted_share = 0.5: needs a [[decision]] that says for whom"
    )


def test_the_former_meaning_of_the_table_is_told(scenario_with):
    path = scenario_with(before='[decision]\nrule = "simple"\n')
    assert "how people decide stands in [registering]" in mistake(lambda: read(path), path)


def test_a_start_on_the_command_line_counts(scenario_with):
    path = scenario_with(f'from = "2019-05"\n{PLACES}')
    with pytest.raises(InputError, match=r'settings: line 2: from = "2019-05" lies before the start'):
        read(path, ["calendar.start=2020-01"])
    with pytest.raises(InputError, match=r"calendar\.start = '2020': must be a month"):
        read(path, ["calendar.start='2020'"])


# ---- contradictions --------------------------------------------------------------------------------------------------


def two(one, other, name="training.places", first=20, second=5):
    return f'{one}\nset = {{ "{name}" = {first} }}', f'{other}\nset = {{ "{name}" = {second} }}'


LETTERS = "outreach.letters"
CONTRADICTIONS = [
    (
        two('title = "More"\nfrom = "2019-05"', "from = 121"),
        "line 2 (More)", "line 6", "training.places cannot be 20 and 5",
    ),
    (
        two('from = 10\nuntil = "2019-05"', 'title = "Fewer"\nfrom = 20'),
        "line 2", "line 6 (Fewer)", 'from = 20 to "2019-05"',
    ),
    (two("from = 20", "from = 10\nuntil = 30"), "line 2", "line 5", "from = 20 to 30"),
    (two("from = 10\nuntil = 90", "from = 20\nuntil = 30"), "line 2", "line 6", "from = 20 to 90"),
    (
        two('communes = ["Thise", "Besançon"]', 'communes = ["besançon"]', LETTERS),
        "line 2", "line 5", "outreach.letters cannot be 20 and 5 at the same time, from = 0",
    ),
    (
        two('target_groups = ["students"]', 'target_groups = ["group A", "students"]', LETTERS),
        "line 2", "line 5", "outreach.letters cannot be 20 and 5",
    ),
]  # fmt: skip


@pytest.mark.parametrize("rows, one, other, words", CONTRADICTIONS, ids=range(len(CONTRADICTIONS)))
def test_a_contradiction_names_both_lines(scenario_with, rows, one, other, words):
    path = scenario_with(*rows)
    line = mistake(lambda: read(path), path)
    assert line.startswith(f"{one} and {other} contradict each other: ")
    assert words in line


@pytest.mark.parametrize(
    "rows",
    [
        two("from = 10", "from = 20"),
        two("from = 10\nuntil = 20", "from = 20"),
        two("from = 10", "from = 20\nuntil = 30"),
        two("from = 10\nuntil = 40", "from = 20", second=20),
        two('communes = ["Thise"]', 'communes = ["Besançon"]', LETTERS),
        two('communes = ["Thise"]', "from = 0", LETTERS),
        two('communes = ["Thise"]', 'target_groups = ["students"]', LETTERS),
        two('communes = ["Thise"]', 'communes = ["Thise"]\ntarget_groups = ["students"]', LETTERS),
        two("when = { queue = { above = 3 } }", "from = 0"),
        (PLACES, 'set = { "training.accept" = 0.5 }'),
    ],
    ids=range(10),
)
def test_these_go_together(scenario_with, rows):
    assert len(read(scenario_with(*rows)).parameters.decision) == 2


def test_a_contradiction_between_a_name_and_a_code_shows_on_the_territory(scenario_with, territory):
    for other in ("25056", "the centre", "BESANCON"):
        path = scenario_with(*two('communes = ["Besançon"]', f'communes = ["Thise", "{other}"]', LETTERS))
        chosen = read(path)
        line = mistake(lambda chosen=chosen: must_fit(chosen, territory, 10), path)
        assert line.startswith("line 2 and line 5 contradict each other")
    apart = read(scenario_with(*two('communes = ["Besançon"]', 'communes = ["outside the centre"]', LETTERS)))
    assert build(apart, territory, years=1, seed=1).week == 0


def test_without_a_file_decisions_go_by_number():
    rows = [{"title": "A", "set": {"training.places": 20}}, {"set": {"training.places": 5}}]
    with pytest.raises(ValueError, match=r"decision 1 \(A\) and decision 2 contradict each other"):
        Parameters.model_validate({"decision": rows})


# ---- what only the territory and the years can tell ------------------------------------------------------------------
FOR_ONE = 'title = "Here"\ncommunes = ["{}"]\nset = {{ "outreach.letters" = 9 }}'


@pytest.mark.parametrize(
    "name, words",
    [
        ("Besancon les Bains", "communes: 'Besancon les Bains' is no commune of INSEE"),
        ("Bezançon", "did you mean 'Besançon'?"),
        ("99999", "communes: '99999' is no commune of"),
        ("25027", "; 25027 Arguel is now part of 25245 Fontain"),
        ("ARGUEL", "; 25027 Arguel is now part of 25245 Fontain"),
        ("Vaux", "; 25593 Vaux is now part of 25147 Chemaudin et Vaux"),  # there were others, elsewhere
        ("École", "; 25212 École is now 25212 École-Valentin"),
    ],
)
def test_an_unknown_commune(scenario_with, territory, name, words):
    path = scenario_with(FOR_ONE.format(name))
    chosen = read(path)
    for act in (lambda: must_fit(chosen, territory, 10), lambda: build(chosen, territory, years=1, seed=1)):
        line = mistake(act, path)
        assert line.startswith("line 2 (Here): ")
        assert words in line


def test_nothing_is_said_of_a_commune_taken_over_elsewhere(scenario_with, territory):
    path = scenario_with(FOR_ONE.format("44060"))
    line = mistake(lambda: must_fit(read(path), territory, 10), path)
    assert line.endswith(f"communes: '44060' is no commune of {territory.source}")


def test_a_name_that_two_communes_have(scenario_with, territory_of, small_rows):
    twins = [row | {"name": "Les Deux"} if n < 2 else row for n, row in enumerate(small_rows)]
    path = scenario_with(FOR_ONE.format("les deux"))
    codes = ", ".join(row["insee_code"] for row in twins[:2])
    line = mistake(lambda: must_fit(read(path), territory_of(twins), 10), path)
    assert f"is the name of 2 communes; give a code: {codes}" in line


def test_nothing_is_outside_the_centre_of_a_single_commune(scenario_with, territory_of, small_rows):
    path = scenario_with(FOR_ONE.format("outside the centre"))
    line = mistake(lambda: must_fit(read(path), territory_of(small_rows[:1]), 10), path)
    assert "holds a single commune" in line


@pytest.mark.parametrize(
    "start, words",
    [
        ('"2027-01"', "from = 2027-01 is week 520, and the run has weeks 0 to 519"),
        ("2021", 'from = 2021 is week 2021, and the run has weeks 0 to 519 (for the year, write "2021-01")'),
    ],
)
def test_a_decision_after_the_end(scenario_with, territory, start, words):
    path = scenario_with(f"from = {start}\n{PLACES}")
    assert mistake(lambda: must_fit(read(path), territory, 10), path) == f"line 2: {words}"
    must_fit(read(path), territory, 50)


def test_the_command_refuses_before_it_runs(scenario_with, tmp_path):
    from click.testing import CliRunner

    from experiments.cli.main import main

    path = str(scenario_with(FOR_ONE.format("Bezançon")))
    out = tmp_path / "out"
    for arguments in (
        ["run", path, "--out", str(out)],
        ["compare", str(FOLDER / "ref.toml"), path, "--out", str(out), "--store", str(tmp_path / "store")],
        ["sweep", path, "--vary", "training.places=1,2", "--store", str(tmp_path / "store")],
    ):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 2
        assert done.stderr.count("\n") == 1
        assert f"{path}: line 2 (Here): communes: 'Bezançon' is no commune" in done.stderr
        assert not out.exists()
