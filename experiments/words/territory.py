"""Territories in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.words.numbers import counted, in_lines, paragraphs, table_lines

if TYPE_CHECKING:
    from models.territory.extract import Extract
    from models.territory.territory import Territory


MOST_COMMUNES, MOST_PIECES = 100, 5  # that are listed


def territory_in_words(territory: Territory) -> str:
    """The communes of a territory, the largest first, and the figures of its graph."""
    adults, centre, many = territory.residents.sum(axis=1), territory.centre, len(territory)
    within, to_centre = territory.ties_within_and_to_centre
    communes = pd.DataFrame(
        {
            "code": territory.codes,
            "commune": territory.names,
            "population": territory.population,
            "aged 15+": adults,
            "km²": territory.area_km2.round(1),
            "jobs": territory.jobs.round().astype(int),
            "seats": territory.seats,
            "km to centre": territory.distances.row(centre).round(1),
            "% of ties within": (100 * within).round().astype(int),
            "% to centre": (100 * to_centre).round().astype(int),
        }
    )
    size = (
        f"{counted(len(territory), 'commune')}, {int(territory.population.sum()):,} inhabitants, "
        f"{int(adults.sum()):,} aged 15 and over, {float(territory.area_km2.sum()):.1f} km²; "
        f"centre {territory.names[centre]}"
    )
    links = (
        f"graph of {many:,} nodes and {many**2:,} edges; "
        f"{len(territory.touching)} pairs of communes touch; "
        f"commuting decays by e every {1 / territory.commuting_beta_per_km:.2f} km"
    )
    table = table_lines(communes.sort_values("population", ascending=False, kind="stable").head(MOST_COMMUNES))
    rest = len(territory) - MOST_COMMUNES
    table += [f"and {counted(rest, 'smaller commune')}"] if rest > 0 else []
    notes = [f"Source: {territory.source}.", *(f"Filled in: {note}" for note in territory.filled)]
    return "\n".join([size, links, "", *table, "", *paragraphs(notes)])


def extract_in_words(extract: Extract, filled: Sequence[str]) -> str:
    """What a table taken out of the national ones holds: size, pieces, what was filled in."""
    table = extract.table
    people = table["population"].astype(int)
    size = (
        f"{extract.perimeter.title}: {counted(len(table), 'commune')}, {people.sum():,} inhabitants in "
        f"{table['population_year'].iloc[0]}, {table['area_km2'].astype(float).sum():,.1f} km²; the largest is "
        f"{table['name'][people.argmax()]}; {counted(len(extract.pairs), 'pair')} of communes touch"
    )
    size += "." if len(extract.pieces) == 1 else f". {_pieces(extract)}"
    return "\n".join([*in_lines(size), *filled_in_words(filled).splitlines()])


def filled_in_words(filled: Sequence[str]) -> str:
    """What a table of communes did not say, and how it was filled in."""
    return "\n".join(paragraphs(f"Filled in: {note}." for note in filled))


def _pieces(extract: Extract) -> str:
    names = dict(zip(extract.table["insee_code"], extract.table["name"], strict=True))
    people = dict(zip(extract.table["insee_code"], extract.table["population"].astype(int), strict=True))
    words = []
    for part in extract.pieces[:MOST_PIECES]:
        others = f" and {counted(len(part) - 1, 'commune')} more" if len(part) > 1 else ""
        words.append(names[max(part, key=people.__getitem__)] + others)
    more = len(extract.pieces) - MOST_PIECES
    words += [f"{more} more"] if more > 0 else []
    return f"It is in {len(extract.pieces)} pieces that do not touch: {'; '.join(words)}."
