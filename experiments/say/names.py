"""What lower floors call things, so that the catalogues have it; a test holds that nothing is left out.

`said` looks these up. Names that are typed (of parameters, scenarios, figures in files) are the same in every language.
"""

from __future__ import annotations

from contagion.experiments.say.sentences import N_

EFFORT = (
    *(N_("training places"), N_("places for partners' candidates"), N_("founders"), N_("partners at the start")),
    *(N_("coordinators"), N_("events a year"), N_("letters a mailing"), N_("€ a year"), N_("leaders at the start")),
    N_("letters a year"),
)
SHOCKS = (N_("coordinator away"), N_("budget cut"), N_("facilitators lost"), N_("in-person groups suspended"))
WHOM = (
    *(N_("the centre"), N_("outside the centre"), N_("students"), N_("elected officials")),
    *(N_("association"), N_("company"), N_("club"), N_("public body"), N_("school or university"), N_("housing body")),
)
# What the scenarios of the library name.
GROUPS = (
    *(N_("group A"), N_("group B"), N_("group C"), N_("group D"), N_("group E")),
    *(N_("members of associations"), N_("staff of companies"), N_("staff of public bodies"), N_("everybody else")),
)
TARGETS = (
    N_("Grand Besançon 2017-2019, 300 people counted in groups"),
    N_("Grand Besançon 2017-2019, 300 people with facilitators and tasters"),
)
CASES = (N_("Conversations Carbone, Grand Besançon (a case study, seen from January 2020)"),)
PROGRAMMES = (N_("team challenge"), N_("workshop"))
DECISIONS = (
    N_("Extra session"),
    N_("Stop"),
    N_("Campaign"),
    N_("Twenty places a year"),
    N_("Twice the places"),
    N_("End of support"),
    N_("Mentoring"),
    N_("Letters to councillors"),
    N_("Online groups"),
    N_("Places, seats and contacts outside Besançon"),
    N_("Pay, and more groups for each"),
    N_("One pool"),
    N_("Each commune by itself"),
    N_("Solo after two groups"),
    N_("Contacts with the CROUS and schools"),
    N_("Letters to students"),
    N_("Two sessions of five"),
    N_("Two sessions a year"),
)
TERRITORIES = (
    *(N_("Listed communes"), N_("EPCI"), N_("department"), N_("region")),
    *(N_("households"), N_("jobs"), N_("establishments")),
    N_("age bands, jobs, establishments as in Grand Besançon's communes of the same urban status (an assumption)"),
    N_("population of 2021, for want of one of 2017"),
)
JOINED = (N_("{part1} and {part2}"),)
STATES = (  # of the programme, that a decision may wait for
    *(N_("queue"), N_("active"), N_("ready"), N_("recruiting"), N_("running"), N_("partners")),
    *(N_("year participants"), N_("weeks without participants")),
)


def indicator(name: str) -> str:
    """An indicator in words, as commands say it; planners read `HEADLINE` figures."""
    return name.replace("_", " ")
