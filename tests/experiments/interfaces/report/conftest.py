"""A note of few worlds and three years, in both languages, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.briefing import Briefing, inquiry
from contagion.experiments.interfaces.report.edited import Note, html
from contagion.experiments.interfaces.report.made import Basis, note
from contagion.experiments.say.languages import LANGUAGES, speaking
from contagion.models.runs.lab import fitted, laboratory, territory_of
from contagion.models.scenario import FOLDER, read
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
    """What a note is made of."""

    basis: Basis

    @property
    def briefing(self) -> Briefing:
        return self.basis.briefing

    def note(self, language: str, **how: Any) -> Note:
        with speaking(language):
            return note(replace(self.basis, **how))

    def html(self, language: str, **how: Any) -> str:
        return html(self.note(language, **how))


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
    return Made(Basis(briefing, place, elsewhere=read_elsewhere()))


@pytest.fixture(scope="session")
def notes(made) -> dict[str, str]:
    """The note as HTML, by language."""
    return {language: made.html(language, command="contagion report", date="2026-11-26") for language in LANGUAGES}


@pytest.fixture(scope="session", params=LANGUAGES)
def page(request, notes) -> Any:
    """The note in a language, as a tree."""
    return etree.HTML(notes[request.param])
