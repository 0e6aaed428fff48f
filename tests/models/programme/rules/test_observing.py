"""Writing down the week: what there is and what there was, and once a year what happened in each commune."""

import numpy as np

from contagion.models.programme import layout
from contagion.models.records import BY_FACILITATOR, COMMUNE_COUNTS, LETTER, NO_EVENT, NO_SEAT, WEEK_COLUMNS, WORKSHOP
from tests.helpers.made_weeks import live_in, put_on

LENGTHS = {
    layout.ACTIVE_FACILITATORS: 3, layout.READY: 2, layout.QUEUE: 5, layout.WAITING_LIST: 6,
    layout.RECRUITING_GROUPS: 2, layout.RUNNING_GROUPS: 4, layout.ACTIVE_PARTNERS: 7,
}  # fmt: skip
STOCKS = {
    "facilitators_active": 3, "leading": 2, "ready": 2, "aspirants_waiting": 5, "waiting": 6, "registered": 3 + 4,
    "groups_recruiting": 2, "groups_running": 4, "partners_active": 7,
}  # fmt: skip
TOTALS = {
    "groups_started": 11, "registrations": 12, "enrolments": 13, "participants": 14, "completers": 15,
    "aspirants_created": 16,
}  # fmt: skip
TOTALS_OF_THE_WEEK = {"aspirants" if name == "aspirants_created" else name: value for name, value in TOTALS.items()}
TALLY = {"unmatched": 21, "leader_sessions": 22, "attendances": 23}


def a_week(model, week):
    """A week of which every figure is another one, written down; its row."""
    state = model.state.array
    for which, length in LENGTHS.items():
        put_on(model, which, range(length))
    state("facilitators")["load"][:3], state("programmes")["leaders_trained"][0] = (0, 1, 2), 10
    state("groups")["registered"][:2] = 3, 4
    for table, values in (("totals", TOTALS), ("tally", TALLY)):
        for name, value in values.items():
            state(table)[name] = value
    state("tally")["told"][0, [BY_FACILITATOR, LETTER, WORKSHOP]] = 31, 32, 33
    state("money")["coordinators"] = 1.5
    state("money")["unpaid"][0, [NO_SEAT, NO_EVENT]] = 8, 1
    live_in(model, week, "observation")
    return dict(zip(WEEK_COLUMNS, state("weeks")[week].tolist(), strict=True))


def test_every_figure_of_the_week_is_written_down(build, small):
    """And people reached are kept for the rules on the state."""
    money = {"coordinators": 1.5, "unpaid": 9, "unpaid_seats": 8}
    told = {"told_facilitator": 31, "told_letter": 32, "told_workshop": 33}
    nobody = {"told_word_of_mouth": 0, "told_partner": 0, "told_event": 0}
    week = {"week": 30, "facilitators_trained": 10} | STOCKS | TOTALS_OF_THE_WEEK
    model = build([], 1, where=small)
    assert a_week(model, 30) == week | TALLY | money | told | nobody
    assert model.state.array("reached")[30] == TOTALS["participants"]


def test_at_the_end_of_a_year_communes_have_a_row_and_begin_anew(build, small):
    """Two of the active live in commune 1, one in commune 4."""
    model = build([], 3, where=small)
    communes, homes = model.state.array("communes"), model.state.array("facilitators")["home"]
    homes[:3] = 1, 4, 1
    for n, name in enumerate(COMMUNE_COUNTS):
        communes[name] = 10 * n + np.arange(6)
    a_week(model, 50)
    assert not len(model.rows("commune_years"))
    a_week(model, 51)
    rows = model.rows("commune_years")
    assert set(rows["year"].tolist()) == {1}
    assert rows["commune"].tolist() == list(range(6))
    assert rows["facilitators_active"].tolist() == [0, 2, 0, 0, 1, 0]
    for n, name in enumerate(COMMUNE_COUNTS):
        assert rows[name].tolist() == [10 * n + commune for commune in range(6)]
        assert not communes[name].any()


def test_the_last_week_of_a_run_ends_its_last_year(build, small):
    model = build([], 1.5, where=small)
    for week in (51, 76, 77):
        a_week(model, week)
    assert np.unique(model.rows("commune_years")["year"]).tolist() == [1, 2]
    assert len(model.rows("commune_years")) == 12
