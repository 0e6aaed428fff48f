"""Scenarios: a title, a few words, and the parameters that differ from the defaults, read from TOML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import RESIDENTS
from contagion.models.parameters.ranges import outside
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.mistakes import all_that, must_be_known
from contagion.models.scenarios.text import EFFORT_FOR, PLACEHOLDERS, Words, write
from contagion.sim.errors import InputError
from contagion.sim.reading import (
    MEGABYTE,
    content_of,
    file_named,
    must_be_plain,
    unseen,
)
from contagion.sim.sentences import perhaps
from contagion.sim.toml_text import NotToml, toml_of

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "scenarios"
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
    """Residents aged 15 and over of the territory that its effort is written for (`models.scenarios.effort`)."""
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
        """Where a field was given, for messages: in its file, unless it was set over that."""
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
        """The scenario as TOML, every parameter written out."""
        return write(self.parameters, self.words, self.french, self.effort_for, self.given)


def read(path: Path | None = None, settings: Sequence[str] = (), called: str = "settings") -> Scenario:
    """Read a scenario file, with single parameters set over it.

    Parameters
    ----------
    path : Path, optional
        A TOML file; by default the reference scenario.
    settings : sequence of str
        Each ``section.name=value``, the value in TOML (a bare word is taken as text).
    called : str
        What the settings are called where they were given.

    Raises
    ------
    InputError
        In one line: the file or what was set, the field, what was given and what would be valid.
    """
    path = found(path or DEFAULT)
    if hidden := unseen(path.stem, broken=False):
        raise InputError(f"{path}: the name of the file holds the character {hidden}, which cannot be seen; rename it")
    content, lines = _parsed(path)
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
    """A file as it is, or one of the library by its bare name."""
    return file_named(path, FOLDER)


def _nearest(path: Path) -> str:
    """The one of the library that was probably meant: those that have the words in their names, else the nearest."""
    names, said = sorted(file.stem for file in FOLDER.glob("*.toml")), path.stem.lower().replace("-", "_")
    near = [name for name in names if len(said) > 2 and said in name][:3] or get_close_matches(said, names, n=1)
    return perhaps(*near)


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
    """The scenarios that come with the project, in the order of their names."""
    return [read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _parsed(path: Path) -> tuple[dict[str, Any], tuple[int, ...]]:
    """What a file says, and the lines on which its decisions begin (none if they cannot be told)."""
    text = ""
    try:
        text = content_of(path, LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
        content = toml_of(text, path)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such scenario file{_nearest(path)}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a TOML text file (byte {error.start} is not UTF-8); save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    lines = tuple(number for number, line in enumerate(text.split("\n"), start=1) if _DECISION.match(line))
    rows = content.get("decision")
    return content, lines if isinstance(rows, list) and len(rows) == len(lines) else ()


def value_of(text: str, where: str) -> Any:
    """A value as it was set: in TOML, or a bare word as text.

    Raises
    ------
    InputError
        For what cannot be read, or not be seen; `where` says where it was given.
    """
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
        raise InputError(f"{called} {text}: must have the form section.name=value, as in training.places=20")
    must_be_known(name, called)
    return name, value_of(value, f"{called} {name}")


def checked(content: dict[str, Any], where: str, lines: Sequence[int] = ()) -> Parameters:
    """Parameters from nested dictionaries; `lines` are those on which the decisions begin.

    Raises
    ------
    InputError
        For all that is wrong, in one line.
    """
    if isinstance(content.get("decision"), dict):
        raise InputError(f"{where}: decision: rows begin with [[decision]]; how people decide stands in [registering]")
    try:
        return Parameters.model_validate(content, context={"lines": lines})
    except ValidationError as error:
        raise all_that(error, where, lines) from None
