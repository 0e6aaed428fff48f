"""The course of a facilitator and of a commune, counted again from the tables of the same runs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.history.biographies import (
    Life,
    commune_in_words,
    commune_life,
    in_short,
    life,
    life_in_words,
)
from contagion.experiments.commands.history.work import (
    HAPPENED,
    LED_BY_NOBODY_KNOWN,
    SHOCK,
    event,
    history,
    in_words,
    whom,
)
from contagion.experiments.commands.run.exported import descent_tree
from contagion.experiments.evidence import agreeing
from contagion.models.records import KINDS
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.command import contagion

LIFE = Life(15, "Torpes", "participant", (2, 7), (23, 45), 37, "letter", 63, 510, False, 22, 183, 94, 20, 2, (1, 3))


def row(kind: str, **values: Any) -> dict[str, Any]:
    """An event of group 7 in Torpes, of somebody who is no facilitator."""
    usual = dict.fromkeys(("facilitator", "told_by", "number"), pd.NA) | {"group": 7, "commune": "Torpes"}
    return usual | dict.fromkeys(("leaders", "told_from", "detail", "programme"), "") | {"kind": kind} | values


def with_most_after(results) -> int:
    """The facilitator who came from a group and from whose groups the most facilitators came."""
    table = results.tables["facilitators"]
    own = table[table["source"] == "participant"]
    return int(own["facilitators_from_groups"].idxmax()) + 1


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
    for one in opened.itertuples():
        pair = groups.set_index("group").loc[one.group, ["leader_a", "leader_b"]]
        assert one.leaders == ", ".join(str(numbers[who]) for who in pair)
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
        ("Torps", "Did you mean 'Torpes'?"),
        ("outside the centre", "is 67 communes; give one of them"),
        ("", "must be a commune, by name or INSEE code, or the number of a facilitator"),
        (True, "must be a commune"),
        (1.5, "name 1.5: must be a commune"),
        (None, "must be a commune"),
        ("-3", "'-3' is not a commune"),
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


@pytest.fixture(scope="module")
def of_five_years():
    return simulate(read(), territory_for(read()), years=5, seed=3)


def test_a_life_is_what_the_events_say(of_five_years):
    number = with_most_after(of_five_years)
    found, events = life(of_five_years, number), of_five_years.tables["events"]
    who = of_five_years.tables["facilitators"]["facilitator"].iloc[number - 1]
    own = events[events["who"] == who].set_index("kind")["week"]
    assert found.source == "participant"
    assert found.came_week == own["started"]
    assert found.trained_week == own["trained"]
    assert found.groups >= 1
    groups = of_five_years.tables["groups"]
    led = groups[(groups["leader_a"] == who) | (groups["leader_b"] == who)]
    came = events[(events["kind"] == "started") & events["group"].isin(led["group"])]
    assert found.people == len(came)


def test_parents_and_children_know_each_other(of_five_years):
    number = with_most_after(of_five_years)
    found = life(of_five_years, number)
    assert found.children
    assert all(number in life(of_five_years, child).parents for child in found.children)
    assert all(number in life(of_five_years, parent).children for parent in found.parents)


def test_a_facilitator_descends_from_founders_and_has_descendants(of_five_years):
    """As in the graph of the run, by NetworkX."""
    graph = descent_tree(of_five_years.tables)
    numbers = nx.get_node_attributes(graph, "number")
    for node, number in numbers.items():
        found, before = life(of_five_years, number), nx.ancestors(graph, node)
        assert set(found.founders) == {numbers[one] for one in before if not graph.in_degree(one)}
        assert found.after == len(nx.descendants(graph, node))
        assert found.generation == graph.nodes[node]["generation"]


def test_one_who_is_not_there_is_refused(of_five_years):
    with pytest.raises(InputError, match=r"facilitator 0: this run has \d+, numbered from 1 on"):
        life(of_five_years, 0)


def test_a_commune_counts_those_who_live_there(of_five_years):
    found = commune_life(of_five_years, "25056")
    people = of_five_years.tables["participants"]
    assert found["people"] == (people["commune"] == "25056").sum() == sum(found["channels"].values())
    assert found["groups"] <= len(of_five_years.tables["groups"])
    assert commune_life(of_five_years, "00000")["people"] == 0
    facilitators = of_five_years.tables["facilitators"]
    assert isinstance(facilitators, pd.DataFrame)
    assert len(found["facilitators"]) == (facilitators["commune"] == "25056").sum()


def test_who_leads_alone_is_counted():
    scenario = read(None, ["facilitation.solo_after=0"])
    alone = simulate(scenario, territory_for(scenario), years=2, seed=1)
    found = [life(alone, number) for number in range(1, len(alone.tables["facilitators"]) + 1)]
    assert sum(one.alone for one in found) == (alone.tables["groups"]["started"] >= 0).sum() > 0
    assert all(one.alone == one.groups for one in found)


def test_other_programmes_are_counted_by_themselves():
    scenario = read(Path("workshop_instead"))
    made = simulate(scenario, territory_for(scenario), years=1, seed=1)
    found, events = commune_life(made, "25056"), made.tables["events"].query("where == '25056'")
    kinds = (events["kind"] == "started", events["kind"] == "group started")
    assert found["others"] == {"workshop": tuple(int(rows.sum()) for rows in kinds)}
    assert (found["people"], found["groups"]) == (0, 0)
    assert commune_life(made, "00000")["others"] == {}


def test_a_life_is_told_from_the_letter_to_the_end():
    assert " ".join(life_in_words(LIFE, "2017-01")) == (
        "Somebody from Torpes hears of the groups by letter, and joins one in September 2017. They wish to lead groups "
        "themselves, and are trained in March 2018. They descend from no. 2 and no. 7, who led that group, and in "
        "generation 2 from no. 1 and no. 3. They lead 22 groups, always in a pair: 183 people come, 94 stay to "
        "the end. 2 people from these groups become facilitators. With those who come after these, 20 facilitators "
        "descend from them in all. They stop in October 2026."
    )


def test_other_lives():
    founder = replace(LIFE, source="founder", groups=0, children=(), after=0, left_week=-1, active=True)
    told = " ".join(life_in_words(founder, "2017-01"))
    assert "among the first facilitators" in told
    assert "They lead no group that starts." in told
    assert told.endswith("They still lead groups at the end.")
    assert "never become active" in " ".join(life_in_words(replace(founder, active=False), "2017-01"))
    first = life_in_words(replace(LIFE, generation=1, founders=(2, 7)), "2017-01")[0]
    assert "They descend from no. 2 and no. 7, who led that group. They lead" in first
    assert "named by a partner" in life_in_words(replace(LIFE, source="partner", came_week=-1), "2017-01")[0]


def test_a_life_in_short():
    assert in_short(LIFE, "2017-01") == "No. 15, Torpes, trained in March 2018, 22 groups"


def test_a_commune():
    found = {
        "people": 3,
        "first_person": 20,
        "channels": {"letter": 2, "partner": 1},
        "groups": 0,
        "others": {},
    }
    assert commune_in_words(found, "2017-01") == [
        "3 people from here take part, the first in May 2017.",
        "They hear of it so: 2 by letter; 1 through a partner organisation.",
        "No group meets here.",
    ]
    nobody = {"people": 0, "first_person": -1, "channels": {}, "groups": 1, "first_group": 30, "others": {}}
    assert commune_in_words(nobody, "2017-01") == ["Nobody from here takes part.", "1 group meets here, in July 2017."]
    other = {"people": 0, "channels": {}, "groups": 0, "others": {"workshop": (2, 1)}}
    assert commune_in_words(other, "2017-01") == ["“workshop”: 2 participants from here, 1 group here."]


def test_who_leads_alone_is_not_told_to_be_in_a_pair():
    told = life_in_words(replace(LIFE, alone=20), "2017-01")[0]
    assert told.endswith("They lead 22 groups, 20 alone: 183 people come, 94 stay to the end.")


EXPECTED = {
    "Somebody from Torpes hears of the groups by letter, and registers.": row("registered", detail="letter"),
    "Somebody from Torpes hears of the groups from facilitator 3, and registers.": row("registered", told_by=3),
    "Facilitator 9 hears of the groups from somebody from Morre, and registers.": row(
        "registered", facilitator=9, told_from="Morre", detail="word of mouth"
    ),
    "Group 7 is opened in Torpes by facilitator 2 and facilitator 9.": row("group opened", leaders="2, 9"),
    "Group 7 is opened online by facilitator 2.": row("group opened", leaders="2", commune=""),
    "Group 7 is opened in Torpes. (“workshop”)": row("group opened", programme="workshop"),
    "Group 7 starts in Torpes: 8 participants.": row("group started", number=8),
    "Facilitator 9 is trained to lead groups (came from a group).": row("trained", facilitator=9, detail="participant"),
    "Facilitator 9 stops, after 1 group.": row("facilitator left", facilitator=9, number=1),
    "Facilitator 9 stops, after 1 group, in the week of a shock that takes facilitators away.": row(
        "facilitator left", facilitator=9, number=1, detail=SHOCK
    ),
}


@pytest.mark.parametrize("told", EXPECTED)
def test_an_event_is_told_in_a_line(told):
    assert event(EXPECTED[told]) == told


def test_every_kind_of_event_that_happens_somewhere_has_words():
    assert HAPPENED.keys() - {SHOCK} == {kind.name for kind in KINDS if kind.where}
    assert LED_BY_NOBODY_KNOWN.keys() <= HAPPENED.keys()
    for kind in HAPPENED.keys() - {SHOCK}:
        detail = {"registered": "letter", "trained": "founder"}.get(kind, "")
        assert event(row(kind, number=3, leaders="2, 9", detail=detail)).endswith(".")


def test_a_long_course_is_cut_and_the_rest_counted():
    scenario = read()
    results = simulate(scenario, territory_for(scenario), years=1, seed=1)
    made = history(results, scenario, "25056")
    told = in_words(made).splitlines()
    assert told[0].startswith("Besançon in “Reference")
    assert told[-1] == f"and {len(made.events) - 60} events more"
    nobody = history(results, scenario, "25036")
    assert "Nobody from here takes part." in in_words(nobody) or len(nobody.events)


# ---- `contagion history`: asked of a facilitator and of a commune, by both doors, and kept ----


KEPT = {"history.csv", "events.csv", "scenario.toml", "provenance.json"}


def test_a_commune_is_told_and_kept(tmp_path):
    done = contagion("history", "Torpes", "lowloss", "--years", 2, "--seed", 4, "--details", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Torpes in “Low loss")
    assert {file.name for file in (tmp_path / "out").iterdir()} == KEPT
    asked = ct.history("Torpes", "lowloss", seed=4, years=2)
    assert pd.read_csv(tmp_path / "out" / "history.csv").equals(asked.years)
    assert len(pd.read_csv(tmp_path / "out" / "events.csv")) == len(asked.events)
    made = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert (made["seed"], made["years"]) == (4, 2)


def test_a_facilitator_is_told_in_the_same_words_by_name_and_by_number():
    words = [contagion("history", name, "--years", 1, "--seed", 1).stdout for name in ("1", "facilitator 1")]
    assert words[0] == words[1]
    assert "is among the first facilitators" in words[0]


@pytest.mark.slow
def test_the_story_is_that_of_the_run_in_the_middle_unless_a_seed_is_asked_for():
    people = ct.many("ref", 11, years=1, ensemble=None, workers=1).table["participants"]
    made = ct.history("Torpes", "ref", years=1)
    assert made.results.summary["participants"] == people.median()
    assert (made.middle_of, ct.history("Torpes", "ref", seed=4, years=1).middle_of) == (11, 0)
    said = contagion("history", "Torpes", "--years", 1, "--details").stdout
    assert "Of 11 runs it is the middle one by how many people came." in " ".join(said.split())


@pytest.mark.slow
def test_of_a_programme_the_course_goes_on_from_its_past(at_work, monkeypatch):
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    made = ct.history("Torpes", programme="besancon", seed=4, years=1)
    assert (made.scenario.name, made.results.summary["years"]) == ("go_on", 4)
    many = ct.many("mentoring", 2, programme="besancon", years=1, workers=1)
    assert many.table["years"].tolist() == [4, 4]


def test_its_json_is_the_years_and_the_events():
    said = json.loads(contagion("history", "1", "--years", 1, "--json").stdout)
    assert [row["year"] for row in said["history"]] == [1]
    assert {row["kind"] for row in said["events"]} >= {"trained", "group opened"}
    assert all(row["told_by"] is None or row["kind"] == "registered" for row in said["events"])


def test_python_has_the_record_with_its_story():
    made = ct.history(1, "ref", seed=1, years=1)
    assert isinstance(made, ct.History)
    assert made.name == "facilitator 1"
    html = made._repr_html_()
    assert made.story[0] in html
    assert str(made.years["participants"].iloc[0]) in html


def test_a_territory_and_a_setting_are_those_of_the_run(tmp_path):
    asked = ("history", "Dinan", "--epci", "Dinan Agglomération", "--years", 1, "--set", "training.places=3")
    done = contagion(*asked, "--details")
    assert done.exit_code == 0, done.output
    assert "Set: training.places = 3." in done.stdout


@pytest.mark.parametrize(
    "words, says",
    [
        (("Torps",), "Did you mean 'Torpes'?"),
        (("9999", "--years", 1), "facilitator 9999: this run has "),
        ((), "NAME"),
        (("Torpes", "reff"), "Did you mean 'ref'?"),
        (("1", "workshop_instead", "--years", 1), "facilitator 1: this run has 0"),
    ],
)
def test_a_mistake_gets_one_line(words, says):
    done = contagion("history", *words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.output
    assert says in done.stderr
