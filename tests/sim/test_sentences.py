"""A sentence that remembers what it is made of."""

import copy
import json
import pickle
from dataclasses import dataclass, replace

import pytest

from contagion.sim.errors import InputError
from contagion.sim.sentences import Sentence, both, either, joined, perhaps, told_of, verbatim


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


def test_what_stands_in_it_breaks_no_line_and_hides_nothing():
    made = Sentence("{file}: {why}", file="a\x1b[2Jb\u202e.toml", why=Sentence("{words}", words="one\r\n\ttwo"))
    assert made == r"a\u001b[2Jb\u202e.toml: one two"
    assert str(InputError(f"{chr(7)}{{:")) == r"\u0007{:"


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
    assert joined("ab") == "a, b"


def test_what_sentences_are_made_of():
    assert (told_of("a", 1), either("abc"), both("ab")) == ("a: 1", "a or b or c", "a and b")
    assert (perhaps(), perhaps("a", "b")) == ("", "; did you mean 'a' or 'b'?")


def test_an_error_stands_in_a_sentence_as_what_it_says():
    some = (InputError("a: is empty"), ValueError("b", 2), ValueError("c"), ValueError())
    said = ["no: a: is empty", "no: ('b', 2)", "no: c", "no: "]
    assert [Sentence("no: {why}", why=why) for why in some] == said
