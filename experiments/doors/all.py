"""All that can be asked at a door: the verbs, and the report, page and site, which are made of what a door tells."""

from contagion.experiments.doors.page.ask import page
from contagion.experiments.doors.report.ask import report
from contagion.experiments.doors.site.ask import site
from contagion.experiments.verbs.all import VERBS
from contagion.experiments.verbs.verb import verb_of

ALL = tuple(map(verb_of, (*VERBS, report, page, site)))
