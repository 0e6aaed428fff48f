"""Decisions for some: who is meant, where groups meet, who gets seats, contacts and letters, whose values hold."""

from collections import Counter, deque

import numpy as np
import pytest

from models.parameters import PARTNER_TYPES, Parameters
from models.programme import ConversationModel
from models.rules import authority, decisions, enrolment, hosting, pairing, training, volunteering
from models.rules.observing import WEEK_COLUMNS
from models.scope import value_for, values_for
from models.territory.gazetteer import plain
from models.territory.naming import communes_named


@pytest.fixture
def under(territory):
    """A model in week 0, with these decisions in force."""

    def make(*rows, where=None, horizon=104, checked=True, **sections):
        parameters = Parameters.model_validate({"decision": rows, **sections})
        model = ConversationModel(where or territory, parameters, 1, horizon=horizon, checked=checked)
        authority.decide(model)
        return model

    return make


def row(territory, name):
    (index,) = communes_named(territory, (name,))
    return index


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
    population, people = model.population, model.population.everyone()
    ((scope, _),), ((officials, _),) = model.local["volunteering.wish"], model.local["registering.barrier"]
    found = scope.holds(population, people)
    for person, meant in zip(people.tolist(), found.tolist(), strict=True):
        lives_there = population.home(person) in (0, 1)
        one = np.array([person])
        assert meant == (lives_there and (population.group(person) == 1 or bool(population.student(one)[0])))
        assert scope.includes(population, person) == meant
    assert 0 < found.sum() < len(people)
    assert officials.holds(population, people).sum() == small.seats.sum()


def test_a_value_for_some_goes_before_the_general_one_and_the_later_before_the_earlier(under, territory):
    model = under(
        {"from": 0, "communes": ["Besançon"], "set": {"demand.distance_km": 11.0}},
        {"from": 0, "target_groups": ["group A"], "set": {"demand.distance_km": 12.0}},
        {"set": {"demand.distance_km": 13.0}},
        {"from": 1, "communes": ["outside the centre"], "set": {"demand.distance_km": 14.0}},
    )
    population, besancon = model.population, territory.centre
    people = [int(person) for person in model.contacts.anyone_each(np.arange(400), 0)]
    wanted = [
        12.0 if population.group(person) == 0 else 11.0 if population.home(person) == besancon else 13.0
        for person in people
    ]
    assert np.array_equal(values_for(model, "demand.distance_km", people), wanted)
    assert [value_for(model, "demand.distance_km", person) for person in people] == wanted
    assert set(wanted) == {11.0, 12.0, 13.0}
    assert values_for(model, "demand.travel_help", people) == 1.0
    model.week = 1
    authority.decide(model)
    outside = next(person for person in people if population.home(person) != besancon and population.group(person) == 0)
    assert value_for(model, "demand.distance_km", outside) == 14.0  # the last one to begin


# ---- where groups meet (L8) ------------------------------------------------------------------------------------------


def leader(model, commune, seat):
    person = int(model.population.at_rank(np.array([commune]), np.array([seat]))[0])
    return training.Facilitator(model, person, "partner", (-1, -1), -1, seat)


def places(model, leaders, keys=4000):
    return Counter(pairing.a_place(model, leaders, key) for key in range(keys))


def test_a_group_meets_in_a_targeted_commune_by_population_within_reach(under, territory, agrees):
    names = ("Thise", "Saône", "Pelousey")
    model = under(
        {"communes": [*names, "Besançon"], "set": {"facilitation.targeted_share": 1.0}},
        facilitation={"pair_distance_km": 8.0},
    )
    leaders = [leader(model, territory.centre, seat) for seat in (1, 2)]
    reach = territory.distance_km[territory.centre]
    near = [row(territory, name) for name in (*names, "Besançon") if reach[row(territory, name)] <= 8.0]
    assert 2 <= len(near) < 4, "the case must have somebody out of reach"
    found = places(model, leaders)
    assert set(found) == set(near)
    adults = model.population.adults
    for place in near:
        share = adults[place] / adults[near].sum()
        agrees([1.0] * found[place] + [0.0] * (4000 - found[place]), share)


