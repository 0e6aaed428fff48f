"""Territories in words: their size, their communes, and what was filled in."""

import re

import pandas as pd
import pytest

from contagion.experiments.language.territory import MOST_PIECES, extract_in_words, filled_in_words, territory_in_words
from contagion.models.territory.extract import Extract
from contagion.models.territory.gazetteer import Perimeter


def test_the_communes_of_a_territory_the_largest_first(small):
    size, _, nothing, titles, *rows = territory_in_words(small).splitlines()
    assert size.startswith(f"6 communes, {small.population.sum():,} inhabitants, 2,348 aged 15 and over, ")
    assert nothing == ""
    assert titles.split()[:3] == ["commune", "code", "population"]
    people = dict(zip(small.codes, small.population.tolist(), strict=True))
    assert [re.findall(r"\b\d{5}\b", row)[0] for row in rows[:6]] == sorted(people, key=lambda code: -people[code])
    assert rows[-1].startswith("Source: ")


def taken(people: list[int], pairs: list[tuple[str, str]]) -> Extract:
    """Communes c0, c1 … of so many people, of which some touch."""
    codes = [str(number) for number in range(len(people))]
    table = pd.DataFrame({"insee_code": codes, "population": [str(count) for count in people]})
    table = table.assign(name=[f"c{code}" for code in codes], population_year="2017", area_km2="10.5")
    return Extract(Perimeter("A place", "a-place", tuple(codes)), table, pairs)


@pytest.mark.parametrize(
    "pairs, words",
    [
        ([("0", "1"), ("1", "2")], "2 pairs of communes touch."),
        ([("1", "2")], "1 pair of communes touch. It is in 2 pieces that do not touch: c1 and 1 commune more; c0."),
    ],
    ids=["one piece", "two pieces"],
)
def test_what_was_taken_out_of_the_national_tables(pairs, words):
    whole = " ".join(extract_in_words(taken([9, 2000, 5], pairs), ["jobs as elsewhere"]).split())
    size = "A place: 3 communes, 2,014 inhabitants in 2017, 31.5 km²; the largest is c1; "
    assert whole == f"{size}{words} Filled in: jobs as elsewhere."


def test_of_many_pieces_the_most_populous_are_named():
    said = " ".join(extract_in_words(taken([*range(MOST_PIECES + 2)], []), []).split())
    assert said.endswith(f"It is in {MOST_PIECES + 2} pieces that do not touch: c6; c5; c4; c3; c2; 2 more.")


def test_what_was_filled_in_has_a_line_each():
    assert filled_in_words(["jobs", "ages"]) == "Filled in: jobs.\nFilled in: ages."
