"""A programme made in Python: what its file would say, by the same reader, and a file that says the same."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.evidence import agreeing
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import read_programme
from contagion.models.runs.simulation import territory_for

TODAY = "2026-11-29"
FILE = """
territory = "Dinan"
began = "2023-09"
today = "2026-11-29"
years = 5
[[year]]
year = 2024
trained = 6
posts = 0.5
[[year]]
year = 2025
trained = 8
active = 7
[total]
until = 2025
participants = 40
[prices]
seat = 600
[[decision]]
from = "2028-01"
set = { "training.places" = 8 }
[[decision]]
extra_session = true
when = { queue = { above = 12 } }
"""
DECIDED = [
    ct.decision("training.places", np.int64(8), since="2028-01"),
    ct.decision(extra_session=True, when={"queue": {"above": 12}}),
]
GIVEN: dict[str, Any] = {"territory": "Dinan", "began": "2023-09", "today": TODAY}
ROWS = [{"year": 2024, "trained": 6, "posts": 0.5}, {"year": 2025, "trained": 8, "active": 7}]


def made(known, **more):
    asked: dict[str, Any] = {
        "began": "2023-09",
        "today": TODAY,
        "years": 5,
        "total": {"until": 2025, "participants": 40},
    }
    asked |= {"prices": {"seat": 600}, "decisions": DECIDED, "known": known}
    return ct.programme_of("200068989", **asked | more)


@pytest.mark.parametrize(
    "known",
    [
        ROWS,
        pd.DataFrame(ROWS),
        pd.DataFrame(ROWS).set_index("year"),
        {row["year"]: {name: value for name, value in row.items() if name != "year"} for row in ROWS},
    ],
    ids=["mappings", "frame", "frame by year", "by year"],
)
def test_it_is_what_its_file_says(known, tmp_path):
    """Of a data frame, a number that is missing is not known, and 6.0 beside one is 6."""
    (tmp_path / "own.toml").write_text(FILE)
    file = read_programme(tmp_path / "own.toml")
    assert made(known, title="own", began=date(2023, 9, 30), today=pd.Timestamp(TODAY)) == file
    assert made(known, title="own", years=6) != file


def test_it_is_saved_as_a_file_that_says_the_same(tmp_path):
    path = tmp_path / "new" / "programme.toml"
    programme = made(ROWS, title='Town "A"')
    programme.save(path)
    assert read_programme(path) == programme
    path.write_text("mine")
    with pytest.raises(ct.InputError, match=r"is there already; choose another name, or force=True"):
        programme.save(path)
    assert path.read_text() == "mine"
    programme.save(path, force=True)
    assert read_programme(path) == programme
    with pytest.raises(ct.InputError, match="cannot be written"):
        programme.save(path / "inside.toml")


def test_of_attendance_lists_the_counts_are_kept_alone(tmp_path):
    lists = tmp_path / "lists.csv"
    lists.write_text("date,group,people\n2024-03-01,1,8\n2024-07-01,1,6\n")
    programme = ct.programme_of("Dinan", began="2023-09", today=TODAY, attendance=lists)
    assert programme.known[0].said == {"groups": 1, "participants": 8, "completers": 6}
    programme.save(tmp_path / "elsewhere.toml")
    lists.unlink()
    assert read_programme(tmp_path / "elsewhere.toml") == programme


def test_without_a_day_it_is_asked_today():
    programme = ct.programme_of("Dinan", began="2100-01")
    assert (programme.today, programme.to_begin) == (date.today(), True)
    assert (programme.title, programme.years) == ("CA Dinan Agglomération", 10)
    assert repr(programme).endswith("10 years from 2100-01 on>")


def test_a_timestamp_of_pandas_goes_where_a_date_goes():
    def decided(day: Any) -> ct.Change:
        return ct.decision("training.places", 20, since=day)

    day = date(2026, 11, 1)
    nothing: Any = pd.NaT
    made: tuple[Any, ...] = (pd.Timestamp, date.fromisoformat)
    stamped, dated = (
        ct.programme_of("Dinan", began=of("2024-09-01"), today=day, decisions=[decided(of("2027-01-01"))])
        for of in made
    )
    assert stamped == dated
    with pytest.raises(ct.InputError, match="began: must be given"):
        ct.programme_of("Dinan", began=nothing)


@pytest.mark.parametrize(
    "asked, words",
    [
        ({"territory": "Nixville"}, "programme_of: territory 'Nixville': no EPCI has this code or name"),
        ({"territory": 7}, "territory = 7: must be a valid string"),
        ({"began": None}, "began: must be given"),
        ({"began": "2023-19"}, "began = '2023-19': must be a month or a day, as in 2024-09 or 2024-09-30"),
        ({"began": 2023}, "began = 2023: must be a month or a day"),
        ({"years": 0}, "years = 0: must be"),
        ({"known": 3}, "known 3: years must be mappings"),
        ({"known": ["x"]}, "known 'x': years must be mappings"),
        ({"known": {2024: 3}}, "known 3: years must be mappings"),
        ({"territory": "Nixville", "began": None}, "no EPCI has this code or name"),
        ({"known": [{"year": 2024, "grups": 1}]}, "year 2024: grups = 1: unknown field"),
        ({"known": {2024: {"groups": 1}, 2025: {"groups": -1}}}, "year 2025: groups = -1: must be"),
        ({"known": [{"yer": 2024}]}, "year 1: year: must be given"),
        ({"known": [{"year": 2022, "groups": 1}]}, "year 2022: lies before the programme began, in 2023"),
        ({"total": 7}, "total 7: must be values by name"),
        (
            {"prices": {"seats": 7}},
            "prices: unknown price 'seats'; `contagion parameters costs` lists them. Did you mean 'seat'?",
        ),
        ({"decisions": ["x"]}, "decisions 'x': must be what ct.decision makes"),
        ({"decisions": ct.shock("budget cut", since="2027-01")}, "must be what ct.decision makes"),
        ({"decisions": [ct.decision("group.size", 7)]}, "decision 1: group.size cannot change during a run"),
        ({"decisions": [ct.decision("training.places", 7, since="x")]}, "decision 1: since = 'x'"),
        ({"attendance": 3}, "attendance 3: must be a path"),
        ({"horizon": 3}, "programme_of: takes no 'horizon' here; "),
    ],
)
def test_a_mistake_gets_one_line(asked, words):
    with pytest.raises(ct.InputError) as told:
        ct.programme_of(**GIVEN | asked)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_verb_takes_it_as_it_takes_its_file(at_work, tmp_path):
    programme = ct.programme_of("Dinan", began="2025-09", today=TODAY)
    programme.save(tmp_path / "own.toml")
    asked = [ct.run(programme=one, years=1) for one in (programme, tmp_path / "own.toml")]
    pd.testing.assert_frame_equal(asked[0].years, asked[1].years)
    assert len(asked[0].years) == 2 + 1
    nothing: Any = 3
    with pytest.raises(ct.InputError, match="programme 3: must be a path"):
        ct.run(programme=nothing)


@pytest.mark.slow
def test_what_is_varied_and_what_is_counted_begins_in_the_next_january(at_work, monkeypatch):
    """Of the two years ahead, the third and fourth of the run, no figure counts what was before."""
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    known = [{"year": 2024, "trained": 6, "participants": 20}]
    programme = ct.programme_of("Dinan", began="2024-01", today="2025-06-01", years=2, known=known)
    asked: dict[str, Any] = {"programme": programme, "engine": "serial"}
    swept = ct.sweep({"training.places": [0, 30]}, seeds=2, **asked)
    trained = swept.years.pivot(index="year", columns=["training.places", "seed"], values="facilitators_trained")
    assert trained.index.tolist() == [1, 2, 3, 4]
    assert (trained.loc[4, 0] == trained.loc[2, 0]).all()
    assert (trained.loc[4, 30] > trained.loc[2, 30]).all()
    assert (trained.loc[2, 30] == trained.loc[2, 0]).all()
    assert "from January 2026 to the end of 2027" in swept._repr_html_()
    for condition in ("participants < 40 at the end", "participants < 40 at year 2"):
        found = ct.discover(condition, vary={"training.places": (0, 30)}, **asked)
        people = found.runs.rows("years").pivot(index="place", columns="year", values="participants")
        assert people.columns.tolist() == [1, 2, 3, 4]
        assert found.worlds["figure"].tolist() == (people[4] - people[2]).tolist()
    with pytest.raises(ct.InputError, match=r"vary demand\.place: cannot be decided from 2026-01 on"):
        ct.sweep({"demand.place": [1.0, 2.0]}, **asked)
    with pytest.raises(ct.InputError, match="the runs end with year 2; let them be 3 years long"):
        ct.discover("participants < 40 at year 3", years=2, **asked)


def test_decisions_of_ones_own_keep_their_dates_over_a_scenario_of_the_library():
    there = territory_for(ct.read())
    mine = ct.programme_of("Grand Besançon", began="2017-01", today="2020-01-01")
    plan = ct.read("ref", ct.decision("training.places", 20, since="2021-06", until="2024-01"))
    base = going_on(mine, there)
    (row,) = option(mine, there, base, plan).parameters.decision[len(base.parameters.decision) :]
    assert (row.start, row.until) == ("2021-06", "2024-01")
