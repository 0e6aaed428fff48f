"""What a sum buys, in words: the numbers of the tables, how sure, placeholders, what would overturn it."""

from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.commands.spend.mixes import Market, Usual, market
from contagion.experiments.commands.spend.words import in_words
from contagion.experiments.commands.spend.words_of_mixes import bought, buys, headlines
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.experiments.say.sentences import rounded, to_its_error
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import Priced
from contagion.models.scenario import read
from contagion.sim.statistics.spread import difference
from tests.helpers.spent_by_hand import TWO, by_hand, ensemble


@pytest.fixture(scope="module")
def found():
    return by_hand(ensemble(turned=0.3))


def said(found) -> str:
    return " ".join(in_words(found).split())


def with_first(found, **changes):
    """The same, with a first portfolio that is otherwise."""
    first, *others = found.portfolios
    return replace(found, portfolios=[replace(first, **changes), *others])


def test_it_begins_with_what_the_first_brings_and_where_that_is_an_assumption_with_one_that_is_none(found, monkeypatch):
    most = (
        "This is what 10,000 € more a year would bring. Clear difference: with “training places and events”, about "
        "2,900 more people come to a group in 10 years than with "
    )
    assert " ".join(headlines(found)).startswith(most)
    assert "assumption" not in " ".join(headlines(found))
    monkeypatch.setattr(Market, "assumed", lambda self, steps: self.levers[1:] if steps[1] else [])
    told = " ".join(headlines(found))
    assert told.startswith(most)
    alone = "What events would do is an assumption alone: no programme has tried it. A mix without it stands beside. "
    assert f"{alone}Clear difference: with “training places”, " in told


def test_a_mix_that_brings_nobody_says_so(found):
    nobody = found.table.assign(**{name: 0.0 for name in found.table if name.startswith("gained_")})
    none = replace(with_first(found, gained=0 * found.portfolios[0].gained), table=nobody)
    assert "No difference: with “training places and events”, exactly as many people" in " ".join(headlines(none))


@pytest.mark.parametrize("euros, left", [(884, "9,100 € a year of the sum are not spent"), (9_500, "")])
def test_what_is_left_of_the_sum_is_said_where_it_is_much(found, euros, left):
    text = said(replace(found, table=found.table.assign(euros=float(euros))))
    assert left in text
    assert ("of the sum are not spent" in text) == bool(left)


def test_the_numbers_are_those_of_the_table(found):
    text, row = said(found), found.table.iloc[0]
    assert f"1. Most people: {found.portfolios[0].steps[0]} more training places a session" in text
    assert f"It plans to spend {row['planned']:,.0f} € a year on these" in text
    assert f"it cost {rounded(row['euros'])} €" in text
    low, high = (to_its_error(row[end], row["gained_p50_error"], "+,.0f") for end in ("gained_p5", "gained_p95"))
    assert f"{low} to {high} Clear difference" in text
    assert "±" not in text


def test_each_line_of_costs_says_whether_its_price_is_a_placeholder(found):
    lines = [line for line in in_words(found).splitlines() if " € per " in line]
    assert len(lines) == 3  # seats, kits, events
    assert all(line.endswith("placeholder price") for line in lines)
    given = Priced(found.priced.scenario, frozenset({"seat"}))
    lines = [line for line in in_words(replace(found, priced=given)).splitlines() if " € per " in line]
    assert [line.endswith("price given") for line in lines] == ["seat" in line for line in lines]
    assert "rests on placeholder prices" in said(replace(found, priced=given))
    of_all = said(replace(found, priced=Priced(found.priced.scenario, frozenset(ITEMS))))
    assert "all prices given" in of_all
    assert "laceholder" not in of_all


def test_the_assumption_that_overturns_it_is_named(found):
    row = {
        "input": "receptivity.share",
        "part": "low",
        "bound": 0.123,
        "difference": -80.0,
        "low": -90.0,
        "high": -70.0,
    }
    turned = with_first(found, overturned=pd.DataFrame([row | {"reversed": True}]))
    assert "It is the other way round where at most 12% of residents are receptive: -80 (-90 to -70) people." in said(
        turned
    )
    rule = row | {"input": "registering.rule", "part": "threshold", "bound": float("nan"), "reversed": True}
    assert "where people decide by the rule threshold: -80" in said(with_first(found, overturned=pd.DataFrame([rule])))


