"""The model in plain Mesa: every rule that the reference scenario uses, to be read and changed.

Residents, facilitators, partners and groups are Mesa agents, the communes a NetworkX graph, and all chance comes from
`model.rng`. Files and methods follow the ODD (`models/ODD.md`); docstrings name its sections. To change a rule, replace
an agent class: `class Mine(ProgrammeModel): Facilitator = MyFacilitator`.

Residents become agents when the programme first meets them, because to make 162,393 agents would take seconds.
`Population` holds the traits of all others as columns.
`LEFT_OUT` in `programme.py` names the parameters without a rule here; a scenario that sets one of them raises an error
that names it, and so does a decision for some communes, groups or kinds of partners, by a rule on the state, or on an
extra session. Prices, costs and volunteers' hours change nothing here.
"""

from contagion.models.plain.facilitators import Facilitator
from contagion.models.plain.groups import Group
from contagion.models.plain.partners import Partner
from contagion.models.plain.people import Population, Resident
from contagion.models.plain.programme import ProgrammeModel
from contagion.models.plain.territory import Communes, graph_of

__all__ = ["Communes", "Facilitator", "Group", "Partner", "Population", "ProgrammeModel", "Resident", "graph_of"]
