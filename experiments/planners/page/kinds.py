"""What can be asked: how each kind of question is worked out, an answer after each round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from experiments.planners.page.asked import Asked
from experiments.planners.page.bench import Bench
from experiments.studies import briefing
from experiments.studies import limits as helping
from experiments.studies.ensemble import Ensemble, read_ensemble
from experiments.studies.how_much import ENSEMBLE
from experiments.studies.lab import close_up, elsewhere
from experiments.studies.mixes_lived import Trials
from experiments.studies.prices import priced
from experiments.studies.spend import QUICK, Design
from experiments.studies.spent import spent
from experiments.studies.worlds import Worlds
from experiments.studies.worth_knowing import FEWEST_SEEDS, FEWEST_SETS, worth_knowing
from experiments.studies.worth_knowing import Asked as ToKnow
from models.runs.simulation import simulate, territory_for

if TYPE_CHECKING:
    from experiments.studies.inquiry import Inquiry
    from models.scenarios.scenario import Scenario
    from sim.results import Results

FIRST, THEN = (5,), (10, 20, 50, 100)  # worlds; those of the first round are asked for alone, which takes no time
SHARE = 2  # times as long as an answer takes go by before the next is made: meanwhile runs have the machine
JUDGED = 50  # worlds in which ways to spend a sum are judged
SETS, SEEDS = 100, 2  # of what is worth knowing
FEW = 10  # resamples of the same, made small


def compare(bench: Bench, asked: Asked) -> Iterator[Any]:
    """A `Briefing` of the scenarios."""
    worlds, most = _worlds(bench, asked), THEN[-1]
    return _in_rounds(briefing.inquiry(asked.scenarios(), worlds, asked.territory, asked.years, most), bench, asked)


def limits(bench: Bench, asked: Asked) -> Iterator[Any]:
    """What would have helped one of the scenarios."""
    worlds = _worlds(bench, asked)
    return _in_rounds(helping.inquiry(asked.helps, asked.years, THEN[-1], worlds=worlds), bench, asked)


def spend(bench: Bench, asked: Asked) -> Iterator[Any]:
    """How a yearly sum on top of the first scenario is best spent."""
    at_prices = priced(asked.scenarios()[0])
    trials = Trials(_at(bench, asked), at_prices.scenario, _ensemble(bench, asked), asked.years, asked.above)
    yield spent(trials, at_prices, asked.euros, QUICK if bench.quick else Design(worlds=JUDGED))


def measure(bench: Bench, asked: Asked) -> Iterator[Any]:
    """What to ask for first, before a yearly budget is spent."""
    over = ToKnow(asked.scenarios()[0], _ensemble(bench, asked), years=asked.years, sets=SETS, seeds=SEEDS)
    small = replace(over, sets=FEWEST_SETS, seeds=FEWEST_SEEDS, resamples=FEW)
    yield worth_knowing(_at(bench, asked), small if bench.quick else over)


def run(bench: Bench, asked: Asked) -> Iterator[Any]:
    """One run of one of the scenarios, with all that happened in it."""
    scenarios, worlds = asked.scenarios(), _worlds(bench, asked)
    one = next((one for one in scenarios if one.name == asked.whose), scenarios[-1])
    there = replace(one, parameters=worlds.parameters(one, asked.world))
    yield bench.call(_lived, there, asked.table, asked.years, asked.world)


KINDS: dict[str, Callable[[Bench, Asked], Iterator[Any]]] = {
    one.__name__: one for one in (compare, limits, spend, measure, run)
}


def question(kind: str, asked: Asked) -> tuple[Any, ...]:
    """What makes two questions of a kind the same."""
    more = {"compare": (asked.above,), "limits": (asked.above, asked.helps.name), "spend": (asked.euros, asked.above)}
    more["run"] = asked.world, asked.whose
    return (kind, *asked.question, *more.get(kind, ()))


def _in_rounds(inquiry: Inquiry[Any], bench: Bench, asked: Asked) -> Iterator[Any]:
    """Answers of more and more worlds, at a pace that leaves the machine to the runs."""
    lab, due = _at(bench, asked, inquiry.close), 0.0
    lab.most = len(inquiry.cases) * THEN[-1]
    for counts in (FIRST, THEN):
        with closing(lab.rounds(inquiry.cases, counts, inquiry.years)) as rounds:
            for runs in rounds:
                begun, last = monotonic(), len(runs.labels) == lab.most
                if begun >= due or last:
                    yield inquiry.answer(runs)
                    due = monotonic() + SHARE * (monotonic() - begun)


def _lived(scenario: Scenario, table: Path | None, years: int, world: int) -> Results:
    return simulate(scenario, territory_for(scenario, table), years=years, seed=world)


def _at(bench: Bench, asked: Asked, close: bool = False) -> Bench:
    """A laboratory of its own over the territory that is asked about, with the same workers."""
    there = elsewhere(bench, asked.table)
    made: Any = replace(close_up(there) if close else there)
    return made


def _worlds(bench: Bench, asked: Asked) -> Worlds:
    return Worlds(_ensemble(bench, asked), asked.above)


def _ensemble(bench: Bench, asked: Asked) -> Ensemble:
    """The sets of values, but for what is assumed, which is then the same in all of them."""
    found = ensemble(bench.store.folder)
    assumed = {one.partition("=")[0] for one in asked.assume}
    return replace(found, table=found.table.drop(columns=[name for name in found.table if name in assumed]))


@cache
def ensemble(store: Path) -> Ensemble:
    """The one that is answered over, once it is seen to be of this model."""
    return read_ensemble(Path(ENSEMBLE), store)
