"""Sentences of the report that depend on what was found: who is left out, how sure, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.dates import format_date

from contagion.experiments.doors.words.answers import NONE
from contagion.experiments.doors.words.levers import BY_NAME
from contagion.experiments.doors.words.told import quoted
from contagion.experiments.ensembles.words import of_100
from contagion.experiments.ensembles.words_of_numbers import PHRASES
from contagion.experiments.language.asked import elsewhere, typed
from contagion.experiments.language.catalogue import GRADES, range_in_words
from contagion.experiments.language.languages import gettext, spoken
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import N_, _, between, counted, in_a_row, ngettext, said
from contagion.sim.statistics.spread import PARTS

if TYPE_CHECKING:
    from contagion.experiments.verbs.worth_knowing.to_ask import ToAsk
    from contagion.models.scenarios.scenario import Scenario

PART_NAMES = {
    "luck": N_("luck"),
    "parameters": N_("numbers that nobody knows exactly"),
    "structure": N_("how people decide and form pairs"),
}
OBSERVED = (N_("Grand Besançon 2017-2019, 300 people counted in groups"),)
ALL = 0.995  # a share of the spread that is told as 100%


def day(text: str) -> str:
    """A date, as people write it."""
    # Translators: how a day is written, as Babel has it
    pattern = gettext("d MMMM y")
    return format_date(date.fromisoformat(text), pattern, spoken())


# ---- below charts ----------------------------------------------------------------------------------------------------


def dots(scenario: str, base: str) -> str:
    """What stands below the dots of a scenario."""
    return _("“{scenario}”: people more than in “{base}”.", scenario=scenario, base=base)


def courses(labels: Mapping[str, str]) -> list[str]:
    """What stands below the course of the first scenario and the differences of the others from it."""
    base, *others = labels.values()
    first = _("“{base}”: people so far, year by year. The band is doubt, not what happens in a year.", base=base)
    return [
        first,
        *(
            _("“{name}”: the difference from “{base}” in people, world by world.", name=one, base=base)
            for one in others
        ),
    ]


def maps_apart(labels: Mapping[str, str]) -> list[str]:
    """What stands below the maps of the others."""
    base, *others = labels.values()
    return [_("“{name}”: more or fewer than in “{base}”.", name=one, base=base) for one in others]


# ---- the territory --------------------------------------------------------------------------------------------------


def efforts(scenarios: Sequence[Scenario], labels: Mapping[str, str]) -> list[str]:
    """Whom the effort of scenarios is for, but where it is Grand Besançon's own: a line, or one each if they differ."""
    others = [one for one in scenarios if elsewhere(one)]
    if len({one.effort for one in others}) == 1:
        return [_("{effort}.", effort=said(others[0].effort))]
    return [_("“{name}”: {effort}.", name=labels[one.name], effort=said(one.effort)) for one in others]


# ---- who is left out ------------------------------------------------------------------------------------------------


def left_out(row: Mapping[str, Any], scenario: str, communes: int) -> str:
    """Commune by commune, from how many of them nobody comes in most worlds of a scenario; and, world by world as in
    the table of results, in how many no group has met."""
    values = {"scenario": scenario, "communes": communes}
    reached = _(
        "With “{scenario}”, each of the {communes} communes, taken one by one, is reached in more than half of the "
        "worlds.",
        **values,
    )
    if row["mostly"]:
        reached = ngettext(
            "With “{scenario}”, nobody comes from {number} commune of {communes} in at least half of the worlds.",
            "With “{scenario}”, nobody comes from {number} communes of {communes}, taken one by one, in at least half "
            "of the worlds.",
            row["mostly"],
            **values,
        )
    lines = [reached]
    if row["always"]:
        lines.append(
            ngettext(
                "From {number} commune nobody comes in any world.",
                "From {number} communes nobody comes in any world.",
                row["always"],
            )
        )
    lines.append(
        ngettext(
            "In the middle of the worlds there is {number} commune where no group has met.",
            "In the middle of the worlds there are {number} communes where no group has met.",
            row["no_group"],
        )
    )
    return " ".join(lines)


def apart(rows: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]) -> list[str]:
    """In how many communes it can be told whether more people come, or fewer: a sentence each, and one for all those
    with which nothing can be told."""
    nothing = [labels[name] for name, row in rows.items() if not row["more"] and not row["fewer"]]
    lines = [_apart(row, labels[name]) for name, row in rows.items() if row["more"] or row["fewer"]]
    if nothing:
        lines.append(
            _(
                "With {scenarios} it cannot be told of any commune whether more or fewer people come.",
                scenarios=quoted(nothing),
            )
        )
    return lines


