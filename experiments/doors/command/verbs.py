"""Commands that are made of verbs (`experiments.verbs.verb`). Heavy libraries are imported inside."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from contagion.experiments.doors.command.how_much import announcing, go_on, say, say_outside_range
from contagion.experiments.doors.command.one_line import FORCED, NOT_ALL_WELL, as_typed
from contagion.experiments.doors.command.options import laboratory_of, params_of
from contagion.experiments.doors.command.perimeters import (
    INSTEAD,
    Where,
    perimeter_as_typed,
    perimeter_options,
    where_of,
)
from contagion.experiments.doors.command.shards import shard_of
from contagion.experiments.lab.how_much import FEW_SECONDS, Asked
from contagion.experiments.verbs.asking import Ask
from contagion.experiments.verbs.options import LABORATORY, PLACE, SMOKE_TEST, YES
from contagion.experiments.verbs.verb import Option, Verb, checked
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory

OUT = Option("out", "path", "Folder for tables, figures, scenarios, and where they come from.", metavar="DIR")
FORCE = Option("force", "switch", "Write into DIR even if it holds files.", False)
JSON = Option("json", "switch", "Print the answer alone, as JSON.", False)
SET = "set"
TYPED = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)


class Command:
    """The command as a door."""

    as_written: str = INSTEAD

    def __init__(self, verb: Verb[Any], json: bool = False) -> None:
        self._json = json
        typed = {word.partition("=")[0] for word in as_typed().split()}
        self._words = {
            option.name: next((word for word in option.words if f"--{word}" in typed), option.words[0])
            for option in verb.asks
            if option.words
        }
        self._first = [option.name for option in verb.asks if option.first and not option.words]

    def spelled(self, name: str) -> str:
        return name.upper() if name in self._first else f"--{self._words.get(name, name).replace('_', '-')}"

    def called(self, verb: str) -> str:
        return verb.replace("_", "-")

    def sizes(self, verb: str, **numbers: int) -> str:
        return " ".join(f"{self.spelled(name)} {number}" for name, number in numbers.items())

    def go_on(self, asked: Asked) -> str:
        return go_on(asked)

    def begin(self, lab: Laboratory | None, asked: Asked, auto: bool, in_parts: bool) -> None:
        if lab is not None:
            lab.announce = announcing(asked, auto, in_parts)
        elif 3600 * asked.hours > FEW_SECONDS:
            say(asked, 1)

    def outside(self, scenarios: Sequence[Scenario]) -> None:
        say_outside_range(scenarios)

    def aside(self, lines: Sequence[str]) -> None:
        for line in lines:
            click.echo(line, err=True)

    def table(self, place: Where) -> Path | None:
        return place.table()

    def named(self, place: Where) -> str:
        return place.named()

    def again(self, verb: str, of: object, options: Mapping[str, Any], out: str) -> str:
        asked = [f"{self.spelled(name)} {value}" for name, value in options.items()]
        return " ".join(["contagion", self.called(verb), str(of), *perimeter_as_typed(), *asked, "--out", out])

    @contextmanager
    def watching(self, weeks: int, hidden: bool) -> Generator[Any]:
        """A bar on a terminal, nothing elsewhere."""
        if hidden or not sys.stderr.isatty():
            yield None
            return
        from tqdm import tqdm

        from contagion.experiments.language.sentences import _

        with tqdm(total=weeks, unit=f" {_('weeks')}", desc=_("Simulating"), leave=False) as bar:
            yield lambda _week: bar.update()

    def tell(self, lines: Sequence[str]) -> None:
        from contagion.experiments.language.numbers import paragraphs

        for line in [] if self._json else paragraphs(lines):
            click.echo(line)


def command_of(verb: Verb[Any]) -> click.Command:
    """The command that asks a verb."""
    asks = [option for option in verb.asks if option.only != "python"]
    asks += [*((JSON,) if verb.json else ()), *((OUT, FORCE) if verb.kept else ()), *((YES,) if verb.where else ())]
    asks += [*(PLACE[1:] if verb.where else ()), *(LABORATORY if verb.lab else ())]
    params = [one for option in asks for one in params_of(option)]
    made = click.Command(
        verb.name.replace("_", "-"), params=params, help=verb.help, callback=partial(_asked, verb, asks)
    )
    if verb.where:
        made = perimeter_options(made, several=verb.beside is not None)
    return made


def _asked(verb: Verb[Any], asks: Sequence[Option], **given: Any) -> int | None:
    """Read what was typed, have it worked out, and say and keep what was found."""
    door = Command(verb, given.get("json", False))
    values = {**given, **{one.name: _read(one, given[one.name], door) for one in asks if one.name in given}}
    _must_go_together(verb, values, door)
    said = frozenset(name for name in values if click.get_current_context().get_parameter_source(name) in TYPED)
    if verb.beside is not None:
        sides = list(_sides(values))
        if len(sides) > 1:
            return _beside(verb, verb.beside, sides, said)
        values = sides[0]
    if case := verb.case_of([*said, *(["territory"] if perimeter_as_typed() else [])]):
        values["programme"] = case
    if values.get("programme"):
        values |= _of_programme(values, said)
    where = where_of(values) if verb.where else None
    if not verb.lab:
        _prepared(verb, values)
        return _answered(Ask(verb, door, values, None, as_typed(), where, said))
    with laboratory_of(values, where) as lab:
        _prepared(verb, values)
        return _answered(Ask(verb, door, values, lab, as_typed(), where, said))


def _sides(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is asked of each territory, where there may be several: programmes, or EPCI."""
    programmes, epci = values["programme"] or (), values["epci"] or ()
    if not programmes:
        yield from ({**values, "programme": None, "epci": one} for one in epci or [None])
        return
    yield from ({**values, "programme": one, "epci": epci[0] if epci else None} for one in programmes)


