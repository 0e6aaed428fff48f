"""The periphery: what is handed over follows from the runs."""

import pandas as pd
import pytest

from experiments.questions import x10_periphery
from models.parameters import Parameters
from models.runs.cases import case
from tests.helpers.table_rows import interval_of, only


def test_what_a_lever_adds_is_that_of_its_runs(made, lab):
    finding = made(x10_periphery)
    assert [" + ".join(levers) for levers in x10_periphery.combinations()] == [
        "", "place", "travel", "online", "place + travel", "place + online", "travel + online",
        "place + travel + online",
    ]  # fmt: skip
    outside = {"from": 0, "communes": ["outside the centre"]}
    halves = ("facilitation.targeted_share", "partners.targeted_share", "training.reserved_share")
    decided = Parameters.model_validate({"decision": [outside | {"set": dict.fromkeys(halves, 0.5)}]})
    moved, base = (lab.run([case(one)], [1, 2], 3) for one in (decided, Parameters()))
    more = moved.table["communes_reached"] - base.table["communes_reached"]
    row = only(finding.table, case="place", indicator="communes_reached")
    assert [row["difference"], row["low"], row["high"]] == interval_of(more)
    last = moved.rows("years").query("year == 3")
    prices = Parameters().costs
    seats = last["quantity_seat"] * prices.seat
    assert only(finding.table, case="place", indicator="cost")["mean"] * 1000 > seats.mean() > 0


def test_what_levers_do_together_is_held_against_their_sum():
    names = [x10_periphery.BASE, *x10_periphery.LEVERS, x10_periphery.ALL]
    rows = pd.DataFrame(
        [
            {"case": name, "seed": seed, "x": value + seed}
            for seed in (1, 2)
            for name, value in zip(names, (10, 11, 13, 10, 20), strict=True)
        ]
    )
    excess = x10_periphery.beyond_the_sum(rows, "x")  # 10 together, 1 + 3 + 0 alone
    assert excess["excess"] == pytest.approx(6)
