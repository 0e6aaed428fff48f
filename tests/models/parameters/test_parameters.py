"""Every parameter says what it is, whose it is and where its value comes from; the schema says what is valid."""

import json
from math import inf, isnan, nan
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from pydantic import ValidationError

from contagion.models.document import OF_PARAMETERS, refreshed
from contagion.models.parameters import (
    PARAMETERS,
    Parameters,
    choice,
    describe,
    is_whole,
    number_of,
    record_of,
    word_of,
)
from contagion.models.parameters.contradictions import said_of
from contagion.models.parameters.declaring import (
    LEVER,
    POSITIVE,
    Count,
    P,
    Section,
    SessionWeeks,
    Shares,
    WeeksOfYear,
    Weights,
    log_normal,
    reciprocal,
)
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.by_sections import decided
from tests.helpers.drawn import words_alone

ROWS = list(describe())


def test_defaults_are_valid_and_plausible():
    for row in ROWS:
        if not isinstance(row["default"], int | float):
            assert row["range"] is None or row["default"] is None, row  # another parameter's value, by default
            continue
        low, high = (end if given is None else given for given, end in zip(row["valid"], (-inf, inf), strict=True))
        plausible = row["range"] or (row["default"], row["default"])
        assert low <= plausible[0] <= row["default"] <= plausible[1] <= high, row
        assert not row["range"] or plausible[0] < plausible[1], row


@pytest.mark.parametrize(
    "rows, weeks",
    [
        # the later one holds, in whatever order they stand
        ([(20, None, 30), (10, None, 20)], {0: 10, 9: 10, 10: 20, 19: 20, 20: 30, 99: 30}),
        # one that ends gives way to what held before it
        ([(10, None, 20), (20, 30, 5)], {9: 10, 19: 20, 20: 5, 29: 5, 30: 20}),
        # one within another wants the same
        ([(10, 40, 20), (20, 30, 20)], {15: 20, 25: 20, 35: 20, 40: 10}),
        ([(10, 20, 5), (20, 30, 6)], {9: 10, 19: 5, 20: 6, 30: 10}),
    ],
)
def test_decisions_follow_each_other(rows, weeks):
    parameters = decided([{"from": a, "until": b, "set": {"training.places": value}} for a, b, value in rows])
    held = {week: parameters.with_decisions(parameters.in_force(week)).training.places for week in weeks}
    assert held == weeks


# ---- parameters as one record of numbers: every one under its name, and at its word ----------------------------------

NAMES = [f"{section}.{name}" for section in PARAMETERS.names or () for name in PARAMETERS[section].names or ()]


def test_every_number_stands_under_its_name_and_at_its_word_in_a_record_of_the_callers_own():
    record = record_of(Parameters())
    whole, real = record.view(np.int64), record.view(np.float64)
    assert len(NAMES) == len(whole) > 100
    for name in NAMES:
        section, _, key = name.partition(".")
        expected, found = number_of(name, Parameters().get(name)), record[section][key][0]
        assert (whole if is_whole(name) else real)[word_of(name)] == found
        assert found == expected or (isnan(expected) and isnan(found)), name
    record["training"]["places"] = 99
    assert record_of(Parameters())["training"]["places"][0] == Parameters().training.places


def test_a_choice_is_the_number_of_its_word():
    assert [choice("facilitation.pool", word) for word in ("territory", "group", "commune")] == [0, 1, 2]
    assert record_of(Parameters().with_values({"facilitation.pool": "commune"}))["facilitation"]["pool"][0] == 2
    with pytest.raises(ValueError):
        choice("facilitation.pool", "village")


# ---- the tables of `models/parameters/README.md` are those of the declarations ---------------------------------------

TEXT = OF_PARAMETERS.read_text(encoding="utf-8")


def test_the_tables_of_parameters_are_current():
    assert refreshed(TEXT) == TEXT, "run `python -m contagion.models.document`"
    meaning = "fewest registered for a start when recruiting ends"
    stale = TEXT.replace(f"| `group.quorum` | {meaning} | 6 people |", f"| `group.quorum` | {meaning} | 5 people |")
    assert stale != TEXT
    assert refreshed(stale) == TEXT


