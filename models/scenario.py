"""Scenarios: a title, a few words, and the parameters that differ from the defaults, as a file in TOML, read and
written.

A scenario's effort is fitted to a territory (4.5): what a town of one size can do, a town of another size does in
proportion to its residents aged 15 and over, unless the scenario is to be taken as it is written. It says for how many
residents it is written (`effort_for`; by default those of Grand Besançon). One that is fitted says the residents it was
fitted to, so that nothing is scaled twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from contagion.models.parameters import Decision, Parameters, names
from contagion.models.parameters.contradictions import label, outside, said_of
from contagion.models.parameters.decisions import FIELDS_RENAMED, RENAMED
from contagion.models.parameters.declaring import renamed
from contagion.models.parameters.effort import EFFORT, RESIDENTS, SECTIONS, for_residents
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.territory.territory import Territory, home
from contagion.sim.errors import (
    InputError,
    Sentence,
    escape,
    join_sentences,
    nearest,
    perhaps,
    several,
    told_of,
    verbatim,
)
from contagion.sim.reading import (
    MEGABYTE,
    NotToml,
    content_of,
    file_named,
    given,
    invisible_character,
    must_be_plain,
    number_hint,
    toml_of,
)

FOLDER = Path(__file__).resolve().parents[1] / "experiments" / "scenarios"
DEFAULT = FOLDER / "ref.toml"
_DECISION = re.compile(r"\s*\[\[\s*decision\s*\]\]")
UNFITTED = "Effort as written"  # of a scenario that was not fitted to a territory
AT_HOME = f"Effort as written for Grand Besançon ({RESIDENTS:,} residents aged 15+)"
"""Of one that is run there."""
LARGEST = 10 * MEGABYTE  # of a file
PRICES = "costs"  # the section of prices
PROSE = ("title", "description")  # texts that may have several lines


@dataclass(frozen=True, repr=False)
class Scenario:
    """What is run: a name for files, words for people in English and, where the file has them, in French, and all
    parameters."""

    name: str
    words: Words
    parameters: Parameters
    french: Words | None = None
    source: str = field(default="", compare=False)
    """The file it was read from."""
    lines: tuple[int, ...] = field(default=(), compare=False)
    """Lines of the file on which its decisions begin, where each has a line of its own."""
    effort_for: int = RESIDENTS
    """Residents aged 15 and over of the territory that its effort is written for (`models.scenario`)."""
    set_over: tuple[str, ...] = field(default=(), compare=False)
    """Names of the parameters that were set over the file."""
    priced: tuple[str, ...] = field(default=(), compare=False)
    """Items whose price stands in the file, but for those that it calls placeholders."""
    effort: str = field(default=UNFITTED, compare=False)
    """For whom its effort is, in words."""
    territory: str = field(default="", compare=False)
    """Which it was fitted to (`Territory.identity`), if it was."""
    outside_range: tuple[str, ...] = field(default=(), compare=False)
    """A line for each value that was written outside its declared range."""
    past: int = field(default=0, compare=False)
    """Years of its runs that are over, where they are of a programme that has begun."""

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.title}>"

    @property
    def title(self) -> str:
        return self.words.title

    def where(self, field: str) -> str:
        """Return where a field was given, for messages: in its file, unless it was set over that."""
        return self.name if field in self.set_over else self.source or self.name

    @property
    def description(self) -> str:
        return self.words.description

    @property
    def given(self) -> frozenset[str]:
        """The items whose price somebody gave, whatever it is: in the file, or over it; all others are placeholders."""
        own, usual = vars(self.parameters.costs), vars(Parameters().costs)
        said = {*self.priced, *(name.removeprefix(f"{PRICES}.") for name in self.set_over)}
        return frozenset(item for item in ITEMS if item in said or own[item] != usual[item])

    def text(self) -> str:
        """Return the scenario as TOML, every parameter written out."""
        return write(self.parameters, self.words, self.french, self.effort_for, self.given)


def read(path: Path | None = None, settings: Sequence[str] = (), called: str = "settings") -> Scenario:
    """Read a scenario file, by default the reference scenario, with single parameters set over it: `settings`, each
    ``section.name=value``, the value in TOML (a bare word is taken as text), which are `called` so where they were
    given.

    Raises
    ------
    InputError
        In one line: the file or what was set, the field, what was given and what would be valid.
    """
    path = found(path or DEFAULT)
    if hidden := invisible_character(path.stem, in_lines=False):
        raise InputError(f"{path}: the name of the file holds the character {hidden}, which cannot be seen; rename it")
    content, lines = _parsed(path)
    if not content:
        raise InputError(f"{path}: is empty; a scenario has a title or a parameter, as in [group] and size = 10")
    must_be_plain(content, str(path), PROSE)
    english = _words(content, path)
    french = content.pop("fr", None)
    if french is not None:
        if not isinstance(french, dict) or french.keys() - {"title", "description"}:
            raise InputError(f"{path}: fr must be a table of a title and a description in French, not {french!r}")
        french = _words(french, path, "fr.")
    effort_for = _effort_for(content, path)
    placeholders = _placeholders(content, path)
    parameters = checked(content, str(path), lines)
    priced = tuple(item for item in ITEMS if item in content.get(PRICES, ()) and item not in placeholders)
    set_over = []
    for setting in settings:
        name, value = _setting(setting, called)
        set_over.append(name)
        section, key = name.split(".")
        content[section] = {**content.get(section, {}), key: value}
    if settings:
        parameters = checked(content, called, lines)
    english = Words(english.title or path.stem, english.description)
    return Scenario(
        *(path.stem, english, parameters, french, str(path), lines, effort_for, tuple(set_over)),
        priced=priced,
        outside_range=tuple(outside(parameters, lines)),
    )


def found(path: Path) -> Path:
    """Find a file as it is, or one of the library by its bare name."""
    return file_named(path, FOLDER)


def _nearest(path: Path) -> str:
    """Suggest scenarios of the library: with the words in their names, else the nearest; else all."""
    names, said = sorted(file.stem for file in FOLDER.glob("*.toml")), path.stem.lower().replace("-", "_")
    near = [name for name in names if len(said) > 2 and said in name][:3] or get_close_matches(said, names, n=1)
    return perhaps(*near) or ". `contagion scenarios` lists those of the project"


def _effort_for(content: dict[str, Any], path: Path) -> int:
    """Take out for how many residents the effort is written."""
    residents = content.pop(EFFORT_FOR, RESIDENTS)
    if type(residents) is int and residents >= 1:
        return residents
    raise InputError(
        f"{path}: {EFFORT_FOR} = {residents!r}: must be a whole number of residents aged 15 and over, at least 1"
    )


def _placeholders(content: dict[str, Any], path: Path) -> Sequence[str]:
    """Take out which of its prices nobody gave."""
    items = content.pop(PLACEHOLDERS, [])
    if isinstance(items, list) and all(item in ITEMS for item in items):
        return items
    raise InputError(
        f'{path}: {PLACEHOLDERS} = {items!r}: must be a list of prices, as in ["seat", "kit"]; '
        "`contagion parameters costs` names them"
    )


def _words(content: dict[str, Any], path: Path, where: str = "") -> Words:
    """Take title and description out of a table."""
    about = {key: content.pop(key, "") for key in ("title", "description")}
    for key, value in about.items():
        if not isinstance(value, str):
            raise InputError(f"{path}: {where}{key} must be text, not {value!r}")
    return Words(" ".join(about["title"].split()), about["description"].strip())


def library() -> list[Scenario]:
    """Read the scenarios that come with the project, in the order of their names."""
    return [read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _parsed(path: Path) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Parse a file; return its content and the lines on which its decisions begin (none if not found)."""
    text = ""
    try:
        text = content_of(path, LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
        content = toml_of(text, path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such scenario file{_nearest(path)}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a TOML text file (byte {error.start} is not UTF-8); save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    lines = tuple(number for number, line in enumerate(text.split("\n"), start=1) if _DECISION.match(line))
    rows = content.get("decision")
    return content, lines if isinstance(rows, list) and len(rows) == len(lines) else ()


def value_of(text: str, where: str) -> Any:
    """Read a value as it was set: in TOML, or a bare word as text. Raises InputError for what cannot be read or is
    invisible; `where` says where it was given."""
    try:
        value = toml_of(f"value = {text}", where)["value"]
    except NotToml:
        value = text
    must_be_plain(value, where)
    return value


def _setting(text: str, called: str) -> tuple[str, Any]:
    """Split ``section.name=value``."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        raise InputError(f"{called} {text}: must have the form section.name=value, as in group.size=10")
    must_be_known(name, called)
    return name, value_of(value, f"{called} {name}")


def checked(content: dict[str, Any], where: str, lines: Sequence[int] = ()) -> Parameters:
    """Parameters from nested dictionaries; `lines` are those on which the decisions begin. `InputError` for all that is
    wrong, in one line."""
    if isinstance(content.get("decision"), dict):
        raise InputError(f"{where}: decision: rows begin with [[decision]]; how people decide stands in [registering]")
    try:
        return Parameters.model_validate(content, context={"lines": lines})
    except ValidationError as error:
        raise all_that(error, where, lines) from None


MOST_TOLD = 100  # mistakes of a file: to look for the name that was meant takes milliseconds each


def must_be_known(name: str, where: str) -> None:
    """Refuse a name that is no parameter's, and say the nearest."""
    known = names()
    if name not in known:
        if now := renamed(name, RENAMED):
            raise InputError(told_of(where, now))
        raise InputError(f"{where}: unknown parameter {name!r}{perhaps(*nearest(name, known))}")


def all_that(
    error: ValidationError, where: str, lines: Sequence[int] = (), named: Mapping[str, Sequence[Any]] | None = None
) -> InputError:
    """Describe all errors of a validation, up to `MOST_TOLD`; `lines` are those where the decisions begin, and `named`
    says what the rows of a table are called, where that is not their number."""
    wrong = error.errors()
    found = [
        InputError(_in_words(one, where, lines, named or {})).at(".".join(map(str, one["loc"])))
        for one in wrong[:MOST_TOLD]
    ]
    return several(found, len(wrong))


def _in_words(one: Mapping[str, Any], where: str, lines: Sequence[int], named: Mapping[str, Sequence[Any]]) -> str:
    """Describe one of the errors in one line."""
    name = ".".join(str(part) for part in one["loc"])
    if one["loc"][:1] == ("decision",) and len(one["loc"]) > 1:
        where = told_of(where, label(int(one["loc"][1]), lines=lines))
        name = ".".join(str(part) for part in one["loc"][2:] if part != "[key]")
        if one["type"] == "extra_forbidden":
            known = [field.alias or key for key, field in Decision.model_fields.items()]
            near = get_close_matches(name, known, n=1)
            if now := renamed(name, FIELDS_RENAMED):
                return told_of(where, now)
            if near:
                return f"{where}: unknown field {name!r}{perhaps(*near)}"
            return f"{where}: unknown field {name!r}. Expected one of {', '.join(known)}"
    elif len(one["loc"]) > 1 and isinstance(one["loc"][1], int):  # a table of several, counted as people do
        table, row = one["loc"][:2]
        where = told_of(where, f"{table} {named[table][row] if named.get(table) else row + 1}")
        name = ".".join(str(part) for part in one["loc"][2:])
    elif one["type"] == "extra_forbidden":
        try:
            must_be_known(name, where)
        except InputError as unknown:
            return unknown.line
    words = said_of(one)
    value = one.get("input")
    said = f" = {given(value)}" if isinstance(value, str | int | float | bool | list | tuple) and name else ""
    if isinstance(value, str) and (hint := number_hint(value)):
        words = f"{words}; {hint}"
    if name and not words.startswith(name):  # our own checks of a whole section say it
        where = told_of(where, f"{name}{said}")
    return told_of(where, words)


EFFORT_FOR = "effort_for"  # the key of a file for whom its effort is written
PLACEHOLDERS = "placeholder_prices"  # the key of a file for the prices in it that nobody gave
TABLES = ("target_group", "alternative", "decision", "shock")  # what a file holds any number of rows of


@dataclass(frozen=True)
class Words:
    """What a scenario is called and about, in one language."""

    title: str = ""
    description: str = ""


def write(
    parameters: Parameters,
    words: Words = Words(),
    french: Words | None = None,
    effort_for: int = RESIDENTS,
    given: Collection[str] = ITEMS,
) -> str:
    """Write the scenario as TOML, every parameter included, so that a later change of a default does not change it.
    Items whose price nobody gave are named."""
    lines = [f"{key} = {toml(value)}" for key, value in vars(words).items()]
    lines.append(f"{EFFORT_FOR} = {effort_for}")
    if placeholders := [item for item in ITEMS if item not in given]:
        lines.append(f"{PLACEHOLDERS} = {toml(placeholders)}")
    if french:
        lines += ["", "[fr]", *(f"{key} = {toml(value)}" for key, value in vars(french).items())]
    content = parameters.model_dump()
    for section, values in content.items():
        if section not in TABLES:
            lines += ["", f"[{section}]", *(f"{key} = {toml(value)}" for key, value in values.items())]
    content["decision"] = [row.model_dump(by_alias=True, exclude_defaults=True) for row in parameters.decision]
    for table in TABLES:
        for row in content[table]:
            lines += ["", f"[[{table}]]", *(f"{k} = {toml(v)}" for k, v in row.items() if v is not None)]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Write a value in TOML: text, a truth value, a number, or a list or table of these."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return escape(json.dumps(value, ensure_ascii=False))
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml(key)} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value)


