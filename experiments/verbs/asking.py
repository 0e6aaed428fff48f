"""What is asked of a verb, once a door has read it: steps that all verbs and doors share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from contagion.experiments.lab.folders import STORE
from contagion.experiments.lab.how_much import WORLDS, Asked, asked_of, leaders_of
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.ensembles.readings import Reading
    from contagion.experiments.ensembles.worlds import Worlds
    from contagion.experiments.programmes.agreeing import Agreement
    from contagion.experiments.programmes.programme import Programme
    from contagion.experiments.verbs.verb import Verb
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.laboratory.laboratory import Laboratory


class Door(Protocol):
    """What is other from door to door."""

    as_written: str
    """How to keep an effort as it is, at the end of a line."""

    def spelled(self, name: str) -> str:
        """How an option is called."""
        ...

    def called(self, verb: str) -> str:
        """How a verb is called."""
        ...

    def sizes(self, verb: str, **numbers: int) -> str:
        """What asks for so much."""
        ...

    def go_on(self, asked: Asked) -> str:
        """How much it is, and how to go on."""
        ...

    def begin(self, lab: Laboratory | None, asked: Asked, auto: bool, in_parts: bool) -> None:
        """Say how much there is to do before it begins."""
        ...

    def outside(self, scenarios: Sequence[Scenario]) -> None:
        """Say which values lie outside their declared ranges."""
        ...

    def tell(self, lines: Sequence[str]) -> None:
        """Say what is to be known of an answer beforehand."""
        ...

    def aside(self, lines: Sequence[str]) -> None:
        """Say what is beside the answer."""
        ...

    def table(self, place: Any) -> Path | None:
        """The table of communes of a territory, or None for Grand Besançon's."""
        ...

    def named(self, place: Any) -> str:
        """What a territory is called."""
        ...

    def again(self, verb: str, of: object, options: Mapping[str, Any], out: str) -> str:
        """The command that works it out again and keeps it."""
        ...

    def watching(self, weeks: int, hidden: bool) -> AbstractContextManager[Any]:
        """What is to be called after each week of a run, or None."""
        ...


