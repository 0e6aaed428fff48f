"""Over which worlds a command answers: `--ensemble`, `--reading` and `--single`; and what is looked for in them:
`--above`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contagion.experiments.lab.how_much import ENSEMBLE, WORLDS
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.ensembles.readings import Reading
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory

OPTION = "--reading"
named_readings = click.option(
    OPTION,
    "accounts",
    multiple=True,
    metavar="NAME",
    help="Answer under another account of how things work (contagion readings lists them).",
)


@dataclass(frozen=True)
class SetsAsked:
    """Of which ensemble the sets of values are asked for, and under which reading."""

    file: Path
    reading: Reading | None = None

    def read(self, store: Path, data: str | None) -> Ensemble:
        """The ensemble, once it is seen to be of this model and for a territory, by the source `data` of its table; the
        run by which that is seen is kept in the store."""
        from contagion.experiments.ensembles.ensemble import under
        from contagion.experiments.ensembles.ensemble_files import read_ensemble

        return under(read_ensemble(self.file, store, data), self.reading)


def reading_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands over the `reading` that is asked for, or none."""

    @named_readings
    @wraps(command)
    def under_it(accounts: tuple[str, ...], **others: Any) -> Any:
        return command(reading=one_of(accounts), **others)

    return under_it


def ensemble_option(words: str, default: str | None = None) -> Callable[..., Any]:
    """The option that names one ensemble."""

    def one(_context: click.Context, _option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
        if len(given) > 1:
            raise InputError(
                "--ensemble {first} and --ensemble {second}: an answer is over one of them; ask for each by itself",
                first=given[0],
                second=given[1],
            )
        return given[0] if given else None

    return click.option(
        "--ensemble",
        type=click.Path(path_type=Path),
        multiple=True,
        callback=one,
        default=[default] if default else [],
        show_default=bool(default),
        metavar="NAME|FILE",
        help=words,
    )


def one_of(accounts: tuple[str, ...]) -> Reading | None:
    """The reading that is asked for, or none."""
    if not accounts:
        return None
    from contagion.experiments.ensembles.readings import reading_of

    return reading_of(accounts, OPTION)


def ensemble_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands over the ensemble that is asked for, or none, and how many people more are of interest."""

    @ensemble_option(
        f"Answer in many worlds, which agree with what was observed (by default {ENSEMBLE}; see calibrate)."
    )
    @reading_option
    @click.option("--single", is_flag=True, help="Answer with one set of values, the scenario's own, and luck alone.")
    @click.option(
        "--above", type=float, default=0.0, metavar="PEOPLE", help="Say in how many worlds it is more than that."
    )
    @wraps(command)
    def over_worlds(ensemble: Path | None, reading: Reading | None, single: bool, above: float, **others: Any) -> Any:
        if not isfinite(above):
            raise InputError("--above {above}: must be a number of people", above=f"{above:g}")
        named = reading.name if reading else ""
        for given, name in ((ensemble, "--ensemble"), (named, "--reading"), (f"{above:g}" if above else "", "--above")):
            if single and given:
                raise InputError("--single with {name} {given}: give one of them", name=name, given=given)
        sets = None if single else SetsAsked(ensemble or Path(ENSEMBLE), reading)
        return command(ensemble=sets, above=above, **others)

    return over_worlds


def worlds_of(
    ensemble: SetsAsked | None, lab: Laboratory, above: float = 0.0, scenarios: Sequence[Scenario] = ()
) -> Worlds | None:
    """The worlds of an ensemble, once it is seen to be of this model, and the reading to change some scenario."""
    if ensemble is None:
        return None
    from contagion.experiments.ensembles.readings import must_change
    from contagion.experiments.ensembles.worlds import Worlds

    if scenarios:
        must_change(ensemble.reading, scenarios, OPTION)
    return Worlds(ensemble_of(ensemble, lab), above)


def ensemble_of(asked: SetsAsked, lab: Laboratory) -> Ensemble:
    """An ensemble, once it is seen to be of this model and for this territory. That it is the other reading of what was
    published is said before anything else."""
    found = asked.read(lab.store.folder, lab.store.about.get("data"))
    say_other_reading(found)
    return found


def say_other_reading(ensemble: Ensemble) -> None:
    from contagion.experiments.ensembles.words_of_ensembles import other_reading
    from contagion.experiments.language.numbers import paragraphs

    for line in paragraphs(other_reading(ensemble.about)):
        click.echo(line)


def sets_of(ensemble: SetsAsked | None, lab: Laboratory, scenario: Scenario, what: str) -> Ensemble | None:
    """The sets of an ensemble for a command that says nothing of emissions; `what` is what it is called."""
    if ensemble is None:
        return None
    must_change_runs(ensemble.reading, scenario, what)
    return ensemble_of(ensemble, lab)


def must_change_runs(reading: Reading | None, scenario: Scenario, what: str) -> None:
    """Refuse a reading that changes nothing of what is said."""
    if reading is not None:
        from contagion.experiments.ensembles.readings import must_be_told, must_change

        must_be_told(reading, what, OPTION)
        must_change(reading, [scenario], OPTION)


def with_reading(ensemble: Path | None, reading: Reading | None, scenario: Scenario, what: str) -> SetsAsked | None:
    """What is asked for where an ensemble need not be, by a command that says nothing of emissions."""
    if ensemble is None:
        if reading is not None:
            raise InputError("--reading {reading}: is told over worlds; give an --ensemble", reading=reading.name)
        return None
    must_change_runs(reading, scenario, what)
    return SetsAsked(ensemble, reading)


def readings_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hands over whether it is asked in how many `readings` a headline stands: not where there is one already, nor one
    set of values. Stands below `ensemble_options`."""

    @click.option(
        "--readings", is_flag=True, help="Also say in how many readings what is said first stands: some hundred runs."
    )
    @wraps(command)
    def in_readings(readings: bool, ensemble: SetsAsked | None, **others: Any) -> Any:
        if readings and ensemble is None:
            raise InputError("--single with --readings: give one of them")
        if readings and ensemble and ensemble.reading:
            raise InputError("--readings with --reading {name}: give one of them", name=ensemble.reading.name)
        return command(readings=readings, ensemble=ensemble, **others)

    return in_readings


def replicates_of(asked: int | None, ensemble: SetsAsked | None, single: int) -> int:
    """How many worlds, or seeds of one set of values: as asked, or as usual."""
    number = asked if asked is not None else single if ensemble is None else WORLDS
    if number < 2:
        raise InputError("--replicates {number}: an interval needs at least 2", number=number)
    return number


def runs_of(replicates: int, ensemble: object) -> int:
    """How many runs of a case these are: a part of the worlds is met again."""
    from contagion.experiments.lab.met_again import in_all

    return replicates if ensemble is None else in_all(replicates)


def in_world(scenario: Scenario, ensemble: SetsAsked, world: int, data: str) -> tuple[Scenario, Ensemble]:
    """The scenario with the values that it has in a world of an ensemble, and that; `data` is the source of its
    territory."""
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.experiments.lab.folders import STORE

    worlds = Worlds(ensemble.read(STORE, data))
    return replace(scenario, parameters=worlds.parameters(scenario, world)), worlds.ensemble
