"""What the simulation is held against: closed forms and a mean field (section 5 of the specification).

Small pure functions in the words of the field. `individuals` one person's chances,
`delay_system` the expected course; `reproduction` (how many) and `limits` (what stops it) are of
`contagion.models.theory`, as findings use them.
"""

from contagion.models.theory import *  # noqa: F403
from tests.oracles.delay_system import *  # noqa: F403
from tests.oracles.individuals import *  # noqa: F403
from tests.oracles.limits import *  # noqa: F403
from tests.oracles.reproduction import *  # noqa: F403
