"""How a parameter is declared: what is said of it, and what it may be."""

from math import inf, nan
from typing import Any

import pytest
from pydantic import ValidationError

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
from contagion.sim.errors import InputError


class Kitchen(Section):
    """A section of one parameter of each kind."""

    heat: float = P(20.0, "°C", (0, 300), (15, 200), "B: a thermometer", "how hot it is", LEVER)
    cellar: float = P(12.0, "°C", None, None, "D: felt", "how cold it is")
    pots: Count = P(3.0, "pots", (0, inf), None, "D: counted", "pots, as many as there are")
    mix: Shares = P((0.5, 0.5), "shares", None, None, "D: tasted", "what it is made of")
    spices: Weights = P((1.0, 2.0), "grams", None, None, "D: weighed", "what is strewn over it")
    meals: SessionWeeks = P((0, 4), "weeks", None, None, "D: eaten", "when it is served")
    closed: WeeksOfYear = P((30, 31), "weeks of the year", None, None, "D: seen", "when nobody cooks")


def test_all_that_is_said_of_a_parameter_is_kept():
    field = Kitchen.model_fields["heat"]
    extra: Any = field.json_schema_extra
    assert (field.default, field.description) == (20.0, "how hot it is")
    assert extra == {
        "unit": "°C", "range": (15, 200), "grade": "B", "source": "a thermometer", "role": "lever", "law": "uniform",
    }  # fmt: skip


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


def test_a_log_normal_law_without_a_spread_cannot_be_declared():
    with pytest.raises(ValueError, match="needs a standard deviation of the logarithm above 0, got 0"):
        log_normal(1.0, 0.0)
