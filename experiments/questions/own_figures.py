"""How far a programme's own figures can be trusted: programmes made by the model, of which all is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.evidence.agreeing import Lived, lived_through, weighed_by
from contagion.experiments.evidence.calibration import RULE, RULES, space_of, values_at
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.known import PLACES, Year
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import Programme
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import Asking, Finding
from contagion.models.runs.lab import elsewhere
from contagion.models.runs.vocabulary import KEPT_IN
from contagion.models.scenario import Scenario, found, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.statistics.designs import latin_places

TOWNS = ("Morlaix Communauté", "CA Quimper Bretagne Occidentale", "Le Mans Métropole", "Nantes Métropole")
"""From 53,000 to 560,000 residents aged 15 and over; Le Mans has about as many as Grand Besançon."""
PASTS = (3, 5)  # years of figures
AHEAD = 5  # years that are forecast
FIRST = 2020
TWICE = "double_places"
OPTIONS = (TWICE, "mentoring", "campaign", "solo_after_two")
TRUTHS, TRIED, FUTURES = 30, 1000, 40  # programmes of a town and past, simulations tried and kept for each
QUICK = 2, 30, 6
PAUSED = 0.2  # of the programmes: they held no session in one of their years (assumption, grade D)
SEEDS = 5_000_000  # after which those of the programmes come
FIGURES = {"trained": "facilitators_trained", "groups": "groups_started", "participants": "participants"}
USED, HELD_OUT = "used", "held out"


@dataclass(frozen=True)
class Town:
    """A town, and how many years of figures its programmes have."""

    lab: Laboratory
    programme: Programme

    @cached_property
    def territory(self) -> Territory:
        return Territory.from_file(self.lab.study.communes)

    @property
    def past(self) -> int:
        return self.programme.past

    @cached_property
    def places(self) -> int:
        """Training places a year: as many as a town of this size has in the reference."""
        return ceil(going_on(self.programme, self.territory).parameters.training.places)

    def scenarios(self, known: Sequence[Year]) -> list[Scenario]:
        """Return the current course of a programme of which this is known, and the options from today on."""
        programme = replace(self.programme, known=tuple(known))
        base = going_on(programme, self.territory)
        return [base, *(option(programme, self.territory, base, read(found(Path(name)))) for name in OPTIONS)]

    def year(self, number: int, **said: int) -> Year:
        return Year(year=FIRST + number, **said)


def town(lab: Laboratory, name: str, past: int) -> Town:
    """Return a town whose programme began `past` years ago."""
    place = find("epci", name)
    there = elsewhere(lab, extract(place).kept(KEPT_IN))
    began, today = date(FIRST, 1, 1), date(FIRST + past, 1, 1)
    return Town(there, Programme(place.slug, place.title, place, began, today, AHEAD, source=place.slug))


# ---- programmes of which all is known --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """A programme that the model made: what is told of it, and what came of each option, by name."""

    number: int
    paused: int | None  # the year in which it held no session, from 0 on
    known: tuple[Year, ...]
    people: Mapping[str, float]  # of the years ahead

    @property
    def silent(self) -> list[int]:
        """Years in which nobody was trained."""
        return [number for number, year in enumerate(self.known) if not year.trained]


def truths(here: Town, number: int) -> Iterator[Truth]:
    """Make programmes from the whole prior: sets evenly over all that is uncertain, rules in turn, the places of a town
    of this size in each year, but for a pause in some."""
    base, *options = here.scenarios([here.year(n, places=here.places) for n in range(here.past)])
    free = space_of(base.parameters)
    points = values_at(free, latin_places(len(free), number, here.past))
    sets = pd.DataFrame([point | {RULE: RULES[n % len(RULES)]} for n, point in enumerate(points)])
    worlds = Worlds(Ensemble("truths", sets, {"territory": {"code": base.territory, "name": ""}}))
    chance = Draws(1).stream(f"pause, {base.territory}, {here.past}")
    pauses = [_pause(float(chance.uniform(n)), here.past) for n in range(number)]
    cases = [
        (worlds.case(_paused(one, pauses[n]), scenario=one.name, truth=n), n + 1)
        for n in range(number)
        for one in (base, *options)
    ]
    made = here.lab.run_each([(replace(one, luck=_far), seed) for one, seed in cases], here.past + AHEAD)
    for n, rows in made.rows("years").groupby("truth"):
        wide = rows.pivot(index="year", columns="scenario")
        said = {name: np.diff(wide[column]["go_on"].to_numpy(), prepend=0) for name, column in FIGURES.items()}
        told = [{name: int(values[year]) for name, values in said.items()} for year in range(here.past)]
        came = wide["participants"]
        ahead = (came.loc[here.past + AHEAD] - came.loc[here.past]).to_dict()
        known = tuple(here.year(year, **figures) for year, figures in enumerate(told))
        yield Truth(int(n), pauses[int(n)], known, ahead)


def _far(seed: int) -> int:
    """Return the seed of a truth's run: one that no simulation tried has."""
    return SEEDS + seed


