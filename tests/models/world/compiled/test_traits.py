"""What residents are like: who is who, who is receptive when, who moves (sections 4.4, 4.5, S1, S16)."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from contagion.models.parameters import BANDS, PARTNER_TYPES, Parameters
from contagion.models.records import NONE
from contagion.models.scenario import read
from contagion.models.world.world import NOBODY, World
from contagion.sim.chance.draws import Draws
from tests import oracles as th
from tests.helpers.laws import fits
from tests.helpers.world_calls import place


def within(share, expected, number, errors=4):
    """A share of so many independent people is the expected one."""
    return abs(share - expected) <= errors * np.sqrt(expected * (1 - expected) / number)


def years(ids, year):
    return np.full(len(ids), year)


def test_councillors_are_as_many_in_each_commune_as_it_has_seats(world, everyone, territory):
    """Section 4.2: exactly as many in each commune as it has seats, 1,088 in all."""
    elected = everyone[world.elected(everyone)]
    assert np.array_equal(np.bincount(world.home(elected), minlength=68), territory.seats)
    assert len(elected) == 1088


def test_students_are_young_and_mostly_in_the_centre(world, everyone, territory):
    """Section 4.5: about 30,000, all aged 15–29, more of them among the young of Besançon."""
    students = everyone[world.student(everyone)]
    assert len(students) == pytest.approx(30_000, rel=0.02)
    assert set(world.band(students).tolist()) == {0}
    by_commune = np.bincount(world.home(students), minlength=68) / territory.residents[:, 0]
    outside = np.arange(68) != territory.centre
    assert by_commune[territory.centre] > 1.5 * np.average(by_commune[outside], weights=territory.residents[outside, 0])
    assert (world.home(students) == territory.centre).mean() > 0.8


def test_women_target_groups_and_thresholds_have_their_shares(world, everyone):
    number = len(everyone)
    assert within(world.woman(everyone).mean(), 0.53, number)
    groups = np.bincount(world.group(everyone), minlength=5)
    assert stats.chisquare(groups, np.array([0.35, 0.20, 0.20, 0.15, 0.10]) * number).pvalue > 1e-3
    thresholds = np.bincount(world.threshold(everyone), minlength=4)[1:]
    assert stats.chisquare(thresholds, np.array([0.3, 0.4, 0.3]) * number).pvalue > 1e-3


def test_everybody_is_free_at_each_of_four_times_with_the_same_chance(world, everyone):
    """S9: free at each of four times with a chance of 0.7, each on its own."""
    sample = everyone[::41].tolist()
    counts = Counter(bin(world.slots(person)).count("1") for person in sample)
    law = stats.binom.pmf(np.arange(5), 4, 0.7) * len(sample)
    assert stats.chisquare([counts[k] for k in range(5)], law).pvalue > 1e-3


@pytest.mark.slow
def test_traits_are_independent(world, everyone):
    """One trait says nothing about another, but for those meant to: every pair is uncorrelated."""
    sample = everyone[::11]
    slots = np.array([world.slots(person) for person in sample.tolist()])
    columns = {f"slot {n}": slots >> n & 1 for n in range(4)}
    columns |= {"woman": world.woman(sample), "group": world.group(sample) == 0}
    columns |= {"threshold": world.threshold(sample), "elected": place(world, "elected", sample) % 97}
    ready = world.readiness(sample, years(sample, 0))
    columns |= {"receptive": ready > 0, "readiness": np.where(ready > 0, ready, ready[ready > 0].mean())}
    columns |= {
        "household": place(world, "household", sample) % 97,
        "works at home": world.work_commune(sample) % 5,
    }
    matrix = np.corrcoef(np.array(list(columns.values()), dtype=float))
    assert np.abs(np.triu(matrix, 1)).max() < 4.5 / np.sqrt(len(sample))


def test_the_receptive_share_is_kept_by_as_many_as_come_and_go(world, everyone):
    """S1: π = 0.15 every year; 3 % of the non-receptive become receptive in a year, and as many the other way."""
    for year in (0, 4):
        now, then = (world.receptive(everyone, years(everyone, y)) for y in (year, year + 1))
        assert np.array_equal(now, world.readiness(everyone, years(everyone, year)) > 0)
        assert within(now.mean(), 0.15, len(everyone))
        assert within((then & ~now).sum() / (~now).sum(), 0.03, (~now).sum())
        assert within((now & ~then).sum() / now.sum(), 0.03 * 0.85 / 0.15, now.sum())
    assert within(world.receptive(everyone, years(everyone, 10)).mean(), 0.15, len(everyone))


def test_without_turnover_nobody_changes(people_of, territory):
    world = people_of(territory, ["receptivity.turnover_per_year=0"])
    everyone = world.everyone()
    assert np.array_equal(world.readiness(everyone, years(everyone, 0)), world.readiness(everyone, years(everyone, 9)))


@pytest.mark.parametrize("shape", [1, 5])
def test_the_readiness_of_the_receptive_is_gamma_with_mean_one(people_of, territory, shape):
    """S1: gamma with mean 1."""
    world = people_of(territory, [f"receptivity.shape={shape}"])
    everyone = world.everyone()
    ready = world.readiness(everyone, years(everyone, 2))
    assert stats.kstest(ready[ready > 0], stats.gamma(shape, scale=1 / shape).cdf).pvalue > 1e-3
    assert abs(ready[ready > 0].mean() - 1) <= 4 / np.sqrt(shape * (ready > 0).sum())


@pytest.mark.parametrize(
    "sections, of, shares",
    [
        ({"receptivity": {"by_age": (0, 1, 1, 1, 2, 1)}}, "band", {0: 0.0, 1: 0.15, 4: 0.30}),
        (
            {"target_group": [{"name": "a", "share": 0.5, "receptivity": 2.0}, {"name": "b", "share": 0.5}]},
            "group",
            {0: 0.30, 1: 0.15},
        ),
    ],
)
def test_receptivity_by_age_and_target_group(people_with, sections, of, shares):
    """S1: π m_group m_age."""
    world = people_with(sections)
    everyone = world.everyone()
    receptive, kinds = world.receptive(everyone, years(everyone, 3)), getattr(world, of)(everyone)
    for kind, share in shares.items():
        assert within(receptive[kinds == kind].mean(), share, (kinds == kind).sum())


@pytest.mark.parametrize("share, outside, expected", [(0.15, 2.0, 0.30), (0.15, 0.6, 0.09), (0.6, 2.0, 1.0)])
def test_receptivity_outside_the_centre(people_of, territory, share, outside, expected):
    """S1: m_place, and nobody's share is above 1; inside all is as it was."""
    plain = people_of(territory, [f"receptivity.share={share}"])
    world = people_of(territory, [f"receptivity.share={share}", f"receptivity.outside={outside}"])
    everyone = world.everyone()
    there = world.home(everyone) != territory.centre
    receptive = world.receptive(everyone, years(everyone, 3))
    assert within(receptive[there].mean(), expected, there.sum())
    before = plain.readiness(everyone, years(everyone, 3))
    assert np.array_equal(world.readiness(everyone, years(everyone, 3))[~there], before[~there])


