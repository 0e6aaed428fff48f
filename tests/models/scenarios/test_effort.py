"""Effort belongs to a size: what is scaled to another territory, what stays, what is said, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from contagion.models.parameters.effort import RESIDENTS
from contagion.models.runs.cases import case
from contagion.models.runs.simulation import simulate, territory_for
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


# ---- for a territory -------------------------------------------------------------------------------------------------


def test_nothing_is_scaled_in_grand_besancon(territory, territory_of, commune_rows):
    for effort in ("scaled", "as-written"):
        made = fitted(read(), territory, effort)
        assert made == read()
        assert made.effort == f"Effort as written for Grand Besançon ({RESIDENTS:,} residents aged 15+)"
    fewer = [row | {"population": str(int(row["population"]) - 9)} for row in commune_rows]
    other_year = territory_of(fewer)
    assert other_year.residents.sum() < RESIDENTS
    assert fitted(read(), other_year).parameters == read().parameters


def test_a_fitted_scenario_is_not_scaled_again(besancon, tmp_path):
    once = fitted(read(), besancon)
    here = int(besancon.residents.sum())
    assert once.effort_for == here
    assert once.parameters.training.places == round(10 * here / RESIDENTS)
    assert once.effort.startswith(f"Effort scaled to {here:,} residents aged 15+ (0.6")
    assert f"{once.parameters.training.founders} founders" in once.effort
    assert fitted(once, besancon) == once
    assert fitted(once, besancon).effort == once.effort
    (tmp_path / "again.toml").write_text(once.text())
    again = read(tmp_path / "again.toml")
    assert again.parameters == once.parameters
    assert fitted(again, besancon).parameters == once.parameters
    assert fitted(again, besancon).effort == f"Effort as written for a territory ({here:,} residents aged 15+)"


def test_what_was_set_for_this_territory_stays(besancon):
    made = fitted(read(None, ["training.places=7", "group.size=9"]), besancon)
    assert made.parameters.training.places == 7
    assert made.parameters.training.outside_places == 6
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
    assert case(scaled.parameters).parameters != case(written.parameters).parameters
    assert case(written.parameters).parameters == case(read().parameters).parameters
    assert written.effort_for == scaled.effort_for  # so that its file is run as it is


def test_a_run_says_whom_its_effort_is_for(besancon):
    made = simulate(fitted(read(), besancon), besancon, years=1, seed=1)
    assert made.summary["effort"] == made.provenance["effort"] == fitted(read(), besancon).effort
    assert simulate(read(), besancon, years=1, seed=1).summary["effort"] == "Effort as written"


def test_a_study_fits_and_its_jobs_stand(table):
    study = Conversations.over(table)
    assert study.fitted(read()) == fitted(read(), territory_for(read(), table))
    assert study.fitted(read(), "as-written").parameters == read().parameters


# ---- bad input -------------------------------------------------------------------------------------------------------


def test_an_effort_that_scales_to_nothing(territory_of, small_rows):
    small = territory_of(small_rows)
    here = int(small.residents.sum())
    with pytest.raises(InputError) as caught:
        fitted(read(), small, instead=", or so")
    words = str(caught.value)
    assert words.endswith(
        f"ref.toml: effort scaled to {here:,} residents aged 15+: of training.places = 10, written for 162,393 "
        "residents aged 15 and over, nothing is left for " + f"{here:,}; at least 8,120 are needed, or so"
    )
    assert fitted(read(), small, "as-written").parameters == read().parameters
    enough = ["training.places=1", "training.outside_places=1", "partners.initial=1", "outreach.events_per_year=1"]
    made = fitted(read(None, [*enough, "outreach.letters=9"]), small)
    assert made.parameters.training.founders == 2
    content_for(8_120)
    with pytest.raises(ValueError, match="at least 8,120 are needed"):
        content_for(8_119)


def test_a_budget_that_scales_to_too_little_is_refused(territory_of, small_rows, tmp_path):
    small = territory_of(small_rows)
    poor = read(None, ["budget.per_year=750"])
    poor = replace(poor, effort_for=int(small.residents.sum()) * 15, set_over=())
    with pytest.raises(InputError, match=r"effort scaled to .*: budget.per_year = 50: pays for nothing in a year"):
        fitted(poor, small)


@pytest.mark.parametrize("given", ["0", "-5", "1.5", "true", '"many"', "[1]"])
def test_a_wrong_number_of_residents(given, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(f"effort_for = {given}\n")
    with pytest.raises(InputError, match=r"effort_for = .*: must be a whole number of residents aged 15 and over"):
        read(path)


# ---- the commands ----------------------------------------------------------------------------------------------------


def test_a_run_elsewhere_is_scaled_and_can_be_run_again(contagion, table, tmp_path):
    done = contagion("run", "--years", 1, "--communes", table, "--out", "out")
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    words = json.loads((tmp_path / "out" / "summary.json").read_text())["effort"]
    assert f"year, seed 1 {words}. year people reached" in said
    assert words.startswith("Effort scaled to 9")
    assert json.loads((tmp_path / "out" / "provenance.json").read_text())["effort"] == words
    again = contagion("run", "out/scenario.toml", "--years", 1, "--communes", table, "--json")
    first = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert json.loads(again.stdout)["event_log_sha256"] == first["event_log_sha256"]


def test_effort_as_written_is_kept_and_can_be_run_again(contagion, table, tmp_path):
    words = ["--years", 1, "--communes", table]
    done = contagion("run", *words, "--effort", "as-written", "--out", "out")
    said = " ".join(done.stdout.split())
    assert f"Effort as written for Grand Besançon ({RESIDENTS:,} residents aged 15+), here 9" in said
    first = json.loads((tmp_path / "out" / "summary.json").read_text())
    again = json.loads(contagion("run", "out/scenario.toml", *words, "--json").stdout)
    scaled = json.loads(contagion("run", *words, "--json").stdout)
    assert again["event_log_sha256"] == first["event_log_sha256"] != scaled["event_log_sha256"]


def test_studies_scale_and_say_so(contagion, table, tmp_path):
    where = ["--communes", table, "--years", 1, "--replicates", 2, "--engine", "serial"]
    Path("more.toml").write_text('[[decision]]\nfrom = 10\nset = { "training.places" = 20 }\n')
    done = contagion("compare", "ref", "more.toml", *where, "--out", "compared")
    assert done.exit_code == 0, done.output
    lines = " ".join(done.stdout.split())
    assert lines.startswith("ref: Effort scaled to 9")
    assert "letters a mailing. more: Effort scaled to 9" in lines
    about = json.loads((tmp_path / "compared" / "provenance.json").read_text())
    assert list(about["effort"]) == ["ref", "more"]
    assert read(tmp_path / "compared" / "more.toml").parameters.decision[0].set == {"training.places": 12}
    done = contagion("levers", "--quick", "--communes", table, "--engine", "serial", "--effort", "as-written")
    assert done.stdout.startswith("Effort as written for Grand Besançon")
    done = contagion("sweep", "--vary", "training.places=3,4", *where, "--out", "swept")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Effort scaled to 9")
    assert "not scaled, as given: training.places" in " ".join(done.stdout.split())
    swept = read(tmp_path / "swept" / "scenario.toml").parameters
    assert swept.training.outside_places == 6


def test_scaled_and_written_runs_are_not_mixed_in_a_store(contagion, table):
    from pandas import read_parquet

    where = ["--communes", table, "--years", 1, "--replicates", 2, "--engine", "serial"]
    words = ["sweep", "--vary", "retention.loss_per_year=0.25", *where]
    for effort in ("scaled", "as-written"):
        assert contagion(*words, "--effort", effort, "--out", effort).exit_code == 0
    one, other = (read_parquet(Path(effort, "runs.parquet")) for effort in ("scaled", "as-written"))
    assert not set(one["key"]) & set(other["key"])
    assert one["facilitators_trained"].max() < other["facilitators_trained"].min()


def test_too_small_a_territory_is_refused_in_one_line(contagion, small_rows, tmp_path):
    save(tmp_path / "small.csv", small_rows)
    for words in (["run"], ["compare", "ref", "lowloss"], ["levers"], ["sweep", "--vary", "group.size=8"]):
        done = contagion(*words, "--communes", "small.csv")
        assert done.exit_code == 2
        assert done.stderr.count("\n") == 1
        assert "nothing is left for" in done.stderr
        assert "at least 8,120 are needed, or --effort as-written" in done.stderr


def test_what_was_filled_in_is_said_of_a_table_of_ones_own(contagion, commune_rows, tmp_path):
    rows = [row | {"jobs_2022": "" if row["insee_code"] == "25056" else row["jobs_2022"]} for row in commune_rows]
    save(tmp_path / "mine.csv", rows)
    done = contagion("run", "--years", 1, "--communes", "mine.csv", "--out", "out")
    assert done.exit_code == 0, done.output
    assert "Filled in: jobs: " in done.stderr
    assert "per inhabitant in the 1 communes without a figure." in " ".join(done.stderr.split())
    assert any("jobs: " in note for note in json.loads((tmp_path / "out" / "provenance.json").read_text())["filled_in"])
