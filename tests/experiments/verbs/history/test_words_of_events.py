"""What happened, line by line: every kind of event has its words."""

import pytest

from contagion.experiments.verbs.history.words import HAPPENED, LED_BY_NOBODY_KNOWN, event, in_words
from contagion.experiments.verbs.history.work import SHOCK, history
from contagion.models.records import KINDS
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read
from tests.helpers.said_of_history import row

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
