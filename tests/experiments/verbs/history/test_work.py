"""The course of a facilitator and of a commune, counted again from the tables of the same runs."""

from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.verbs.history.work import SHOCK, history, whom
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.said_of_history import with_most_after

CENTRE = "25056"


@pytest.fixture(scope="module")
def territory():
    return territory_for(read())


@pytest.fixture(scope="module")
def results(territory):
    return simulate(read(), territory, years=5, seed=3)


def in_year(events: pd.DataFrame) -> dict[int, int]:
    return {year: int((events["week"] // 52 + 1 == year).sum()) for year in range(1, 6)}


def test_the_years_of_a_facilitator_are_those_of_their_groups(results):
    number = with_most_after(results)
    found, groups = history(results, read(), number), results.tables["groups"]
    who = results.tables["facilitators"]["facilitator"].iloc[number - 1]
    led = groups[((groups["leader_a"] == who) | (groups["leader_b"] == who)) & (groups["started"] >= 0)]
    years = found.years.set_index("year")
    for year in years.index:
        rows = led[led["started"] // 52 + 1 == year]
        assert years.loc[year, ["groups_started", "participants"]].tolist() == [len(rows), rows["participants"].sum()]
    assert years["completers"].sum() == led["completers"].sum()
    table = results.tables["facilitators"]
    assert years["facilitators_made"].sum() == ((table["parent_a"] == who) | (table["parent_b"] == who)).sum() > 0
    events = results.tables["events"]
    assert years["told"].sum() == ((events["kind"] == "registered") & (events["other"] == who)).sum() > 0


def test_the_events_of_a_facilitator_tell_with_whom_and_of_whom(results):
    number = with_most_after(results)
    events, groups = history(results, read(), number).events, results.tables["groups"]
    numbers = {who: row + 1 for row, who in enumerate(results.tables["facilitators"]["facilitator"])}
    opened = events[events["kind"] == "group opened"]
    assert len(opened)
    for row in opened.itertuples():
        pair = groups.set_index("group").loc[row.group, ["leader_a", "leader_b"]]
        assert row.leaders == ", ".join(str(numbers[one]) for one in pair)
        assert number in {numbers[one] for one in pair}
    assert events["week"].is_monotonic_increasing
    assert events.loc[events["kind"] == "trained", "facilitator"].iloc[0] == number


def test_the_years_of_a_commune_say_who_told_whom(results):
    found, events = history(results, read(), CENTRE), results.tables["events"]
    homes = results.tables["residents"].drop_duplicates("resident").set_index("resident")["commune"]
    homes = pd.concat([homes, results.tables["facilitators"].set_index("facilitator")["commune"]])
    homes = homes[~homes.index.duplicated()]
    told = events[events["kind"] == "registered"]
    home = told["other"].map(homes)
    here, from_here, known = told["where"] == CENTRE, home == CENTRE, home.notna()
    by_hand = {
        "registrations": here,
        "told_by_people_here": here & from_here,
        "told_by_people_elsewhere": here & known & ~from_here,
        "told_otherwise": here & ~known,
        "told_elsewhere": ~here & from_here,
    }
    years = found.years.set_index("year")
    for name, rows in by_hand.items():
        assert years[name].to_dict() == in_year(told[rows]), name
        assert years[name].sum() > 0, name
    for name, kind in (("participants", "started"), ("groups_started", "group started")):
        assert years[name].to_dict() == in_year(events[(events["kind"] == kind) & (events["where"] == CENTRE)])
    assert len(found.events) == (events["where"] == CENTRE).sum()


def test_who_stops_in_the_week_of_a_shock_is_told_so(territory, tmp_path):
    file = tmp_path / "lost.toml"
    file.write_text('[[shock]]\nkind = "facilitators lost"\nfrom = 60\nshare = 1.0\n')
    scenario = read(file)
    results = simulate(scenario, territory, years=2, seed=1)
    table = results.tables["facilitators"]
    number = int(table.index[table["left_week"] == 60][0]) + 1
    events = history(results, scenario, number).events
    assert events.loc[events["kind"] == "facilitator left", "detail"].tolist() == [SHOCK]
    at_rest = history(results, read(), number).events  # the same, of a scenario without the shock
    assert SHOCK not in at_rest["detail"].tolist()


def test_a_commune_is_told_of_other_programmes_too(territory):
    scenario = read(Path("workshop_instead"))
    results = simulate(scenario, territory, years=2, seed=1)
    found, events = history(results, scenario, CENTRE), results.tables["events"]
    came = events[(events["kind"] == "started") & (events["where"] == CENTRE)]
    assert found.years["participants"].sum() == len(came) > 0
    opened = events[events["kind"] == "group opened"]["group"].tolist()
    joined = found.events[found.events["kind"] == "started"]["group"]
    assert [opened[number] for number in joined] == came["group"].tolist()


@pytest.mark.parametrize(
    "name, about",
    [
        *(("Torpes", "25564"), ("25564", "25564"), ("torpes ", "25564"), ("the centre", CENTRE), (12, 12), ("12", 12)),
        *(("facilitator 12", 12), ("no. 12", 12), ("0012", 12), ("animateur·rice 12", 12)),
        *(("la personne n°\u00a012", 12), ("personne n° 12", 12), ("personne 12", 12), ("animatrice 12", 12)),
    ],
)
def test_a_name_is_of_a_commune_or_of_a_facilitator(territory, name, about):
    assert whom(name, territory) == about


@pytest.mark.parametrize(
    "name, says",
    [
        ("Torps", "did you mean 'Torpes'?"),
        ("outside the centre", "is 67 communes; give one of them"),
        ("", "must be a commune, by name or INSEE code, or the number of a facilitator"),
        (True, "must be a commune"),
        (1.5, "name 1.5: must be a commune"),
        (None, "must be a commune"),
        ("-3", "'-3' is no commune"),
    ],
)
def test_a_name_that_is_none_gets_one_line(territory, name, says):
    with pytest.raises(InputError) as told:
        whom(name, territory)
    assert says in str(told.value)
    assert "\n" not in str(told.value)


def test_a_number_beyond_those_there_are_is_refused(results):
    last = len(results.tables["facilitators"])
    for number in (0, last + 1, 10**17):
        with pytest.raises(InputError, match=f"facilitator {number}: this run has {last}, numbered from 1 on"):
            history(results, read(), number)
    assert history(results, read(), last).about == last
