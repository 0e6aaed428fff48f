"""X08, demand (`questions/x08_demand.py`): differences and words by hand."""

import pandas as pd
import pytest

from contagion.experiments.questions import x08_demand as x08
from contagion.models.parameters import Parameters
from tests.helpers.asked import more


def test_a_change_is_from_what_the_world_has():
    here = Parameters().with_values({x08.INVITED[0]: 7.0, x08.STRENGTH[0]: 0.5})
    changed = x08.step(here, x08.TIMES[x08.INSTEAD][1])
    assert [changed.get(name) for name in (x08.CONTACTS, x08.INVITED[0], x08.STRENGTH[0])] == [0, 14, 0.5]
    assert x08.step(here, x08.TIMES["invitations twice as strong"][1]).get(x08.STRENGTH[0]) == 1


def test_differences_are_of_the_same_world():
    rows = [
        {"case": case, "seed": seed, "participants": 100 * seed + n, "r_participants": 0.5, "short": 0.1 * seed}
        for n, case in enumerate([x08.BASE, *x08.TIMES])
        for seed in (1, 2)
    ]
    made = x08.differences(pd.DataFrame(rows))
    assert made["participants"].tolist() == [n for n in range(1, 9) for _ in range(2)]
    assert (made["short"] == 0).all()


@pytest.mark.parametrize(
    "lost, instead, said",
    [
        (5, -5, ["contacts with partners bring more people than invitations", "do not make up"]),
        (-5, 5, ["were there bring more people than contacts", "in place of all contacts reach more people"]),
        (None, None, ["more people is not told", "make up for having no contacts is not told"]),
    ],
)
def test_what_follows_is_what_is_told_in_most_worlds(lost, instead, said):
    def made(value):
        return more(*([value] * 8 if value else [1, -1] * 4), sets=4)

    words = x08.follows({x08.INSTEAD: made(instead), x08.TWICE: made(None)}, made(lost))
    assert all(part in words for part in said)
    assert words.endswith("Whether twice the contacts reach more people is not told.")
