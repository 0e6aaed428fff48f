"""Personal invitations: how many a completer makes and when, and what a word weighs."""

import numpy as np
import pytest
from scipy import stats

from contagion.models.programme.agents import by_id
from contagion.models.programme.books.telling import ordinal
from contagion.models.records import BY_FACILITATOR, TOLD, WORD_OF_MOUTH
from tests.helpers.alternative_programmes import CHALLENGE, WORKSHOP
from tests.helpers.by_sections import made
from tests.helpers.made_weeks import complete, live_in, residents_of


@pytest.fixture
def completed(build, territory):
    """A model in which 200 residents of the centre have just completed a group, under these settings."""

    def make(*settings):
        model = build(settings, 2, checked=False)
        people = residents_of(model, territory.centre, range(200))
        live_in(model, 20)
        complete(model, people)
        return model, np.array(people)

    return make


def test_a_completer_makes_as_many_invitations_as_are_drawn_for_them(completed):
    model, people = completed("invitations.per_completer=3")
    wanted = model.draws.stream("invitations: how many").poisson(3.0, people, 0)
    outbox = model.rows("outbox")
    assert np.array_equal(outbox["inviter"], np.repeat(people, wanted))
    assert np.array_equal(outbox["ordinal"], np.concatenate([np.arange(number) for number in wanted]))
    assert set(outbox["channel"].tolist()) == {WORD_OF_MOUTH}


def test_invitations_are_spread_over_the_weeks_after_the_group(completed):
    model, _ = completed("invitations.per_completer=10", "invitations.completer_weeks=8")
    live_in(model, 20, "pairing")
    first = model.state.array("diary_of")[0]
    diary, weeks = model.rows("diary"), np.zeros(model.horizon, int)
    for week in np.flatnonzero(first):
        note = first[week] - 1
        while note >= 0:
            weeks[week], note = weeks[week] + 1, diary["next"][note]
    assert weeks.sum() == len(diary) > 1900
    assert np.flatnonzero(weeks).tolist() == list(range(21, 29))
    assert stats.chisquare(weeks[21:29]).pvalue > 1e-3


@pytest.mark.parametrize("setting", ["invitations.per_completer=0", "demand.unlimited=true"])
def test_nobody_is_invited_where_nobody_invites_or_nobody_is_needed(completed, setting):
    model, _ = completed(setting)
    assert not len(model.rows("outbox"))


def test_the_word_of_whoever_took_part_weighs_more(territory):
    """A completer's at the strength of word of mouth; a facilitator's at theirs, and less if they were never in a
    group. All who are asked are counted, those who are not receptive too."""
    heard, counted, asked = [], 0, 0

    def listen(model):
        nonlocal counted, asked
        notes = model.state.array("diary_of")[0]
        asked_now, note = 0, notes[model.week] - 1
        while note >= 0:
            asked_now, note = asked_now + 1, model.rows("diary")["next"][note]
        model.live_stage("exposures")
        told, who = model.rows("told"), by_id(model.facilitators)
        for row in told[told["channel"] <= BY_FACILITATOR]:
            source = int(row["source"])
            kind = who[source].source if row["channel"] == BY_FACILITATOR else "completer"
            heard.append((kind, float(row["strength"])))
        tally = model.state.array("tally")["told"][0]
        counted += int(tally[TOLD.index("word of mouth")] + tally[TOLD.index("facilitator")])
        asked += asked_now

    weights = {"registering": {"word_of_mouth": 0.3, "facilitator": 0.6, "participant_source": 2.0}}
    made(territory, weights, 156, stages={"exposures": listen}).run(156)
    assert set(heard) == {("completer", 0.3), ("participant", 0.6), ("founder", 0.3), ("partner", 0.3)}
    assert counted == asked > 200


# ---- other programmes -----------------------------------------------------------------------------------------------


def test_invitations_of_each_programme_are_invitations_of_their_own(with_programmes):
    """The same person asks other people for the groups, for one programme and for another."""
    model = with_programmes(CHALLENGE, WORKSHOP)
    inviters, years = np.full(60, model.world.anyone(1)), np.zeros(60, dtype=np.int64)
    firsts = [0, *(ordinal(model.state, n, spell) for n in (1, 2) for spell in range(3))]
    asked = [model.world.asked(inviters, first + np.arange(60), years).tolist() for first in firsts]
    assert len({tuple(people) for people in asked}) == len(firsts) == 7
