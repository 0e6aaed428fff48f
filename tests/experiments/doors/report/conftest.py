"""A report of few worlds and three years, in both languages, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.doors.briefing.work import Briefing, inquiry
from contagion.experiments.doors.report.made import html
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.lab import fitted, laboratory, territory_of
from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.verbs.limits.capacities import CAPACITIES
from contagion.experiments.verbs.limits.work import Limits
from contagion.experiments.verbs.limits.work import inquiry as what_limits
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.models.territory.territory import Territory
from tests.helpers.pages import etree

YEARS, WORLDS, ABOVE = 3, 6, 20.0
TWENTY = """
title = "Twenty places: from the second year on"
description = "Twice the places. `contagion parameters` lists them."
[fr]
title = "Vingt places : dès la deuxième année"
description = "Deux fois plus de places à l'année. `contagion parameters` les donne."
[receptivity]
share = 0.2
[[decision]]
title = "Twenty places a year"
from = "2018-01"
set = { "training.places" = 20 }
"""


@dataclass(frozen=True)
class Made:
    """What a report is made of."""

    briefing: Briefing
    territory: Territory
    limits: Sequence[Limits]

    def html(self, language: str, **how: Any) -> str:
        values: dict[str, Any] = {"short": False, "limits": self.limits, **how}
        with speaking(language):
            return html(self.briefing, self.territory, **values)


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Made:
    lab = laboratory("serial", store=tmp_path_factory.mktemp("store") / "store")
    place = territory_of(lab)
    assert place
    own = tmp_path_factory.mktemp("scenarios") / "twenty.toml"
    own.write_text(TWENTY, encoding="utf-8")
    four = [*(read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")), read(own), read(FOLDER / "cautious.toml")]
    scenarios = fitted(lab, four, YEARS)
    worlds = Worlds(read_ensemble(Path("besancon")), ABOVE)
    briefing = inquiry(scenarios, worlds, place, YEARS, WORLDS).last(lab)
    helped = [what_limits(one, YEARS, WORLDS, CAPACITIES[:2], worlds).last(lab) for one in scenarios]
    return Made(briefing, place, helped)


@pytest.fixture(scope="session")
def briefing(made) -> Briefing:
    return made.briefing


@pytest.fixture(scope="session")
def reports(made) -> dict[str, str]:
    """The full report by language."""
    return {language: made.html(language, command="contagion report", date="2026-11-26") for language in LANGUAGES}


@pytest.fixture(scope="session", params=LANGUAGES)
def page(request, reports) -> Any:
    """The full report in a language, as a tree."""
    return etree.HTML(reports[request.param])
