"""The data with which a browser simulates a programme: an image of the first simulation, the numbers of the others, the
places of its levers, and the laws for the emissions that a run avoids (`scripts/savings.js`).

A simulation ("world") is a parameter set, a value drawn for the place if the set has none, and a seed. The values of a
set are words of the parameter records and of a few other tables; the number of organisations is the length of some
tables; the keys of a seed are a hash of it, which hosts compute (`scripts/keys.js`).

The levers are one more decision, from the next January on, that sets the current values: it changes no run, and moving
a lever means writing another value into it. The years of an editable past work alike (`own_past`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.channels import CHANNELS, switch_off
from contagion.experiments.evidence.ensemble import PLACE, certain_of, under
from contagion.experiments.evidence.known import PLACES
from contagion.experiments.evidence.readings import NOTHING_LASTS, READINGS, Reading
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.say.levers import ON_THE_PAGE, Lever
from contagion.models.outcomes.descent import FOLLOWED_WEEKS
from contagion.models.outcomes.footprint import DRAWS, Assumptions, stream_of
from contagion.models.outcomes.tables import LEVELS, NODES_A_YEAR
from contagion.models.parameters import Parameters, is_whole, names, number_of, word_of
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.models.runs.study import in_force
from contagion.models.world.layout import OF_PROGRAMMES, STREAMS
from contagion.sim.chance.draws import Draws
from contagion.sim.core.compiling import WORDS
from contagion.sim.core.tables import CAME_TO, IMAGE_HEAD, columns
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.worlds import Worlds
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory


SEEN = 60  # least number of images that show which words depend on a set
KEYS = {"state.keys": STREAMS, "state.programme_keys": OF_PROGRAMMES}
ORGANISATIONS = "partners.per_100_establishments"
DIVISOR = "registering.participant_source"  # of strengths that a switch lowers
ASKED, RECEPTIVE, SAVING = "counted.asked", "receptive", "saving"  # counting computes the first
OF_ORGANISATIONS = (
    "state.partners",
    "state.in_line",
    *(f"state.world.{name}" for name in ("organisations", "room", "numbers")),
)
BYTES = 3  # of the digits of a number; a fourth has its power of ten
POWERS = range(15, -21, -1)  # of ten
_CHECKSUM, _HANDLE = IMAGE_HEAD.index("checksum"), IMAGE_HEAD.index("handle")
_TABLES = columns(whole.RUN)

type Words = np.ndarray


class Column(NamedTuple):
    """A number of each set or seed: which words of an image hold it, and whether as an integer."""

    name: str
    places: list[int]
    whole: bool
    values: Sequence[float]

    def word(self, number: int) -> int:
        """Return the word for a set or a seed."""
        return int(np.array([self.values[number]], np.int64 if self.whole else np.float64).view(np.uint64)[0])

    def numbers(self) -> list[Any]:
        """Return the data of this column for a host."""
        return [self.places, self.whole, len(self.values)]

    def packed(self) -> bytes:
        """Return its values as bytes: one plane per base-256 digit, then the powers of ten."""
        digits, powers = _digits(np.array(self.values, float))
        parts = [digits >> 8 * n & 255 for n in range(BYTES)]
        return b"".join(part.astype(np.uint8).tobytes() for part in (*parts, powers))


class Room(NamedTuple):
    """Words that hold the length of tables over organisations: `times` the larger of their number and `least` (or the
    number of communes, `or_communes`), plus `communes` times the number of communes."""

    places: list[int]
    least: int = 0
    or_communes: bool = False
    times: int = 1
    communes: int = 0

    def word(self, organisations: int, communes: int) -> int:
        """Return the word for these numbers of organisations and communes."""
        least = max(self.least, communes if self.or_communes else 0)
        return self.times * max(organisations, least) + self.communes * communes


@dataclass(frozen=True)
class Numbered:
    """Simulations as numbers."""

    columns: Sequence[Column]  # of each set
    of_place: Column | None  # value drawn for the place, by seed, where sets have none
    rooms: Sequence[Room]
    organisations: Sequence[int]  # of each set, in the territory
    communes: int
    keys: Sequence[tuple[str, list[int]]]  # streams of chance, and the words that hold the key of each
    told: Sequence[tuple[int, int]]  # set and seed of each simulation shown

    @property
    def every(self) -> list[Column]:
        return [*self.columns, *([self.of_place] if self.of_place else [])]

    def numbers(self) -> dict[str, Any]:
        """Return their data for a host, except `rows`, the beginnings of these, and `told`."""
        names = [one.name for one in self.columns]
        return {
            "columns": [one.numbers() for one in self.columns],
            "place": self.of_place and self.of_place.places,
            "rooms": self.rooms,
            "organisations": names.index(ORGANISATIONS) if ORGANISATIONS in names else None,
            "rule": names.index(RULE),
            "keys": self.keys,
        }

    def rows(self) -> list[bytes]:
        """Return the packed values of each column of sets."""
        return [one.packed() for one in self.columns]

    def words(self, world: int) -> Iterator[tuple[int, int]]:
        """Yield place and value of each word of a simulation (numbered from 0 in `told`), except the checksum."""
        number, seed = self.told[world]
        for one in self.every:
            word = one.word(number if one is not self.of_place else seed - 1)
            yield from ((place, word) for place in one.places)
        for room in self.rooms if self.organisations else ():
            word = room.word(self.organisations[number], self.communes)
            yield from ((place, word) for place in room.places)
        keys = Draws(seed).keys(name for name, _ in self.keys).tolist()
        for key, (_, places) in zip(keys, self.keys, strict=True):
            yield from ((place, key) for place in places)


def numbered(
    ensemble: Ensemble,
    base: Scenario,
    territory: Territory,
    images: Mapping[tuple[int, int], bytes],
    sets: int,
) -> Numbered:
    """Describe simulations of a scenario by numbers, given their images by set and seed, for so many sets.

    Raises
    ------
    ValueError
        If these numbers do not reproduce an image, because something else depends on the values of a set.
    """
    each_image = np.array([np.frombuffer(one, "<u8") for one in images.values()])
    image = each_image[0]
    table = [ensemble.values(number) | ensemble.place(base, number) for number in range(sets)]
    own = {*ensemble.left_to(base)}
    elsewhere = PLACE not in own and ensemble.is_elsewhere(base)
    left = own | ({PLACE} if elsewhere else set())
    each = {name: [float(number_of(name, of[name])) for of in table] for name in table[0] if name not in left}
    there = elsewhere and [ensemble.place(base, number)[PLACE] for number in range(max(seed for _, seed in images))]
    establishments = float(territory.establishments.sum())
    made = Numbered(
        [
            *(Column(name, _of_parameter(image, name), is_whole(name), values) for name, values in each.items()),
            *_offered(ensemble, base, sets),
        ],
        Column(PLACE, _of_parameter(image, PLACE), False, there) if there else None,
        _rooms(image),
        [round(value * establishments / 100) for value in each.get(ORGANISATIONS, [])],
        len(territory.codes),
        _keys(image),
        [*images],
    )
    return _seen(made, each_image)


def _offered(ensemble: Ensemble, base: Scenario, sets: int) -> Iterator[Column]:
    """Yield the training places of each past decision where each set has its own; `_seen` finds their words."""
    if unknown := ensemble.offered:
        each = [unknown.decided(base.parameters, seed).decision for seed in ensemble.seeds[:sets]]
        for row in range(unknown.rows):
            if PLACES in base.parameters.decision[row].set:
                yield Column(f"{PLACES} {row}", [], False, [float(one[row].set[PLACES]) for one in each])


def _seen(made: Numbered, images: Words) -> Numbered:
    """Add the other words that equal one of these numbers in all images; raise ValueError if some are left."""
    built = np.tile(images[0], (len(images), 1))
    for number, row in enumerate(built):
        for place, word in made.words(number):
            row[place] = word
    differ = {*np.flatnonzero((built != images).any(axis=0)).tolist()} - {_CHECKSUM, _asked(images[0], RECEPTIVE)}
    more: dict[str, list[int]] = {}
    for one in made.every:
        rows = [number if one is not made.of_place else seed - 1 for number, seed in made.told]
        words = np.array([one.word(number) for number in rows], np.uint64)
        more[one.name] = [place for place in sorted(differ) if (images[:, place] == words).all()]
        differ -= {*more[one.name]}
    if differ:
        raise ValueError(f"words {sorted(differ)} of the images are no number of a set, a place or a seed")

    every = {one.name: one._replace(places=[*one.places, *more[one.name]]) for one in made.every}
    columns, of_place = ([every[one.name] for one in made.columns], made.of_place and every[made.of_place.name])
    return replace(made, columns=columns, of_place=of_place)


def _entry(image: Words, name: str) -> int:
    """Return the place of the words with position, length and width of a table."""
    *outer, number = _TABLES[name]["path"]
    at = int(image[_HANDLE]) // 8
    for one in outer:
        at = int(image[at + WORDS * one]) // 8
    return at + WORDS * number


def _table(image: Words, name: str) -> int:
    return int(image[_entry(image, name)]) // 8


def _asked(image: Words, column: str) -> int:
    return _table(image, ASKED) + _TABLES[ASKED]["columns"][column][0] // 8


def _of_parameter(image: Words, name: str) -> list[int]:
    return [_table(image, record) + int(word_of(name)) for record in own_past.RECORDS]


def _rooms(image: Words) -> list[Room]:
    """Return the lengths of tables in `models.world.places` and `models.programme.run`."""
    length, partners = 1, _table(image, "state.n") + _TABLES["state.n"]["columns"]["partners"][0] // 8
    of = {name: _entry(image, name) + length for name in OF_ORGANISATIONS}
    return [
        Room([of["state.partners"], of["state.world.organisations"], partners]),
        Room([of["state.in_line"]], least=1),
        Room([of["state.world.room"]], or_communes=True, times=2),
        Room([of["state.world.numbers"]], or_communes=True, times=2, communes=1),
    ]


def _keys(image: Words) -> list[tuple[str, list[int]]]:
    places: dict[str, list[int]] = {}
    for table, streams in KEYS.items():
        for number, name in enumerate(streams):
            places.setdefault(name, []).append(_table(image, table) + number)
    return [*places.items(), (SAVING, [_asked(image, SAVING)])]


def _digits(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Split numbers exactly into the smallest integers times powers of ten; raise ValueError if one has none."""
    digits, powers = np.zeros((2, len(values)), np.int64)
    left = values != 0
    for power in POWERS:
        many = 10.0 ** abs(power)
        some = np.rint(values / many if power > 0 else values * many)
        here = left & ((some * many if power > 0 else some / many) == values)
        digits[here], powers[here] = some[here], power
        left &= ~here
    if (wrong := left | (digits < 0) | (digits >= 256**BYTES)).any():
        raise ValueError(f"{values[wrong][0]} has no place among the numbers of a set")
    return digits, powers


