"""Distances are the same numbers, to the last bit, in a territory of any size."""

import numpy as np


def test_a_distance_is_the_same_however_it_is_asked_for(department, large, department_rows):
    few, many = department.distances, large(department_rows).distances
    a, b = np.arange(0, 612, 7), np.arange(611, -1, -7)
    assert np.array_equal(many.between(a, b), few.matrix[a, b])
    assert np.array_equal(many.between(a[:, None], b), few.matrix[np.ix_(a, b)])
    assert np.array_equal(many.matrix, few.matrix)
    assert np.array_equal(many.row(300), few.matrix[300])
    assert np.array_equal(many.matrix[:, 7], many.row(7))
    assert many.row(5)[5] == few.matrix[5, 5] == 0.5 * np.sqrt(department.area_km2[5] / np.pi)


def test_blocks_hold_every_commune_once(large, department_rows):
    distances = large(department_rows).distances
    blocks = list(distances.blocks())
    assert len(blocks) > 10
    assert sorted(np.concatenate(blocks).tolist()) == list(range(612))
