"""What is asked of a verb: what is given for its options, read once for all doors, and steps that verbs share. Heavy
libraries are imported inside."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from contagion.experiments.commands.verb import Option, Verb, checked
from contagion.models.runs.vocabulary import (
    FEW_SECONDS,
    STORE,
    WORLDS,
    Asked,
    asked_of,
    flag,
    known,
    leaders_of,
    names_of,
    path_of,
    seeds_of,
)
from contagion.sim.errors import InputError, perhaps
from contagion.sim.reading import given as as_given

if TYPE_CHECKING:
    from contagion.experiments.evidence.agreeing import Agreement
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.programme import Programme
    from contagion.experiments.evidence.readings import Reading
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.laboratory.laboratory import Laboratory


class Door:
    """What is other from door to door. This is Python's, which says nothing before the answer; that of the command is
    `experiments.interfaces.command.verbs.Command`."""

    as_written: str = ', or effort="as-written"'
    """How to keep an effort as it is, at the end of a line."""

    def __init__(self, verb: Verb) -> None:
        self.name, self.command = verb.name, f"contagion.{verb.name}"
        self.first = list[str]()  # what stands before an answer

    def spelled(self, name: str) -> str:
        """How an option is called."""
        return name

    def sizes(self, **numbers: int) -> str:
        """Return what makes a job large: the command, and how many of what it runs."""
        return f"{self.name}: {', '.join(f'{number:,} {name}' for name, number in numbers.items())}"

    def go_on(self, asked: Asked) -> str:
        """How much it is, and how to go on."""
        from contagion.experiments.say.asked import much_in_words

        return f"{asked.words}: {much_in_words(asked)}; yes=True goes on"

    def begin(self, lab: Laboratory | None, asked: Asked, auto: bool = False, in_parts: bool = False) -> None:
        """Say how much there is to do before it begins; here on a terminal, once it is measured, if it takes more than
        a few seconds."""

        def tell(runs: int, seconds: float) -> None:
            all_of_it = seconds * (asked.runs if in_parts else runs)
            if all_of_it > FEW_SECONDS and sys.stderr.isatty():
                print(f"{runs:,} runs of {asked.years} years: {time_in_words(all_of_it / 3600)}", file=sys.stderr)

        if lab is not None:
            from contagion.experiments.say.asked import time_in_words

            lab.announce = tell

    def outside(self, scenarios: Sequence[Scenario]) -> None:
        """Say which values lie outside their declared ranges; here they were warned of when a scenario was read."""

    def tell(self, lines: Sequence[str]) -> None:
        """Say what is to be known of an answer beforehand; here it is in what is handed back."""

    def caution(self, lines: Sequence[str]) -> None:
        """Say what stands before an answer."""
        self.first += lines

    def aside(self, lines: Sequence[str]) -> None:
        """Say what is beside the answer."""

    def place(self, epci: str | None) -> Place:
        """Return the territory of a programme: an EPCI by its code, or Grand Besançon."""
        from contagion.experiments.say.charts.territories import place

        return place(epci, kind="epci") if epci else place()

    def again(self, of: object, options: Mapping[str, Any], out: str) -> str:
        """Return the command that computes the result again and saves it."""
        return f"contagion {self.name} {of}"

    def watching(self, weeks: int, hidden: bool) -> AbstractContextManager[Any]:
        """Return a context whose value is called after each week of a run, or is None."""
        return nullcontext()


class Place(Protocol):
    """A territory, as a door has it: its table of communes (None for Grand Besançon's), and what it is called."""

    @property
    def path(self) -> Path | None: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Here:
    """What is asked to be run: the scenario, the table of where it takes place, and the worlds it may have."""

    scenario: Scenario
    table: Path | None
    ensemble: Ensemble

    def in_world(self, seed: int) -> tuple[Scenario, Territory]:
        """With the values of a world, which has the number of its seed; and the territory, in which ties are as these
        have it."""
        from contagion.experiments.evidence.worlds import Worlds
        from contagion.models.runs.simulation import territory_for

        scenario = replace(self.scenario, parameters=Worlds(self.ensemble).parameters(self.scenario, seed))
        return scenario, territory_for(scenario, self.table)


@dataclass
class Ask:
    """What is asked: the values of options by name, as they were read; those for which something was `given`; where
    runs are made; and the same, asked of `others`: territories."""

    verb: Verb
    door: Door
    values: Mapping[str, Any]
    given: frozenset[str] = frozenset()
    lab: Any = None
    others: Sequence[Ask] = ()
    _fitted: list[Scenario] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Where it takes place."""
        return self.values["territory"]

    @property
    def years(self) -> int:
        """Of a run, the past of a programme among them."""
        return self.values["years"]

    @property
    def ensemble(self) -> Path | None:
        """That whose worlds it is answered in; None for one set of values."""
        return self.values["ensemble"]

    @property
    def number(self) -> int:
        """How many worlds: as asked, or as usual."""
        return self.values["seeds"] or WORLDS

    def runs(self, number: int) -> int:
        """How many runs of a case these are: a part of the worlds is met again, unless all are of one set of values."""
        from contagion.models.runs.lab import in_all

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
        """Return the requested scenarios; for a programme, its current course and what it could do from today on.
        `years` is the length of the runs, by default as requested."""
        if self.of_programme is None:
            return [*self.scenarios]
        from contagion.experiments.evidence.lived import ahead_in_words, scenarios_of
        from contagion.experiments.say.sentences import said

        asked = self.scenarios if {"scenario", "scenarios"} & self.given else []
        made = scenarios_of(self.of_programme, territory, asked)
        ahead = (years or self.values["years"]) - self.of_programme.past
        self.door.tell([f"{said(self.of_programme.title)}. {said(ahead_in_words(self.of_programme, ahead))}"])
        return made if "scenarios" in self.values else made[-1:]

    def asked(self, over: Sequence[str] = (), years: int | None = None) -> list[Scenario]:
        """Return the requested scenarios in the territory of the laboratory, with the settings in `over` set from the
        start. Of a programme these may change from the next January on only, and are left to the caller; one that
        cannot be decided in the course of a programme raises an `InputError`."""
        from contagion.experiments.evidence.lived import must_be_decided
        from contagion.models.runs.lab import territory_of

        if self.of_programme is not None:
            must_be_decided(self.of_programme, over, self.door.spelled("vary"))
        territory = territory_of(self.lab)
        made = self.within(territory, years) if territory else [*self.scenarios]
        return made if self.of_programme else [replace(one, set_over=(*one.set_over, *over)) for one in made]

    def fitted(self, *scenarios: Scenario, years: int | None = None) -> list[Scenario]:
        """Return the scenarios (by default the requested ones) with their effort fitted to the territory."""
        from contagion.models.runs.lab import fitted

        length, effort = self.years if years is None else years, self.values["effort"]
        made = fitted(self.lab, scenarios or self.asked(years=years), length, effort, self.door.as_written)
        self._fitted[:] = made
        return made

    def here(self) -> Here:
        """Return what a single run needs: scenario, table of communes and ensemble."""
        from contagion.models.runs.simulation import territory_for
        from contagion.models.scenario import fitted

        territory = territory_for(self.scenarios[0], self.place.path)
        (chosen,) = self.within(territory)
        scenario = fitted(chosen, territory, self.values["effort"], self.door.as_written)
        return Here(scenario, self.place.path, self.agreed_for(territory.source))

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
        """Go on once so much is meant; `words` is what asks for it. Refused is what memory cannot hold, and what takes
        long and was not said to be meant."""
        leaders = max(leaders_of(one.parameters) for one in scenarios)
        asked = asked_of(self.lab, cases, runs, self.years if years is None else years, words, leaders)
        asked.must_be_meant(self.values["yes"], self.door.go_on)
        in_parts = self.values.get("ensemble") is not None or bool(self.values.get("why"))
        self.door.begin(self.lab, asked, in_parts=in_parts)
        if outside:
            self.door.outside(scenarios)

    def sizes(self, **numbers: int) -> str:
        """Return what makes the job large, in words."""
        return self.door.sizes(**numbers)

    @cached_property
    def told(self) -> Reading | None:
        """The reading under which it is answered, if one is asked for."""
        found, option = self.values.get("reading"), self.door.spelled("reading")
        if found is None:
            return None
        if self.ensemble is None:
            raise InputError(f"{option} {found.name}: needs an ensemble; add {self.door.spelled('ensemble')}")
        from contagion.experiments.evidence.readings import must_be_told, must_change

        if not self.verb.emissions:
            must_be_told(found, self.door.name, option)
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
        """The ensemble, where one set of values is not enough; refused where none is given."""
        if self.ensemble is None:
            raise InputError(f"{self.door.spelled('ensemble')}: is needed here")
        return self.agreed

    @cached_property
    def agreement(self) -> Agreement | None:
        """How the worlds of the ensemble agree with what is known of a programme, if anything is."""
        if self.lab is None or self.of_programme is None or not self.of_programme.observed:
            return None
        from contagion.models.runs.lab import territory_of

        sets, programme, territory = self.unmatched, self.of_programme, territory_of(self.lab)
        if sets.is_one_set or territory is None:
            return None
        from contagion.experiments.evidence.agreeing import TRIED, agreeing, observed_of
        from contagion.experiments.evidence.lived import going_on
        from contagion.experiments.evidence.stories import cautions
        from contagion.experiments.evidence.words_of_programmes import agreement_in_words, questions

        base, years = going_on(programme, territory), max(one.number for one in observed_of(programme))
        past = asked_of(self.lab, TRIED, 1, years, programme.source, leaders_of(base.parameters))
        self.door.begin(self.lab, past)
        found = agreeing(self.lab, programme, base, sets)
        self.door.aside(questions(programme))
        self.door.caution(cautions(found))
        self.door.tell(agreement_in_words(found))
        return found

    @property
    def rests_on(self) -> Agreement | None:
        """The agreement that an answer came of; none where it did without, or is of several programmes."""
        return None if self.others else vars(self).get("agreement")

    def agreed_for(self, data: str | None, store: Path = STORE) -> Ensemble:
        """Return the ensemble under the requested reading, or one parameter set where no ensemble is given. Check that
        it was made with this model and for the territory whose table has the source `data`. First of all, warn if it is
        another account of what was published."""
        from contagion.experiments.evidence.ensemble import ONE_SET, read_ensemble, under

        reading = self.told
        if self.ensemble is None:
            return ONE_SET
        from contagion.experiments.evidence.words_of_worlds import other_reading

        found = under(read_ensemble(Path(self.ensemble), store, data), reading)
        self.door.caution(other_reading(found.about))
        return found

    @cached_property
    def in_worlds(self) -> Worlds:
        """The worlds of the ensemble, and what is looked for in them."""
        from contagion.experiments.evidence.worlds import Worlds

        return Worlds(self.agreed, self.values.get("above", 0.0))


def asked(options: Mapping[str, Any]) -> Ask:
    """Return the `Ask` from the options that a command's function receives."""
    return cast(Ask, options["ask"])


WHERE = {"programme", "scenario", "territory"}
"""Options that say what or where."""


def reading(verb: Verb, door: Door, given: Mapping[str, Any], parsed: Mapping[str, Any] | None = None) -> Ask:
    """Read what a command is asked, from options `given` by name and those `parsed` by the interface already; raise an
    `InputError` of one line for each mistake."""
    parsed = parsed or {}
    said = frozenset([*given, *parsed])
    values: dict[str, Any] = {**parsed} | {
        one.name: parsed[one.name] if one.name in parsed else _read(one, given.get(one.name, one.default), verb, door)
        for one in (*verb.options, *verb.typed)
    }
    if "varied" in given:
        from contagion.experiments.commands.sweep.work import design_of

        values["varied"] = design_of(values["varied"], values["points"])
    _must_go_together(values, said, door)
    if verb.case and not WHERE & said:
        from contagion.experiments.evidence.programme import read_programme

        values["programme"] = read_programme(Path(verb.case))
    if own := values.get("rules"):  # scenarios bear the rules that they live by
        from contagion.models.runs.lab import under

        if "scenario" in values:
            values["scenario"] = under(own, values["scenario"])
        else:
            values["scenarios"] = [under(own, one) for one in values["scenarios"]]
    asks = [Ask(verb, door, _placed(one, said, door), said) for one in _sides(verb, values)]
    first, *others = asks
    if not verb.has("engine"):
        return first
    from contagion.models.runs.lab import elsewhere, laboratory

    names = ("engine", "workers", "scheduler", "store", "rules", "indicators", "keep")
    first.lab = laboratory(communes=first.place.path, **{name: values[name] for name in names if name in values})
    for one in others:
        one.lab = elsewhere(first.lab, one.place.path)
    first.others = others
    return first


def by_name(verb: Verb, args: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call in Python by name; refuse those that the command does not take."""
    by_place, found = [one for one in verb.options if one.first], dict[str, Any]()
    if any(one.kind == "scenarios" for one in by_place):
        found = {by_place[0].name: args} if args else {}
    elif len(args) > len(by_place):
        few = ", ".join(one.name for one in by_place)
        raise InputError(
            f"{verb.name}: {few} is given by place, and the rest by name, as in {verb.options[-1].name}=…; "
            f"given by place: {len(args)}"
        )
    else:
        found = {one.name: value for one, value in zip(by_place, args, strict=False)}
    known_here = [one.name for one in verb.options]
    for name in named:
        if name not in known_here or name in found:
            near = get_close_matches(name, known_here, n=1)
            hint = perhaps(*near) or f"; help(contagion.{verb.name}) lists what it takes"
            hint = "; it is given by place already" if name in found else hint
            raise InputError(f"{verb.name}: takes no {name!r} here{hint}")
    found |= named
    for one in verb.options:
        if one.required and one.name not in found:
            raise InputError(f"{verb.name}: {one.name} is needed")
    return found


def _must_go_together(values: dict[str, Any], said: Collection[str], door: Door) -> None:
    """Refuse options that exclude each other; one set of values is without an ensemble."""
    reading = values.get("reading")
    if values.get("single"):
        named = {"ensemble": values["ensemble"] if "ensemble" in said else None, "reading": reading and reading.name}
        for name, value in named.items():
            if value:
                raise InputError(f"{door.spelled('single')} with {door.spelled(name)} {value}: give one of them")
        if values.get("readings"):
            raise InputError(f"{door.spelled('single')} with {door.spelled('readings')}: give one of them")
        values["ensemble"] = None
    if values.get("readings") and reading:
        raise InputError(f"{door.spelled('readings')} with {door.spelled('reading')} {reading.name}: give one of them")


def _sides(verb: Verb, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the values of options for each territory or programme where there are several, else for the one."""
    if not any(one.kind == "territories" for one in verb.options):
        return [values]
    name = "programme" if values["programme"] else "territory"
    if len(values[name] or ()) < 2:
        raise InputError("territory: two territories or more, or programmes, are set side by side")
    return [{**values, "programme": None, name: one} for one in values[name]]


def _placed(values: dict[str, Any], said: Collection[str], door: Door) -> dict[str, Any]:
    """Return the values with the territory of the programme and the number of years, if there is a programme."""
    programme = values.get("programme")
    if programme is None:
        return values
    from contagion.experiments.evidence.lived import place_of, years_of

    if "territory" in said:
        there = door.spelled("territory")
        raise InputError(
            f"{door.spelled('programme')} {programme.name} and {there}: the programme says where it is, in "
            f"{programme.territory.title}; leave {there} out"
        )
    years = years_of(programme, values["years"] if "years" in said else None)
    return {**values, "territory": door.place(place_of(programme)), "years": years}


def _read(option: Option, value: Any, verb: Verb, door: Door) -> Any:
    """Convert the value of an option to what the command takes."""
    kind, called = option.kind, door.spelled(option.name)
    if kind in ("whole", "number"):
        return checked(option, value, called)
    if kind == "switch":
        return flag(value, called)
    free = kind == "ensemble" or (option.default is None and not option.required)
    if value is None and free and kind not in ("scenario", "territory", "rules", "indicators", "keep"):
        return None
    if value is None and kind == "path" and not option.required:
        return option.default
    match kind:
        case "choice":
            return known(value, option.choices, called)
        case "path" | "ensemble":
            return path_of(value, called)
        case "text":
            if not isinstance(value, str):
                raise InputError(f"{called} {as_given(value)}: must be text")
            return value
        case "names":
            return names_of(value, called)
        case "seeds":
            return seeds_of(value)
        case "programmes" | "territories":
            if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
                raise InputError(f"{called} {as_given(value)}: must be a list of those that stand side by side")
            one = option.but(kind="programme" if kind == "programmes" else "territory")
            return [_read(one, each, verb, door) for each in value]
    return _of_the_model(option, value, verb, called)


def _of_the_model(option: Option, value: Any, verb: Verb, called: str) -> Any:
    """Convert the value of an option whose kind the model defines."""
    match option.kind:
        case "scenario" | "scenarios":
            from contagion.experiments.commands.changes import scenario_of

            return scenario_of(value) if option.kind == "scenario" else [scenario_of(one) for one in value]
        case "settings":
            from contagion.experiments.commands.changes import by_dotted_name

            return [f"{name}={one}" for name, one in by_dotted_name(value)]
        case "programme":
            from contagion.experiments.evidence.programme import Programme, read_programme

            return value if isinstance(value, Programme) else read_programme(path_of(value, called))
        case "reading":
            from contagion.experiments.evidence.readings import reading_of

            return reading_of(value, called)
        case "territory":
            from contagion.experiments.say.charts.territories import place

            return place(value)
        case "rules":
            from contagion.models.runs.lab import rules_of

            return rules_of(value)
        case "indicators" | "keep":
            from contagion.models.runs.lab import indicators_of, keep_of

            return indicators_of(value) if option.kind == "indicators" else keep_of(value, verb.name == "sweep")
        case "ranges":
            from contagion.experiments.commands.sweep.work import levers_of

            return levers_of(value, verb.name)
    return value
