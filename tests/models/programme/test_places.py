"""What of the week a name stands for."""

import pytest

from contagion.models.programme.places import in_order, place_of, rules_of
from contagion.models.programme.week import RULES, STAGES
from contagion.sim.errors import InputError


def test_every_rule_has_one_name_and_stages_follow_each_other():
    names = [name for stage in STAGES for name in rules_of(stage.name)]
    assert [place_of(name) for name in names] == [(n, n + 1) for n in range(len(RULES))]
    assert [name.partition(".")[2] for name in names] == [rule.__name__ for rule in RULES]
    ends = [place_of(stage.name) for stage in STAGES]
    assert [first for first, _ in ends] == [0, *(after for _, after in ends)][:-1]
    assert ends[-1][1] == len(RULES)


def test_what_is_replaced_is_in_the_order_of_the_week():
    assert list(in_order(dict.fromkeys(["pairing.open_groups", "partners", "pairing.pair_up", "calendar"]))) == [
        "calendar", "partners", "pairing.pair_up", "pairing.open_groups"
    ]  # fmt: skip
    assert in_order({}) == {}


@pytest.mark.parametrize(
    "names, words",
    [
        (["paring"], "'paring' is no stage of the week; there are calendar, authority, group sessions"),
        (["paring.pair_up"], "'paring.pair_up' is no stage of the week"),
        (
            ["pairing.pair"],
            "is no rule of the week; there are pairing.become_ready, pairing.pair_up, pairing.open_groups, pairing.add",
        ),
        (["pairing."], "'pairing.' is no rule of the week; there are pairing.become_ready"),
        (["pairing.open_groups", "pairing"], "'pairing' and 'pairing.open_groups' are two rules for one place"),
        (["calendar", "partners.look_after_partners", "partners"], "two rules for one place; give it one"),
    ],
)
def test_a_mistake_is_told_in_a_line(names, words):
    with pytest.raises(InputError) as told:
        in_order(dict.fromkeys(names))
    assert words in str(told.value)
    assert "\n" not in str(told.value)
