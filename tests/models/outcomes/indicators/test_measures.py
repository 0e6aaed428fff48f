"""Every indicator of section 4.9, on a small run made by hand with values worked out by hand."""

import json
from dataclasses import replace
from math import log

import numpy as np
import pytest
from click.testing import CliRunner

from experiments.cli.main import main
from models.outcomes.indicators import DEFINED, MEASURES, measured
from models.outcomes.indicators.document import refreshed
from models.outcomes.indicators.renewal import r_facilitators_by_week
from models.outcomes.record import Places, Record
from models.outcomes.shortages import NOTHING, SHORTAGES, TRAINING_SHORTAGES
from models.outcomes.yearly import row
from models.parameters import Parameters
from models.parameters.document import ODD
from models.records import CHANNELS, NONE, PERSONAL, TABLES
from models.territory.territory import Territory
from models.territory.ties import Kernels
from tests.helpers.records_by_hand import events, record, short, short_in_training, weeks_of
from tests.helpers.what_happened import digest, summary_of

WEEKS = 104
# Communes: A, B, C, D with 100, 200, 300, 400 residents. D is the centre; its income is secret.
ADULTS, INCOME = np.array([100, 200, 300, 400]), np.array([30_000.0, 20_000.0, 20_000.0, np.nan])
PLACE = Territory(
    codes=("A", "B", "C", "D"),
    names=("Ay", "Bey", "Cey", "Dey"),
    population=ADULTS * 2,
    residents=np.stack([ADULTS, *[ADULTS * 0] * 5], axis=1),
    households=ADULTS,
    jobs=ADULTS.astype(float),
    establishments=ADULTS,
    seats=ADULTS // 50,
    area_km2=np.ones(4),
    latlon=np.zeros((4, 2)),
    urban_status=("",) * 4,
    touching=np.empty((0, 2), dtype=np.int64),
    contours=None,
    kernels=Kernels(),
    source="by hand",
    checksum="",
    filled=(),
    living_standard_eur=INCOME,
)
HOME = dict.fromkeys((1, 2), "A") | dict.fromkeys((3, 4, 5), "C") | dict.fromkeys((6, 7, 8, 9, 10, 11), "D")
BY = {1: "partner", 2: "partner", 3: "partner", 4: "facilitator", 5: "facilitator", 7: "word of mouth"} | {
    8: "word of mouth", 9: "word of mouth", 10: "letter", 11: "word of mouth"
}  # fmt: skip
EVENTS = [
    (1, "registered: word of mouth", 6, "D", -1, 101),
    (4, "gave up waiting", 6, "D", -1, -1),
    (6, "training session", -1, -1, 1, 0),
    *((8, f"registered: {channel}", who, HOME[who], -1, -1) for who, channel in BY.items()),
    (9, "registered: event", 6, "D", -1, -1),
    *((10, "started", who, HOME[who], 1, -1) for who in range(1, 7)),
    (10, "group started", 101, "D", 1, 6),
    (13, "dropped", 6, "D", 1, 1),
    *((27, "completed", who, HOME[who], 1, 5) for who in range(1, 5)),
    (27, "did not complete", 5, "C", 1, 3),
    *((40, "started", who, "D", 2, -1) for who in (7, 8, 9)),
    (40, "group started", 106, "C", 2, 3),
    *((57, "completed", who, "D", 2, 4) for who in (7, 8)),
    (58, "training session", -1, -1, 2, 13),  # of thirteen in the queue, ten and more accept
    (100, "started", 10, "D", 4, -1),
    (100, "group started", 101, "D", 4, 1),
]
GROUPS = [  # group, leaders, stand-in, commune, host, of the house, slot, online, opened, started, ended, state, then
    # five counts, attendances
    (1, 101, 102, False, "D", -1, False, 0, False, 7, 10, 27, "finished", 6, 6, 4, 3, 30),
    (2, 106, 3, False, "C", 77, True, -1, False, 38, 40, 57, "finished", 3, 3, 2, 2, 12),
    (3, 101, 102, False, "B", -1, False, 0, False, 60, -1, 74, "cancelled", 2, 0, 0, 0, 0),
    (4, 101, 7, False, "D", -1, False, 0, False, 95, 100, -1, "running", 1, 1, 0, 0, 0),
    (5, 1, 8, False, "A", -1, False, 0, False, 101, -1, -1, "recruiting", 0, 0, 0, 0, 0),
]
FACILITATORS = [  # id, commune, target group, student, elected, source, parents,
    # from group, trained, active, left, groups led, children
    (101, "D", "odd", False, False, "founder", -1, -1, -1, 6, True, -1, 2, 1.5),
    (102, "D", "even", False, False, "founder", -1, -1, -1, 6, False, 50, 1, 1.5),
    (103, "D", "odd", False, False, "founder", -1, -1, -1, 6, False, -1, 0, 0.0),
    (106, "D", "even", False, False, "partner", -1, -1, -1, 32, False, 90, 1, 1.0),
    (3, "C", "odd", False, True, "participant", 101, 102, 1, 32, False, 85, 1, 1.0),
    (1, "A", "odd", False, True, "participant", 101, 102, 1, 58, True, -1, 0, 0.0),
    (4, "C", "even", False, False, "participant", 101, 102, 1, 58, False, -1, 0, 0.0),
    (7, "D", "odd", False, False, "participant", 106, 3, 2, 58, True, -1, 1, 0.0),
    (8, "D", "even", False, False, "participant", 106, 3, 2, 58, True, -1, 0, 0.0),
]
PARTICIPANTS = [  # week, person, commune, target group, student, elected, channel, group, household, adults
    (week, who, home, "odd" if who % 2 else "even", who == 7, who <= 3, (BY | {6: "event"})[who], group, who, 1)
    for week, what, who, home, group, _ in EVENTS
    if what == "started"
]
ALTERNATIVES = [  # programme, year, participants, groups, leaders trained, hours, leader hours, leaders active
    ("teams", 1, 12, 2, 1, 72.0, 12.0, 3), ("walks", 1, 8, 1, 0, 24.0, 3.0, 1),
    ("teams", 2, 5, 1, 0, 30.0, 6.0, 2), ("walks", 2, 16, 2, 1, 48.0, 6.0, 2),
]  # fmt: skip
EXPECTED = {
    "registrations": 12, "waiting": 1, "participants": 10, "completers": 6,
    "participant_hours": (30 + 12) * 2.0,
    "coverage": 10.0,  # ten of a thousand
    "groups_opened": 5, "groups_started": 3, "groups_cancelled": 1, "groups_in_house": 1,
    "communes_reached": 2,  # C, D
    "communes_with_group_now": 1,  # D
    "communes_with_participants": 3,  # A, C, D
    "years_to_1000_participants": None,
    "years_to_half_the_communes": 41 / 52,  # the second of four starts in week 40
    "facilitators_trained": 9, "facilitators_active": 4,
    "facilitator_years": 5.0,  # two in the first year, three in the second
    "groups_led_per_year": 6 / 5,
    "aspirants": 5, "aspirants_waiting": 0, "groups_running": 1, "partners_active": 3,
    "short": {name: {"groups": 38 / 103, "registrations": 65 / 103}.get(name, 0.0) for name in SHORTAGES},
    "short_in_training": {name: {"takers": 1 / 98, "seats": 97 / 98}.get(name, 0.0) for name in TRAINING_SHORTAGES},
    "time_without_partner": 52 / 260,
    "facilitators_from_groups": 5,
    "share_from_groups": 5 / 6,
    "r_facilitators": 0.7,  # (1.5 + 0 + 1 + 1 + 0) / 5: 102, 103, 106, 3, 4
    "r_facilitators_cohorts": 1.0,  # 106 and 3, trained in week 32
    "r_facilitators_now": 1.5,  # 1, 7, 8 became active; 106 and 3 stopped
    "r_participants": 0.5,  # 4, 5, 7, 8, 9; what counts for 6 is the event
    "r_word_of_mouth": 0.3,
    # Relative coverage 2, 0, 1, 1.25, shares of residents 0.1, 0.2, 0.3, 0.4.
    "coverage_gini": 0.2 * (0.3 * 1 + 0.4 * 1.25 + 0.1 * 2) + 0.3 * (0.4 * 0.25 + 0.1 * 1) + 0.4 * 0.1 * 0.75,
    "coverage_theil": 0.2 * log(2) + 0.5 * log(1.25),
    "periphery_ratio": (5 / 600) / (5 / 400),
    # A, B, C: participants 2, 0, 3 of 5; the mean rank of B and C is 5/12, that of A 11/12.
    "income_concentration": 2 * (2 / 5 * 11 / 12 + 3 / 5 * 5 / 12) - 1,
    "representation": {
        "odd": 2 / 3, "even": 2.0, "students": 1.0, "elected officials": 0.5, "outside the centre": 0.8,  # 5 of 10
    },
    "alternative_participants": 41, "alternative_groups": 6, "alternative_hours": 174.0,
    "alternative_leaders_active": 4,  # of the second year
}  # fmt: skip


