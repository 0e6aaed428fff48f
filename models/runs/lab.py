"""A laboratory for this model: where its runs are made and kept, what a study asks of them, and how ensemble members
are numbered.

Member n has the parameter set n - 1 of an ensemble, and the seed n. So many members have as many different sets, and
figures over them show most of what is uncertain; but no set runs twice, so they do not show how much of their spread is
chance. So a part of the members runs again as second replicates, with another seed: for that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contagion.models.outcomes.indicators import DEFINED
from contagion.models.programme.replacing import in_order
from contagion.models.programme.replacing import rules_of as of_stage
from contagion.models.programme.week import STAGES
from contagion.models.runs.figures import AT_THE_END, IN_YEARS
from contagion.models.runs.own_code import KEPT, Indicator, Rule
from contagion.models.runs.study import Conversations
from contagion.models.runs.vocabulary import SHORT, STORE, known, names_of
from contagion.models.scenario import Effort, Scenario
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine, Kind, cores
from contagion.sim.laboratory.store import Store
from contagion.sim.reading import given
from contagion.sim.statistics.spread import FEWEST

if TYPE_CHECKING:
    import pandas as pd

    from contagion.sim.laboratory.laboratory import Case, Runs


FEW = 200  # years of runs by plain rules that take less time here than processes take to start


def laboratory(
    engine: Kind | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    store: Path = STORE,
    communes: Path | None = None,
    rules: tuple[Rule, ...] = (),
    indicators: tuple[Indicator, ...] = (),
    keep: tuple[str, ...] = (),
) -> Laboratory:
    """Set up a laboratory over a territory: a table of communes, by default Grand Besançon's.

    Parameters
    ----------
    engine, workers, scheduler
        As in `sim.laboratory.pools.Engine`. Threads by default; processes where Python itself runs rules or indicators,
        because threads would take turns there.
    store : Path
        Folder that runs are kept in.
    rules : tuple of Rule
        Rules that replace stages of the week in all its runs.
    indicators, keep
        What is kept of its runs in addition to the usual (`models.runs.study.Conversations`).
    """
    is_plain = not all(one.function.is_compiled for one in (*rules, *indicators))
    here: Kind = "loky" if is_plain and (workers or cores()) > 1 else "threads"
    how = Engine(engine or ("dask" if scheduler else here), workers, scheduler)
    study = Conversations(communes and communes.resolve(), rules=rules, indicators=indicators, keep=keep)
    few = FEW if how.kind == "loky" and not engine and not workers else 0
    return Laboratory(study, how, Store(store, study.version, study.about), few=few)


def close_up(lab: Laboratory) -> Laboratory:
    """Return the laboratory with more kept of its runs (`models.runs.study.Conversations.close`), apart from others."""
    communes, rules = getattr(lab.study, "communes", None), getattr(lab.study, "rules", ())
    study = Conversations(communes, close=True, rules=rules)
    return lab.beside(study, Store(lab.store.folder, study.version, study.about))


def elsewhere(lab: Laboratory, communes: Path | None, indicators: tuple[Indicator, ...] = ()) -> Laboratory:
    """Return the laboratory for another table of communes, by default Grand Besançon's, in the same store. `indicators`
    are kept of its runs in addition to the usual."""
    rules = getattr(lab.study, "rules", ())
    study = Conversations(communes and communes.resolve(), rules=rules, indicators=indicators)
    if study == lab.study:
        return lab
    return lab.beside(study, Store(lab.store.folder, study.version, study.about))


def territory_of(lab: Laboratory) -> Territory | None:
    """Return the territory of a laboratory's runs; None where they are not of this model."""
    return Territory.from_file(lab.study.communes) if isinstance(lab.study, Conversations) else None


def made_with(runs: Runs, command: str = "", scenarios: Sequence[Scenario] = ()) -> dict[str, Any]:
    """Describe what a study was made with: the command as typed, its seeds, when, the effort of its scenarios and which
    of their values are outside their ranges, and the code and data of its runs.

    The runs may be older than the study, from the same code and data; `made` is the date of the study.
    """
    seeds, length = sorted(set(runs.labels["seed"].tolist())), len(runs.labels)
    row = seeds == list(range(seeds[0], seeds[0] + len(seeds)))
    provenance: dict[str, Any] = {
        "command": command,
        "runs": length,
        "seeds": f"{seeds[0]} to {seeds[-1]}" if row else seeds,
    }
    provenance["effort"] = {scenario.name: scenario.effort for scenario in scenarios}
    provenance["outside_range"] = {one.name: list(one.outside_range) for one in scenarios if one.outside_range}
    return {**provenance, **runs.store.about, "made": datetime.now(UTC).isoformat(timespec="seconds")}


