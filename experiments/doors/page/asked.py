"""What a visitor asks for, as an address says it: the query is read and bounded here, and scenarios are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

from contagion.experiments.doors.page.accounts import reading_called, some_changed
from contagion.experiments.doors.page.bounds import must_fit_its_field, must_fit_its_years, territory_called
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.doors.words import page as words
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.models.parameters import describe
from contagion.models.parameters.declaring import LEVER
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import Scenario, read, value_of
from contagion.models.scenarios.text import Words
from contagion.models.territory import gazetteer
from contagion.models.territory.extract import extract
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

REFERENCE = "ref"
HERE = "242500361"  # Grand Besançon
USUAL = Kept()
YEARS, ABOVE, EUROS = 10, 200, 20_000
MOST_YEARS, MOST_EUROS, MOST_WORLD = 30, 10_000_000, WORLDS
MOST_RESIDENTS = 500_000
MOST = {"scenario": 4, "set": 12, "assume": 12, "ask": 3}
MOST_SENT = 40  # settings, as a form sends one for each of its fields
LONGEST = 200  # of one value
HEAVY = ("limits", "spend", "measure")
_PLAIN = re.compile(r"[\w:.\-]{0,80}")


@dataclass(frozen=True)
class Asked:
    """A view: what is computed, and what of it is looked at.

    Attributes
    ----------
    lang : str
    epci, reading : str
        SIREN, nothing for Grand Besançon; a reading, nothing for none.
    scenario : tuple of str
        Names; the first is what the others are compared with.
    set, assume : tuple of str
        Each ``section.name=value``: levers, of one more scenario over the first; assumptions, of all of them.
    years : int
    above : int
        The difference that the planner asks about.
    euros : int
        More a year.
    ask : tuple of str
        Kinds of job that take long and are asked for (`HEAVY`).
    world, whose
        Of a single run: in which world, and of which scenario (its name; by default the last).
    helped : int
        Which scenario, from 0, it is worked out for what would have helped.
    figure, year, commune
        What is looked at.
    kept : Kept
        Where dropped scenarios and prices are.
    """

    lang: str = FRENCH
    epci: str = ""
    scenario: tuple[str, ...] = (REFERENCE,)
    set: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    years: int = YEARS
    reading: str = ""
    above: int = ABOVE
    euros: int = EUROS
    ask: tuple[str, ...] = ()
    world: int = 1
    whose: str = ""
    helped: int = 0
    figure: str = ""
    year: int | None = None
    commune: str = ""
    kept: Kept = field(default=USUAL, repr=False)

    @classmethod
    def of(cls, lang: str, query: Iterable[tuple[str, str]], kept: Kept = USUAL) -> Self:
        """What a query says, its keys and values one by one; keys that are none of these are left aside.

        Raises
        ------
        InputError
            In one line, in the language.
        """
        if lang not in LANGUAGES:
            raise InputError(words.no_such_language(lang[:20]))
        with speaking(lang):
            return cls(lang=lang, kept=kept, **_of_a_query(query, kept))

    def query(self, **changes: Any) -> str:
        """The query that says this view, with changes, in one form for all ways to say it."""
        view, usual = replace(self, **changes), type(self)()
        said = []
        for one in fields(self):
            value = getattr(view, one.name)
            if one.name not in ("lang", "kept") and value != getattr(usual, one.name) and value is not None:
                said += [(one.name, part) for part in (value if isinstance(value, tuple) else (value,))]
        return urlencode(said)

    @property
    def table(self) -> Path | None:
        """The file of the territory, none for Grand Besançon."""
        return _table(self.epci, self.kept.territories) if self.epci else None

    @cached_property
    def territory(self) -> Territory:
        return _territory(self.table)

    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, their effort fitted to the territory, at the prices that were entered; the first is what the
        others are compared with, the last the one of the levers, where there are any.

        Raises
        ------
        InputError
            In one line.
        """
        prices = tuple(self.kept.prices().items())
        made = _scenarios(self.epci, self.scenario, self.set, self.assume, self.years, self.kept, prices)
        return some_changed(self.reading, made)

    @property
    def helps(self) -> Scenario:
        """The scenario that it is worked out for what would have helped; the last, where there are fewer."""
        scenarios = self.scenarios()
        return scenarios[min(self.helped, len(scenarios) - 1)]

    @property
    def question(self) -> tuple[Any, ...]:
        """What runs depend on, prices included."""
        return (self.epci, self.scenario, self.set, self.assume, self.years, self.reading, *self.kept.prices().items())


def levers_name(settings: Iterable[str]) -> str:
    """What the scenario of some levers is called."""
    return " + ".join(settings)


# ---- reading ---------------------------------------------------------------------------------------------------------


