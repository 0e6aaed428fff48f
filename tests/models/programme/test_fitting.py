"""What does not fit the territory or the time is refused before the first week, in one line."""

from pathlib import Path

import pytest

from contagion.models.runs.simulation import build, must_fit
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.mistakes import mistake, two


@pytest.mark.parametrize(
    "text, words",
    [
        ('[[shock]]\nkind = "facilitators lost"\nfrom = 104\nshare = 0.5\n', "shock 1 (facilitators lost): from = 104"),
        (
            '[[alternative]]\nkind = "workshop"\nname = "w"\nfrom = 104\n',
            "alternative 'w': from = 104 must be a week of",
        ),
        ('[training]\nfounder_communes = ["25056", "75056"]\n', "founder_communes: '75056' is no commune of"),
    ],
)
def test_a_run_and_a_study_refuse_before_the_first_week_what_no_run_could_do(scenario_with, territory, text, words):
    chosen = read(scenario_with(before=text))
    for act in (lambda: must_fit(chosen, territory, 2), lambda: build(chosen, territory, years=2, seed=1)):
        with pytest.raises(InputError) as caught:
            act()
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
    if "104" in text:
        must_fit(chosen, territory, 3)


PLACES = 'set = { "training.places" = 20 }'
LETTERS = "outreach.letters"


def test_a_contradiction_between_a_name_and_a_code_shows_on_the_territory(scenario_with, territory):
    path = scenario_with(*two('communes = ["Besançon"]', 'communes = ["Thise", "25056"]', LETTERS))
    line = mistake(lambda: must_fit(read(path), territory, 10), path)
    assert line.startswith("line 2 and line 5 contradict each other")
    apart = read(scenario_with(*two('communes = ["Besançon"]', 'communes = ["outside the centre"]', LETTERS)))
    assert build(apart, territory, years=1, seed=1).week == 0


def test_founders_come_from_communes_by_name_or_code(scenario_with, territory):
    text = '[training]\nfounder_communes = ["{}"]\n'
    first, other = (
        build(read(scenario_with(before=text.format(name))), territory, years=1, seed=1)
        for name in ("Amagney", "25014")
    )
    assert first.state.array("founder_communes").tolist() == other.state.array("founder_communes").tolist()


def test_what_is_set_over_a_file_is_no_mistake_of_the_file(territory):
    chosen = read(None, ['training.founder_communes=["Nowhere"]'])
    with pytest.raises(InputError, match=r"^ref: training\.founder_communes: 'Nowhere' is no commune"):
        must_fit(chosen, territory, 1)


FOR_ONE = 'title = "Here"\ncommunes = ["{}"]\nset = {{ "outreach.letters" = 9 }}'


@pytest.mark.parametrize(
    "name, words",
    [
        ("Bezançon", "did you mean 'Besançon'?"),
        ("99999", "communes: '99999' is no commune of"),
        ("25027", "; 25027 Arguel is now part of 25245 Fontain"),
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


@pytest.mark.parametrize(
    "name, number, words",
    [
        ("les deux", 6, "is the name of 2 communes; give a code: "),
        ("outside the centre", 1, "holds a single commune"),
        ("44060", 6, "communes: '44060' is no commune of "),  # taken over elsewhere, of which nothing is said
    ],
)
def test_a_name_that_means_nothing_here(scenario_with, territory_of, small_rows, name, number, words):
    where = territory_of([row | {"name": "Les Deux"} if n < 2 else row for n, row in enumerate(small_rows[:number])])
    path = scenario_with(FOR_ONE.format(name))
    line = mistake(lambda: must_fit(read(path), where, 10), path)
    assert words in line
    assert "is now" not in line


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


def test_the_command_refuses_before_it_runs(scenario_with, contagion):
    path = scenario_with(FOR_ONE.format("Bezançon"))
    for words in (["run", path], ["compare", "ref", path], ["sweep", path, "--vary", "training.places=1,2"]):
        done = contagion(*words, "--out", "out")
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert f"{path}: line 2 (Here): communes: 'Bezançon' is no commune" in done.stderr
        assert not Path("out").exists()
