"""What is said of an answer under each rule of deciding."""

from contagion.experiments.ensembles.structures import Structures, Under
from contagion.experiments.ensembles.words_of_structures import structures_in_words

NAMES = {"a": "places", "b": "events"}


def under(rule="", worlds=40, a=600.0, b=200.0, best=None, tied=()):
    return Under(rule, worlds, {"a": a, "b": b}, {"a": 23.0, "b": 0.1}, best, tied)


def test_one_line_says_that_it_is_the_same():
    made = Structures(under(), [under("simple"), under("threshold", 20)])
    assert structures_in_words(made, NAMES) == [
        (
            "No clear difference in the answer between the rules by which people may decide: simple (40 worlds); "
            "threshold (20 worlds)."
        )
    ]


def test_rules_that_do_not_agree_are_told_one_by_one():
    made = Structures(under(best="a"), [under("simple", best="a"), under("threshold", a=214.0, best="b")])
    assert structures_in_words(made, NAMES) == [
        "The rules by which people may decide do not agree.",
        "By the rule “simple” (40 worlds): places +600 people, +600 in all worlds.",
        ("By the rule “threshold” (40 worlds): events is first; places +210 people, +600 in all worlds."),
    ]


def test_a_tie_under_a_rule_is_no_other_first():
    made = Structures(under(best="a"), [under("simple", best="a"), under("threshold", best="b", tied=["a"])])
    assert len(structures_in_words(made, NAMES)) == 1


def test_too_few_worlds_are_said_to_be():
    made = Structures(under(), [under("simple"), under("threshold", 1)])
    assert structures_in_words(made, NAMES)[-1] == (
        "Too few worlds to tell it apart by how people decide: threshold (1 world)."
    )
    assert structures_in_words(None, NAMES) == []
