"""Parameters of money: what no budget could pay, and what is wrong, is told beforehand."""

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import Budget
from contagion.models.parameters.sections.programme import Training
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError


def test_what_no_budget_could_pay_is_known_beforehand():
    """The cheapest of what these parameters ask for, worked out by hand."""
    asked = Parameters().asked_for()
    assert asked["the start of a group"] == 250
    assert asked["a mailing"] == 1250
    assert asked["a week of the coordinators"] == pytest.approx(961.54, abs=0.01)
    assert asked["a training seat"] == 700
    assert Parameters(training=Training(trainer="outside")).asked_for()["a training seat"] == 5_700
    assert Parameters(budget=Budget(per_year=250.0)).limited
    assert not Parameters().limited
    with pytest.raises(ValueError, match="pays for nothing"):
        Parameters(budget=Budget(per_year=249.0))


@pytest.mark.parametrize(
    "setting, words",
    [
        ("costs.seat=-700", "costs.seat = -700"),
        ("costs.room=inf", "costs.room = inf: must be less than or equal to 1000000000"),
        ("costs.funding=[0.5,0.2,0.2]", "these add up to 0.9"),
        ("costs.funding=[0.5,0.5]", "3 values"),
        ("budget.per_year=-1", "budget.per_year = -1"),
        ("budget.per_year=80", "budget.per_year = 80: pays for nothing in a year"),
    ],
)
def test_what_is_wrong_with_money_is_told_in_one_line(setting, words):
    with pytest.raises(InputError) as error:
        read(None, [setting])
    assert "\n" not in str(error.value)
    assert words in str(error.value)
