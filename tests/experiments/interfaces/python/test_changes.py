"""Decisions, shocks, other programmes and publics in Python: the scenario that a file of the same would be."""

import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

import contagion as ct
from contagion.models.scenario import read

NO_GROUPS: dict[str, Any] = {"training": {"founders": 0, "places": 0}, "partners": {"initial": 0, "coordinators": 0.0}}
NO_GROUPS |= {"outreach": {"events_per_year": 0, "letters": 0}}
TARGETED = ("facilitation.targeted_share", "training.reserved_share", "partners.targeted_share")
STOP = {"training.places": 0, "partners.coordinators": 0.0, "outreach.letters": 0, "outreach.events_per_year": 0}
SCHOOL = "school or university"
MOVING: dict[str, Any] = {"population": {"turnover_per_year": 0.059, "student_turnover_per_year": 0.35}}
# Scenarios of the library, as they are said in Python.
IN_PYTHON = {
    "double_places": lambda: ct.read(
        "ref", ct.decision("training.places", 20, since="2020-01", title="Twenty places a year")
    ),
    "adaptive_places": lambda: ct.read(
        "ref",
        ct.decision(extra_session=True, since="2020-01", when={"queue": {"above": 12}}, title="Extra session"),
        ct.decision(STOP, since="2020-01", when={"weeks_without_participants": {"at_least": 52}}, title="Stop"),
    ),
    "out_of_the_centre": lambda: ct.read(
        "ref",
        ct.decision(
            dict.fromkeys(TARGETED, 0.5),
            since="2020-01",
            communes=("outside the centre",),
            title="Places, seats and contacts outside Besançon",
        ),
    ),
    "students": lambda: ct.read(
        "ref",
        MOVING,
        ct.public("students", slots=1.2, organisations=[SCHOOL]),
        ct.decision(
            {"partners": {"targeted_share": 0.5}},
            since="2020-01",
            partner_types=[SCHOOL],
            title="Contacts with the CROUS and schools",
        ),
        ct.decision("outreach.letters", 500, since="2020-01", target_groups=["students"], title="Letters to students"),
    ),
    "officials": lambda: ct.read(
        "ref",
        ct.public("elected", gate_opening=1.5),
        ct.decision(
            "outreach.letters",
            500,
            since="2020-01",
            target_groups=["elected officials"],
            title="Letters to councillors",
        ),
    ),
    "five_groups": lambda: ct.read(
        "ref",
        ct.public(
            "members of associations",
            share=0.23,
            receptivity=1.5,
            conversion=1.25,
            organisations=["association", "club"],
        ),
        ct.public("staff of companies", share=0.267, receptivity=0.8, slot_share=0.6, organisations=["company"]),
        ct.public(
            "staff of public bodies", share=0.075, receptivity=1.2, organisations=["public body", "housing body"]
        ),
        ct.public("everybody else", share=0.428, receptivity=0.82),
        ct.public("elected officials"),
        ct.public("students", organisations=[SCHOOL]),
        **MOVING,
    ),
    "team_challenge": lambda: ct.read("ref", ct.programme("team challenge")),
    "workshop_instead": lambda: ct.read(
        "ref", ct.programme("workshop", tells_of_groups=False, coordinators=1.0), **NO_GROUPS
    ),
}
SHOCKS = """
[[shock]]
kind = "coordinator away"
from = "2020-03"
weeks = 26
share = 0.5

[[shock]]
kind = "facilitators lost"
from = 60
share = 0.2

[[alternative]]
kind = "workshop"
name = "three hours"
from = "2019-01"
until = "2021-01"
"""


@pytest.mark.parametrize("name", IN_PYTHON)
def test_what_is_said_in_python_is_what_a_file_says(name):
    assert IN_PYTHON[name]().parameters == ct.read(name).parameters


@pytest.mark.parametrize("name", IN_PYTHON)
def test_its_text_read_back_is_the_same(name, tmp_path):
    made = IN_PYTHON[name]()
    (tmp_path / "made.toml").write_text(made.text(), encoding="utf-8")
    assert read(tmp_path / "made.toml").parameters == made.parameters


def test_shocks_and_dates_are_those_of_a_file(tmp_path):
    (tmp_path / "made.toml").write_text(SHOCKS, encoding="utf-8")
    made = ct.read(
        "ref",
        ct.shock("coordinator away", since="2020-03", weeks=26, share=0.5),
        ct.shock("facilitators lost", since=60, share=0.2),
        ct.programme("workshop", "three hours", since="2019-01", until="2021-01"),
    )
    of_file = read(tmp_path / "made.toml").parameters
    assert (made.parameters.shock, made.parameters.alternative) == (of_file.shock, of_file.alternative)


