"""The programmes that the page shows: a known one, and one that will begin where nothing was observed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.programme import checked, read_programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.carried import Carried, carried
from contagion.experiments.interfaces.page.own_past import Tried, tried
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.territory.territory import Territory

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.scenario import Scenario


CASE = Path("besancon")  # the one programme of the project that was observed
ELSEWHERE = "elsewhere"  # a territory without observations for parameter sets


@dataclass(frozen=True)
class Asked:
    """A programme that the page can show."""

    programme: Programme
    base: Scenario  # its current course
    worlds: Worlds
    territory: Territory
    years: int  # of each run, with its past
    number: int  # of simulations
    made: date
    before: Ensemble | None = None  # before weighting by the known figures; by default that of `worlds`

    @property
    def last_year(self) -> int:
        """The last year that it simulates."""
        return int(self.programme.next_january[:4]) + self.years - self.base.past - 1

    @cached_property
    def tried(self) -> list[Tried]:
        """Options that others have tried."""
        return list(tried(self.programme, self.territory, self.base))

    @cached_property
    def carried(self) -> Carried:
        return carried(self.base, self.worlds, self.territory, self.years, self.number, self.opened)

    @cached_property
    def opened(self) -> own_past.Opened | None:
        """The past for readers to edit, in place of the known one."""
        before = self.before or self.worlds.ensemble
        return own_past.opened(self.programme, self.base, self.worlds, before, self.number, self.made)


def to_begin(code: str, today: date) -> Programme:
    """Return the programme of an EPCI that begins next January, with nothing known of it."""
    return checked({"territory": code, "began": f"{today.year + 1}-01", "today": today.isoformat()}, "page")


def elsewhere(ahead: int, number: int, today: date) -> Asked:
    """Return a programme that will begin where nothing was observed. Its territory is that of the case study, which
    scripts replace by others."""
    territory = Territory.from_file(None)
    programme = to_begin(read_programme(CASE).territory.code, today)
    base = replace(going_on(programme, territory), territory=ELSEWHERE)
    return Asked(programme, base, Worlds(read_ensemble(Path(ENSEMBLE))), territory, ahead, number, today)
