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

from contagion.experiments.evidence.agreeing import ENOUGH, Lived, lived_through, weighed_by
from contagion.experiments.evidence.agreeing import TRIED as AS_THE_COMMAND
from contagion.experiments.evidence.calibration import RULE, RULES, space_of, values_at
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.known import PLACES, Year
from contagion.experiments.evidence.lived import going_on, option
from contagion.experiments.evidence.programme import Programme
from contagion.experiments.evidence.stories import by_story
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import Asking, Finding
from contagion.models.runs.figures import half_width
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
from contagion.sim.statistics.spread import QUANTILES

TOWNS = ("Morlaix Communauté", "CA Quimper Bretagne Occidentale", "Le Mans Métropole", "Nantes Métropole")
"""From 53,000 to 560,000 residents aged 15 and over; Le Mans has about as many as Grand Besançon."""
PASTS = (3, 5)  # years of figures
AHEAD = 5  # years that are forecast
FIRST = 2020
TWICE = "double_places"
OPTIONS = (TWICE, "paid")
TRUTHS, TRIED, FUTURES = 26, 1000, 30  # programmes of a town and past, simulations tried and kept for each
PAUSED = 0.2  # of the programmes: they held no session in one of their years (assumption, grade D)
QUICK = 4, 40, 6
SEEDS = 5_000_000  # after which those of the programmes come
FIGURES = {"trained": "facilitators_trained", "groups": "groups_started", "participants": "participants"}
USED, HELD_OUT = "used", "held out"


@dataclass(frozen=True)
class Town:
    """A town, and how many years of figures its programmes have."""

    lab: Laboratory
    programme: Programme
    territory: Territory

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
    communes = extract(place).kept(KEPT_IN)
    began, today = date(FIRST, 1, 1), date(FIRST + past, 1, 1)
    programme = Programme(place.slug, place.title, place, began, today, AHEAD, source=place.slug)
    return Town(elsewhere(lab, communes), programme, Territory.from_file(communes))


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
    pauses = [pause_of(float(chance.uniform(n)), here.past) for n in range(number)]
    cases = [
        (worlds.case(paused(one, pauses[n]), scenario=one.name, truth=n), n + 1)
        for n in range(number)
        for one in (base, *options)
    ]
    made = here.lab.run_each([(replace(one, luck=_far), seed) for one, seed in cases], here.past + AHEAD)
    years = made.rows("years")
    for n in range(number):
        rows = years[years["truth"] == n]
        wide = rows.pivot(index="year", columns="scenario")
        said = {name: np.diff(wide[column]["go_on"].to_numpy(), prepend=0) for name, column in FIGURES.items()}
        told = [{name: int(values[year]) for name, values in said.items()} for year in range(here.past)]
        came = wide["participants"]
        ahead = (came.loc[here.past + AHEAD] - came.loc[here.past]).to_dict()
        known = tuple(here.year(year, **figures) for year, figures in enumerate(told))
        yield Truth(n, pauses[n], known, ahead)


def _far(seed: int) -> int:
    """Return the seed of a truth's run: one that no simulation tried has."""
    return SEEDS + seed


def pause_of(chance: float, past: int) -> int | None:
    """Return the year of a pause, the first excepted; None for most."""
    return 1 + int(chance / PAUSED * (past - 1)) if chance < PAUSED else None


def paused(scenario: Scenario, pause: int | None) -> Scenario:
    """Return the scenario with no session in a year of its past."""
    if pause is None:
        return scenario
    rows = [*scenario.parameters.decision]
    rows[pause] = rows[pause].model_copy(update={"set": {**rows[pause].set, PLACES: 0}})
    return replace(scenario, parameters=scenario.parameters.model_copy(update={"decision": tuple(rows)}))


# ---- what a user would be told of them -------------------------------------------------------------------------------


def told(
    here: Town, ensemble: Ensemble, truth: Truth, pasts: dict[Any, Lived], much: tuple[int, int]
) -> dict[str, Any]:
    """Fit a programme by its figures, as the command does, and return what the answer says next to what came."""
    tried, kept = much
    base, *options = here.scenarios(truth.known)
    programme = replace(here.programme, known=truth.known)
    same = tuple(row.set.get(PLACES) for row in base.parameters.decision), tuple(truth.silent)
    if same not in pasts:
        pasts[same] = lived_through(here.lab, programme, base, ensemble, tried, tried, here.past)
    try:
        agreement = weighed_by(programme, pasts[same], kept, ENOUGH * tried / AS_THE_COMMAND)
    except InputError as error:
        return {"refused": error.line, "first": ""}
    worlds = Worlds(agreement.ensemble)
    came = futures(here, worlds, [base, *options], range(1, kept + 1))
    stories = by_story(came[TWICE] - came["go_on"], worlds) if here.past - 1 in truth.silent else {}
    story = stories.get(truth.paused != here.past - 1, pd.Series(dtype=float))
    said = {"refused": "", "wider": agreement.wider, "holds": agreement.holds}
    own = answer(came.loc[story.index], truth.people)["first"] if len(story) else None
    said |= answer(came, truth.people) | {"story": float(story.mean()), "of_story": len(story)}
    return said | {"first_of_story": own or said["first"]}


