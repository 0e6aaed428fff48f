"""A verb: a typed function that is asked by the command and by Python. Its options, its help, its JSON and the folder
that is kept are made of it, each by its door (`experiments.interfaces`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from inspect import Parameter, Signature, cleandoc, formatannotation, signature
from numbers import Real
from pathlib import Path
from textwrap import fill, indent
from types import FunctionType
from typing import TYPE_CHECKING, Any, ForwardRef, Literal, Self, TypeAliasType, cast, get_args, get_type_hints

from contagion.models.runs.vocabulary import is_finite, whole
from contagion.sim.errors import InputError
from contagion.sim.reading import given

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.models.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs

type Kind = (
    Literal["whole", "number", "text", "path", "switch", "choice", "names", "shard"]
    | Literal["scenario", "scenarios", "seeds", "settings", "design", "ranges"]
    | Literal["ensemble", "reading", "territory", "rules", "indicators", "keep", "name"]
    | Literal["programme", "programmes", "territories"]
)
"""How what is given is read (`experiments.commands.asking`)."""
WIDTH = 108  # letters of a line of help in Python


@dataclass(frozen=True)
class Option:
    """One thing that is asked.

    Attributes
    ----------
    kind, help : str
        How it is read; a sentence.
    default : Any
        What goes where nothing is said; that of the function, where it has one.
    words : tuple of str
        What the command calls it, unless it is as in Python; `metavar` is what its help calls the value.
    least, most : number, optional
        Between which a whole number must lie.
    fits : callable, optional
        Whether a number will do; `must_be` says what it must be.
    only : str
        The one door that has it.
    after : str
        Of one that only the command has: the option that it follows in the help, by default all others.
    name, type, first, required
        As the function has it: its keyword, its type as a signature writes it, whether it is given by its place, and
        whether nothing goes in its place.
    """

    kind: Kind
    help: str = ""
    default: Any = None
    words: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    fits: Callable[[float], bool] | None = None
    must_be: str = ""
    choices: tuple[str, ...] = ()
    metavar: str = ""
    only: Literal["", "command", "python"] = ""
    after: str = ""
    name: str = ""
    type: str = ""
    first: bool = False
    required: bool = False

    def but(self, **changes: Any) -> Self:
        """Return the option with some attributes changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Kept:
    """What a folder keeps of an answer: the runs that it comes from; scenarios, tables and what draws figures, by the
    names of their files (tables as CSV are the answer, and its JSON); what is said beside where it comes from; and what
    writes more into the folder."""

    runs: Runs | None
    scenarios: Mapping[str, Scenario]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    figures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    more: Callable[[Path], object] | None = None

    def as_json(self) -> str:
        """Return the tables of the answer and the effort of scenarios as JSON; null where a figure does not exist."""
        from contagion.sim.files import as_json, json_rows

        csv = {name.removesuffix(".csv"): json_rows(it) for name, it in self.tables.items() if name.endswith(".csv")}
        efforts: Mapping[str, Any] = {name: scenario.effort for name, scenario in self.scenarios.items()}
        return as_json({"scenarios": efforts, **csv})


def in_words(found: Any, ask: Ask) -> str:
    """Return an answer as text for the terminal."""
    return found._in_words(ask)


def to_keep(found: Any, ask: Ask) -> Kept:
    """Return what a folder keeps of an answer."""
    return found._to_keep(ask)


def as_json(found: Any, ask: Ask) -> str:
    """Return an answer as JSON: its own, or that of its tables."""
    return found._as_plain() if hasattr(found, "_as_plain") else found._to_keep(ask).as_json()


def of_ensemble(ensemble: Ensemble) -> dict[str, Any]:
    """Return what a folder records of an ensemble; nothing for a single parameter set."""
    return {} if ensemble.is_one_set else {"ensemble": {"name": ensemble.name, **ensemble.about}}


