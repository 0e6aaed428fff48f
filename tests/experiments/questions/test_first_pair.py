"""First pairs: shares and differences by hand, whose worlds they are, and what is said of toys."""

from itertools import chain
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.ensemble import PLACE
from contagion.experiments.questions import first_pair
from contagion.experiments.questions.first_pair import (
    ALONE,
    CHANGES,
    CONTACTED,
    COORDINATOR,
    DAY,
    ENDED,
    EVENT,
    FEEBLE,
    FEWER,
    HOME,
    LATER,
    LETTERS,
    MAILING,
    ORGANISATIONS,
    PARTNER,
    SECOND,
    SIZES,
    SOON,
    SUMMER,
    TOGETHER,
    TWICE,
    VILLAGE,
    VILLAGES,
    WEAK,
    WITHIN,
    YEAR,
    Beginnings,
    Place,
    Told,
    begun_in,
    by_size,
    cases,
    changed_in_summer,
    figures,
    first_begun,
    first_ended,
    first_pair_figure,
    lived,
    sample,
)
from contagion.models.outcomes.frames import frame
from contagion.models.runs.simulation import record_of_run, territory_for
from contagion.models.territory.gazetteer import national_areas, national_communes
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even
from tests.helpers.first_pairs import WORLDS, always, in_worlds, made
from tests.helpers.inspected import InspectedRun


def test_a_share_counts_what_had_begun_and_weighs_places():
    """A world of the first class, of weight 1, and two of the last, of weight 6."""
    found = made({ALONE: in_worlds(1, 21, 22, week=SUMMER - 1)})
    whole = 4 * sum(range(1, 7))
    assert found.share(ALONE, SUMMER).value == pytest.approx((1 + 2 * 6) / whole)
    assert found.share(ALONE, SUMMER - 1).value == 0
    first, last = (found.share(ALONE, SUMMER, size=size) for size in ("under 10,000", "250,000 and more"))
    assert (first.value, last.value) == (0.25, 0.5)
    assert found.share(ALONE, SUMMER + 16, ENDED).value == found.share(ALONE, SUMMER, ENDED).value == 0
    assert found.share(ALONE, SUMMER + 17, ENDED).value == found.share(ALONE, SUMMER).value


def test_differences_are_taken_in_the_same_worlds():
    found = made({ALONE: in_worlds(1, 2), EVENT: in_worlds(1, 2)})
    assert found.more(EVENT, ALONE, YEAR) == (0.0, 0.0, 0.0)
    other = made({ALONE: in_worlds(1, 2), EVENT: in_worlds(3, 4)})
    assert other.more(EVENT, ALONE, YEAR).value == 0.0
    assert other.more(EVENT, ALONE, YEAR).high > 0


def test_what_is_done_late_counts_where_no_group_had_begun():
    begun = in_worlds(*range(1, 21), week=SUMMER - 1)
    found = made({ALONE: begun, COORDINATOR: lambda world: min(begun(world), 40) if world < 24 else np.nan})
    assert found.share(COORDINATOR, YEAR, late=True).value == 0
    found = made({ALONE: begun, COORDINATOR: lambda world: 40 if world in (21, 22) else begun(world)})
    assert found.share(COORDINATOR, YEAR, late=True).value == 0.5
    assert found.more(COORDINATOR, ALONE, YEAR, late=True).value == 0.5
    assert found.share(ALONE, YEAR, late=True).value == 0


def test_where_a_case_was_not_lived_it_does_not_count():
    found = made({VILLAGE: always(10)}, {VILLAGE: lambda world: world > 2})
    assert found.share(VILLAGE, YEAR).value == found.more(VILLAGE, ALONE, YEAR).value == 1
    assert np.isnan(found.by(VILLAGE, YEAR)).sum() == len(WORLDS) - 2


def test_the_sets_of_the_worlds_have_what_asking_does_in_their_places():
    ensemble = even(2)
    over = made({}).over(ensemble)
    assert over.table[PLACE].tolist() == pytest.approx([0.5 + world / 10 for world in WORLDS])
    again = over.table.drop(columns=PLACE).iloc[len(ensemble)]
    assert again.equals(ensemble.table.drop(columns=PLACE).iloc[0].rename(len(ensemble)))


@pytest.mark.slow
def test_each_place_lives_its_cases_in_worlds_of_its_own(lab, monkeypatch):
    asked = [place for place in sample(1) if place.village][:2]
    some = {ALONE: first_pair.cases(asked[0])[ALONE]}
    monkeypatch.setattr(first_pair, "cases", lambda _: some)
    rows = lived(asking(2, lab), asked, 2).rows
    assert rows[["place", "seed"]].to_numpy().tolist() == [
        [place.code, world] for place, worlds in zip(asked, ((1, 2), (3, 4)), strict=True) for world in worlds
    ]
    assert rows[PLACE].nunique() == 4
    assert isinstance(lived(asking(2, lab), asked[:1], 2), Beginnings)


