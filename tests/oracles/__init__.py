"""Closed forms that runs and rules are compared with (section 5 of the specification).

`individuals` has one person's chances, `reproduction` how many come from one, `limits` what stops it; those that
findings use as well are in `contagion.models.theory`. Whole runs are compared with the Mesa model
(`tests/models/mesa_model/test_agreement.py`).
"""

from contagion.models.theory import *  # noqa: F403
from tests.oracles.individuals import *  # noqa: F403
from tests.oracles.limits import *  # noqa: F403
from tests.oracles.reproduction import *  # noqa: F403
