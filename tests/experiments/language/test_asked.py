"""What scenarios are called."""

from dataclasses import replace

from contagion.experiments.language.asked import by_the_end, labels, quoted, shown, title
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.models.scenarios.text import Words


def test_a_scenario_is_called_by_its_title_up_to_a_colon():
    scenario = read(FOLDER / "ref.toml")
    assert title(scenario) == "Reference"
    with speaking(FRENCH):
        assert title(scenario) == "Référence"
    assert labels([scenario, replace(scenario, name="own")]) == {
        "ref": "Reference (ref)",
        "own": "Reference (own)",
    }
    assert (quoted(["A"]), quoted("ABC")) == ("“A”", "“A”, “B” and “C”")


def test_in_figures_it_is_called_as_it_is_typed_and_what_has_a_past_by_its_title_and_the_calendar():
    here = read(FOLDER / "ref.toml")
    assert (shown(here), by_the_end(here, 13)) == ("ref", "after 13 years")
    past = replace(here, past=3)
    assert (shown(past), by_the_end(past, 13)) == ("“Reference”", "at the end of 2029")


def test_a_scenario_of_levers_is_called_by_them_also_when_it_is_read_from_a_file():
    levers = replace(read(FOLDER / "ref.toml"), words=Words("training.places=20 + own.name=3"), french=None)
    assert (
        title(levers) == title(replace(levers, name="programme")) == "Training places at each session: 20; own.name=3"
    )
    with speaking(FRENCH):
        assert title(levers).startswith("Places à chaque session")
