"""What is said of a programme, and of the worlds that agree with it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.programmes.agreeing import Agreement
from contagion.experiments.programmes.known import Year
from contagion.experiments.programmes.programme import read_programme
from contagion.experiments.programmes.words import agreement_in_words, far_from_all, programme_in_words
from contagion.models.parameters import Decision

CASE = read_programme(Path("besancon"))


def test_all_that_is_known_is_said():
    year = Year(year=2019, trained=10, active=21, posts=0.5)
    decided = Decision.model_validate({"title": "More places", "from": "2021-01", "set": {"training.places": 14}})
    said = programme_in_words(replace(CASE, known=(year,), prices={"seat": 640.0}, decided=(decided,)))
    text = " ".join(said)
    for words in (
        "The programme began in January 2017.",
        "2019: 10 people trained, 21 active at the end of the year, 0.5 post.",
        "From 2017 to 2019: 30 people trained, 300 people came.",
        "Prices of its own: seat 640 €.",
        "Decided already: More places (2021-01).",
        "changes begin in January 2020",
    ):
        assert words in text
    nothing = " ".join(programme_in_words(replace(CASE, known=(), total=None)))
    assert "Nothing observed here: what is known of other places is carried over." in nothing
    assert "The programme is to begin in September 2020. Without it: 0 people, 0 €." in programme_in_words(
        replace(CASE, began=CASE.began.replace(year=2020, month=9))
    )


def told(*known: Year, **changed: object) -> list[str]:
    said = programme_in_words(replace(CASE, known=known, **changed))
    return [line for line in said if line[:4] in ("From", "2017", "2018", "2019")]


def test_what_was_the_same_in_all_years_is_said_once():
    same = [Year(year=year, trained=10, events=12) for year in (2017, 2018, 2019)]
    assert told(*same) == ["From 2017 to 2019: 30 people trained (10 a year), 36 events (12 a year), 300 people came."]
    first, *others = same
    more = first.model_copy(update={"trained": 12})
    assert told(more, *others, total=None) == [
        "From 2017 to 2019: 36 events (12 a year).",
        "2017: 12 people trained.",
        "2018: 10 people trained.",
        "2019: 10 people trained.",
    ]
    assert told(first, same[2], total=None) == [
        "2017: 10 people trained, 12 events.",
        "2019: 10 people trained, 12 events.",
    ]


def test_a_place_is_not_named_twice():
    line, *_ = programme_in_words(replace(CASE, title="CU Grand Besançon Métropole"))
    assert line == "CU Grand Besançon Métropole (EPCI 242500361)."


def test_before_stands_beside_after():
    row = {"name": "participants", "year": 2019, "in_year": False, "value": 300.0, "met": 0.7}
    row |= {f"before_{end}": value for end, value in zip(("p5", "p50", "p95"), (134, 247, 368), strict=True)}
    row |= {f"after_{end}": value for end, value in zip(("p5", "p50", "p95"), (200, 280, 341), strict=True)}
    ensemble = Ensemble("besancon", pd.DataFrame({"registering.rule": ["simple"]}), {})
    made = Agreement(ensemble, pd.DataFrame([row]), 612.4, 1.0)
    assert agreement_in_words(made) == [
        "Worlds that agree with what is known here count as 612 independent ones.",
        "Nine worlds in ten say, of what is known: people who came 2019: 300 (before 134 to 368, now 200 to 341).",
    ]
    assert "errors are taken 2.5 times as wide" in " ".join(agreement_in_words(replace(made, wider=2.52)))
    far = replace(made, wider=4.6, ensemble=replace(ensemble, about={"in_reach": False}))
    assert agreement_in_words(far) == [far_from_all(), *agreement_in_words(made)[1:]]
