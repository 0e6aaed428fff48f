"""What a yearly sum buys, for the terminal, and what mixes of levers buy, wherever it is said."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.commands.compare.costs import break_even_in_words
from contagion.experiments.commands.spend.mixes import BASE, STANDING
from contagion.experiments.commands.spend.words_of_mixes import (
    best_by,
    bought_in_short,
    buys,
    headlines,
    rests_on,
    scenario_words,
)
from contagion.experiments.commands.spend.work import base_budget
from contagion.experiments.evidence.lived import as_option
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.evidence.short_model import short_model_in_words
from contagion.experiments.evidence.words_of_numbers import part_in_words
from contagion.experiments.evidence.words_of_worlds import (
    reservations,
    simulations_in_short,
    spread_table,
    structures_in_words,
)
from contagion.experiments.evidence.worlds import Structures, Worlds, means_of, under_rules
from contagion.experiments.say.answers import Answer, difference_table
from contagion.experiments.say.asked import asked_in_words, quoted, title
from contagion.experiments.say.differences import (
    PAYERS,
    actions_in_words,
    ahead_of,
    cell,
    change,
    named,
    price_of,
    prices,
    tonnes_for,
    verdict_in_words,
    verdict_that_there_is_more,
)
from contagion.experiments.say.differences import item as item_in_words
from contagion.experiments.say.languages import ENGLISH, FRENCH
from contagion.experiments.say.sentences import (
    N_,
    _,
    between,
    counted,
    in_a_row,
    in_lines,
    listed,
    number,
    paragraphs,
    rounded,
    said,
    signed,
    table_in_words,
    to_its_error,
    two_digits,
)
from contagion.models.parameters.sections.money import FUNDERS, ITEMS
from contagion.models.runs.figures import half_width
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Portfolio, Spending
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory


MUCH = 0.1  # of the sum, from which on what is left of it is said


AHEAD = {
    "people": N_("In these simulations {place} brings the most people on average."),
    "robust": N_("In these simulations {place} is the most robust."),
    "communes": N_("In these simulations {place} reaches the most communes."),
}


def in_words(spending: Spending) -> str:
    """Return the portfolios for the terminal: what they bring, buy and cost, and what would overturn each of them."""
    about = [
        *asked_in_words(spending.scenario),
        _question(spending),
        *reservations(spending.ensemble, spending.runs.store.about),
    ]
    years = counted(spending.years, "year")
    within = _(
        "Two things keep within the sum. The plan: what is bought costs at most {budget:,.0f} € a year as if all seats "
        "were taken. And the ledger: on average the whole programme costs at most {budget:,.0f} € a year more than "
        "without it, the groups that follow from it included; in a simulation of many groups it costs more.",
        budget=spending.market.budget,
    )
    lines = paragraphs(
        [
            " ".join([*_break_even(spending), *headlines(spending), *_of_short_model(spending)]),
            *about,
            *as_it_is(spending),
            within,
        ]
    )
    names = zip((one.name for one in spending.portfolios), _names(spending), strict=True)
    rows = spending.table.to_dict("records")
    gained = spread_table(
        [named(row, "gained") for row in rows], _names(spending), "people gained", above=spending.above
    )
    gained["communes"] = [cell(named(row, "communes"), change) for row in rows]
    rules = structures_in_words(of_spent(spending), dict(names))  # whether it is the same under each rule of deciding
    lines += ["", table_in_words(gained), "", *paragraphs([ranking(spending), *rules])]
    lines += ["", *for_the_euros(spending)]
    for place in range(1, len(spending.portfolios) + 1):
        lines += ["", *paragraphs(portfolio_in_words(spending, place))]
    lines += ["", *in_lines(f"Robustness, with the mean: people reached in {years}.")]
    means = (
        "Worst tenth: the mean of the tenth of the simulations with the fewest people. Regret: people fewer than by "
        "the best of those compared here in the same simulation, 90 of 100 simulations below it. Enough: at least "
        f"{spending.judged.enough:,.0f} people, what is reached in half of the simulations as it is."
    )
    lines += ["", table_in_words(criteria(spending)), "", *in_lines(means), ""]
    costs = "Cost by item, € a year more than without, on average:"
    lines += [*in_lines(costs), "", table_in_words(by_item(spending)), "", *paragraphs(notes(spending))]
    return "\n".join(lines)


def in_short(spending: Spending) -> Answer:
    """State what the first mix brings and buys, with a table of one row per mix."""
    first, rows = spending.portfolios[0], spending.table.to_dict("records")
    gained = dict(zip(_names(spending), (named(row, "gained") for row in rows), strict=True))
    table = difference_table("best by", "people", gained, spending.above)
    table.insert(2, "€ a year", [two_digits(row["euros"], "+") for row in rows])
    table["it buys"] = [bought_in_short(spending.market, one.steps) for one in spending.portfolios]
    buying = f"It buys: {buys(spending.market, first.steps)}."
    notes = simulations_in_short(spending.ensemble, spending.runs.store.about, spending.judged.worlds)
    return Answer(
        [*_break_even(spending), *headlines(spending), buying, *_of_short_model(spending)],
        table,
        notes,
        list(gained.values()),
    )


def _break_even(spending: Spending) -> list[str]:
    """At which price the first mix and its rival would bring as many people for the same euros."""
    first, judged = spending.portfolios[0], spending.judged
    if not first.rival:
        return []
    mixes = {first.name: first.steps, first.rival: spending.market.steps_for(judged.shares[first.rival])}
    names = {name: bought_in_short(spending.market, steps) for name, steps in mixes.items()}
    if len({*names.values()}) < len(names):
        names[first.rival] = f"next best: {names[first.rival]}"
    euros = {names[name]: pd.Series({one: judged.more(one).loc[name].mean() for one in ITEMS}) for name in mixes}
    gained = judged.more("people").loc[[*mixes]].mean(axis=1).rename(names)
    return [break_even_in_words(gained, euros, spending.scenario.parameters.costs, "people")]


def _of_short_model(spending: Spending) -> list[str]:
    """State what the short model predicts for the first mix."""
    first, row = spending.portfolios[0], named(spending.table.iloc[0].to_dict(), "gained")
    other, step = spending.with_mix(first), spending.market.step(first.steps)
    return short_model_in_words(spending.scenario, other, row, Worlds(spending.ensemble), spending.runs, step)


def _question(spending: Spending) -> str:
    values = {
        "budget": spending.market.budget,
        "scenario": quoted([title(spending.scenario)]),
        "years": counted(spending.years, "year"),
        "worlds": spending.judged.worlds,
        "mixes": len(spending.mixes),
        "searched": spending.searched,
    }
    begin = _("What {budget:,.0f} € more a year would buy on top of {scenario}, over {years}.", **values)
    of = f"sets of values of the ensemble {spending.ensemble.name}"
    worlds = _(
        "Judged in {worlds} simulations that were not used to choose: {sets}, each with a seed of its own. The search "
        "tried {mixes} mixes in up to {searched} other simulations.",
        sets="simulations of one set of values" if spending.ensemble.is_one_set else of,
        **values,
    )
    return f"{begin} {worlds}"


def ranking(spending: Spending) -> str:
    """How the first stands to the others by people, which bring no clear gain, and which are ahead in these worlds by
    what another was chosen for."""
    first, *others = spending.portfolios

    def statistics(more: pd.Series) -> dict[str, Any]:
        return difference(more, spending.sets(more.index))

    rows = {str(place): statistics(first.gained - one.gained) for place, one in enumerate(others, 2)}
    texts = ["The names say what the search found each the best by."]
    if others:
        texts.append(f"By people, 1 against the others. {ahead_of(rows)}")
    gained = [statistics(one.gained) for one in spending.portfolios]
    if vain := [str(n) for n, row in enumerate(gained, 1) if verdict_that_there_is_more(row) == "none"]:
        texts.append(f"No clear gain in people: {listed(vain)}.")
    places = spending.judged.criteria.loc[[one.name for one in spending.portfolios]]
    for by in STANDING:
        ahead = int(places[f"place_{by}"].to_numpy().argmin())
        if by not in spending.portfolios[ahead].best_by:
            texts.append(_(AHEAD[by], place=ahead + 1))
    return " ".join(texts)


# ---- what would overturn it ------------------------------------------------------------------------------------------


def portfolio_in_words(spending: Spending, place: int) -> list[str]:
    """Describe what a portfolio buys, plans and costs, and how it compares with the next best."""
    one, row = spending.portfolios[place - 1], spending.table.to_dict("records")[place - 1]
    beside = not all(spending.market.assumed(other.steps) for other in spending.portfolios)
    lines = [
        f"{place}. {best_by(one)}: {buys(spending.market, one.steps)}.",
        (
            f"It plans to spend {row['planned']:,.0f} € a year on these; with what follows from it, it cost "
            f"{rounded(row['euros'])} €."
        ),
    ]
    if (rest := spending.market.budget - row["euros"]) >= MUCH * spending.market.budget:
        lines.append(
            f"{rounded(rest)} € a year of the sum are not spent, on average: a seat that nobody takes costs "
            "nothing, yet the plan counts it."
        )
    lines += rests_on(spending.market, one.steps, beside)
    if one.rival_gone:
        lines.append(
            "A mix that spends at least half of the money otherwise was found; in these simulations nothing of it "
            "stays within the sum, and the two were not compared."
        )
        return lines
    if one.rival is None:
        return [*lines, "No mix was found that spends at least half of the money otherwise."]
    steps = spending.market.steps_for(spending.judged.shares[one.rival])
    next_best = f"The next best that spends at least half of the money otherwise buys {buys(spending.market, steps)}."
    ahead = named(row, "ahead")
    text = f"{verdict_in_words(ahead)}: {cell(ahead, change)} people compared with it."
    return [*lines, f"{next_best} {text} {_reversal_text(spending, one)}"]


def _reversal_text(spending: Spending, one: Portfolio) -> str:
    if spending.ensemble.is_one_set:
        return "All simulations have one set of values: which assumption would overturn this is not known."
    table = one.overturned
    where = [_where(row) for row in table[table["reversed"]].to_dict("records")]
    if where:
        return f"It is the other way round where {in_a_row(where)}."
    if table.empty:
        return "No assumption was found that surely overturns this."
    return (
        f"No assumption was found that surely overturns this; it comes nearest where {_where(table.iloc[0].to_dict())}."
    )


def _where(row: dict[str, Any]) -> str:
    """Name a part of the ensemble and how many more people come there than with the next best, to two digits."""
    people, *ends = (signed(float(f"{row[name]:.2g}")) for name in ("difference", "low", "high") if pd.notna(row[name]))
    if ends:
        people = f"{people} ({between(*ends)})"
    return f"{part_in_words(row['input'], row['part'], row['bound'])}: {people} people"


# ---- robustness ------------------------------------------------------------------------------------------------------


def criteria(spending: Spending) -> pd.DataFrame:
    """Tabulate the robustness of each portfolio, and of the programme as it is."""
    rows = spending.judged.robustness.loc[[BASE, *(one.name for one in spending.portfolios)]].to_dict("records")
    return pd.DataFrame(
        {
            "": ["as it is", *_names(spending)],
            "mean": [number(row["mean"], ",.0f") for row in rows],
            "worst tenth": [number(row["worst_part"], ",.0f") for row in rows],
            "regret, 90 of 100": [number(row["regret_p90"], ",.0f") for row in rows],
            "enough, times in 100": [number(100 * row["satisficing"], ".0f") for row in rows],
        }
    )


# ---- costs -----------------------------------------------------------------------------------------------------------


def notes(spending: Spending) -> list[str]:
    lines = [
        (
            "The search is of chance as well: mixes near these may be as good. Nothing is bought beyond the range "
            "declared for it."
        )
    ]
    names = [one.parameter for one in spending.market.levers]
    contacts = [place for place, name in enumerate(names) if name == "partners.contacts_per_month"]
    if any(one.steps[place] for one in spending.portfolios for place in contacts):
        lines.append(
            _("More contacts a month cost their own price alone: that coordinators have the time is an assumption.")
        )
    parameters, now = spending.scenario.parameters, spending.scenario.past * WEEKS_A_YEAR
    ahead = [row for number, row in enumerate(parameters.decision) if not now or parameters.begin(number) >= now]
    decided = {name for row in ahead for name in row.set}
    if overruled := ", ".join(said(one.label) for one in spending.market.levers if one.parameter in decided):
        lines.append(f"Decisions of the scenario set these too, and go before what is bought: {overruled}.")
    if spending.again:
        lines.append(_("The ensemble has fewer sets than simulations are made: some come again, with another seed."))
    if spending.priced.placeholders:
        lines.append("Placeholder prices are nobody's accounts: give yours in a file of prices.")
    lines.append(
        "Not on sale: sessions twice as often, which are more training places; expenses of leaders, of which "
        "no effect is modelled; levers without a price in the model."
    )
    return lines + [f"Left out: {said(why)}." for why in spending.market.left_out]


def of_spent(spending: Spending) -> Structures | None:
    """Return people gained with each portfolio under each rule of deciding."""
    more = pd.DataFrame({one.name: one.gained for one in spending.portfolios})
    return under_rules(
        more, spending.ensemble, spending.scenario, means_of(more) if len(spending.portfolios) > 1 else None
    )


MOST_ITEMS = 3  # of a budget that are named


def as_it_is(spending: Spending) -> list[str]:
    """Describe what the programme costs a year without the sum, by item, and who pays; nothing if it costs nothing."""
    euros, total = base_budget(spending), spending.judged.wide("euros").loc[BASE]
    parts = euros.sort_values(ascending=False)[:MOST_ITEMS]
    half = half_width(total, sets=spending.sets)
    if parts.empty:
        return []
    shares = zip(FUNDERS, spending.scenario.parameters.costs.funding, strict=True)
    return [
        _(
            "As it is, it costs {euros} € a year on average: {items}, all else {rest} €. "
            "Who pays that is an assumption until agreements are known: {payers}. Who pays the sum on top is not said "
            "here.",
            euros=to_its_error(total.mean(), half),
            items=in_a_row(f"{item_in_words(str(item))} {two_digits(of)} €" for item, of in parts.items()),
            rest=two_digits(euros.sum() - parts.sum()),
            payers=in_a_row(
                _("{payer} {share:.0%}", payer=_(PAYERS[name]), share=share) for name, share in shares if share
            ),
        )
    ]


def for_the_euros(spending: Spending) -> list[str]:
    """Return what the additional euros bring, for the terminal: people, completers and tonnes, and the cost of each."""
    lines = in_lines(
        f"For the euros on top, in all {counted(spending.years, 'year')}: who came and who finished (median, 90 % "
        "range), and what each of these costs on average (95 % interval of the mean)."
    )
    lines += ["", table_in_words(each_for_the_euros(spending)), ""]
    lines += in_lines(
        "Tonnes of CO₂e on top, to the end of these years: no measurement, but what participants said of "
        "themselves in one study elsewhere, carried over; in 90 % of draws of what is assumed, and by other "
        "accounts (`contagion readings`)."
    )
    lines += ["", table_in_words(tonnes(spending))]
    if spending.actions:
        lines += ["", *in_lines("Somewhere else: what a tonne costs in other local actions, as published."), ""]
        lines += [table_in_words(elsewhere(spending)), "", *paragraphs([beside_elsewhere(spending)])]
    return lines


def each_for_the_euros(spending: Spending) -> pd.DataFrame:
    """Tabulate, for nothing more and each portfolio, euros a year; who came, who finished, and euros for each."""
    rows = spending.table.to_dict("records")
    return pd.DataFrame(
        {
            "": ["Nothing more", *_names(spending)],
            "€ a year": ["0", *(two_digits(row["euros"], "+") for row in rows)],
            "came": ["0", *(cell(named(row, "gained"), change) for row in rows)],
            "€ each": ["", *(_each(row, "person") for row in rows)],
            "finished": ["0", *(cell(named(row, "completers"), change) for row in rows)],
            "€ for each of them": ["", *(_each(row, "completer") for row in rows)],
        }
    )


def _names(spending: Spending) -> list[str]:
    return [f"{place}. {best_by(one)}" for place, one in enumerate(spending.portfolios, 1)]


def _each(row: dict[str, Any], what: str) -> str:
    value, low, high = (row[f"euros_per_{what}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(low) or value < 0:
        return "not known"
    return f"{rounded(value)} ({prices(low, high)})"


def tonnes(spending: Spending) -> pd.DataFrame:
    """Tabulate tonnes by portfolio, as participants report them, and by reading of emissions for the first."""
    names = {one.name: words for one, words in zip(spending.portfolios, _names(spending), strict=True)}
    rows = spending.tonnes
    visible = rows[(rows["reading"] == "") | (rows["mix"] == spending.portfolios[0].name)]
    visible = visible.sort_values("reading", key=lambda of: of != "", kind="stable")
    return pd.DataFrame(
        {
            "": f"1., where {said(READINGS[row['reading']].title)}" if row["reading"] else names[row["mix"]],
            "tonnes": between(two_digits(row["tonnes_p5"], "+"), two_digits(row["tonnes_p95"], "+")),
            "€ a tonne": prices(row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]),
        }
        for row in visible.to_dict("records")
    )


def elsewhere(spending: Spending) -> pd.DataFrame:
    """Tabulate other local actions: `actions_in_words`, and tonnes for the euros of the first portfolio."""
    euros, table = spending.years * spending.table["euros"].iloc[0], actions_in_words(spending.actions)
    table.insert(2, "tonnes for as many euros", [tonnes_for(euros, one.low, one.high) for one in spending.actions])
    return table


def beside_elsewhere(spending: Spending) -> str:
    """How the first portfolio stands beside other actions, as participants say and by the least favourable reading."""
    rows = spending.tonnes[spending.tonnes["mix"] == spending.portfolios[0].name].to_dict("records")
    own, worst = rows[0], max(rows, key=lambda row: row["euros_per_tonne_p50"])
    lines = []
    if own["euros_per_tonne_p5"] < inf:
        lines.append(_("As participants say, a tonne by 1 costs {cost}: {beside}.", **_beside(own, spending)))
    if worst is not own and worst["euros_per_tonne_p5"] < inf:
        reading = said(READINGS[worst["reading"]].title)
        lines.append(_("Where {reading} it costs {cost}: {beside}.", reading=reading, **_beside(worst, spending)))
    lines.append(
        "Ranges elsewhere are the spread between cases and sources, no intervals, and their euros are not of "
        "one kind; sources stand in `elsewhere.csv`. Groups are had for more than tonnes."
    )
    return " ".join(lines)


def _beside(row: dict[str, Any], spending: Spending) -> dict[str, str]:
    low, high = row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]
    less, more = (sum(at) for at in zip(*((high < one.low, low > one.high) for one in spending.actions), strict=True))
    return {
        "cost": f"{prices(low, high)} €",
        "beside": f"less than by {less} of these {len(spending.actions)}, more than by {more}, "
        "not clearly different from the others",
    }


# ---- items -----------------------------------------------------------------------------------------------------------


def by_item(spending: Spending) -> pd.DataFrame:
    """Tabulate the items that cost more or less; mark those with a placeholder price."""
    costs, placeholders = spending.scenario.parameters.costs, spending.priced.placeholders
    items = [item for item in ITEMS if any(round(one.euros[item]) for one in spending.portfolios)]
    price = [price_of(item, getattr(costs, item)) for item in items]
    marked = ["placeholder price" if item in placeholders else "price given" for item in items]
    rests = "rests on placeholder prices" if set(items) & set(placeholders) else "all prices given"
    table = {"item": [item_in_words(item) for item in items] + ["all"]}
    for place, one in enumerate(spending.portfolios, 1):
        table[f"{place}."] = [two_digits(one.euros[item], "+") for item in items] + [two_digits(one.euros.sum(), "+")]
    return pd.DataFrame(table | {"price": [*price, ""], " ": [*marked, rests]})


def as_scenarios(spending: Spending, territory: Territory, of_programme: bool) -> list[Scenario]:
    """Return one scenario per portfolio, in the order of the answer; if `of_programme`, from the end of its past on."""
    scenarios = []
    for one in spending.portfolios:
        mixed = replace(
            spending.with_mix(one),
            words=scenario_words(spending, one, ENGLISH),
            french=scenario_words(spending, one, FRENCH),
        )
        if of_programme:
            mixed = as_option(spending.scenario, territory, mixed, spending.market.values(one.steps))
        scenarios.append(mixed)
    return scenarios
