"""Territories too large for tables of all pairs: the same numbers, to the last bit, as small ones; the same laws."""

import importlib.util
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numba import njit
from scipy import stats

from experiments.words.territory import territory_in_words
from models.programme.books.invitations import address
from models.programme.layout import GROUP, NEARBY, ORDER, PAIRED, READY, STATE
from models.programme.model import ConversationModel
from models.programme.rules import pairing
from models.programme.rules.opening import open_groups
from models.programme.rules.resting import become_ready
from models.records import NONE
from models.scenarios.scenario import read
from models.territory.commuting import commuting_beta
from models.territory.distances import Distances
from models.territory.territory import COWORKERS, TIES, WORK
from models.territory.ties import Kernels
from models.world.compiled.places import NEAR_KEPT
from models.world.origin_destination import Flows
from models.world.places import places_of
from models.world.world import NOBODY, World
from sim.draws import Draws
from tests.helpers import world_calls
from tests.helpers.laws import fits
from tests.helpers.what_happened import digest, log

UNIT = ("25297", "25364")  # two communes that the census counts as one
ROUNDING = 1e-14  # NumPy's sines and exponentials differ in their last bits from one kind of processor to another
BUSY = ["outreach.factor=4", "outreach.letters=2000", "demand.distance_km=20", "training.period_weeks=20"]


# ---- the same log ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [[], [*BUSY, "registering.rule=reinforced", "population.turnover_per_year=0.1"]])
def test_the_real_territory_has_the_same_log(run, territory, large, commune_rows, settings):
    log = digest(run(settings, 2, 2, where=territory))
    assert digest(run(settings, 2, 2, where=large(commune_rows))) == log


def test_a_department_has_the_same_log(run, department, large, department_rows):
    settings = [
        *BUSY,
        "training.places=60",
        "training.outside_places=60",
        "training.founders=60",
        "partners.initial=60",
    ]
    log = run(settings, 1.5, 3, where=department)
    assert log.total("participants") > 100
    assert digest(run(settings, 1.5, 3, where=large(department_rows))) == digest(log)


@pytest.mark.parametrize("code", ["00001", "25112"])
def test_an_inert_commune_changes_no_event(run, large, small_rows, inert, code):
    """S03: however it moves the blocks and the shares that are kept."""
    few = run(BUSY, 2, 2, where=large(small_rows))
    more = run(BUSY, 2, 2, where=large([*small_rows, inert(code)]))
    assert len(log(few)) > 100

    def by_code(model):
        place = [*model.territory.codes, ""]
        return [(*event[:3], place[event[3]], *event[4:]) for event in log(model)]

    assert by_code(few) == by_code(more)


# ---- the same numbers ------------------------------------------------------------------------------------------------


def test_a_distance_is_the_same_however_it_is_asked_for(department, large, department_rows):
    few, many = department.distances, large(department_rows).distances
    a, b = np.arange(0, 612, 7), np.arange(611, -1, -7)
    assert np.array_equal(many.between(a, b), few.matrix[a, b])
    assert np.array_equal(many.between(a[:, None], b), few.matrix[np.ix_(a, b)])
    assert np.array_equal(many.matrix, few.matrix)
    assert np.array_equal(many.row(300), few.matrix[300])
    assert np.array_equal(many.matrix[:, 7], many.row(7))
    assert many.row(5)[5] == few.matrix[5, 5] == 0.5 * np.sqrt(department.area_km2[5] / np.pi)


def test_a_rule_is_told_the_same_distance(department, large, department_rows):
    few, many = places_of(department, 0.7), places_of(large(department_rows), 0.7)
    a, b = np.divmod(np.arange(0, 612**2, 11), 612)
    for places in (few, many):
        np.testing.assert_allclose(world_calls.distances(places, a, b), department.distance_km[a, b], rtol=ROUNDING)
        for commune in (0, 100, 611):
            for km in (15.0, 40.0, 15.0):
                near = np.flatnonzero(department.distance_km[commune] <= km)
                assert world_calls.near(places, commune, km) == set(near.tolist())


