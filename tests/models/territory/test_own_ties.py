"""Ties by a graph of one's own: the file beside the table, and shares worked out by hand."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from contagion.models.territory.communes import DATA
from contagion.models.territory.distances import SMALL
from contagion.models.territory.own_ties import read_ties, shares_of, written
from contagion.models.territory.territory import SHIPPED_SOURCE, Territory
from contagion.models.territory.ties import Kernels
from contagion.models.world.places import places_of
from contagion.sim.errors import InputError

CODES = ("00001", "00002", "00003", "00004")
RESIDENTS = np.array([10, 20, 0, 5])


def kept(folder: Path, weights: np.ndarray, codes: tuple[str, ...]) -> Territory:
    """Grand Besançon with ties beside its table."""
    shutil.copy(DATA / "communes.csv", folder / "here.csv")
    (folder / "here-ties.csv").write_bytes(written(weights, codes))
    return Territory.from_file(folder / "here.csv")


def test_weights_are_divided_by_their_sum_and_shares_stand_as_they_are():
    weights = np.array([[1.0, 3, 0, 0], [0.1, 0.2, 0, 0.7], [0, 0, 0, 0], [5, 0, 0, 0]])
    shares, alone = shares_of(weights, RESIDENTS)
    assert shares[0].tolist() == [0.25, 0.75, 0, 0]
    assert shares[1].tolist() == [0.1, 0.2, 0, 0.7]  # whose sum is 1 but for rounding
    assert shares[3].tolist() == [1, 0, 0, 0]
    assert not len(alone)


def test_nobody_is_known_where_nobody_lives_and_who_knows_nobody_stays():
    weights = np.array([[1.0, 0, 9, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 4, 0]])
    shares, alone = shares_of(weights, RESIDENTS)
    assert shares[[0, 1, 3]].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    assert alone.tolist() == [1, 3]
    assert shares[2] == pytest.approx(RESIDENTS / 35)  # around an empty commune live all


def test_every_digit_goes_through_the_file(territory, tmp_path):
    made = kept(tmp_path, territory.tie_share, territory.codes)
    assert np.array_equal(made.tie_share, territory.tie_share)
    for name in ("shares", "guide", "last"):
        assert np.array_equal(places_of(made).take().array(name), places_of(territory).take().array(name))
    for one, other in zip(made.ties_within_and_to_centre, territory.ties_within_and_to_centre, strict=True):
        assert np.array_equal(one, other)
    assert made.under(Kernels(tie_exponent=1.0)).tie_share is made.own_ties
    assert np.array_equal(made.commuting_share, territory.commuting_share)  # which the graph says nothing of


def test_other_ties_are_another_territory(territory, tmp_path):
    made = kept(tmp_path, np.eye(len(territory)), territory.codes)
    assert made.checksum != territory.checksum
    assert (made.identity, made.source) == (
        territory.identity, f"{SHIPPED_SOURCE}; who knows whom by a graph of one's own"
    )  # fmt: skip
    equal = np.ones((len(territory), len(territory)))
    assert kept(tmp_path, equal, territory.codes).checksum != made.checksum
    assert [str(one) for one in kept(tmp_path, equal - np.eye(len(territory)), territory.codes).filled] == [
        str(one) for one in territory.filled
    ]
    equal[3] = 0.0
    *_, last = kept(tmp_path, equal, territory.codes).filled
    assert str(last) == "ties: all within, in the 1 communes whose residents know nobody by the graph"


@pytest.mark.parametrize(
    "text, words",
    [
        ("insee_a,insee_b\n", "with the columns insee_from, insee_to, weight is needed"),
        ("", "with the columns insee_from, insee_to, weight is needed"),
        ("insee_from,insee_to,weight\n00001,00002,1\n00001,99999,1\n", "line 3: '00001,99999,1'; the codes of two"),
        ("insee_from,insee_to,weight\n00001,00002,-1\n", "line 2: '00001,00002,-1'"),
        ("insee_from,insee_to,weight\n00001,00002,nan\n", "line 2: '00001,00002,nan'"),
        ("insee_from,insee_to,weight\n00001,00002,many\n", "line 2: '00001,00002,many'"),
        ("insee_from,insee_to,weight\n00001,00002\n", "line 2: '00001,00002'"),
        ("insee_from,insee_to,weight\n00001,00002,0\n\n", "no weight is above 0, so nobody would know anybody"),
    ],
)
def test_a_file_that_is_none_is_told_in_a_line(text, words, tmp_path):
    file = tmp_path / "here-ties.csv"
    file.write_text(text)
    with pytest.raises(InputError) as told:
        read_ties(file, CODES)
    assert str(told.value).startswith(str(file))
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_large_territory_has_the_law_of_ties(tmp_path):
    with pytest.raises(InputError, match="for a territory of at most 1,000 communes, and this one has 1,001"):
        read_ties(tmp_path / "here-ties.csv", tuple(map(str, range(SMALL + 1))))
