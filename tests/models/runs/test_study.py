"""What a study keeps of a run: figures, and tables as arrays, that say what the tables for people say."""

import pickle

import numpy as np
import pandas as pd
import pytest

from contagion.models.code import provenance
from contagion.models.outcomes import costs
from contagion.models.outcomes.cohorts import stacked
from contagion.models.outcomes.frames import frame
from contagion.models.outcomes.indicators import MEASURES
from contagion.models.outcomes.summary import outcomes, summary
from contagion.models.outcomes.yearly import ALTERNATIVE, YEARLY
from contagion.models.parameters import Parameters
from contagion.models.records import COMPLETED, DID_NOT_COMPLETE, HAS_DROPPED
from contagion.models.runs import study as of_studies
from contagion.models.runs.cases import case
from contagion.models.runs.indicators import Indicator
from contagion.models.runs.simulation import build, record_of, territory_for
from contagion.models.runs.study import KEPT, Conversations, _parameters
from contagion.sim.laboratory.jobs import Job, canonical
from contagion.sim.model import WEEKS_A_YEAR
from tests.helpers.same_results_scenarios import scenario_of

CLOSE = Conversations("not asked for here", close=True)
WHOLE = Conversations("not asked for here", keep=KEPT)
LABELS = ("prices decided on the way", "moving, a workshop as a feeder")
YEARS = 3


@pytest.fixture(scope="module", params=LABELS)
def lived(request):
    """The record of a run, and what is kept of it."""
    scenario = scenario_of(request.param)
    model = build(scenario, territory_for(scenario), years=YEARS, seed=1)
    model.run(YEARS * WEEKS_A_YEAR)
    record = record_of(model)
    return record, *CLOSE.kept(record)


def test_tables_are_arrays_of_one_length_of_their_own_that_can_be_sent(lived):
    """A view of a few rows would keep the whole table of the run alive, or show what stands there later."""
    record, row, tables = lived
    tables = tables | WHOLE.kept(record)[1]
    assert tables.keys() >= {*KEPT}
    for columns in tables.values():
        assert {type(column) for column in columns.values()} == {np.ndarray}
        (shape,) = {column.shape for column in columns.values()}
        assert len(shape) == 1 < 1 + shape[0]
        for held in (record.weeks, record.events, record.communes):
            assert not any(np.shares_memory(column, held) for column in columns.values())
    there_row, there = pickle.loads(pickle.dumps((row, tables)))
    assert there_row == pytest.approx(row, nan_ok=True)
    for name, columns in tables.items():
        pd.testing.assert_frame_equal(pd.DataFrame(there[name]), pd.DataFrame(columns))


def test_the_last_year_says_what_the_summary_says(lived):
    record, row, tables = lived
    said = summary(record)
    for name in (*YEARLY, "communes_reached", "facilitators_from_groups", ALTERNATIVE):
        assert tables["years"][name][-1] == said[name] == row[name], name


def test_the_years_say_what_the_weeks_say(lived):
    record, _, tables = lived
    weeks = frame("weeks", record)
    ends = weeks[weeks["week"] % 52 == 51]
    assert tables["years"]["year"].tolist() == list(range(1, YEARS + 1))
    for name in YEARLY:
        assert tables["years"][name].tolist() == ends[name].tolist(), name
    for name in ("week", "facilitators_active", "participants"):
        assert tables["weeks"][name].tolist() == weeks[name].tolist()


def test_the_years_say_what_was_bought(lived):
    record, _, tables = lived
    each = costs.quantities(record).pivot(index="year", columns="item", values="quantity").cumsum()
    for name in costs.COUNTED:
        assert tables["years"][costs.PREFIX + name].tolist() == pytest.approx(each[name].tolist()), name


def test_those_who_save_are_those_who_completed_or_left(lived):
    record, _, tables = lived
    shared = stacked(tables["savings"])
    assert shared.sum() == pytest.approx(len(record.of_kind(COMPLETED, HAS_DROPPED, DID_NOT_COMPLETE)))
    assert (shared == stacked(pd.DataFrame(tables["savings"]))).all()