def test_communes_near_others_are_kept_within_bounds(department):
    """Where they are asked for within two distances in turn, they are looked up anew each time."""
    places = places_of(department, 2.0)
    places.put("near_pool", np.zeros(NEAR_KEPT + 2, np.int64))
    places.array("land")["near"] = NEAR_KEPT + 1
    for km in (8.0, 20.0, 8.0):
        near = np.flatnonzero(department.distance_km[5] <= km)
        assert world_calls.near(places, 5, km) == set(near.tolist())
    assert len(places.array("near_pool")) == NEAR_KEPT + 2
    assert 0 < places.array("land")["near"][0] < 3 * 612


def test_blocks_hold_every_commune_once_and_reach_all_that_is_near(large, department_rows):
    distances = large(department_rows).distances
    blocks = list(distances.blocks())
    assert len(blocks) > 10
    assert sorted(np.concatenate(blocks).tolist()) == list(range(612))
    sizes = []
    for block in blocks:
        reached = distances.reaching(block, 20.0)
        near = np.flatnonzero((distances.between(block[:, None], np.arange(612)) <= 20.0).any(axis=0))
        assert set(near.tolist()) <= set(reached.tolist())
        sizes.append(len(reached))
    assert np.median(sizes) < 306  # and not simply everywhere


@pytest.mark.parametrize("law", [TIES, COWORKERS, WORK])
def test_picks_are_the_same_but_for_rounding(department, large, department_rows, law):
    few, many = places_of(department, 0.7), places_of(large(department_rows), 0.7)
    rows = np.arange(0, 612, 31) + 612 * law
    u = Draws(1).stream("u").uniform(rows[:, None], np.arange(500))
    u[:, :3] = 2.0**-53, 1 - 2.0**-53, 0.5
    there, left = world_calls.pick(few, rows, u)
    assert ((left >= 0) & (left < 1)).all()
    assert there.max() < 612
    same_there, same_left = world_calls.pick(many, rows, u)
    assert np.array_equal(there, same_there)
    np.testing.assert_allclose(left, same_left, atol=1e-9)  # what is left is blown up by 1 / share


@pytest.mark.parametrize("small", [True, False])
def test_a_number_is_found_where_the_cumulative_shares_say(department, large, department_rows, small):
    """Against the dense table of the law, at the edges of shares as well."""
    cumulative = np.cumsum(department.tie_share[40])
    u = np.sort(np.concatenate([cumulative[:-1] - 1e-9, cumulative[:-1] + 1e-9, [1e-12, 1 - 1e-12]])).clip(1e-12)
    places = places_of(department if small else large(department_rows), 0.7)
    there, left = world_calls.pick(places, np.array([40]), u[None, :])
    assert np.array_equal(there[0], np.searchsorted(cumulative, u, side="right"))
    before = np.concatenate([[0.0], cumulative])[there[0]]
    assert left[0] == pytest.approx((u - before) / department.tie_share[40][there[0]], abs=1e-3)


@pytest.mark.parametrize("small", [True, False])
def test_what_rounding_leaves_goes_to_the_last_commune_with_a_share(territory_of, large, small_rows, inert, small):
    """Ten shares of 0.1 add up to 1 − 2⁻⁵³; the two communes after them have none."""
    ten = [small_rows[1] | {"insee_code": f"2500{n}", "census_unit": ""} for n in range(10)]
    make = territory_of if small else large
    territory = make([*ten, inert("99998"), inert("99999")], kernels=Kernels(tie_exponent=0))
    assert territory.distances.small == small
    assert np.cumsum(territory.tie_share[4])[-1] == 1 - 2.0**-53
    u = np.array([[1 - 2.0**-53, 0.95, 0.05]])
    there, left = world_calls.pick(places_of(territory, 0.7), np.array([4]), u)
    assert there.tolist() == [[9, 9, 0]]
    assert left[0] == pytest.approx([1, 0.5, 0.5])
    assert left.max() < 1


