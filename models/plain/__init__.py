"""The model in plain Mesa: every rule that the reference scenario uses, to be read and changed.

Residents, facilitators, partners and groups are Mesa agents, the communes a NetworkX graph, and all chance comes from
`model.rng`. Files and methods follow the ODD (`models/ODD.md`); docstrings name its sections. To change a rule, replace
an agent class: `class Mine(ProgrammeModel): Facilitator = MyFacilitator`.

Residents become agents when the programme first meets them, because 162,393 agents would take seconds to make;
`Population` holds the traits of all others as columns.

Left out (a scenario that needs one of these raises an error that names it): a budget; prices, costs and volunteers'
hours change nothing here; `[[alternative]]` and `[[shock]]`; decisions for some communes, groups or kinds of partners,
rules on the state and extra sessions; `demand.unlimited`, `demand.reach` other than "once", `facilitation.max_load`,
`facilitation.arrange_km`, `facilitation.host_distance_km`, `facilitation.novice_with_experienced`,
`invitations.pass_on`, `volunteering.group_sd`, `training.order` other than "fifo", `training.founder_communes`,
`target_group[].organisations`, `calendar.pause_in_holidays`, `retention.form` other than "hazard",
`retention.paid_share`, `population.*turnover_per_year`; what students and elected officials do differently.
"""

from contagion.models.plain.facilitators import Facilitator
from contagion.models.plain.groups import Group
from contagion.models.plain.partners import Partner
from contagion.models.plain.people import Population, Resident
from contagion.models.plain.programme import ProgrammeModel
from contagion.models.plain.territory import Communes, graph_of

__all__ = ["Communes", "Facilitator", "Group", "Partner", "Population", "ProgrammeModel", "Resident", "graph_of"]