def futures(here: Town, worlds: Worlds, scenarios: Sequence[Scenario], numbers: Sequence[int]) -> pd.DataFrame:
    """Return the people of the years ahead: a row a simulation, a column a scenario."""
    cases = [worlds.case(one, scenario=one.name) for one in scenarios]
    rows = here.lab.run(cases, numbers, here.past + AHEAD).rows("years", ["year", "participants"])
    wide = rows.pivot(index=["scenario", "seed"], columns="year", values="participants")
    return (wide[here.past + AHEAD] - wide[here.past]).unstack("scenario").astype(float)


def answer(came: pd.DataFrame, true: Mapping[str, float]) -> dict[str, Any]:
    """Return the ranges of people and of the gain of twice the places, and the option with the greatest mean gain; also
    the shares of simulations with less than what came, and with at most as much."""
    gains = came.sub(came["go_on"], axis=0).drop(columns="go_on")
    what = {"people": came["go_on"], "gain": gains[TWICE]}
    came_of = {"people": true["go_on"], "gain": true[TWICE] - true["go_on"]}
    row = {
        f"{name}_{end}": float(values.quantile(at)) for name, values in what.items() for end, at in QUANTILES.items()
    }
    for name, values in what.items():
        row |= {f"{name}_under": float((values < came_of[name]).mean())}
        row |= {f"{name}_upto": float((values <= came_of[name]).mean())}
    return row | {"gain_mean": float(gains[TWICE].mean()), "first": str(gains.mean().idxmax())}


def rows_of(here: Town, ensemble: Ensemble, number: int, much: tuple[int, int]) -> Iterator[dict[str, Any]]:
    """Yield a row for each programme of a town."""
    carried = futures(here, Worlds(ensemble), here.scenarios([]), range(1, 3 * much[1] + 1))
    without = str(carried.sub(carried["go_on"], axis=0)[[*OPTIONS]].mean().idxmax())
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
            "regret_of_story": best - gains[said["first_of_story"]] if said["first"] else np.nan,
            "regret_without": best - gains[without],
        }


# ---- the finding -----------------------------------------------------------------------------------------------------

HALF, NINE = (0.25, 0.75), (0.05, 0.95)
AIMS = {"people": ((0.45, 0.55), (0.86, 0.94)), "gain": ((0.42, 0.58), (0.84, 0.95))}


def coverage(rows: pd.DataFrame, what: str, ends: tuple[float, float]) -> float:
    """Return how often an interval holds what came, ends included as a reader sees them: of `what`, people or gain."""
    low, high = ends
    return float(((rows[f"{what}_under"] <= high) & (rows[f"{what}_upto"] >= low)).mean())


def coverage_without_ties(rows: pd.DataFrame, what: str, ends: tuple[float, float]) -> float:
    """Return the same where ties are broken by chance: of a programme without people half of the simulations are tied,
    and its interval holds it whatever it is."""
    under, upto = rows[f"{what}_under"].to_numpy(), rows[f"{what}_upto"].to_numpy()
    inside = np.clip(np.minimum(upto, ends[1]) - np.maximum(under, ends[0]), 0, None)
    alone = (under >= ends[0]) & (under <= ends[1])
    return float(np.where(upto > under, inside / np.where(upto > under, upto - under, 1), alone).mean())


def own_figures(asking: Asking) -> Finding:
    """How far can a forecast from a programme's own figures be trusted, and do these figures help to choose?

    The model makes programmes from its whole prior, evenly over all that is uncertain, in four towns: three or five
    years of their figures are given (people trained, groups, participants; no places), and one in five held no session
    in one year. Each is then fitted as a user would fit it, from the sets that agree with Grand Besançon, and its next
    five years are forecast: the people, and what twice the places would add. The first of three options by mean gain is
    compared with the one that is best for the programme, with own figures and without. Programmes of even number may
    serve to choose a rule (*used*); those of odd number may not (*held out*), and count.
    """
    number, *much = asking.much((TRUTHS, TRIED, FUTURES), QUICK)
    towns, pasts = asking.much((TOWNS, PASTS), (TOWNS[:1], PASTS[:1]))
    with asking.lab.keep_workers():
        places = [town(asking.lab, name, past) for past in pasts for name in towns]
        rows = pd.concat(
            [pd.DataFrame(rows_of(here, asking.ensemble, number, (much[0], much[1]))) for here in places],
            ignore_index=True,
        )
    return of_programmes(rows, asking.ensemble)


