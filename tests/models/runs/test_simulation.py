"""One run, from a scenario to its results: the same as the model's own, told with what it was made with."""

import json
import shutil
from typing import Any

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.models.outcomes import costs
from contagion.models.parameters import Decision, Parameters, is_whole, number_of, word_of
from contagion.models.parameters.sections.money import Budget, Costs
from contagion.models.programme.invariants import check
from contagion.models.records import TABLES
from contagion.models.runs.own_code import Rule
from contagion.models.runs.simulation import (
    STOPPED,
    Autonomy,
    autonomy,
    build,
    kernels_of,
    on_its_own,
    outcomes_again,
    record_of_run,
    simulate,
    territory_for,
)
from contagion.models.runs.study import Conversations, case, changed, from_then_on, in_force
from contagion.models.scenario import FOLDER, Scenario, Words, read
from contagion.sim.errors import InputError
from contagion.sim.files import read_parquet, write_parquet
from contagion.sim.laboratory.jobs import Job
from tests.helpers.by_sections import decided
from tests.helpers.command import contagion
from tests.helpers.inspected import InspectedRun
from tests.helpers.mistakes import refused
from tests.helpers.what_happened import digest, log, summary_of, tables_of


def test_results_are_those_of_a_model_that_is_built_and_run(territory):
    scenario = read()
    model = build(scenario, territory, years=1, seed=3)
    model.run(52)
    results = simulate(scenario, territory, years=1, seed=3)
    assert results.summary["event_log_sha256"] == digest(model)
    assert {name: results.summary[name] for name in summary_of(model)} == summary_of(model)
    for name, table in tables_of(model).items():
        assert results.tables[name].equals(table), name
    assert {"quantities", "ledger", "footprint"} <= set(results.tables)


def test_a_record_is_kept_as_it_is_when_its_run_is_let_go(territory):
    model, same = (build(read(), territory, years=1, seed=3) for _ in range(2))
    for one in (model, same):
        one.run(52)
    record = record_of_run(model)
    model.release()
    simulate(read(), territory, years=1, seed=4)  # in the memory of the last that is over
    expected = record_of_run(same)
    for name in TABLES:
        assert getattr(record, name).tobytes() == getattr(expected, name).tobytes(), name


def test_a_run_says_what_it_was_made_with(territory):
    results = simulate(read(None, ["training.places=12"]), territory, years=1, seed=3)
    about = results.provenance
    assert (about["scenario"], about["seed"], about["years"]) == ("ref", 3, 1)
    assert (about["data"], about["data_sha256"]) == (territory.source, territory.checksum)
    assert "rules" not in about
    assert "places = 12" in results.texts["scenario.toml"]


def nothing(model):
    """Nobody pairs."""


def test_rules_in_place_of_stages_are_lived_and_named(territory):
    rule = Rule.of("pairing", nothing)
    results = simulate(read(), territory, years=1, seed=1, rules=[rule])
    assert results.provenance["rules"] == {"pairing": rule.function.about()}
    assert results.summary["groups_opened"] == 0


def test_whoever_watches_is_told_after_each_week_and_the_time_of_stages_adds_nothing(territory):
    weeks, seconds = [], {}

    def watch(model: Any) -> None:
        weeks.append(model.week)

    watched = simulate(read(), territory, years=1, seed=2, after_week=watch)
    timed = simulate(read(), territory, years=1, seed=2, stage_seconds=seconds)
    assert weeks == list(range(1, 53))
    assert min(seconds.values()) >= 0 < sum(seconds.values())
    assert {"training", "pairing", "observation"} <= set(seconds)
    assert watched.summary == timed.summary


def test_a_territory_has_the_ties_of_its_scenario():
    far = read(None, ["contacts.tie_exponent=1.5", "contacts.tie_offset_km=2"])
    made = territory_for(far).kernels
    assert made == kernels_of(far.parameters) != kernels_of(read().parameters)
    assert (made.tie_exponent, made.tie_offset_km) == (1.5, 2)


def test_a_record_holds_the_parameters_the_places_and_the_seed(territory):
    model = build(read(), territory, years=1, seed=2)
    record = record_of_run(model)
    assert record.parameters is model.parameters_at_start
    assert record.places.codes == territory.codes
    assert (record.seed, record.horizon) == (2, 0)


# ---- how long a programme lasts once external inputs stop: a branch of the run (section 4.9) -------------------------

WEEK = 104
ALONE = {"training.top_up": "autonomous", "training.places": 0.0}
TOO_MANY_LEAVE = {"retention.loss_per_year": 2.0}