# ---- the same laws ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commune", [1, 300, 612 - 68 + 24])
def test_ties_lead_where_the_law_says(large, department_rows, commune):
    """E22: communes of the alters against u N (d + 1 km)^−2, over the whole territory."""
    territory = large(department_rows)
    world = World(territory, read(None, ["contacts.layers=[0, 1, 0, 0]"]).parameters, Draws(5))
    first = world_calls.at_rank(world, np.full(150, commune), np.arange(150))
    ordinals = np.repeat(np.arange(60), len(first))
    asked = world.asked(np.tile(first, 60), ordinals, np.zeros(len(ordinals), dtype=np.int64))
    assert (asked != NOBODY).mean() > 0.995  # of 750 ties; all candidates of one in 10,000 are passed over
    # Five ties each: every tie counts once, however often it is asked.
    pairs = np.unique(np.stack([np.tile(first, 60), asked])[:, asked != NOBODY], axis=1)
    counts = np.bincount(world.home(pairs[1]), minlength=612)
    weights = territory.tie_mass * (territory.distances.row(commune) + 1.0) ** -2
    assert counts.sum() > 600
    assert fits(counts, weights)


@pytest.mark.parametrize("law", [TIES, COWORKERS, WORK])
def test_communes_are_picked_by_their_shares(large, department, department_rows, law):
    territory, commune = large(department_rows), 250
    u = Draws(2).stream("u").uniform(np.arange(40_000))
    there, left = world_calls.pick(places_of(territory, 0.7), np.array([commune + 612 * law]), u[None, :])
    adults = department.residents.sum(axis=1)
    shares = {
        TIES: department.tie_share[commune],
        COWORKERS: adults * department.commuting_share[:, commune],
        WORK: department.commuting_share[commune],
    }[law]
    assert fits(np.bincount(there[0], minlength=612), shares)
    assert stats.kstest(left[0], "uniform").pvalue > 1e-3


def test_nobody_commutes_beyond_the_reach_and_hardly_anybody_would(large, commune_rows):
    """Two halves 300 km apart: without the limit fewer than one in 10¹² would go from one to the other."""
    whole = [row for row in commune_rows if row["insee_code"] not in UNIT]
    far = [row | {"insee_code": f"9{n:04d}", "latitude": "50"} for n, row in enumerate(whole)]
    territory = large([*whole, *far])
    here = np.array([code.startswith("25") for code in territory.codes])
    assert territory.commuting_share[np.ix_(here, ~here)].max() == 0
    law = np.exp(-territory.commuting_beta_per_km * territory.distance_km) * territory.jobs
    assert 0 < (law[np.ix_(here, ~here)].sum(axis=1) / law[here].sum(axis=1)).max() < 1e-12
    nearest, total = territory.commuting.of_homes
    assert total == pytest.approx((law * np.exp(territory.commuting_beta_per_km * nearest[:, None])).sum(axis=1))


def test_what_is_told_of_a_territory_needs_no_table(department, large, department_rows):
    territory = large(department_rows)
    within, to_centre = territory.ties_within_and_to_centre
    assert within == pytest.approx(department.tie_share.diagonal(), rel=1e-12)
    assert to_centre == pytest.approx(department.tie_share[:, department.centre], rel=1e-12)
    few, many = (territory_in_words(one).partition("Source: ")[0] for one in (department, territory))
    assert few == many
    assert not {"tie_share", "distance_km", "graph", "contiguity"} & set(vars(territory))


# ---- who goes where --------------------------------------------------------------------------------------------------


