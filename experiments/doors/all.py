"""All that can be asked at a door: the verbs, and the report, page and site, which are made of what a door tells."""

from contagion.experiments.doors.page.ask import PAGE
from contagion.experiments.doors.report.ask import REPORT
from contagion.experiments.doors.site.ask import SITE
from contagion.experiments.verbs.all import VERBS

ALL = (*VERBS, REPORT, PAGE, SITE)