@dataclass(frozen=True)
class Verb:
    """What somebody may ask.

    Attributes
    ----------
    function : callable
        Works it out. Its annotations are options (`experiments.commands.options`), its docstring is the help.
    words, kept, plain : callable, optional
        What says what was found, for a terminal (without, there is no command); what a folder keeps of it; and its
        JSON.
    typed : sequence of Option
        What the command alone asks, by name.
    beside : Verb, optional
        What is asked in its place where there are several territories.
    emissions, json : bool
        Whether it says something of emissions, of which some readings speak alone; whether it has a JSON.
    case : str
        The programme that is asked about where nothing is said of what or where.
    """

    function: FunctionType
    words: Callable[[Any, Ask], str] | None
    kept: Callable[[Any, Ask], Kept] | None
    plain: Callable[[Any, Ask], str]
    typed: Sequence[Option] = ()
    beside: Verb | None = None
    emissions: bool = True
    json: bool = True
    case: str = ""

    @property
    def name(self) -> str:
        """Of the function in Python; the command has dashes in it."""
        return self.function.__name__

    @property
    def help(self) -> str:
        """What it asks, a paragraph a line: the first alone stands in lists."""
        asked = cleandoc(self.function.__doc__ or "").partition("\n\nExamples\n")[0]
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in asked.split("\n\n"))

    @property
    def example(self) -> str:
        """How the command is called: what stands behind the example in Python."""
        return (self.function.__doc__ or "").partition("  # ")[2].strip()

    @cached_property
    def options(self) -> Sequence[Option]:
        """What Python asks, in the order of its signature."""
        return [*_options(self.function)]

    @cached_property
    def asks(self) -> Sequence[Option]:
        """What the command asks, in the order of its help; where runs are made and kept, it asks last."""
        some = [one for one in self.options if one.only != "python"]
        for one in self.typed:
            place = next((n for n, other in enumerate(some) if other.name == one.after), len(some) - 1)
            some.insert(place + 1, one)
        return some

    def has(self, name: str) -> bool:
        """Whether it has an option of this name: `territory` where it takes place in one, `engine` where it makes many
        runs."""
        return any(one.name == name for one in self.options)

    @property
    def returns(self) -> str:
        """The name of the class of what it hands back."""
        return self.function.__annotations__["return"].rpartition(".")[2]

    @property
    def signature(self) -> Signature:
        """Names, kinds, types and defaults of what it takes in Python."""
        some = []
        for one in self.options:
            kind = Parameter.POSITIONAL_OR_KEYWORD if one.first else Parameter.KEYWORD_ONLY
            kind = Parameter.VAR_POSITIONAL if one.kind == "scenarios" else kind
            empty = one.required or kind == Parameter.VAR_POSITIONAL
            default = Parameter.empty if empty else one.default
            some.append(Parameter(one.name, kind, default=default, annotation=one.type))
        return Signature(some, return_annotation=self.returns)

    @property
    def described(self) -> str:
        """What it asks, what it takes and what it hands back: its docstring in Python."""
        takes = "\n".join(
            f"{'*' if one.kind == 'scenarios' else ''}{one.name} : {one.type}\n{indent(fill(one.help, WIDTH), '    ')}"
            for one in self.options
        )
        asked = "\n\n".join(fill(paragraph, WIDTH) for paragraph in self.help.split("\n\n"))
        _, examples, shown = cleandoc(self.function.__doc__ or "").partition("\n\nExamples\n")
        raises = "Raises\n------\nInputError\n    In one line: what was given, and what would be valid."
        back = f"Parameters\n----------\n{takes}\n\nReturns\n-------\n{self.returns}"
        return f"{asked}\n\n{back}\n\n{raises}{examples}{shown}"

    def work(self, ask: Ask) -> Any:
        """Have it worked out."""
        values = {one.name: ask.values[one.name] for one in self.options}
        return self.function(*values.pop("scenarios", ()), **values, ask=ask)


def verb[Function: Callable[..., Any]](
    words: Callable[[Any, Ask], str] | None = in_words,
    kept: Callable[[Any, Ask], Kept] | None = to_keep,
    plain: Callable[[Any, Ask], str] = as_json,
    *,
    beside: Callable[..., Any] | None = None,
    answer: Callable[[Any], Any] = lambda found: found,
    **more: Any,
) -> Callable[[Function], Function]:
    """Make a verb of a function: what Python calls, with the `Verb` as its attribute `verb`. The function gets what was
    given as it was read, and what is made of it from `asking.asked`. What it hands back says itself, by default, what
    is printed, kept and given as JSON (`_in_words`, `_to_keep`, `_as_plain`); where some of what was asked could not be
    done, its `failed` is not 0, and the command ends with status 1."""

    def make(function: Function) -> Function:
        several = verb_of(beside) if beside else None
        made: Any = Verb(cast(FunctionType, function), words, kept, plain, beside=several, **more)

        @wraps(function)
        def ask(*args: Any, **named: Any) -> Any:
            from contagion.experiments.commands.asking import Door, by_name, reading

            one = reading(made, Door(made), by_name(made, args, named))
            return answer(made.work(one))

        known: Any = ask
        known.verb, known.__module__ = made, "contagion"
        known.__signature__, known.__doc__ = made.signature, made.described
        return cast(Function, ask)

    return make


def verb_of(function: Callable[..., Any]) -> Verb:
    """Return the verb that was made from a function."""
    return cast(Any, function).verb


def _options(function: FunctionType) -> Iterator[Option]:
    """Yield the options of a function from its annotations, each the alias of a type and option, or a group."""
    for one in signature(function).parameters.values():
        hint = eval(one.annotation, function.__globals__)
        if one.kind is Parameter.VAR_KEYWORD:
            yield from options_in(*get_args(hint))
            continue
        default = () if one.kind is Parameter.VAR_POSITIONAL else one.default
        required = default is Parameter.empty
        made = _option(hint, one.name).but(first=one.kind is not Parameter.KEYWORD_ONLY, required=required)
        yield made if required else made.but(default=default)


def options_in(group: type) -> list[Option]:
    """Those of a group, as `options.Laboratory`."""
    return [_option(of, name) for name, of in get_type_hints(group).items()]


def _option(alias: TypeAliasType, name: str) -> Option:
    """Return the option of an alias, with the type as it is written there."""
    of, option = get_args(alias.__value__)
    return option.but(name=name, type=of.__forward_arg__ if isinstance(of, ForwardRef) else formatannotation(of))


def checked(option: Option, value: Any, called: str) -> Any:
    """Check a value and convert it to Python's, or raise an `InputError` of one line that names it as `called`."""
    if value is None and option.default is None and not option.required:
        return None
    if option.kind == "whole":
        return whole(value, called, option.least, option.most)
    if option.kind != "number":
        return value
    fits = isinstance(value, Real) and not isinstance(value, bool) and is_finite(value)
    if fits and (option.fits is None or option.fits(value)):
        return value if isinstance(value, int | float) else float(value)
    said = f"{value:g}" if isinstance(value, float) else given(value)
    raise InputError(f"{called} {said}: must be {option.must_be}")
