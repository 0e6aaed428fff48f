"""Groups of an alternative programme: who makes one, when it meets, when it is given up."""

from collections import Counter

from contagion.models.programme.layout import HOPEFULS, TEAMS_RECRUITING, TEAMS_RUNNING
from tests.helpers.alternative_programmes import (
    CHALLENGE,
    EASY,
    NO_GROUPS,
    SILENT,
    WORKSHOP,
    ids,
    listed,
    of,
    prices,
    programme_of,
    teams_of,
    waiting_households,
)
from tests.helpers.what_happened import tables_of


def test_five_households_make_one_of_them_captain(with_programmes):
    """They open a team at once, wait ten weeks for more, meet in weeks 10, 23 and 36, two hours each time."""
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=[*NO_GROUPS, *EASY], years=1)
    registered = waiting_households(model, 5)
    model.run(1)
    (team,) = teams_of(model, TEAMS_RECRUITING)
    assert team["first"] in ids(model, registered)
    assert (team["leaders"], team["registered"], listed(model, HOPEFULS)) == (0, 5, [])
    model.run(51)
    assert [(week, kind) for week, kind, *_ in of(model, "challenge") if "group" in kind] == [
        (0, "challenge: group opened"), (10, "challenge: leads own group"), (10, "challenge: group started"),
        (36, "challenge: group ended"),
    ]  # fmt: skip
    (made,) = tables_of(model)["alternatives"].to_dict("records")
    assert (made["participants"], made["hours"], made["leader_hours"]) == (5, 30.0, 3.0)


def test_holidays_put_sessions_off(with_programmes):
    """From week 10, the session of week 23 waits for two holiday weeks (15, 16) and that of week 36 for ten more."""
    settings = [*NO_GROUPS, *EASY, "calendar.pause_in_holidays=true"]
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=settings, years=1)
    waiting_households(model, 5)
    hours = {}
    for week in range(52):
        model.run(1)
        hours.setdefault(programme_of(model)["hours"].item(), week)
    assert hours == {0.0: 0, 10.0: 10, 20.0: 25, 30.0: 48}


def test_newcomers_are_offered_the_team_that_waits_for_them(with_programmes):
    """Five more households make the first five's team full, and no team of their own."""
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(model, 5)
    model.run(1)
    assert len(waiting_households(model, 5)) == 5
    model.run(1)
    assert teams_of(model, TEAMS_RUNNING)["members"].tolist() == [10]
    assert not listed(model, TEAMS_RECRUITING)


def test_four_households_are_too_few_and_eleven_are_one_too_many(with_programmes):
    few = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(few, 4)
    few.run(52)
    assert [kind for _, kind, *_ in of(few, "challenge")] == ["challenge: registered: letter"] * 4
    many = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(many, 11)
    many.run(1)
    assert teams_of(many, TEAMS_RUNNING)["members"].tolist() == [10]
    assert len(listed(many, HOPEFULS)) == 1


def test_a_group_that_finds_too_few_is_given_up_and_its_leader_tries_again(with_programmes):
    row = WORKSHOP | SILENT | {"initial_leaders": 1, "groups_per_year": 52.0, "loss_per_year": 0.0}
    model = with_programmes(row, settings=[*NO_GROUPS, *EASY], years=1)
    registered = waiting_households(model, 4)
    model.run(11)
    groups = [(week, kind.removeprefix("fresk: group ")) for week, kind, *_ in of(model, "fresk") if "group" in kind]
    assert groups == [(1, "opened"), (5, "cancelled"), (6, "opened"), (10, "cancelled")]
    assert len(registered) == 4
    assert sorted(listed(model, HOPEFULS)) == registered


def test_a_team_that_cannot_be_paid_waits_and_is_given_up(with_programmes):
    """Five households, a team of theirs at 100 € and its captain at 50; there are 149 €."""
    for money, starts in ((149, False), (150, True)):
        settings = [*NO_GROUPS, *EASY, *prices(team=100, captain=50), f"budget.per_year={money}"]
        model = with_programmes(
            CHALLENGE | SILENT | {"conversion": 0.0, "coordinators": 0.0}, settings=settings, years=1
        )
        waiting_households(model, 5)
        model.run(12)
        kinds = Counter(kind.removeprefix("challenge: ") for _, kind, *_ in of(model, "challenge"))
        assert kinds["group started"] == kinds["leads own group"] == starts
        assert (kinds["not paid: group"] > 0) is (kinds["group cancelled"] > 0) is not starts
