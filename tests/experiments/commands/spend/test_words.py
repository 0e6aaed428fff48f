"""What a sum buys, in words: the numbers of the tables, how sure, placeholders, what would overturn it."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.commands.spend.mixes import Market, Usual, market
from contagion.experiments.commands.spend.words import beside_elsewhere, elsewhere, in_short, in_words
from contagion.experiments.commands.spend.words_of_mixes import buys, headlines, purchases
from contagion.experiments.commands.spend.work import read_elsewhere
from contagion.experiments.evidence.calibration import RULE, RULES
from contagion.experiments.evidence.ensemble import Ensemble, write
from contagion.experiments.say.languages import FRENCH, speaking
from contagion.experiments.say.sentences import rounded, to_its_error
from contagion.models.kernel import EDITION
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import Priced
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.files import read_parquet
from contagion.sim.statistics.spread import difference
from tests.helpers.command import complaint, contagion
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
    alone = (
        "What events would do is an assumption alone: no programme has tried it. A mix without it is shown as well. "
    )
    assert f"{alone}Clear difference: with “training places”, " in told


def test_the_price_that_turns_the_order_comes_first(found):
    first = found.portfolios[0]
    line = in_short(found).sentences[0]
    assert line.startswith("For each euro “")
    assert said(found).startswith(line)
    assert "“next best: " in line
    assert line.endswith(" € per seat (here: 700).")
    alone = with_first(found, rival=None)
    assert in_short(alone).sentences[0].startswith("This is what 10,000 € more a year would bring.")
    assert first.rival


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
    _turns, *lines = [line for line in in_words(found).splitlines() if " € per " in line]
    assert len(lines) == 3  # seats, kits, events
    assert all(line.endswith("placeholder price") for line in lines)
    given = Priced(found.priced.scenario, frozenset({"seat"}))
    _turns, *lines = [line for line in in_words(replace(found, priced=given)).splitlines() if " € per " in line]
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
    assert "in these simulations nothing of it stays within the sum, and the two were not compared." in text
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
    assert "Likely (9 of 10 simulations), not certain: +40 (-20 to +40) people compared with it." in text


def test_sets_that_come_again_are_said(found):
    again = "some come again, with another seed"
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
    assert purchases(OF, steps(**asked)) == [said]


def test_several_stand_in_a_row_in_both_languages():
    two = steps(places=4, campaigns_per_year=1)
    assert buys(OF, two) == "4 more training places a session (10, then 14); 1 more mailing a year (4, then 5)"
    with speaking(FRENCH):
        assert "4 places de formation de plus par session (10, puis 14)" in buys(OF, two)


# ---- what a tonne costs elsewhere: the table of the project, one's own, mistakes in it, and mixes beside it ----


OWN = '[[action]]\nname = "shade trees"\nlow = 10\nhigh = 20\n'


def test_each_action_of_the_project_has_a_source_a_grade_and_a_french_name():
    actions = read_elsewhere()
    assert len(actions) >= 6
    assert all(one.source and one.grade in "ABCD" and one.fr and one.whose and one.whose_fr for one in actions)


def test_a_table_of_ones_own_takes_its_place(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    assert [(one.name, one.low, one.high) for one in read_elsewhere(file)] == [("shade trees", 10, 20)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "action: must be given|action"),
        (OWN.replace("high = 20", "high = 5"), "low = 10 is above high = 5"),
        (OWN.replace("low = 10", 'low = "cheap"'), "action 1: low = 'cheap'"),
        (OWN.replace("low", "lowest"), "action 1: low"),
        (OWN + "prize = 3\n", "action 1: prize"),
        ("[[action]\n", "not valid TOML"),
    ],
)
def test_mistakes_get_one_line(tmp_path, text, said):
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=said):
        read_elsewhere(file)
    with pytest.raises(InputError, match=r"nowhere\.toml: no such file of other actions"):
        read_elsewhere(tmp_path / "nowhere.toml")


def test_ranges_that_overlap_are_not_told_apart(tmp_path):
    """A tonne by the first mix costs between two ends: an action below, one above, one across."""
    found = by_hand(ensemble(turned=0.3))
    row = found.tonnes.iloc[0]
    low, high = row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]
    file = tmp_path / "three.toml"
    ranges = [(low / 4, low / 2), (2 * high, 3 * high), (low, 2 * high)]
    file.write_text("".join(f'[[action]]\nname = "a{n}"\nlow = {a}\nhigh = {b}\n' for n, (a, b) in enumerate(ranges)))
    beside = replace(found, actions=read_elsewhere(file))
    assert "less than by 1 of these 3, more than by 1, not clearly different from the others" in beside_elsewhere(
        beside
    )
    tonnes = elsewhere(beside)["tonnes for as many euros"]
    assert len(tonnes) == 3


def test_of_what_costs_nothing_no_tonnes_are_told(tmp_path):
    file = tmp_path / "free.toml"
    file.write_text(OWN.replace("low = 10", "low = -10"))
    free = replace(by_hand(ensemble(turned=0.3)), actions=read_elsewhere(file))
    assert elsewhere(free)["tonnes for as many euros"].tolist() == ["not known"]


# ---- `contagion spend`: what it writes, and what it answers to mistakes ----


QUICK = ("--quick", "--over", "ref", "--engine", "serial")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """Six sets of values."""
    file = tmp_path_factory.mktemp("sets") / "six.parquet"
    table = pd.DataFrame({RULE: [*RULES, *RULES], "receptivity.share": [0.1, 0.12, 0.15, 0.2, 0.25, 0.3]})
    write(Ensemble("six", table, {"edition": EDITION}), file)
    return file


@pytest.mark.slow
def test_the_command_writes_tables_scenarios_and_a_figure(tmp_path, store, sets):
    out = tmp_path / "out"
    prices = tmp_path / "prices.toml"
    prices.write_text("[costs]\nseat = 640\n")
    words = (
        "spend",
        20_000,
        "--details",
        *QUICK,
        "--ensemble",
        sets,
        "--prices",
        prices,
        "--store",
        store,
        "--above",
        3,
    )
    done = contagion(*words, "--out", out)
    assert done.exit_code == 0, done.output
    assert "To make, at most about: " in done.stderr
    assert "What 20,000 € more a year would buy on top of “Reference”" in done.stdout
    files = {path.name for path in out.iterdir()}
    mixes = {name for name in files if name.startswith("ref_")}
    assert mixes
    assert files - mixes == {
        "portfolios.csv", "costs.csv", "overturned.csv", "tried.csv", "worlds.parquet", "scenario.toml",
        "provenance.json", "spend.png", "spend.svg", "tonnes.csv", "elsewhere.csv",
    }  # fmt: skip
    table, tried = pd.read_csv(out / "portfolios.csv"), pd.read_csv(out / "tried.csv")
    assert len(table) == len(mixes)
    assert "above 3 in" in done.stdout
    lived = read_parquet(out / "worlds.parquet").pivot(index="seed", columns="scenario", values="people")
    gained = lived[table["mix"]].sub(lived["nothing more"], axis=0)
    assert table["gained_above"].tolist() == (gained > 3).mean().tolist()
    assert (table["euros"] <= 20_000).all()
    assert (tried["euros"] <= 20_000).all()
    costs = pd.read_csv(out / "costs.csv").set_index("item")
    assert not costs.loc["seat", "placeholder"].any()
    assert (costs.loc["seat", "price"] == 640).all()
    assert costs.loc["kit", "placeholder"].all()
    about = json.loads((out / "provenance.json").read_text())
    assert about["seeds"] == "5 to 12"  # not those of the search
    assert about["ensemble"] == {"name": "six", "edition": EDITION}
    again = contagion(*words)
    assert "To make" not in again.stderr  # all is in the store


@pytest.mark.slow
def test_a_sum_for_the_whole_programme_is_split_over_its_years(store):
    done = contagion("spend", 10_000, *QUICK, "--single", "--per", "programme", "--details", "--store", store)
    assert done.exit_code == 0, done.output
    assert "What 5,000 € more a year would buy" in done.stdout
    assert "simulations of one set of values, each with a seed of its own" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "given, words",
    [
        ((0,), "EUROS 0: must be a sum in euros above 0"),
        (("nan",), "EUROS nan: must be a sum in euros above 0"),
        (("much",), "'much' is not a valid float"),
        ((100, "--single", *QUICK), "100.00 € a year pay for nothing that has a price; the cheapest, 1 training place"),
        ((900, "--worlds", 3), "--worlds 3: must be a whole number from 20 on"),
        ((900, "--years", 0), "--years 0: must be a whole number from 1 to 100"),
        ((900, "--over", "reff", "--single"), "Did you mean 'ref'?"),
        ((900, "--single", "--prices", "nowhere.toml"), "nowhere.toml: no such file of prices"),
        ((900, "--ensemble", "atlantis"), "atlantis: no such ensemble"),
        ((900, "--set", "training.place=3", "--single"), "Did you mean 'training.places'?"),
    ],
)
def test_bad_input_is_answered_by_one_line(given, words, store):
    said = contagion("spend", *given, "--store", store).stderr.strip().splitlines()[-1]
    assert words in said


def test_a_bad_sum_is_refused_before_anything_is_read():
    assert complaint("spend", "--", -5) == "contagion: EUROS -5: must be a sum in euros above 0\n"
