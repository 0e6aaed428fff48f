"""Territories too large for tables of all pairs: the same event log as with tables."""

import pytest

from contagion.experiments.say.asked import territory_in_words
from tests.helpers.settings import BUSY
from tests.helpers.what_happened import by_code, digest, log


def test_the_real_territory_has_the_same_log(run, territory, large, commune_rows):
    settings = [*BUSY, "registering.rule=reinforced", "population.turnover_per_year=0.1"]
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


def test_an_inert_commune_changes_no_event(run, large, small_rows, inert):
    """S03: however it moves the blocks and the shares that are kept."""
    few = run(BUSY, 2, 2, where=large(small_rows))
    more = run(BUSY, 2, 2, where=large([*small_rows, inert("25112")]))
    assert len(log(few)) > 100
    assert by_code(few) == by_code(more)


def test_what_is_told_of_a_territory_needs_no_table(department, large, department_rows):
    territory = large(department_rows)
    within, to_centre = territory.ties_within_and_to_centre
    assert within == pytest.approx(department.tie_share.diagonal(), rel=1e-12)
    assert to_centre == pytest.approx(department.tie_share[:, department.centre], rel=1e-12)
    few, many = (territory_in_words(one).partition("Source: ")[0] for one in (department, territory))
    assert few == many
    assert not {"tie_share", "distance_km", "graph", "contiguity"} & set(vars(territory))