def test_the_branch_is_the_run_until_then(territory):
    """And from then on nobody comes from outside any more, whatever the authority had planned."""
    plan = [
        {"from": 50, "set": {"outreach.events_per_year": 30}},
        {"from": 150, "set": {"outreach.events_per_year": 40, "partners.contacts_per_month": 8.0}},
    ]
    parameters = Parameters.model_validate({"decision": plan, "training": {"places": 20, "outside_places": 20}})
    whole = InspectedRun(territory, parameters, 1, horizon=4 * 52, checked=True)
    branch = on_its_own(territory, parameters, 1, horizon=whole.horizon, since=WEEK)
    whole.run(whole.horizon)
    branch.run(branch.horizon, check)
    before, after = ([event for event in log(model) if event.week < WEEK] for model in (whole, branch))
    assert before == after
    assert sum(kind == "event" and week >= 52 for week, kind, *_ in after) == 30
    late = {kind for week, kind, *_ in log(branch) if week >= WEEK}
    outside = {"trained: partner", "partner contacted", "event", "mailing"}
    assert not outside & late
    assert outside <= {kind for week, kind, *_ in log(whole) if week >= WEEK}
    for name, value in STOPPED.items():
        words = branch.state.array("whole_words" if is_whole(name) else "real_words")
        assert words[word_of(name)] == number_of(name, value)


def test_the_end_is_that_of_the_groups(small):
    """Few facilitators, none replaced: the programme ends with its last group, which an uninterrupted run shows too."""
    parameters = Parameters().with_values({**ALONE, **TOO_MANY_LEAVE, "demand.unlimited": True})
    found = autonomy(parameters, small, seed=1, week=10, limit_years=15)
    model = InspectedRun(small, parameters.with_values(STOPPED), 1, horizon=800)
    model.run(800)
    starts = [group.started for group in model.groups if group.started >= 10]
    assert starts
    assert found == Autonomy((max(starts) + 1 - 10) / 52, longer=False)


@pytest.mark.parametrize(
    "settings, week, found",
    [
        ({"retention.loss_per_year": 0.0, "demand.unlimited": True}, 10, Autonomy(1.0, longer=True)),
        ({"training.founders": 0}, 20, Autonomy(0.0, longer=False)),
    ],
)
def test_a_programme_that_nobody_leaves_lasts_longer_than_the_limit_and_one_without_anybody_has_ended(
    small, settings, week, found
):
    assert autonomy(Parameters().with_values({**ALONE, **settings}), small, 1, week, limit_years=1) == found


@pytest.mark.parametrize("week, limit", [(-1, 5), (10, 0)])
def test_a_week_or_limit_out_of_range_is_refused(small, week, limit):
    with pytest.raises(ValueError, match="a week from 0 and a limit from 1 year are needed"):
        autonomy(Parameters(), small, 1, week, limit)


def test_the_command_says_it():
    made = json.loads(
        contagion("run", "--years", 1, "--autonomy", "--set", "retention.loss_per_year=3", "--json").stdout
    )
    assert made["autonomy_longer"] is False
    assert made["autonomy_years"] >= 0


# ---- cases: named by all their parameters, which survive the way to a worker -----------------------------------------

PLACES = "training.places"


def test_decisions_survive_the_way_to_a_worker():
    made = decided(
        [
            {"from": "2018-09", "communes": ["the centre"], "set": {"outreach.letters": 50}},
            {"when": {"queue": {"above": 12.5}}, "for_weeks": 10, "set": {PLACES: float("inf")}},
        ]
    )
    assert Parameters.model_validate(json.loads(case(made).parameters)) == made
    assert changed(made, {"training.accept": 0.5}).decision == made.decision
    assert Parameters(decision=(Decision(start=3, set={PLACES: 5}),)) == decided([{"from": 3, "set": {PLACES: 5}}])


def test_prices_are_no_part_of_a_job_unless_money_is_limited():
    dear = Parameters(costs=Costs(seat=1.0))
    assert case(dear).parameters == case(Parameters()).parameters
    poor = Budget(per_year=80_000.0)
    assert case(Parameters(costs=Costs(seat=1.0), budget=poor)) != case(Parameters(budget=poor))
    later = Parameters.model_validate(
        {"decision": [{"from": 52, "set": {"training.places": 20}}], "costs": {"seat": 1.0}}
    )
    assert json.loads(case(later).parameters)["costs"]["seat"] == 700


