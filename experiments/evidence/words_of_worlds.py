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
from contagion.experiments.say.sentences import as_borne, between, in_a_row, number, said, to_its_error
from contagion.models.territory.territory import home
from contagion.sim.statistics.spread import FEW, PARTS, interval_of_share

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Comparison
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.structures import Structures, Under
    from contagion.models.scenario import Scenario


def worlds_in_words(made: Comparison, scenarios: Sequence[Scenario]) -> list[str]:
    """How many worlds there were, what they are of, and what of that the scenarios set themselves."""
    ensemble, about = made.worlds.ensemble, made.runs.store.about
    if ensemble.is_one_set:
        return [f"{made.number:,} simulations of one set of values, each with a seed of its own."]
    sets = len({*made.worlds.sets(made.runs.labels["seed"].unique())})
    several = sets != 1
    first = (
        f"{made.number:,} worlds, the same for each scenario: {sets:,} {'different sets' if several else 'set'} of all "
        f"that is uncertain, of those {agreeing(ensemble, about)} ({_title(ensemble)})"
        f"{', each with a seed of its own' if several else ''}."
    )
    if made.runs.again is not None:
        again = made.runs.again.labels["seed"].nunique()
        first += f" {again} are met again with another seed, to tell luck apart."
    lines = [first, *targets_in_short(ensemble.about), *reservations(ensemble, about)]
    lines += [line for scenario in scenarios for line in set_itself(ensemble, scenario)]
    return lines if made.number >= FEW else [*lines, "So few worlds say little of how far the answer spreads."]


def _title(ensemble: Ensemble) -> str:
    return said(ensemble.about.get("title", ensemble.name))