def _of_a_query(query: Iterable[tuple[str, str]], kept: Kept) -> dict[str, Any]:
    given: dict[str, list[str]] = {}
    for key, value in query:
        for of in ("set", "assume"):
            if key.startswith(f"{of}."):  # a field of a form: its name is that of the number
                key, value = of, f"{key.removeprefix(f'{of}.')}={value}" if value.strip() else ""
        if len(value) > LONGEST:
            raise InputError(words.too_long(key[:40], LONGEST)).at(key)
        if value.strip():
            given.setdefault(key, []).append(value.strip())
    made: dict[str, Any] = {"epci": _epci(given.get("epci", [""])[-1])}
    made["scenario"] = _names(_several("scenario", given) or (REFERENCE,), kept)
    for of in ("assume", "set"):
        made[of] = tuple(_settings(of, _several(of, given, MOST_SENT)))
    made["ask"] = tuple(one for one in _several("ask", given) if one in HEAVY)
    made["years"] = _whole("years", given, YEARS, 1, MOST_YEARS)
    made["reading"] = reading_called(given.get("reading", [""])[-1])
    made["above"] = _whole("above", given, ABOVE, 0, 1_000_000)
    made["euros"] = _whole("euros", given, EUROS, 1_000, MOST_EUROS)
    made["world"] = _whole("world", given, 1, 1, MOST_WORLD)
    made["helped"] = _whole("helped", given, 0, 0, MOST["scenario"])
    made["year"] = _whole("year", given, 0, 0, MOST_YEARS) if "year" in given else None
    for key in ("whose", "figure", "commune"):
        made[key] = given.get(key, [""])[-1]
        if key != "whose" and not _PLAIN.fullmatch(made[key]):
            raise InputError(words.plain_word(key, made[key])).at(key)
    return _without_what_is_so(made, kept)


def _several(key: str, given: Mapping[str, list[str]], most: int = 0) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(given.get(key, [])))
    _not_too_many(key, len(values), most or MOST[key])
    return values


def _not_too_many(key: str, given: int, most: int) -> None:
    if given > most:
        raise InputError(words.too_many(key, given, most)).at(key)


def _whole(key: str, given: Mapping[str, list[str]], usual: int, low: int, high: int) -> int:
    text = given.get(key, [str(usual)])[-1]
    if text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high:
        return int(text)
    if key == "years":
        raise InputError(words.years_out_of_bounds(text, high)).at(key)
    raise InputError(words.whole_number(key, text, low, high)).at(key)


def _epci(wanted: str) -> str:
    """The SIREN of an EPCI, nothing for Grand Besançon."""
    if not wanted:
        return ""
    code = territory_called(wanted)
    return "" if code == HERE else code


def _names(names: tuple[str, ...], kept: Kept) -> tuple[str, ...]:
    for name in names:
        try:
            kept.scenario(name)
        except InputError as error:
            raise error.at("scenario") from None
    return names


@lru_cache(maxsize=1)
def roles() -> dict[str, str]:
    """Whose each number is, by its dotted name: a lever, uncertain, or of structure."""
    return {one["name"]: one["role"] for one in describe() if "[]" not in one["name"]}


def _settings(key: str, settings: Iterable[str]) -> Iterable[str]:
    """Settings in one form, each of a number that may be set there."""
    for text in settings:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise InputError(words.no_form(key, text)).at(key)
        if name not in roles():
            raise InputError(words.no_such_parameter(key, name)).at(name)
        if (roles()[name] == LEVER) != (key == "set"):
            refused = words.no_lever if key == "set" else words.no_assumption
            raise InputError(refused(name)).at(name)
        yield f"{name}={value}"


def _without_what_is_so(made: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Without settings to what holds anyway, as a form sends them for each of its fields."""
    asked = made["epci"], made["scenario"][:1], ()
    for key, settings in (("assume", ()), ("set", made["assume"])):
        if made[key]:
            (before,) = _scenarios(*asked, settings, made["years"], kept, ())
            made[key] = tuple(one for one in made[key] if _changes(before, key, one))
            _not_too_many(key, len(made[key]), MOST[key])
            for one in made["set"] if key == "set" else ():
                must_fit_its_field(before, one)
    return made


def _changes(scenario: Scenario, key: str, setting: str) -> bool:
    name, _, value = setting.partition("=")
    return scenario.parameters.get(name) != value_of(value, f"{key} {name}")


# ---- what it comes to ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _table(epci: str, folder: Path) -> Path:
    return extract(gazetteer.find("epci", epci, "epci")).kept(folder).resolve()


@lru_cache(maxsize=8)
def _territory(table: Path | None) -> Territory:
    territory = Territory.from_file(table)
    if (residents := int(territory.residents.sum())) > MOST_RESIDENTS:
        name = territory.source.partition(":")[0]
        raise InputError(words.too_large_a_territory(name, residents, MOST_RESIDENTS)).at("epci")
    return territory


@lru_cache(maxsize=256)
def _scenarios(
    epci: str,
    names: tuple[str, ...],
    levers: tuple[str, ...],
    assumed: tuple[str, ...],
    years: int,
    kept: Kept,
    prices: tuple[tuple[str, float], ...],
) -> tuple[Scenario, ...]:
    shared = [*(f"costs.{item}={price}" for item, price in prices), *assumed]
    made = [_read(kept.scenario(name), shared, "assume") for name in names]
    if levers:
        over, called = _read(kept.scenario(names[0]), [*shared, *levers], "set"), levers_name(levers)
        made.append(replace(over, name=called, words=Words(called), french=None))
    territory = _territory(_table(epci, kept.territories) if epci else None)
    for one in (there := tuple(fitted(one, territory) for one in made)):
        must_fit_its_years(one, territory, years, MOST_YEARS)
    return there


def _read(path: Path, settings: list[str], called: str) -> Scenario:
    """A scenario that is known by its name: where its file is, is nobody's business."""
    return replace(read(path, settings, called), source="")
