"""All verbs, in the order of the help."""

from __future__ import annotations

from contagion.experiments.verbs.calibrate.ask import calibrate
from contagion.experiments.verbs.compare.ask import compare
from contagion.experiments.verbs.discover.ask import discover
from contagion.experiments.verbs.history.ask import history
from contagion.experiments.verbs.levers.ask import levers
from contagion.experiments.verbs.limits.ask import limits
from contagion.experiments.verbs.reach.ask import reach
from contagion.experiments.verbs.run.ask import many, outcomes, run
from contagion.experiments.verbs.spend.ask import spend
from contagion.experiments.verbs.sweep.ask import sweep
from contagion.experiments.verbs.worth_knowing.ask import worth_knowing

VERBS = (run, history, many, compare, levers, limits, reach, spend, sweep, calibrate, worth_knowing, discover, outcomes)
