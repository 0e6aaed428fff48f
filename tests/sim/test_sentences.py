"""A sentence that remembers what it is made of."""

import copy
import json
import pickle
from dataclasses import dataclass, replace

import pytest

from contagion.sim.sentences import Sentence, joined, verbatim


def test_it_is_the_english_sentence():
    made = Sentence("{number:,} of {name}", number=1234, name="{all}")
    assert made == "1,234 of {all}"
    assert json.dumps(made) == '"1,234 of {all}"'
    assert (made.text, made.values) == ("{number:,} of {name}", {"number": 1234, "name": "{all}"})


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_a_copy_remembers_it_as_well(again):
    made = Sentence("{name}: {part}", name="{x}", part=Sentence("{number:.2f}", number=0.5))
    copied = again(made)
    assert (copied, copied.text) == ("{x}: 0.50", made.text)
    assert isinstance(copied.values["part"], Sentence)
    assert copied.values["part"].values == {"number": 0.5}


def test_so_does_a_record_that_holds_it():
    @dataclass(frozen=True)
    class Record:
        effort: str
        number: int = 1

    assert isinstance(replace(Record(Sentence("a {b}", b=1)), number=2).effort, Sentence)


def test_a_text_as_it_stands():
    assert verbatim("{a} {{b}}") == "{a} {{b}}"
    assert verbatim("plain").text == "plain"


def test_some_in_a_row():
    parts = [Sentence("{number:,}", number=1000), verbatim("b")]
    made = joined(parts, " and ")
    assert (made, made.text) == ("1,000 and b", "{part1} and {part2}")
    assert list(made.values.values()) == parts
    assert joined([]) == ""
