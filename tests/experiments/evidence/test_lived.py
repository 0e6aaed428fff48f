"""A programme as a scenario: its past is what is known of it, and the same whatever begins later."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.agreeing import LUCK_TRIED, Agreement, luck_that_agrees
from contagion.experiments.evidence.known import PLACES, Offered, Total, Year, by_year, offered, silent_years
from contagion.experiments.evidence.lived import (
    NONE_YET,
    START,
    as_option,
    going_on,
    option,
    place_of,
    scenarios_of,
    years_of,
)
from contagion.experiments.evidence.programme import checked, read_programme
from contagion.models.parameters import Decision
from contagion.models.parameters.declaring import WEEKS_A_YEAR
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import found, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError
from tests.helpers import worth_knowing_by_hand as by_hand

CASE = read_programme(Path("besancon"))


def known(**years):
    """The case, of which other figures are known."""
    return replace(CASE, known=tuple(Year(year=int(name[1:]), **said) for name, said in years.items()), total=None)


def in_force(scenario, month):
    """What holds for everybody in a month."""
    from contagion.models.parameters.declaring import week_of

    parameters = scenario.parameters
    return parameters.with_decisions(parameters.in_force(week_of(month, parameters.calendar.start)))


def test_what_is_published_of_grand_besancon_is_the_reference(territory):
    """Ten people a year were trained: so it is in the reference, week by week."""
    ours = simulate(going_on(CASE, territory), territory, years=3, seed=2)
    usual = simulate(read(), territory, years=3, seed=2)
    assert ours.summary["event_log_sha256"] == usual.summary["event_log_sha256"]


def test_the_smallest_town_has_one_of_what_there_would_be_nothing_of(tmp_path):
    """An EPCI of 3,900 inhabitants can be asked about, and its option is a file that says the same."""
    place = find("epci", "244600573")
    there = Territory.from_file(extract(place).kept(tmp_path))
    programme = checked({"territory": place.code, "began": "2027-01", "today": "2026-11-30"}, "test")
    base = going_on(programme, there)
    effort = {name: base.parameters.get(name) for name in ("training.places", "partners.initial", "outreach.letters")}
    assert effort == {"training.places": 1, "partners.initial": 1, "outreach.letters": 48}
    file = tmp_path / "option.toml"
    file.write_text(as_option(base, there, base, {"training.places": 3}).text(), encoding="utf-8")
    changed = option(programme, there, base, read(file)).parameters.decision
    assert [one.set for one in changed] == [{"training.places": 3}]
    twice = option(programme, there, base, read(found(Path("double_places")))).parameters.decision
    assert [one.set for one in twice] == [{"training.places": 2}]  # of the library: twice what goes on


def test_what_was_put_in_is_so_in_its_year(territory):
    """Before the first year that is known as in it, after the last as in that; letters are a year's mailings."""
    lived = going_on(
        known(y2018={"trained": 6, "posts": 0.5}, y2019={"trained": 0, "letters": 1200, "events": 3}), territory
    )
    first, second, third, later = (in_force(lived, f"{year}-02") for year in (2017, 2018, 2019, 2025))
    assert [one.training.places for one in (first, second, third, later)] == [6, 6, 6, 6]
    assert {one.partners.coordinators for one in (first, third, later)} == {0.5}
    mailings = lived.parameters.outreach.campaigns_per_year
    assert {one.outreach.letters * mailings for one in (first, later)} == {1200}
    assert {one.outreach.events_per_year for one in (first, later)} == {3}
    assert lived.parameters.training.founders == 6


def test_a_programme_begins_in_its_month_at_its_prices(territory):
    begun = replace(known(), began=date(2017, 9, 1), prices={"seat": 640.0})
    lived = going_on(begun, territory)
    assert lived.parameters.calendar.start == "2017-01"
    made = simulate(lived, territory, years=1, seed=1)
    events = made.tables["events"]
    assert events.loc[events["kind"] == "trained", "week"].min() >= 34
    assert lived.parameters.costs.seat == 640
    assert "seat" in lived.given


