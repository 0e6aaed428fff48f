"""All that can be asked at a door: the verbs, and the report, which is made of what a door tells."""

from contagion.experiments.doors.report.ask import REPORT
from contagion.experiments.verbs.all import VERBS

ALL = (*VERBS, REPORT)