def test_what_alternative_programmes_save_is_no_part_of_a_job():
    row = {"kind": "workshop", "name": "talks"}
    talks, fading = (
        Parameters.model_validate({"alternative": [row | own]}) for own in ({}, {"saving": 0.1, "decay": 2.0})
    )
    assert case(fading).parameters == case(talks).parameters


def test_prices_that_change_are_part_of_a_job_and_of_what_is_kept(territory):
    """A kit is free in the first year and costs 1,000 € from the second on."""
    dear = {"costs": {"kit": 0.0}, "decision": [{"from": 52, "set": {"costs.kit": 1000.0}}]}
    later = Parameters.model_validate(dear)
    assert case(later) != case(Parameters.model_validate(dear | {"costs": {"kit": 1.0}}))
    _, kept = Conversations().run(Job(case(later).parameters, 1, 2))
    started = np.diff(kept["years"]["quantity_kit"])[-1]
    free = costs.of_years(pd.DataFrame(kept["years"]), Costs(kit=0.0))
    assert (kept["spent"]["cost_total"] - free).tolist() == pytest.approx([0, 1000 * started])
    assert started > 5
    made = simulate(Scenario("dear", Words("", ""), later), territory, years=2, seed=1)
    assert made.summary["cost_total"] == pytest.approx(kept["spent"]["cost_total"][-1])


def test_parameters_left_at_their_defaults_count_too():
    founders = Parameters().training.founders
    by_default = case(Parameters()).parameters
    assert json.loads(by_default)["training"]["founders"] == founders
    assert case(Parameters.model_validate({"training": {"founders": founders}})).parameters == by_default
    assert case(Parameters.model_validate({"training": {"founders": founders + 1}})).parameters != by_default


FEWER = {"title": "Fewer", "from": "2019-01", "set": {"training.places": 6}}
LATER = {"title": "Later", "from": "2022-01", "set": {"training.places": 30}}


def test_a_step_goes_before_what_is_decided_on_the_same_day():
    """And leaves the rest of that decision, and what it says of some only."""
    rows = [
        {"from": "2020-01", "set": {"training.places": 20, "outreach.letters": 900}},
        {"from": "2020-01", "set": {"training.places": 30}, "until": "2021-01"},
        {"from": "2022-01", "set": {"training.places": 8}},
    ]
    before = Parameters.model_validate({"decision": rows[:1] + rows[2:]})
    after = from_then_on(before, lambda now: changed(now, {"training.places": now.training.places + 1}), 3)
    assert [one.set for one in after.decision] == [
        {"outreach.letters": 900}, {"training.places": 8}, {"training.places": 21},
    ]  # fmt: skip
    assert [in_force(after, years).training.places for years in (2, 3, 6)] == [10, 21, 8]
    alone = from_then_on(
        Parameters.model_validate({"decision": rows[1:2]}), lambda now: changed(now, {"training.places": 1}), 3
    )
    assert [one.set for one in alone.decision] == [{"training.places": 1}]


def test_a_step_from_then_on_leaves_the_past_and_goes_from_what_holds_then():
    """Of ten places, six since 2019, and thirty from 2022 on, which are decided already."""
    before = Parameters.model_validate({"decision": [FEWER, LATER]})
    after = from_then_on(before, lambda now: changed(now, {"training.places": now.training.places + 1}), 3)
    at = {year: in_force(after, year - 2017).training.places for year in (2018, 2019, 2020, 2022)}
    assert at == {2018: 10, 2019: 6, 2020: 7, 2022: 30}
    assert from_then_on(before, lambda now: now, 3) == before
    assert from_then_on(before, lambda now: changed(now, {"group.size": 9}), 0).group.size == 9


def test_a_step_may_move_what_is_decided_later_and_not_what_was():
    def doubled(now):
        twice = [{PLACES: 2 * row.set[PLACES]} for row in now.decision]
        rows = [row.model_copy(update={"set": of}) for row, of in zip(now.decision, twice, strict=True)]
        return now.model_copy(update={"decision": tuple(rows)})

    before = Parameters.model_validate({"decision": [FEWER, LATER]})
    after = from_then_on(before, doubled, 3)
    assert [row.set["training.places"] for row in after.decision] == [6, 60]


def test_what_cannot_be_decided_on_the_way_has_no_step():
    with pytest.raises(InputError, match=r"^group.size cannot be decided from 2020-01 on$"):
        from_then_on(Parameters(), lambda now: changed(now, {"group.size": 9}), 3)


# ---- the figures of a run, worked out again from its results folder ----


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
    with pytest.raises(InputError, match="is not a folder"):
        outcomes_again(tmp_path / "nowhere")
