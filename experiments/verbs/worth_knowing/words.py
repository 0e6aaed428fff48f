"""What would be worth knowing before a budget is spent, for the terminal."""

from __future__ import annotations

from math import hypot
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.words import reservations
from contagion.experiments.language.asked import asked_in_words
from contagion.experiments.language.asked import named as scenario_named
from contagion.experiments.language.differences import ahead_of, cell, change, named
from contagion.experiments.language.numbers import number, paragraphs, rounded, table_in_words, to_its_error
from contagion.experiments.language.sentences import _, counted, in_a_row, said
from contagion.experiments.programmes.luck import TRIED
from contagion.experiments.verbs.worth_knowing.portfolios import AS_TODAY
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK
from contagion.experiments.verbs.worth_knowing.work import Asked, WorthKnowing

FEWEST_ROWS, MOST_ROWS = 5, 12  # of numbers
ITEMS = {one.number: one for one in TO_ASK}


def in_words(found: WorthKnowing) -> str:
    """What to decide now, what everything would be worth, what to ask for first, and number by number."""
    carried = reservations(found.asked.ensemble, found.runs.store.about)
    asked = [*asked_in_words(found.asked.scenario), question(found), *of_a_programme(found.asked)]
    lines = [*paragraphs([*asked, *carried]), ""]
    lines += [table_in_words(decisions_in_words(found)), "", *paragraphs([best_now(found), everything(found)])]
    lines += ["", _("Ask for this first:"), "", table_in_words(items_in_words(found)), ""]
    lines += paragraphs([ask_first(found), *_asked(found)])
    lines += ["", _("Number by number:"), "", table_in_words(_numbers(found)), "", *paragraphs(_notes(found))]
    lines += ["", _("If a person were worth more or less:"), "", table_in_words(rates_in_words(found))]
    return "\n".join(lines)


def question(found: WorthKnowing) -> str:
    asked = found.asked
    return _(
        "How is a budget of {budget:,.0f} € a year best spent over {years} in {scenario}, and what would be worth "
        "knowing first? Each way of spending it in the same {worlds:,} worlds: {sets:,} sets of values of {ensemble}, "
        "{seeds} of each. Net benefit: people reached less euros spent, a person being held to be worth {rate:,.0f} € "
        "(an assumption, as are prices and ways).",
        budget=asked.budget,
        years=spent_over(asked),
        scenario=scenario_named(asked.scenario),
        worlds=asked.sets * asked.seeds,
        sets=asked.sets,
        ensemble=asked.ensemble.name,
        seeds=counted(asked.seeds, "seed"),
        rate=asked.rate,
    )


def spent_over(asked: Asked) -> str:
    """Over which years the budget is spent."""
    years = counted(asked.ahead, "year")
    if asked.usual is None:
        return years
    return _("{years} from January {since} on", years=years, since=_first_year(asked))


def _first_year(asked: Asked) -> str:
    return str(int(asked.scenario.parameters.calendar.start[:4]) + asked.scenario.past)


def of_a_programme(asked: Asked) -> list[str]:
    """Of a programme: from when on it is spent and counted, and with which luck sets are lived."""
    if asked.usual is None:
        return []
    lines = [
        _(
            "Ways of spending differ from January {since} on: what lies before is the same for all of them, and people "
            "and euros are counted from then on. The way called “{today}” splits the budget as the reference does, "
            "whatever this programme does now.",
            since=_first_year(asked),
            today=said(AS_TODAY),
        )
    ]
    if asked.luck:
        lines.append(
            _(
                "What is known here leaves these sets with their luck. {different:,} of the sets are different, as the "
                "likeliest come several times. The first seed of a set is the one with which it was left; each other "
                "was drawn of {tried}, the likelier the better its past agrees.",
                different=asked.different,
                tried=TRIED,
            )
        )
    return lines


def decisions_in_words(found: WorthKnowing) -> pd.DataFrame:
    rows = found.decisions.to_dict("records")
    return pd.DataFrame(
        {
            _("way of spending"): [said(row["portfolio"]) for row in rows],
            _("people"): [number(row["people"], ",.0f") for row in rows],
            _("euros a year"): [number(row["euros"], ",.0f") for row in rows],
            _("net benefit, in people"): [number(row["benefit"], "z,.0f") for row in rows],
            _("behind the best (median, 90 % range)"): ["–", *(cell(named(row, "behind"), change) for row in rows[1:])],
            _("best in, of 100 worlds"): [number(100 * row["first_in"], ".0f") for row in rows],
        }
    )


def best_now(found: WorthKnowing) -> str:
    """What is best now, and how sure."""
    best, *others = found.decisions.to_dict("records")
    second = others[0]
    values: dict[str, Any] = {
        "best": said(best["portfolio"]),
        "second": said(second["portfolio"]),
        "ahead": to_its_error(second["behind"], second["error"], "z,.0f"),
        "other": 100 * (1 - best["first_in"]),
        "verdicts": ahead_of({said(row["portfolio"]): named(row, "behind") for row in others}),
    }
    return _(
        "Best as long as no more is known: {best}, in the mean {ahead} people ahead of {second}. World by world: "
        "{verdicts} In {other:.0f} of 100 worlds another would have been better, luck included.",
        **values,
    )


def everything(found: WorthKnowing) -> str:
    """EVPI, in people and euros."""
    worth, rate = found.everything, found.asked.rate
    if not worth.clear:
        return _(
            "To know all these numbers, but not the luck, before deciding has no clear worth ({people} people).",
            people=to_its_error(worth.value, worth.error, "z,.0f"),
        )
    return _(
        "To know all these numbers, but not the luck, before deciding would be worth {people} people, that is {euros} "
        "€, over all years: no question can be worth more.",
        people=to_its_error(worth.value, worth.error, "z,.0f"),
        euros=rounded(worth.value * rate),
    )


