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
    called,
    headlines,
    rests_on,
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
    "people": N_("In these worlds {place} brings the most people in the mean."),
    "robust": N_("In these worlds {place} is the most robust."),
    "communes": N_("In these worlds {place} reaches the most communes."),
}


def in_words(found: Spending) -> str:
    """The portfolios for the terminal: what they bring, what each buys and what would overturn it, what they cost."""
    about = [*asked_in_words(found.scenario), _asked(found), *reservations(found.ensemble, found.runs.store.about)]
    years = counted(found.years, "year")
    within = _(
        "Two things keep within the sum. The plan: what is bought costs at most {budget:,.0f} € a year as if all seats "
        "were taken. And the ledger: in the mean of the worlds the whole programme costs at most {budget:,.0f} € a "
        "year more than without it, the groups that come of it included; in a world of many groups it costs more.",
        budget=found.market.budget,
    )
    lines = paragraphs(
        [" ".join([*_break_even(found), *headlines(found), *_of_short_model(found)]), *about, *as_it_is(found), within]
    )
    names = zip((one.name for one in found.portfolios), _names(found), strict=True)
    rows = found.table.to_dict("records")
    gained = spread_table([named(row, "gained") for row in rows], _names(found), "people gained", above=found.above)
    gained["communes"] = [cell(named(row, "communes"), change) for row in rows]
    rules = structures_in_words(of_spent(found), dict(names))  # whether it is the same under each rule of deciding
    lines += ["", table_in_words(gained), "", *paragraphs([told_apart(found), *rules])]
    lines += ["", *for_the_euros(found)]
    for place in range(1, len(found.portfolios) + 1):
        lines += ["", *paragraphs(portfolio_in_words(found, place))]
    lines += ["", *in_lines(f"Robustness, beside the mean: people reached in {years}.")]
    means = (
        "Worst tenth: the mean of the tenth of the worlds with the fewest people. Regret: people fewer than by the "
        "best of those compared here in the same world, 90 of 100 worlds below it. Enough: at least "
        f"{found.judged.enough:,.0f} people, what is reached in half of the worlds as it is."
    )
    lines += ["", table_in_words(criteria(found)), "", *in_lines(means), ""]
    costs = "Cost by item, € a year more than without, in the mean of the worlds:"
    lines += [*in_lines(costs), "", table_in_words(by_item(found)), "", *paragraphs(notes(found))]
    return "\n".join(lines)


def in_short(found: Spending) -> Answer:
    """What the first mix brings and buys; a row a mix."""
    first, rows = found.portfolios[0], found.table.to_dict("records")
    gained = dict(zip(_names(found), (named(row, "gained") for row in rows), strict=True))
    table = difference_table("best by", "people", gained, found.above)
    table.insert(2, "€ a year", [two_digits(row["euros"], "+") for row in rows])
    table["it buys"] = [bought_in_short(found.market, one.steps) for one in found.portfolios]
    buying = f"It buys: {buys(found.market, first.steps)}."
    notes = simulations_in_short(found.ensemble, found.runs.store.about, found.judged.worlds)
    return Answer(
        [*_break_even(found), *headlines(found), buying, *_of_short_model(found)], table, notes, list(gained.values())
    )


def _break_even(found: Spending) -> list[str]:
    """At which price the first mix and its rival would bring as many people for the same euros."""
    first, judged = found.portfolios[0], found.judged
    if not first.rival:
        return []
    mixes = {first.name: first.steps, first.rival: found.market.bought(judged.shares[first.rival])}
    names = {name: bought_in_short(found.market, steps) for name, steps in mixes.items()}
    if len({*names.values()}) < len(names):
        names[first.rival] = f"next best: {names[first.rival]}"
    euros = {names[name]: pd.Series({one: judged.more(one).loc[name].mean() for one in ITEMS}) for name in mixes}
    gained = judged.more("people").loc[[*mixes]].mean(axis=1).rename(names)
    return [break_even_in_words(gained, euros, found.scenario.parameters.costs, "people")]


def _of_short_model(found: Spending) -> list[str]:
    """What the short model says of the first mix."""
    first, row = found.portfolios[0], named(found.table.iloc[0].to_dict(), "gained")
    other, step = found.with_mix(first), found.market.step(first.steps)
    return short_model_in_words(found.scenario, other, row, Worlds(found.ensemble), found.runs, step)