class FromRuns:
    """An answer that was worked out from `runs` of a `scenario`."""

    @property
    def provenance(self: Any) -> dict[str, Any]:
        """What the runs were made with."""
        return made_with(self.runs, scenarios=[self.scenario])


def fitted(
    lab: Laboratory, scenarios: Sequence[Scenario], years: int, effort: Effort = "scaled", instead: str = ""
) -> list[Scenario]:
    """Fit the effort of scenarios to the laboratory's territory (`models.scenario.fitted`). Raises InputError where
    nothing is left of a number, or a decision does not fit the territory or runs of so many years."""
    if not isinstance(lab.study, Conversations):
        return list(scenarios)
    fitted_scenarios = [lab.study.fitted(scenario, effort, instead) for scenario in scenarios]
    for scenario in fitted_scenarios:
        lab.study.must_fit(scenario, years)
    return fitted_scenarios


AGAIN = 1_000_000  # on whose number a world is met again
PART = 5  # of so many worlds one is, but of no fewer than can be told apart


def set_of(world: int) -> int:
    """Return the number of the parameter set of an ensemble member."""
    return (world - 1) % AGAIN


def how_many_again(worlds: int) -> int:
    """Return how many of so many ensemble members have a second replicate: none where that would show nothing."""
    return 0 if worlds < FEWEST else max(FEWEST, worlds // PART)


def in_all(worlds: int) -> int:
    """Return the number of runs of a case for so many ensemble members, second replicates included."""
    return worlds + how_many_again(worlds)


def met_again(worlds: int) -> Sequence[int]:
    """Return the seeds under which the first of so many ensemble members run as second replicates."""
    return range(AGAIN + 1, AGAIN + 1 + how_many_again(worlds))


@dataclass(frozen=True)
class Inquiry[Answer]:
    """What is asked of a laboratory: the `answer` that is made of the runs of these cases, so many years long, with so
    many seeds each, from 1 on. More is kept of each run if it is to be seen `close` (`close_up`). Where seeds are
    `worlds`, members of an ensemble (`experiments.evidence.worlds`), a part of them has a second replicate with another
    seed (`Runs.again`), which separates chance."""

    cases: Sequence[Case]
    years: int
    replicates: int
    answer: Callable[[Runs], Answer]
    close: bool = False
    worlds: bool = False

    def then[Further](self, make: Callable[[Answer], Further]) -> Inquiry[Further]:
        """Return an inquiry with the same runs, which makes something further of the answer."""
        further: Any = replace(self, answer=lambda runs: make(self.answer(runs)))
        return further

    def last(self, lab: Laboratory) -> Answer:
        """Run what is asked, and return the answer.

        Raises
        ------
        InputError
            Where runs failed, so that there is no answer, or the laboratory fails; what is done is kept.
        Interrupted
            On Ctrl-C; what is done is kept.
        """
        where = close_up(lab) if self.close else lab
        with where.keep_workers():
            return self.answer(self.with_luck(where, where.run(self.cases, range(1, self.replicates + 1), self.years)))

    def with_luck(self, lab: Laboratory, runs: Runs) -> Runs:
        """Add the second replicates to the runs, where these are of an ensemble."""
        seeds = met_again(self.replicates) if self.worlds else ()
        return replace(runs, again=lab.run(self.cases, seeds, self.years)) if seeds else runs


NAMES = [stage.name for stage in STAGES]


def rules_of(functions: Mapping[str, Callable[[Any], None]] | None) -> tuple[Rule, ...]:
    """Make rules of functions, by stage, or by stage and rule, as `pairing.pair_up`, in the order of the week;
    `group_start` and `Group start` are `group start`. Raises InputError for an unknown name, two rules for one place,
    and functions that cannot be run there."""
    if functions is not None and not isinstance(functions, Mapping):
        raise InputError(
            f'rules: must be functions by stage, as in {{"pairing": mine}}, not {type(functions).__name__}'
        )
    rules_by_name: dict[str, tuple[Any, Any]] = {}
    for word, rule in (functions or {}).items():
        name = _stage_name(str(word))
        if name in rules_by_name:
            what = "rule" if "." in name else "stage"
            raise InputError(
                f"rules: {rules_by_name[name][0]!r} and {word!r} are one {what} of the week; give it one rule"
            )
        rules_by_name[name] = word, rule
    return tuple(Rule.of(name, rule) for name, (_, rule) in in_order(rules_by_name).items())


def _stage_name(word: str) -> str:
    """Return the full name of the stage, or of the rule, that is meant."""
    first, dot, last = word.partition(".")
    stage = known(" ".join(first.replace("_", " ").split()).lower(), NAMES, "rule", "among the stages of the week")
    if not dot:
        return stage
    rules = [name.partition(".")[2] for name in of_stage(stage)]
    rule = known("_".join(last.split()).lower(), rules, "rule", f"of the stage {stage!r}, which has {', '.join(rules)}")
    return f"{stage}.{rule}"


def under(rules: tuple[Rule, ...], scenario: Scenario) -> Scenario:
    """Add the rules to the scenario's name, as tables and figures show it."""
    names = [f"{rule.stage} by {rule.function.name}" for rule in rules]
    return replace(scenario, name=", ".join([scenario.name, *names]))


LABELS = ("scenario", "place", "seed", "key", "year", "years", "week", "seconds", "error")
OTHERS = ("people", "event_log_sha256")
TAKEN = {*LABELS, *OTHERS, *SHORT, *IN_YEARS, *AT_THE_END, *(one.name for one in DEFINED)}
"""Names that columns have already."""
IN_PARTS = tuple(f"{one.name}_" for one in DEFINED if one.in_parts)


def indicators_of(functions: Mapping[str, Callable[[Any], float]] | None) -> tuple[Indicator, ...]:
    """Make indicators of functions, in the order of their names. Raises InputError for a name that is invalid or taken,
    and for anything other than a function of a run."""
    if functions is not None and not isinstance(functions, Mapping):
        raise InputError(
            f'indicators: must be functions by name, as in {{"mine": function}}, not {type(functions).__name__}'
        )
    for name in functions or {}:
        if not isinstance(name, str) or not name.isidentifier():
            raise InputError(f'indicator {given(name)}: must be a name of letters, digits and _, as in "mine"')
        if name in TAKEN or name.startswith(IN_PARTS):
            raise InputError(f"indicator {name!r}: is the name of a figure there is already")
    return tuple(Indicator.of(name, function) for name, function in sorted((functions or {}).items()))


def keep_of(tables: str | Sequence[str] | None, figures: bool = False) -> tuple[str, ...]:
    """Return the names of tables, or of `figures` where these may be kept alone. Raises InputError for others."""
    nothing = tables is None or (isinstance(tables, list | tuple) and not tables)
    may = (*KEPT, *AT_THE_END[1:]) if figures else KEPT  # the first is worked out of others
    some = {known(one, may, "keep") for one in (() if nothing else names_of(tables, "keep"))}
    return tuple(name for name in may if name in some)


def names_in(lab: Laboratory) -> list[str]:
    """Return the names of your own indicators in the runs of a laboratory."""
    return [one.name for one in getattr(lab.study, "indicators", ())]


class KeptWhole:
    """An answer whose `runs` may have kept tables whole."""

    @property
    def events(self) -> pd.DataFrame:
        """What happened, a row a run and event: asked for with ``keep=["events"]``."""
        return self._stored_table("events")

    @property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week, stocks and totals since the start: asked for with ``keep=["weeks"]``."""
        return self._stored_table("weeks")

    def _has(self: Any, table: str) -> bool:
        return table in self.runs.store.about.get("keep", ())

    def _stored_table(self: Any, table: str) -> pd.DataFrame:
        if not self._has(table):
            raise InputError(f'{table}: are not kept of these runs; ask for them with keep=["{table}"]')
        return self.runs.rows(table)