# ---- what a value is refused for: words of ours, or of pydantic's, which are sentences that can be said anew ---------


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("training.places", "x", "must be a valid number"),
        ("training.places", -1, "must be greater than or equal to 0"),
        ("training.places", 1.5, "must be a whole number or inf"),
        ("group.size", 1.5, "must be a valid integer"),
        ("volunteering.wish", 2, "must be less than or equal to 1"),
        ("demand.unlimited", 1, "must be a valid boolean"),
        ("training.top_up", 1, "must be 'historical' or 'autonomous'"),
        ("calendar.start", "2017-13", "month must be in 1..12"),
        ("calendar.start", "2017-02-30", 'must be a month such as "2017-01"'),
        ("training.", 3, "must be a valid dictionary or instance of Training"),
        ("group.size", 40, "group.size = 40 must lie between group.quorum = 6 and group.maximum = 10"),
    ],
)
def test_each_complaint_is_told(name, value, words):
    section, _, key = name.partition(".")
    with pytest.raises(ValidationError) as error:
        Parameters.model_validate({section: {key: value} if key else value})
    said = said_of(error.value.errors()[0])
    assert said == words


# ---- how a parameter is declared: what is said of it, and what it may be ---------------------------------------------


class Kitchen(Section):
    """A section of one parameter of each kind."""

    heat: float = P(20.0, "°C", (0, 300), (15, 200), "B: a thermometer", "how hot it is", LEVER)
    cellar: float = P(12.0, "°C", None, None, "D: felt", "how cold it is")
    pots: Count = P(3.0, "pots", (0, inf), None, "D: counted", "pots, as many as there are")
    mix: Shares = P((0.5, 0.5), "shares", None, None, "D: tasted", "what it is made of")
    spices: Weights = P((1.0, 2.0), "grams", None, None, "D: weighed", "what is strewn over it")
    meals: SessionWeeks = P((0, 4), "weeks", None, None, "D: eaten", "when it is served")
    closed: WeeksOfYear = P((30, 31), "weeks of the year", None, None, "D: seen", "when nobody cooks")


