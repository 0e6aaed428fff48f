"""Rows of alternative programmes: presets, own values, wrong ones told in one line."""

from math import inf

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import Budget
from contagion.models.parameters.sections.programme import Training
from contagion.models.scenario import checked, read, write
from contagion.sim.errors import InputError
from tests.helpers.alternative_programmes import CHALLENGE, WORKSHOP
from tests.helpers.mistakes import refused


def test_a_row_takes_the_values_of_its_kind_and_its_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[[alternative]]\nkind = 'workshop'\nname = 'w'\nfrom = 104\nconversion = 0.02\n")
    (row,) = read(path).parameters.alternative
    assert (row.from_week, row.until_week, row.conversion, row.largest, row.session_hours) == (104, inf, 0.02, 8, 3)
    path.write_text(write(read(path).parameters))
    assert "from = 104" in path.read_text()
    assert read(path).parameters.alternative == (row,)


WRONG = [
    ({"kind": "worshop"}, ["alternative 1", "'worshop'", "Did you mean 'workshop'", "'team challenge'"]),
    ({"kind": 3}, ["kind = 3", "'workshop'"]),
    ({}, ["kind = None", "'workshop'"]),
    ({"kind": "workshop", "convesion": 0.1}, ["'convesion'", "Did you mean 'conversion'"]),
    ({"kind": "workshop", "conversion": 1.5}, ["conversion", "1.5", "less than or equal to 1"]),
    ({"kind": "workshop", "conversion": "many"}, ["conversion", "'many'", "number"]),
    ({"kind": "workshop", "from": -3}, ["from", "-3", "greater than or equal to 0"]),
    ({"kind": "workshop", "from": 30, "until": 20}, ["until = 20", "from = 30"]),
    ({"kind": "workshop", "smallest": 9}, ["smallest = 9", "largest = 8"]),
    ({"kind": "team challenge", "groups_per_year": 4.0}, ["groups_per_year = 4", "1.926"]),
    ({"kind": "workshop", "session_weeks": [1]}, ["session_weeks", "begin with 0"]),
    ({"kind": "workshop", "name": " "}, ["' '"]),
    ({"kind": "workshop", "leaders": 3}, ["leaders", "3", "less than or equal to 2"]),
    ({"kind": "workshop", "budget_share": 1.2}, ["budget_share", "1.2", "less than or equal to 1"]),
    ({"kind": "workshop", "coordinators": -1}, ["coordinators", "-1", "greater than or equal to 0"]),
]


@pytest.mark.parametrize("content, words", WRONG, ids=range(len(WRONG)))
def test_a_wrong_row_is_told_in_one_line(content, words):
    line = refused(lambda: checked({"alternative": [{"name": "a"} | content]}, "mine.toml"))
    assert line.startswith("mine.toml: ")
    for word in words:
        assert word in line, line


def test_two_rows_of_one_name_are_refused():
    with pytest.raises(InputError, match=r"^mine.toml: alternative: two rows are named 'fresk'; [^\n]*$"):
        checked({"alternative": [WORKSHOP, CHALLENGE, WORKSHOP]}, "mine.toml")
    with pytest.raises(InputError, match=r"name"):
        checked({"alternative": [{"kind": "workshop"}]}, "mine.toml")


def test_shares_of_the_budget_above_one_are_told_in_one_line():
    rows = [CHALLENGE | {"budget_share": 0.7}, WORKSHOP | {"budget_share": 0.4}]
    with pytest.raises(InputError, match=r"budget_share add up to 1.1; must be at most 1") as caught:
        checked({"alternative": rows}, "mine.toml")
    assert "\n" not in str(caught.value)


def test_a_share_that_pays_for_no_group_is_told_in_one_line():
    row = WORKSHOP | {"budget_share": 0.1}
    with pytest.raises(InputError, match=r"^mine.toml: .*budget_share = 0.1 of budget.per_year = 999: 99.90 €[^\n]*$"):
        checked({"alternative": [row], "budget": {"per_year": 999.0}}, "mine.toml")
    dated = {"from": 9, "set": {"costs.workshop": 101.0}}
    with pytest.raises(InputError, match=r"decision: with what holds in week 9, [^\n]* at 101.00 €[^\n]*$"):
        checked({"alternative": [row], "budget": {"per_year": 1000.0}, "decision": [dated]}, "mine.toml")
    for share, money in ((0.1, 1000.0), (0.0, 999.0), (0.1, float("inf"))):
        checked({"alternative": [row | {"budget_share": share}], "budget": {"per_year": money}}, "mine.toml")


def test_shares_that_add_up_to_one_leave_nothing_to_the_groups():
    """And no debt, though their sum is off by a rounding: those of a large budget would be euros."""
    rows = [WORKSHOP | {"name": str(n), "budget_share": share} for n, share in enumerate((0.6, 0.3, 0.1 + 5e-10))]
    parameters = checked({"alternative": rows, "budget": {"per_year": 1e12}}, "mine.toml")
    assert parameters.groups_share == 0
    assert checked({"alternative": rows[:2]}, "mine.toml").groups_share == pytest.approx(0.1, abs=1e-12)


# ---- parameters of money: what no budget could pay, and what is wrong, is told beforehand ----------------------------


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
    line = refused(lambda: read(None, [setting]))
    assert words in line


# ---- parameters of the public: target groups, and the organisations in which they are found --------------------------

SCHOOL = "school or university"


def test_an_unknown_kind_is_told_in_one_line(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[students]\norganisations = ["school"]\n')
    with pytest.raises(
        InputError, match=r"students\.organisations.*unknown kind of partner 'school'\. Expected .*housing body"
    ):
        read(path)
    path.write_text(f'[students]\norganisations = ["{SCHOOL}"]\n')
    parameters = read(path).parameters
    path.write_text(write(parameters))
    assert read(path).parameters == parameters
