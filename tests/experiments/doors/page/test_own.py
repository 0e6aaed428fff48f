"""A past of one's own: for whom it is asked, and that what stands ready for it changes no run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contagion.experiments.doors.page import own
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.programmes.agreeing import agreeing
from contagion.experiments.programmes.known import FLOWS, STOCKS, Year
from contagion.experiments.programmes.lived import going_on
from contagion.experiments.programmes.programme import checked
from contagion.models.parameters import Decision
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.simulation import kernels_of
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory

YEARS = 3


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    return Territory.from_file(extract(find("epci", "200067171")).kept(tmp_path_factory.mktemp("there")))


@pytest.fixture(scope="module")
def programme():
    return checked({"territory": "200067171", "began": "2027-01", "today": "2026-11-30"}, "here")


@pytest.fixture(scope="module")
def base(programme, territory):
    return going_on(programme, territory)


@pytest.fixture(scope="module")
def ensemble():
    return read_ensemble(Path("besancon"))


def test_a_past_is_asked_for_unless_more_is_known_or_decided_than_a_form_says(asked, programme, base, ensemble):
    today = date(2026, 11, 30)

    def opened(programme, base, before=ensemble):
        return own.opened(programme, base, Worlds(before), before, 2, today)

    assert opened(programme, base)
    assert opened(asked.programme, asked.base)
    assert not opened(replace(asked.programme, prices={"seat": 640}), asked.base)
    assert not opened(replace(asked.programme, decided=(Decision.model_validate(DECIDED),)), asked.base)
    assert not opened(asked.programme, asked.base, replace(ensemble, seeds=(1,) * len(ensemble)))
    assert not opened(programme, replace(base, set_over=("demand.place",)))


DECIDED = {"title": "More", "from": "2027-01", "set": {"training.places": 20}}


def test_it_is_told_on_the_day_on_which_the_page_is_made(asked):
    """The case study is seen from January 2020; who has its page in November 2026 tells up to 2025, from 2017 on."""

    def of(programme, made):
        found = own.opened(programme, asked.base, asked.worlds, asked.worlds.ensemble, 2, made)
        assert found
        return found

    seen = of(asked.programme, date(2026, 11, 30))
    assert (seen.programme.today, seen.programme.next_january) == (date(2026, 11, 30), "2027-01")
    assert seen.most == seen.programme.past == 10
    assert of(asked.programme, date(2029, 2, 1)).most == 13
    ahead = date(2028, 5, 1)
    assert of(replace(asked.programme, today=ahead), date(2026, 11, 30)).programme.today == ahead


@pytest.mark.parametrize("world", [1, 5])
def test_worlds_that_agree_are_named_among_those_that_were_tried(asked, ensemble, world):
    """By their set and seed; with these numbers they are the same worlds."""
    agreed = agreeing(asked.lab, asked.programme, asked.base, ensemble, tried=40, kept=20).ensemble
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own, "TRIED", 40)
        opened = own.opened(asked.programme, asked.base, Worlds(agreed), ensemble, 10, date(2026, 11, 30))
    assert opened
    number, seed = opened.told[world - 1]
    assert seed == Worlds(agreed).lived_with(world)
    assert ensemble.over(asked.base, number) == Worlds(agreed).parameters(asked.base, world)
    assert number < 4  # of forty worlds with ten seeds each


def test_years_that_stand_ready_change_no_run(base, territory, ensemble):
    parameters = Worlds(ensemble).parameters(base, 5)
    one, two = (events(territory, of) for of in (parameters, own.with_years(parameters, 0, own.MOST)))
    assert len(one) == len(two) > 100
    assert (one == two).all()


def test_what_is_known_of_years_stands_in_them(asked):
    """Each is a decision with what was put in in it; the first year has those that the past does not need."""
    known = (Year(year=2017, places=10, letters=4000), Year(year=2018, places=4), Year(year=2019, posts=2.0))
    base = going_on(replace(asked.programme, known=known), asked.territory)
    rows = own.with_years(base.parameters, base.past, 5).decision
    assert [row.start for row in rows] == [0, 0, 0, 52, 104]
    assert [row.set["training.places"] for row in rows] == [10, 10, 10, 4, 4]
    assert [row.set["outreach.letters"] for row in rows] == [1000] * 5
    assert [row.set["partners.coordinators"] for row in rows] == [2.0] * 5
    with_months = going_on(replace(asked.programme, began=date(2017, 9, 1)), asked.territory)
    assert own.without_month(with_months).parameters.training.first_week == asked.base.parameters.training.first_week


def events(territory, parameters):
    weeks = own.MOST * 52
    model = ConversationModel(territory.under(kernels_of(parameters)), parameters, 5, horizon=weeks)
    model.run(YEARS * 52)
    found = model.rows("events").copy()
    model.release()
    return found


def test_scripts_are_told_what_the_command_weighs_by(programme, base, territory, ensemble):
    opened = own.opened(programme, base, Worlds(ensemble), ensemble, 2, programme.today)
    assert opened
    told = own.numbers(opened, base, territory)
    assert {*FLOWS, *STOCKS} < {*told["names"]}
    assert told["weighing"]["tried"] == own.TRIED == 4000
    assert told["first_weeks"][8] == 36  # September
    assert told["usual"].keys() == {*own.EFFORT.values()}
    assert told["made"] is None
    assert told["weighing"]["published"] == []


def test_scripts_are_told_what_the_page_was_made_of_and_what_was_published(asked):
    told = own.numbers(asked.opened, asked.base, asked.territory)
    assert told["made"]["began"] == "2017-01"
    assert told["made"]["years"] == {str(year): {"trained": 10, "places": 10} for year in (2017, 2018, 2019)}
    assert told["made"]["total"] == {"until": 2019, "trained": 30, "participants": 300}
    assert told["weighing"]["published"] == [("trained", 2019, 30), ("participants", 2019, 300)]
    assert told["since"] == "2027-01"
    plain = going_on(replace(asked.programme, known=(), total=None), asked.territory).parameters
    assert told["founders"] == plain.training.founders
