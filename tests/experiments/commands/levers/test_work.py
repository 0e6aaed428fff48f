"""`contagion levers`: the steps, the ratio of two differences, and the table, on runs made by hand."""

from dataclasses import replace
from functools import partial
from math import inf, nan, sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import contagion as ct
from contagion.experiments.commands.compare.work import Comparison
from contagion.experiments.commands.levers import INDICATORS, PANELS, Levers, effects, inquiry, levers_figure
from contagion.experiments.commands.levers import inquiry as levers
from contagion.experiments.commands.limits import inquiry as limits
from contagion.experiments.evidence.worlds import OF_ONE_SET, Worlds
from contagion.experiments.say.charts.style import CAUSES, GREY
from contagion.experiments.say.levers import LEVERS, Lever
from contagion.models.outcomes.costs import PREFIX
from contagion.models.outcomes.tables import Savers, cohorts
from contagion.models.parameters import Parameters, names
from contagion.models.parameters.decisions import NEED_A_SCOPE
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.lab import laboratory
from contagion.models.runs.study import Conversations, changed
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from contagion.sim.statistics.compare import paired_differences
from tests.helpers.drawn import axes, unreadable
from tests.helpers.even_ensemble import even, twice

SEEDS = (1, 2, 3, 4)

# Beside 100, 110, 120, 130 people and 10 seats of 700 €: people more, seats more, by seed.
MORE = {
    "dear": ((2, 3, 2, 3), (2, 2, 2, 2)),
    "cheap": ((2, 3, 2, 3), (1, 1, 1, 1)),
    "idle": ((0, 0, 0, 0), (0, 0, 0, 0)),
    "lucky": ((9, -9, 9, -9), (1, 1, 1, 1)),
    "free": ((2, 3, 2, 3), (0, 0, 0, 0)),
    "saves": ((2, 3, 2, 3), (-1, -1, -1, -1)),
    "harms": ((-2, -3, -2, -3), (1, 1, 1, 1)),
}


def compared(more=None, worlds=OF_ONE_SET) -> Comparison:
    """A comparison of those runs, over one year, a seed being a world in worlds; nobody completes anything."""
    base, more = read(), more or MORE
    scenarios = [base, *(replace(base, name=name) for name in more)]
    nobody = Savers(np.empty(0), np.empty(0), np.empty(0, bool), np.empty(0, bool))
    rows, years, savings = [], [], []
    for name in ("ref", *more):
        people, seats = more.get(name, ((0,) * 4, (0,) * 4))
        for number, seed in enumerate(SEEDS):
            label = {"scenario": name, "seed": seed}
            count = 90 + 10 * seed + people[number]
            rows.append(label | {"participants": count, "completers": 5, "communes_reached": 7, "years": 1})
            rows[-1] |= {"facilitators_active": 9, "alternative_participants": 0}
            bought = {PREFIX + item: 10.0 + seats[number] if item == "seat" else 0.0 for item in ITEMS}
            years.append(label | {"year": 1} | bought)
            savings.append(pd.DataFrame(cohorts(nobody, 52)).assign(**label))
    tables = {"years": pd.DataFrame(years), "savings": pd.concat(savings)}
    table = pd.DataFrame(rows)
    labels, store = table[["scenario", "seed"]], SimpleNamespace(about={})
    runs: Any = SimpleNamespace(table=table, labels=labels, rows=tables.__getitem__, store=store, again=None)
    euros = table.assign(cost_total=700 * tables["years"][PREFIX + "seat"])
    differences = paired_differences(euros, "scenario", "ref", INDICATORS, sets=worlds.sets)
    return Comparison(scenarios, runs, differences, worlds)


def by_hand(more=None, worlds=OF_ONE_SET) -> Levers:
    """What is found of them."""
    made = compared(more, worlds)
    levers = [Lever(name, "training.places", 1, priced=name != "free") for name in more or MORE]
    return Levers(made.scenarios[0], made, effects(made, levers), ["this: has no further step"])


USUAL = Parameters()
BY_NAME = {lever.parameter: lever for lever in LEVERS}
T3 = stats.t.ppf(0.975, 3)


# ---- the steps -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.label)
def test_every_step_can_be_taken_from_the_defaults(lever):
    before, after = USUAL.get(lever.parameter), lever.taken(USUAL).get(lever.parameter)
    assert after == pytest.approx(before * lever.times + lever.step)
    assert after != before
    assert lever.parameter in names()
    assert lever.parameter not in NEED_A_SCOPE