def test_what_is_kept_under_conditions(lived):
    record, _, tables = lived
    made, _ = outcomes(record)
    assert ("alternatives" in tables) == bool(record.parameters.alternative)
    assert ("spent" in tables) == record.parameters.prices_change
    if "alternatives" in tables:
        pd.testing.assert_frame_equal(pd.DataFrame(tables["alternatives"]), made["alternatives"], check_dtype=False)
    if "spent" in tables:
        spent = made["ledger"].groupby("year")["euros"].sum().cumsum().rename("cost_total").reset_index()
        pd.testing.assert_frame_equal(pd.DataFrame(tables["spent"]), spent)
    assert ("paid" in tables) == record.parameters.prices_change
    if "paid" in tables:
        paid = made["ledger"].groupby(["item", "funder"])["euros"].sum()
        found = pd.DataFrame(tables["paid"]).set_index(["item", "funder"])["euros"]
        pd.testing.assert_series_equal(found.sort_index(), paid[paid > 0].sort_index())


def test_a_point_is_read_once_for_all_its_seeds():
    study, text = Conversations.over(), case(Parameters()).parameters
    _parameters.cache_clear()
    rows = [study.run(Job(text, seed, 1))[0] for seed in (1, 2, 1)]
    assert _parameters.cache_info().misses == 1
    assert canonical(_parameters(text).model_dump()) == text
    assert rows[0] == pytest.approx(rows[2], nan_ok=True)
    assert rows[0]["event_log_sha256"] != rows[1]["event_log_sha256"]


# ---- indicators of the user's own, and tables kept whole -------------------------------------------------------------


def most(run):
    return run.weeks["facilitators_active"].max()


def least(run):
    return run.weeks["facilitators_active"].min()


def test_what_is_kept_as_well_is_part_of_the_version():
    studies = [
        Conversations.over(),
        *(Conversations.over(indicators=(Indicator.of(*one),)) for one in (("a", most), ("b", most), ("a", least))),
        *(Conversations.over(keep=tables) for tables in (("events",), ("weeks",), ("events", "weeks"))),
    ]
    assert len({study.version for study in studies}) == len(studies)
    again = Conversations.over(indicators=(Indicator.of("a", most),))
    assert again == studies[1]
    assert hash(again) == hash(studies[1])
    there = pickle.loads(pickle.dumps(again))
    there.prepare()
    about = again.about()
    assert about["indicators"]["a"]["source"].startswith("def most(run):")
    assert studies[4].about()["keep"] == ["events"]
    assert not {"indicators", "keep"} & studies[0].about().keys()


def test_what_is_kept_as_well_stands_beside_the_usual(lived):
    record, row, tables = lived
    as_well = Conversations("", close=True, indicators=(Indicator.of("mine", most),), keep=KEPT)
    more, all_tables = as_well.kept(record)
    assert list(more) == [*row, "mine"]
    assert more["mine"] == record.weeks["facilitators_active"].max()
    assert all_tables.keys() == tables.keys() | {"events"}
    for name in KEPT:
        pd.testing.assert_frame_equal(pd.DataFrame(all_tables[name]), frame(name, record), check_dtype=False)


# ---- editions of the model's indicators ------------------------------------------------------------------------------


@pytest.fixture
def other_gini(monkeypatch):
    """From now on, how uneven coverage is is measured otherwise."""

    def change() -> None:
        now = {**of_studies.indicator_digests(), "coverage_gini": "another"}
        monkeypatch.setattr(of_studies, "indicator_digests", lambda: now)

    return change


def test_another_edition_of_an_indicator_is_another_version_that_is_known_for_what_it_is(other_gini):
    before, close = Conversations.over(), Conversations.over(close=True)
    own = Conversations.over(indicators=(Indicator.of("mine", most),))
    usual, near, with_own = (one.about() for one in (before, close, own))
    other_gini()
    now = Conversations.over()
    assert now.version != before.version
    assert now.measured_otherwise(usual) == {"coverage_gini"}
    assert Conversations.current(usual)
    assert now.measured_otherwise(now.about()) == set()
    assert now.measured_otherwise(near) == now.measured_otherwise(with_own) == set()
    assert Conversations.over(close=True).measured_otherwise(near) == {"coverage_gini"}
    with pytest.raises(RuntimeError, match="this worker has other code"):
        before.prepare()


def test_an_indicator_is_no_part_of_what_makes_a_run():
    made = provenance.provenance()
    assert made["code_sha256"] == provenance.code_digest()
    assert made["indicators_sha256"] == provenance.together(provenance.indicator_digests())
    assert provenance.indicator_digests().keys() == {one.name for one in MEASURES}
