"""What an ensemble is, and what its sets make of that which was observed; in which worlds and under which reading
something was answered, how far the answer spreads over them, what the spread comes of, and whether the answer is
another under each rule by which people decide.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.evidence.ensemble import PLACE, TOP_UP, is_other_reading, predicted_of
from contagion.experiments.evidence.readings import FIGURES, READINGS, Reading, falls
from contagion.experiments.say.differences import often, verdict_in_words
from contagion.experiments.say.sentences import (
    N_,
    WIDTH,
    _,
    as_borne,
    between,
    in_a_row,
    in_lines,
    indicator,
    looked_up,
    number,
    paragraphs,
    said,
    table_in_words,
    to_its_error,
)
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.territory.territory import home
from contagion.sim.statistics.spread import FEW, PARTS, interval_of_share

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Comparison, Standing
    from contagion.experiments.evidence.ensemble import Ensemble
    from contagion.experiments.evidence.worlds import Structures, Under
    from contagion.models.scenario import Scenario


def figure_in_words(row: Mapping[str, Any]) -> str:
    """Name an observed figure for readers."""
    name, year = indicator(row["indicator"]), f", year {row['year']}"
    if not row.get("per"):
        return f"{name}{year}"
    under = indicator(row["per"])
    return (
        f"{name} / {under}{year}" if row.get("per_year") is None else f"{name}{year} / {under}, year {row['per_year']}"
    )


def beside_targets(about: Mapping[str, Any]) -> pd.DataFrame:
    """Tabulate the observed figures, and what one run of a set makes of them; empty if that is not known."""
    rows = predicted_of(about)
    return pd.DataFrame(
        {
            "observed": [figure_in_words(row) for row in rows],
            "value": [_span(_short(row["low"]), _short(row["high"])) for row in rows],
            "error of reading": [f"± {_short(row['error'])}" for row in rows],
            "error of the model": [f"± {_short(row['discrepancy'])}" for row in rows],
            "one run: 5 of 100": [_short(row["p5"]) for row in rows],
            "50": [_short(row["p50"]) for row in rows],
            "95": [_short(row["p95"]) for row in rows],
            "of it chance": [f"± {_short(row['luck'])}" for row in rows],
            "observed lies at": [_where(row) for row in rows],
        }
    )


def how_to_read() -> str:
    """Explain the columns."""
    return (
        "Beside each figure that was observed stands what the sets make of it in one run, with seeds that nothing was "
        "fitted with. Errors and chance are standard deviations. The last column says how many of 100 such runs, read "
        "with these errors, would have given less than was observed."
    )


def targets_in_short(about: Mapping[str, Any]) -> list[str]:
    """Summarise `beside_targets` in a sentence to show with answers; nothing if it is not known."""
    rows = [
        f"{figure_in_words(row)}: {_short(row['p5'])} to {_short(row['p95'])}, middle {_short(row['p50'])} (observed "
        f"{_span(_short(row['low']), _short(row['high']))}, at {_where(row)} of 100)"
        for row in predicted_of(about)
    ]
    return [f"What one run of these sets makes of what was observed: {in_a_row(rows)}."] if rows else []


def other_reading(about: Mapping[str, Any]) -> list[str]:
    """State that an answer rests on the other reading of what was published, for its first line; else nothing."""
    if not is_other_reading(about):
        return []
    return [
        _(
            "By another reading than usual of what was published: {title} (ensemble {name}, not {usual}).",
            title=said(about.get("title", "")),
            name=about.get("targets"),
            usual=ENSEMBLE,
        )
    ]


def ensemble_in_words(ensemble: Ensemble) -> str:
    """Describe an ensemble, and what its sets make of what was observed."""
    about, number = ensemble.about, len(ensemble)
    title = said(about.get("title", ensemble.name))
    lines = in_lines(f"{ensemble.name}: {title}. {number:,} {'set' if number == 1 else 'sets'} of values.")
    if command := about.get("command"):
        lines += in_lines(f"Made by `{command}`.")
    table = beside_targets(about)
    missing = in_lines("What its sets make of what was observed is not kept in it.")
    return "\n".join([*lines, *(missing if table.empty else ["", table_in_words(table)])])


def ensembles_in_words(ensembles: Iterable[Ensemble]) -> str:
    """One after the other, the usual one first, and how to read what is said of them."""
    parts = [ensemble_in_words(one) for one in sorted(ensembles, key=lambda one: (one.name != ENSEMBLE, one.name))]
    usual = f"Where no other is asked for, answers are over {ENSEMBLE}."
    return "\n\n".join([*parts, "\n".join(paragraphs([how_to_read(), usual]))])


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"), ",g")


def _where(row: Mapping[str, Any]) -> str:
    """Below which the observed lies: a share of 100, or two for a range."""
    return _span(*(number(100 * row[name], ".0f") for name in ("below_low", "below_high")))


def _span(low: str, high: str) -> str:
    return low if low == high else between(low, high)


def listed_in_words(width: int = WIDTH) -> str:
    """Each reading: its title and name, what it takes to be so, what it sets, which others it excludes, its source."""
    about = "Other accounts of how things work, one at a time, each with its source."
    return "\n\n".join(["\n".join(textwrap.wrap(about, width)), *(_entry(one, width) for one in READINGS.values())])


def _entry(one: Reading, width: int) -> str:
    others = [other.name for other in READINGS.values() if one.excludes(other)]
    texts = [
        _capital(f"{said(one.says)}."),
        f"Sets {', '.join(f'{name} = {value}' for name, value in one.all.items())}.",
    ]
    texts += ["Changes what is said of emissions alone."] if one.of_emissions_alone else []
    texts += [f"Excludes {', '.join(others)}."] if others else []
    within = textwrap.TextWrapper(width, initial_indent="    ", subsequent_indent="    ")
    lines = textwrap.wrap(f"{_capital(said(one.title))} ({one.name})", width)
    return "\n".join([*lines, *(line for text in [*texts, f"Source: {one.source}."] for line in within.wrap(text))])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def under_in_words(ensemble: Ensemble | None) -> list[str]:
    """Under which reading an ensemble is, if it is under one: what that takes to be so, and who says so."""
    if ensemble is None or (reading := ensemble.reading) is None:
        return []
    says = {"title": said(reading.title), "name": reading.name, "says": said(reading.says), "source": reading.source}
    return [_("Under the reading “{title}” ({name}): {says}. Source: {source}.", **says)]


def under_in_short(ensemble: Ensemble) -> list[str]:
    """Under which reading something is answered, if it is under one."""
    one = ensemble.reading
    return [f"Under the reading “{said(one.title)}” ({one.name})."] if one else []


# ---- in how many a headline stands -----------------------------------------------------------------------------------


def standing_in_words(found: Standing, labels: Mapping[str, str] | None = None, in_full: bool = True) -> list[str]:
    """State in how many readings the headline stands, and under which it falls, one line per scenario and figure;
    `in_full` also says how it falls, and what was not asked."""
    called = labels or {}
    lines = [
        _line(called.get(one.name, one.name), figure, *found.of(one.name, figure), in_full)
        for one in found.scenarios[1:]
        for figure in FIGURES
    ]
    return lines + [_("Not asked: {why}.", why=said(one.line)) for one in found.left_out if in_full]


def _line(scenario: str, figure: str, headline: dict[str, Any], readings: list[dict[str, Any]], in_full: bool) -> str:
    told = {
        ("people", 0): N_("{scenario}: as many people, so that there is no difference to stand."),
        ("people", 1): N_("{scenario}: more people"),
        ("people", -1): N_("{scenario}: fewer people"),
        ("tco2e", 0): N_("{scenario}: as much avoided, so that there is no difference to stand."),
        ("tco2e", 1): N_("{scenario}: more avoided"),
        ("tco2e", -1): N_("{scenario}: less avoided"),
    }
    middle = headline["middle"]
    first = looked_up(told[figure, (middle > 0) - (middle < 0)], scenario=scenario)
    if middle == 0:
        return first
    fallen = falls(readings)
    stands = _(
        "{first}, which stands in {stand} of {readings} readings.",
        first=first,
        stand=len(readings) - len(fallen),
        readings=len(readings),
    )
    parts = [_falls(figure, reading, row) for reading, row in fallen if in_full]
    return " ".join([stands, _("It falls if {parts}.", parts=in_a_row(parts))]) if parts else stands


def _falls(figure: str, reading: Reading, row: dict[str, Any]) -> str:
    return _(
        "{title} (median {middle} {unit}, more in {share} of {worlds} simulations)",
        title=said(reading.title),
        middle=number(row["middle"], "+z,.0f"),
        unit=_("people") if figure == "people" else _("t CO2e"),
        share=round(row["above_zero"] * row["worlds"]),
        worlds=row["worlds"],
    )


def worlds_in_words(made: Comparison, scenarios: Sequence[Scenario]) -> list[str]:
    """How many worlds there were, what they are of, and what of that the scenarios set themselves."""
    ensemble, about = made.worlds.ensemble, made.runs.store.about
    if ensemble.is_one_set:
        return [f"{made.number:,} simulations of one set of values, each with a seed of its own."]
    sets = len({*made.worlds.sets(made.runs.labels["seed"].unique())})
    several = sets != 1
    first = (
        f"{made.number:,} simulations, the same for each scenario: {sets:,} {'different sets' if several else 'set'} "
        f"of all that is uncertain, of those {agreeing(ensemble, about)} "
        f"({_title(ensemble)}){', each with a seed of its own' if several else ''}."
    )
    if made.runs.again is not None:
        again = made.runs.again.labels["seed"].nunique()
        first += f" {again} are run again with another seed, to see what chance does."
    lines = [first, *targets_in_short(ensemble.about), *reservations(ensemble, about)]
    lines += [line for scenario in scenarios for line in set_itself(ensemble, scenario)]
    return lines if made.number >= FEW else [*lines, "So few simulations say little of how far the answer spreads."]


def simulations_in_short(ensemble: Ensemble, about: Mapping[str, Any], number: int) -> list[str]:
    """Describe the simulations of a short answer, and their limits; `about` describes its runs."""
    of = "one parameter set, which differ by chance alone" if ensemble.is_one_set else f"the ensemble {ensemble.name}"
    lines = [f"{number:,} simulations of {of}.", *under_in_short(ensemble)]
    if not ensemble.in_reach:
        lines.append("No parameter set fits all that was observed: these come nearest.")
    if _are_elsewhere(ensemble, about):
        lines.append("Nothing was observed here: parameter sets of another place are carried over.")
    return [" ".join([*lines, *(["So few say little of how far the answer spreads."] if number < FEW else [])])]


def _title(ensemble: Ensemble) -> str:
    return said(ensemble.about.get("title", ensemble.name))


def seeds_are_worlds(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """Where runs are told by seed: what else differs between them; `about` is what is said of the runs."""
    if ensemble.is_one_set:
        return "Each seed is a simulation of one set of values."
    return (
        "Each seed is a simulation of its own, with a set of all else that is uncertain, of those "
        f"{agreeing(ensemble, about)} ({_title(ensemble)})."
    )


def _are_elsewhere(ensemble: Ensemble, about: Mapping[str, Any]) -> bool:
    """Whether runs are of another territory than was observed, by what is said `about` them."""
    return about.get("territory", home()) != ensemble.territory and not ensemble.is_one_set


def agreeing(ensemble: Ensemble, about: Mapping[str, Any]) -> str:
    """Describe what the sets of an ensemble have in common, for runs that `about` describes."""
    if ensemble.is_one_set:
        return "of one set of values"
    observed = "what was observed" + (" elsewhere" if _are_elsewhere(ensemble, about) else "")
    return f"that agree with {observed}" if ensemble.in_reach else f"that come nearest to {observed}, which none meets"


def reservations(ensemble: Ensemble, about: Mapping[str, Any]) -> list[str]:
    """List reservations on the sets that some runs were made with: `missed_in_words`, and whether they were calibrated
    elsewhere than where the runs, described in `about`, take place."""
    lines = missed_in_words(ensemble)
    if _are_elsewhere(ensemble, about):
        lines.append(
            f"The sets were calibrated on {_title(ensemble)}; they are carried over to this territory: an assumption."
        )
        lines.append(
            f"Nothing was observed here. How much asking does in this place ({PLACE}) is drawn again for each set, "
            f"from how much other places differ, which is known roughly; and who fills places left over ({TOP_UP})."
        )
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
    """State which uncertain parameters a scenario sets itself, if any."""
    names = ensemble.left_to(scenario)
    return [f"{scenario.name} sets {', '.join(names)} itself, in all simulations."] if names else []


def of_100(share: float) -> str:
    """Format a share of simulations out of 100; never all or none by rounding."""
    if 0 < share < 0.01:
        return "fewer than 1"
    if 0.99 < share < 1:
        return "more than 99"
    return number(100 * share, ".0f")


def so_many_worlds(share: float, worlds: float, count_as: float | None = None) -> str:
    """Format a share of simulations for a sentence: so many of 100, with the interval due to their number, or so many
    of all if they are fewer than `FEW`. They amount to `count_as` independent ones."""
    return worlds_of(share, worlds, count_as, " simulations")


def worlds_of(share: float, worlds: float, count_as: float | None = None, what: str = "") -> str:
    """Format a share of simulations for the cell of a table; `what` names them, if given."""
    if worlds < FEW:
        some, every = number(share * worlds, ".0f"), int(worlds)
    else:
        some, every = of_100(share), 100
    one = max(round(every * share), int(share > 0)) == 1  # "fewer than 1" is one
    told = f"{some}{what.removesuffix('s') if one else what} of {every}"
    return told if worlds < FEW else _in_brackets(told, share, count_as or worlds)


def share_in_words(share: float, number: float) -> str:
    """Format a share of so many independent simulations, out of 100, with its 95 % interval."""
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
    """Tabulate differences (`sim.statistics.spread.difference`), one row each: median, 50 % range, 90 % range, verdict,
    and how often they exceed `above`."""

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
    """Format a share without digits that its error does not support; a dash if it is not known."""
    return "–" if pd.isna(share) else number(as_borne(100 * share, 100 * error) / 100, ".0%")


def parts_in_words(row: dict[str, Any]) -> str:
    """State the sources of a spread; nothing if they are not known."""
    if pd.isna(row["luck"]):
        return ""
    names = ("luck", "numbers that are uncertain", "how people decide, pairs, who fills places")
    shares = (per_cent(row[part], row[f"{part}_error"]) for part in PARTS)
    return f"The spread comes from {in_a_row(map(' '.join, zip(names, shares, strict=True)))}."


MOST = 3  # options of which a middle is told


def structures_in_words(found: Structures | None, names: Mapping[str, str]) -> list[str]:
    """Describe each rule that does not agree with the others in one line, or state that the answer is the same under
    all; `names` are what options are called."""
    if found is None:
        return []
    lines = [_under(found, one, names) for one in found.differing]
    if lines:
        lines = ["The rules by which people may decide do not agree.", *lines]
    elif told := [one for one in found.each if not one.few]:
        lines = [f"No clear difference in the answer between the rules by which people may decide: {_rules(told)}."]
    if found.too_few:
        lines.append(f"Too few simulations to tell it apart by how people decide: {_rules(found.too_few)}.")
    return lines


def _rules(some: Sequence[Under]) -> str:
    return in_a_row(f"{one.rule} ({one.worlds} {'world' if one.worlds == 1 else 'worlds'})" for one in some)


def _under(found: Structures, one: Under, names: Mapping[str, str]) -> str:
    def middle(of: Under, option: str) -> str:
        return to_its_error(of.middles[option], of.errors[option], "+z,.0f")

    moved = found.moved(one)
    parts = [f"{names[one.best or '']} is first"] if found.overtaken(one) else []
    parts += [
        f"{names[name]} {middle(one, name)} people, {middle(found.whole, name)} in all simulations"
        for name in moved[:MOST]
    ]
    if rest := len(moved[MOST:]):
        parts.append(f"{rest} {'other differs' if rest == 1 else 'others differ'} as well")
    return f"By the rule “{one.rule}” ({one.worlds} simulations): {in_a_row(parts)}."
