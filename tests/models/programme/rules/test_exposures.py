"""Personal invitations: how many a completer makes and when, and what a word weighs.

Decisions for some: who is meant, where groups meet, who gets seats, contacts and letters, whose values hold.

Alternative programmes as feeders of the groups.
"""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from contagion.models.programme.books.telling import ordinal
from contagion.models.records import BY_FACILITATOR, LETTER, TOLD, WEEK_COLUMNS, WORD_OF_MOUTH
from tests.helpers.alternative_programmes import CHALLENGE, NO_GROUPS, WORKSHOP, of
from tests.helpers.by_sections import lived, made
from tests.helpers.inspected import by_id
from tests.helpers.made_weeks import ALL_TOLD, begin_week, complete, live_in, residents_of
from tests.helpers.what_happened import log, weeks_of


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


def mailings(model):
    return [(week, other) for week, kind, *_, other in log(model) if kind == "mailing"]


def written_to(model):
    """Who gets a letter this week, where everybody listens."""
    told = model.rows("told")
    return told["person"][told["channel"] == LETTER].copy()


def test_letters_for_some_are_a_mailing_more(under):
    """Four a year, 13 weeks apart, from week 3 on; the decision holds in the second year."""
    rows = {"from": 52, "communes": ["Thise", "Saône"], "target_groups": ["students"], "set": {"outreach.letters": 300}}
    reached = {}

    def listen(model):
        model.live_stage("exposures")
        reached[model.week] = written_to(model)

    model = under(rows, stages={"exposures": listen}, **ALL_TOLD)
    model.run(104)
    weeks = [3, 16, 29, 42]
    assert mailings(model) == [
        *((week, 2500) for week in weeks),
        *((week + 52, letters) for week in weeks for letters in (2500, 300)),
    ]
    for week, people in reached.items():
        assert len(people) == 2500 * (week % 52 in weeks) + 300 * (week - 52 in weeks)
    world, some = model.world, [reached[week + 52][2500:] for week in weeks]
    for people in some:
        assert world.student(people).all()
        assert {model.territory.names[home] for home in world.home(people).tolist()} == {"Thise", "Saône"}
    assert len({tuple(people.tolist()) for people in some}) == 4
    told = [row[WEEK_COLUMNS.index("told_letter")] for row in weeks_of(model)]
    assert [told[week] for week in (3, 55)] == [2500, 2800]


@pytest.fixture
def post(under):
    """Send so many letters to some, and none to others: the model, and who gets them."""

    def send(letters, where=None, **sections):
        scope = {name: sections.pop(name) for name in ("communes", "target_groups") if name in sections}
        decision = {**scope, "set": {"outreach.letters": letters}}
        model = under(decision, where=where, outreach={"letters": 0}, **ALL_TOLD, **sections)
        begin_week(model, 3)
        model.live_stage("exposures")
        assert mailings(model) == [(3, len(written_to(model)))]
        return model, written_to(model)

    return send


def test_letters_reach_all_of_a_scope_alike(post, small, agrees):
    model, people = post(6000, communes=list(small.names[:3]), where=small)
    assert len(people) == 6000
    counts = small.residents[:3].sum(axis=1)
    for index in range(3):
        agrees(model.world.home(people) == index, counts[index] / counts.sum())


def test_letters_to_a_group_reach_other_people_in_every_round(post, territory, small):
    """One in fifteen is a student outside Besançon: 400 letters take several rounds of candidates. To a group to
    which nobody belongs none is sent."""
    assert not len(post(10, target_groups=["students"], where=small, population={"students": 0.0})[1])
    model, people = post(400, communes=["outside the centre"], target_groups=["students"])
    assert len(people) == 400
    assert len(np.unique(people)) > 370
    assert (model.world.home(people) != territory.centre).all()
    assert model.world.student(people).all()


def test_letters_for_some_are_keyed_by_whom_they_are_for(territory):
    """An inert row before theirs changes nothing."""
    letters = {"from": 10, "communes": ["25527", "25056"], "set": {"outreach.letters": 3000}}
    inert = {"from": 5, "communes": ["25575"], "set": {"outreach.letters": 0}}
    alone, behind = (lived(territory, {"decision": rows}, 104) for rows in ([letters], [inert, letters]))
    assert log(alone) == log(behind)
    assert log(alone) != log(lived(territory, {}, 104))


def test_everybody_told_by_a_partner_is_counted(territory):
    """A share of all members, as of those who get letters or come to events."""
    told, expected = 0, 0.0
    for seed in range(3):
        model = made(territory, {"partners": {"in_house_share": 0.0}}, 104, seed)
        for week in range(104):
            model.run(1)
            counted = int(model.state.array("weeks")["told_partner"][week])
            told += counted
            expected += 0.1 * sum(partner.members for partner in model.active_partners) * bool(counted)
    assert told == pytest.approx(expected, rel=0.02)


# ---- other programmes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_year", [0, 1, 51, 360, 10_000])
def test_contacts_are_spread_over_the_year(lived_with, per_year):
    model, weekly = (
        lived_with(WORKSHOP | {"letters_per_year": per_year}, settings=NO_GROUPS, years=2),
        np.zeros(104, int),
    )
    for week, kind, *_, letters in of(model, "fresk"):
        weekly[week] += letters * (kind == "fresk: mailing")
    assert weekly[:52].sum() == weekly[52:].sum() == per_year
    assert weekly.max() - weekly.min() <= 1


def test_a_budget_cut_without_a_budget_leaves_a_share_of_its_letters_and_events(with_programmes):
    cut = {"kind": "budget cut", "from": 0, "weeks": 52, "factor": 0.5}
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, shock=[cut], years=1)
    model.run(52)
    assert sum(e.other for e in of(model, "fresk") if e.what == "fresk: mailing") == 5000
    assert sum(e.what == "fresk: event" for e in of(model, "fresk")) == 6


def test_a_programme_that_feeds_changes_the_groups(lived_with):
    plain = log(lived_with(years=2))
    for feeds in ({"feeder_factor": 20.0, "tells_of_groups": False}, {"feeder_factor": 1.0, "tells_of_groups": True}):
        assert of(lived_with(WORKSHOP | feeds | {"initial_leaders": 60, "telling": 1.0}, years=2)) != plain


def test_some_register_for_the_groups_after_a_workshop(lived_with):
    model = lived_with(WORKSHOP | {"initial_leaders": 60, "telling": 2.0}, years=2)
    kinds = Counter(kind for _, kind, *_ in log(model))
    assert kinds["registered: workshop"] > 3
