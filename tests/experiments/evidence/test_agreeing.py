"""Worlds that agree with what is known of a programme."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.evidence.agreeing import (
    ENOUGH,
    agreeing,
    already,
    errors_off,
    figures_of,
    lived_through,
    observed_of,
    weighed,
    weighed_by,
)
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.known import Total, Year
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.stories import cautions
from contagion.experiments.evidence.words_of_programmes import far_from_all
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.runs.lab import AGAIN, elsewhere
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import found as library
from contagion.models.scenario import read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

CASE = read_programme(Path("besancon"))
DINAN = replace(
    *(CASE,),
    name="dinan",
    title="Dinan",
    territory=find("epci", "Dinan"),
    began=date(2023, 1, 1),
    today=date(2025, 1, 1),
    known=(Year(year=2023, trained=6, participants=14), Year(year=2024, active=8, participants=22)),
    total=Total(until=2024, groups=6, participants=36),
)


@pytest.fixture(scope="module")
def ensemble():
    return read_ensemble(Path("besancon"))


@pytest.fixture(scope="module")
def there(own_lab, tmp_path_factory):
    """A laboratory in Dinan."""
    return elsewhere(own_lab, extract(DINAN.territory).kept(tmp_path_factory.mktemp("dinan")))


@pytest.fixture(scope="module")
def base(there):
    return going_on(DINAN, Territory.from_file(there.study.communes))


@pytest.fixture(scope="module")
def found(there, base, ensemble):
    return agreeing(there, DINAN, base, ensemble, tried=200, kept=60)


def test_totals_that_the_years_say_are_counted_once():
    told = [(one.name, one.year, one.number, one.in_year, one.value) for one in observed_of(DINAN)]
    assert told == [
        ("trained", 2023, 1, True, 6),
        ("participants", 2023, 1, True, 14),
        ("participants", 2024, 2, True, 22),
        ("active", 2024, 2, False, 8),
        ("groups", 2024, 2, False, 6),
    ]


def test_they_are_nearer_to_what_is_known_than_before(found):
    table = found.table.set_index(["name", "year"])
    for row in [("participants", 2023), ("participants", 2024), ("active", 2024), ("groups", 2024)]:
        before, after = (table.loc[row, f"{when}_p95"] - table.loc[row, f"{when}_p5"] for when in ("before", "after"))
        assert after < before
        assert table.loc[row, "after_p5"] <= table.loc[row, "value"] <= table.loc[row, "after_p95"]
    assert 1 < found.effective <= 200
    assert found.wider >= 1


def test_a_world_that_is_left_stands_where_it_stood(found, there, base):
    """Its set and its luck are those that were lived, whatever its number; one that is met again has another luck."""
    worlds, world = Worlds(found.ensemble), 7
    lived = replace(base, parameters=worlds.parameters(base, world))
    run = simulate(lived, territory_for(lived, there.study.communes), years=2, seed=worlds.lived_with(world))
    (row,) = there.run([worlds.case(base)], [world], 2).table.to_dict("records")
    assert row["seed"] == world
    assert row["event_log_sha256"] == run.summary["event_log_sha256"]
    assert worlds.lived_with(AGAIN + world) == AGAIN + world
    assert not found.ensemble.is_elsewhere(base)


def test_figures_that_no_simulation_comes_near_are_refused(there, base, ensemble):
    far = replace(DINAN, known=(Year(year=2023, participants=5000),), total=None)
    with pytest.raises(
        InputError, match=r"no simulation comes near participants 2023: 5,000 \(simulations: 0 to \d+\)"
    ):
        agreeing(there, far, base, ensemble, tried=100, kept=20)


def test_a_dying_programme_is_answered_by_the_nearest_simulations_and_says_so(there, ensemble):
    """Fewer people than in any simulation are possible; the figure stays as it was given."""
    dying = tuple(Year(year=2023 + n, trained=trained, places=6, participants=0) for n, trained in enumerate((6, 0)))
    programme = replace(DINAN, known=dying, total=None)
    place = Territory.from_file(there.study.communes)
    lived = lived_through(there, programme, going_on(programme, place), ensemble, 60, 60, 2)
    some = lived.rows.assign(participants=lived.rows["participants"] + 5 * lived.rows["year"])  # none has so few
    found = weighed_by(programme, replace(lived, rows=some), kept=20)
    assert not found.holds
    assert cautions(found) == [far_from_all()]
    people = found.table[found.table["name"] == "participants"]
    assert (people["value"] == 0).all()
    assert (people["met"] == 0).all()
    assert (people["after_p50"] <= people["before_p50"]).all()
    alike = replace(lived, rows=lived.rows.assign(participants=9 * lived.rows["year"]))  # as far off in each
    one = weighed_by(replace(programme, known=(Year(year=2023, participants=0),)), alike, kept=20)
    assert (one.wider, one.holds) == (1, False)


def test_fewer_trained_than_places_ask_how_many_places_there_were(own_lab, territory, ensemble):
    fewer = replace(CASE, known=(*CASE.known, Year(year=2020, trained=5)), total=None)
    with pytest.raises(InputError, match=r"trained 2020: 5 \(simulations: .*, or say in `places` how many"):
        agreeing(own_lab, fewer, going_on(fewer, territory), ensemble, tried=40, kept=20)


@pytest.mark.slow
def test_a_programme_without_a_post_brings_people_and_its_options_more(there, ensemble):
    none = replace(DINAN, known=tuple(year.model_copy(update={"posts": 0}) for year in DINAN.known))
    place = Territory.from_file(there.study.communes)
    today = going_on(none, place)
    found = agreeing(there, none, today, ensemble, tried=200, kept=60)
    people = found.table.set_index(["name", "year"]).loc[("participants", 2024)]
    assert 0 < people["before_p50"] < people["before_p95"]
    twice = option(none, place, today, read(library(Path("double_places"))))
    came = [
        [simulate(one, place, years=10, seed=seed).summary["participants"] for seed in range(4)]
        for one in (today, twice)
    ]
    assert 0 < sum(came[0]) < sum(came[1])


def test_a_total_is_left_out_only_where_the_years_until_then_say_it():
    later = [Year(year=year, participants=80) for year in (2020, 2021, 2022)]
    told = observed_of(replace(CASE, known=(*CASE.known, *later), today=date(2026, 11, 30)))
    assert [(one.name, one.year) for one in told if not one.in_year] == [("participants", 2019)]
    every = [Year(year=year, participants=100) for year in (2017, 2018, 2019)]
    told = observed_of(replace(CASE, known=tuple(every)))
    assert [one.year for one in told if one.name == "participants"] == [2017, 2018, 2019]


def test_what_was_published_is_taken_out_of_the_sets_once_whoever_says_it(ensemble, territory):
    """At once or by its years, and whatever others counted; of one year of three sets know nothing."""
    base, known = going_on(CASE, territory), CASE.known
    published = [("participants", 2019, 3, 300.0)]

    def found(*people: int, total: Total | None = None, began: date = CASE.began):
        years = tuple(Year(year=2017 + place, participants=one) for place, one in enumerate(people))
        told = observed_of(replace(CASE, known=years or known, total=total, began=began))
        return [(one.name, one.year, one.number, one.value) for one in already(base, ensemble, told)]

    assert found(total=Total(until=2019, participants=300)) == published
    assert found(total=Total(until=2019, participants=280)) == published
    assert found(60, 110, 130) == published
    assert found(60, 110, 130, 20) == published
    assert found(60) == found(60, 110) == found(total=Total(until=2018, participants=150)) == []
    assert found(total=Total(until=2019, participants=300), began=date(2016, 3, 1)) == [
        ("participants", 2019, 4, 300.0)
    ]
    assert already(base, replace(ensemble, about={}), observed_of(CASE)) == []


@pytest.mark.slow
def test_another_count_of_what_was_published_moves_the_sets(own_lab, territory, ensemble, monkeypatch):
    """Fewer people than were published: then worlds with fewer are left, of all that were there before."""
    monkeypatch.setattr("contagion.experiments.evidence.agreeing.ENOUGH", 10.0)

    def people(value: int) -> np.ndarray:
        told = replace(CASE, known=(), total=Total(until=2019, participants=value))
        return agreeing(own_lab, told, going_on(told, territory), ensemble, tried=400, kept=100).table.iloc[0]

    same, fewer = people(300), people(200)
    assert fewer["after_p50"] < 230 < same["after_p50"]
    assert fewer["before_p50"] == same["before_p50"]


PLACES = (
    *("Dinan", "CC Loue-Lison", "Valence Romans", "Morlaix Communauté", "Grand Cognac"),
    *("CC du Vexin Normand", "CA du Pays Basque", "CC Sud Gironde", "Le Mans Métropole", "CC Rumilly Terre de Savoie"),
)
MADE, WORLDS = 60, 1500


@pytest.mark.slow
def test_intervals_hold_the_next_three_years_as_often_as_they_say(ensemble, own_lab, tmp_path):
    """Programmes made by the model itself, in ten places: of each a few figures are told with their errors, and the
    people of the three years after lie within the interval of the worlds that agree."""
    held = []
    for name in PLACES:
        here = replace(DINAN, territory=find("epci", name))
        held += _ranks(elsewhere(own_lab, extract(here.territory).kept(tmp_path)), here, ensemble)
    ranks = np.array(held)
    assert len(ranks) == len(PLACES) * MADE
    for share in (0.5, 0.9):
        assert np.mean(np.abs(ranks - 0.5) <= share / 2) == pytest.approx(share, abs=0.05)


def _ranks(lab, programme, ensemble):
    """Where the people to come of some programmes lie among those of worlds that agree; made in other worlds."""
    base, seeds = going_on(programme, Territory.from_file(lab.study.communes)), np.arange(1, WORLDS + MADE + 1)
    rows = lab.run([Worlds(ensemble).case(base)], seeds.tolist(), 5).rows("years").rename(columns={"seed": "place"})
    figures = observed_of(programme)
    told = figures_of(rows, figures, seeds)
    people = rows.pivot(index="place", columns="year", values="participants").reindex(seeds)
    ahead, chance = (people[5] - people[2]).to_numpy(float), np.random.default_rng(1)
    for place in range(WORLDS, WORLDS + MADE):
        true = [one._replace(value=value) for one, value in zip(figures, told[place], strict=True)]
        known = [one._replace(value=max(0.0, one.value + one.deviation * chance.normal())) for one in true]
        weights = weighed(-0.5 * (errors_off(told[:WORLDS], known) ** 2).sum(axis=1))
        counts = weights.weights(weights.tolerance(ENOUGH))
        below = (ahead[:WORLDS] < ahead[place]) + 0.5 * (ahead[:WORLDS] == ahead[place])
        yield float((counts * below).sum())