def _pause(chance: float, past: int) -> int | None:
    """Return the year of a pause, the first excepted; None for most."""
    return 1 + int(chance / PAUSED * (past - 1)) if chance < PAUSED else None


def _paused(scenario: Scenario, pause: int | None) -> Scenario:
    """Return the scenario with no session in a year of its past."""
    if pause is None:
        return scenario
    rows = [*scenario.parameters.decision]
    rows[pause] = rows[pause].model_copy(update={"set": {**rows[pause].set, PLACES: 0}})
    return replace(scenario, parameters=scenario.parameters.model_copy(update={"decision": tuple(rows)}))


# ---- what a user would be told of them -------------------------------------------------------------------------------


def told(here: Town, ensemble: Ensemble, truth: Truth, pasts: dict[Any, Lived], much: tuple[int, int]) -> dict[str, Any]:
    """Fit a programme by its figures, as the command does, and return what the answer says next to what came."""
    tried, kept = much
    base, *options = here.scenarios(truth.known)
    programme = replace(here.programme, known=truth.known)
    same = tuple(row.set.get(PLACES) for row in base.parameters.decision), tuple(truth.silent)
    if same not in pasts:
        pasts[same] = lived_through(here.lab, programme, base, ensemble, tried, tried, here.past)
    try:
        agreement = weighed_by(programme, pasts[same], kept)
    except InputError as error:
        return {"refused": error.line, "first": ""}
    worlds = Worlds(agreement.ensemble)
    came = futures(here, worlds, [base, *options], range(1, kept + 1))
    return {"refused": "", "wider": agreement.wider} | answer(came)


def futures(here: Town, worlds: Worlds, scenarios: Sequence[Scenario], numbers: Sequence[int]) -> pd.DataFrame:
    """Return the people of the years ahead: a row a simulation, a column a scenario."""
    cases = [worlds.case(one, scenario=one.name) for one in scenarios]
    rows = here.lab.run(cases, numbers, here.past + AHEAD).rows("years", ["year", "participants"])
    wide = rows.pivot(index=["scenario", "seed"], columns="year", values="participants")
    return (wide[here.past + AHEAD] - wide[here.past]).unstack("scenario").astype(float)


def answer(came: pd.DataFrame) -> dict[str, Any]:
    """Return the ranges of people and of the gain of twice the places, and the option with the greatest mean gain."""
    gains = came.sub(came["go_on"], axis=0).drop(columns="go_on")
    ends = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
    ranges = {
        f"{what}_{end}": float(values.quantile(at))
        for what, values in (("people", came["go_on"]), ("gain", gains[TWICE]))
        for end, at in ends.items()
    }
    return ranges | {"gain_mean": float(gains[TWICE].mean()), "first": str(gains.mean().idxmax())}


def rows_of(here: Town, ensemble: Ensemble, number: int, much: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Yield a row for each programme of a town."""
    without = answer(futures(here, Worlds(ensemble), here.scenarios([]), range(1, 3 * much[1] + 1)))["first"]
    pasts: dict[Any, Lived] = {}
    for truth in truths(here, number):
        gains = {name: truth.people[name] - truth.people["go_on"] for name in OPTIONS}
        said = told(here, ensemble, truth, pasts, much)
        best = max(gains.values())
        yield {
            "town": here.programme.name,
            "past": here.past,
            "truth": truth.number,
            "half": (USED, HELD_OUT)[truth.number % 2],
            "trained": " ".join(str(year.trained) for year in truth.known),
            "came": " ".join(str(year.participants) for year in truth.known),
            "paused": truth.paused,
            "silent": bool(truth.silent),
            "silent_last": here.past - 1 in truth.silent,
            "people": truth.people["go_on"],
            "gain": gains[TWICE],
            **said,
            "first_without": without,
            "regret": best - gains[said["first"]] if said["first"] else np.nan,
            "regret_without": best - gains[without],
        }
