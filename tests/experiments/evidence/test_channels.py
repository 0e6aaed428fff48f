"""Switches of the channels: what they set, what runs have without them, and which change of a gain is clear."""

from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pytest

import contagion as ct
from contagion.experiments.evidence.channels import (
    ALL,
    CHANNELS,
    FACILITATORS,
    INVITATIONS,
    PARTNERS,
    SWITCHES,
    WISH,
    first_apart,
    gain_without,
    is_clear,
    no_facilitators_from,
    switch_off,
)
from contagion.experiments.evidence.words_of_channels import why_in_words
from contagion.experiments.say.languages import speaking
from contagion.models.parameters import Parameters
from contagion.models.scenario import read
from contagion.sim.errors import InputError

OPEN = ["elected.gate_opening=2.0", "invitations.pass_on=true"]
DECIDED = [{"from": "2019-01", "set": {WISH: 0.6}}, {"from": "2020-01", "set": {"training.places": 20}}]


def decided(*rows):
    return Parameters.model_validate({**read().parameters.model_dump(), "decision": rows})


@pytest.mark.parametrize("first", CHANNELS)
@pytest.mark.parametrize("second", CHANNELS)
def test_switches_one_after_the_other_are_both_at_once(first, second):
    parameters = read(Path("team_challenge"), OPEN).parameters
    one_by_one = switch_off(switch_off(parameters, [first]), [second])
    assert one_by_one == switch_off(parameters, {first, second})


def test_decision_on_wish_sets_none_and_others_stay():
    without = switch_off(decided(*DECIDED), [FACILITATORS])
    assert [row.set for row in without.decision] == [{WISH: 0.0}, {"training.places": 20}]


def test_word_of_everybody_weighs_as_that_of_staff_without_partners():
    p = read(Path("team_challenge")).parameters
    off = switch_off(p, [PARTNERS])
    for name in ("facilitator", "partner", "event"):
        of_staff = getattr(p.registering, name) / p.registering.participant_source
        assert getattr(off.registering, name) / off.registering.participant_source == of_staff
        assert getattr(off.registering, name) == of_staff
    (row,), (without,) = p.alternative, off.alternative
    assert without.event == row.event / p.registering.participant_source
    assert without.telling == p.registering.event  # of no source, and as strong as before


def results_without(name, channels, settings=()):
    scenario = read(Path(name), settings)
    return ct.run(replace(scenario, parameters=switch_off(scenario.parameters, channels)), years=4)


@pytest.mark.parametrize("channels, some", [((), True), ((FACILITATORS,), False)])
def test_run_without_facilitators_trains_no_participant(channels, some):
    tables = results_without("workshop", channels).tables
    assert ("participant" in {*tables["facilitators"]["source"]}) == some
    leads = tables["events"].query("kind == 'leads'")["week"]
    assert bool((leads > leads.min()).any()) == some  # later than the first, who come from outside


@pytest.mark.parametrize("channels, some", [((), True), ((INVITATIONS,), False)])
def test_run_without_invitations_has_nobody_who_came_by_one(channels, some):
    events = results_without("workshop", channels, ["invitations.pass_on=true"]).tables["events"]
    by = set(events["detail"]) & {"word of mouth", "facilitator"}
    assert bool(by) == some


def test_change_is_that_of_the_same_simulations_and_counts_sets():
    plain, without, sets = np.arange(40.0), np.arange(40.0) % 7, np.arange(40) // 2
    row = gain_without(plain, without, sets)
    assert (row["p50"], row["worlds"]) == (np.median(without), 40)
    of_sets = (without - plain).reshape(-1, 2).mean(axis=1)
    assert row["change"] == pytest.approx(of_sets.mean())
    half = 2.0930240544 * of_sets.std(ddof=1) / 20**0.5  # Student's t of 19 degrees of freedom
    assert (row["change_low"], row["change_high"]) == pytest.approx((row["change"] - half, row["change"] + half))
    assert row["mean_error"] == pytest.approx(without.reshape(-1, 2).mean(axis=1).std(ddof=1) / 20**0.5)


def row_of(change, low, high, worlds=200, changed=1.0):
    ends = {"p5": -70.0, "p50": 460.0, "p95": 980.0, "p50_error": 1.0}
    row = {**ends, "worlds": worlds, "change": change, "change_low": low, "change_high": high, "changed": changed}
    return row | {"clear": is_clear(row)}


CLEAR, UNCLEAR = row_of(-160.0, -200.0, -120.0), row_of(-10.0, -30.0, 10.0)
EQUAL = row_of(0.0, 0.0, 0.0, changed=0.0)


@pytest.mark.parametrize(
    "row, clear",
    [
        (CLEAR, True),
        (row_of(50.0, 10.0, 90.0), True),  # worth more without it
        (UNCLEAR, False),
        (EQUAL, False),
        (row_of(-160.0, -200.0, -120.0, worlds=19), False),
        (row_of(-160.0, nan, nan), False),
    ],
)
def test_change_is_clear_where_its_interval_excludes_zero_in_enough_simulations(row, clear):
    assert row["clear"] == clear


def test_sentence_has_a_figure_for_clear_channels_alone():
    rows = {FACILITATORS: CLEAR, INVITATIONS: CLEAR, PARTNERS: UNCLEAR, ALL: EQUAL}
    assert why_in_words(rows) == (
        "Without participants who become facilitators, the gain would be +460 (-70 to +980); without personal "
        "invitations, +460 (-70 to +980). Without the extra weight of former participants' word: no clear difference "
        "in 200 simulations. Without all three: no difference at all."
    )
    with speaking("fr"):
        french = why_in_words({INVITATIONS: CLEAR, PARTNERS: UNCLEAR})
    assert "Sans invitations personnelles, le gain serait de +460 (-70 à +980)." in french
    assert french.endswith("des anciens participants\u00a0: pas de différence nette sur 200 simulations.")


def test_sentence_of_no_clear_channel_has_no_gain():
    assert "+460" not in why_in_words(dict.fromkeys(SWITCHES, UNCLEAR))


# ---- off from a decision on ----------------------------------------------------------------------------------------


def test_first_week_apart_is_that_of_the_first_other_decision():
    base, same, later = decided(), {"from": 60, "set": {"group.recruiting_weeks": 8}}, {"from": 156, "set": {WISH: 0.5}}
    assert first_apart(base, decided(later)) == 156
    assert first_apart(decided(same), decided(same, later)) == 156
    assert first_apart(decided(same), decided(later)) == 60
    assert first_apart(base, read(Path("lowloss")).parameters) == 0
    with pytest.raises(InputError, match="decides the same as the first scenario"):
        first_apart(base, base)


def test_wish_is_none_from_a_week_on_whatever_is_decided_later():
    off = no_facilitators_from(decided({"from": 10, "set": {WISH: 0.5}}, {"from": 70, "set": {WISH: 0.6}}), 60)
    assert {week: off.with_decisions(off.in_force(week)).get(WISH) for week in (0, 20, 59, 60, 80)} == {
        0: read().parameters.get(WISH),
        20: 0.5,
        59: 0.5,
        60: 0.0,
        80: 0.0,
    }


@pytest.mark.parametrize("how", [{"when": {"queue": {"above": 3}}}, {"target_groups": ["students"]}])
def test_wish_of_some_or_under_a_condition_is_refused(how):
    with pytest.raises(InputError, match="ask from the start instead"):
        no_facilitators_from(decided({"from": 10, "set": {WISH: 0.5}, **how}), 60)