def test_several_location_rules_share_the_groups(under, territory, agrees):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 0.3}},
        {"communes": ["Saône"], "set": {"facilitation.targeted_share": 0.5}},
    )
    found = places(model, [leader(model, territory.centre, seat) for seat in (1, 2)])
    for name, share in (("Thise", 0.3), ("Saône", 0.5), ("Besançon", 0.2)):
        times = found.pop(row(territory, name))
        agrees([1.0] * times + [0.0] * (4000 - times), share)
    assert not found


def test_out_of_reach_a_group_meets_at_a_leaders_home(under, territory):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 1.0}}, facilitation={"pair_distance_km": 0.0}
    )
    assert set(places(model, [leader(model, territory.centre, seat) for seat in (1, 2)], 50)) == {territory.centre}


# ---- who is offered seats (L7, L8) -----------------------------------------------------------------------------------


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
    homes = [territory.centre] * 6 + [row(territory, "Thise")] * 4
    people = [int(model.population.at_rank(np.array([home]), np.array([n]))[0]) for n, home in enumerate(homes)]
    for n, person in enumerate(people):
        resident = model.meet(person)
        resident.aspirant_since = n  # the order in which they came
        model.aspirants.append(resident)
    assert training.offer_seats(model, seats, first) == first + len(trained)
    assert [people.index(one) for one in model.facilitators] == trained
    assert [people.index(one.id) for one in model.aspirants] == [n for n in range(10) if n not in trained]


def test_nobody_is_offered_a_seat_twice(under, territory):
    """Who declines a reserved seat is not asked again in the same session."""
    model = under(
        {"communes": ["Besançon"], "set": {"training.reserved_share": 1.0, "training.accept": 0.0}}, checked=False
    )
    for rank in range(4):
        resident = model.meet(int(model.population.at_rank(np.array([territory.centre]), np.array([rank]))[0]))
        resident.aspirant_since = rank
        model.aspirants.append(resident)
    assert training.offer_seats(model, 3, 0) == 0
    assert [kind for _, kind, *_ in model.recorder.events if kind == "declined a seat"] == ["declined a seat"] * 4


# ---- who is contacted (L6, L8) ---------------------------------------------------------------------------------------


def test_contacts_with_organisations_of_a_kind_and_a_place(under, territory):
    kind = "school or university"
    model = under({"communes": ["Besançon"], "partner_types": [kind], "set": {"partners.targeted_share": 1.0}})
    organisations, before = model.population.organisations, list(model.to_contact)
    fits = [
        one
        for one in before
        if organisations.home[one] == territory.centre and organisations.kinds[one] == PARTNER_TYPES.index(kind)
    ]
    assert 5 < len(fits) < len(before)
    taken = [hosting.next_to_contact(model, number) for number in range(len(fits) + 2)]
    assert taken[: len(fits)] == fits  # the first in line of those meant
    others = [one for one in before if one not in fits]
    assert taken[len(fits) :] == others[:2]  # then, as there are none left, simply the first
    assert list(model.to_contact) == others[2:]


def test_a_share_of_the_contacts(under, agrees):
    model = under({"partner_types": ["club"], "set": {"partners.targeted_share": 0.4}})
    kinds, clubs = model.population.organisations.kinds, PARTNER_TYPES.index("club")
    hits = []
    for number in range(1500):
        last = next(one for one in reversed(model.to_contact) if kinds[one] != clubs)
        club = next(one for one in model.to_contact if kinds[one] == clubs)
        model.to_contact = deque([last, club])  # the first in line is no club
        hits.append(float(hosting.next_to_contact(model, number) == club))
        model.to_contact = deque([last, club])
    agrees(hits, 0.4)


# ---- who is written to (L7, L11) -------------------------------------------------------------------------------------


def mailings(model):
    return [(week, other) for week, kind, *_, other in model.recorder.events if kind == "mailing"]