def savings(base: Scenario, ensemble: Ensemble) -> dict[str, Any]:
    """Return the laws of the assumptions on savings, each with its key of chance, for each account that prices a tonne
    (the usual one, and the one in which nothing lasts), and the distribution of savers."""
    footprint, own = base.parameters.footprint, certain_of(ensemble, base)
    accounts = [own] if own else [own, NOTHING_LASTS.certain_of(base)]
    return {
        "laws": [
            {name.partition(".")[2]: [*law, str(stream_of(name).key)] for name, law in laws.items()}
            for laws in (Assumptions.laws(footprint, certain) for certain in accounts)
        ],
        "draws": DRAWS,
        "cap": footprint.cap,
        "spread": footprint.spread,
        "levels": LEVELS.tolist(),
        "weeks": WEEKS_A_YEAR // NODES_A_YEAR,
        "weeks_a_year": WEEKS_A_YEAR,
    }


IN_TIME = (
    ("people", "counted.weeks", "participants"),
    ("completers", "counted.weeks", "completers"),
    ("communes_reached", "counted.flows", "reached"),
    ("facilitators_active", "counted.weeks", "facilitators_active"),
)
"""Figures that a browser reports for the end of each year, with their table of weeks and its column."""
SHORT = ("short", "short_in_training")
"""Columns of `counted.flows` with the bottleneck of groups and of training (`page.words.what_is_short`)."""


