"""Your own past: for whom it is asked, and that what stands ready for it changes no run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.evidence.agreeing import agreeing
from contagion.experiments.evidence.ensemble import PLACE, read_ensemble
from contagion.experiments.evidence.known import Year
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.programme import checked
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.carried import BYTES, carried, numbered, short_tables, with_levers
from contagion.models.parameters import Decision
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.core.tables import IMAGE_HEAD
from tests.helpers.inspected import InspectedRun

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
        return own_past.opened(programme, base, Worlds(before), before, 2, today)

    assert opened(programme, base)
    assert opened(asked.programme, asked.base)
    assert not opened(replace(asked.programme, prices={"seat": 640}), asked.base)
    assert not opened(replace(asked.programme, decided=(Decision.model_validate(DECIDED),)), asked.base)
    assert not opened(asked.programme, asked.base, replace(ensemble, seeds=(1,) * len(ensemble)))
    assert not opened(programme, replace(base, set_over=("demand.place",)))


DECIDED = {"title": "More", "from": "2027-01", "set": {"training.places": 20}}


@pytest.mark.parametrize("world", [1, 5])
def test_worlds_that_agree_are_named_among_those_that_were_tried(asked, lab, ensemble, world):
    """By their set and seed; with these numbers they are the same worlds."""
    agreed = agreeing(lab, asked.programme, asked.base, ensemble, tried=40, kept=20).ensemble
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_past, "TRIED", 40)
        opened = own_past.opened(asked.programme, asked.base, Worlds(agreed), ensemble, 10, date(2026, 11, 30))
    assert opened
    number, seed = opened.told[world - 1]
    assert seed == Worlds(agreed).lived_with(world)
    assert ensemble.over(asked.base, number) == Worlds(agreed).parameters(asked.base, world)
    assert number < 4  # of forty worlds with ten seeds each


def test_years_that_stand_ready_change_no_run(base, territory, ensemble):
    parameters = Worlds(ensemble).parameters(base, 5)
    one, two = (events(territory, of) for of in (parameters, own_past.with_years(parameters, 0, own_past.MOST)))
    assert len(one) == len(two) > 100
    assert (one == two).all()


def test_what_is_known_of_years_stands_in_them(asked):
    """Each is a decision with what was put in in it; the first year has those that the past does not need."""
    known = (Year(year=2017, places=10, letters=4000), Year(year=2018, places=4), Year(year=2019, posts=2.0))
    base = going_on(replace(asked.programme, known=known), asked.territory)
    rows = own_past.with_years(base.parameters, base.past, 5).decision
    assert [row.start for row in rows] == [0, 0, 0, 52, 104]
    assert [row.set["training.places"] for row in rows] == [10, 10, 10, 4, 4]
    assert [row.set["outreach.letters"] for row in rows] == [1000] * 5
    assert [row.set["partners.coordinators"] for row in rows] == [2.0] * 5
    with_months = going_on(replace(asked.programme, began=date(2017, 9, 1)), asked.territory)
    assert (
        own_past.without_month(with_months).parameters.training.first_week == asked.base.parameters.training.first_week
    )


def events(territory, parameters):
    weeks = own_past.MOST * 52
    model = InspectedRun(territory.under(kernels_of(parameters)), parameters, 5, horizon=weeks)
    model.run(YEARS * 52)
    found = model.rows("events").copy()
    model.release()
    return found


# ---- A world is its numbers: from the image of the first and the numbers of any other a host makes the image of ------

AHEAD = 2
TO_BEGIN = {"territory": "200067171", "began": "2027-01", "today": "2026-11-30"}


@pytest.fixture(scope="module")
def worlds():
    return Worlds(read_ensemble(Path("besancon")))


@pytest.fixture(scope="module")
def first_base(territory):
    return going_on(checked(TO_BEGIN, "here"), territory)


@pytest.fixture(scope="module")
def known(first_base, worlds, territory):
    programme = checked(TO_BEGIN, "here")
    opened = own_past.opened(programme, first_base, worlds, worlds.ensemble, 4, programme.today)
    return carried(first_base, worlds, territory, AHEAD, 4, opened)


def image_of(world, known, first_base, worlds, territory):
    """The image of a world (from 1), as Python makes it."""
    one = worlds.parameters(first_base, world)
    decided = with_levers(own_past.with_years(one, 0, own_past.MOST), 0, known.usual)
    there, weeks = territory.under(kernels_of(one)), (own_past.MOST + AHEAD) * 52
    with short_tables():
        return np.frombuffer(whole.image(there, decided, world, horizon=weeks), "<u8")


@pytest.mark.parametrize("world", [2, 700, 3500])
def test_the_numbers_of_a_world_make_its_image(known, first_base, worlds, territory, world):
    """Of any world that may be tried, not only of those that are told of."""
    sets = len(worlds.ensemble)
    drawn = [worlds.ensemble.place(first_base, number)[PLACE] for number in range(own_past.TRIED)]
    of_place = known.worlds.of_place._replace(values=drawn)
    told = [(n % sets, n + 1) for n in range(own_past.TRIED)]
    every = replace(known.worlds, of_place=of_place, told=told)
    words = np.frombuffer(known.image, "<u8").copy()
    for place, word in every.words(world - 1):
        words[place] = word
    apart = np.flatnonzero(words != image_of(world, known, first_base, worlds, territory))
    assert len(apart) == 2  # its checksum, and a product of what is there
    assert apart[0] == IMAGE_HEAD.index("checksum")


def test_a_host_reads_the_numbers_that_were_written(known):
    """Three bytes of digits and one of a power of ten, each byte of all sets together."""
    content, first = b"".join(known.worlds.rows()), 0
    for one in known.worlds.columns:
        number = len(one.values)
        parts = np.frombuffer(content, np.uint8, (BYTES + 1) * number, first).reshape(BYTES + 1, number).astype(int)
        digits, powers = parts[0] + 256 * parts[1] + 65536 * parts[2], parts[3].astype(np.int8)
        assert [float(f"{one}e{power}") for one, power in zip(digits, powers, strict=True)] == [*one.values]
        first += (BYTES + 1) * number
    assert first == len(content)
    assert len(known.worlds.every[0].values) == 3000


def test_a_page_can_be_told_of_more_worlds_than_are_tried(first_base, worlds, territory, monkeypatch):
    monkeypatch.setattr(own_past, "TRIED", 3)
    monkeypatch.setattr("contagion.experiments.interfaces.page.carried.SEEN", 4)
    opened = own_past.opened(
        checked(TO_BEGIN, "here"), first_base, worlds, worlds.ensemble, 4, checked(TO_BEGIN, "here").today
    )
    known = carried(first_base, worlds, territory, AHEAD, 4, opened)
    assert known.worlds.told == [(n, n + 1) for n in range(4)]


def test_an_image_that_is_not_made_of_its_numbers_is_refused(known, first_base, worlds, territory):
    images = {(0, 1): known.image, (0, 2): known.image[:-8] + b"12345678"}
    with pytest.raises(ValueError, match="no number of a set"):
        numbered(worlds.ensemble, first_base, territory, images, 10)
