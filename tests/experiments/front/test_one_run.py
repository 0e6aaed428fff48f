"""One run, as the model lives it."""

import pytest

import contagion as ct
from models.runs.simulation import simulate, territory_for
from tests.helpers.table_rows import only


def test_a_run_is_that_of_the_model(at_work):
    scenario = ct.read("lowloss")
    mine, models = (
        ct.run("lowloss", seed=3, years=2),
        simulate(scenario, territory_for(scenario), years=2, seed=3),
    )
    assert mine.summary["event_log_sha256"] == models.summary["event_log_sha256"]
    kept = only(ct.many("lowloss", seeds=[3], years=2).table)
    assert kept["participants"] == mine.summary["participants"]
    assert kept["cost_total"] == pytest.approx(mine.summary["cost_total"])


def test_a_rule_of_ones_own(done):
    late = done("a rule of one's own")["late"]
    assert late.weeks["groups_started"].iloc[-1] > 0
    in_the_first_year = [made.weeks["groups_started"].iloc[52] for made in (late, ct.run("ref", years=2))]
    assert in_the_first_year[0] < in_the_first_year[1]  # those trained as a pair open one all the same
    assert list(late.provenance["replaced_stages"]) == ["pairing"]
    assert "nobody_pairs_for_a_year" in late.provenance["replaced_stages"]["pairing"]
