"""Decisions for some: who is meant, where groups meet, who gets seats, contacts and letters, whose values hold."""

from collections import Counter

import numpy as np
import pytest

from models.parameters import PARTNER_TYPES
from models.programme.layout import GROUP, QUEUE
from models.records import LETTER, NONE, PITCH, WEEK_COLUMNS
from models.territory.gazetteer import plain
from models.territory.naming import communes_named
from tests.helpers.compiled_calls import next_to_contact, offer_seats, places, values_for
from tests.helpers.made_weeks import ALL_TOLD, begin_week, complete, residents_of, row, two_leaders
from tests.helpers.telling import tell
from tests.helpers.what_happened import log, weeks_of
from tests.helpers.world_calls import would_take

# ---- who is meant ----------------------------------------------------------------------------------------------------


def test_names_are_read_as_people_write_them(territory):
    besancon = territory.codes.index("25056")
    for written in ("Besançon", "besancon", " BESANCON", "25056", "the centre", "The Centre"):
        assert communes_named(territory, (written,)) == [besancon]
    assert plain("Bœuf-l'Évêque") == "boeuf l eveque"
    everywhere = communes_named(territory, ("outside the centre", "besançon", "25056"))
    assert everywhere == list(range(68))


def test_communes_and_groups_together(under, small):
    """Brute force over all 2,348 residents: both must hold; of several groups one is enough."""
    names = list(small.names[:2])
    model = under(
        {"communes": names, "target_groups": ["group B", "students"], "set": {"volunteering.wish": 1.0}},
        {"from": 0, "target_groups": ["elected officials"], "set": {"registering.barrier": 2.0}},
        where=small,
    )
    world, people = model.world, model.world.everyone()
    found = values_for(model, "volunteering.wish", people) == 1.0
    for person, meant in zip(people.tolist(), found.tolist(), strict=True):
        assert meant == (world.home(person) in (0, 1) and (world.group(person) == 1 or world.student(person)))
    assert 0 < found.sum() < len(people)
    barriers = values_for(model, "registering.barrier", people)
    assert np.array_equal(barriers, np.where(world.elected(people), 2.0, 1.0))
    assert (barriers == 2.0).sum() == small.seats.sum()


def test_a_value_for_some_goes_before_the_general_one_and_the_later_before_the_earlier(under, territory):
    model = under(
        {"from": 0, "communes": ["Besançon"], "set": {"demand.distance_km": 11.0}},
        {"from": 0, "target_groups": ["group A"], "set": {"demand.distance_km": 12.0}},
        {"set": {"demand.distance_km": 13.0}},
        {"from": 1, "communes": ["outside the centre"], "set": {"demand.distance_km": 14.0}},
    )
    world, besancon = model.world, territory.centre
    people = world.anyone(np.arange(400))
    wanted = [
        12.0 if world.group(person) == 0 else 11.0 if world.home(person) == besancon else 13.0
        for person in people.tolist()
    ]
    assert np.array_equal(values_for(model, "demand.distance_km", people), wanted)
    assert set(wanted) == {11.0, 12.0, 13.0}
    assert set(values_for(model, "demand.travel_help", people)) == {1.0}
    begin_week(model, 1)
    outside = (world.home(people) != besancon) & (world.group(people) == 0)
    assert outside.any()
    later = np.where(world.home(people) != besancon, 14.0, wanted)  # the last one to begin
    assert np.array_equal(values_for(model, "demand.distance_km", people), later)


# ---- where groups meet (L8) ------------------------------------------------------------------------------------------


def meets(model, keys=4000):
    """How often groups that two people of the centre lead would meet where."""
    two_leaders(model, model.territory.centre)
    return Counter(places(model, 0, 1, keys))


def test_a_group_meets_in_a_targeted_commune_by_population_within_reach(under, territory, agrees):
    names = ("Thise", "Saône", "Pelousey")
    model = under(
        {"communes": [*names, "Besançon"], "set": {"facilitation.targeted_share": 1.0}},
        facilitation={"pair_distance_km": 8.0},
    )
    reach = territory.distance_km[territory.centre]
    near = [row(territory, name) for name in (*names, "Besançon") if reach[row(territory, name)] <= 8.0]
    assert 2 <= len(near) < 4, "the case must have somebody out of reach"
    found = meets(model)
    assert set(found) == set(near)
    adults = model.world.adults
    for place in near:
        share = adults[place] / adults[near].sum()
        agrees([1.0] * found[place] + [0.0] * (4000 - found[place]), share)


