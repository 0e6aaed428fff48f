"""The model in plain Mesa: every rule that the reference scenario uses, to be read and changed.

    from contagion.models.plain import ProgrammeModel

    model = ProgrammeModel("ref", seed=1)
    model.run_model()
    model.datacollector.get_model_vars_dataframe()

Residents, facilitators, partners and groups are Mesa agents, the communes a NetworkX graph, and all chance comes from
`model.rng`. Files and methods follow the ODD (`models/ODD.md`, section 7). To change a rule, replace an agent class:

    class Eager(Facilitator):
        def may_lead_alone(self):
            return True

    class Mine(ProgrammeModel):
        Facilitator = Eager

Residents become agents when they are first told, asked or trained, because 162,393 agents would take several seconds;
`Population` holds the traits of all the others as columns.

Left out. A scenario that needs one of these raises an error that names it (`programme.LEFT_OUT`):

- money: `budget.per_year`; prices, costs and volunteers' hours change nothing here;
- other programmes (`[[alternative]]`) and shocks (`[[shock]]`);
- decisions for some communes, groups or kinds of partners, rules on the state (`when`) and extra sessions;
- `demand.unlimited`, `facilitation.max_load`, `facilitation.novice_with_experienced`, `invitations.pass_on`,
  `volunteering.group_sd`, `training.order`, `training.founder_communes`, `target_group[].organisations`;
- what students and elected officials do differently, except that students may move more often.

So it runs the scenarios ref, central, cautious, lowloss, programme, campaign, double_places, end_of_support, mentoring,
online_groups, pooled_pairs, siloed_pairs, solo_after_two and two_sessions, and any change of a parameter not listed.
"""

from contagion.models.plain.facilitators import Facilitator
from contagion.models.plain.groups import Group
from contagion.models.plain.partners import Partner
from contagion.models.plain.people import Population, Resident
from contagion.models.plain.programme import ProgrammeModel
from contagion.models.plain.territory import Communes, graph_of

__all__ = ["Communes", "Facilitator", "Group", "Partner", "Population", "ProgrammeModel", "Resident", "graph_of"]
