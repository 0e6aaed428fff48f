"""One person: accepting, completing, wishing, saving (E03–E05, E16, E19, E24)."""

import numpy as np
import pytest

from tests import oracles as th
from tests.helpers.printed import figure


def test_chances_of_one_person_are_as_printed():
    exposures = ([0.1], [0.1, 0.1], [0.1, 0.167, 0.220])
    assert [th.acceptance_probability(h) for h in exposures] == figure("0.09516", "0.18127", "0.38553")  # E03
    law = th.aspirants_distribution(8, 0.75, 1 / 3)  # E04
    k = np.arange(9)
    assert [law @ k, law @ k**2 - (law @ k) ** 2] == pytest.approx([2.0, 1.5])
    assert [law[0], law[2:].sum()] == figure("0.1001", "0.6329")
    assert th.completion_probability(0.04, 0.7798) == figure("0.7500")  # E05
    assert th.completion_probability(0.0, 1.0) == 1.0
    assert [th.threshold_adoption(1.0, tau) for tau in (1, 2, 3)] == figure("0.6321", "0.2642", "0.0803")  # E19
    assert th.receptive_share_invited(0.15, 3) == figure("0.3462")  # E24
    assert [th.first_invitation_acceptance(h, 0.15, 3) for h in (0.37, 0.50)] == figure("0.0996", "0.1246")
    assert th.mean_acceptance(0.37, shape=1e9) == pytest.approx(th.acceptance_probability(0.37))
    assert th.saving_per_completer(1.2, 0.7, 0.2, 0.15, 0.15, 10) == figure("4.4375")  # E16
    assert th.saving_per_completer(1.2, 0.7, 0.2, 0.15, 0.0, 10) == pytest.approx(1.2 * 0.7 * 1.2 * 0.85 * 10)
