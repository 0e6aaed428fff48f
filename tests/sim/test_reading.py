"""What a reader brings: what nobody sees, what is too long, too deep or too large, and numbers as people write them."""

import copy
import json
import pickle
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from contagion.sim.errors import (
    InputError,
    InputErrors,
    Sentence,
    both,
    either,
    join_sentences,
    perhaps,
    several,
    told_of,
    verbatim,
)
from contagion.sim.reading import content_of, escape, given, invisible_character, must_be_plain, number_hint, printable


@pytest.mark.parametrize("text", ["déjà vu 60\u202f000 « à »", "日本語", "a\nb\tc"])
def test_what_is_seen_is_let_through(text):
    assert invisible_character(text) == ""


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(InputError, match=r"t: a\.2: has 10,001 characters; at most 10,000"):
        must_be_plain({"a": ["x", "y" * 10_001]}, "t")


def test_what_is_not_seen_is_named_and_written_out():
    assert [
        invisible_character("a\x1bb"),
        invisible_character("a\u202eb\n"),
        invisible_character("a\nb"),
        invisible_character("a\nb", in_lines=False),
    ] == [
        *("U+001B", "U+202E", "", "U+000A"),
    ]
    assert printable(" a\x1b \n\tb ") == "a\\u001b b"
    assert escape("a\u202e é") == "a\\u202e é"


def test_what_is_very_long_is_shortened():
    """A half of what there is room for from its begin, and a tenth from its end."""
    long = "".join(map(str, range(200)))
    assert printable(long[:300]) == long[:300]
    assert printable(long[:301]) == f"{long[:150]}…{long[271:301]} (301 characters)"
    line = "ab " * 1333
    assert printable(line + "c") == line + "c"
    assert printable(line + "cd") == f"{line[:2000]}…{(line + 'cd')[-400:]} (4,001 characters)"


def test_what_was_given_is_said_whatever_it_is():
    class Odd:
        def __repr__(self) -> str:
            raise ValueError

    assert [given("a\x1b"), given(Odd())] == ["'a\\x1b'", "Odd"]
    assert len(given(list(range(1000)))) < 250


def test_names_texts_numbers_and_depths_have_bounds():
    deep: dict = {}
    for _ in range(12):
        deep = {"a": deep}
    must_be_plain({"a": deep["a"], "b": [10**18 - 1, 1 - 10**18, "x" * 10_000], "words": "x\ny"}, "t", ("words",))
    for content, says in (
        ({"a": deep}, "is nested deeper than 12 levels"),
        ({"b": [1, 10**18]}, "t: b.2: a whole number has at most 18 digits"),
        ({"b": -(10**18)}, "t: b: a whole number has at most 18 digits"),
        ({"c": {"words": "x\ny"}}, "t: c.words: holds the character U+000A"),
        ({"c\n": 1}, "t: the name 'c\\n': holds the character U+000A"),
    ):
        with pytest.raises(InputError) as refused:
            must_be_plain(content, "t")
        assert says in str(refused.value)


def test_a_file_without_a_size_is_read_up_to_the_limit(tmp_path):
    for most, told in ((1000, 0), (1_999_999, 1), (2_000_000, 2)):
        with pytest.raises(InputError, match=f"is larger than {told} MB"):
            content_of(Path("/dev/zero"), most)
    (tmp_path / "t").write_bytes(b"x" * 1000)
    assert len(content_of(tmp_path / "t", 1000)) == 1000


@pytest.mark.parametrize(
    "given, hint",
    [
        ("20,5", "write 20.5"),
        ("-0,15", "write -0.15"),
        ("60 000", "write 60000"),
        ("1 234\u202f567", "write 1234567"),
        ("1 000,5", "write 1000.5"),
        ("60,000", "write 60000 or 60.000"),
        ("-160,000", "write -160000 or -160.000"),
        ("1600,000", "write 1600.000"),
        *((text, "") for text in ("20", "20.5", "10,20,40", "6 0", "60 00", "a,b", "", "[1, 2]")),
    ],
)
def test_how_a_number_would_be_written(given, hint):
    assert number_hint(given) == hint


# ---- A user's mistakes, one or several -------------------------------------------------------------------------------

SOME = [InputError(f"{name}: must be a number").at(name) for name in ("years", "above", "world")]


def test_several_are_told_in_one_line_and_can_be_told_apart():
    some = several(SOME)
    assert str(some) == "years: must be a number (and 2 more)"
    assert [(one.field, str(one)) for one in some.mistakes] == [
        ("years", "years: must be a number"),
        ("above", "above: must be a number"),
        ("world", "world: must be a number"),
    ]
    (alone,) = SOME[0].mistakes
    assert alone is several(SOME[:1]) is SOME[0]
    assert isinstance(some, InputErrors)


def test_they_come_back_from_a_worker():
    (one, many) = pickle.loads(pickle.dumps((SOME[0], InputErrors(SOME))))
    assert one.field == "years"
    assert [str(each) for each in many.mistakes] == [str(each) for each in SOME]


# ---- A sentence that remembers what it is made of --------------------------------------------------------------------


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
    made = join_sentences(parts, " and ")
    assert (made, made.text) == ("1,000 and b", "{part1} and {part2}")
    assert list(made.values.values()) == parts
    assert join_sentences([]) == ""
    assert join_sentences("ab") == "a, b"


def test_what_sentences_are_made_of():
    assert (told_of("a", 1), either("abc"), both("ab")) == ("a: 1", "a or b or c", "a and b")
    assert (perhaps(), perhaps("a", "b")) == ("", ". Did you mean 'a' or 'b'?")


def test_an_error_stands_in_a_sentence_as_what_it_says():
    some = (InputError("a: is empty"), ValueError("b", 2), ValueError("c"), ValueError())
    said = ["no: a: is empty", "no: ('b', 2)", "no: c", "no: "]
    assert [Sentence("no: {why}", why=why) for why in some] == said
