"""Readings: other accounts of how things work, each with its source, under which a question is answered one at a time.

A reading sets numbers of the model, takes the sets of one rule of deciding alone, or takes as certain what is assumed
of savings. What a scenario sets itself goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from math import log
from typing import TYPE_CHECKING, Any

from contagion.experiments.evidence.calibration import RULE
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.models.scenario import read
from contagion.sim.errors import InputError, Sentence, both, perhaps
from contagion.sim.reading import given

if TYPE_CHECKING:
    from contagion.models.outcomes.footprint import Certain
    from contagion.models.scenario import Scenario

NISA = "Nisa, Bélanger, Schumpe, Faller 2019, doi 10.1038/s41467-019-12457-2"
LEMMEL = "Lemmel, Hoppen, Morina 2025, doi 10.1016/j.jenvp.2025.102784"
FINE = "Fine 2024, doi 10.1038/s44168-023-00091-0"
OWN = "models/ODD.md"
A_MONTH = round(12 * log(2), 1)  # a year, of which half is gone in a month
A_QUARTER = round(log(0.279 / 0.07) / (22 / 12), 2)  # a year, of which a quarter is left after 22 months
LETTER = 0.01  # the hazard of a letter
OTHERS = round(0.040 / 0.279, 3)  # what those do who did not come by themselves, as a share of those who did


@dataclass(frozen=True)
class Reading:
    """One other account.

    Attributes
    ----------
    name : str
    title, says : str
        What it is called, and what it takes to be so; the second with what of that is an assumption.
    source : str
    sets : mapping of dotted name to value
        Numbers of the model; a rule of deciding (`registering.rule`) takes the sets of that rule alone.
    certain : mapping of name to value
        What is assumed of savings, as `models.outcomes.footprint.Certain` has it, taken as certain.
    """

    name: str
    title: str
    says: str
    source: str
    sets: Mapping[str, Any] = field(default_factory=dict)
    certain: Mapping[str, float] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Any]:
        """All that it sets, by name."""
        return {**self.sets, **self.certain}

    @property
    def of_emissions_alone(self) -> bool:
        """Whether it changes no run, but only what is said of emissions after it."""
        return not self.sets

    def excludes(self, other: Reading) -> bool:
        """Whether the two cannot both be so: they set the same to something else."""
        return any(name in other.all and other.all[name] != value for name, value in self.all.items())

    def left(self, scenario: Scenario) -> dict[str, Any]:
        """Return what the reading sets and the scenario does not; of alternative programmes only if it has any."""
        return {name: value for name, value in self.all.items() if not _set_itself(scenario, name)}

    def certain_of(self, scenario: Scenario) -> Certain:
        """Return what of a scenario's savings the reading takes as certain."""
        left = self.left(scenario)
        return tuple((name, value) for name, value in self.certain.items() if name in left)


def _set_itself(scenario: Scenario, name: str) -> bool:
    section, _, key = name.partition(".")
    if section in KINDS:
        usual = KINDS[section].model_fields[key].default
        own = [getattr(row, key) for row in scenario.parameters.alternative if row.kind == section]
        return not own or any(value != usual for value in own)
    return name in scenario.set_over or scenario.parameters.get(name) != reference().get(name)


@cache
def reference() -> Parameters:
    """Return the parameters of the reference."""
    return read().parameters


