"""What lower floors call things, so that the catalogues have it; a test holds that nothing is left out.

`said` looks these up. Names that are typed (of parameters, scenarios, figures in files) are the same in every language.
"""

from __future__ import annotations

from contagion.experiments.language.sentences import N_, _, said

SHORTAGES = (
    N_("fewer people registered than groups had seats"),
    N_("more people registered than groups had seats"),
    N_("more facilitators waited for partners than led"),
    N_("few receptive people were left"),
    N_("something was not done for want of money"),
    N_("training seats stayed empty"),
    N_("training seats were all taken"),
    N_("training seats were not given for want of money"),
)
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
INDICATORS = (
    *(N_("registrations"), N_("waiting"), N_("participants"), N_("completers"), N_("participant hours")),
    *(N_("coverage"), N_("groups opened"), N_("groups started"), N_("groups cancelled"), N_("groups in house")),
    *(N_("communes reached"), N_("communes with group now"), N_("communes with participants")),
    *(N_("years to 1000 participants"), N_("years to half the communes")),
    *(N_("facilitators trained"), N_("facilitators active"), N_("facilitator years"), N_("groups led per year")),
    *(N_("aspirants"), N_("aspirants waiting"), N_("groups running"), N_("groups ended"), N_("partners active")),
    *(N_("short registrations"), N_("short groups"), N_("short pairs"), N_("short receptive"), N_("short money")),
    *(N_("short in training takers"), N_("short in training seats"), N_("short in training money")),
    *(N_("time without partner"), N_("facilitators from groups"), N_("share from groups")),
    *(N_("r facilitators"), N_("r facilitators cohorts"), N_("r facilitators now")),
    *(N_("r participants"), N_("r word of mouth")),
    *(N_("coverage gini"), N_("coverage theil"), N_("periphery ratio"), N_("income concentration")),
    *(N_("alternative participants"), N_("alternative groups"), N_("alternative leaders active")),
    *(N_("alternative hours"), N_("autonomy years")),
    *(N_("cost total"), N_("cost per participant"), N_("cost per completer")),
    *(N_("cost per active facilitator year"), N_("cost per tco2e"), N_("volunteer hours"), N_("tco2e avoided")),
    *(N_("recovery active"), N_("recovery participants"), N_("loss active"), N_("loss participants")),
)
OF_SEVERAL = (N_("short"), N_("short in training"), N_("representation"))  # numbers, as they are listed
STATES = (  # of the programme, that a decision may wait for
    *(N_("queue"), N_("active"), N_("ready"), N_("recruiting"), N_("running"), N_("partners")),
    *(N_("year participants"), N_("weeks without participants")),
)
OF_A_GROUP = "representation_"


def indicator(name: str) -> str:
    """An indicator in words."""
    if name.startswith(OF_A_GROUP):
        return _("representation {group}", group=said(name.removeprefix(OF_A_GROUP).replace("_", " ")))
    return said(name.replace("_", " "))