def _asked(found: Spending) -> str:
    values = {
        "budget": found.market.budget,
        "scenario": quoted([title(found.scenario)]),
        "years": counted(found.years, "year"),
        "worlds": found.judged.worlds,
        "mixes": len(found.tried),
        "searched": found.searched,
    }
    begin = _("What {budget:,.0f} € more a year would buy on top of {scenario}, over {years}.", **values)
    of = f"sets of values of the ensemble {found.ensemble.name}"
    worlds = _(
        "Judged in {worlds} worlds that were not used to choose: {sets}, each with a seed of its own. The search tried "
        "{mixes} mixes in up to {searched} other worlds.",
        sets="simulations of one set of values" if found.ensemble.is_one_set else of,
        **values,
    )
    return f"{begin} {worlds}"


def told_apart(found: Spending) -> str:
    """How the first stands to the others by people, which bring no clear gain, and which are ahead in these worlds by
    what another was chosen for."""
    first, *others = found.portfolios

    def told(more: pd.Series) -> dict[str, Any]:
        return difference(more, found.sets(more.index))

    rows = {str(place): told(first.gained - one.gained) for place, one in enumerate(others, 2)}
    texts = ["The names say what the search found each the best by."]
    if others:
        texts.append(f"By people, 1 against the others. {ahead_of(rows)}")
    gained = [told(one.gained) for one in found.portfolios]
    if vain := [str(n) for n, row in enumerate(gained, 1) if verdict_that_there_is_more(row) == "none"]:
        texts.append(f"No clear gain in people: {listed(vain)}.")
    places = found.judged.criteria.loc[[one.name for one in found.portfolios]]
    for by in STANDING:
        ahead = int(places[f"place_{by}"].to_numpy().argmin())
        if by not in found.portfolios[ahead].best_by:
            texts.append(_(AHEAD[by], place=ahead + 1))
    return " ".join(texts)


# ---- what would overturn it ------------------------------------------------------------------------------------------


def portfolio_in_words(found: Spending, place: int) -> list[str]:
    """What it buys, plans and costs, and how it stands to the next best."""
    one, row = found.portfolios[place - 1], found.table.to_dict("records")[place - 1]
    beside = not all(found.market.assumed(other.steps) for other in found.portfolios)
    lines = [
        f"{place}. {best_by(one)}: {buys(found.market, one.steps)}.",
        (
            f"It plans to spend {row['planned']:,.0f} € a year on these; with what comes of it, it cost "
            f"{rounded(row['euros'])} €."
        ),
    ]
    if (left := found.market.budget - row["euros"]) >= MUCH * found.market.budget:
        lines.append(
            f"{rounded(left)} € a year of the sum are not spent, in the mean: a seat that nobody takes costs "
            "nothing, yet the plan counts it."
        )
    lines += rests_on(found.market, one.steps, beside)
    if one.rival_gone:
        lines.append(
            "A mix that spends at least half of the money otherwise was found; in these worlds nothing of it "
            "stays within the sum, and the two were not compared."
        )
        return lines
    if one.rival is None:
        return [*lines, "No mix was found that spends at least half of the money otherwise."]
    steps = found.market.bought(found.judged.shares[one.rival])
    next_best = f"The next best that spends at least half of the money otherwise buys {buys(found.market, steps)}."
    ahead = named(row, "ahead")
    told = f"{verdict_in_words(ahead)}: {cell(ahead, change)} people beside it."
    return [*lines, f"{next_best} {told} {_overturned(found, one)}"]


def _overturned(found: Spending, one: Portfolio) -> str:
    if found.ensemble.is_one_set:
        return "All worlds have one set of values: which assumption would overturn this is not known."
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
    """A part of the ensemble, and the people more there than by the next best, to two digits."""
    people, *ends = (signed(float(f"{row[name]:.2g}")) for name in ("difference", "low", "high") if pd.notna(row[name]))
    if ends:
        people = f"{people} ({between(*ends)})"
    return f"{part_in_words(row['input'], row['part'], row['bound'])}: {people} people"


# ---- robustness ------------------------------------------------------------------------------------------------------


def criteria(found: Spending) -> pd.DataFrame:
    """A row a portfolio, and one of the programme as it is."""
    rows = found.judged.robustness.loc[[BASE, *(one.name for one in found.portfolios)]].to_dict("records")
    return pd.DataFrame(
        {
            "": ["as it is", *_names(found)],
            "mean": [number(row["mean"], ",.0f") for row in rows],
            "worst tenth": [number(row["worst_part"], ",.0f") for row in rows],
            "regret, 90 of 100": [number(row["regret_p90"], ",.0f") for row in rows],
            "enough, times in 100": [number(100 * row["satisficing"], ".0f") for row in rows],
        }
    )


