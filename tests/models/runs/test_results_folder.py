"""The figures of a run, worked out again from its results folder."""

import json
import shutil

import pytest

import contagion as ct
from contagion.models.runs.simulation import outcomes_again, simulate
from contagion.models.scenario import FOLDER, read
from contagion.sim.errors import InputError
from contagion.sim.files import read_parquet, write_parquet
from tests.helpers.command import contagion
from tests.helpers.mistakes import refused


@pytest.fixture(scope="module")
def folder(tmp_path_factory, territory):
    """The results of a year with a workshop beside the groups."""
    place = tmp_path_factory.mktemp("results")
    simulate(read(FOLDER / "workshop.toml"), territory, years=1, seed=3).write(place)
    return place


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def outcomes(*words):
    return contagion("outcomes", *words)


def test_they_are_what_they_were(folder):
    again = outcomes_again(folder)
    assert again.differing == []
    assert len(again.now) > 50
    assert "are what they were" in outcomes(folder).output
    assert ct.outcomes(folder).differing == []


def test_another_price_costs_so_much_less(folder):
    again, groups = outcomes_again(folder, ["costs.kit=80"]), read_parquet(folder / "groups.parquet")
    started = (groups["started"] >= 0).sum()
    assert again.before["cost_total"] - again.now["cost_total"] == pytest.approx(70 * started)
    assert started > 0
    assert {name.split("_")[0] for name in again.differing} == {"cost"}
    said = outcomes(folder, "--set", "costs.kit=80").output
    assert f"{again.now['cost_total']:,.0f}" in said
    assert "what they were" in said


def test_other_assumptions_change_what_is_avoided_alone(folder):
    names = outcomes_again(folder, ["footprint.rebound=0.5"]).differing
    assert "tco2e_avoided_p50" in names
    assert all("tco2e" in name or name == "footprint" for name in names)


def test_what_is_not_as_it_was_is_noticed_and_what_is_kept_besides_is_not(copy):
    file, events = copy / "summary.json", copy / "events.parquet"
    figures = json.loads(file.read_text())
    file.write_text(json.dumps(figures | {"autonomy_years": 3.0}))
    assert outcomes_again(copy).differing == []
    file.write_text(json.dumps(figures | {"participants": -1}))
    assert outcomes_again(copy).differing == ["participants"]
    write_parquet(read_parquet(events).iloc[:-1], events)
    assert "event_log_sha256" in outcomes_again(copy).differing


@pytest.mark.parametrize(
    "setting, words",
    [
        ("training.places=3", "the run itself depends on it"),
        ("kit=3", "kit"),
        ("costs.kit=-3", "costs.kit"),
        ("costs.kitt=3", "costs.kit"),
    ],
)
def test_what_cannot_be_set(folder, setting, words):
    said = outcomes(folder, "--set", setting)
    assert isinstance(said.exception, SystemExit)
    assert said.exit_code == 2
    assert words in said.output
    assert said.output.count("\n") == 1


def test_prices_that_steered_the_run_cannot_be_set(tmp_path, territory):
    simulate(read(FOLDER / "budget_60000.toml"), territory, years=1, seed=3).write(tmp_path)
    assert outcomes_again(tmp_path).differing == []
    with pytest.raises(InputError, match=r"prices steer a run whose budget is limited.*footprint"):
        outcomes_again(tmp_path, ["costs.kit=80"])


@pytest.mark.parametrize("name", ["summary.json", "scenario.toml", "weeks.parquet", "territory.parquet"])
def test_a_file_that_is_missing_or_broken(copy, name):
    (copy / name).write_bytes(b"\xff{")
    with pytest.raises(InputError, match=name) as told:
        outcomes_again(copy)
    assert "\n" not in str(told.value)
    (copy / name).unlink()
    with pytest.raises(InputError, match=f"{name}: is missing"):
        outcomes_again(copy)


NEEDED = "; a folder that a run of this version wrote is needed: the run can be made again from its scenario.toml"


@pytest.mark.parametrize(
    "name, change, words",
    [
        ("weeks", lambda of: of.iloc[:40], "40 weeks"),
        (
            "weeks",  # as an earlier version called them
            lambda of: of.rename(columns={"facilitators_active": "active", "aspirants": "aspirants_created"}),
            f"a table has no column 'facilitators_active'{NEEDED}",
        ),
        ("participants", lambda of: of.drop(columns="adults"), f"no column 'adults'{NEEDED}"),
        ("participants", lambda of: of.iloc[1:], "was in a group and has no row"),
        ("groups", lambda of: of.assign(state="sleeping"), "groups.state: 'sleeping' is unknown"),
        ("target_groups", lambda of: of.assign(share="much"), "the tables do not fit scenario.toml"),
        ("target_groups", lambda of: of.assign(target_group="x"), "target_groups.target_group: 'x' is unknown"),
    ],
)
def test_a_table_of_another_run_or_version_is_told_in_one_line(copy, name, change, words):
    file = copy / f"{name}.parquet"
    write_parquet(change(read_parquet(file)), file)
    line = refused(lambda: outcomes_again(copy))
    assert words in line


def test_what_is_no_folder(tmp_path):
    with pytest.raises(InputError, match="is no folder"):
        outcomes_again(tmp_path / "nowhere")
