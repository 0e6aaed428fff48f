"""Target groups mix over the generations of facilitators (E13), by the family tree."""

import numpy as np
import pandas as pd
import pytest

from contagion.models.theory.mixing import NOBODY, generations
from contagion.sim.chance.draws import Draws
from tests import oracles as th
from tests.helpers.printed import figure
from tests.oracles.cascade import Course, Mixture, Programme, cascade

SHARES, WISH = (0.35, 0.20, 0.20, 0.15, 0.10), np.array([0.25, 0.20, 0.15, 0.10, 0.30])
NAMES = ("A", "B", "C", "D", "E")
FAMILY = pd.DataFrame(
    [(6, "B", 4, 2), (1, "A", -1, -1), (2, "B", -1, -1), (3, "A", -1, -1), (4, "A", 1, 3), (5, "B", 1, 2)],
    columns=["facilitator", "target_group", "parent_a", "parent_b"],
)


def composition(facilitators: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Shares of the target groups in each generation: a row a generation, a column a group; rows add up to 1."""
    counts = pd.crosstab(generations(facilitators), facilitators["target_group"])
    counts = counts.reindex(columns=list(groups), fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0).rename_axis(index="generation", columns="target_group")


def mixing(facilitators: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Shares of the target groups among the converts of each group of parents: a column for the parents' group.

    Each convert counts half for either parent. Columns add up to 1, or are NaN for groups that are nobody's parent.
    Where all convert alike and the parents of each are of one group, this estimates M = hI + (1 − h)π1ᵀ. Among pairs
    drawn at random a convert is as likely to take after the other parent, and columns differ by h/2 in place of h.
    """
    index = {name: number for number, name in enumerate(groups)}
    group = dict(zip(facilitators["facilitator"], facilitators["target_group"].map(index), strict=True))
    out = np.zeros((len(groups), len(groups)))
    for who, a, b in zip(facilitators["facilitator"], facilitators["parent_a"], facilitators["parent_b"], strict=True):
        for parent in (a, b) if a != NOBODY else ():
            out[group[who], group[parent]] += 0.5
    total = out.sum(axis=0)
    shares = np.divide(out, total, out=np.full_like(out, np.nan), where=total > 0)
    return pd.DataFrame(shares, index=pd.Index(groups, name="convert"), columns=pd.Index(groups, name="parent"))


def family_of(course: Course) -> pd.DataFrame:
    rows = [(who, NAMES[kind], *(course.parents[who] or (-1, -1))) for who, kind in enumerate(course.types)]
    return pd.DataFrame(rows, columns=FAMILY.columns)


def descend(types: list[int], converts: tuple[float, ...], lasting: int, seed: int) -> Course:
    """Facilitators lead 3.5 groups; a hundred years between a group and the training of its converts keep the
    generations apart."""
    programme = Programme(0.0, 3.5 * 0.35, 0.35, wait=100.0, mixture=Mixture(SHARES, 0.7, converts))
    return cascade(programme, 0, Draws(seed).stream("cascade"), generations=lasting, types=types)


def test_a_family_of_three_generations_is_counted_by_hand():
    assert generations(FAMILY).tolist() == [2, 0, 0, 0, 1, 1]
    assert composition(FAMILY, ("A", "B", "C")).to_numpy() == pytest.approx(
        np.array([[2 / 3, 1 / 3, 0], [0.5, 0.5, 0], [0, 1, 0]])
    )
    made = mixing(FAMILY, ("A", "B", "C"))
    assert made["A"].tolist() == [0.5, 0.5, 0]  # 4 by both parents; half of 5, half of 6
    assert made["B"].tolist() == [0, 1, 0]
    assert made["C"].isna().all()


def test_one_who_led_alone_counts_twice():
    family = pd.DataFrame([(1, "A", -1, -1), (2, "B", 1, 1)], columns=FAMILY.columns)
    assert mixing(family, ("A", "B"))["A"].tolist() == [0, 1]


@pytest.mark.parametrize("founders", [1500, pytest.param(15_000, marks=pytest.mark.slow)])
def test_reproduction_of_five_groups_by_genealogy(founders):
    """E13: the spectral radius of the next-generation matrix is 2.3777, and the stable composition stays."""
    matrix = th.next_generation_matrix(3.5, 8, th.mixing_matrix(SHARES, 0.7), WISH, 0.8, 0.9)
    stable = th.stable_composition(matrix)
    types = np.repeat(np.arange(5), np.round(stable * founders).astype(int)).tolist()
    family = family_of(descend(types, tuple(WISH * 0.8 * 0.9), 3, 1))
    sizes = np.bincount(generations(family))
    assert len(sizes) == 4
    assert sizes[1:].sum() / sizes[:-1].sum() == pytest.approx(2.3777, rel=0.03)
    assert composition(family, NAMES).to_numpy() == pytest.approx(np.tile(stable, (4, 1)), abs=0.03)


def test_differences_shrink_by_homophily_a_generation():
    """E13: after k generations h^k of the difference between two lines of descent is left; a quarter after four."""
    lines = {}
    for kind, seed in ((0, 3), (4, 4)):
        family = family_of(descend([kind] * 800, (0.2 * 0.8 * 0.9,) * 5, 4, seed))
        lines[kind] = composition(family, NAMES)
        column = mixing(family[generations(family) < 2], NAMES)[NAMES[kind]]
        assert column.to_numpy() == pytest.approx(th.mixing_matrix(SHARES, 0.7)[:, kind], abs=0.04)
    left = [th.difference_left(0.7, generation) for generation in range(5)]
    assert left[4] == pytest.approx(0.24, abs=0.001)
    difference = lines[0] - lines[4]
    assert difference["A"].to_numpy() == pytest.approx(left, abs=0.05)
    assert (-difference["E"]).to_numpy() == pytest.approx(left, abs=0.05)
    assert difference[["B", "C", "D"]].to_numpy() == pytest.approx(np.zeros((5, 3)), abs=0.04)


def test_the_next_generation_has_the_radius_and_the_composition_of_the_specification():
    """E13, section 5.9."""
    shares, wish = [0.35, 0.20, 0.20, 0.15, 0.10], [0.25, 0.20, 0.15, 0.10, 0.30]
    assert sorted(np.linalg.eigvals(th.mixing_matrix(shares, 0.7)).real) == pytest.approx([0.7, 0.7, 0.7, 0.7, 1.0])
    alike, random = (th.next_generation_matrix(3.5, 8, th.mixing_matrix(shares, h), wish, 0.8, 0.9) for h in (0.7, 0))
    assert [th.spectral_radius(alike), th.spectral_radius(random)] == figure("2.3777", "2.0412")
    assert list(th.stable_composition(alike)) == figure("0.4312", "0.1252", "0.0688", "0.0271", "0.3478")
    assert th.difference_left(0.7, 4) == figure("0.24")
    one_type = th.next_generation_matrix(3.5, 8, [[1.0]], [0.25], 0.8, 0.9)
    assert th.spectral_radius(one_type) == pytest.approx(th.reproduction_number(8 * 0.25 * 0.8 * 0.9, 3.5))