# ---- costs -----------------------------------------------------------------------------------------------------------


def notes(found: Spending) -> list[str]:
    lines = [
        (
            "The search is of chance as well: mixes near these may be as good. Nothing is bought beyond the range "
            "declared for it."
        )
    ]
    called = [one.parameter for one in found.market.levers]
    contacts = [place for place, name in enumerate(called) if name == "partners.contacts_per_month"]
    if any(one.steps[place] for one in found.portfolios for place in contacts):
        lines.append(
            _("More contacts a month cost their own price alone: that coordinators have the time is an assumption.")
        )
    parameters, now = found.scenario.parameters, found.scenario.past * WEEKS_A_YEAR
    ahead = [row for number, row in enumerate(parameters.decision) if not now or parameters.begin(number) >= now]
    decided = {name for row in ahead for name in row.set}
    if overruled := ", ".join(said(one.label) for one in found.market.levers if one.parameter in decided):
        lines.append(f"Decisions of the scenario set these too, and go before what is bought: {overruled}.")
    if found.again:
        lines.append(
            _("The ensemble has fewer sets than there were worlds: some of the search come again, otherwise seeded.")
        )
    if found.priced.placeholders:
        lines.append("Placeholder prices are nobody's accounts: give yours in a file of prices.")
    lines.append(
        "Not on sale: sessions twice as often, which are more training places; expenses of leaders, of which "
        "no effect is modelled; levers without a price in the model."
    )
    return lines + [f"Left out: {said(why)}." for why in found.market.left_out]


def of_spent(found: Spending) -> Structures | None:
    """The people more by each portfolio."""
    more = pd.DataFrame({one.name: one.gained for one in found.portfolios})
    return under_rules(more, found.ensemble, found.scenario, means_of(more) if len(found.portfolios) > 1 else None)


MOST_ITEMS = 3  # of a budget that are named