def _beside(verb: Verb[Any], of: Verb[Any], sides: Sequence[dict[str, Any]], said: frozenset[str]) -> int | None:
    """Ask the verb that is for several territories, of each of them."""
    from contagion.experiments.lab.lab import elsewhere

    door, known = Command(of, sides[0].get("json", False)), {one.name for one in of.asks}
    if wrong := [one.name for one in verb.asks if one.name in said and one.name not in known]:
        raise InputError(f"{door.spelled(wrong[0])}: is not for several territories; leave it out")
    wheres = []
    for values in sides:
        values |= _of_programme(values, said) if values["programme"] else {}
        wheres.append(where_of(values))
    with laboratory_of(sides[0], wheres[0]) as lab:
        labs = [lab, *(elsewhere(lab, where.table()) for where in wheres[1:])]
        asks = []
        for values, where, there in zip(sides, wheres, labs, strict=True):
            _prepared(of, values)
            asks.append(Ask(of, door, values, there, as_typed(), where, said))
        asks[0].others = asks[1:]
        return _answered(asks[0])


def _of_programme(values: Mapping[str, Any], said: frozenset[str]) -> dict[str, Any]:
    """Where a programme takes place, and over how many years it is asked about."""
    from contagion.experiments.programmes.asked import place_of, years_of
    from contagion.experiments.programmes.programme import read_programme

    programme = read_programme(values["programme"])
    if typed := perimeter_as_typed():
        raise InputError(
            f"--programme {programme.name} and {typed[0]}: the programme says where it is, in "
            f"{programme.territory.title}; leave {typed[0]} out"
        )
    years = years_of(programme, values["years"] if "years" in said else None)
    return {"programme": programme, "epci": place_of(programme), "years": years}


def _prepared(verb: Verb[Any], values: dict[str, Any]) -> None:
    """What is read once all else is: scenarios with what is set over them, a design by the number of its points."""
    for one in verb.asks:
        if one.kind == "scenario":
            from contagion.models.scenarios.scenario import read

            values[one.name] = read(values[one.name], values.pop("settings"), f"--{SET}")
        elif one.kind == "scenarios":
            from contagion.models.scenarios.scenario import read

            values[one.name] = [read(path) for path in values[one.name]]
        elif one.kind == "design":
            from contagion.experiments.doors.command.varied import design_of

            values[one.name] = design_of(values[one.name], values["design"], values["points"])
        elif one.kind == "ranges":
            from contagion.experiments.doors.command.varied import levers_of

            values[one.name] = levers_of(values[one.name]) if values[one.name] else []
        elif one.kind == "shard":
            values[one.name] = shard_of(values[one.name])


def _read(option: Option, value: Any, door: Command) -> Any:
    called = door.spelled(option.name)
    if option.kind in ("ensemble", "reading"):
        return _one(option, value, called)
    if value in (None, ()) and option.default is not None:
        return option.default
    return checked(option, value, called)


def _one(option: Option, some: Sequence[Any], called: str) -> Any:
    """What is given once, or what stands in its place; a reading is known by its name."""
    if option.kind == "reading":
        from contagion.experiments.ensembles.readings import reading_of

        return reading_of(list(some), called) if some else None
    if len(some) > 1:
        raise InputError(
            f"--ensemble {some[0]} and --ensemble {some[1]}: an answer is over one of them; ask for each by itself"
        )
    return some[0] if some else None


def _must_go_together(verb: Verb[Any], values: dict[str, Any], door: Command) -> None:
    """Refuse options that exclude each other, and put what is usual where none is given."""
    usual = next((one.default for one in verb.asks if one.kind == "ensemble"), None)
    reading = values.get("reading")
    if values.get("single"):
        named = {"ensemble": values["ensemble"], "reading": reading and reading.name}
        for name, given in named.items():
            if given:
                raise InputError(f"--single with {door.spelled(name)} {given}: give one of them")
        if values.get("readings"):
            raise InputError("--single with --readings: give one of them")
    elif "ensemble" in values:
        values["ensemble"] = values["ensemble"] or usual
    if values.get("readings") and reading:
        raise InputError(f"--readings with --reading {reading.name}: give one of them")


def _answered(ask: Ask) -> int | None:
    """Work it out, keep it and say it."""
    from contagion.experiments.language.sentences import _, said
    from contagion.sim.files.results import must_be_free

    verb, out = ask.verb, ask.values.get("out")
    if out and verb.kept:
        must_be_free(out, ask.force, FORCED)
    if ask.values.get("quick"):
        click.echo(said(SMOKE_TEST), err=bool(ask.values.get("json")))
    found = verb.work(ask)
    if out and verb.kept:
        from contagion.experiments.verbs.kept import with_what_is_known, write

        write(with_what_is_known(verb.kept(found, ask), ask.rests_on), out, ask.force, ask.command)
    if ask.values.get("json"):
        from contagion.experiments.verbs.kept import plain

        click.echo(
            verb.plain(found, ask) if verb.plain else plain(verb.kept(found, ask)) if verb.kept else "", nl=False
        )
    elif verb.words:
        told = [verb.words(found, ask)]
        if verb.kept and not ask.values.get("shard"):
            kept_in = _("Tables and figures are in {out}.", out=out)
            told.append(kept_in if out else _("Add --out DIR to keep tables and figures."))
        click.echo("\n\n".join(told))
    return NOT_ALL_WELL if verb.failed and verb.failed(found) else None
