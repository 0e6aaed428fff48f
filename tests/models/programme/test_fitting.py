"""What does not fit the territory or the time is refused before the first week, in one line."""

import pytest

from contagion.models.code import first_use
from contagion.models.parameters import Parameters
from contagion.models.parameters.shocks import LOST
from contagion.models.programme import fitting
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.simulation import build, must_fit
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.errors import InputError
from tests.helpers.command import contagion
from tests.helpers.mistakes import mistake, two


def test_a_shock_after_the_end_is_refused(territory):
    parameters = Parameters.model_validate({"shock": [{"kind": LOST, "from": 104, "share": 0.5}]})
    with pytest.raises(InputError, match=r"shock 1 \(facilitators lost\): from = 104 .*0 to 103"):
        ConversationModel(territory, parameters, 1, horizon=104)
    assert ConversationModel(territory, parameters, 1, horizon=105).week == 0


@pytest.mark.parametrize(
    "text, words",
    [
        ('[[shock]]\nkind = "facilitators lost"\nfrom = 104\nshare = 0.5\n', "shock 1 (facilitators lost): from = 104"),
        (
            '[[alternative]]\nkind = "workshop"\nname = "w"\nfrom = 104\n',
            "alternative 'w': from = 104 must be a week of",
        ),
        ('[training]\nfounder_communes = ["25056", "75056"]\n', "training.founder_communes: '75056' is no commune of"),
    ],
)
def test_a_study_refuses_before_its_first_run_what_no_run_could_do(scenario_with, territory, text, words):
    with pytest.raises(InputError) as caught:
        must_fit(read(scenario_with(before=text)), territory, 2)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


PLACES = 'set = { "training.places" = 20 }'
LETTERS = "outreach.letters"


def test_a_contradiction_between_a_name_and_a_code_shows_on_the_territory(scenario_with, territory):
    for other in ("25056", "the centre", "BESANCON"):
        path = scenario_with(*two('communes = ["Besançon"]', f'communes = ["Thise", "{other}"]', LETTERS))
        chosen = read(path)
        line = mistake(lambda chosen=chosen: must_fit(chosen, territory, 10), path)
        assert line.startswith("line 2 and line 5 contradict each other")
    apart = read(scenario_with(*two('communes = ["Besançon"]', 'communes = ["outside the centre"]', LETTERS)))
    assert build(apart, territory, years=1, seed=1).week == 0


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
def test_an_unknown_commune_is_told_with_the_nearest_or_what_became_of_it(scenario_with, territory, name, words):
    path = scenario_with(FOR_ONE.format(name))
    chosen = read(path)
    for act in (lambda: must_fit(chosen, territory, 10), lambda: build(chosen, territory, years=1, seed=1)):
        line = mistake(act, path)
        assert line.startswith("line 2 (Here): ")
        assert words in line


def test_a_scenario_is_checked_once_on_its_way_to_the_first_week(scenario_with, territory, monkeypatch):
    """Before anything is compiled or worked out."""
    asked = []
    monkeypatch.setattr(fitting, "contradiction", lambda *told: asked.append(told) or "")
    build(read(scenario_with(FOR_ONE.format("Besançon"))), territory, years=1, seed=1)
    assert len(asked) == 1
    monkeypatch.setattr(first_use, "ready", lambda: pytest.fail("is made ready before it is known to fit"))
    path = scenario_with(FOR_ONE.format("Bezançon"))
    assert "did you mean" in mistake(lambda: build(read(path), territory, years=1, seed=1), path)


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
    path = str(scenario_with(FOR_ONE.format("Bezançon")))
    out = tmp_path / "out"
    for arguments in (
        ["run", path, "--out", str(out)],
        ["compare", str(FOLDER / "ref.toml"), path, "--out", str(out), "--store", str(tmp_path / "store")],
        ["sweep", path, "--vary", "training.places=1,2", "--store", str(tmp_path / "store")],
    ):
        done = contagion(*arguments)
        assert done.exit_code == 2
        assert done.stderr.count("\n") == 1
        assert f"{path}: line 2 (Here): communes: 'Bezançon' is no commune" in done.stderr
        assert not out.exists()
