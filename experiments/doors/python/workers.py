"""Where the runs of an analyst are made: few in this process, many in workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from time import sleep
from typing import Any

from contagion.experiments.doors.python.guard import OF, READS_THE_SCRIPT, stop
from contagion.experiments.doors.python.scenarios import AS_WRITTEN, EFFORTS, scenario_of
from contagion.experiments.drawing.territories import place
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.ensemble import under as under_reading
from contagion.experiments.ensembles.ensemble_files import read_ensemble
from contagion.experiments.ensembles.readings import Reading, must_be_told, must_change, reading_of
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.how_much import Asked, asked_of, leaders_of
from contagion.experiments.lab.lab import STORE, fitted
from contagion.experiments.lab.lab import laboratory as made_by
from contagion.experiments.lab.met_again import in_all
from contagion.experiments.lab.rules import rules_of, under
from contagion.experiments.lab.vocabulary import LONGEST, flag, known, path_of, whole
from contagion.experiments.language.work import much_in_words
from contagion.models.scenarios.effort import Effort
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine, ProcessPool, cores

LOOKS = 40  # at how a worker has ended, some hundredths of a second apart
FEW = 1500  # years of runs that take less time here than workers take to start
MOST_WORKERS = 1000
COMMUNES = 68  # of a territory that this number is for


class _ReadAgain(Exception):
    """The workers read a script that asks for runs again."""


class _Pool(ProcessPool):
    """Processes that may turn out to read a script again."""

    def _start(self) -> Any:
        os.environ[OF] = str(os.getpid())
        return super()._start()

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        wait(pending)
        workers = list((self._executor._processes or {}).values())
        for _ in range(LOOKS):  # the executor looks as well, and only one of the two sees it at once
            ends = [worker.exitcode for worker in workers]
            if READS_THE_SCRIPT in ends:
                raise _ReadAgain
            if None not in ends:
                break
            sleep(0.02)
        super().renew(pending)


@dataclass(frozen=True)
class _Processes(Engine):
    def pool(self) -> ProcessPool:
        return _Pool(self.workers or cores())


class Workshop(Laboratory):
    """A laboratory that starts workers where there is enough for them to do."""

    def _complete(self, jobs: dict[str, Job], first: Sequence[str] = ()) -> Generator[Callable[[str], bool]]:
        communes = getattr(self.study, "communes", None)
        size = max(1.0, communes.read_bytes().count(b"\n") / COMMUNES) if communes else 1.0
        few = sum(job.years for job in jobs.values()) * size < FEW
        if self.engine.kind == "processes" and self.engine.workers is None and few:
            yield from replace(self, engine=Engine("serial"))._complete(jobs, first)
            return
        try:
            yield from super()._complete(jobs, first)
        except _ReadAgain:
            stop()


def laboratory(
    asked: Iterable[Any],
    years: int,
    where: Any,
    effort: Effort,
    store: Path | str | None,
    workers: int | None,
    rules: Any = None,
    varied: Iterable[str] = (),
) -> tuple[Workshop, list[Scenario]]:
    """Where runs are made, and the scenarios with their effort for the territory; what is varied stays as given."""
    whole(years, "years", most=LONGEST)
    known(effort, EFFORTS, "effort")
    workers = None if workers is None else whole(workers, "workers", most=MOST_WORKERS)
    kept_in = STORE if store is None else path_of(store, "store")
    here, own = place(where).path, rules_of(rules)
    made = made_by("processes", workers, store=kept_in, communes=here, rules=own)
    lab = Workshop(made.study, Engine("serial") if workers == 1 else _Processes(workers=workers), made.store)
    scenarios = [under(own, scenario_of(one)) for one in asked]
    free = [replace(one, set_over=(*one.set_over, *varied)) for one in scenarios]
    return lab, fitted(lab, free, years, effort, AS_WRITTEN)


def go_on(asked: Asked) -> str:
    """How much it is, and how to go on."""
    return f"{asked.words}: {much_in_words(asked)}; yes=True goes on"


def must_be_meant(
    verb: str,
    lab: Laboratory,
    scenarios: Sequence[Scenario],
    cases: int,
    seeds: int,
    years: int,
    yes: bool,
    words: str = "",
) -> None:
    """Refuse what memory cannot hold, and what takes long, unless it is said that it is meant; `words` is what
    asks for them, if not the seeds.

    Raises
    ------
    InputError
        With how much it is, and how to go on.
    """
    flag(yes, "yes")
    leaders = max(leaders_of(scenario.parameters) for scenario in scenarios)
    asked_of(lab, cases, seeds, years, f"{verb}: {words or f'{seeds:,} seeds'}", leaders).must_be_meant(yes, go_on)


def runs_of(seeds: int, ensemble: str | Path | None) -> int:
    """How many runs of a case these are: a part of the worlds is met again."""
    return in_all(seeds) if ensemble is not None else seeds


def ensemble_of(asked: str | Path, lab: Laboratory, reading: Reading | None = None) -> Ensemble:
    """An ensemble, once it is seen to be of this model, under a reading if there is one."""
    file = path_of(asked, "ensemble")
    return under_reading(read_ensemble(file, lab.store.folder, lab.store.about.get("data")), reading)


def reading_told(
    asked: str | None, ensemble: str | Path | None, scenarios: Sequence[Scenario], silent: str = ""
) -> Reading | None:
    """The reading that is asked for, if one is: it must change something of the scenarios and, where a verb is `silent`
    of emissions, something else than these."""
    found = reading_of(asked, "reading")
    if found is not None:
        if ensemble is None:
            raise InputError("reading {reading}: is told over worlds; give an ensemble", reading=found.name)
        if silent:
            must_be_told(found, silent, "reading")
        must_change(found, scenarios, "reading")
    return found


def sets_told(
    ensemble: str | Path | None, lab: Laboratory, reading: str | None, chosen: Scenario, silent: str
) -> Ensemble | None:
    """The sets of an ensemble under a reading, if one is asked for, for a verb that is `silent` of emissions."""
    told = reading_told(reading, ensemble, [chosen], silent)
    return ensemble_of(ensemble, lab, told) if ensemble is not None else None


def worlds(
    ensemble: str | Path | None, lab: Laboratory, above: float = 0.0, reading: Reading | None = None
) -> Worlds | None:
    """The worlds of an ensemble, if one is asked for."""
    return Worlds(ensemble_of(ensemble, lab, reading), above) if ensemble is not None else None
