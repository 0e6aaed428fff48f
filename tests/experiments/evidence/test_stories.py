"""What an answer from own figures rests on: two stories of silent years, figures that few simulations fit, promises."""

from dataclasses import replace

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.compare.words import in_words
from contagion.experiments.evidence.agreeing import Agreement
from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.known import Offered
from contagion.experiments.evidence.programme import checked
from contagion.experiments.evidence.stories import by_story, cautions, doubts, doubts_of, stories_in_words
from contagion.experiments.evidence.words_of_programmes import known_in_words
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.scenario import RESIDENTS, read
from contagion.models.territory.territory import home
from tests.helpers import limits_by_hand

NUMBER = 40
SILENT = Offered(0, 0, 3, [[2019], [2021, 2022]])


def worlds_of(unknown: Offered | None, number: int = NUMBER) -> Worlds:
    table = pd.DataFrame({RULE: ["simple"] * number, "group.size": [float(n) for n in range(number)]})
    return Worlds(Ensemble("own", table, {}, seeds=tuple(range(1, number + 1)), offered=unknown))


def gains(number: int = NUMBER) -> pd.Series:
    """No gain where a session was held in the last silent years; else 100."""
    worlds = range(1, number + 1)
    return pd.Series([0.0 if SILENT.held(seed)[-1] else 100.0 for seed in worlds], worlds)


def test_each_story_has_its_own_gain_and_not_the_mean_of_both():
    told = by_story(gains(), worlds_of(SILENT))
    assert {story: {*values} for story, values in told.items()} == {True: {0.0}, False: {100.0}}
    assert sum(map(len, told.values())) == NUMBER
    assert stories_in_words("“Twice”", 5, gains(), worlds_of(SILENT)) == [
        (
            "“Twice”, more people in 5 years: 0 if a session was held in 2021, 2022 and nobody came, +100 if none was "
            "held. Nobody was trained then: say which by `places` (0: no session)."
        )
    ]


def test_a_story_of_few_simulations_says_so():
    (line,) = stories_in_words("x", 5, gains(12), worlds_of(SILENT, 12))
    assert "not known (too few simulations)" in line


@pytest.mark.parametrize("unknown", [None, Offered(4, 8, 3)])
def test_without_a_silent_year_there_is_one_answer(unknown):
    assert stories_in_words("x", 5, gains(), worlds_of(unknown)) == []


def test_a_silent_year_is_asked_about_until_its_places_are_said():
    content = {"territory": "200068120", "began": "2021-01", "today": "2024-01-01"}

    def asked(**last: int) -> list[str]:
        years = [{"year": 2021, "trained": 5}, {"year": 2022, "trained": 0}, {"year": 2023, "trained": 0, **last}]
        return [line for line in known_in_words(checked({**content, "year": years}, "test")) if "session" in line]

    tail = (
        "nobody was trained. Was a session held, and with how many places? Add `places` to that year (0: no session)."
    )
    assert asked() == [f"2022, 2023: {tail}"]
    assert asked(places=0) == asked(places=6) == [f"2022: {tail}"]


def test_figures_read_more_than_twice_less_exactly_are_said_first():
    own = worlds_of(None).ensemble
    close, wide = (Agreement(own, pd.DataFrame(), 100.0, wider) for wider in (2.0, 2.6))
    assert cautions(close) == []
    assert cautions(wide) == ["Few simulations fit your figures: these are read 2.6 times less exactly."]
    far = replace(wide, ensemble=replace(own, about={"in_reach": False}))
    assert cautions(far)[0].startswith("No simulation comes near all of these figures")


def test_a_promise_is_doubted_beyond_ten_times_what_goes_on_or_what_any_town_had():
    assert doubts(150, 16, 5, RESIDENTS) == []
    assert "more than 10 times those of the current course (14)" in doubts(150, 14, 5, RESIDENTS)[0]
    assert doubts(10, 0, 5, RESIDENTS) == []
    assert "10 times" in doubts(11, 0, 5, RESIDENTS)[0]
    assert doubts(500, 400, 5, RESIDENTS) == []  # as many a year as in Grand Besançon
    assert doubts(800, 400, 5, RESIDENTS)[0] == (
        "About 800 people in 5 years are 1.0 a year for each 1,000 residents; no town of the data had more than 0.6."
    )


def test_promises_to_a_programme_elsewhere_alone_are_doubted():
    own = replace(read(), past=3, territory="200068120", effort_for=50_000)
    assert doubts_of(own, 900, 400, 5)
    assert not doubts_of(replace(own, territory=home()), 900, 400, 5)
    assert not doubts_of(replace(own, past=0), 900, 400, 5)


def test_commands_answer_by_story_in_place_of_a_mean(monkeypatch, tmp_path):
    def told(name, years, values, worlds):
        return [f"{name} in {years}: {len(values)}"]

    for command in ("limits", "compare.words"):
        monkeypatch.setattr(f"contagion.experiments.commands.{command}.stories_in_words", told)
    limits = limits_by_hand.by_hand()
    assert limits._answer().sentences[0] == "10% more training places in 2: 4"
    assert "10% more training places in 2: 4" in limits._in_words()
    compared = ct.compare("ref", "lowloss", years=1, seeds=2, ensemble=None, store=tmp_path / "store")
    (first, *_), full = compared._answer().sentences, in_words(compared)
    assert first == "“Low loss” in 1: 2"
    assert first in full