def test_several_location_rules_share_the_groups(under, territory, agrees):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 0.3}},
        {"communes": ["Saône"], "set": {"facilitation.targeted_share": 0.5}},
    )
    found = meets(model)
    for name, share in (("Thise", 0.3), ("Saône", 0.5), ("Besançon", 0.2)):
        times = found.pop(row(territory, name))
        agrees([1.0] * times + [0.0] * (4000 - times), share)
    assert not found


def test_out_of_reach_a_group_meets_at_a_leaders_home(under, territory):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 1.0}}, facilitation={"pair_distance_km": 0.0}
    )
    assert set(meets(model, 50)) == {territory.centre}


# ---- who is offered seats (L7, L8) -----------------------------------------------------------------------------------


def queue_up(model, people):
    """Let people wait for training, in the order in which they came."""
    for since, person in enumerate(people):
        one = model.meet(person)
        one.aspirant_since = since
        model.state.array("lists")[QUEUE, since] = one.number
    model.state.array("counts")[QUEUE] = len(people)


@pytest.mark.parametrize(
    "share, seats, first, trained",
    [
        # ten wait, the last four of them in Thise; two of five seats are for these
        (0.4, 5, 0, [6, 7, 0, 1, 2]),
        (0.5, 5, 0, [6, 7, 0, 1, 2]),  # 2.5 seats are two
        (1.0, 5, 0, [6, 7, 8, 9, 0]),  # what they leave goes to the others
        (0.4, 5, 4, [6]),  # one seat left
        (0.4, 5, 5, []),
        (0.0, 5, 0, [0, 1, 2, 3, 4]),
        (0.5, float("inf"), 0, [6, 7, 8, 9, 0, 1, 2, 3, 4, 5]),
    ],
)
def test_reserved_seats(under, territory, share, seats, first, trained):
    model = under(
        {"communes": ["Thise"], "set": {"training.reserved_share": share}}, training={"accept": 1.0}, checked=False
    )
    people = residents_of(model, territory.centre, range(6)) + residents_of(model, row(territory, "Thise"), range(4))
    queue_up(model, people)
    assert offer_seats(model, seats, first) == first + len(trained)
    assert [people.index(one) for one in model.facilitators] == trained
    assert [people.index(one.id) for one in model.aspirants] == [n for n in range(10) if n not in trained]


def test_nobody_is_offered_a_seat_twice(under, territory):
    """Who declines a reserved seat is not asked again in the same session."""
    model = under(
        {"communes": ["Besançon"], "set": {"training.reserved_share": 1.0, "training.accept": 0.0}}, checked=False
    )
    people = residents_of(model, territory.centre, range(4))
    queue_up(model, people)
    assert offer_seats(model, 3, 0) == 0
    assert [who for _, kind, who, *_ in log(model) if kind == "declined a seat"] == people


# ---- who is contacted (L6, L8) ---------------------------------------------------------------------------------------


def in_line(model):
    """The organisations to be contacted, the next one first."""
    line, (first, length) = model.state.array("in_line"), model.state.array("line")[0]
    return np.roll(line, -first)[:length].tolist()


def line_up(model, organisations):
    """Let these organisations be the next ones, and no others."""
    model.state.array("in_line")[: len(organisations)] = organisations
    model.state.array("line")[0] = (0, len(organisations))


def test_contacts_with_organisations_of_a_kind_and_a_place(under, territory):
    kind = "school or university"
    model = under({"communes": ["Besançon"], "partner_types": [kind], "set": {"partners.targeted_share": 1.0}})
    organisations, before = model.world.organisations, in_line(model)
    fits = [
        one
        for one in before
        if organisations.home[one] == territory.centre and organisations.kinds[one] == PARTNER_TYPES.index(kind)
    ]
    assert 5 < len(fits) < len(before)
    taken = [next_to_contact(model, number) for number in range(len(fits) + 2)]
    assert taken[: len(fits)] == fits  # the first in line of those meant
    others = [one for one in before if one not in fits]
    assert taken[len(fits) :] == others[:2]  # then, as there are none left, simply the first
    assert in_line(model) == others[2:]


def test_a_share_of_the_contacts(under, agrees):
    model = under({"partner_types": ["club"], "set": {"partners.targeted_share": 0.4}})
    kinds, clubs = model.world.organisations.kinds, PARTNER_TYPES.index("club")
    other = next(one for one in in_line(model) if kinds[one] != clubs)
    club = next(one for one in in_line(model) if kinds[one] == clubs)
    hits = []
    for number in range(1500):
        line_up(model, [other, club])  # the first in line is no club
        hits.append(float(next_to_contact(model, number) == club))
    agrees(hits, 0.4)