def test_they_come_after_what_there_is_and_the_name_tells_them():
    made = ct.read("double_places", ct.decision("outreach.letters", 5000, since="2021-01", until="2022-01"))
    assert [one.title for one in made.parameters.decision] == ["Twenty places a year", ""]
    assert made.name == "double_places, outreach.letters = 5000 since 2021-01"
    assert made.set_over == ()
    assert ct.read("ref", ct.shock("budget cut", since=3, factor=0.5), name="cut").name == "cut"


def test_a_change_is_small_and_frozen():
    one = ct.decision("training.places", 20, since="2020-01")
    assert repr(one) == "<Change decision: from = '2020-01', set = {'training.places': 20}>"
    with pytest.raises(FrozenInstanceError):
        setattr(one, "table", "shock")  # noqa: B010 -- what a type checker would refuse


MISTAKES = [
    ('ct.read("ref", ct.decision("training.place", 20))', "decision 1: training.place cannot change during a run"),
    ('ct.read("ref", ct.decision("training.places", -3))', "training.places = -3: must be greater"),
    (
        'ct.read("ref", ct.decision("training.places", 20, since="2020-13"))',
        "since = '2020-13': month must",
    ),
    ('ct.read("ref", ct.decision("training.places", 20, until="2016-01"))', "a week after since = 0"),
    ('ct.read("ref", ct.decision("training.places", 20, title="a\\x1b"))', "the character U+001B"),
    ('ct.read("ref", ct.decision("training.places", 20, communes=3))', "communes = 3: must be a list"),
    ('ct.read("ref", ct.decision("training.places", 20, when={"queu": {"above": 3}}))', "must be 'queue'"),
    ('ct.read("double_places", ct.decision("training.places", 3, since="2020-01"))', "contradict each other"),
    ('ct.read("ref", ct.decision())', "must say what it changes: values to set, or extra_session=True"),
    ('ct.decision("training.places")', "must be a setting and its value"),
    ('ct.decision({"training.places": 20}, 3)', "must be a setting and its value"),
    ("ct.decision(3, 4)", "must be a setting and its value"),
    ('ct.decision("training.places", 20, untill="2021-01")', "takes no 'untill' here. Did you mean 'until'?"),
    ('ct.shock("budget cut", since=3, weks=3)', "Did you mean 'weeks'?"),
    ('ct.read("ref", ct.shock("budget cut", since="x"))', "shock 1: since = 'x': must be a month"),
    ('ct.read("ref", ct.shock("budget cut", since="2016-01", factor=0.5))', "since = '2016-01' lies before the start"),
    ('ct.read("ref", ct.shock("budget cut", since=1))', "needs factor, a number from 0 to 1"),
    (
        'ct.read("ref", ct.shock("budget cut", since=1, factor=0.5, share=0.5))',
        "takes since, factor, weeks, and not",
    ),
    ('ct.read("ref", ct.shock("cut", since=1))', "shock 1: kind = 'cut': must be 'coordinator away'"),
    (
        'ct.read("ref", ct.programme("workshp"))',
        "programme 1: kind = 'workshp' is unknown. Expected 'team challenge' or 'workshop'. Did you mean 'workshop'?",
    ),
    ('ct.read("ref", ct.programme("workshop", largst=3))', "programme 1: 'largst' is unknown in a workshop"),
    ('ct.read("ref", ct.programme("workshop", since=9, until=8))', "until = 8 must be later than since = 9"),
    ('ct.read("ref", ct.programme("workshop"), ct.programme("workshop"))', "programme: two rows are named 'workshop'"),
    ('ct.read("ref", ct.public("a", share=0.3))', "public: the shares must add up to 1"),
    ('ct.read("ref", ct.public("a", shre=1.0))', "public 1: shre = 1.0: unknown field"),
    ('ct.read("ref", ct.public("students", slts=1.0))', "Did you mean 'students.slots'?"),
    ('ct.read("ref", ct.public(3))', "public 1: name = 3: must be a valid string"),
    ('ct.read("ref", [ct.decision("training.places", 3)])', "must be values by name"),
]


@pytest.mark.parametrize("text, words", MISTAKES)
def test_a_mistake_is_told_in_a_line_in_pythons_words(text, words):
    with pytest.raises(ct.InputError) as told:
        eval(text, {"ct": ct})
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert not re.search(r"\bfrom =|alternative|target_group \d", str(told.value))