@pytest.mark.parametrize("name", ["double_places", "team_challenge", "end_of_support"])
def test_scenarios_share_the_past_and_differ_from_the_next_january_on(territory, name):
    """What the library dates in 2020 is put off until then."""
    here = replace(CASE, today=date(2021, 6, 15))
    base = going_on(here, territory)
    other = option(here, territory, base, read(found(Path(name))))
    runs = [simulate(one, territory, years=7, seed=3) for one in (base, other)]
    past = [run.tables["events"][run.tables["events"]["week"] < 5 * 52] for run in runs]
    pd.testing.assert_frame_equal(*(table.drop(columns="programme", errors="ignore") for table in past))
    assert runs[0].summary["event_log_sha256"] != runs[1].summary["event_log_sha256"]
    assert "2020" not in other.title


def test_what_is_set_over_the_reference_is_decided_from_the_next_january_on(territory):
    base = going_on(CASE, territory)
    other = option(CASE, territory, base, read(None, ["training.places=25"]))
    assert [in_force(other, month).training.places for month in ("2019-12", "2020-01")] == [10, 25]


def test_twice_the_reference_is_twice_what_goes_on(territory):
    """And half of it half; what somebody sets is as they set it, and of none there is no twice."""
    here = known(y2017={"trained": 6, "letters": 4000})
    base = going_on(here, territory)

    def decided(name, *settings, of=base):
        return in_force(option(here, territory, of, read(found(Path(name)), list(settings))), "2020-02")

    assert decided("double_places").training.places == 12
    assert decided("two_sessions").training.places == 3
    odd = known(y2017={"trained": 5})
    with pytest.raises(InputError, match=r"two_sessions.toml: 5 places a year are not as many in each of its sessions"):
        option(odd, territory, going_on(odd, territory), read(found(Path("two_sessions"))))
    twice = option(here, territory, base, read(found(Path("double_places"))))
    assert twice.parameters.decision[-1].title == "Twice the places"
    usual = option(CASE, territory, going_on(CASE, territory), read(found(Path("double_places"))))
    assert usual.parameters.decision[-1].title == "Twenty places a year"
    assert decided("campaign").outreach.letters == 2000
    assert decided("double_places", "outreach.letters=700").outreach.letters == 700
    none = going_on(known(y2017={"trained": 6}, y2019={"trained": 0, "places": 0}), territory)
    assert decided("double_places", of=none).training.places == 20


def test_an_option_that_costs_more_than_there_is_is_refused(territory, tmp_path):
    """What goes on may, as money may be short; and what costs no more than that."""
    decided = replace(CASE, decided=(Decision.model_validate({"from": "2020-01", "set": {"budget.per_year": 30_000}}),))
    base, file = going_on(decided, territory), tmp_path / "mine.toml"

    def asked(posts):
        file.write_text(f'[[decision]]\nset = {{ "partners.coordinators" = {posts} }}\n')
        return option(decided, territory, base, read(file))

    assert [in_force(asked(posts), "2020-02").partners.coordinators for posts in (0.2, 1.0)] == [0.2, 1.0]
    with pytest.raises(InputError, match=r"from 2020-01 on cost [\d,]+ € a year, and there are 30,000 "):
        asked(1.1)


def test_dates_of_ones_own_are_kept(territory, tmp_path):
    base, file = going_on(CASE, territory), tmp_path / "mine.toml"
    file.write_text('[[decision]]\nfrom = "2022-09"\nset = { "training.places" = 12 }\n')
    other = option(CASE, territory, base, read(file))
    assert [in_force(other, month).training.places for month in ("2022-08", "2022-09")] == [10, 12]
    file.write_text('[[decision]]\nfrom = "2019-09"\nset = { "training.places" = 12 }\n')
    with pytest.raises(InputError, match=r"decision 1: from = 2019-09 lies before today, 2020-01-01; say a later date"):
        option(CASE, territory, base, read(file))


def test_what_was_always_so_cannot_begin(territory):
    with pytest.raises(InputError, match=r"group.size cannot be decided from 2020-01 on"):
        option(CASE, territory, going_on(CASE, territory), read(None, ["group.size=9"]))


def test_what_is_decided_already_is_in_all_scenarios(territory):
    decided = replace(CASE, decided=(Decision.model_validate({"from": "2021-01", "set": {"training.places": 14}}),))
    base = going_on(decided, territory)
    other = option(decided, territory, base, read(found(Path("mentoring"))))
    assert [in_force(one, "2021-02").training.places for one in (base, other)] == [14, 14]


# ---- places on offer: what is known of them, and what is drawn where they are not ---

STALLED = tuple(Year(year=2017 + n, trained=trained) for n, trained in enumerate((8, 3, 0)))