PARAMETERS = Parameters.model_validate(
    {
        "target_group": [{"name": "odd", "share": 0.75}, {"name": "even", "share": 0.25}],
        "alternative": [{"kind": "team challenge", "name": "teams"}, {"kind": "workshop", "name": "walks"}],
    }
)
SHARES = {"odd": 0.75, "even": 0.25, "students": 0.1, "elected officials": 0.6, "outside the centre": 0.625}


@pytest.fixture(scope="module")
def by_hand() -> Record:
    """In the second year one facilitator is ready, and finds nobody."""
    last = {"registrations": 12, "waiting": 1, "aspirants_created": 5, "aspirants": 0, "running": 1, "partners": 3}
    weeks = weeks_of(
        WEEKS, active=lambda week: 2 + (week >= 52), unmatched=lambda week: 1 * (week >= 52), leading=1, **last
    )
    return record(
        weeks,
        events=EVENTS,
        groups=GROUPS,
        facilitators=FACILITATORS,
        participants=PARTICIPANTS,
        alternatives=ALTERNATIVES,
        parameters=PARAMETERS,
        places=Places.of(PLACE),
        shares=SHARES,
    )


def value_of(name: str, of: Record):
    return next(one for one in MEASURES if one.name == name)(of)


def test_every_measure_has_its_case_by_hand():
    assert list(dict.fromkeys(one.name for one in MEASURES)) == [one.name for one in MEASURES]
    assert set(EXPECTED) == {one.name for one in MEASURES}


