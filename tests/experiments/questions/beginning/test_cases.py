"""The cases of a first pair: what each does, in whole runs of Grand Besançon, and that a change in summer changes
nothing before."""

from itertools import chain

import pytest

from contagion.experiments.questions.beginning.cases import (
    ALONE,
    CHANGES,
    CONTACTED,
    COORDINATOR,
    DAY,
    EVENT,
    FEEBLE,
    FEWER,
    LATER,
    LETTERS,
    MAILING,
    ORGANISATIONS,
    PARTNER,
    SECOND,
    SOON,
    STARTS,
    TOGETHER,
    TWICE,
    VILLAGE,
    WEAK,
    WITHIN,
    cases,
    changed_in_summer,
)
from contagion.experiments.questions.beginning.lived import HOME, begun_in
from contagion.experiments.questions.beginning.places import Place
from contagion.models.outcomes.frames import frame
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.simulation import record_of, territory_for

TERRITORY = territory_for(begun_in(HOME.town))
PLACE = Place(HOME.code, HOME.size, HOME.weight, HOME.town, "25030")


def parameters(case):
    return cases(PLACE)[case](begun_in(HOME.town).parameters)


def events(case, seed=1, weeks=52):
    """What happens in a run of a case."""
    model = ConversationModel(TERRITORY, parameters(case), seed, horizon=104)
    model.run(weeks)
    made = frame("events", record_of(model))
    model.release()
    return made


def of(happened, kind):
    return happened[happened["kind"] == kind]


def test_the_pair_alone_is_two_who_open_a_group_in_the_town_and_nobody_else():
    happened = events(ALONE)
    trained = of(happened, "trained")
    assert trained[["week", "where", "detail"]].to_numpy().tolist() == [[0, HOME.town, "founder"]] * 2
    assert len({*trained["who"]}) == 2
    opened = of(happened, "group opened").iloc[0]
    assert SOON - 2 <= opened["week"] < SOON
    assert {opened["who"], opened["other"]} == {*trained["who"]}
    assert not {*happened["kind"]} & {"never active", "partner active", "partner contacted", "event", "mailing"}


def test_each_start_does_what_it_says():
    alone = parameters(ALONE)
    assert {*of(events(VILLAGE), "trained")["where"]} == {"25030"}
    assert parameters(TWICE).invitations.per_facilitator == 2 * alone.invitations.per_facilitator
    assert parameters(FEWER).group.quorum == 4
    assert len(of(events(PARTNER, weeks=1), "partner active")) == 1
    assert parameters(COORDINATOR).decision[0].set == {"partners.coordinators": DAY}
    weak = parameters(WEAK)
    assert weak.registering.letter == FEEBLE * alone.registering.letter
    assert weak.decision == parameters(MAILING).decision


@pytest.mark.parametrize(("case", "week"), [(EVENT, SOON), (changed_in_summer(EVENT), LATER)])
def test_there_is_one_event(case, week):
    assert of(events(case), "event")["week"].tolist() == [week]


@pytest.mark.parametrize(("case", "week"), [(MAILING, SOON), (changed_in_summer(MAILING), LATER)])
def test_letters_are_sent_once_and_to_the_town(case, week):
    happened = events(case)
    assert of(happened, "mailing")[["week", "other"]].to_numpy().tolist() == [[week, LETTERS]]
    came = of(happened, "registered")
    by_letter = came[came["detail"] == "letter"]
    assert {*by_letter["week"]} <= {week}
    assert {*by_letter["where"]} <= {HOME.town}


def test_all_of_them_together_are_each_of_them():
    happened = events(TOGETHER)
    assert [of(happened, kind)["week"].tolist() for kind in ("event", "mailing")] == [[SOON], [SOON]]
    assert of(happened, "partner active")["week"].iloc[0] == 0
    assert len(of(happened, "partner contacted"))


def test_organisations_are_asked_within_some_weeks_of_summer():
    """As many in the mean of some runs; their number is Poisson."""
    weeks = [of(events(changed_in_summer(ORGANISATIONS), seed), "partner contacted")["week"] for seed in range(1, 9)]
    assert {*chain(*weeks)} <= {*range(LATER, LATER + WITHIN)}
    assert abs(sum(map(len, weeks)) / 8 - CONTACTED) < 3 * (CONTACTED / 8) ** 0.5


def test_a_second_pair_is_trained_in_summer_and_no_third():
    trained = of(events(changed_in_summer(SECOND), weeks=60), "trained")
    assert trained["week"].tolist() == [0, 0, LATER, LATER]


def test_a_change_in_summer_changes_nothing_before():
    before = events(ALONE, weeks=LATER)
    for name in CHANGES:
        assert events(changed_in_summer(name), weeks=LATER).equals(before)
        assert not events(changed_in_summer(name)).equals(events(ALONE))


def test_a_place_without_a_village_has_no_such_case():
    assert [*cases(PLACE)][1:8] == [*STARTS]
    assert {*cases(PLACE)} - {*cases(HOME)} == {VILLAGE}