def known_of(*years: dict[str, int]) -> list[tuple[int, int]]:
    return [*by_year([Year(year=2020 + n, **said) for n, said in enumerate(years)], usual=5)]


@pytest.mark.parametrize(
    "years, places",
    [
        (({"trained": 3}, {"trained": 10}, {"trained": 6}), [3, 10, 10]),  # places that were once on offer stay
        (({"trained": 8}, {"trained": 0}, {"trained": 4}), [8, 8, 8]),  # nobody trained: places as elsewhere
        (({"trained": 0}, {"trained": 4}), [4, 4]),
        (({"trained": 0}, {"trained": 0}), [5, 5]),  # as in a town of this size
        (({"trained": 3}, {"trained": 2, "places": 6}, {"trained": 4}), [6, 6, 6]),
        (({"places": 6}, {"places": 0}, {"letters": 9}), [6, 0]),
        (({"trained": 3}, {"trained": 10}, {"trained": 6}, {"trained": 0, "places": 0}), [3, 10, 10, 0]),
        (({"trained": 8}, {"trained": 0, "places": 0}, {"trained": 9}), [8, 0, 9]),  # of others that says nothing
    ],
)
def test_places_are_those_said_or_at_least_as_many_as_were_trained(years, places):
    assert [each for _, each in known_of(*years)] == places


def test_levels_are_drawn_by_seed_half_of_them_as_many_as_were_trained():
    levels = np.array([Offered(8, 20, 3).level(seed) for seed in range(1, 4001)])
    assert np.mean(levels == 0) == pytest.approx(0.5, abs=0.03)
    assert {*levels.tolist()} == {0, *range(9, 21)}


def places_of(parameters, years: int) -> list[float]:
    """The places in force in each year."""
    each = (parameters.with_decisions(parameters.in_force(WEEKS_A_YEAR * year + 9)) for year in range(years))
    return [one.get(PLACES) for one in each]


def test_a_drawn_level_and_a_drawn_session_hold_in_the_past_and_from_today_on(territory):
    programme = replace(CASE, known=STALLED, total=None)
    base = going_on(programme, territory)
    unknown = offered(programme, base)
    assert unknown
    assert (unknown.least, unknown.most, unknown.silent) == (8, 16, [[2019]])
    for level, (held,), seed in ((unknown.level(seed), unknown.held(seed), seed) for seed in range(1, 40)):
        each = level or 8
        assert places_of(unknown.decided(base.parameters, seed), 4) == [each, each, *2 * [each if held else 0]]
    assert offered(replace(programme, known=(*STALLED[:2], STALLED[2].model_copy(update={"places": 9}))), base) is None
    assert offered(replace(programme, known=()), base) is None


def test_a_session_is_drawn_once_for_years_in_a_row_and_half_of_the_time(territory):
    trained = (6, 0, 0, 6, 0, 6)
    programme = replace(
        CASE, known=tuple(Year(year=2017 + n, trained=one) for n, one in enumerate(trained)), total=None
    )
    unknown = offered(programme, base := going_on(programme, territory))
    assert unknown
    assert unknown.silent == [[2018, 2019], [2021]]
    held = np.array([unknown.held(seed) for seed in range(1, 2001)])
    assert held.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.04)
    assert np.mean(held[:, 0] == held[:, 1]) == pytest.approx(0.5, abs=0.04)
    neither = next(n for n in range(1, 99) if not any(unknown.held(n)) and not unknown.level(n))
    assert places_of(unknown.decided(base.parameters, neither), 7) == [6, 0, 0, 6, 0, 6, 6]


def test_twice_the_places_are_twice_those_of_the_sessions_in_either_story(territory):
    programme = replace(CASE, known=STALLED, total=None)
    base = going_on(programme, territory)
    twice = option(programme, territory, base, read(found(Path("double_places"))))
    unknown = offered(programme, base)
    assert unknown
    for story in (True, False):
        seed = next(n for n in range(1, 99) if unknown.held(n) == [story] and not unknown.level(n))
        now, then = (places_of(unknown.decided(one.parameters, seed), 4)[3] for one in (base, twice))
        assert (now, then) == (8 if story else 0, 16)


