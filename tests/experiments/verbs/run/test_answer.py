"""One run, as the model lives it."""

import pytest

import contagion as ct
from contagion.models.runs.simulation import simulate, territory_for
from tests.helpers.table_rows import only


def test_a_run_is_that_of_the_model(at_work):
    scenario = ct.read("lowloss")
    mine, models = (
        ct.run("lowloss", seed=3, years=2),
        simulate(scenario, territory_for(scenario), years=2, seed=3),
    )
    assert mine.summary["event_log_sha256"] == models.summary["event_log_sha256"]
    kept = only(ct.many("lowloss", seeds=[3], years=2, ensemble=None).table)
    assert kept["participants"] == mine.summary["participants"]
    assert kept["cost_total"] == pytest.approx(mine.summary["cost_total"])


def test_a_rule_of_ones_own(done):
    late = done("a rule of one's own")["late"]
    assert late.weeks["groups_started"].iloc[-1] > 0
    in_the_first_year = [made.weeks["groups_started"].iloc[52] for made in (late, ct.run("ref", years=2))]
    assert in_the_first_year[0] < in_the_first_year[1]  # those trained as a pair open one all the same
    assert list(late.provenance["rules"]) == ["pairing"]
    assert late.provenance["rules"]["pairing"]["source"].startswith("def nobody_pairs_for_a_year(model):")


@pytest.fixture(scope="module")
def results():
    return ct.run("ref", seed=1, years=3)


def test_what_was_short_is_what_the_weeks_say(results):
    short = results.short
    for of, column in (("groups", "short"), ("training", "short_in_training")):
        rows = short[short["of"] == of]
        said = results.weeks[column][results.weeks[column] != ""]
        assert len(said) > 0
        shares = said.value_counts(normalize=True)
        assert rows.set_index("short")["share_of_weeks"].loc[shares.index].tolist() == pytest.approx(shares.tolist())
        assert rows["share_of_weeks"].sum() == pytest.approx(1)
        assert rows["share_of_weeks"].is_monotonic_decreasing


def test_what_was_short_is_said_in_words(results):
    words = results.short.set_index(["of", "short"])["in_words"]
    assert words["groups", "groups"] == "more people registered than groups had seats"
    assert words["training", "takers"] == "training seats stayed empty"