def test_levers_are_different_things():
    assert len(LEVERS) == len(BY_NAME) == len({lever.label for lever in LEVERS})


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("training.ready_after_weeks", 0, "ready 1 week sooner: training.ready_after_weeks = -1: must be"),
        ("retention.mentored_share", 1.0, "10 points mentored: retention.mentored_share = 1.1: must be"),
        ("training.period_weeks", 1, "sessions twice as often: training.period_weeks = 0: must be"),
        ("training.places", inf, "1 training place a session: training.places = inf has no further step"),
    ],
)
def test_at_the_bound_there_is_no_step(name, value, words):
    with pytest.raises(InputError) as refused:
        BY_NAME[name].taken(changed(USUAL, {name: value}))
    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


# ---- the table, on runs made by hand ---------------------------------------------------------------------------------


@pytest.fixture
def found() -> Levers:
    return by_hand()


def test_people_per_1000_euros_are_those_worked_out_by_hand(found):
    """2.5 people for 700 € or 1,400 €; the standard error of 2.5 is √(1/3)/2."""
    table = found.table.set_index("lever")
    half = T3 * sqrt(1 / 3) / 2
    for name, euros in (("cheap", 0.7), ("dear", 1.4)):
        row = table.loc[name]
        assert row["cost_total"] == pytest.approx(1000 * euros)
        ends = [row[f"people_per_1000_euros{end}"] for end in ("", "_low", "_high")]
        assert ends == pytest.approx([2.5 / euros, (2.5 - half) / euros, (2.5 + half) / euros])
    assert table.loc["harms", "people_per_1000_euros"] == pytest.approx(-2.5 / 0.7)


def test_levers_are_told_apart_pair_by_pair():
    """Intervals that overlap, and a difference that is the same in all pairs; another lever is worth as much now and
    then."""
    more = {
        "first": ((32, 52, 32, 52), (1, 1, 1, 1)),
        "behind": ((31, 51, 30, 51), (1, 1, 1, 1)),
        "now and then": ((51, 32, 32, 51), (1, 1, 1, 1)),
        "nothing": ((0, 0, 0, 0), (1, 1, 1, 1)),
    }
    table = by_hand(more).table.set_index("lever")
    assert table.loc["behind", "people_per_1000_euros_high"] > table.loc["first", "people_per_1000_euros_low"]
    assert table["like_first"].to_dict() == {"first": True, "behind": False, "now and then": True, "nothing": False}


def test_over_worlds_intervals_count_sets():
    """20 and 22 more people in the two worlds of a set, 30 and 32 in those of the other: 21 and 31, by 700 € each."""
    found = by_hand({"cheap": ((20, 22, 30, 32), (1, 1, 1, 1))}, Worlds(twice(even(2))))
    (row,) = found.table.to_dict("records")
    half = stats.t.ppf(0.975, 1) * 5
    ends = [row[f"participants{end}"] for end in ("", "_low", "_high")]
    assert ends == pytest.approx([26, 26 - half, 26 + half])
    near = by_hand({"cheap": ((20, 22, 21, 23), (1, 1, 1, 1))}, Worlds(twice(even(2)))).table.iloc[0]
    half = stats.t.ppf(0.975, 1) * 0.5
    assert (near["people_per_1000_euros_high"] - 21.5 / 0.7) * 0.7 == pytest.approx(half)


def test_where_there_is_no_ratio_it_is_said_why(found):
    assert found.table.set_index("lever")["verdict"].to_dict() == {
        "cheap": "",
        "dear": "",
        "harms": "",
        "idle": "changes nothing",
        "lucky": "no clear difference in people",
        "free": "more people, no clear difference in cost",
        "saves": "more people, costs less",
    }
    assert found.table["people_per_1000_euros"].isna().sum() == 4


def test_the_most_people_for_the_money_stand_first_and_what_has_no_price_last(found):
    assert found.table["lever"].tolist() == ["cheap", "dear", "harms", "saves", "idle", "lucky", "free"]


# ---- with the model --------------------------------------------------------------------------------------------------