# ---- who is written to (L7, L11) -------------------------------------------------------------------------------------


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


def test_letters_to_a_group_reach_other_people_in_every_round(post, territory):
    """One in fifteen is a student outside Besançon: 400 letters take several rounds of candidates."""
    model, people = post(400, communes=["outside the centre"], target_groups=["students"])
    assert len(people) == 400
    assert len(np.unique(people)) > 370
    assert (model.world.home(people) != territory.centre).all()
    assert model.world.student(people).all()


def test_a_group_that_nobody_belongs_to_gets_no_letter(post, small):
    _, people = post(10, target_groups=["students"], where=small, population={"students": 0.0})
    assert len(people) == 0


# ---- whose values hold -----------------------------------------------------------------------------------------------


def test_a_barrier_for_some(under, territory):
    """Who is told with a readiness of 1 and a strength of 0.2 registers with probability 1 − exp(−0.2 × barrier)."""
    model = under({"communes": ["Thise"], "set": {"registering.barrier": 0.25}}, registering={"barrier": 2.0})
    registered = {}
    for home, barrier in ((territory.centre, 2.0), (row(territory, "Thise"), 0.25)):
        people = residents_of(model, home, range(300))
        assert set(values_for(model, "registering.barrier", people)) == {barrier}
        bearable = model.draws.stream("decides to register").exponential(np.array(people), 0)
        registered |= dict(zip(people, bearable <= 0.2 * barrier, strict=True))
    tell(model, PITCH, [(person, int(NONE), 0.2) for person in registered])
    assert {one.id for one in model.waiting} == {person for person, does in registered.items() if does}
    assert 0 < len(model.waiting) < 200


def test_told_in_two_weeks_is_told_as_much_as_in_one(build):
    """Whom 0.1 in each of two weeks brings to register are those whom 0.2 at once does, and each has a limit of their
    own for the next time."""
    waiting = []
    for strengths in ((0.2,), (0.1, 0.1)):
        model = build(["registering.fatigue=1"], 1)
        people = model.world.everyone()[:3000].tolist()
        for strength in strengths:
            tell(model, PITCH, [(person, int(NONE), strength) for person in people])
            model.state.array("clock")["week"] += 1
        waiting.append({one.id for one in model.waiting})
        assert len(set(model.rows("people")["limit"])) > 2000
    assert waiting[0] == waiting[1]
    bearable = model.draws.stream("decides to register").exponential(np.array(people), 0)
    assert len(waiting[0]) == (bearable <= 0.2).sum()


def test_distance_and_help_for_some(under, territory, agrees):
    """exp(-d/δ) × help for those who are free: at δ = 5 and help 0.5, or δ = 10 and help 1.5, or for nobody."""
    thise, saone = row(territory, "Thise"), row(territory, "Saône")
    model = under(
        {"communes": ["Thise"], "set": {"demand.distance_km": 10.0, "demand.travel_help": 1.5}},
        {"communes": ["Saône"], "set": {"demand.travel_help": 0.0}},
        population={"slot_share": 1.0},
        demand={"travel_help": 0.5, "distance_km": 5.0},
    )
    group = np.zeros(1, GROUP)
    group["key"], group["place"] = 1, territory.centre
    taken = {}
    for home in (territory.centre, thise, saone):
        people = np.array(residents_of(model, home, range(300)))
        homes = np.full(300, home)
        taken[home] = would_take(model.state, homes, model.world.slots(people), people, group)[:, 0]
    away = territory.distance_km[territory.centre]
    agrees(taken[territory.centre], 0.5 * np.exp(-away[territory.centre] / 5))
    agrees(taken[thise], 1.5 * np.exp(-away[thise] / 10))
    assert not taken[saone].any()


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_a_wish_for_some(under, territory, spread):
    model = under(
        {"communes": ["Thise"], "set": {"volunteering.wish": 1.0}}, volunteering={"wish": 0.0, "group_sd": spread}
    )
    people = residents_of(model, territory.centre, range(20)) + residents_of(model, row(territory, "Thise"), range(20))
    complete(model, people)
    assert len(model.groups[0].completers) == 40
    assert [one.home for one in model.aspirants] == [row(territory, "Thise")] * 20
