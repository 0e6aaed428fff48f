"""The week of the alternative programmes: from their beginning to their end."""

from models.programme.layout import LEADERS
from tests.helpers.alternative_programmes import (
    WORKSHOP,
    listed,
    of,
)
from tests.helpers.what_happened import log


def test_nothing_before_the_beginning_and_an_end_after_the_end(lived_with):
    plain = lived_with(years=3)
    dated = lived_with(WORKSHOP | {"from": 60, "until": 110, "telling": 1.0}, years=3)
    until = [event for event in log(dated) if event[0] < 60]
    assert until == [event for event in log(plain) if event[0] < 60]
    weeks = {what: [week for week, kind, *_ in of(dated, "fresk") if kind.startswith(f"fresk: {what}")] for what in
             ("registered: ", "group opened", "leads", "stopped", "group started")}  # fmt: skip
    assert min(weeks["leads"]) == 60 <= min(weeks["registered: "]) < 70
    assert max(weeks["registered: "] + weeks["group opened"] + weeks["leads"]) < 110
    assert max(weeks["stopped"]) <= 110 + 4
    assert not listed(dated, LEADERS)
