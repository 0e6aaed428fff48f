"""All verbs, in the order of the help."""

from __future__ import annotations

from contagion.experiments.commands.calibrate.ask import calibrate
from contagion.experiments.commands.compare.ask import compare
from contagion.experiments.commands.discover.ask import discover
from contagion.experiments.commands.history.ask import history
from contagion.experiments.commands.levers.ask import levers
from contagion.experiments.commands.limits.ask import limits
from contagion.experiments.commands.reach.ask import reach
from contagion.experiments.commands.run.ask import many, outcomes, run
from contagion.experiments.commands.spend.ask import spend
from contagion.experiments.commands.sweep.ask import sweep
from contagion.experiments.commands.worth_knowing.ask import worth_knowing

VERBS = (run, history, many, compare, levers, limits, reach, spend, sweep, calibrate, worth_knowing, discover, outcomes)
