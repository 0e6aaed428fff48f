"""The closed forms give the figures of the specification: every number of section 5 and every formula of E03–E24."""

import math

import pytest

from tests import oracles as th
from tests.helpers.printed import BALANCED, figure

TABLE_5_2 = [
    (1.44, 1.8, 0.25, "5.0245", "0.5160"),
    (1.36, 1.6, 0.35, "2.9755", "0.3762"),
    (0.8, 1.2, 0.40, "1.1415", "0.0396"),
]


@pytest.mark.parametrize("converts, lead, loss, R, r", TABLE_5_2)
def test_growth_is_as_printed_and_solves_its_equation(converts, lead, loss, R, r):
    """(r + μ) e^{rΔ} = b."""
    rate = th.growth_rate(converts, lead, loss, **BALANCED)
    assert th.reproduction_number(converts, th.groups_per_facilitator(lead, loss, BALANCED["delay"])) == figure(R)
    assert rate == figure(r)
    births = converts * lead / 2 * math.exp(-loss * 0.125)
    assert (rate + loss) * math.exp(rate * sum(BALANCED.values())) == pytest.approx(births, rel=1e-12)