def as_it_is(found: Spending) -> list[str]:
    """What the programme costs a year without the sum, of what, and who pays; nothing where it costs nothing."""
    euros, total = base_budget(found), found.judged.wide("euros").loc[BASE]
    parts = euros.sort_values(ascending=False)[:MOST_ITEMS]
    half = half_width(total, sets=found.sets)
    if parts.empty:
        return []
    shares = zip(FUNDERS, found.scenario.parameters.costs.funding, strict=True)
    return [
        _(
            "As it is, it costs {euros} € a year in the mean of these worlds: {items}, all else {rest} €. "
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


def for_the_euros(found: Spending) -> list[str]:
    """What the euros on top bring, for the terminal: people, completers and tonnes, each with what one costs."""
    lines = in_lines(
        f"For the euros on top, in all {counted(found.years, 'year')}: who came and who finished (median, 90 % "
        "range), and what each of these costs in the mean (95 % interval of the mean)."
    )
    lines += ["", table_in_words(each_for_the_euros(found)), ""]
    lines += in_lines(
        "Tonnes of CO₂e on top, to the end of these years: no measurement, but what participants said of "
        "themselves in one study elsewhere, carried over; in 90 % of draws of what is assumed, and by other "
        "accounts (`contagion readings`)."
    )
    lines += ["", table_in_words(tonnes(found))]
    if found.actions:
        lines += ["", *in_lines("Somewhere else: what a tonne costs in other local actions, as published."), ""]
        lines += [table_in_words(elsewhere(found)), "", *paragraphs([beside_elsewhere(found)])]
    return lines


def each_for_the_euros(found: Spending) -> pd.DataFrame:
    """A row of nothing more, and one a portfolio: euros a year; who came, who finished, and euros for each of them."""
    rows = found.table.to_dict("records")
    return pd.DataFrame(
        {
            "": ["Nothing more", *_names(found)],
            "€ a year": ["0", *(two_digits(row["euros"], "+") for row in rows)],
            "came": ["0", *(cell(named(row, "gained"), change) for row in rows)],
            "€ each": ["", *(_each(row, "person") for row in rows)],
            "finished": ["0", *(cell(named(row, "completers"), change) for row in rows)],
            "€ for each of them": ["", *(_each(row, "completer") for row in rows)],
        }
    )


def _names(found: Spending) -> list[str]:
    return [f"{place}. {best_by(one)}" for place, one in enumerate(found.portfolios, 1)]


def _each(row: dict[str, Any], what: str) -> str:
    value, low, high = (row[f"euros_per_{what}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(low) or value < 0:
        return "not known"
    return f"{rounded(value)} ({prices(low, high)})"


def tonnes(found: Spending) -> pd.DataFrame:
    """A row a portfolio, as participants say, and one a reading of emissions of the first."""
    names = {one.name: words for one, words in zip(found.portfolios, _names(found), strict=True)}
    rows = found.tonnes
    shown = rows[(rows["reading"] == "") | (rows["mix"] == found.portfolios[0].name)]
    shown = shown.sort_values("reading", key=lambda of: of != "", kind="stable")
    return pd.DataFrame(
        {
            "": f"1., where {said(READINGS[row['reading']].title)}" if row["reading"] else names[row["mix"]],
            "tonnes": between(two_digits(row["tonnes_p5"], "+"), two_digits(row["tonnes_p95"], "+")),
            "€ a tonne": prices(row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]),
        }
        for row in shown.to_dict("records")
    )


def elsewhere(found: Spending) -> pd.DataFrame:
    """A row another local action: what `actions_in_words` says, and tonnes for the euros of the first portfolio."""
    euros, table = found.years * found.table["euros"].iloc[0], actions_in_words(found.actions)
    table.insert(2, "tonnes for as many euros", [tonnes_for(euros, one.low, one.high) for one in found.actions])
    return table


def beside_elsewhere(found: Spending) -> str:
    """How the first portfolio stands beside other actions, as participants say and by the least favourable reading."""
    rows = found.tonnes[found.tonnes["mix"] == found.portfolios[0].name].to_dict("records")
    own, worst = rows[0], max(rows, key=lambda row: row["euros_per_tonne_p50"])
    lines = []
    if own["euros_per_tonne_p5"] < inf:
        lines.append(_("As participants say, a tonne by 1 costs {cost}: {beside}.", **_beside(own, found)))
    if worst is not own and worst["euros_per_tonne_p5"] < inf:
        reading = said(READINGS[worst["reading"]].title)
        lines.append(_("Where {reading} it costs {cost}: {beside}.", reading=reading, **_beside(worst, found)))
    lines.append(
        "Ranges elsewhere are the spread between cases and sources, no intervals, and their euros are not of "
        "one kind; sources stand in `elsewhere.csv`. Groups are had for more than tonnes."
    )
    return " ".join(lines)


def _beside(row: dict[str, Any], found: Spending) -> dict[str, str]:
    low, high = row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]
    less, more = (sum(at) for at in zip(*((high < one.low, low > one.high) for one in found.actions), strict=True))
    return {
        "cost": f"{prices(low, high)} €",
        "beside": f"less than by {less} of these {len(found.actions)}, more than by {more}, "
        "not to be told from the others",
    }


# ---- items -----------------------------------------------------------------------------------------------------------


def by_item(found: Spending) -> pd.DataFrame:
    """A row an item that costs more or less; what rests on a placeholder price is marked."""
    costs, placeholders = found.scenario.parameters.costs, found.priced.placeholders
    shown = [item for item in ITEMS if any(round(one.euros[item]) for one in found.portfolios)]
    price = [price_of(item, getattr(costs, item)) for item in shown]
    marked = ["placeholder price" if item in placeholders else "price given" for item in shown]
    rests = "rests on placeholder prices" if set(shown) & set(placeholders) else "all prices given"
    table = {"item": [item_in_words(item) for item in shown] + ["all"]}
    for place, one in enumerate(found.portfolios, 1):
        table[f"{place}."] = [two_digits(one.euros[item], "+") for item in shown] + [two_digits(one.euros.sum(), "+")]
    return pd.DataFrame(table | {"price": [*price, ""], " ": [*marked, rests]})


def as_scenarios(found: Spending, territory: Territory, of_programme: bool) -> list[Scenario]:
    """A scenario a portfolio, in the order of the answer; where it is `of_programme`, from the end of its past on."""
    made = []
    for one in found.portfolios:
        mixed = replace(found.with_mix(one), words=called(found, one, ENGLISH), french=called(found, one, FRENCH))
        if of_programme:
            mixed = as_option(found.scenario, territory, mixed, found.market.values(one.steps))
        made.append(mixed)
    return made