def of_programmes(rows: pd.DataFrame, ensemble: Ensemble) -> Finding:
    """Answer how often intervals hold what comes, over programmes that were not looked at, and what regret there is."""
    refused = rows["refused"] != ""
    own = rows[(rows["half"] == HELD_OUT) & ~refused]
    more, held = own["regret_of_story"] - own["regret_without"], own[own["paused"] != own["past"] - 1]
    people, gain = (f"{coverage_without_ties(own, what, NINE):.0%}" for what in AIMS)
    halves = {half: rows[rows["half"] == half] for half in (HELD_OUT, USED)}
    pasts = {f"{past} years of figures": rows[rows["past"] == past] for past in rows["past"].unique()}
    groups = {**halves, **pasts, **{str(name): of for name, of in rows.groupby("town", sort=False)}}
    groups |= {"nobody trained in the last year": rows[rows["silent_last"]]}
    groups |= {"no session in the last year": rows[rows["paused"] == rows["past"] - 1]}
    groups |= {"somebody trained each year": rows[~rows["silent"]]}
    shown = [_row(name, there) for name, of in groups.items() if len(there := of[of["refused"] == ""])]
    return Finding(
        answer=f"The 90 % range holds the people in {people}, the gain in {gain}",
        sure=f"{len(own)} made programmes, by which no rule was chosen",
        sentence=(
            f"Over {len(own)} programmes made by the model, by which no rule was chosen, the 90 % range from own "
            f"figures held the people of the next {AHEAD} years in {people}, and what twice the places adds in {gain}. "
            f"The option that came first lost {_regrets(own)} (difference {more.mean():+z,.0f} ± "
            f"{half_width(more):,.0f}, 95 %); where a session was held in the last year, {_regrets(held)}."
        ),
        follows="Give figures of as many years as there are, and say for a year in which nobody was trained whether a "
        "session was held (`places`). Where that is not said, take the answer of the story that is true.",
        rows=pd.DataFrame(shown),
        overturns="Programmes of the real world: these were made by the model itself.",
        method=_method(rows, ensemble),
        table=rows,
    )


def _regrets(of: pd.DataFrame) -> str:
    """Write how many people the first option loses on average, with own figures and without."""
    return f"{of['regret_of_story'].mean():,.1f} people with own figures and {of['regret_without'].mean():,.1f} without"


def _method(rows: pd.DataFrame, ensemble: Ensemble) -> str:
    """State what was run, and how the rows are to be read."""
    enough, refused = ENOUGH * TRIED / AS_THE_COMMAND, int((rows["refused"] != "").sum())
    return (
        f"{len(rows)} programmes, evenly over all that is uncertain, of which {PAUSED:.0%} held no session in one year "
        f"(assumption); each fitted with {TRIED:,} simulations of the ensemble {ensemble.name}, with errors widened "
        f"until {enough:.0f} independent ones are left, as in the command; {FUTURES} futures each. Refused: {refused}. "
        "Shares: how often an interval holds what came, ties broken by chance, as a programme without people ties with "
        "half of the simulations; in brackets with ties inside, as a reader sees it. Regret: people lost by the option "
        "with the greatest mean gain, against the best of twice the places and pay: by the story that is true; by the "
        "mean of both; without own figures, which is large where no session was held in the last year."
    )


def _row(name: str, of: pd.DataFrame) -> dict[str, str]:
    """Return a row of the finding for some programmes."""
    shares = {"50 %": HALF, "90 %": NINE}
    cells = {
        f"{what}, {share}": f"{coverage_without_ties(of, what, ends):.0%} ({coverage(of, what, ends):.0%})"
        for what in AIMS
        for share, ends in shares.items()
    }
    reached = [
        low <= coverage_without_ties(of, what, ends) <= high
        for what, aims in AIMS.items()
        for ends, (low, high) in zip(shares.values(), aims, strict=True)
    ]
    regrets = (f"{of[column].mean():,.0f}" for column in ("regret_of_story", "regret", "regret_without"))
    verdict = f"{sum(reached)} of {len(reached)} aims"
    return {"programmes": name, "number": str(len(of)), **cells, "regret": "; ".join(regrets), "verdict": verdict}
