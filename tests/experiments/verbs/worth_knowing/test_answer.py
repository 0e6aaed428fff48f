"""`ct.worth_knowing`: what it hands over is what the study found."""

import pytest

import contagion as ct
from contagion.experiments.ensembles.ensemble_files import write
from tests.helpers.worth_knowing_by_hand import ensemble, found, of_a_programme


@pytest.mark.slow
def test_it_shows_what_was_found():
    made = found()
    assert "to know all" in repr(made)
    assert "ask for" in made._repr_html_()
    assert len(made.plot()) == 2


@pytest.mark.slow
def test_the_door_asks_over_the_first_sets(at_work, tmp_path):
    write(ensemble(60), tmp_path / "own.parquet")  # of few numbers
    made = ct.worth_knowing(ensemble=tmp_path / "own.parquet", sets=40, seeds=2, years=1, workers=1)
    assert len(made.decisions) == 6
    assert made.provenance["runs"] == 6 * 40 * 2


@pytest.mark.slow
def test_the_door_takes_a_programme(at_work):
    programme = ct.programme_of("Dinan", began="2024-01", today="2025-01-01", years=1)
    made = ct.worth_knowing(programme=programme, sets=40, seeds=2, workers=1)
    assert "over 1 year from January 2025 on" in repr(made)
    assert made.decisions["euros"].between(1, 80_000).all()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sets": 3}, "sets 3: must be a whole number from 40 on"),
        ({"budget": 0}, "budget 0: must be a number of euros above 0"),
        ({"rate": float("nan")}, "rate nan: must be a number of euros above 0"),
        ({"sets": 5000}, "is of 3,000 sets, and 5,000 are asked for"),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.worth_knowing(**given)


@pytest.mark.slow
def test_of_a_programme_it_says_over_which_years():
    assert "€ a year are spent over 10 years from January " in repr(of_a_programme())
    assert "are spent: best now as today" in repr(found())
