"""Territories in plain words, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.language.numbers import in_lines, paragraphs, table_lines
from contagion.experiments.language.sentences import N_, _, counted, in_a_row, ngettext, said

if TYPE_CHECKING:
    from contagion.models.territory.extract import Extract
    from contagion.models.territory.territory import Territory


MOST_COMMUNES, MOST_PIECES = 100, 5  # that are listed

EXPLAINED_IN = N_("; see data/SOURCES.md")  # which whoever has the page alone has not
IN_SOURCES = (EXPLAINED_IN, N_("census 2022"), N_("): INSEE"))


def territory_in_words(territory: Territory) -> str:
    """The communes of a territory, the largest first, and the figures of its graph."""
    adults, centre, many = territory.residents.sum(axis=1), territory.centre, len(territory)
    size = (
        f"{counted(many, 'commune')}, {int(territory.population.sum()):,} inhabitants, "
        f"{int(adults.sum()):,} aged 15 and over, {float(territory.area_km2.sum()):.1f} km²; centre "
        f"{territory.names[centre]}"
    )
    links = (
        f"graph of {many:,} nodes and {many**2:,} edges; {len(territory.touching)} pairs of communes "
        f"touch; commuting decays by e every {1 / territory.commuting_beta_per_km:.2f} km"
    )
    table = table_lines(_communes(territory).head(MOST_COMMUNES))
    if (rest := many - MOST_COMMUNES) > 0:
        table.append(ngettext("and {number:,} smaller commune", "and {number:,} smaller communes", rest))
    notes = [f"Source: {source_in_words(territory.source)}."]
    notes += [f"Filled in: {said(note)}" for note in territory.filled]
    return "\n".join([size, links, "", *table, "", *paragraphs(notes)])


def _communes(territory: Territory) -> pd.DataFrame:
    """A row a commune, the most populous first."""
    within, to_centre = territory.ties_within_and_to_centre
    population = "population"
    communes = pd.DataFrame(
        {
            "commune": territory.names,
            "code": territory.codes,
            population: territory.population,
            "aged 15+": territory.residents.sum(axis=1),
            "km²": territory.area_km2.round(1),
            "jobs": territory.jobs.round().astype(int),
            "seats": territory.seats,
            "km to centre": territory.distances.row(territory.centre).round(1),
            "% of ties within": (100 * within).round().astype(int),
            "% to centre": (100 * to_centre).round().astype(int),
        }
    )
    return communes.sort_values(population, ascending=False, kind="stable")


def extract_in_words(extract: Extract, filled: Sequence[str]) -> str:
    """What a table taken out of the national ones holds: size, pieces, what was filled in."""
    table = extract.table
    people = table["population"].astype(int)
    size = (
        f"{said(extract.perimeter.title)}: {counted(len(table), 'commune')}, {people.sum():,} "
        f"inhabitants in {table['population_year'].iloc[0]}, "
        f"{table['area_km2'].astype(float).sum():,.1f} km²; the largest is "
        f"{table['name'][people.argmax()]}; {counted(len(extract.pairs), 'pair')} of communes touch"
    )
    size += "." if len(extract.pieces) == 1 else f". {_pieces(extract)}"
    return "\n".join([*in_lines(size), *filled_in_words(filled).splitlines()])


def filled_in_words(filled: Sequence[str]) -> str:
    """What a table of communes did not say, and how it was filled in."""
    return "\n".join(paragraphs(_("Filled in: {note}.", note=said(note)) for note in filled))


def _pieces(extract: Extract) -> str:
    names = dict(zip(extract.table["insee_code"], extract.table["name"], strict=True))
    people = dict(zip(extract.table["insee_code"], extract.table["population"].astype(int), strict=True))
    words = [_piece(names[max(part, key=people.__getitem__)], len(part) - 1) for part in extract.pieces[:MOST_PIECES]]
    if (more := len(extract.pieces) - MOST_PIECES) > 0:
        words.append(ngettext("{number} more", "{number} more", more))
    pieces, number = in_a_row(words), len(extract.pieces)
    return f"It is in {number} pieces that do not touch: {pieces}."


def _piece(largest: str, others: int) -> str:
    """A part of a territory: its largest commune, and how many more there are."""
    if not others:
        return largest
    return ngettext(
        "{largest} and {number:,} commune more", "{largest} and {number:,} communes more", others, largest=largest
    )


def source_in_words(source: str) -> str:
    """Where a table of communes comes from, as it says itself, with what is English in that said anew."""
    for words in IN_SOURCES:
        source = source.replace(words, said(words))
    return source