def test_what_was_short_by_hand(by_hand):
    """Twelve register in the first week; ten seats open in week 7, and three of the twelve go to a house in week 38. In
    week 59 there are neither seats nor registrations."""
    said = ["groups"] * 38 + ["registrations"] * 21 + [NOTHING] + ["registrations"] * 44
    assert short(by_hand).tolist() == said
    assert short_in_training(by_hand).tolist() == [NOTHING] * 6 + ["takers"] + ["seats"] * 97


@pytest.mark.parametrize("name", EXPECTED)
def test_a_measure_by_hand(name, by_hand):
    assert value_of(name, by_hand) == pytest.approx(EXPECTED[name])


def test_the_summary_is_in_plain_numbers(by_hand):
    made = measured(by_hand)
    parts = [value for value in made.values() if isinstance(value, dict)]
    assert {type(value) for value in made.values()} == {int, float, dict, type(None)}
    assert {type(value) for part in parts for value in part.values()} == {float}
    assert type(made["participants"]) is int


def test_a_thousand_people(by_hand):
    """250 a week from week 3 on: the thousandth in week 6, at the end of which seven weeks have passed."""
    starts = [(3 + who // 250, "started", who, "A", 1, -1) for who in range(1200)]
    many = replace(by_hand, events=events(starts, places=by_hand.places))
    assert value_of("years_to_1000_participants", many) == pytest.approx(7 / 52)
    short = replace(many, events=many.events[:999])
    assert value_of("years_to_1000_participants", short) is None


def test_facilitators_by_week(by_hand):
    """Week 57: 3 was born, 102 stopped in the year before. Week 58: three more. Nobody stopped before week 50."""
    series = r_facilitators_by_week(by_hand)
    assert len(series) == WEEKS
    assert np.isnan(series[:50]).all()
    assert series[[50, 57, 58, 83, 84, 85, 101, 102, 103]].tolist() == [1, 1, 4, 4, 3, 1.5, 1, 1.5, 1.5]


def test_nobody_stopped_in_the_last_year(by_hand):
    stay = by_hand.facilitators.copy()
    stay["left_week"] = NONE
    assert value_of("r_facilitators_now", replace(by_hand, facilitators=stay)) is None


def coverage_of(by_hand, homes):
    starts = [(1, "started", who, home, 1, -1) for who, home in enumerate(homes)]
    return replace(by_hand, events=events(starts, places=by_hand.places))


def test_equal_coverage_is_equal(by_hand):
    equal = coverage_of(by_hand, "A" + "BB" + "CCC" + "DDDD")
    for name, expected in {
        "coverage_gini": 0,
        "coverage_theil": 0,
        "income_concentration": 0,
        "periphery_ratio": 1,
    }.items():
        assert value_of(name, equal) == pytest.approx(expected, abs=1e-12)


def test_all_in_one_commune(by_hand):
    """Everybody from A, a tenth of all: G = 1 − p, T = −ln p; A is the richest of three, with a sixth of residents."""
    one = coverage_of(by_hand, "AAA")
    assert value_of("coverage_gini", one) == pytest.approx(0.9)
    assert value_of("coverage_theil", one) == pytest.approx(-log(0.1))
    assert value_of("income_concentration", one) == pytest.approx(5 / 6)
    assert value_of("periphery_ratio", one) is None
    assert value_of("periphery_ratio", coverage_of(by_hand, "D")) == 0


def test_without_incomes(by_hand):
    for incomes in (None, np.full(4, np.nan)):
        without = replace(by_hand, places=Places.of(replace(PLACE, living_standard_eur=incomes)))
        assert value_of("income_concentration", without) is None


def test_a_run_in_which_nothing_happens(by_hand):
    """Counts are 0, and what would be a share of nothing does not exist."""
    empty = replace(by_hand, **{name: getattr(by_hand, name)[:0] for name in TABLES})
    made = measured(empty)
    none = {
        "years_to_1000_participants", "years_to_half_the_communes", "groups_led_per_year", "time_without_partner",
        "share_from_groups", "r_facilitators", "r_facilitators_cohorts", "r_facilitators_now", "r_participants",
        "r_word_of_mouth", "coverage_gini", "coverage_theil", "periphery_ratio", "income_concentration",
    }  # fmt: skip
    assert {name for name, value in made.items() if value is None} == none
    assert made.pop("short") == dict.fromkeys(SHORTAGES, 0.0)
    assert made.pop("short_in_training") == dict.fromkeys(TRAINING_SHORTAGES, 0.0)
    assert made.pop("representation") == dict.fromkeys(SHARES)
    assert {value for value in made.values() if value is not None} == {0}


@pytest.mark.parametrize(
    "scenario, settings",
    [("ref.toml", ["population.turnover_per_year=0.3", "facilitation.solo_after=2"]), ("kernel.toml", [])],
)
def test_the_measures_of_a_run_are_what_the_model_counted(run, scenario, settings):
    """Counted anew from the agents, not from the tables."""
    model = run(settings, 4, 3, scenario)
    made = summary_of(model)
    started = [group for group in model.groups if group.started >= 0]
    people = [member for group in started for member in group.members]
    over = [one for one in model.facilitators.values() if not one.active]
    personal = [CHANNELS[number] for number in PERSONAL]
    expected = {
        "facilitators_trained": len(model.facilitators),
        "facilitators_active": len(model.active),
        "facilitators_from_groups": sum(one.is_participant for one in model.facilitators.values()),
        "aspirants": model.total("aspirants_created"),
        "aspirants_waiting": len(model.aspirants),
        "groups_opened": len(model.groups),
        "groups_started": model.total("groups_started"),
        "groups_running": len(model.running_groups),
        "participants": model.total("participants"),
        "completers": model.total("completers"),
        "registrations": model.total("registrations"),
        "waiting": len(model.waiting),
        "partners_active": len(model.active_partners),
        "communes_reached": len({group.place for group in started}),
        "communes_with_participants": len({person.home for person in people}),
        "r_facilitators": sum(one.children for one in over) / len(over),
        "r_participants": sum(person.channel in personal for person in people) / len(people),
        "participant_hours": 2 * sum(sum(group.attended) for group in started if group.ended >= 0),
        "years": 4,
        "seed": 3,
        "event_log_sha256": digest(model),
    }
    assert {name: made[name] for name in expected} == expected
    assert made["participants"] > 100
    shares = model.world.shares
    groups = [group.name for group in model.parameters.target_group]
    assert sum(made["representation"][name] * shares[name] for name in groups) == pytest.approx(1)


def test_shares_of_the_population(build):
    """Residents of the overlays are as many as the shares say: officials exactly, students within chance."""
    world = build().world
    everyone = world.everyone()
    for name, share in world.shares.items():
        found = world.belongs(name, everyone).mean()
        slack = (
            0
            if name in ("elected officials", "outside the centre")
            else 5 * (share * (1 - share) / len(everyone)) ** 0.5
        )
        assert found == pytest.approx(share, abs=slack + 1e-12)


def test_the_row_of_the_laboratory_is_flat(by_hand):
    flat = row(measured(by_hand) | {"years": 2, "seed": 1, "event_log_sha256": "x"})
    assert {"seed", "years", "short", "short_in_training", "representation"}.isdisjoint(flat)
    assert flat["short_groups"] == pytest.approx(38 / 103)
    assert flat["short_in_training_takers"] == pytest.approx(1 / 98)
    assert flat["representation_elected_officials"] == pytest.approx(0.5)
    assert np.isnan(flat["years_to_1000_participants"])


# ---- definitions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", DEFINED, ids=lambda one: one.name)
def test_every_indicator_is_defined(one):
    for text in (one.name, one.unit, one.formula, one.meaning, one.source):
        assert text.strip() == text != ""
    assert one.meaning.endswith(".")
    assert ODD.read_text(encoding="utf-8").count(f"\n| `{one.name}` | {one.unit} | ") == 1


def test_the_table_of_indicators_is_current():
    text = ODD.read_text(encoding="utf-8")
    assert refreshed(text) == text, "run `python -m models.outcomes.indicators.document`"
    assert refreshed(text.replace("| `coverage` | people per 1,000 |", "| `coverage` | people |")) == text


def contagion(*words: str):
    return CliRunner().invoke(main, words)


def test_indicators_are_listed_and_searched():
    every, few = (" ".join(contagion("indicators", *words).stdout.split()) for words in ((), ("coverage", "gini")))
    assert all(one.name in every and one.formula in every for one in DEFINED)
    assert "coverage_gini" in few
    assert "coverage_theil" not in few


def test_indicators_as_json():
    found = json.loads(contagion("indicators", "--json").stdout)
    assert [one["name"] for one in found] == [one.name for one in DEFINED]
    assert all(set(one) == {"name", "unit", "formula", "meaning", "source"} for one in found)


def test_an_indicator_that_is_not_there():
    done = contagion("indicators", "xyzzy")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "contagion: no indicator has 'xyzzy' in its name or meaning\n"
