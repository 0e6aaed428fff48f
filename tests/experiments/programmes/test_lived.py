"""A programme as a scenario: its past is what is known of it, and the same whatever begins later."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.programmes.known import Year
from contagion.experiments.programmes.lived import ahead_in_words, as_option, going_on, option
from contagion.experiments.programmes.programme import checked, read_programme
from contagion.models.parameters import Decision
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.scenario import found, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

CASE = read_programme(Path("besancon"))


def known(**years):
    """The case, of which other figures are known."""
    return replace(CASE, known=tuple(Year(year=int(name[1:]), **said) for name, said in years.items()), total=None)


def in_force(scenario, month):
    """What holds for everybody in a month."""
    from contagion.models.parameters.dates import week_of

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
    assert [one.training.places for one in (first, second, third, later)] == [6, 6, 0, 0]
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
    none = going_on(known(y2017={"trained": 6}, y2019={"trained": 0}), territory)
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


def test_what_has_no_date_begins_in_the_next_january_elsewhere_too(tmp_path):
    place = find("epci", "Dinan Agglomération")
    there = Territory.from_file(extract(place).kept(tmp_path))
    programme = checked({"territory": place.code, "began": "2024-01", "today": "2026-11-30"}, "test")
    file = tmp_path / "mine.toml"
    file.write_text('[[decision]]\nset = { "training.places" = 20 }\n')
    (added,) = option(programme, there, going_on(programme, there), read(file)).parameters.decision
    assert added.start == "2027-01"


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


def test_it_is_said_from_when_on_scenarios_differ():
    assert str(ahead_in_words(CASE)) == (
        "Today is 2020-01-01. What lies before is the same in all of them; changes begin in January 2020; looked ahead "
        "to the end of 2029."
    )
