"""What is said of a programme, and of the worlds that agree with it."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.programmes.agreeing import Agreement
from contagion.experiments.programmes.known import Year
from contagion.experiments.programmes.programme import read_programme
from contagion.experiments.programmes.words import agreement_in_words, far_from_all, programme_in_words

CASE = read_programme(Path("besancon"))


def told(*known: Year, **changed: object) -> list[str]:
    said = programme_in_words(replace(CASE, known=known, **changed))
    return [line for line in said if line[:4] in ("From", "2017", "2018", "2019")]


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