type World = tuple[int, int]  # its set and its seed


class Account(NamedTuple):
    """Another account: the number of the rule of deciding that its simulations have, or the words that it sets in the
    image of any simulation."""

    reading: Reading
    rule: float | None = None
    words: Mapping[int, int] = {}


@dataclass(frozen=True)
class Carried:
    """A programme with its simulations, to run on another host."""

    image: bytes  # of the first simulation (`sim.core.tables`)
    worlds: Numbered  # how the others differ from it
    sets: Sequence[int]  # a number that simulations of the same set share
    levers: Sequence[Lever]  # those that can be moved here
    usual: Mapping[str, float]  # value of each lever if nothing is moved
    accounts: Sequence[Account]  # readings under which runs differ
    channels: Sequence[Mapping[str, float | None]]  # what switching each of `CHANNELS` off sets (`switched_off`)
    opened: own_past.Opened | None  # an editable past
    about: Mapping[str, Any]  # numbers for a host: calls, tables, prices, years


def carried(
    base: Scenario,
    worlds: Worlds,
    territory: Territory,
    years: int,
    number: int,
    opened: own_past.Opened | None = None,
) -> Carried:
    """Return the first simulations of a programme's current course, over so many years in all, with an editable past
    if one is `opened`."""
    ensemble = worlds.ensemble
    if opened:
        base, ensemble = own_past.without_month(base), opened.before
        told, seen = opened.told, opened.seen(min(SEEN, len(ensemble)))
    else:
        numbers = range(1, number + 1)
        told = seen = [(worlds.set_of(world) % len(ensemble), worlds.lived_with(world)) for world in numbers]
    images_of = Images.of_programme(base, ensemble, territory, years, told, opened)
    image, usual = images_of.image, images_of.usual
    levers = [one for one in ON_THE_PAGE if one.parameter in usual]
    images = {world: image(world, ensemble) for world in seen}
    sets = len(ensemble) if opened else min(number, len(ensemble))
    some = [_parameters(ensemble, base, world) for world in seen]
    return Carried(
        images[told[0]],
        replace(numbered(ensemble, base, territory, images, sets), told=told),
        worlds.sets(range(1, number + 1)),
        levers,
        usual,
        [*_accounts(base, ensemble, image, told)],
        [switched_off(channel, some) for channel in CHANNELS],
        opened,
        {**_about(base, territory, years, usual, opened), "savings": savings(base, ensemble)},
    )