def test_flows_by_hand():
    """Two from 0 to 1 and one to 2; four from 2 to 1; nobody from 1."""
    flows = Flows(3, np.array([2, 0, 0, 1]), np.array([1, 2, 1, 0]), np.array([4, 1, 2, 0]))
    assert flows.leaving.tolist() == [3, 0, 4]
    assert flows.arriving.tolist() == [0, 6, 1]
    assert flows.rows.tolist() == [0, 2, 2, 3]  # nobody from 1
    assert flows.there.tolist() == [1, 2, 1]
    assert flows.first_place.tolist() == [0, 2, 0]
    assert flows.first_seat.tolist() == [0, 0, 2]  # the last after the two from 0
    to_the_middle = flows.by_there[flows.columns[1] : flows.columns[2]]
    assert flows.home[to_the_middle].tolist() == [0, 2]
    assert flows.columns[:2].tolist() == [0, 0]  # nobody to 0
    halved = flows.at_most(np.array([3, 5, 2]))
    assert halved.count[halved.home == 2].tolist() == [2]
    assert halved.there[halved.home == 2].tolist() == [1]
    assert halved.first_seat[halved.home == 2].tolist() == [2]
    assert halved.leaving.tolist() == [3, 0, 2]


def test_membership_reads_the_same_both_ways(large, department_rows):
    world = World(large(department_rows), read(None).parameters, Draws(1))
    for one in range(0, len(world.organisations.sizes), 301):
        members = world.members(one)
        assert len(members) == world.organisations.sizes[one]
        assert set(world.organisation(members[::7]).tolist()) <= {one}


# ---- crowds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", [[], ["demand.online_share=0.4"], ["demand.distance_km=0"], ["demand.distance_km=inf"]]
)
def test_a_crowd_takes_the_groups_that_each_would_take(build, territory, large, commune_rows, settings):
    """Those that the law of S9 says, however large the territory is."""
    groups = np.zeros(12, GROUP)
    groups["key"], groups["place"], groups["slot"] = 1000 + np.arange(12), 7 * np.arange(12) % 68, np.arange(12) % 4
    groups["online"] = ("demand.online_share=0.4" in settings) & (np.arange(12) < 5)
    for where in (territory, large(commune_rows)):
        model = build(settings, 1, where=where)
        people, demand = model.world.everyone()[::1500], model.parameters.demand
        homes, slots = model.world.home(people), model.world.slots(people)
        takes = world_calls.would_take(model.state, homes, slots, people, groups)
        reach = demand.distance_km
        near = np.exp(-territory.distance_km[homes[:, None], groups["place"]] / reach) if reach else 0.0
        chance = near * demand.travel_help * (slots[:, None] >> groups["slot"] & 1)
        chance[:, groups["online"] == 1] = demand.online_slot * demand.online_acceptance
        luck = model.draws.stream("takes a group").uniform(people[:, None], groups["key"])
        assert np.array_equal(takes, luck < chance)
        assert (takes.sum() > 20) == (settings != ["demand.distance_km=0"])