@pytest.mark.parametrize(
    "name, value, words",
    [
        ("heat", -1.0, "greater than or equal to 0"), ("heat", 301.0, "less than or equal to 300"),
        ("cellar", nan, "cellar must be a number"), ("heat", "hot", "valid number"),
        ("pots", 2.5, "must be a whole number or inf"), ("pots", -1.0, "greater than or equal to 0"),
        ("mix", (0.5, 0.4), "these add up to 0.9"), ("mix", (), "add up to 1"), ("mix", (1.5, -0.5), "at least 0"),
        ("spices", (1.0, -1.0), "finite numbers of at least 0"), ("spices", (inf,), "finite numbers"),
        ("spices", (), "one or more"),
        ("meals", (1, 4), "must begin with 0 and rise"), ("meals", (0, 4, 4), "must begin with 0 and rise"),
        ("closed", (52,), "weeks of the year, 0 to 51"), ("closed", (-1,), "weeks of the year, 0 to 51"),
        ("cold", 1.0, "Extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(name, value, words):
    with pytest.raises(ValidationError, match=words):
        Kitchen.model_validate({name: value})


def test_what_can_be_is_let_through_and_lists_are_kept_as_tuples():
    made = Kitchen(heat=0.0, pots=inf, mix=[0.2, 0.8], spices=[0.0], meals=[0], closed=[])  # ty: ignore[invalid-argument-type]
    assert (made.heat, made.pots, made.mix, made.spices, made.meals, made.closed) == (
        0,
        inf,
        (0.2, 0.8),
        (0,),
        (0,),
        (),
    )
    with pytest.raises(InputError, match=r"kitchen\.heat: cannot be written"):
        made.heat = 30.0


def test_a_law_stands_beside_the_range():
    told = {
        name: P(1.0, "", POSITIVE, span, "D: S1", "x").json_schema_extra
        for name, span in (("even", (1, 2)), ("normal", log_normal(1.0, 0.5)), ("wait", reciprocal(26)), ("none", None))
    }
    assert {name: row["law"] for name, row in told.items()} == {
        "even": "uniform", "normal": "log-normal", "wait": "reciprocal", "none": "uniform",
    }  # fmt: skip
    assert told["wait"]["range"] == (26, inf)
    assert told["normal"]["range"] == pytest.approx((0.2133, 4.6885), rel=1e-3)
    assert told["none"]["range"] is None


# ---- values outside their declared range run, and one line says so; what is impossible stays refused -----------------

LOSS = (
    "retention.loss_per_year = 25: 25 a year means that hardly anybody stays a month; the declared range is 0.05 to "
    "0.8. Did you mean 0.25?"
)


def said(*settings):
    return list(read(None, settings).outside_range)


@pytest.mark.parametrize(
    "setting, words",
    [
        ("retention.loss_per_year=25", LOSS.partition(": ")[2]),
        (
            "retention.loss_per_year=3",
            "3 a year means that hardly anybody stays a year; the declared range is 0.05 to 0.8",
        ),
        ("retention.loss_per_year=1", "the declared range is 0.05 to 0.8"),
        ("volunteering.wish=1", "the declared range is 0 to 0.666667"),
        ("registering.event=20", "the declared range is 0.02 to 0.4. Did you mean 0.2?"),
        ("group.recruiting_weeks=156", "156 weeks are 3.0 years; the declared range is 4 to 16"),
        ("training.places=100", "the declared range is 0 to 60 for Grand Besançon"),
        ("demand.distance_km=inf", "the declared range is 3 to 20"),
        ("outreach.factor=0", "the declared range is 1 to 4"),
    ],
)
def test_a_line_for_a_value(setting, words):
    name, value = setting.split("=")
    assert said(setting) == [f"{name} = {value}: {words}"]


def test_both_ends_of_every_range_are_within():
    """And just beyond them is outside, where the model runs there at all."""
    for row in (row for row in describe() if row["range"] and "[]" not in row["name"]):
        (low, high), kind, step = row["range"], *((int, 1) if row["type"] is int else (float, 1e-6))
        for value, outside in (low, False), (high, False), (low - step, True), (high + step, high < inf):
            try:
                lines = said(f"{row['name']}={kind(value)!r}")
            except InputError:  # impossible, beyond the range or together with the default of another
                continue
            bought_none = row["name"].startswith(("training", "partners", "outreach")) and not value
            told = any(line.startswith(f"{row['name']} = ") for line in lines)
            assert told == (outside and not bought_none), (row["name"], value)


def test_rows_and_decisions_are_looked_at_and_a_parameter_is_said_once(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        """
[[alternative]]
kind = "team challenge"
name = "teams"
conversion = 0.9

[[decision]]
title = "Worse"
from = 10
set = { "retention.loss_per_year" = 25.0 }

[[decision]]
from = 20
set = { "retention.loss_per_year" = 30.0, "volunteering.wish" = 0.9 }
"""
    )
    assert list(read(path).outside_range) == [
        "alternative 'teams', alternative.conversion = 0.9: the declared range is 0 to 0.1",
        f"line 7 (Worse): {LOSS}",
        "line 12: volunteering.wish = 0.9: the declared range is 0 to 0.666667",
    ]


@pytest.fixture(autouse=True)
def no_figures(monkeypatch):
    monkeypatch.setattr(Figure, "savefig", words_alone)


def complaints(done) -> list[str]:
    """What a study says on standard error, but for how long it takes."""
    assert done.exit_code == 0, done.output
    return [line for line in done.stderr.splitlines() if not line.startswith("To make")]


def kept(folder: str, file: str):
    return json.loads(Path(folder, file).read_text())["outside_range"]


def test_studies_say_it_once(contagion):
    many = ["--years", 1, "--replicates", 2, "--engine", "serial"]
    for name in ("one", "two"):
        Path(f"{name}.toml").write_text("[retention]\nloss_per_year = 25.0\n")
    done = contagion("compare", "one.toml", "two.toml", *many, "--out", "out")
    assert complaints(done) == [f"contagion: one: {LOSS}"]
    assert kept("out", "provenance.json") == {"one": [LOSS], "two": [LOSS]}
    done = contagion("sweep", "one.toml", "--vary", "volunteering.wish=0.3,0.8,1.0", *many, "--out", "swept")
    varied = "--vary volunteering.wish = 1: the declared range is 0 to 0.666667; of 3 values 2 are outside"
    assert complaints(done) == [f"contagion: one: {LOSS}", f"contagion: one: {varied}"]
    assert kept("swept", "provenance.json") == {"one": [LOSS, varied]}
