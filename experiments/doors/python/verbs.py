"""Functions that are made of verbs (`experiments.verbs.verb`). Heavy libraries are imported inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from inspect import Parameter, Signature
from textwrap import fill, indent
from typing import Any

from contagion.experiments.doors.python.door import Python
from contagion.experiments.lab.vocabulary import flag, known, names_of, path_of, seeds_of
from contagion.experiments.verbs.asking import Ask
from contagion.experiments.verbs.options import LABORATORY, OWN, PLACE, TERRITORIES, YES
from contagion.experiments.verbs.verb import Option, Verb, checked
from contagion.sim.errors import InputError
from contagion.sim.reading import given

TYPES = {
    "whole": "int",
    "number": "float",
    "text": "str",
    "path": "Path | str",
    "programme": "Programme | Path | str",
    "programmes": "Sequence[Programme | Path | str]",
    "territories": "Sequence[Territory | Path | str]",
    "switch": "bool",
    "scenario": "Scenario | Path | str",
    "scenarios": "Scenario | Path | str",
    "seeds": "int | Iterable[int]",
    "design": "Mapping[str, Any] | DataFrame",
    "ranges": "Mapping[str, tuple[float, float] | None]",
    "ensemble": "Path | str",
    "reading": "str",
    "territory": "Territory | Path | str | Iterable[str]",
    "rules": "Mapping[str, Callable[[Any], None]]",
    "indicators": "Mapping[str, Callable[[Any], float | None]]",
    "keep": "str | Sequence[str]",
    "names": "str | Sequence[str]",
    "settings": "Mapping[str, Any]",
}
"""Of values, by the kind of the option, as a signature writes them."""
WIDTH = 108


def options_of(verb: Verb[Any]) -> list[Option]:
    """What a verb takes in Python, in the order of its signature."""
    asks = [one for one in verb.asks if one.only != "command"]
    ordered = [*(one for one in asks if one.first), *(one for one in asks if not one.first)]
    where, lab = (PLACE if verb.where else ()), (LABORATORY if verb.lab else ())
    where = (TERRITORIES, *PLACE[1:]) if verb.several else where
    return [*ordered, *where, *lab, *(OWN if verb.own else ()), YES]


def function_of(verb: Verb[Any]) -> Callable[..., Any]:
    """The function that asks a verb."""

    def ask(*args: Any, **named: Any) -> Any:
        return _asked(verb, args, named)

    ask.__name__ = ask.__qualname__ = verb.name
    ask.__module__ = "contagion"
    ask.__doc__ = described(verb)
    ask.__signature__ = signature(verb)  # ty: ignore[missing-attribute]
    return ask


def signature(verb: Verb[Any]) -> Signature:
    """Names, kinds, types and defaults of what a verb takes."""
    some = []
    for option in options_of(verb):
        kind = Parameter.POSITIONAL_OR_KEYWORD if option.first else Parameter.KEYWORD_ONLY
        kind = Parameter.VAR_POSITIONAL if option.kind == "scenarios" else kind
        empty = option.required or kind == Parameter.VAR_POSITIONAL
        some.append(
            Parameter(
                option.name, kind, default=Parameter.empty if empty else option.default, annotation=type_of(option)
            )
        )
    return Signature(some, return_annotation=verb.returns.rpartition(".")[2])


def type_of(option: Option) -> str:
    """The type of an option's value, as a signature writes it."""
    if option.kind == "choice":
        said = f"Literal[{', '.join(map(repr, option.choices))}]"
    else:
        said = option.type or TYPES[option.kind]
    free = option.default is None and not option.required and option.kind != "scenarios"
    return f"{said} | None" if free or option.kind == "ensemble" else said


def described(verb: Verb[Any]) -> str:
    """What a verb asks, what it takes and what it hands back: its docstring."""
    takes = []
    for one in options_of(verb):
        star = "*" if one.kind == "scenarios" else ""
        takes.append(f"{star}{one.name} : {type_of(one)}\n{indent(fill(one.help, WIDTH), '    ')}")
    listed = "\n".join(takes)
    raises = "InputError\n    In one line: what was given, and what would be valid."
    back = f"Returns\n-------\n{verb.returns.rpartition('.')[2]}"
    asked = "\n\n".join(fill(paragraph, WIDTH) for paragraph in verb.help.split("\n\n"))
    parts = [asked, f"Parameters\n----------\n{listed}", back, f"Raises\n------\n{raises}"]
    return "\n\n".join([*parts, *([f"Examples\n--------\n{verb.example}"] if verb.example else [])])


def _asked(verb: Verb[Any], args: Sequence[Any], named: dict[str, Any]) -> Any:
    """Read what was given, have it worked out, and hand it back."""
    door, options = Python(), options_of(verb)
    given_here = dict(_by_name(verb, options, args, named))
    values = {one.name: _read(one, given_here.get(one.name, one.default), verb) for one in options}
    if case := verb.case_of(given_here):
        from contagion.experiments.programmes.programme import read_programme

        values["programme"] = read_programme(case)
    _prepared(verb, values, given_here)
    first, *others = [_of_one(verb, door, one, given_here) for one in (_sides(values) if verb.several else [values])]
    first.others = others
    found = verb.work(first)
    return verb.answer(found, first) if verb.answer else found


def _of_one(verb: Verb[Any], door: Python, values: dict[str, Any], given_here: Mapping[str, Any]) -> Ask:
    """What is asked of one territory."""
    if values.get("programme"):
        values |= _of_programme(values, given_here)
    place, lab = values.pop("territory", None), None
    if verb.lab:
        from contagion.experiments.lab.lab import laboratory

        own = {name: values.get(name, ()) for name in ("rules", "indicators", "keep")}
        where = [values.pop(name) for name in ("engine", "workers", "scheduler", "store")]
        lab = laboratory(*where, place.path, **own)
    return Ask(verb, door, values, lab, f"contagion.{verb.name}", place, frozenset(given_here))