def items_in_words(found: WorthKnowing) -> pd.DataFrame:
    """What can be asked for, the most worth first."""
    rows = found.to_ask.to_dict("records")
    return pd.DataFrame(
        {
            _("ask for"): [_item(row["item"]) for row in rows],
            _("of whom"): [said(ITEMS[row["item"]].whom) for row in rows],
            _("worth, in people"): [_worth(row) for row in rows],
            _("in euros"): [
                rounded(max(row["worth"], 0.0) * found.asked.rate) if row["clear"] else "–" for row in rows
            ],
            _("decided otherwise in, of 100 sets"): [
                number(100 * row["otherwise"], ".0f") if row["clear"] else "–" for row in rows
            ],
        }
    )


def ask_first(found: WorthKnowing) -> str:
    """What to ask for first, or that none has a clear worth."""
    first = found.to_ask.iloc[0]
    if not first["clear"]:
        return _("With so many sets, none of these has a clear worth.")
    values: dict[str, Any] = {
        "item": said(ITEMS[first["item"]].label),
        "worth": to_its_error(*first[["worth", "error"]], "z,.0f"),
    }
    second = found.to_ask.iloc[1]
    if first["worth"] - second["worth"] > 2 * hypot(first["error"], second["error"]):
        return _("First: {item}, worth {worth} people.", **values)
    return _(
        "First: {item}, worth {worth} people; no clear difference from {second}.",
        second=said(ITEMS[second["item"]].label),
        **values,
    )


def _item(item: int) -> str:
    return f"{item} {said(ITEMS[item].label)}"


def _asked(found: WorthKnowing) -> list[str]:
    """The words of the list, which numbers each would tell, and what cannot be judged."""
    judged = set(found.to_ask["item"])
    lines = [
        _(
            "{item}. {what} It would tell {numbers}.",
            item=one.number,
            what=said(one.what),
            numbers=", ".join(name for name in one.tells if name in found.asked.known),
        )
        for one in TO_ASK
        if one.number in judged
    ]
    others = [
        _("{item}. {what} ({why})", item=one.number, what=said(one.what).rstrip("."), why=said(one.why_not))
        for one in TO_ASK
        if one.why_not
    ]
    return [*lines, _("On the list too, but not to be judged by these runs: {others}.", others=in_a_row(others))]


def _numbers(found: WorthKnowing) -> pd.DataFrame:
    rows, best = _shown(found).to_dict("records"), found.best
    return pd.DataFrame(
        {
            _("number"): [row["factor"] for row in rows],
            _("worth, in people"): [_worth(row) for row in rows],
            _("ask for"): [_item(row["item"]) if row["item"] else _("not on the list") for row in rows],
            _("if it is low"): [_end(row, "low", best) for row in rows],
            _("if it is high"): [_end(row, "high", best) for row in rows],
        }
    )


def _shown(found: WorthKnowing) -> pd.DataFrame:
    """Those that are worth something, and some more."""
    return found.numbers.head(min(max(int(found.numbers["clear"].sum()), FEWEST_ROWS), MOST_ROWS))


def _end(row: dict[str, Any], end: str, best: str) -> str:
    """What would be decided in the tenth of sets at an end; a category has none, and noise decides nothing."""
    if not (row["clear"] and row[end]):
        return "–"
    return _("the same") if row[end] == best else said(row[end])


def _worth(row: dict[str, Any]) -> str:
    told = to_its_error(row["worth"], row["error"], "z,.0f")
    return told if row["clear"] else f"({told})"


def without_coordinator() -> str:
    """Why it may look better than it is to spend little on coordination."""
    return _(
        "In the model partners stay whoever looks after them, and volunteers do the trainings, events and letters that "
        "no coordinator has the hours for (assumptions): spending little on coordination may look better than it is."
    )


def _notes(found: WorthKnowing) -> list[str]:
    """How to read the tables."""
    numbers = found.numbers
    clear, hidden = int(numbers["clear"].sum()), len(numbers) - len(_shown(found))
    lines = [
        _(
            "In brackets: no clear worth, being within two standard errors of nothing (by bootstrap of the sets). "
            "Numbers worth more than that: {clear} of {numbers}; by chance alone about one in forty of those worth "
            "nothing would seem to be.",
            numbers=len(numbers),
            clear=clear,
        ),
        _(
            "Low and high: what would be decided in the tenth of sets in which the number is lowest and highest. "
            "Numbers told together can be worth more or less than their sum; of many at once the regression sees "
            "rather too little, so that a question may seem to be worth less than one of its numbers. An answer is "
            "worth asking for where asking costs less; what it costs is not stated in section 10 of "
            "models/SPECIFICATION.md, whose list this is."
        ),
        without_coordinator(),
    ]
    if hidden > 0:
        lines.append(_("Numbers not shown, which are worth less: {hidden}.", hidden=hidden))
    return lines


def rates_in_words(found: WorthKnowing) -> pd.DataFrame:
    rows = found.rates.to_dict("records")
    nothing = _("nothing to be told")
    return pd.DataFrame(
        {
            _("€ a person"): [number(row["rate"], ",.0f") for row in rows],
            _("best now"): [said(row["best"]) for row in rows],
            _("all numbers are worth"): [to_its_error(row["everything"], row["error"], "z,.0f") for row in rows],
            _("ask first for"): [_item(row["item"]) if row["item"] else nothing for row in rows],
            _("first number"): [row["factor"] or nothing for row in rows],
        }
    )