def test_expenses_cost_ten_euros_a_group_and_change_no_run(tmp_path):
    study = Conversations()
    lab = Laboratory(study, Engine("serial"), Store(tmp_path, study.version), progress=False)
    made = inquiry(read(), 1, 2, [BY_NAME["costs.expenses"], Lever("at the bound", "retention.paid_share", 2)]).last(
        lab
    )
    (row,) = made.table.to_dict("records")
    groups = made.comparison.runs.table.query("scenario == 'ref'")["groups_started"].mean()
    assert (row["participants"], row["cost_total"]) == pytest.approx((0, 10 * groups))
    assert row["verdict"] == "the same people"
    assert groups > 0
    assert made.comparison.runs.labels["key"].nunique() == 2  # the runs of ref serve for both
    assert made.skipped == ["at the bound: retention.paid_share = 2.0: must be less than or equal to 1"]
    assert "No effect of the expenses of leaders is modelled" in made._in_words()


def test_of_a_past_a_step_goes_from_what_holds_when_it_ends(tmp_path):
    """Six places a session since the second year: one more is seven, and what was decided by then overrules nothing."""
    rows = {"decision": [{"from": "2018-01", "set": {"training.places": 6}}]}
    scenario = replace(read(), parameters=Parameters.model_validate(rows), past=2)
    (places,) = [one for one in LEVERS if one.parameter == "training.places"]
    found = inquiry(scenario, 4, 2, [places]).last(laboratory("serial", store=tmp_path))
    (row,) = found.table.to_dict("records")
    assert (row["base_value"], row["value"]) == (6, 7)
    assert found.overruled == []
    years = found.comparison.runs.rows("years")
    trained = years.pivot(index=["scenario", "seed"], columns="year", values="facilitators_trained")
    assert trained[2].loc[scenario.name].tolist() == trained[2].loc[places.label].tolist()


def test_the_words_and_the_figure_say_the_same(found):
    text = found._in_words()
    assert "+2 (+2 to +3) Likely (4 of 4 simulations), not certain" in text
    assert "±" not in text
    assert "3.6 (2.3 to 4.9)" in text
    assert text.index("Levers with a price in the model") < text.index("own price is not in the model:\n")
    assert "Left out: this: has no further step." in text
    labels = [label.get_text() for label in levers_figure(found).axes[0].get_yticklabels()]
    assert labels == [*found.table["lever"][:-1], "free *"]


def test_decisions_that_go_before_a_step_are_named(found, tmp_path):
    file = tmp_path / "dated.toml"
    file.write_text('[[decision]]\nfrom = "2019-01"\nset = { "training.places" = 20 }\n')
    assert not found.overruled
    assert "go before the step: cheap, dear" in replace(found, scenario=replace(read(file), name="ref"))._in_words()


def test_over_worlds_it_is_said_so():
    worlds = Worlds(even(2))
    found = by_hand(worlds=worlds)
    assert "in the same 4 simulations" in " ".join(found._in_words().split())
    assert "by sets of values" in " ".join(text.get_text() for text in levers_figure(found).texts).replace("\n", " ")
    assert "nan" not in found._in_words()


@pytest.mark.parametrize("indicator", ["participants", "cost_total", "people_per_1000_euros"])
def test_levers_draw_and_show_the_table_that_was_found(indicator):
    made = by_hand()
    assert [label.get_text() for label in made.plot(indicator).get_yticklabels()] == [
        *made.table["lever"][:-1],
        "free *",
    ]
    assert "Best value: cheap more brings +2 (+2 to +3) people" in made._repr_html_()
    assert made.skipped == ["this: has no further step"]


def test_an_indicator_that_levers_do_not_have_gets_the_nearest_name():
    with pytest.raises(InputError, match="Did you mean 'cost_total'"):
        by_hand().plot("cost_totl")


UNCLEAR = "volunteering.wish"


@pytest.fixture(scope="module")
def drawn() -> Any:
    rows = []
    for lever in LEVERS:
        low = -1.0 if lever.parameter == UNCLEAR else 1.0
        ends = {f"{name}{end}": value for name in PANELS for end, value in (("", 2.0), ("_low", low), ("_high", 3.0))}
        rows.append({"lever": lever.label, "parameter": lever.parameter, "priced": lever.priced, "verdict": "", **ends})
    labels = pd.DataFrame({"seed": [1, 2]})
    runs = SimpleNamespace(table=pd.DataFrame({"years": [1]}), labels=labels, store=SimpleNamespace(about={}))
    made = SimpleNamespace(runs=runs, worlds=OF_ONE_SET, number=2, length=1)
    return SimpleNamespace(table=pd.DataFrame(rows), comparison=made, scenario=read())