@dataclass(frozen=True)
class Images:
    """Images of the simulations of a programme, with movable levers and an editable past."""

    base: Scenario
    territory: Territory
    years: int
    opened: own_past.Opened | None
    usual: Mapping[str, float]  # value of each lever that is the same in all simulations shown

    @classmethod
    def of_programme(
        cls,
        base: Scenario,
        ensemble: Ensemble,
        territory: Territory,
        years: int,
        told: Sequence[World],
        opened: own_past.Opened | None,
    ) -> Images:
        """Prepare the images of a programme over so many years in all; `told` are the simulations shown."""
        plain = replace(ensemble, offered=None)  # made once: it reads its rows only once
        now = [in_force(_parameters(plain, base, one), base.past) for one in told]
        names = [one.parameter for one in ON_THE_PAGE if len({here.get(one.parameter) for here in now}) == 1]
        return cls(base, territory, years, opened, {name: now[0].get(name) for name in names})

    @property
    def longest(self) -> int:
        """Years of a run with the longest editable past."""
        return self.opened.most + self.years - self.base.past if self.opened else self.years

    def image(self, world: World, ensemble: Ensemble) -> bytes:
        """Return the image of a simulation of an ensemble."""
        parameters, past = _parameters(ensemble, self.base, world), self.base.past
        there = self.territory.under(kernels_of(parameters))
        first = own_past.with_years(parameters, past, self.opened.most) if self.opened else parameters
        here = {name: in_force(parameters, past).get(name) for name in self.usual}
        with short_tables():
            moved = with_levers(first, past, here)
            return whole.image(there, moved, world[1], horizon=self.longest * WEEKS_A_YEAR)


def _parameters(ensemble: Ensemble, base: Scenario, world: World) -> Parameters:
    """Return the parameters of a simulation, numbered by its seed where the place is drawn, else by its set."""
    return ensemble.over(base, world[1] - 1 if ensemble.is_elsewhere(base) else world[0])


