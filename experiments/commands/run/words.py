"""A run in plain words, for the terminal."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.say.asked import asked_in_words, elsewhere, in_force, words_of
from contagion.experiments.say.money import prices
from contagion.experiments.say.numbers import in_lines, number, paragraphs, table_lines, two_digits
from contagion.experiments.say.sentences import _, counted, listed, ngettext, said
from contagion.models.outcomes.shortages import IN_WORDS, NOTHING, TRAINING_IN_WORDS
from contagion.models.parameters.sections.money import Costs
from contagion.models.runs.figures import others_alone, others_by_year, shortages
from contagion.models.runs.simulation import Again
from contagion.models.scenarios.scenario import FOLDER

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results


def in_words(results: Results, scenario: Scenario, territory: Territory) -> str:
    """The summary of a run."""
    made = results.summary
    place = _(
        "{communes}, {residents:,} residents aged 15 and over; {years}, seed {seed}",
        communes=counted(len(territory), "commune"),
        residents=int(territory.residents.sum()),
        years=counted(made["years"], "year"),
        seed=made["seed"],
    )
    head = [words_of(scenario).title, place, *paragraphs([*asked_in_words(scenario), *in_force(results)])]
    cost = what_it_cost(results, scenario)
    avoided = avoided_in_words(
        results.tables["footprint"], made["cost_total"], alternatives=bool(scenario.parameters.alternative)
    )
    if others_alone(results):
        table, told = _years_of_others(results), [_others_alone(results), cost, avoided]
    else:
        table, told = _years(results), [story(made), cost, what_was_short(results, scenario), avoided]
    told += _beside(results)
    return "\n".join([*head, "", *table, *(line for text in told for line in ("", *in_lines(text)))])


def _years(results: Results) -> list[str]:
    """The years of the programme's own groups."""
    weeks = results.tables["weeks"]
    years = weeks.groupby(weeks["week"] // 52 + 1).last()
    columns = {
        _("year"): years.index,
        _("people reached"): years["participants"],
        _("in the year"): years["participants"].diff().fillna(years["participants"]).astype(int),
        _("groups started"): years["groups_started"],
        _("trained"): years["facilitators_trained"],
        _("active facilitators"): years["facilitators_active"],
        _("waiting list"): years["waiting"],
    }
    return table_lines(pd.DataFrame(columns))


def _years_of_others(results: Results) -> list[str]:
    """The years of alternative programmes that take the place of the groups."""
    years = others_by_year(results)
    columns = {
        _("year"): years.index,
        _("people reached"): years["participants"].cumsum(),
        _("in the year"): years["participants"],
        _("groups started"): years["groups"].cumsum(),
        _("trained"): years["leaders_trained"].cumsum(),
        _("active leaders"): years["leaders_active"],
    }
    return table_lines(pd.DataFrame(columns))


def _others_alone(results: Results) -> str:
    """What came of alternative programmes that take the place of the groups, in all."""
    years = others_by_year(results)
    names = (_("“{name}”", name=said(name)) for name in results.tables["alternatives"]["programme"].unique())
    return ngettext(
        "{number:,} person took part in {groups} of {names}, which took the place of the programme's own groups: there "
        "were no facilitators. What was short is told of the programme's own groups alone.",
        "{number:,} people took part in {groups} of {names}, which took the place of the programme's own groups: there "
        "were no facilitators. What was short is told of the programme's own groups alone.",
        int(years["participants"].sum()),
        groups=counted(int(years["groups"].sum()), "group"),
        names=listed(names),
    )


def _beside(results: Results) -> list[str]:
    """A sentence for each alternative programme."""
    out = []
    for name, years in results.tables["alternatives"].groupby("programme", sort=False):
        total, by_year = years.sum(numeric_only=True), ", ".join(number(int(n)) for n in years["participants"])
        out.append(
            _(
                "Alternative programme “{name}”: {participants} in {groups} ({by_year} a year), {hours} of theirs; "
                "{leaders}, {active:,} active at the end.",
                name=said(str(name)),
                participants=counted(int(total["participants"]), "participant"),
                groups=counted(int(total["groups"]), "group"),
                by_year=by_year,
                hours=counted(int(total["hours"]), "hour"),
                leaders=ngettext(
                    "{number:,} leader trained", "{number:,} leaders trained", int(total["leaders_trained"])
                ),
                active=int(years["leaders_active"].iloc[-1]),
            )
        )
    return out


LONG = 20  # years from which on times that are over are not the short ones alone


def story(made: dict[str, Any]) -> str:
    """The people of a run: reached, wishing to facilitate, trained, active."""
    told = [
        ngettext(
            "{number:,} person came to {groups} in {communes}, from {homes}; {completers:,} completed.",
            "{number:,} people came to {groups} in {communes}, from {homes}; {completers:,} completed.",
            made["participants"],
            groups=counted(made["groups_started"], "group"),
            communes=counted(made["communes_reached"], "commune"),
            homes=counted(made["communes_with_participants"], "commune"),
            completers=made["completers"],
        ),
        ngettext(
            "{number:,} of them wished to facilitate.", "{number:,} of them wished to facilitate.", made["aspirants"]
        ),
        ngettext(
            "{number:,} facilitator was trained, {from_groups:,} of them from groups; {active:,} are active at the "
            "end.",
            "{number:,} facilitators were trained, {from_groups:,} of them from groups; {active:,} are active at the "
            "end.",
            made["facilitators_trained"],
            from_groups=made["facilitators_from_groups"],
            active=made["facilitators_active"],
        ),
    ]
    if own := made["groups_in_house"]:
        told.append(
            ngettext(
                "{number:,} of the groups was held inside a partner, for its own members.",
                "{number:,} of the groups were held inside a partner, for its own members.",
                own,
            )
        )
    if cancelled := made["groups_cancelled"]:
        told.append(
            ngettext(
                "{number:,} group that had opened found too few people and was cancelled.",
                "{number:,} groups that had opened found too few people and were cancelled.",
                cancelled,
            )
        )
    return " ".join([*told, *_what_feeds_it(made)])


def _what_feeds_it(made: dict[str, Any]) -> list[str]:
    """What each facilitator and each participant gave rise to, and for how long it would last."""
    told = []
    if (others := made["r_facilitators"]) is not None:
        told.append(_others(others, short=made["years"] < LONG))
    if (share := made["r_participants"]) is not None:
        told.append(_("{share:.0%} of the participants came by a personal invitation.", share=share))
    if (years := made.get("autonomy_years")) is not None:
        time = _("more than {years:g} years", years=years) if made["autonomy_longer"] else _in_years(years)
        told.append(_("If outside inputs stopped now, groups would go on starting for {time}.", time=time))
    return told


def _others(others: float, short: bool) -> str:
    """How many a facilitator gave rise to; a short run says so. French has the singular of what is below two."""
    if short:
        return ngettext(
            "A facilitator whose time is over gave rise to {others:.2f} others on average (in so short a run, times "
            "that are over are the short ones).",
            "A facilitator whose time is over gave rise to {others:.2f} others on average (in so short a run, times "
            "that are over are the short ones).",
            int(others),
            others=others,
        )
    return ngettext(
        "A facilitator whose time is over gave rise to {others:.2f} others on average.",
        "A facilitator whose time is over gave rise to {others:.2f} others on average.",
        int(others),
        others=others,
    )


def _in_years(years: float) -> str:
    """Years and parts of one. French has the singular of what is below two."""
    return ngettext("{years:.1f} years", "{years:.1f} years", int(years), years=years)


def what_it_cost(results: Results, scenario: Scenario) -> str:
    """The cost of a run, for each person as well, the time that was given, and what there was no money for."""
    made, costs = results.summary, scenario.parameters.costs
    cost = (
        _("It cost {euros:,.0f} € of {year} at placeholder prices", euros=made["cost_total"], year=costs.price_year)
        if costs == Costs()
        else _(
            "It cost {euros:,.0f} € of {year} at the scenario's prices", euros=made["cost_total"], year=costs.price_year
        )
    )
    each = ", ".join(_for_each(made))
    told = [_("{cost}: {each}.", cost=cost, each=each) if each else _("{cost}.", cost=cost)]
    if costs.discount_per_year:
        told.append(
            _(
                "Discounted at {rate:.3g} a year it is {euros:,.0f} €.",
                rate=costs.discount_per_year,
                euros=made["cost_present_value"],
            )
        )
    told.append(_("Besides, volunteers and participants gave {hours:,.0f} hours.", hours=made["volunteer_hours"]))
    if undone := int(results.tables["weeks"]["unpaid"].sum()):
        told.append(
            ngettext(
                "For want of money {number:,} thing was not done (a group that waits counts once a week).",
                "For want of money {number:,} things were not done (a group that waits counts once a week).",
                undone,
            )
        )
    return " ".join(told)


def _for_each(made: dict[str, Any]) -> list[str]:
    """What it cost for each person."""
    people, completers = made["cost_per_participant"], made["cost_per_completer"]
    years, told = made["cost_per_active_facilitator_year"], []
    if people is not None:
        told.append(_("{euros:,.0f} € a participant", euros=people))
    if completers is not None:
        told.append(_("{euros:,.0f} € a completer", euros=completers))
    if years is not None:
        told.append(_("{euros:,.0f} € for each year of an active facilitator", euros=years))
    return told


def what_was_short(results: Results, scenario: Scenario) -> str:
    """What was short; what would have helped is what another command says."""
    found = shortages(results)
    shares = [short[short != NOTHING].value_counts(normalize=True).to_dict() for _column, short in found.items()]
    groups, training = (_by_share(*one) for one in zip(shares, (IN_WORDS, TRAINING_IN_WORDS), strict=True))
    told = [
        _("What was short, week by week over the last year: {shortages} of the weeks.", shortages=groups)
        if groups
        else _("What was short, week by week over the last year: there were neither seats in groups nor registrations.")
    ]
    if training:
        told.append(_("By the sessions at the end of their periods, {shortages}.", shortages=training))
    if (idle := results.summary["time_without_partner"]) is not None:
        told.append(_("Facilitators looked for a partner in vain for {idle:.0%} of their time.", idle=idle))
    return " ".join([*told, _what_to_ask(scenario)])


def _what_to_ask(scenario: Scenario) -> str:
    shipped = scenario.source in ("", str(FOLDER / f"{scenario.name}.toml"))
    command = f"contagion limits {scenario.name if shipped else scenario.source}"
    if scenario.set_over or elsewhere(scenario):
        return _(
            "One run is one possible course. What would have helped is another question: {command} (with the same "
            "options)",
            command=command,
        )
    return _("One run is one possible course. What would have helped is another question: {command}", command=command)


def _by_share(shares: dict[str, float], words: dict[str, str]) -> str:
    """What there was, the most of the time first; what there hardly was is left out."""
    told = sorted(((share, name) for name, share in shares.items() if share >= 0.005), reverse=True)
    return ", ".join(_("{shortage} ({share:.0%})", shortage=said(words[name]), share=share) for share, name in told)


def avoided_in_words(footprint: pd.DataFrame, euros: float | None = None, alternatives: bool = False) -> str:
    """What a run saved, as a range and with what it rests on, and what each tonne cost.

    Parameters
    ----------
    footprint : DataFrame
        The table `footprint` of a run.
    euros : float, optional
        What the run cost.
    alternatives : bool
        Whether there are other programmes than the groups.
    """
    last = footprint.iloc[-1]
    low, middle, high = (two_digits(last[f"cumulative_{name}"]) for name in ("p5", "p50", "p95"))
    if not last["cumulative_p95"]:
        return _("Nobody has completed or left a group, so no emissions were avoided.")
    told = [
        _(
            "Emissions avoided in {years}: {low} to {high} t CO2e (5 and 95 % of draws; half lie above {middle}).",
            years=counted(int(last["year"]), "year"),
            low=low,
            high=high,
            middle=middle,
        ),
        _(
            "This is no measurement: it rests on what participants said of themselves in one study with a control "
            "group, in Switzerland, and on assumptions about how much of that is real, how it fades and what is lost "
            "or added at home. The range is that of these assumptions for this one run; other runs differ too. "
            "Emissions that fall anyway are not counted."
        ),
    ]
    if alternatives:
        told.append(_("What a participant of an alternative programme saves is an assumption throughout."))
    if euros is not None:
        told.append(_a_tonne(euros, last["cumulative_p5"], last["cumulative_p95"]))
    return " ".join(told)


def _a_tonne(euros: float, low: float, high: float) -> str:
    """The cost of a tonne: the more was avoided, the less it cost."""
    return _(
        "In these years a tonne avoided cost {range} € (5 and 95 %); savings go on afterwards.",
        range=prices(*(euros / saved if saved else inf for saved in (high, low))),
    )


def differences_in_words(again: Again) -> str:
    """A line for each figure that differs, or one that says that none does."""
    names = again.differing
    if not names:
        return _("All {number} figures are what they were.", number=len(again.now))
    rows = [(name, _said(again.before.get(name)), _said(again.now[name])) for name in names if name != "footprint"]
    rows.insert(0, (_("figure"), _("before"), _("now")))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{name:{wide[0]}}  {before:>{wide[1]}}  {now:>{wide[2]}}" for name, before, now in rows]
    same = len(again.now) - len(names)
    if "footprint" in names:
        note = _("The other {number} figures are what they were; the yearly footprint differs as well.", number=same)
    else:
        note = _("The other {number} figures are what they were.", number=same)
    return "\n".join((*lines, "", note))


def _said(value: Any) -> str:
    if value is None:
        return _("none")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_said(part)}" for name, part in value.items())
    if isinstance(value, float):
        return number(value, ",.4g" if abs(value) < 1000 else ",.0f")
    return number(value) if isinstance(value, int) else str(value)