ALL = (
    Reading(
        "nothing-lasts",
        Sentence("nothing lasts"),
        Sentence(
            "no effect lasts once a programme has ended: all that is saved fades as after a workshop, half of it in a "
            "month (the month is an assumption)"
        ),
        NISA,
        certain={"footprint.decay": A_MONTH, "team challenge.decay": A_MONTH, "workshop.decay": A_MONTH},
    ),
    Reading(
        "a-little-lasts",
        Sentence("a little lasts"),
        Sentence(
            "after 22 months an effect of 0.07 is left, a quarter of the 0.279 of those who come by themselves while a "
            "programme lasts (that the two may be set against each other is an assumption); a workshop fades as it does"
        ),
        f"{LEMMEL}; {NISA}",
        certain={"footprint.decay": A_QUARTER, "team challenge.decay": A_QUARTER},
    ),
    Reading(
        "talk-informs",
        Sentence("talk informs and no more"),
        Sentence(
            "people spoken to by those they know intend more and do not act more: the word of a former participant or "
            "of a facilitator moves as a letter does (an assumption)"
        ),
        FINE,
        sets={"registering.word_of_mouth": LETTER, "registering.facilitator": LETTER},
    ),
    Reading(
        "would-have-done-it-anyway",
        Sentence("those who come would have done it anyway"),
        Sentence(
            "of what people say to save only 0.040 / 0.279 is the programme's: the effect in those who did not come by "
            "themselves over that in those who did"
        ),
        NISA,
        certain={"footprint.self_report": OTHERS},
    ),
    Reading(
        "rule-simple",
        Sentence("each time one hears of it counts alike"),
        Sentence("people decide again each time they hear of it, whatever came before"),
        OWN,
        sets={RULE: "simple"},
    ),
    Reading(
        "rule-reinforced",
        Sentence("several sources reinforce one another"),
        Sentence("what others said before adds to what is said now"),
        OWN,
        sets={RULE: "reinforced"},
    ),
    Reading(
        "rule-threshold",
        Sentence("a number of sources is needed"),
        Sentence("people join once enough others have mentioned it"),
        OWN,
        sets={RULE: "threshold"},
    ),
    Reading(
        "training-bought-outside",
        Sentence("training is bought from outside"),
        Sentence("sessions of training need no coordinator, and have their price"),
        OWN,
        sets={"training.trainer": "outside"},
    ),
    Reading(
        "reach-drawn-anew",
        Sentence("how far one goes is redrawn for every group"),
        Sentence("people who wait long go anywhere"),
        OWN,
        sets={"demand.reach": "every group"},
    ),
)
READINGS = {one.name: one for one in ALL}
NOTHING_LASTS = READINGS["nothing-lasts"]
"""The second account by which the price of a tonne is given."""
FIGURES = ("people", "tco2e")
"""Of which a headline is told under each reading."""


def reading_of(asked: str | Sequence[str] | None, called: str) -> Reading | None:
    """Return the reading of a name, if one is asked for; `called` names the option in messages.

    Raises
    ------
    InputError
        If a name is unknown, or there are several.
    """
    some: list[Any] = [*asked] if isinstance(asked, (list, tuple)) else [] if asked is None else [asked]
    several = [one for number, one in enumerate(some) if one not in some[:number]]
    if not several:
        return None
    found = [_known(name, called) for name in several]
    if len(found) > 1:
        pair = next(((one, two) for one in found for two in found if one.excludes(two)), None)
        why = "only so is it known which of them an answer depends on"
        if pair:
            why = f"{pair[0].name} and {pair[1].name} exclude each other"
        raise InputError(f"{called} {both(map(str, several))}: readings are taken one at a time; {why}")
    return found[0]


def _known(name: object, called: str) -> Reading:
    if isinstance(name, str) and name in READINGS:
        return READINGS[name]
    near = get_close_matches(name, READINGS, n=1, cutoff=0.5) if isinstance(name, str) else []
    asked = name if isinstance(name, str) else given(name)
    raise InputError(f"{called} {asked}: no such reading{perhaps(*near) or '. `contagion readings` lists them'}")


def must_change(reading: Reading | None, scenarios: Sequence[Scenario], called: str) -> None:
    """Refuse a reading that leaves all scenarios as they are, since they set what it sets (`InputError`)."""
    if reading is None or any(reading.left(one) for one in scenarios):
        return
    who = both(one.name for one in scenarios)
    raise InputError(
        f"{called} {reading.name}: sets {both(reading.all)}, which {who} sets itself; leave one of the two out"
    )


def must_be_told(reading: Reading | None, what: str, called: str) -> None:
    """Refuse a reading of emissions alone where nothing is said of emissions (`InputError`); `what` says where."""
    if reading is not None and reading.of_emissions_alone:
        raise InputError(
            f"{called} {reading.name}: changes what is said of emissions alone, and {what} says nothing of them; "
            "compare and levers do"
        )


def falls(readings: Sequence[dict[str, Any]]) -> list[tuple[Reading, dict[str, Any]]]:
    """Return the readings under which a headline does not stand."""
    return [(READINGS[row["reading"]], row) for row in readings if not row["stands"]]