def test_residents_move_away_at_the_stated_rates(people_of, territory):
    """S16: so many a year are replaced; students sooner; newcomers are receptive as often."""
    settings = ["population.turnover_per_year=0.059", "population.student_turnover_per_year=0.35"]
    world = people_of(territory, settings)
    everyone = world.everyone()
    student = world.student(everyone)
    moved = world.generation(everyone, years(everyone, 5)) - world.generation(everyone, years(everyone, 4))
    assert set(moved.tolist()) <= {0, 1}
    assert within(moved[student].mean(), 0.35, student.sum())
    assert within(moved[~student].mean(), 0.059, (~student).sum())
    assert not world.generation(everyone, years(everyone, 0)).any()
    assert within(world.receptive(everyone, years(everyone, 7)).mean(), 0.15, len(everyone))


def test_students_and_councillors_can_be_more_receptive_and_have_more_time(people_with):
    world = people_with({"students": {"receptivity": 2.0, "slots": 1.3}, "elected": {"receptivity": 4.0, "slots": 9.0}})
    everyone = world.everyone()
    receptive = world.receptive(everyone, 3)
    student, elected = world.student(everyone), world.elected(everyone)
    for some, share, free in (
        (student & ~elected, 0.30, 0.91), (elected & ~student, 0.60, 1.0), (~student & ~elected, 0.15, 0.7)
    ):  # fmt: skip
        assert within(receptive[some].mean(), share, some.sum())
        sample = everyone[some][:: max(1, some.sum() // 500)]
        assert np.bitwise_count(world.slots(sample)).mean() / 4 == pytest.approx(free, abs=0.03)


# ---- expectations known exactly: whom one knows and asks, and who says yes to a first invitation (E22, E24) ----------


@pytest.fixture(scope="module")
def world_of(territory):
    """The world of the reference scenario, with settings over it."""

    def make(settings=(), seed=1):
        return World(territory, read(None, settings).parameters, Draws(seed))

    return make


def residents_of(world, commune, band=None):
    everyone = world.everyone()
    here = everyone[world.home(everyone) == commune]
    return here if band is None else here[world.band(here) == band]


def asked_once(world, inviters, ordinal=0, year=0):
    ordinals, years = np.full(len(inviters), ordinal), np.full(len(inviters), year)
    return world.asked(inviters, ordinals, years)


@pytest.mark.parametrize(
    "layers, code", [("[0, 1, 0, 0]", "25056"), ("[0, 1, 0, 0]", "25014"), ("[0, 0, 1, 0]", "25364")]
)
def test_ties_lead_where_the_kernel_says(world_of, territory, layers, code):
    """E22: communes of the alters of a commune's residents, close and further ties, against u N (d + 1 km)^−2."""
    world = world_of([f"contacts.layers={layers}"])
    commune = territory.index[code]
    inviters = residents_of(world, commune)[:6000]
    ordinals = range(max(1, 4000 // len(inviters)))
    alters = np.concatenate([asked_once(world, inviters, ordinal) for ordinal in ordinals])
    assert (alters != NOBODY).mean() > 0.999
    counts = np.bincount(world.home(alters[alters != NOBODY]), minlength=len(territory))
    weights = territory.tie_mass * (territory.distance_km[commune] + 1.0) ** -2
    assert fits(counts, weights)


def test_ties_prefer_their_own_age_and_target_group(world_of, territory):
    """S2: within a commune somebody of one's own age band, or of one's own target group, counts e^0.7 times."""
    world = world_of(["contacts.layers=[0, 1, 0, 0]"])
    for band in (0, 3):
        alters = asked_once(world, residents_of(world, territory.centre, band)[:8000])
        counts = np.bincount(world.band(alters[world.home(alters) == territory.centre]), minlength=len(BANDS))
        liking = np.where(np.arange(len(BANDS)) == band, np.exp(0.7), 1.0)
        assert fits(counts, territory.residents[territory.centre] * liking)
    inviters = residents_of(world, territory.centre)[:10_000]
    own, other = world.group(inviters), world.group(asked_once(world, inviters))
    for group in range(5):
        weights = np.array([0.35, 0.20, 0.20, 0.15, 0.10]) * np.where(np.arange(5) == group, np.exp(0.7), 1.0)
        assert fits(np.bincount(other[own == group], minlength=5), weights)


@pytest.mark.parametrize("layers, number", [("[0, 1, 0, 0]", 5), ("[0, 0, 1, 0]", 10)])
def test_the_same_few_people_are_known_all_along(world_of, layers, number):
    """S2: five close ties and ten further ones, the same in every run of the seed."""
    world = world_of([f"contacts.layers={layers}"])
    inviter = world.everyone()[1234]
    asked = world.asked(np.full(600, inviter), np.arange(600), np.zeros(600, dtype=int))
    assert len(set(asked.tolist())) == number
    again = world_of([f"contacts.layers={layers}", "training.places=20"])
    assert asked.tolist() == again.asked(np.full(600, inviter), np.arange(600), np.zeros(600, dtype=int)).tolist()
    assert inviter not in asked


def test_household_and_colleagues_are_real_ones(world_of):
    """S3: the other two layers ask people of the household and of the organisation, or a tie where there is nobody."""
    world = world_of(["contacts.layers=[1, 0, 0, 0]", "contacts.receptive_weight=1"])
    inviters = world.everyone()[::997]
    for inviter, asked in zip(inviters.tolist(), asked_once(world, inviters).tolist(), strict=True):
        household = world.household(inviter)
        assert asked != inviter
        assert asked in household if len(household) > 1 else asked not in household
    world = world_of(["contacts.layers=[0, 0, 0, 1]"])
    found = 0
    for inviter, asked in zip(inviters.tolist(), asked_once(world, inviters).tolist(), strict=True):
        organisation = world.organisation(inviter)
        if organisation >= 0:
            assert asked in world.members(organisation)
            found += 1
    assert found > 20


def test_every_colleague_is_as_likely(world_of):
    """S3: an invitation among colleagues goes to any of them alike, up to target group and receptivity."""
    world = world_of(["contacts.layers=[0, 0, 0, 1]", "contacts.receptive_weight=1", "contacts.same_group=0"])
    members = world.members(int(np.argmin(np.abs(world.organisations.sizes - 60))))
    asked = world.asked(np.repeat(members, 40), np.tile(np.arange(40), len(members)), np.zeros(40 * len(members), int))
    counts = np.bincount(np.searchsorted(members, asked), minlength=len(members))
    assert counts.sum() == 40 * len(members)
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize(
    "layers, weight, expected",
    [
        ("[0.1, 0.5, 0.25, 0.15]", 1, 0.15),
        ("[1, 0, 0, 0]", 3, 0.3462),
        ("[0, 1, 0, 0]", 3, 0.3462),
        ("[0, 0, 0, 1]", 3, 0.3462),
    ],
)
def test_receptive_people_are_asked_more_often(world_of, layers, weight, expected):
    """E24: w π / (w π + 1 − π) of those asked are receptive, in every layer."""
    receptive = asked = 0
    for seed in range(3):
        world = world_of([f"contacts.layers={layers}", f"contacts.receptive_weight={weight}"], seed)
        people = asked_once(world, world.everyone()[seed::83], year=seed)
        people = people[people != NOBODY]
        receptive += int(world.receptive(people, np.full(len(people), seed)).sum())
        asked += len(people)
    assert asked > 5000
    assert th.receptive_share_invited(0.15, weight) == pytest.approx(expected, abs=5e-5)
    assert stats.binomtest(receptive, asked, expected).pvalue > 1e-4


def test_whom_one_asks_does_not_depend_on_how_many_others_ask(world_of):
    """S3: 32 candidates are looked at for each contact, however many contacts are worked out at once."""
    world = world_of(["contacts.layers=[0, 0, 1, 0]", "contacts.receptive_weight=100", "receptivity.share=0.03"])
    inviters = world.everyone()[::500]
    together = asked_once(world, inviters)
    few = [asked_once(world, some) for some in np.array_split(inviters, len(inviters) // 100)]
    assert len(inviters) > 300
    assert 0.1 < (together == NOBODY).mean() < 0.9  # many are left with all candidates passed over
    assert together.tolist() == np.concatenate(few).tolist()


def test_work_communes_follow_the_commuting_law(world, everyone, territory):
    for commune in (0, territory.centre):
        here = everyone[world.home(everyone) == commune]
        assert fits(np.bincount(world.work_commune(here), minlength=68), territory.commuting_share[commune])


# ---- who belongs to which organisation: read both ways the same, and as wished (L7) ----------------------------------

SCHOOL = "school or university"
MANY = {"partners": {"per_100_establishments": 100.0, "smallest": 5}}  # organisations of every kind
TWO = [
    {"name": "a", "share": 0.3, "organisations": ["company"]},
    {"name": "b", "share": 0.7, "organisations": ["company", "club"]},
]


@pytest.fixture(scope="module")
def people():
    def make(where, sections=None):
        return World(where, Parameters.model_validate({**MANY, **(sections or {})}), Draws(1))

    return make


def belongs_to(world):
    """The organisation of everybody, in the order of ids."""
    return world.organisation(world.everyone())


@pytest.mark.parametrize("sections", [{"students": {"organisations": [SCHOOL]}}, {"target_group": TWO}])
def test_membership_is_read_both_ways_and_fills_the_same_seats(people, small, sections):
    usual, world = people(small), people(small, sections)
    everyone, of = world.everyone(), belongs_to(world)
    assert np.array_equal(world.organisations.sizes, usual.organisations.sizes)
    before = belongs_to(usual)
    assert np.array_equal(of == NONE, before == NONE)
    assert not np.array_equal(of, before)
    home = world.organisations.home
    assert np.array_equal(home[of[of != NONE]], home[before[before != NONE]])  # nobody works elsewhere
    for organisation in range(len(world.organisations.sizes)):
        assert world.members(organisation).tolist() == everyone[of == organisation].tolist()


def test_students_fill_the_schools(people, territory):
    shares = []
    for sections in ({}, {"students": {"organisations": [SCHOOL]}}):
        world = people(territory, sections)
        there = world.organisations
        schools = np.flatnonzero((there.kinds == PARTNER_TYPES.index(SCHOOL)) & (there.home == territory.centre))
        members = np.concatenate([world.members(school) for school in schools.tolist()])
        shares.append(world.student(members).mean())
    assert shares[0] == pytest.approx(0.2, abs=0.06)  # as many as among the residents
    assert shares[1] > 0.85  # the rest come from communes with fewer students than seats


def test_groups_take_seats_in_the_order_of_the_table(people, small):
    """In each block: no seat of a wanted kind is left to others while one of the group sits elsewhere."""
    world = people(small, {"target_group": TWO})
    everyone, there = world.everyone(), world.organisations
    of, before = belongs_to(world), belongs_to(people(small))
    seated = 0
    for home in range(6):
        for where in range(6):
            block = (world.home(everyone) == home) & (of != NONE) & (there.home[of] == where)
            if not block.any():
                continue
            first = world.group(everyone[block]) == 0
            kinds = there.kinds[of[block]]
            at_company = kinds == PARTNER_TYPES.index("company")
            assert sorted(kinds.tolist()) == sorted(there.kinds[before[block]].tolist())
            assert (first & at_company).sum() == min(first.sum(), at_company.sum())
            seated += int((first & at_company).sum())
    assert seated > 20


@pytest.mark.parametrize("sections", [{}, {"target_group": TWO}])
def test_nothing_is_worked_out_without_a_wish(people, small, sections):
    world = people(small, sections)
    assert (belongs_to(world) != NONE).sum() == world.organisations.sizes.sum()
    flows = world.tables.array("communes")["after_flow"].max()
    assert world.tables.array("flows")["matched"][:flows].tolist() == [bool(sections)] * flows
    assert len(world.tables.array("wishes")) == len(sections.get("target_group", ()))


@pytest.mark.parametrize("settings", [[], ["partners.per_100_establishments=60", "partners.tail=0.7"]])
def test_membership_reads_the_same_both_ways_for_everybody(people_of, small, settings):
    world = people_of(small, settings)
    sizes = world.organisations.sizes
    members = [world.members(one).tolist() for one in range(len(sizes))]
    assert [len(people) for people in members] == sizes.tolist()
    assert all(people == sorted(set(people)) for people in members)
    of = {person: one for one, people in enumerate(members) for person in people}
    assert len(of) == sizes.sum(), "nobody is in two"
    everyone = world.everyone().tolist()
    assert set(of) <= set(everyone)
    assert [world.organisation(person) for person in everyone] == [of.get(person, NONE) for person in everyone]


@pytest.mark.parametrize("wide", [False, True])
def test_membership_reads_the_same_both_ways_for_samples(people_of, territory, large, department_rows, wide):
    world = people_of(large(department_rows) if wide else territory)
    sizes = world.organisations.sizes
    assert len(sizes) == round(world.territory.establishments.sum() / 10)
    for one in range(0, len(sizes), 301 if wide else 29):
        members = world.members(one)
        assert len(members) == sizes[one]
        assert set(world.organisation(members[::7]).tolist()) <= {one}


# ---- organisations: sizes, places, and where their members come from -------------------------------------------------


def test_sizes_and_places_of_organisations(people_of, territory):
    """Section 4.5: as establishments are spread, heavy-tailed between the smallest and the cap."""
    organisations = people_of(territory).organisations
    counts = np.bincount(organisations.home, minlength=68)
    assert np.abs(counts - territory.establishments / 10).max() <= 1
    settings = read(None).parameters.partners
    assert organisations.sizes.min() >= settings.smallest
    assert organisations.sizes.max() == settings.largest
    for factor in (1.5, 3, 6):
        share = (organisations.sizes >= settings.smallest * factor).mean()
        expected = factor**-settings.tail
        assert abs(share - expected) <= 4 * np.sqrt(expected * (1 - expected) / len(organisations.sizes)), factor
    assert (organisations.kinds < 6).all()
    near = np.bincount(organisations.kinds, minlength=6) / len(organisations.kinds)
    assert np.abs(near - [0.35, 0.35, 0.1, 0.08, 0.07, 0.05]).max() < 0.07


def test_members_come_from_where_the_commuting_law_says(people_of, territory):
    world = people_of(territory)
    organisations, centre = world.organisations, territory.centre
    there = np.flatnonzero(organisations.home == centre)
    homes = np.concatenate([world.home(world.members(one)) for one in there])
    weights = territory.residents.sum(axis=1) * territory.commuting_share[:, centre]
    shares = np.bincount(homes, minlength=68) / len(homes)
    assert np.abs(shares - weights / weights.sum()).max() < 1e-3  # largest remainders


CROWDED = ["partners.per_100_establishments=1000", "partners.smallest=200"]


def test_more_members_than_residents_are_cut_down(people_of, small):
    world = people_of(small, CROWDED)
    organisations = world.organisations
    assert organisations.sizes.sum() <= world.size
    assert organisations.sizes.sum() > 0.9 * world.size
    assert world.organisation(int(world.everyone()[0])) != NONE


def flows_of(world):
    """The flows of a world that hold anybody."""
    return world.tables.array("flows")[: world.tables.array("communes")["after_flow"].max()]


@pytest.mark.parametrize("settings", [[], CROWDED], ids=["as they are", "crowded"])
def test_flows_add_up_in_rows_and_columns(people_of, territory, small, settings):
    for where in (territory, small):
        world = people_of(where, settings)
        communes, flows, sizes = world.tables.array("communes"), flows_of(world), world.organisations.sizes
        assert flows["count"].min() > 0
        assert np.array_equal(flows, np.sort(flows, order=["home", "there"]))
        assert np.array_equal(flows["first"], np.cumsum(flows["count"]) - flows["count"])
        leaving, arriving = (
            np.bincount(flows[of], flows["count"], minlength=len(communes)).astype(int) for of in ("home", "there")
        )
        assert np.array_equal(communes["leaving"], leaving)
        assert (leaving <= communes["adults"]).all()
        assert np.array_equal(communes["arriving"], arriving)
        assert np.array_equal(
            np.bincount(world.organisations.home, sizes, minlength=len(communes)).astype(int), arriving
        )
        flow_at, seats = world.tables.array("flow_at"), np.cumsum(arriving)
        for c, commune in enumerate(communes):
            own = flows[commune["first_flow"] : commune["after_flow"]]
            assert (own["home"] == c).all()
            assert np.array_equal(own["first_place"], np.cumsum(own["count"]) - own["count"])
            numbers = flow_at[seats[c] - arriving[c] : seats[c]]
            come = flows[np.unique(numbers)]  # by home
            assert (come["there"] == c).all()
            assert np.array_equal(come["first_seat"], np.cumsum(come["count"]) - come["count"])
            assert np.array_equal(numbers, np.repeat(np.unique(numbers), come["count"]))


def test_a_large_territory_has_the_same_organisations(people_of, department, large, department_rows):
    few, many = people_of(department), people_of(large(department_rows))
    assert np.array_equal(flows_of(few), flows_of(many))
    rows = [world.tables.array("organisations") for world in (few, many)]
    assert np.array_equal(*rows)


def test_there_may_be_no_organisations(people_of, small):
    world = people_of(small, ["partners.per_100_establishments=0"])
    assert not len(world.organisations.ids)
    assert not len(flows_of(world))
    assert world.organisation(int(world.everyone()[0])) == NONE