def seeds_are_worlds(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """Where runs are told by seed: what else differs between them; `about` is what is said of the runs."""
    if ensemble.is_one_set:
        return "Each seed is a simulation of one set of values."
    return (
        "Each seed is a world of its own, with a set of all else that is uncertain, of those "
        f"{agreeing(ensemble, about)} ({_title(ensemble)})."
    )


def _are_elsewhere(ensemble: Ensemble, about: Mapping[str, Any]) -> bool:
    """Whether runs are of another territory than was observed, by what is said `about` them."""
    return about.get("territory", home()) != ensemble.territory and not ensemble.is_one_set


def agreeing(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """What the sets of an ensemble have in common, where some runs are by what is said `about` them."""
    if ensemble.is_one_set:
        return "of one set of values"
    observed = "what was observed" + (" elsewhere" if _are_elsewhere(ensemble, about) else "")
    return f"that agree with {observed}" if ensemble.in_reach else f"that come nearest to {observed}, which none meets"


def reservations(ensemble: Ensemble, about: Mapping[str, Any]) -> list[str]:
    """What is to be known of sets of values that some runs were made with: `missed_in_words`, and that they were
    calibrated elsewhere than where the runs are, by what is said `about` these."""
    lines = missed_in_words(ensemble)
    if _are_elsewhere(ensemble, about):
        there = (
            f"The sets were calibrated on {_title(ensemble)}; they are carried over to this territory: an assumption."
        )
        here = (
            f"Nothing was observed here. How much asking does in this place ({PLACE}) is drawn anew for each set, from "
            "how much other places differ, which is known roughly."
        )
        lines += [there, here]
    return lines


def missed_in_words(ensemble: Ensemble) -> list[str]:
    """Under which reading sets of values are taken, and that they miss what was observed, where they do."""
    missed = under_in_words(ensemble)
    if not ensemble.in_reach:
        missed.append(
            f"No set comes within two errors of all that was observed ({_title(ensemble)}): what rests on these rests "
            "on a model that does not fit."
        )
    return missed


def set_itself(ensemble: Ensemble, scenario: Scenario) -> list[str]:
    """What of all that is uncertain a scenario sets itself, if anything."""
    names = ensemble.left_to(scenario)
    return [f"{scenario.name} sets {', '.join(names)} itself, in all worlds."] if names else []


def of_100(share: float) -> str:
    """A share of worlds; never all or none of them by rounding."""
    if 0 < share < 0.01:
        return "fewer than 1"
    if 0.99 < share < 1:
        return "more than 99"
    return number(100 * share, ".0f")


def so_many_worlds(share: float, worlds: float, count_as: float | None = None) -> str:
    """A share of worlds in a sentence: in so many of 100, with the interval that comes of their number, or in so many
    of the `FEW` there are. They count `count_as` that are independent."""
    return _so_many(share, worlds, count_as, " worlds")


def worlds_of(share: float, worlds: float, count_as: float | None = None) -> str:
    """The same as a cell of a table."""
    return _so_many(share, worlds, count_as)


def _so_many(share: float, worlds: float, count_as: float | None, what: str = "") -> str:
    if worlds < FEW:
        some, every = number(share * worlds, ".0f"), int(worlds)
    else:
        some, every = of_100(share), 100
    one = max(round(every * share), int(share > 0)) == 1  # "fewer than 1" is one
    told = f"{some}{what.removesuffix('s') if one else what} of {every}"
    return told if worlds < FEW else _in_brackets(told, share, count_as or worlds)


def share_in_words(share: float, number: float) -> str:
    """A share of so many independent worlds, of 100, and its 95 % interval."""
    return _in_brackets(of_100(share), share, number)


def _in_brackets(told: str, share: float, number: float) -> str:
    """Behind a share what its interval is, unless there is none."""
    if pd.isna(share) or number <= 0:
        return told
    low, high = (f"{100 * end:.0f}" for end in interval_of_share(share, number))
    return told if low == high else f"{told} ({between(low, high)})"


def spread_table(
    rows: list[dict[str, Any]], names: list[str], head: str, form: str = "+z,.0f", above: float = 0.0
) -> pd.DataFrame:
    """The median of differences, half of the worlds, the 90 % range, the verdict, and how often there is more than is
    asked; a row each, whose values are of `sim.statistics.spread.difference`."""

    def ends(low: str, high: str) -> list[str]:
        forms = ((row, row["p50_error"], row.get("form", form)) for row in rows)
        return [between(to_its_error(row[low], *how), to_its_error(row[high], *how)) for row, *how in forms]

    few = bool(rows) and rows[0]["worlds"] < FEW
    asked = {f"above {above:,g} in": [often(row["above"], row["worlds"]) for row in rows]}
    return pd.DataFrame(
        {
            head: names,
            "median": ends("p50", "p50"),
            "half of the simulations": ends("p25", "p75"),
            "lowest to highest" if few else "90 % range": ends("p5", "p95"),
            "difference": [verdict_in_words(row) for row in rows],
            **(asked if above else {}),
        }
    )


def per_cent(share: float, error: float) -> str:
    """A share, without digits that its error does not bear; a dash where it is not known."""
    return "–" if pd.isna(share) else number(as_borne(100 * share, 100 * error) / 100, ".0%")


def parts_in_words(row: dict[str, Any]) -> str:
    """What a spread comes of; nothing where that is not known."""
    if pd.isna(row["luck"]):
        return ""
    names = ("luck", "numbers that are uncertain", "how people decide, pairs, who fills places")
    shares = (per_cent(row[part], row[f"{part}_error"]) for part in PARTS)
    return f"The spread comes of {in_a_row(map(' '.join, zip(names, shares, strict=True)))}."


MOST = 3  # options of which a middle is told


def structures_in_words(found: Structures | None, names: Mapping[str, str]) -> list[str]:
    """A line for each rule that does not agree with the others, or one that says that the answer is the same under all;
    `names` are what options are called."""
    if found is None:
        return []
    lines = [_under(found, one, names) for one in found.differing]
    if lines:
        lines = ["The rules by which people may decide do not agree.", *lines]
    elif told := [one for one in found.each if not one.few]:
        lines = [f"No clear difference in the answer between the rules by which people may decide: {_rules(told)}."]
    if found.too_few:
        lines.append(f"Too few worlds to tell it apart by how people decide: {_rules(found.too_few)}.")
    return lines


def _rules(some: Sequence[Under]) -> str:
    return in_a_row(f"{one.rule} ({one.worlds} {'world' if one.worlds == 1 else 'worlds'})" for one in some)


def _under(found: Structures, one: Under, names: Mapping[str, str]) -> str:
    def middle(of: Under, option: str) -> str:
        return to_its_error(of.middles[option], of.errors[option], "+z,.0f")

    moved = found.moved(one)
    parts = [f"{names[one.best or '']} is first"] if found.overtaken(one) else []
    parts += [
        f"{names[name]} {middle(one, name)} people, {middle(found.whole, name)} in all worlds" for name in moved[:MOST]
    ]
    if rest := len(moved[MOST:]):
        parts.append(f"{rest} {'other differs' if rest == 1 else 'others differ'} as well")
    return f"By the rule “{one.rule}” ({one.worlds} worlds): {in_a_row(parts)}."