def test_letters_for_some_are_a_mailing_more(under):
    """Four a year, 13 weeks apart, from week 3 on; the decision holds in the second year."""
    rows = {"from": 52, "communes": ["Thise", "Saône"], "target_groups": ["students"], "set": {"outreach.letters": 300}}
    model = under(rows)
    reached = []
    post = model.contacts.some_of
    model.contacts.some_of = lambda scope, number, occasion: (
        reached.append(post(scope, number, occasion)) or reached[-1]
    )
    model.run(104)
    weeks = [3, 16, 29, 42]
    assert mailings(model) == [
        *((week, 2500) for week in weeks),
        *((week + 52, letters) for week in weeks for letters in (2500, 300)),
    ]
    population = model.population
    for people in reached:
        assert population.student(people).all()
        homes = Counter(model.territory.names[home] for home in population.home(people).tolist())
        assert set(homes) == {"Thise", "Saône"}
    assert len({tuple(people.tolist()) for people in reached}) == 4
    told = [row[WEEK_COLUMNS.index("told_letter")] for row in model.recorder.rows["weeks"]]
    assert [told[week] for week in (3, 55)] == [2500, 2800]


def test_letters_reach_all_of_a_scope_alike(under, small, agrees):
    model = under({"communes": list(small.names[:3]), "set": {"outreach.letters": 10}}, where=small)
    ((scope, _),) = model.local["outreach.letters"]
    population = model.population
    people = model.contacts.some_of(scope, 6000, 0)
    counts = small.residents[:3].sum(axis=1)
    for index in range(3):
        agrees(population.home(people) == index, counts[index] / counts.sum())


def test_letters_to_a_group_reach_other_people_in_every_round(under):
    """One in fifteen is a student outside Besançon: 400 letters take several rounds of candidates."""
    model = under({"communes": ["outside the centre"], "target_groups": ["students"], "set": {"outreach.letters": 10}})
    ((scope, _),) = model.local["outreach.letters"]
    people = model.contacts.some_of(scope, 400, 3)
    assert len(people) == 400
    assert len(np.unique(people)) > 370
    assert scope.holds(model.population, people).all()


def test_a_group_that_nobody_belongs_to_gets_no_letter(under, small):
    model = under(
        {"target_groups": ["students"], "set": {"outreach.letters": 10}}, where=small, population={"students": 0.0}
    )
    ((scope, _),) = model.local["outreach.letters"]
    assert len(model.contacts.some_of(scope, 10, 0)) == 0


# ---- whose values hold -----------------------------------------------------------------------------------------------


def test_a_barrier_for_some(under, territory):
    model = under({"communes": ["Thise"], "set": {"registering.barrier": 0.25}}, registering={"barrier": 2.0})
    people = [
        int(model.population.at_rank(np.array([home]), np.array([3]))[0])
        for home in (territory.centre, row(territory, "Thise"))
    ]
    assert np.array_equal(decisions.barriers(model, people), [2.0, 0.25])


def test_distance_and_help_for_some(under, territory, agrees):
    """exp(-d/δ) × help for those who are free: 10 km at δ = 5 and help 0.5, or δ = 20 and help 2, or for nobody."""
    thise, saone = row(territory, "Thise"), row(territory, "Saône")
    model = under(
        {"communes": ["Thise"], "set": {"demand.distance_km": 20.0, "demand.travel_help": 1.5}},
        {"communes": ["Saône"], "set": {"demand.travel_help": 0.0}},
        population={"slot_share": 1.0},
        demand={"travel_help": 0.5},
    )
    model.distance = lambda *_: 10.0
    group = pairing.Group(model, 1, [], territory.centre, 0, None, False)
    taken = {}
    for home in (territory.centre, thise, saone):
        people = model.population.at_rank(np.full(300, home), np.arange(300)).tolist()
        taken[home] = [enrolment.takes(model, model.meet(person), group) for person in people]
    agrees(taken[territory.centre], 0.5 * np.exp(-2))
    agrees(taken[thise], 1.5 * np.exp(-0.5))
    assert not any(taken[saone])


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_a_wish_for_some(under, territory, spread):
    model = under(
        {"communes": ["Thise"], "set": {"volunteering.wish": 1.0}}, volunteering={"wish": 0.0, "group_sd": spread}
    )
    group = pairing.Group(model, 1, [leader(model, territory.centre, 1)], territory.centre, 0, None, False)
    homes = [territory.centre, row(territory, "Thise")] * 20
    for n, home in enumerate(homes):
        group.completers.append(model.meet(int(model.population.at_rank(np.array([home]), np.array([n]))[0])))
    model.ended_this_week = [group]
    volunteering.wish(model)
    assert [one.home for one in model.aspirants] == [row(territory, "Thise")] * 20
