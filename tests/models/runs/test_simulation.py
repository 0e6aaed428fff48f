"""One run, from a scenario to its results: the same as the model's own, told with what it was made with."""

from typing import Any

from contagion.models.records import TABLES
from contagion.models.runs.rules import Rule
from contagion.models.runs.simulation import build, kernels_of, record_of, simulate, territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.what_happened import digest, summary_of, tables_of


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
    record = record_of(model)
    model.release()
    simulate(read(), territory, years=1, seed=4)  # in the memory of the last that is over
    expected = record_of(same)
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
    record = record_of(model)
    assert record.parameters is model.parameters_at_start
    assert record.places.codes == territory.codes
    assert (record.seed, record.horizon) == (2, 0)