def test_levers_have_the_colour_of_what_they_give_more_of(drawn):
    figure = levers_figure(drawn)
    assert not unreadable(figure)
    assert figure.get_suptitle().endswith("after 1 year")
    place = drawn.table["parameter"].tolist().index
    for ax in axes(figure)[: len(PANELS)]:
        shown = {y: line.get_color() for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()}
        assert shown[place("training.places")] == shown[place("training.period_weeks")] == CAUSES["places"]
        assert shown[place("outreach.letters")] == CAUSES["registrations"]
        assert shown[place("partners.contacts_per_month")] == CAUSES["hosts"]
        assert shown[place("facilitation.partner_room")] == CAUSES["rooms"]
        assert shown[place("retention.loss_per_year")] == CAUSES["groups"]
        assert shown[place(UNCLEAR)] == GREY


def test_where_nothing_is_known_there_is_no_scale(drawn):
    none = drawn.table.assign(**{name: float("nan") for name in drawn.table if name.startswith("people_per")})
    nothing: Any = SimpleNamespace(**vars(drawn) | {"table": none})
    *_, last, _ = axes(levers_figure(nothing))
    assert not last.get_xticks().size


def test_the_colours_are_explained(drawn):
    legend: Any = axes(levers_figure(drawn))[-1].get_legend()
    said = dict(
        zip([t.get_text() for t in legend.get_texts()], [h.get_color() for h in legend.legend_handles], strict=True)
    )
    assert said["training places"] == CAUSES["places"]
    assert set(said) == {
        *("training places", "wish to facilitate", "leading time", "registering"),
        *("partners' rooms", "hosts", "money"),
    }  # fmt: skip


# ---- what the door says would help is what the studies say ----


@pytest.mark.slow
def test_the_door_hands_over_what_the_studies_work_out(at_work, tmp_path):
    lab = laboratory("serial", store=tmp_path / "store")
    place: dict[str, Any] = {"seeds": 2, "years": 1, "store": tmp_path / "store"}
    for mine, made in (
        (ct.limits("ref", ensemble=None, **place), limits),
        (ct.levers("ref", ensemble=None, **place), levers),
    ):
        expected: Any = made(ct.read("ref"), 1, 2).last(lab)
        pd.testing.assert_frame_equal(mine.table, expected.table, check_exact=True)
        assert mine.skipped == list(expected.skipped)


@pytest.mark.parametrize("ask", [ct.limits, ct.levers])
def test_an_interval_needs_two_seeds(ask):
    with pytest.raises(ct.InputError, match="seeds 1: must be a whole number from 2 on"):
        ask("ref", seeds=1)


@pytest.mark.parametrize("ask", [ct.limits, ct.levers, partial(ct.compare, "lowloss")])
def test_how_many_people_are_of_interest_is_a_number(ask, at_work):
    with pytest.raises(ct.InputError, match="above nan: must be a number of people"):
        ask("ref", above=nan)


@pytest.mark.slow
def test_the_share_of_worlds_with_more_than_asked_is_in_the_table_and_shown(at_work):
    made = ct.limits("ref", seeds=4, years=1, above=2)
    assert (made.table["gained_above"] <= made.table["gained_above_zero"]).all()
    assert "&gt; 2 in" in made._repr_html_()
    compared = ct.compare("ref", "lowloss", seeds=4, years=1, above=2)
    pd.testing.assert_frame_equal(compared.in_worlds(), compared.in_worlds(above=2))


def test_the_best_lever_is_told_with_what_the_short_model_says(monkeypatch):
    asked = []

    def line(*of):
        asked.append(of)
        return ["The short model says so."]

    monkeypatch.setattr("contagion.experiments.commands.levers.short_model_in_words", line)
    made = by_hand()
    assert made._answer().sentences[1:] == ["The short model says so."]
    assert "The short model says so." in made._in_words()
    base, other, people, _worlds, _runs, step = asked[0]
    assert (base.name, other.name) == ("ref", made.table["lever"].iloc[0])
    assert people["p50"] == made.table["participants_p50"].iloc[0]
    assert step(base.parameters).training.places == base.parameters.training.places + 1
    none = by_hand({"free": MORE["free"]})
    assert none._answer().sentences == ["No lever with a price makes a clear difference in people."]
