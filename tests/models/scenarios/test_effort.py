"""Effort belongs to a size: what is scaled to another territory, what stays, what is said, and what is refused."""

from dataclasses import replace

import pytest

from contagion.models.parameters.effort import RESIDENTS
from contagion.models.runs.cases import case
from contagion.models.runs.simulation import territory_for
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.by_sections import content_for
from tests.helpers.table_rows import save


@pytest.fixture(scope="module")
def besancon(territory_of, commune_rows):
    """One commune alone, of about 0.6 of the residents."""
    return territory_of([row for row in commune_rows if row["insee_code"] == "25056"])


@pytest.fixture(scope="module")
def table(tmp_path_factory, commune_rows):
    """The same as a file."""
    return save(tmp_path_factory.mktemp("one") / "one.csv", [r for r in commune_rows if r["insee_code"] == "25056"])


def test_nothing_is_scaled_in_grand_besancon(territory, territory_of, commune_rows):
    for effort in ("scaled", "as-written"):
        made = fitted(read(), territory, effort)
        assert made == read()
        assert made.effort == f"Effort as written for Grand Besançon ({RESIDENTS:,} residents aged 15+)"
    other_year = territory_of([row | {"population": str(int(row["population"]) - 9)} for row in commune_rows])
    assert other_year.residents.sum() < RESIDENTS
    assert fitted(read(), other_year).parameters == read().parameters


def test_a_fitted_scenario_is_not_scaled_again(besancon, tmp_path):
    once, here = fitted(read(), besancon), int(besancon.residents.sum())
    assert once.effort_for == here
    assert once.parameters.training.places == round(10 * here / RESIDENTS)
    assert once.effort.startswith(f"Effort scaled to {here:,} residents aged 15+ (0.6")
    assert f"{once.parameters.training.founders} founders" in once.effort
    again = fitted(once, besancon)
    assert (again, again.effort) == (once, once.effort)
    (tmp_path / "again.toml").write_text(once.text())
    again = fitted(read(tmp_path / "again.toml"), besancon)
    assert again.parameters == read(tmp_path / "again.toml").parameters == once.parameters
    assert again.effort == f"Effort as written for a territory ({here:,} residents aged 15+)"


def test_what_was_set_for_this_territory_stays(besancon):
    made = fitted(read(None, ["training.places=7", "group.size=9"]), besancon)
    assert (made.parameters.training.places, made.parameters.training.outside_places) == (7, 6)
    assert made.effort.endswith("; not scaled, as given: training.places")
    assert "training places" not in made.effort


def test_more_guests_instead_of_events_are_said(territory):
    small = replace(read(), effort_for=RESIDENTS // 10)
    assert fitted(small, territory).effort.endswith(" (an event a week at most, so 69 guests at each)")


def test_a_scenario_says_for_whom_it_is_written(besancon, tmp_path):
    (tmp_path / "mine.toml").write_text(f"effort_for = {2 * int(besancon.residents.sum())}\n[training]\nplaces = 30\n")
    made = fitted(read(tmp_path / "mine.toml"), besancon)
    assert made.parameters.training.places == 15
    assert "(0.50 of the 19" in made.effort


def test_runs_with_different_effort_are_different_runs(besancon):
    scaled, written = (fitted(read(), besancon, effort) for effort in ("scaled", "as-written"))
    assert (
        case(scaled.parameters).parameters != case(written.parameters).parameters == case(read().parameters).parameters
    )
    assert written.effort_for == scaled.effort_for  # so that its file is run as it is


def test_a_study_fits_and_its_jobs_stand(table):
    study = Conversations.over(table)
    assert study.fitted(read()) == fitted(read(), territory_for(read(), table))
    assert study.fitted(read(), "as-written").parameters == read().parameters


def test_an_effort_that_scales_to_nothing(territory_of, small_rows):
    small = territory_of(small_rows)
    here = int(small.residents.sum())
    with pytest.raises(InputError) as caught:
        fitted(read(), small, instead=", or so")
    assert str(caught.value).endswith(
        f"ref.toml: effort scaled to {here:,} residents aged 15+: of training.places = 10, written for 162,393 "
        f"residents aged 15 and over, nothing is left for {here:,}; at least 8,120 are needed, or so"
    )
    assert fitted(read(), small, "as-written").parameters == read().parameters
    enough = ["training.places=1", "training.outside_places=1", "partners.initial=1", "outreach.events_per_year=1"]
    assert fitted(read(None, [*enough, "outreach.letters=9"]), small).parameters.training.founders == 2
    content_for(8_120)
    with pytest.raises(ValueError, match="at least 8,120 are needed"):
        content_for(8_119)
    poor = replace(read(None, ["budget.per_year=750"]), effort_for=here * 15, set_over=())
    with pytest.raises(InputError, match=r"effort scaled to .*: budget.per_year = 50: pays for nothing in a year"):
        fitted(poor, small)


@pytest.mark.parametrize("given", ["0", "1.5", "true", '"many"'])
def test_a_wrong_number_of_residents(given, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f"effort_for = {given}\n")
    with pytest.raises(InputError, match=r"effort_for = .*: must be a whole number of residents aged 15 and over"):
        read(path)
    path.write_text("effort_for = 1\n")
    assert read(path).effort_for == 1


@pytest.fixture
def done(contagion, table):
    """What a command prints, in one line, of a year of that commune."""

    def run(*words):
        made = contagion(*words, "--communes", table, "--years", 1)
        assert made.exit_code == 0, made.output
        return " ".join(made.stdout.split())

    return run


def test_too_small_a_territory_is_refused_in_one_line(contagion, small_rows, tmp_path):
    save(tmp_path / "small.csv", small_rows)
    for words in (["run"], ["compare", "ref", "lowloss"], ["levers"], ["sweep", "--vary", "group.size=8"]):
        done = contagion(*words, "--communes", "small.csv")
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "nothing is left for" in done.stderr
        assert "at least 8,120 are needed, or --effort as-written" in done.stderr