def _sides(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is asked of each territory: by its programme, or by itself."""
    name = "programme" if values["programme"] else "territory"
    if len(values[name] or ()) < 2:
        raise InputError("territory: two territories or more, or programmes, are set side by side")
    return [{**values, "programme": None, name: one} for one in values[name]]


def _of_programme(values: Mapping[str, Any], given_here: Mapping[str, Any]) -> dict[str, Any]:
    """Where a programme takes place, and over how many years it is asked about."""
    from contagion.experiments.drawing.territories import place
    from contagion.experiments.programmes.asked import place_of, years_of

    programme = values["programme"]
    if given_here.get("territory") is not None:
        raise InputError(
            f"programme {programme.name!r}: says where it is, in {programme.territory.title}; leave territory out"
        )
    code = place_of(programme)
    there = place(code, kind="epci") if code else place()
    return {"territory": there, "years": years_of(programme, given_here.get("years"))}


def _prepared(verb: Verb[Any], values: dict[str, Any], given_here: Mapping[str, Any]) -> None:
    """What is read once all else is: a design by the number of its points, scenarios by the rules that they live by."""
    from contagion.experiments.lab.rules import under

    for one in verb.asks:
        if one.kind == "design":
            from contagion.experiments.doors.python.varied import design_of

            values[one.name] = design_of(values[one.name], values["points"])
            if values[one.name].seeds is not None and "seeds" in given_here:
                raise InputError(f"{verb.name}: seeds: the design has a column `seed`; give one of them")
    for name in {"scenario", "scenarios"} & values.keys():
        some = values[name] if name == "scenarios" else [values[name]]
        named = [under(values.get("rules", ()), one) for one in some]
        values[name] = named if name == "scenarios" else named[0]


def _by_name(
    verb: Verb[Any], options: Sequence[Option], args: Sequence[Any], named: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What was given, by name; what the verb does not take is refused."""
    by_place = [one for one in options if one.first]
    if any(one.kind == "scenarios" for one in by_place):
        yield by_place[0].name, args
    else:
        if len(args) > len(by_place):
            few = ", ".join(one.name for one in by_place)
            raise InputError(
                f"{verb.name}: {few} is given by place, and the rest by name, as in {options[-1].name}=…; "
                f"given by place: {len(args)}"
            )
        yield from ((one.name, value) for one, value in zip(by_place, args, strict=False))
    known_here = [one.name for one in options]
    twice = {one.name for one, _ in zip(by_place, args, strict=False) if one.kind != "scenarios"}
    for name, value in named.items():
        if name not in known_here or name in twice:
            near = get_close_matches(name, known_here, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known_here)}"
            hint = "it is given by place already" if name in twice else hint
            raise InputError(f"{verb.name}: takes no {name!r} here; {hint}")
        yield name, value
    for one in options:
        if one.required and one.name not in named and one not in by_place[: len(args)]:
            raise InputError(f"{verb.name}: {one.name} is needed")


def _read(option: Option, value: Any, verb: Verb[Any]) -> Any:
    """A value as the verb takes it."""
    kind, name = option.kind, option.name
    if kind in ("whole", "number"):
        return checked(option, value, name)
    if kind == "switch":
        return flag(value, name)
    free = kind == "ensemble" or (option.default is None and not option.required)
    if value is None and free and kind not in ("scenario", "territory", "rules", "indicators", "keep"):
        return None
    if value is None and kind == "path" and not option.required:
        return option.default
    if kind == "choice":
        return known(value, option.choices, name)
    if kind in ("path", "ensemble"):
        return path_of(value, name)
    if kind == "text":
        if not isinstance(value, str):
            raise InputError(f"{name} {given(value)}: must be text")
        return value
    return _of_the_model(option, value, verb)


def _of_the_model(option: Option, value: Any, verb: Verb[Any]) -> Any:
    """The same of what the model knows."""
    match option.kind:
        case "scenario" | "scenarios":
            from contagion.experiments.doors.python.scenarios import scenario_of

            return scenario_of(value) if option.kind == "scenario" else [scenario_of(one) for one in value]
        case "programme":
            from contagion.experiments.doors.python.programmes import programme_given

            return programme_given(value, option.name)
        case "programmes" | "territories":
            if value is not None and (isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable)):
                raise InputError(f"{option.name} {given(value)}: must be a list of those that stand side by side")
            one = option.but(kind="programme" if option.kind == "programmes" else "territory")
            return None if value is None else [_of_the_model(one, each, verb) for each in value]
        case "seeds":
            return seeds_of(value)
        case "reading":
            from contagion.experiments.ensembles.readings import reading_of

            return reading_of(value, option.name)
        case "territory":
            from contagion.experiments.drawing.territories import place

            return place(value)
        case "names":
            return names_of(value, option.name)
        case "settings":
            from contagion.experiments.doors.python.changes import dotted

            return [f"{name}={one}" for name, one in dotted(value)]
        case "rules":
            from contagion.experiments.lab.rules import rules_of

            return rules_of(value)
        case "indicators":
            from contagion.experiments.lab.indicators import indicators_of

            return indicators_of(value)
        case "keep":
            from contagion.experiments.lab.indicators import keep_of

            return keep_of(value)
        case "ranges":
            from contagion.experiments.doors.python.varied import levers_of

            return levers_of(value, verb.name)
    return value