def pairing_of(many: int) -> ModuleType:
    """The rule of pairs, with another number of ready facilitators from which on those nearby are looked for."""
    spec: Any = importlib.util.spec_from_file_location(f"pairing_of_{many}", pairing.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    vars(module)["MANY"] = many  # before it is compiled
    return module


each_way = pytest.mark.parametrize("many", [0, 10_000])


@each_way
def test_the_log_does_not_hang_on_how_a_crowd_is_gone_through(run, many):
    pair_up, view = pairing_of(many).pair_up, STATE.view

    @njit(error_model="numpy")
    def live(handle):
        state = view(handle)
        become_ready(state)
        pair_up(state)
        open_groups(state)
        address(state)

    class InAnotherWay(ConversationModel):
        REPLACED: Mapping[str, Any] = {"pairing": lambda model: live(model.state.handle)}

    plain = run(BUSY, 2, 6)
    assert len(plain.groups) > 20
    assert digest(run(BUSY, 2, 6, kind=InAnotherWay)) == digest(plain)


def test_pairs_and_hosts_are_near_in_a_wide_territory(run, department):
    """Facilitators from everywhere: no pair beyond `pair_distance_km`, no room beyond `host_distance_km`."""
    settings = [*BUSY, "training.founders=100", "partners.initial=100", "facilitation.partner_room=1"]
    settings += ["partners.in_house_share=0"]
    away, way = {}, department.distance_km
    for limit in ("inf", "8"):
        model = run([*settings, f"facilitation.host_distance_km={limit}"], 1.5, 4, where=department)
        assert len(model.groups) > 20
        for group in model.groups:
            assert way[group.leaders[0].home, group.leaders[1].home] <= 20
        hosted = [group for group in model.groups if group.host]
        away[limit] = [min(way[one.home, group.place] for one in group.leaders) for group in hosted]
    assert max(away["8"]) <= 8 < max(away["inf"])
    assert len(away["8"]) > 5


def test_a_limit_that_excludes_no_room_changes_nothing(run):
    plain, limited = (run([*BUSY, f"facilitation.host_distance_km={km}"], 2, 6) for km in ("inf", "1000"))
    assert digest(plain) == digest(limited)
    assert sum(group.host is not None for group in plain.groups) > 5


@each_way
def test_ready_facilitators_are_found_by_commune_in_their_order(build, territory, many):
    """Six who each pair with the first in order within reach; one of them is there twice."""
    way = territory.distance_km
    first, last = np.unravel_index(way.argmax(), way.shape)
    middle = np.maximum(way[first], way[last]).argmin()
    reach = max(way[first, middle], way[last, middle])
    assert way[first, last] > reach
    settings = [f"facilitation.pair_distance_km={reach}", "facilitation.pair_decay_km=0"]
    model, rule, view = build(settings, 1), pairing_of(many), STATE.view
    put_in_order, look_for, pair_up = rule.put_in_order, rule.look_for, rule.pair_up

    @njit(error_model="numpy")
    def look(handle, place):
        state = view(handle)
        put_in_order(state)
        look_for(state, state.facilitators[state.lists[ORDER, place]], place)

    @njit(error_model="numpy")
    def pair(handle):
        pair_up(view(handle))

    ready, rows, tables = [3, 5, 2, 0, 1, 2, 4], model.state.array("facilitators")[:6], model.state
    rows["id"], rows["slots"], rows["groups_led"], rows["last_partner"] = 1000 + np.arange(6), 1, 1, NONE
    rows["home"] = np.array([first, middle, last])[[2, 0, 2, 1, 0, 2]]
    rows["seat"] = model.draws.stream("order of the ready").order(list(range(6)))
    tables.array("lists")[READY, :7], tables.array("counts")[READY] = ready, 7
    tables.array("n")["facilitators"] = 6

    def around(place):
        look(tables.handle, place)
        return [model.listed(ORDER)[other] for other in model.listed(NEARBY)]

    order = [0, 1, 2, 2, 3, 4, 5]
    far = {0: (1, 4), 1: (0, 2, 5), 2: (1, 4)} if many == 0 else {}  # few are not told apart by where they live
    for place in range(3):
        expected = [other for other in order[place + 1 :] if other not in far.get(place, ())]
        assert around(place) == expected
    pair(tables.handle)
    assert model.listed(PAIRED) == [0, 2, NONE, 1, 3, NONE, 2, 5, NONE]
    assert model.listed(READY) == [4]
    assert rows["last_partner"].tolist() == [1002, 1003, 1005, 1001, NONE, 1002]


def test_the_reach_of_commuting_depends_on_the_mean_area_alone():
    distances = Distances([[47.0, 6.0], [47.5, 6.0]], [10.0, 10.0], small=False)
    assert 27.6 / commuting_beta(10.0) == pytest.approx(133.8, abs=0.1)
    assert distances.row(0)[1] == pytest.approx(55.6, abs=0.05)