def test_the_verdict_is_that_of_the_interval():
    told = [Told(value, *ends).verdict for value, *ends in ((2, 1, 3), (-2, -3, -1), (1, -1, 3))]
    assert told == ["more", "less", "no clear difference"]


def test_every_figure_is_in_the_table_by_size():
    table = figures(made({EVENT: always(10)}))
    assert set(table["size"]) == {"", *SIZES}
    at = table.set_index(["part", "size", "case", "event", "week"])["value"]
    assert at.index.is_unique
    assert at["start", "", EVENT, "first_begun", 52] == 1
    assert at["start, more", [*SIZES][2], EVENT, "first_begun", 26] == 1
    assert at["course", "", ALONE, "first_ended", 78] == 0


# ---- what is measured of a run of a first pair, by hand --------------------------------------------------------------


def run_of(started, ended, state) -> Any:
    groups = pd.DataFrame({"started": started, "ended": ended, "state": state})
    return SimpleNamespace(tables={"groups": groups})


def test_the_first_group_is_the_one_that_began_first_and_the_first_that_came_to_its_end():
    both = run_of([-1, 30, 21], [20, 47, -1], ["cancelled", "finished", "running"])
    assert (first_begun(both), first_ended(both)) == (21, 47)
    none = run_of([-1, -1], [20, -1], ["cancelled", "recruiting"])
    assert (first_begun(none), first_ended(none)) == (None, None)


# ---- the figure of first pairs: what is drawn is what was counted ----------------------------------------------------


@pytest.fixture(scope="module")
def drawn():
    late = changed_in_summer(EVENT)
    found = made({ALONE: in_worlds(1, 2, week=40), EVENT: always(10), TOGETHER: always(20), late: always(45)})
    return first_pair_figure(figures(found), "A title", "Some")


def test_a_panel_a_size_has_its_courses_in_months(drawn):
    panels = drawn.axes[: len(SIZES)]
    assert ["under" in ax.get_title("left") for ax in panels] == [True] + [False] * 5
    alone, ended, coordinator, together = panels[0].lines[:4]
    assert together.get_xdata()[-1] == 18
    assert np.interp([4, 5], *together.get_data()).tolist() == [0, 100]
    assert not coordinator.get_ydata().any()
    assert np.interp([9, 10], *alone.get_data()).tolist() == [0, 50]
    assert np.interp([13, 14], *ended.get_data()).tolist() == [0, 50]
    assert not panels[-1].lines[0].get_ydata().any()


# ---- the sample of EPCI: every one of them once by size, and what a place is -----------------------------------------

PEOPLE = national_communes()["population_2021"].astype(int)


def inhabitants(code):
    return PEOPLE[national_communes()["epci"] == code]


def test_every_epci_is_of_the_class_of_its_inhabitants():
    areas = national_areas()
    assert sorted(chain(*by_size().values())) == sorted(areas.loc[areas["kind"] == "epci", "code"])
    ends = [*SIZES.values(), np.inf]
    for (size, least), below in zip(SIZES.items(), ends[1:], strict=True):
        for code in by_size()[size][:9]:
            assert least <= inhabitants(code).sum() < below


def test_a_class_stands_for_all_of_its_epci_and_more_of_it_begin_alike():
    few, many = sample(2), sample(5)
    assert sum(place.weight for place in few) == sum(place.weight for place in many) == 1255
    for size in SIZES:
        first, all_of = ([place.code for place in of if place.size == size] for of in (few, many))
        assert first == all_of[:2]
        assert len({*all_of}) == 5
    assert [place.code for place in many] != sorted(place.code for place in many)


@pytest.mark.slow
def test_the_pair_lives_in_the_most_populous_commune_or_a_village():
    for place in sample(12):
        here = inhabitants(place.code)
        assert here[place.town] == here.max()
        villages = [code for code in here.index if VILLAGES[0] <= here[code] < VILLAGES[1] and code != place.town]
        assert (place.village in villages) if villages else place.village is None
    assert {place.village is None for place in sample(36)} == {True, False}


# ---- the cases of a first pair: what each does, in whole runs of Grand Besançon --------------------------------------

TERRITORY = territory_for(begun_in(HOME.town))
HERE = Place(HOME.code, HOME.size, HOME.weight, HOME.town, "25030")


def parameters(case):
    return cases(HERE)[case](begun_in(HOME.town).parameters)


def events(case, seed=1, weeks=52):
    """What happens in a run of a case."""
    model = InspectedRun(TERRITORY, parameters(case), seed, horizon=104)
    model.run(weeks)
    made = frame("events", record_of_run(model))
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


def test_organisations_are_asked_within_some_weeks_of_summer():
    """As many on average over some runs; their number is Poisson."""
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