def test_places_that_are_said_answer_whether_a_session_was_held(territory):
    """0 says that none was; it says nothing of the places of other years."""
    for said, ends in ((0, [8, 8, 0]), (5, [8, 5, 5])):
        known = (*STALLED[:2], Year(year=2019, trained=0, places=said))
        programme = replace(CASE, known=known, total=None)
        base, unknown = going_on(programme, territory), offered(programme, going_on(programme, territory))
        assert places_of(base.parameters, 3) == ends
        assert (unknown is not None and unknown.most == 16 and not unknown.silent) == (said == 0)
    assert silent_years(STALLED) == [[2019]]
    assert silent_years(known) == []


# ---- other luck with which worlds agree: on runs made by hand --------------------------------------------------------

KNOWN = 300


def by_luck(people, wider=1.0):
    """What is drawn where so many people come by each seed; and what was lived, and for how long."""
    lived: list[Any] = []

    def run_each(asked, years):
        lived.extend((seed, years) for _, seed in asked)
        table = pd.DataFrame([{"seed": seed, "year": years, "participants": people(seed)} for _, seed in asked])
        return SimpleNamespace(rows=lambda _: table)

    sets = replace(by_hand.ensemble(40), seeds=tuple(range(101, 141)))
    agreement = Agreement(sets, pd.DataFrame(), 100.0, wider)
    programme = replace(read_programme(Path("besancon")), known=(), total=Total(until=2019, participants=KNOWN))
    lab: Any = SimpleNamespace(run_each=run_each)
    return luck_that_agrees(lab, programme, read(), agreement, 40, 3), lived


def test_a_set_keeps_its_own_luck_and_the_other_is_such_as_agrees():
    """Of ten only one agrees, and it is that."""
    luck, lived = by_luck(lambda seed: KNOWN if seed % LUCK_TRIED == 3 else 10 * KNOWN)
    assert luck.shape == (40, 3)
    assert luck[:, 0].tolist() == list(range(101, 141))
    assert {*(luck[:, 1:] % LUCK_TRIED).ravel().tolist()} == {3}
    assert len(np.unique(luck)) == 120
    assert len(lived) == len({*lived}) == 40 * 2 * LUCK_TRIED
    assert {years for _, years in lived} == {3}
    assert by_luck(lambda seed: KNOWN if seed % LUCK_TRIED == 3 else 10 * KNOWN)[0].tolist() == luck.tolist()


def test_what_agrees_alike_is_drawn_alike_and_wide_errors_tell_less():
    even = by_luck(lambda _: KNOWN)[0][:, 1:] % LUCK_TRIED
    assert {*even.ravel().tolist()} == {*range(LUCK_TRIED)}

    def near(seed):
        return KNOWN if seed % LUCK_TRIED < 5 else 0.7 * KNOWN

    often = [(by_luck(near, wider=wide)[0][:, 1:] % LUCK_TRIED < 5).mean() for wide in (1.0, 100.0)]
    assert often[0] > 0.95
    assert 0.3 < often[1] < 0.7


def test_where_all_fail_some_are_taken():
    assert by_luck(lambda _: np.nan)[0].shape == (40, 3)


# ---- what is asked of a programme: where, how long, and in which scenarios -------------------------------------------


def test_grand_besancon_has_a_table_of_its_own():
    assert place_of(CASE) is None
    assert place_of(replace(CASE, territory=find("epci", "Dinan"))) == "200068989"


def test_years_are_counted_from_today():
    assert [years_of(CASE, ahead) for ahead in (None, 10, 2)] == [13, 13, 5]


def test_the_programme_as_it_goes_on_comes_first(territory):
    made = scenarios_of(CASE, territory, [read(found(Path("mentoring")))])
    assert [one.name for one in made] == ["go_on", "mentoring"]


def test_where_nothing_exists_yet_all_is_compared_with_no_programme(territory):
    """Nobody comes, and nothing is paid; in the scenario beside it both happen."""
    to_begin = replace(CASE, began=date(2027, 1, 1), today=date(2026, 12, 1), known=(), total=None)
    none, start, option = scenarios_of(to_begin, territory, [read(found(Path("mentoring")))])
    assert (none.title, start.title) == (NONE_YET[0], START[0])
    assert option.name == "mentoring"
    runs = [simulate(one, territory_for(one), years=2, seed=1).summary for one in (none, start)]
    assert [bool(one["participants"]) for one in runs] == [False, True]
    assert [bool(one["cost_total"]) for one in runs] == [False, True]
