"""A world is its numbers: from the image of the first and the numbers of any other a host makes the image of that."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from contagion.experiments.doors.page import own
from contagion.experiments.doors.page.carried import carried, short_tables, with_levers
from contagion.experiments.doors.page.numbered import BYTES, numbered
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.programmes.lived import going_on
from contagion.experiments.programmes.programme import checked
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.core.image import HEAD

AHEAD = 2
TO_BEGIN = {"territory": "200067171", "began": "2027-01", "today": "2026-11-30"}


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    return Territory.from_file(extract(find("epci", "200067171")).kept(tmp_path_factory.mktemp("there")))


@pytest.fixture(scope="module")
def worlds():
    return Worlds(read_ensemble(Path("besancon")))


@pytest.fixture(scope="module")
def base(territory):
    return going_on(checked(TO_BEGIN, "here"), territory)


@pytest.fixture(scope="module")
def known(base, worlds, territory):
    programme = checked(TO_BEGIN, "here")
    opened = own.opened(programme, base, worlds, worlds.ensemble, 4, programme.today)
    return carried(base, worlds, territory, AHEAD, 4, (), opened)


def image_of(world, known, base, worlds, territory):
    """The image of a world (from 1), as Python makes it."""
    one = worlds.parameters(base, world)
    decided = with_levers(own.with_years(one, 0, own.MOST), 0, known.usual)
    there, weeks = territory.under(kernels_of(one)), (own.MOST + AHEAD) * 52
    with short_tables():
        return np.frombuffer(whole.image(there, decided, world, horizon=weeks), "<u8")


@pytest.mark.parametrize("world", [2, 700, 3500])
def test_the_numbers_of_a_world_make_its_image(known, base, worlds, territory, world):
    """Of any world that may be tried, not only of those that are told of."""
    sets = len(worlds.ensemble)
    every = replace(known.worlds, told=[(n % sets, n + 1) for n in range(own.TRIED)])
    words = np.frombuffer(known.image, "<u8").copy()
    for place, word in every.words(world - 1):
        words[place] = word
    apart = np.flatnonzero(words != image_of(world, known, base, worlds, territory))
    assert len(apart) == 2  # its checksum, and a product of what is there
    assert apart[0] == HEAD.index("checksum")


def test_a_host_reads_the_numbers_that_were_written(known):
    """Three bytes of digits and one of a power of ten, each byte of all sets together."""
    content, first = b"".join(known.worlds.rows()), 0
    for one in known.worlds.every:
        number = len(one.values)
        parts = np.frombuffer(content, np.uint8, (BYTES + 1) * number, first).reshape(BYTES + 1, number).astype(int)
        digits, powers = parts[0] + 256 * parts[1] + 65536 * parts[2], parts[3].astype(np.int8)
        assert [float(f"{one}e{power}") for one, power in zip(digits, powers, strict=True)] == [*one.values]
        first += (BYTES + 1) * number
    assert first == len(content)
    assert len(known.worlds.every[0].values) == 3000
    assert len(known.worlds.of_place.values) == own.TRIED


def test_a_page_can_be_told_of_more_worlds_than_are_tried(base, worlds, territory, monkeypatch):
    monkeypatch.setattr(own, "TRIED", 3)
    monkeypatch.setattr("contagion.experiments.doors.page.carried.SEEN", 4)
    opened = own.opened(checked(TO_BEGIN, "here"), base, worlds, worlds.ensemble, 4, checked(TO_BEGIN, "here").today)
    known = carried(base, worlds, territory, AHEAD, 4, (), opened)
    assert known.worlds.told == [(n, n + 1) for n in range(4)]
    assert len(known.worlds.every[-1].values) == 4


def test_an_image_that_is_not_made_of_its_numbers_is_refused(known, base, worlds, territory):
    images = {(0, 1): known.image, (0, 2): known.image[:-8] + b"12345678"}
    with pytest.raises(ValueError, match="no number of a set"):
        numbered(worlds.ensemble, base, territory, images, 10, 10)
