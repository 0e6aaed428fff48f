"""What is given for the options of a verb, read once for all doors. Heavy libraries are imported inside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from contagion.experiments.commands.asking import Ask, Door
from contagion.experiments.commands.verb import Option, Verb, checked
from contagion.models.runs.vocabulary import flag, known, names_of, path_of, seeds_of
from contagion.sim.errors import InputError
from contagion.sim.reading import given as as_given

WHERE = {"programme", "scenario", "territory"}
"""Options that say what or where."""


def reading(verb: Verb, door: Door, given: Mapping[str, Any], parsed: Mapping[str, Any] | None = None) -> Ask:
    """What is asked of a verb, ready to be worked out.

    Parameters
    ----------
    verb : Verb
    door : Door
    given : mapping
        What was given, by the names of its options.
    parsed : mapping, optional
        The same of what the door has read itself.

    Raises
    ------
    InputError
        In one line.
    """
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
    _name_by_rules(values)
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
    """What was given in Python, by name; what the verb does not take is refused."""
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
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known_here)}"
            hint = "it is given by place already" if name in found else hint
            raise InputError(f"{verb.name}: takes no {name!r} here; {hint}")
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


def _name_by_rules(values: dict[str, Any]) -> None:
    """Have scenarios bear the rules that they live by."""
    if own := values.get("rules"):
        from contagion.models.runs.given_code import under

        if "scenario" in values:
            values["scenario"] = under(own, values["scenario"])
        else:
            values["scenarios"] = [under(own, one) for one in values["scenarios"]]


def _sides(verb: Verb, values: dict[str, Any]) -> list[dict[str, Any]]:
    """What is asked of each territory, by its programme or by itself, where there are several."""
    if not any(one.kind == "territories" for one in verb.options):
        return [values]
    name = "programme" if values["programme"] else "territory"
    if len(values[name] or ()) < 2:
        raise InputError("territory: two territories or more, or programmes, are set side by side")
    return [{**values, "programme": None, name: one} for one in values[name]]


def _placed(values: dict[str, Any], said: Collection[str], door: Door) -> dict[str, Any]:
    """The same where a programme takes place, and over how many years it is asked about."""
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
    """A value as the verb takes it."""
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
    """The same of what the model knows."""
    match option.kind:
        case "scenario" | "scenarios":
            from contagion.experiments.commands.changes import scenario_of

            return scenario_of(value) if option.kind == "scenario" else [scenario_of(one) for one in value]
        case "programme":
            from contagion.experiments.evidence.programme import Programme, read_programme

            return value if isinstance(value, Programme) else read_programme(path_of(value, called))
        case "reading":
            from contagion.experiments.evidence.readings import reading_of

            return reading_of(value, called)
        case "territory":
            from contagion.experiments.say.charts.territories import place

            return place(value)
        case "settings":
            from contagion.experiments.commands.changes import dotted

            return [f"{name}={one}" for name, one in dotted(value)]
        case "rules":
            from contagion.models.runs.given_code import rules_of

            return rules_of(value)
        case "indicators" | "keep":
            from contagion.models.runs.given_code import indicators_of, keep_of

            return (indicators_of if option.kind == "indicators" else keep_of)(value)
        case "ranges":
            from contagion.experiments.commands.sweep.work import levers_of

            return levers_of(value, verb.name)
    return value
