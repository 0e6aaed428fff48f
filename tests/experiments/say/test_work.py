"""How much work is asked for, in words."""

from contagion.experiments.say.asked import much_in_words, work_in_words
from contagion.models.runs.vocabulary import Asked


def test_how_long_and_how_large_is_said():
    asked = Asked(2, 10_001, 10, "x")
    assert work_in_words(asked) == "20,002 runs of 10 years, about 17 minutes on 1 worker"
    assert much_in_words(asked) == f"{work_in_words(asked)} and 160 MB in the store"
    one = Asked(1, 1, 1, "x", workers=2)
    assert much_in_words(one) == work_in_words(one) == "1 run of 1 year, a few seconds on 2 workers"


def test_times_are_rounded_as_their_length_bears():
    said = [work_in_words(Asked(1, runs, 10, "x")) for runs in (150, 600, 10_000, 100_000, 1_000_000)]
    times = ["a few seconds", "about 30 seconds", "about 8 minutes", "about 1.4 hours", "about 13.9 hours"]
    assert [words.partition(", ")[2].removesuffix(" on 1 worker").split(", ")[-1] for words in said] == times