def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file."""
    made = _finite(Parameters.model_json_schema())
    text = {"type": "string"}
    french = {"type": "object", "properties": {"title": text, "description": text}, "additionalProperties": False}
    effort_for = {"type": "integer", "minimum": 1, "description": "residents aged 15 and over whom the effort is for"}
    placeholders = {
        "type": "array",
        "items": {"enum": list(ITEMS)},
        "description": "prices below that nobody gave: they are placeholders",
    }
    made["properties"] = {
        "title": text,
        "description": text,
        EFFORT_FOR: effort_for,
        PLACEHOLDERS: placeholders,
        "fr": french,
        **made["properties"],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Scenario"}


def _finite(node: Any) -> Any:
    """Drop the defaults that are infinite, which JSON cannot hold, and replace an infinite end by none."""
    if isinstance(node, dict):
        return {key: _finite(value) for key, value in node.items() if value != inf}
    if isinstance(node, list | tuple):
        return [None if value == inf else _finite(value) for value in node]
    return node


type Effort = Literal["scaled", "as-written"]


def fitted(scenario: Scenario, territory: Territory, effort: Effort = "scaled", instead: str = "") -> Scenario:
    """Fit the scenario to a territory, which it then names, and say in words whom its effort is for. Values set over
    its file stay as they are; in Grand Besançon, nothing written for it is scaled, whatever the year of its population.
    Raises InputError where nothing is left of a number; `instead` says what to do then."""
    return replace(_fitted(scenario, territory, effort, instead), territory=territory.identity)


def _fitted(scenario: Scenario, territory: Territory, effort: Effort, instead: str) -> Scenario:
    here, written_for = int(territory.residents.sum()), scenario.effort_for
    if here == written_for or (written_for == RESIDENTS and territory.identity == home()):
        return replace(scenario, effort=_as_written(written_for) if scenario.effort == UNFITTED else scenario.effort)
    if effort == "as-written":
        words = Sentence("{effort}, here {here:,}", effort=_as_written(written_for), here=here)
        return replace(scenario, effort_for=here, effort=words)
    where = Sentence(
        "{scenario}: effort scaled to {here:,} residents aged 15+", scenario=scenario.source or scenario.name, here=here
    )
    try:
        content = for_residents(scenario.parameters.model_dump(), written_for, here, scenario.set_over)
    except ValueError as error:
        raise InputError(f"{where}: {error}{instead}") from None
    parameters = checked(content, where, scenario.lines)
    as_given = [name for name in dict.fromkeys(scenario.set_over) if name in EFFORT]
    words = _scaled(here, written_for, list(_numbers(parameters, as_given)))
    if (guests := parameters.outreach.attendees) != scenario.parameters.outreach.attendees:
        words = Sentence(
            "{effort} (an event a week at most, so {guests:,} guests at each)", effort=words, guests=guests
        )
    if as_given:
        words = Sentence("{effort}; not scaled, as given: {names}", effort=words, names=", ".join(as_given))
    return replace(scenario, parameters=parameters, effort_for=here, effort=words)


def _as_written(written_for: int) -> str:
    if written_for == RESIDENTS:
        return AT_HOME
    return Sentence("Effort as written for a territory ({residents:,} residents aged 15+)", residents=written_for)


def _scaled(here: int, written_for: int, numbers: list[Sentence]) -> Sentence:
    """Describe to how many residents the effort is scaled, and what it then is."""
    ratio, form = here / written_for, "{ratio:.2f}" if here >= 0.1 * written_for else "{ratio:.2g}"
    values = {
        "here": here,
        "ratio": Sentence(form, ratio=ratio),
        "numbers": join_sentences(numbers) if numbers else Sentence("none"),
    }
    if written_for == RESIDENTS:
        return Sentence(
            "Effort scaled to {here:,} residents aged 15+ ({ratio} of Grand Besançon's): {numbers}", **values
        )
    return Sentence(
        "Effort scaled to {here:,} residents aged 15+ ({ratio} of the {residents:,} it is written for): {numbers}",
        residents=written_for,
        **values,
    )


def _numbers(parameters: Parameters, as_given: list[str]) -> Iterator[Sentence]:
    """Yield the effort at the start, in words: of the programme, and of each alternative one."""
    for section in SECTIONS:
        yield from _of(section, getattr(parameters, section), as_given)
    for row in parameters.alternative:
        if numbers := list(_of("alternative", row)):
            yield Sentence("“{name}”: {numbers}", name=verbatim(row.name), numbers=join_sentences(numbers))
    if any(name in EFFORT for decision in parameters.decision for name in decision.set):
        yield Sentence("decisions likewise")


def _of(section: str, values: Any, as_given: Collection[str] = ()) -> Iterator[Sentence]:
    for name, how in EFFORT.items():
        of, _, key = name.partition(".")
        if of == section and name not in as_given and 0 < (value := getattr(values, key)) < inf:
            form = "{number:,.0f}" if how.step >= 1 else "{number:,g}"
            yield Sentence("{number} {what}", number=Sentence(form, number=value), what=Sentence(how.words))
