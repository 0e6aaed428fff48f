"""What of a gain remains without a channel: the same runs by hand, and what is said of them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.commands.asking import Ask
from contagion.experiments.commands.compare.costs import of_all_programmes
from contagion.experiments.commands.compare.why import Why, why_figure
from contagion.experiments.commands.compare.work import cases_with_reasons, inquiry
from contagion.experiments.evidence.channels import (
    ALL,
    FACILITATORS,
    INVITATIONS,
    NOTHING,
    PARTNERS,
    SWITCHES,
    WISH,
    switch_off,
)
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.say.answers import LINES, WIDTH, show
from contagion.models.runs.lab import in_all
from contagion.models.runs.study import case
from contagion.models.scenario import Scenario, read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from tests.helpers.command import contagion
from tests.helpers.drawn import axes, unreadable
from tests.helpers.even_ensemble import even

YEARS, FEW = 4, 4
OPTIONS = (read(Path("double_places")), read(Path("lowloss")))
MORE = {"from": "2018-01", "set": {"training.places": 40}}


def compared(lab, scenarios, worlds=None, years=YEARS):
    return replace(inquiry(scenarios, years, FEW, worlds or Worlds()).last(lab), lab=lab)


def with_decisions(name, *rows, past=0) -> Scenario:
    parameters = read().parameters
    decided = type(parameters).model_validate({**parameters.model_dump(), "decision": rows})
    return replace(read(), name=name, parameters=decided, past=past)


@pytest.fixture(scope="module")
def worlds():
    return Worlds(even(4))


@pytest.fixture(scope="module")
def made(own_lab, worlds):
    return compared(own_lab, (read(), *OPTIONS), worlds)


@pytest.fixture(scope="module")
def reasons(made):
    return made.why()


def by_hand(lab, worlds, scenarios, channels):
    """The gains of scenarios over the first with channels off: the parameters of each simulation changed by hand."""
    people = {}
    for one in scenarios:
        for world in range(1, FEW + 1):
            off = switch_off(worlds.parameters(one, world), channels)
            table = lab.run([case(off, scenario=one.name)], [world], YEARS).table
            people[one.name, world] = float(table["participants"].iloc[0])
    base = [people[scenarios[0].name, world] for world in range(1, FEW + 1)]
    return {
        one.name: np.subtract([people[one.name, world] for world in range(1, FEW + 1)], base) for one in scenarios[1:]
    }


@pytest.mark.parametrize("off", [FACILITATORS, ALL])
def test_gain_is_that_of_the_same_simulations_with_the_channels_off(own_lab, worlds, made, reasons, off):
    plain, without = (by_hand(own_lab, worlds, made.scenarios, some) for some in ((), SWITCHES[off]))
    for name, row in reasons.table[reasons.table["off"] == off].set_index("scenario").iterrows():
        assert row["mean"] == without[name].mean()
        assert row["change"] == pytest.approx((without[name] - plain[name]).mean())
        assert (row["p5"], row["p95"]) == (without[name].min(), without[name].max())  # few


def test_table_has_a_row_for_the_gain_and_each_switch(made, reasons):
    assert reasons.table.groupby("scenario")["off"].apply(list).tolist() == [[NOTHING, *SWITCHES]] * len(OPTIONS)
    plain = reasons.table[reasons.table["off"] == NOTHING]
    people = made.in_worlds().query("indicator == 'people'").set_index("scenario")["p50"]
    assert plain.set_index("scenario")["p50"].to_dict() == people.to_dict()
    assert plain["change"].isna().all()
    assert not plain["clear"].any()
    assert set(reasons.table["since"]) == {"", "start"}


@pytest.mark.parametrize(
    "settings, off",
    [
        ([f"{WISH}=0.0"], FACILITATORS),
        (["invitations.per_completer=0.0", "invitations.per_facilitator=0.0"], INVITATIONS),
        (["registering.participant_source=1.0", "partners.participant_factor=1.0"], PARTNERS),
    ],
)
def test_channel_that_is_not_there_changes_nothing(own_lab, settings, off):
    found = compared(own_lab, [read(None, settings), read(Path("lowloss"), settings)]).why()
    rows = found.table.set_index("off")
    figures = ["p5", "p50", "p95", "mean"]
    assert rows.loc[off, figures].tolist() == rows.loc[NOTHING, figures].tolist()
    assert (rows.loc[off, "change"], rows.loc[off, "changed"]) == (0.0, 0.0)
    assert "no difference at all" in found.sentences["lowloss"]


def test_base_with_a_switch_off_is_run_once_for_all_options(made, monkeypatch):
    asked, run = [], Laboratory.run

    def counted(lab, cases, seeds, years):
        asked.append([one.labels["scenario"] for one in cases])
        assert [*seeds] == [1, 2, 3, 4]
        return run(lab, cases, seeds, years)

    monkeypatch.setattr(Laboratory, "run", counted)
    made.why()
    assert asked == [["ref", "double_places", "lowloss"]] * len(SWITCHES)
    runs = sum(map(len, asked)) * FEW
    assert cases_with_reasons(made.scenarios, FEW, FEW) * FEW == runs
    assert 0 <= cases_with_reasons(made.scenarios, 200, in_all(200)) * in_all(200) - 12 * 200 < in_all(200)


def test_channel_is_off_from_the_start_of_a_programme_with_a_past(own_lab):
    some = [with_decisions("now", past=1), with_decisions("then", MORE, past=1)]
    found = compared(own_lab, some).why().table.set_index("off")
    off = [replace(one, parameters=switch_off(one.parameters, [INVITATIONS])) for one in some]
    runs = own_lab.run([case(one.parameters, scenario=one.name) for one in off], range(1, FEW + 1), YEARS)
    people = of_all_programmes(runs, off).pivot(index="seed", columns="scenario", values="people")
    assert found.loc[INVITATIONS, "mean"] == (people["then"] - people["now"]).mean()


# ---- since a decision ------------------------------------------------------------------------------------------------


def test_wish_is_none_from_the_first_decision_on_in_base_and_option(own_lab):
    none = {"from": "2018-01", "set": {WISH: 0.0}}
    some = with_decisions("base"), with_decisions("more", MORE)
    found = compared(own_lab, some).why(since="decision").table.set_index("off")
    plain = compared(own_lab, [with_decisions("base", none), with_decisions("more", MORE, none)])
    assert list(found.index) == [NOTHING, FACILITATORS]
    assert found.loc[FACILITATORS, "since"] == "2018-01"
    gains = plain.runs.table.pivot(index="seed", columns="scenario", values="participants").astype(float)
    assert found.loc[FACILITATORS, "mean"] == (gains["more"] - gains["base"]).mean()
    assert found.loc[FACILITATORS, "mean"] > 0  # those who wait in the queue fill seats


def test_date_is_said(own_lab):
    found = compared(own_lab, [with_decisions("base"), with_decisions("more", MORE)]).why(since="decision")
    assert "Without participants who become facilitators from 2018-01 on" in found.sentences["more"]
    answer = found._answer()
    assert answer.table is not None
    assert answer.table.columns[0] == "off from 2018-01"
    assert "the other channels cannot be decided" in answer.notes[0]


def test_what_cannot_be_asked_is_refused_in_a_line(made, own_lab):
    with pytest.raises(InputError, match=r"^since 'later' is not known; there are start, decision$"):
        made.why(since="later")
    some = [
        with_decisions("base"),
        with_decisions("students", {**MORE, "set": {WISH: 0.5}, "target_groups": ["students"]}),
    ]
    with pytest.raises(InputError, match=r"^why: students: a decision sets volunteering.wish for some"):
        compared(own_lab, some).why(since="decision")
    with pytest.raises(InputError, match=r"^why: more: decides the same as the first scenario"):
        compared(own_lab, [with_decisions("base", MORE), with_decisions("more", MORE)]).why(since="decision")


# ---- what is said ----------------------------------------------------------------------------------------------------


def clear(reasons, worlds=200):
    """The same with all changes clear, and long numbers."""
    figures = {"p5": -1234.0, "p50": 4567.0, "p95": 12345.0, "change": -1234.0, "change_low": -2345.0}
    table = reasons.table.assign(**figures, change_high=-123.0, p50_error=1.0, clear=True, worlds=worlds, changed=1.0)
    return replace(reasons, table=table)


@pytest.mark.parametrize("number", [1, 2])
def test_longest_answer_fits_a_terminal_and_keeps_its_sentence(reasons, number):
    some = clear(reasons)
    names = [one.name for one in OPTIONS[:number]]
    some = replace(some, table=some.table[some.table["scenario"].isin(names)])
    lines = show(some._answer(), "More: --details. Keep tables and figures: --out DIR.").splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
    text = " ".join(lines)
    assert ("without all three, +4,570 (-1,200 to +12,000)" in text) == (number == 1)
    assert (" ± " in text) == (number == 2)
    assert "off from the start" in text


def test_all_sentences_and_gains_stand_in_the_details(made, reasons):
    some = clear(reasons)
    text = " ".join(replace(made, reasons=some)._in_words(asked_all(False)).split())
    for name, sentence in some.sentences.items():
        assert sentence in text, name
    assert text.count("mean ± standard error") == len(OPTIONS)


def asked_all(every):
    return type("Ask", (), {"values": {"all": every}})()


def test_figure_has_a_bar_for_each_gain_and_names_its_options(reasons):
    figure = why_figure(reasons)
    (ax,) = axes(figure)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert [labels[0], labels[6]] == ["double_places", "lowloss"]
    assert len(labels) == len(reasons.table) + len(OPTIONS)
    dots = np.ma.filled(np.ma.asarray(ax.collections[-1].get_offsets()), np.nan)[:, 0]
    middles = [value for _, of in reasons.table.groupby("scenario", sort=False) for value in [np.nan, *of["p50"]]]
    np.testing.assert_array_equal(dots, middles)
    assert unreadable(figure) == []
    title = figure.get_suptitle()
    assert title.startswith("Of 2 options, these many clearly gain: 0 less without participants")
    assert "2 less without personal invitations" in why_figure(clear(reasons)).get_suptitle().replace("\n", " ")


def test_command_keeps_the_table_and_refuses_what_cannot_be(tmp_path):
    place = ("--store", tmp_path / "store", "--engine", "serial", "--years", 1, "--seeds", 2)
    done = contagion("compare", "ref", "lowloss", "--single", "--why", "--out", tmp_path / "out", "--json", *place)
    assert done.exit_code == 0, done.output
    assert "To make, at most about: 20 runs of 1 year" in done.stderr
    rows = json.loads(done.stdout)["why"]
    assert [row["off"] for row in rows] == [NOTHING, *SWITCHES]
    assert rows[0]["change"] is None
    table = pd.read_csv(tmp_path / "out" / "why.csv")
    assert table["p50"].tolist() == [row["p50"] for row in rows]
    assert (tmp_path / "out" / "why.png").stat().st_size > 10_000
    assert "--why" not in contagion("compare", "ref", "lowloss", "--single", *place).stdout
    refused = contagion("compare", "ref", "--why", *place)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    beside = contagion("compare", "ref", "lowloss", "--why", "--epci", "Dinan", "--epci", "Loue-Lison", *place)
    assert (beside.exit_code, beside.stderr) == (2, "contagion: --why: is not for several territories; leave it out\n")


@pytest.mark.parametrize("more, cases", [((), 2), (("--why",), 10)])
def test_estimate_of_time_counts_the_runs_without_channels(more, cases, monkeypatch):
    def meant(_ask, _scenarios, number, *_others):
        raise InputError(f"{number} cases")

    monkeypatch.setattr(Ask, "meant", meant)
    done = contagion("compare", "ref", "lowloss", "--single", "--seeds", 10, "--engine", "serial", *more)
    assert done.stderr == f"contagion: {cases} cases\n"


@pytest.mark.slow
def test_signs_are_those_of_the_case_study(tmp_path):
    """Measured with 200 simulations: double_places 625, 0, 426; solo_after_two 640, 586, 455; campaign 103, 88, 158."""
    options = ("double_places", "solo_after_two", "campaign")
    found = ct.compare("ref", *options, seeds=100, store=tmp_path / "store").why()
    assert isinstance(found, Why)
    rows = found.table.set_index(["scenario", "off"])
    assert rows.loc[("double_places", FACILITATORS), ["p5", "p50", "p95"]].tolist() == [0.0, 0.0, 0.0]
    assert rows.loc[("double_places", ALL), "mean"] == pytest.approx(0, abs=5)
    for name in options[:2]:
        assert rows.loc[(name, INVITATIONS), "change_high"] < 0 < rows.loc[(name, INVITATIONS), "mean"]
    assert rows.loc[("solo_after_two", FACILITATORS), "mean"] > 400
    assert rows.loc[("campaign", INVITATIONS), "change_low"] > 0
    assert "without personal invitations" in found.sentences["double_places"]