@dataclass
class Ask:
    """What is asked.

    Attributes
    ----------
    verb : Verb
    door : Door
    values : mapping
        Of the options, by name, checked: each is an attribute as well.
    lab : Laboratory, optional
        Where runs are made.
    command : str
        What was typed for it.
    place : Territory or Where, optional
        The territory, as the door has it.
    given : frozenset of str
        The options for which something was said.
    others : sequence of Ask
        The same, asked of other territories.
    """

    verb: Verb
    door: Door
    values: Mapping[str, Any]
    lab: Any = None
    command: str = ""
    place: Any = None
    given: frozenset[str] = frozenset()
    others: Sequence[Ask] = ()
    _fitted: list[Scenario] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def number(self) -> int:
        """How many worlds: as asked, or as usual."""
        return self.values["seeds"] or WORLDS

    def runs(self, number: int) -> int:
        """How many runs of a case these are: a part of the worlds is met again, unless all are of one set of values."""
        from contagion.experiments.lab.met_again import in_all

        return number if self.ensemble is None else in_all(number)

    @property
    def of_programme(self) -> Programme | None:
        """The programme that is asked about, if one is."""
        return self.values.get("programme")

    @property
    def past(self) -> int:
        """The years of a programme that are over."""
        return self.of_programme.past if self.of_programme else 0

    def within(self, territory: Territory, years: int | None = None) -> list[Scenario]:
        """The scenarios that are asked about; of a programme, it as it goes on, and what it could do from today on.
        `years` are those of the runs, by default as asked."""
        if self.of_programme is None:
            return [*self.scenarios]
        from contagion.experiments.language.sentences import said
        from contagion.experiments.programmes.asked import scenarios_of
        from contagion.experiments.programmes.lived import ahead_in_words

        asked = self.scenarios if {"scenario", "scenarios", "settings"} & self.given else []
        made = scenarios_of(self.of_programme, territory, asked)
        ahead = (years or self.values["years"]) - self.of_programme.past
        self.door.tell([f"{said(self.of_programme.title)}. {said(ahead_in_words(self.of_programme, ahead))}"])
        return made if "scenarios" in self.values else made[-1:]

    def asked(self, over: Sequence[str] = (), years: int | None = None) -> list[Scenario]:
        """The scenarios that are asked about, in the territory of the laboratory. `over` is what is set over them from
        the start; of a programme, from the next January on, and so not over its past.

        Raises
        ------
        InputError
            For what cannot be decided in the course of a programme.
        """
        from contagion.experiments.lab.lab import territory_of
        from contagion.experiments.programmes.asked import must_be_decided

        if self.of_programme is not None:
            must_be_decided(self.of_programme, over, self.door.spelled("vary"))
        territory = territory_of(self.lab)
        made = self.within(territory, years) if territory else [*self.scenarios]
        return made if self.of_programme else [replace(one, set_over=(*one.set_over, *over)) for one in made]

    def fitted(self, *scenarios: Scenario, years: int | None = None) -> list[Scenario]:
        """The scenarios (by default those that are asked about) with their effort for the territory."""
        from contagion.experiments.lab.lab import fitted

        length = self.years if years is None else years
        made = fitted(self.lab, scenarios or self.asked(years=years), length, self.effort, self.door.as_written)
        self._fitted[:] = made
        return made

    @property
    def scenarios(self) -> Sequence[Scenario]:
        """Those that are asked about."""
        several = self.values.get("scenarios")
        return several if several is not None else [self.values["scenario"]]

    def meant(
        self,
        scenarios: Sequence[Scenario],
        cases: int,
        runs: int,
        words: str,
        years: int | None = None,
        outside: bool = True,
    ) -> None:
        """Go on once so much is meant; `words` is what asks for it.

        Raises
        ------
        InputError
            For what memory cannot hold, and what takes long and was not said to be meant.
        """
        leaders = max(leaders_of(one.parameters) for one in scenarios)
        asked = asked_of(self.lab, cases, runs, self.years if years is None else years, words, leaders)
        asked.must_be_meant(self.yes, self.door.go_on)
        self.door.begin(self.lab, asked, auto=False, in_parts=self.values.get("ensemble") is not None)
        if outside:
            self.door.outside(scenarios)

    def sizes(self, **numbers: int) -> str:
        """What asks for so much, in words."""
        return self.door.sizes(self.verb.name, **numbers)

    @cached_property
    def told(self) -> Reading | None:
        """The reading under which it is answered, if one is asked for."""
        found, option = self.values.get("reading"), self.door.spelled("reading")
        if found is None:
            return None
        if self.ensemble is None:
            raise InputError(f"{option} {found.name}: is told over worlds; give an ensemble")
        from contagion.experiments.ensembles.readings import must_be_told, must_change

        if not self.verb.emissions:
            must_be_told(found, self.door.called(self.verb.name), option)
        must_change(found, self._fitted or self.scenarios, option)
        return found

    @cached_property
    def unmatched(self) -> Ensemble:
        """The ensemble, as `agreed_for` the territory of the laboratory, whatever is known of a programme."""
        return self.agreed_for(self.lab.store.about.get("data"), self.lab.store.folder)

    @cached_property
    def agreed(self) -> Ensemble:
        """The ensemble, as `agreed_for` the territory of the laboratory; of a programme of which something is known,
        the worlds that agree with it as well."""
        found = self.agreement
        return found.ensemble if found else self.unmatched

    @property
    def agreed_on(self) -> Ensemble:
        """The ensemble, where one set of values is not enough.

        Raises
        ------
        InputError
            Where none is given.
        """
        if self.ensemble is None:
            raise InputError(f"{self.door.spelled('ensemble')}: is needed here")
        return self.agreed

    @cached_property
    def agreement(self) -> Agreement | None:
        """How the worlds of the ensemble agree with what is known of a programme, if anything is."""
        if self.lab is None or self.of_programme is None or not self.of_programme.observed:
            return None
        from contagion.experiments.lab.lab import territory_of

        sets, programme, territory = self.unmatched, self.of_programme, territory_of(self.lab)
        if sets.is_one_set or territory is None:
            return None
        from contagion.experiments.programmes.agreeing import TRIED, agreeing, observed_of
        from contagion.experiments.programmes.lived import going_on
        from contagion.experiments.programmes.words import agreement_in_words

        base, years = going_on(programme, territory), max(one.number for one in observed_of(programme))
        past = asked_of(self.lab, TRIED, 1, years, programme.source, leaders_of(base.parameters))
        self.door.begin(self.lab, past, auto=False, in_parts=False)
        found = agreeing(self.lab, programme, base, sets)
        self.door.tell(agreement_in_words(found))
        return found

    @property
    def rests_on(self) -> Agreement | None:
        """The agreement that an answer came of; none where it did without, or is of several programmes."""
        return None if self.others else vars(self).get("agreement")

    def agreed_for(self, data: str | None, store: Path = STORE) -> Ensemble:
        """The ensemble, once it is seen to be of this model and for a territory, by the source `data` of its table,
        under a reading if there is one; else the scenario's own set of values. That it is another account of what was
        published is said before all else."""
        from contagion.experiments.ensembles.ensemble import ONE_SET, under

        reading = self.told
        if self.ensemble is None:
            return ONE_SET
        from contagion.experiments.ensembles.ensemble_files import read_ensemble
        from contagion.experiments.ensembles.words_of_ensembles import other_reading

        found = under(read_ensemble(Path(self.ensemble), store, data), reading)
        self.door.tell(other_reading(found.about))
        return found

    @cached_property
    def in_worlds(self) -> Worlds:
        """The worlds of the ensemble, and what is looked for in them."""
        from contagion.experiments.ensembles.worlds import Worlds

        return Worlds(self.agreed, self.values.get("above", 0.0))
