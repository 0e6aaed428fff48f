"""In which worlds something was answered, how far the answer spreads over them, and what the spread comes of.

Whether an answer is another under each rule by which people decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.evidence.ensemble import PLACE
from contagion.experiments.evidence.words_of_ensembles import targets_in_short, under_in_words
from contagion.experiments.say.differences import often, verdict_in_words
from contagion.experiments.say.sentences import _, as_borne, between, in_a_row, ngettext, number, said, to_its_error
from contagion.models.territory.territory import home
from contagion.sim.statistics.spread import FEW, PARTS, interval_of_share

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.structures import Structures, Under
    from contagion.models.scenarios.scenario import Scenario


def worlds_in_words(made: Comparison, scenarios: Sequence[Scenario]) -> list[str]:
    """How many worlds there were, what they are of, and what of that the scenarios set themselves."""
    ensemble = made.worlds.ensemble
    if ensemble.is_one_set:
        return [_("{number:,} simulations of one set of values, each with a seed of its own.", number=made.number)]
    sets = len({*made.worlds.sets(made.runs.labels["seed"].unique())})
    lines = [
        ngettext(
            "{worlds:,} worlds, the same for each scenario: {number:,} set of all that is uncertain, of those "
            "{agreeing} ({title}).",
            "{worlds:,} worlds, the same for each scenario: {number:,} different sets of all that is uncertain, of "
            "those {agreeing} ({title}), each with a seed of its own.",
            sets,
            worlds=made.number,
            agreeing=agreeing(ensemble, made.runs.store.about),
            title=said(ensemble.about.get("title", ensemble.name)),
        )
    ]
    if made.runs.again is not None:
        again = made.runs.again.labels["seed"].nunique()
        lines[0] += " " + _("{again} are met again with another seed, to tell luck apart.", again=again)
    lines += targets_in_short(ensemble.about) + reservations(ensemble, made.runs.store.about)
    lines += [line for scenario in scenarios for line in set_itself(ensemble, scenario)]
    if made.number < FEW:
        lines.append(_("So few worlds say little of how far the answer spreads."))
    return lines


def seeds_are_worlds(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """Where runs are told by seed: what else differs between them; `about` is what is said of the runs."""
    if ensemble.is_one_set:
        return _("Each seed is a simulation of one set of values.")
    return _(
        "Each seed is a world of its own, with a set of all else that is uncertain, of those {agreeing} ({title}).",
        agreeing=agreeing(ensemble, about),
        title=said(ensemble.about.get("title", ensemble.name)),
    )


def are_elsewhere(ensemble: Ensemble, about: Mapping[str, Any]) -> bool:
    """Whether runs are of another territory than was observed, by what is said `about` them."""
    return about.get("territory", home()) != ensemble.territory and not ensemble.is_one_set


def agreeing(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """What the sets of an ensemble have in common, where some runs are by what is said `about` them."""
    if ensemble.is_one_set:
        return _("of one set of values")
    if are_elsewhere(ensemble, about):
        if ensemble.in_reach:
            return _("that agree with what was observed elsewhere")
        return _("that come nearest to what was observed elsewhere, which none meets")
    if ensemble.in_reach:
        return _("that agree with what was observed")
    return _("that come nearest to what was observed, which none meets")


def reservations(ensemble: Ensemble, about: Mapping[str, Any]) -> list[str]:
    """What is to be known of sets of values that some runs were made with: `missed_in_words`, or that they are
    `carried_over`."""
    return missed_in_words(ensemble) + carried_over(ensemble, about)


def missed_in_words(ensemble: Ensemble) -> list[str]:
    """Under which reading sets of values are taken, and that they miss what was observed, where they do."""
    missed = under_in_words(ensemble)
    if not ensemble.in_reach:
        text = _(
            "No set comes within two errors of all that was observed ({title}): what rests on these rests on a model "
            "that does not fit.",
            title=said(ensemble.about.get("title", ensemble.name)),
        )
        missed.append(text)
    return missed


def carried_over(ensemble: Ensemble, about: Mapping[str, Any]) -> list[str]:
    """That sets of values were calibrated elsewhere than where some runs are, by what is said `about` these."""
    if not are_elsewhere(ensemble, about):
        return []
    title = said(ensemble.about.get("title", ensemble.name))
    return [
        _("The sets were calibrated on {title}; they are carried over to this territory: an assumption.", title=title),
        _(
            "Nothing was observed here. How much asking does in this place ({name}) is drawn anew for each set, from "
            "how much other places differ, which is known roughly.",
            name=PLACE,
        ),
    ]


def set_itself(ensemble: Ensemble, scenario: Scenario) -> list[str]:
    """What of all that is uncertain a scenario sets itself, if anything."""
    if not (names := ensemble.left_to(scenario)):
        return []
    return [_("{scenario} sets {names} itself, in all worlds.", scenario=scenario.name, names=", ".join(names))]


def of_100(share: float) -> str:
    """A share of worlds; never all or none of them by rounding."""
    if 0 < share < 0.01:
        return _("fewer than 1")
    if 0.99 < share < 1:
        return _("more than 99")
    return number(100 * share, ".0f")


def so_many(share: float, worlds: float) -> tuple[str, int]:
    """A share of worlds as so many of 100; while worlds are `FEW`, as so many of them."""
    if worlds < FEW:
        return number(share * worlds, ".0f"), int(worlds)
    return of_100(share), 100


def so_many_worlds(share: float, worlds: float, count_as: float | None = None) -> str:
    """The same in a sentence: in so many worlds of 100, with the interval that comes of their number, or of the few
    there are. They count `count_as` that are independent."""
    told = some_worlds(share, worlds)
    return told if worlds < FEW else _in_brackets(told, share, count_as or worlds)


def some_worlds(share: float, worlds: float) -> str:
    """The same without its interval, where that is told beside."""
    some, every = so_many(share, worlds)
    count = max(round(every * share), int(share > 0))  # "fewer than 1" is one
    return ngettext("{some} world of {every}", "{some} worlds of {every}", count, some=some, every=every)


def worlds_of(share: float, worlds: float, count_as: float | None = None) -> str:
    """The same as a cell of a table."""
    some, every = so_many(share, worlds)
    told = _("{worlds} of {every}", worlds=some, every=every)
    return told if worlds < FEW else _in_brackets(told, share, count_as or worlds)


def share_in_words(share: float, number: float) -> str:
    """A share of so many independent worlds, of 100, and its 95 % interval."""
    return _in_brackets(of_100(share), share, number)


def _in_brackets(told: str, share: float, number: float) -> str:
    """Behind a share what its interval is, unless there is none."""
    if pd.isna(share) or number <= 0:
        return told
    low, high = (f"{100 * end:.0f}" for end in interval_of_share(share, number))
    return told if low == high else _("{value} ({interval})", value=told, interval=between(low, high))


def spread_table(
    rows: list[dict[str, Any]], names: list[str], head: str, form: str = "+z,.0f", above: float = 0.0
) -> pd.DataFrame:
    """The median of differences, half of the worlds, the 90 % range, the verdict, and how often there is more than is
    asked; a row each, whose values are of `sim.statistics.spread.difference`."""

    def ends(row: dict[str, Any], *names: str) -> str:
        return between(*(to_its_error(row[end], row["p50_error"], row.get("form", form)) for end in names))

    few = bool(rows) and rows[0]["worlds"] < FEW
    asked = {_("above {above:,g} in", above=above): [often(row["above"], row["worlds"]) for row in rows]}
    return pd.DataFrame(
        {
            head: names,
            _("median"): [ends(row, "p50", "p50") for row in rows],
            _("half of the simulations"): [ends(row, "p25", "p75") for row in rows],
            _("lowest to highest") if few else _("90 % range"): [ends(row, "p5", "p95") for row in rows],
            _("difference"): [verdict_in_words(row) for row in rows],
            **(asked if above else {}),
        }
    )


def luck_in_words(share: float, error: float) -> str:
    """How much of a spread over worlds is luck; a dash where that is not known."""
    return "–" if pd.isna(share) else per_cent(share, error)


def per_cent(share: float, error: float) -> str:
    """A share, without digits that its error does not bear."""
    return number(as_borne(100 * share, 100 * error) / 100, ".0%")


def parts_in_words(row: dict[str, Any]) -> str:
    """What a spread comes of; nothing where that is not known."""
    if pd.isna(row["luck"]):
        return ""
    names = {
        "luck": _("luck"),
        "parameters": _("numbers that are uncertain"),
        "structure": _("how people decide, pairs, who fills places"),
    }
    told = in_a_row(
        _("{part} {share}", part=names[part], share=per_cent(row[part], row[f"{part}_error"])) for part in PARTS
    )
    return _("The spread comes of {parts}.", parts=told)


MOST = 3  # options of which a middle is told


def structures_in_words(found: Structures | None, names: Mapping[str, str]) -> list[str]:
    """A line for each rule that does not agree with the others, or one that says that the answer is the same under all.

    Parameters
    ----------
    names : mapping of str to str
        What options are called.
    """
    if found is None:
        return []
    lines = [_under(found, one, names) for one in found.differing]
    told = [one for one in found.each if not one.few]
    if told and not lines:
        same = _("No clear difference in the answer between the rules by which people may decide: {rules}.",
                 rules=_rules(told))  # fmt: skip
        lines = [same]
    elif lines:
        lines = [_("The rules by which people may decide do not agree."), *lines]
    if found.too_few:
        lines.append(_("Too few worlds to tell it apart by how people decide: {rules}.", rules=_rules(found.too_few)))
    return lines


def _rules(some: Sequence[Under]) -> str:
    return in_a_row(
        ngettext("{rule} ({number} world)", "{rule} ({number} worlds)", one.worlds, rule=said(one.rule)) for one in some
    )


def _under(found: Structures, one: Under, names: Mapping[str, str]) -> str:
    parts = []
    if found.overtaken(one):
        parts.append(_("{option} is first", option=names[one.best or ""]))
    moved = found.moved(one)
    parts += [
        _(
            "{option} {here} people, {whole} in all worlds",
            option=names[option],
            here=to_its_error(one.middles[option], one.errors[option], "+z,.0f"),
            whole=to_its_error(found.whole.middles[option], found.whole.errors[option], "+z,.0f"),
        )
        for option in moved[:MOST]
    ]
    if rest := moved[MOST:]:
        parts.append(ngettext("{number} other differs as well", "{number} others differ as well", len(rest)))
    return _(
        "By the rule “{rule}” ({worlds} worlds): {parts}.",
        rule=said(one.rule),
        worlds=one.worlds,
        parts=in_a_row(parts),
    )