def test_none_found_is_an_answer(found):
    first = with_first(found, overturned=found.portfolios[0].overturned.assign(reversed=False))
    assert "No assumption was found that surely overturns this; it comes nearest where at" in said(first)
    assert "of residents are receptive: " in said(first)
    nothing = with_first(found, overturned=found.portfolios[0].overturned.iloc[:0])
    assert "No assumption was found that surely overturns this." in said(nothing)
    assert "which assumption would overturn this is not known" in said(by_hand())
    assert "No mix was found that spends at least half of the money otherwise" in said(by_hand(sold=TWO[:1]))


def test_a_rival_of_which_nothing_is_left_is_not_none_found(found):
    text = said(with_first(found, rival=None, rival_gone=True, ahead=pd.Series(dtype=float)))
    assert "in these worlds nothing of it stays within the sum, and the two were not compared." in text
    assert "No mix was found" not in text.partition("2. ")[0]
    assert "nothing of it stays" not in said(found)


def test_what_cannot_be_told_apart_is_said(found):
    first = found.portfolios[0]
    alike = replace(found, portfolios=[first, *(replace(one, gained=first.gained) for one in found.portfolios[1:])])
    assert "By people, 1 against the others. No clear difference from 2." in said(alike)
    apart = replace(found, portfolios=[first, replace(found.portfolios[1], gained=first.gained - 50)])
    assert "By people, 1 against the others. Clearly ahead of 2." in said(apart)


def test_a_rival_is_judged_as_the_answer_is(found):
    """In 18 of 20 simulations the first brings more than its rival: likely, with the median and both ends."""
    ahead = pd.Series([-20.0] * 2 + [40.0] * 18, found.portfolios[0].gained.index)
    rows = {f"ahead_{name}": value for name, value in difference(ahead).items()}
    table = found.table.assign(**rows)
    text = said(replace(with_first(found, ahead=ahead), table=table))
    assert "Likely (9 of 10 simulations), not certain: +40 (-20 to +40) people beside it." in text


def test_sets_that_come_again_are_said(found):
    again = "some of the search come again"
    assert again not in said(found)  # 60 sets, 30 worlds
    few = replace(ensemble(), table=ensemble().table.iloc[:29])
    assert again in said(by_hand(few))


def test_a_gain_that_may_be_none_is_said(found):
    assert "No clear gain" not in said(found)
    assert "No clear gain in people: 1." in said(with_first(found, gained=0 * found.portfolios[0].gained))


def test_the_criteria_stand_beside_the_mean(found):
    row = found.judged.robustness.loc[found.portfolios[0].name]
    wanted = [row["mean"], row["worst_part"], row["regret_p90"], 100 * row["satisficing"]]
    assert " ".join(f"{value:,.0f}" for value in wanted) in said(found)
    assert f"Enough: at least {found.judged.enough:,.0f} people" in said(found)


OF = market(read(), 60_000, Usual(10.0, 10.0))


def steps(**numbers: int) -> tuple[int, ...]:
    return tuple(numbers.get(one.parameter.partition(".")[2], 0) for one in OF.levers)


@pytest.mark.parametrize(
    "asked, said",
    [
        ({"places": 1}, "1 more training place a session (10, then 11)"),
        ({"places": 4}, "4 more training places a session (10, then 14)"),
        ({"letters": 12}, "1,200 more letters a mailing (2,500, then 3,700)"),
        ({"coordinators": 3}, "0.3 more of a coordinator (1.0, then 1.3)"),
        ({"mentored_share": 4}, "another 40% of the facilitators mentored (0%, then 40%)"),
    ],
)
def test_what_a_lever_buys(asked, said):
    assert bought(OF, steps(**asked)) == [said]


def test_several_stand_in_a_row_in_both_languages():
    two = steps(places=4, campaigns_per_year=1)
    assert buys(OF, two) == "4 more training places a session (10, then 14); 1 more mailing a year (4, then 5)"
    with speaking(FRENCH):
        assert "4 places de formation de plus par session (10, puis 14)" in buys(OF, two)
