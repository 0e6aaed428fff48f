"""Who knows whom by a graph of one's own, in place of the law of distance (`models.territory.ties`): the file of ties
that stands beside a table of communes (`FILE-ties.csv` beside `FILE.csv`).

A row an ordered pair of communes, with a weight: how much the residents of the first know those of the second, beside
all others that they know. What adds up to 1 are shares as they stand; other weights are divided by their sum, commune
by commune. So ties are mutual where the graph makes them so. Where nobody lives nobody is known. A commune whose
residents know nobody by the graph has all its ties within.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from contagion.models.territory.distances import SMALL, Floats, Ints
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

COLUMNS = ("insee_from", "insee_to", "weight")
LARGEST = 100 * MEGABYTE
NEAR_ONE = 1e-9
ENDLESS = 1e300  # weights, of which a sum would be no number


def written(weights: Floats, codes: Sequence[str]) -> bytes:
    """A file of ties; every digit of a weight is kept."""
    rows = (f"{codes[a]},{codes[b]},{weights[a, b].item()!r}" for a, b in np.argwhere(weights > 0).tolist())
    return "\n".join([",".join(COLUMNS), *rows, ""]).encode()


def read_ties(path: Path, codes: Sequence[str]) -> Floats:
    """The weights of a file of ties, shape (C, C).

    Raises
    ------
    InputError
        With the line, what was found there and what would be valid.
    """
    if len(codes) > SMALL:
        raise InputError(
            f"{path}: ties of one's own are for a territory of at most {SMALL:,} communes, and this one "
            f"has {len(codes):,}"
        )
    try:
        rows = list(csv.reader(io.StringIO(content_of(path, LARGEST).decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(f"{path}: a CSV file in UTF-8 with the columns {', '.join(COLUMNS)} is needed")
    index, weights = {code: row for row, code in enumerate(codes)}, np.zeros((len(codes), len(codes)))
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        weight = _number(row[2]) if len(row) == len(COLUMNS) else -1.0
        if not (0 <= weight < ENDLESS and row[0] in index and row[1] in index):
            raise InputError(
                f"{path}, line {line}: '{','.join(row)}'; the codes of two communes of the table and a weight "
                "of 0 or more are needed"
            )
        weights[index[row[0]], index[row[1]]] += weight
    if not weights.any():
        raise InputError(f"{path}: no weight is above 0, so nobody would know anybody")
    return weights


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def shares_of(weights: Floats, residents: Ints) -> tuple[Floats, Ints]:
    """Where the ties of each commune lead, shape (C, C), of weights and residents aged 15 and over, shape (C,); and the
    inhabited communes whose residents know nobody by the weights.

    Rows add up to 1. Around a commune without residents and without ties, which may have an event, live all others.
    """
    there = weights * (residents > 0)
    total = np.cumsum(there, axis=1)[:, -1]
    alone, empty = np.flatnonzero((total <= 0) & (residents > 0)), (total <= 0) & (residents == 0)
    there[alone, alone] = 1.0
    there[empty] = residents
    total = np.cumsum(there, axis=1)[:, -1]
    total[np.abs(total - 1) <= NEAR_ONE] = 1.0
    return there / np.where(total > 0, total, 1.0)[:, None], alone
