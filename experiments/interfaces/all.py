"""All that can be asked at a door: the verbs, and the report, page and site, which are made of what a door tells."""

from contagion.experiments.commands.all import VERBS
from contagion.experiments.commands.verb import verb_of
from contagion.experiments.interfaces.page.ask import page
from contagion.experiments.interfaces.report.ask import report
from contagion.experiments.interfaces.site.ask import site

ALL = tuple(map(verb_of, (*VERBS, report, page, site)))