@contextmanager
def short_tables() -> Generator[None]:
    """Size tables as if nothing had been simulated here. Otherwise each is as long as in the largest run: a browser
    clears 44 MB per worker and simulation, and the same page is not the same file."""
    came_to = dict(CAME_TO)
    CAME_TO.clear()
    try:
        yield
    finally:
        CAME_TO.update(came_to)


def _accounts(
    base: Scenario, ensemble: Ensemble, image: Callable[[World, Ensemble], bytes], told: Sequence[World]
) -> Iterator[Account]:
    """Yield the readings under which runs differ: the reading of a rule selects simulations, others set words that are
    the same in every simulation."""
    for reading in READINGS.values():
        if RULE in reading.sets:
            yield Account(reading, float(number_of(RULE, reading.sets[RULE])))
        elif not reading.of_emissions_alone and reading.left(base):
            other = under(ensemble, reading)
            pairs = [[image(world, one) for one in (ensemble, other)] for world in told[:3]]
            first, *more = (dict(words_apart(*pair)) for pair in pairs)
            if all(one == first for one in more):
                yield Account(reading, words=first)


def switched_off(channel: str, some: Sequence[Parameters]) -> dict[str, float | None]:
    """Return the values that a switched-off channel sets, given the parameters of simulations; None for those that it
    divides by `DIVISOR`, which come first.

    Raises
    ------
    ValueError
        If a value depends on more, or if a table of the scenario sets it, too.
    """
    off = [switch_off(one, [channel]) for one in some]
    of_tables = {"decision", "alternative"}
    if any(
        one.model_dump(include=of_tables) != other.model_dump(include=of_tables)
        for one, other in zip(some, off, strict=True)
    ):
        raise ValueError(f"decisions or other programmes set what is set without {channel}")
    divided, values = dict[str, None](), dict[str, float]()
    for name in names():
        on, each = ([number_of(name, one.get(name)) for one in of] for of in (some, off))
        if each == on:
            continue
        if each == each[:1] * len(each):
            values[name] = each[0]
        elif each == [value / one.get(DIVISOR) for value, one in zip(on, some, strict=True)]:
            divided[name] = None
        else:
            raise ValueError(f"without {channel}, {name} depends on more than {DIVISOR}")
    return {**divided, **values}


def words_apart(one: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    """Yield each place behind the head where two images of the same tables differ, with the other's word."""
    a, b = np.frombuffer(one, "<u8"), np.frombuffer(other, "<u8")
    for place in np.flatnonzero(a[len(IMAGE_HEAD) :] != b[len(IMAGE_HEAD) :]) + len(IMAGE_HEAD):
        yield int(place), int(b[place])


def with_levers(parameters: Parameters, after: int, values: Mapping[str, Any]) -> Parameters:
    """Add a decision that sets values after so many years."""
    decided = [one.model_dump(by_alias=True, exclude_defaults=True) for one in parameters.decision]
    more = {"title": "levers", "from": after * WEEKS_A_YEAR, "set": dict(values)}
    return Parameters.model_validate({**parameters.model_dump(by_alias=True), "decision": [*decided, more]})


def _about(
    base: Scenario, territory: Territory, years: int, usual: Mapping[str, Any], opened: own_past.Opened | None
) -> dict[str, Any]:
    first = opened.values if opened else sum(len(decision.set) for decision in base.parameters.decision)
    costs, tables = base.parameters.costs, columns(whole.RUN)
    return {
        "territory": str(int(territory.checksum[:16], 16)),
        "calls": whole.calls(years * WEEKS_A_YEAR),
        "years": years,
        "weeks_a_year": WEEKS_A_YEAR,
        "past": base.past,
        "communes": len(territory.codes),
        "rows": {name: first + place for place, name in enumerate(usual)},
        "records": own_past.RECORDS,
        "divisor": DIVISOR,
        "prices": [getattr(costs, item) for item in ITEMS],
        "in_time": IN_TIME,
        "short": SHORT,
        "followed": FOLLOWED_WEEKS,
        "tables": tables,
    }
