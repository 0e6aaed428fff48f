"""What a study keeps of a run: figures, and tables as arrays, that say what the tables for people say."""

import pickle

import numpy as np
import pandas as pd
import pytest

from contagion.models.kernel import CODE, TEXTS
from contagion.models.outcomes import costs
from contagion.models.outcomes.frames import frame
from contagion.models.outcomes.summary import outcomes, summary
from contagion.models.outcomes.tables import ALTERNATIVE, YEARLY, stacked
from contagion.models.parameters import Parameters
from contagion.models.records import COMPLETED, DID_NOT_COMPLETE, HAS_DROPPED
from contagion.models.runs.own_code import KEPT, Indicator
from contagion.models.runs.simulation import build, record_of_run, territory_for
from contagion.models.runs.study import Conversations, _parameters, case
from contagion.sim.laboratory.jobs import Job, canonical
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.provenance import digest_of
from tests.helpers.places import ROOT
from tests.helpers.same_results_scenarios import scenario_of

CLOSE = Conversations(close=True, version="not asked for here")
WHOLE = Conversations(keep=KEPT, version="not asked for here")
LABELS = ("prices decided on the way", "moving, a workshop as a feeder")
YEARS = 3


@pytest.fixture(scope="module", params=LABELS)
def lived(request):
    """The record of a run, and what is kept of it."""
    scenario = scenario_of(request.param)
    model = build(scenario, territory_for(scenario), years=YEARS, seed=1)
    model.run(YEARS * WEEKS_A_YEAR)
    record = record_of_run(model)
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
    study, text = Conversations(), case(Parameters()).parameters
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
        Conversations(),
        *(Conversations(indicators=(Indicator.of(*one),)) for one in (("a", most), ("b", most), ("a", least))),
        *(Conversations(keep=tables) for tables in (("events",), ("weeks",), ("events", "weeks"))),
    ]
    assert len({study.version for study in studies}) == len(studies)
    again = Conversations(indicators=(Indicator.of("a", most),))
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
    as_well = Conversations(close=True, indicators=(Indicator.of("mine", most),), keep=KEPT, version="any")
    more, all_tables = as_well.kept(record)
    assert list(more) == [*row, "mine"]
    assert more["mine"] == record.weeks["facilitators_active"].max()
    assert all_tables.keys() == tables.keys() | {"events"}
    for name in KEPT:
        pd.testing.assert_frame_equal(pd.DataFrame(all_tables[name]), frame(name, record), check_dtype=False)


def test_a_worker_that_has_other_code_refuses(monkeypatch):
    before = Conversations()
    monkeypatch.setattr("contagion.models.runs.study.code_digest", lambda: "other code")
    assert Conversations().version != before.version
    with pytest.raises(RuntimeError, match="this worker has other code"):
        before.prepare()


# ---- what tells versions apart ---------------------------------------------------------------------------------------

CHANGES = {
    "docstring": ("programme/rules/pairing.py", '"""', '"""Now as before: ', False),
    "comment": ("programme/rules/pairing.py", "\n\n\n", "\n\n\n# as before\n", False),
    "description": ("parameters/sections/residents.py", "residents who are receptive", "those who may come", False),
    "formula": ("outcomes/indicators/__init__.py", "became active and have not stopped", "are active", False),
    "default": ("parameters/sections/residents.py", "share: float = a_share(0.15", "share: float = a_share(0.16", True),
    "word": ("records.py", '"gave up waiting"', '"gave up"', True),
}


@pytest.mark.parametrize("name, before, after, is_another", CHANGES.values(), ids=CHANGES)
def test_a_text_for_people_costs_no_compile_and_no_run_and_a_number_does(tmp_path, name, before, after, is_another):
    text = (ROOT / "models" / name).read_text(encoding="utf-8")
    assert before in text

    def digest(text: str) -> str:
        (tmp_path / "one.py").write_text(text, encoding="utf-8")
        return digest_of(tmp_path, ["one.py"], TEXTS)

    assert (digest(text.replace(before, after, 1)) != digest(text)) == is_another
    assert CODE.texts is TEXTS
