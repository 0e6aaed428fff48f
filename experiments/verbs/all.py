"""All verbs, in the order of the help."""

from __future__ import annotations

from contagion.experiments.verbs.calibrate.ask import CALIBRATE
from contagion.experiments.verbs.compare.ask import COMPARE
from contagion.experiments.verbs.discover.ask import DISCOVER
from contagion.experiments.verbs.history.ask import HISTORY
from contagion.experiments.verbs.levers.ask import LEVERS
from contagion.experiments.verbs.limits.ask import LIMITS
from contagion.experiments.verbs.reach.ask import REACH
from contagion.experiments.verbs.run.ask import MANY, OUTCOMES, RUN
from contagion.experiments.verbs.spend.ask import SPEND
from contagion.experiments.verbs.sweep.ask import SWEEP
from contagion.experiments.verbs.worth_knowing.ask import WORTH_KNOWING

VERBS = (RUN, HISTORY, MANY, COMPARE, LEVERS, LIMITS, REACH, SPEND, SWEEP, CALIBRATE, WORTH_KNOWING, DISCOVER, OUTCOMES)
