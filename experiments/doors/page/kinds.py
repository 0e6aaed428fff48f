"""What can be asked: how each kind of question is worked out, an answer after each round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.briefing import work as briefing
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.bench import Bench
from contagion.experiments.ensembles.ensemble import Ensemble, under
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.how_much import ENSEMBLE, WORLDS
from contagion.experiments.lab.met_again import in_all
from contagion.experiments.lab.prices import priced
from contagion.experiments.verbs.limits import work as helping
from contagion.experiments.verbs.spend.mixes_lived import Trials
from contagion.experiments.verbs.spend.search import QUICK, USUAL
from contagion.experiments.verbs.spend.work import spent
from contagion.experiments.verbs.worth_knowing.work import FEWEST_SEEDS, FEWEST_SETS, worth_knowing
from contagion.experiments.verbs.worth_knowing.work import Asked as ToKnow
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.runs.study import Conversations

if TYPE_CHECKING:
    from contagion.experiments.lab.inquiry import Inquiry
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.results import Results

FIRST, THEN = (
    (5,),
    (10, 20, 50, 100, WORLDS),
)  # worlds; those of the first are asked for alone where others wait for theirs
SHARE = 9  # times as long as an answer takes to be made go by before the next: else runs have the machine
SOON_SECONDS = 2.0  # until the last answer: so shortly before it none is made
SETS, SEEDS = 100, 2  # of what is worth knowing
FEW = 10  # resamples of the same, made small


def compare(bench: Bench, asked: Asked, known: Any = None) -> Iterator[Any]:
    """A `Briefing` of the scenarios, of more worlds than the one that is known."""
    worlds, most = _worlds(bench, asked), THEN[-1]
    inquiry = briefing.inquiry(asked.scenarios(), worlds, asked.territory, asked.years, most)
    return _in_rounds(inquiry, bench, asked, known.lived if known else 0)


def limits(bench: Bench, asked: Asked, known: Any = None) -> Iterator[Any]:
    """What would have helped one of the scenarios, in more worlds than is known."""
    inquiry = helping.inquiry(asked.helps, asked.years, THEN[-1], worlds=_worlds(bench, asked))
    return _in_rounds(inquiry, bench, asked, known.seeds if known else 0)


def spend(bench: Bench, asked: Asked, _known: Any = None) -> Iterator[Any]:
    """How a yearly sum on top of the first scenario is best spent."""
    at_prices, lab, design = priced(asked.scenarios()[0]), _at(bench, asked), QUICK if bench.quick else USUAL
    lab.most, lab.in_parts = design.runs(), True
    trials = Trials(lab, at_prices.scenario, _ensemble(bench, asked), asked.years, asked.above)
    yield spent(trials, at_prices, asked.euros, design)


def measure(bench: Bench, asked: Asked, _known: Any = None) -> Iterator[Any]:
    """What to ask for first, before a yearly budget is spent."""
    over = ToKnow(asked.scenarios()[0], _ensemble(bench, asked), years=asked.years, sets=SETS, seeds=SEEDS)
    small = replace(over, sets=FEWEST_SETS, seeds=FEWEST_SEEDS, resamples=FEW)
    lab = _at(bench, asked)
    yield worth_knowing(lab, small if bench.quick else over, lab.call)  # or others would wait for seconds


def run(bench: Bench, asked: Asked, _known: Any = None) -> Iterator[Any]:
    """One run of one of the scenarios, with all that happened in it."""
    scenarios, worlds = asked.scenarios(), _worlds(bench, asked)
    one = next((one for one in scenarios if one.name == asked.whose), scenarios[-1])
    there = replace(one, parameters=worlds.parameters(one, asked.world))
    yield bench.call(_lived, there, asked.table, asked.years, asked.world)


KINDS: dict[str, Callable[[Bench, Asked, Any], Iterator[Any]]] = {
    one.__name__: one for one in (compare, limits, spend, measure, run)
}

STUDIES = (spend.__name__, measure.__name__)
"""These take minutes, and have no answer before their end."""


def question(kind: str, asked: Asked) -> tuple[Any, ...]:
    """What makes two questions of a kind the same."""
    more = {"compare": (asked.above,), "limits": (asked.above, asked.helps.name), "spend": (asked.euros, asked.above)}
    more["run"] = asked.world, asked.whose
    return (kind, *asked.question, *more.get(kind, ()))


def _in_rounds(inquiry: Inquiry[Any], bench: Bench, asked: Asked, known: int) -> Iterator[Any]:
    """Answers of more and more worlds, beyond those that are known, at a pace that leaves the machine to the runs: the
    first, the last, and such between as are looked at for a while.

    Workers go on to further worlds while the first answer is made, unless others wait for theirs.
    """
    lab, due, made = _at(bench, asked, inquiry.close), 0.0, list[int]()
    start, before = monotonic(), known
    lab.most, lab.announce = len(inquiry.cases) * in_all(THEN[-1]), made.append
    for counts in (FIRST, (*FIRST, *THEN)) if bench.crowded() else ((*FIRST, *THEN),):
        if not (more := [count for count in counts if count > known]):
            continue
        with closing(lab.rounds(inquiry.cases, more, inquiry.years)) as rounds:
            last = None
            for runs in rounds:
                if counts is FIRST and not made:
                    break  # all of these are kept: perhaps those of more worlds as well
                begun, lived = monotonic(), len(runs.labels) // len(inquiry.cases)
                left = (THEN[-1] - lived) * (begun - start) / (lived - before)  # seconds, about
                if lived == THEN[-1]:
                    last = runs
                elif not known or (begun >= due and left >= SOON_SECONDS):
                    yield inquiry.answer(runs)
                    known, due = lived, monotonic() + SHARE * (monotonic() - begun)
        if last:
            lab.in_parts = True
            yield inquiry.answer(inquiry.with_luck(lab, last))


def _lived(scenario: Scenario, table: Path | None, years: int, world: int) -> Results:
    return simulate(scenario, territory_for(scenario, table), years=years, seed=world)


def _at(bench: Bench, asked: Asked, close: bool = False) -> Bench:
    """A laboratory of its own over the territory that is asked about, with the same workers."""
    return bench.at(Conversations.over(asked.table, close=close))


def _worlds(bench: Bench, asked: Asked) -> Worlds:
    return Worlds(_ensemble(bench, asked), asked.above)


def _ensemble(bench: Bench, asked: Asked) -> Ensemble:
    """The sets of values, under the reading, but for what is assumed, which is then the same in all of them."""
    assumed = frozenset(one.partition("=")[0] for one in asked.assume)
    return _without(bench.store.folder, assumed, asked.reading)


@lru_cache(maxsize=8)
def _without(store: Path, assumed: frozenset[str], reading: str) -> Ensemble:
    found = under(ensemble(store), READINGS.get(reading))
    return replace(found, table=found.table.drop(columns=[name for name in found.table if name in assumed]))


@cache
def ensemble(store: Path) -> Ensemble:
    """The one that is answered over, once it is seen to be of this model."""
    return read_ensemble(Path(ENSEMBLE), store)