def _apart(row: Mapping[str, int], scenario: str) -> str:
    values = {"scenario": scenario, "more": counted(row["more"], "commune"), "fewer": counted(row["fewer"], "commune")}
    if not row["fewer"]:
        return _(
            "With “{scenario}” nine worlds in ten agree that more people come from {more}; of the others this cannot "
            "be told.",
            **values,
        )
    if not row["more"]:
        return _(
            "With “{scenario}” nine worlds in ten agree that fewer people come from {fewer}; of the others this cannot "
            "be told.",
            **values,
        )
    return _(
        "With “{scenario}” nine worlds in ten agree that more people come from {more}, and fewer from {fewer}; of the "
        "others this cannot be told.",
        **values,
    )


def never(row: Mapping[str, Any], scenarios: Sequence[Scenario]) -> list[str]:
    """In how many worlds of 100 a commune has nobody and no group, in each scenario."""
    shares = [(row["people"][one.name], row["group"][one.name]) for one in scenarios]
    return [_("{people} ({group})", people=of_100(people), group=of_100(group)) for people, group in shares]


# ---- how sure --------------------------------------------------------------------------------------------------------


def comes_of(row: Mapping[str, Any], scenario: str) -> str:
    """What the spread of an answer comes of."""
    if pd.isna(row["luck"]):
        return _("For “{scenario}” there are too few worlds to say what the spread comes of.", scenario=scenario)
    if row["luck"] >= ALL:
        return _("For “{scenario}” what the spread comes of cannot be told from luck.", scenario=scenario)
    parts = sorted(PARTS, key=lambda part: -row[part])
    told = in_a_row(
        _("{part} {share} (±{error})", part=_(PART_NAMES[part]), share=number(row[part], ".0%"),
          error=number(100 * row[f"{part}_error"], ".0f"))
        for part in parts
    )  # fmt: skip
    return _("For “{scenario}” the spread comes of: {parts}.", scenario=scenario, parts=told)


def known(row: Mapping[str, Any]) -> str:
    """What a number is in nine worlds of ten, as people say it."""
    written, phrase = PHRASES[row["name"]]
    return _(phrase, bound=between(written(row["low"]), written(row["high"])), name=row["name"])


def cells_of_number(row: Mapping[str, Any]) -> list[str]:
    """What a number may be before anything was observed, its evidence, and what to ask for."""
    written, _phrase = PHRASES[row["name"]]
    thought = between(*(written(value) for value in row["range"]))
    return [thought, row["grade"], row["source"], said(row["ask"].label) if row["ask"] else NONE]


def to_ask(asked: Sequence[ToAsk]) -> str:
    """What could be asked for."""
    names = in_a_row(said(one.label) for one in asked)
    return _("What could be asked for, in no established order: {names}.", names=names)


# ---- parameters ------------------------------------------------------------------------------------------------------


def grades() -> str:
    """What stands behind each grade."""
    return in_a_row(f"{letter} {_(words)}" for letter, words in GRADES.items())


def range_of(row: Mapping[str, Any]) -> str:
    """A declared range."""
    return range_in_words(row, lambda value: number(value, ",.4g")) if row["range"] else NONE


def cells_of_setting(row: Mapping[str, Any]) -> list[str]:
    """The default of a setting, its value in each scenario, its range and evidence."""
    return [*map(setting, (row["default"], *row["values"])), range_of(row), *_evidence(row)]


def _evidence(row: Mapping[str, Any]) -> tuple[str, str]:
    """The grade and source of a setting: of a price that was given in some scenarios or in all, that it was."""
    if all(row["given"]):
        return NONE, _("price given")
    if any(row["given"]):
        return row["grade"], _("{source}, or price given", source=row["source"])
    return row["grade"], row["source"]


def set_otherwise(row: Mapping[str, Any]) -> str:
    """What a setting is in a scenario, and in the first, as people say it; otherwise by what it means."""
    name, value, base = (row[key] for key in ("name", "value", "base"))
    if name in PHRASES:
        written, phrase = PHRASES[name]
        told = _(phrase, bound=written(value))
        return _capital(_("{told}, in place of {base}", told=told, base=written(base)))
    if one := BY_NAME.get(name):
        label, value, base = _(one.label), one.said(value), one.said(base)
    else:
        label, value, base = said(row["text"]), setting(value), setting(base)
    return _capital(_("{label}: {value}, in place of {base}", label=label, value=value, base=base))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def setting(value: Any) -> str:
    """The value of a setting."""
    if isinstance(value, tuple) and value and all(isinstance(part, str) for part in value):
        return ", ".join(map(said, value))
    return number(value, ",.4g") if isinstance(value, float) else typed(value)
