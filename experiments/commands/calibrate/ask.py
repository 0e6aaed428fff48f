"""Which values agree with what was observed, as it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, Option, verb
from contagion.models.runs.vocabulary import FIRST, KEPT, TRIED, asked_of, must_be_a_first_round
from contagion.models.runs.vocabulary import SEEDS as OF_EACH
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.calibrate.work import Calibration

FEWEST = 16  # sets of the first round
type Targets = Annotated["Path | str", Option("path", "A file of what was observed, or besancon.")]
type FirstRound = Annotated[int, Option("whole", "Sets of the first round, for each rule.")]
type Sets = Annotated[int, Option("whole", "Sets a rule in the ensemble, in the mean.", least=2)]
type Most = Annotated[int, Option("whole", "Sets tried for each rule, at the most.")]
type SeedsOfASet = Annotated[int, options.SEEDS.but(help="Seeds of each set, the same for all.", words=("seeds",))]


def _again(ask: Ask, name: str) -> str:
    """The command that makes an ensemble anew and keeps it, in a folder of its name."""
    usual = {"first": FIRST, "sets": KEPT, "most": TRIED, "seeds": OF_EACH}
    others = {option: ask.values[option] for option, value in usual.items() if ask.values[option] != value}
    return ask.door.again(ask.values["targets"], others, name)


def words(found: Calibration, _ask: Ask) -> str:
    from contagion.experiments.commands.calibrate.work import in_words

    return in_words(found)


def kept(found: Calibration, _ask: Ask) -> Kept:
    import pandas as pd

    from contagion.experiments.commands.calibrate.work import calibration_figure
    from contagion.experiments.evidence.ensemble import predicted_of

    ensemble, names = found.ensemble, list(dict.fromkeys(found.learned["factor"]))
    tables = {"learned.csv": found.learned, "tied.csv": found.tied, "without_contagion.csv": found.without}
    tables |= {"left_alone.csv": found.left_alone, "checked.csv": found.checked}
    tables |= {"predicted.csv": pd.DataFrame(predicted_of(ensemble.about)), "screened.csv": found.known.screened}
    figures = {"calibration": lambda: calibration_figure(found.known, names)}

    def more(folder: Path) -> None:
        found.write(folder / f"{ensemble.name}.parquet")

    return Kept(found.runs, {"scenario": found.known.scenario}, tables, figures, more=more)


@verb(words, kept)
def calibrate(
    targets: Targets,
    *,
    first: FirstRound = FIRST,
    sets: Sets = KEPT,
    most: Most = TRIED,
    seeds: SeedsOfASet = OF_EACH,
    **others: Unpack[options.OurRuns],
) -> Calibration:
    """Which values of all that is uncertain agree with TARGETS, a file of what was observed (or besancon)?

    The numbers without a known value lie anywhere in their ranges; sets of them are run and weighted by how likely they
    make what was observed, under each rule of deciding. With a folder the sets are kept as an ensemble.

    Examples
    --------
    >>> ct.calibrate("besancon", first=64, sets=10, most=64)
    """
    from contagion.experiments.commands.calibrate.work import calibrated
    from contagion.experiments.evidence import calibration
    from contagion.experiments.evidence.targets import read_targets
    from contagion.models.scenario import read

    ask = asked(others)
    must_be_a_first_round(first, ask.door.spelled("first"), FEWEST)
    if most < first:
        raise InputError(f"{ask.door.spelled('most')} {most}: must be at least {first:,}")
    observed = read_targets(ask.values["targets"])
    (scenario,) = ask.fitted(read(Path(observed.scenario)), years=observed.years)
    rules = len(calibration.RULES)
    at_once = asked_of(ask.lab, rules * (first + 2 * sets), seeds, observed.years, ask.sizes(first=first))
    at_once.must_fit()
    in_all = replace(at_once, points=rules * most, words=ask.sizes(most=most, seeds=seeds))
    if in_all.is_much and not (ask.values["yes"] or (most <= TRIED and seeds <= OF_EACH)):
        raise InputError(ask.door.go_on(in_all))
    ask.door.begin(ask.lab, in_all, auto=True)
    *_rounds, found = calibration.calibrate(
        ask.lab, scenario, observed, wave=first, most=most, enough=sets, seeds=seeds
    )
    name = ask.values["out"].name if ask.values.get("out") else observed.name
    return calibrated(ask.lab, found, name, sets, command=_again(ask, name))
