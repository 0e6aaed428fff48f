"""The model as a Mesa model: every rule that the reference scenario uses, to be read and changed (`README.md`)."""

from contagion.models.mesa_model.agents import Facilitator, Group, Partner, Resident
from contagion.models.mesa_model.model import ProgrammeModel
from contagion.models.mesa_model.territory import Communes, Population, graph_of

__all__ = ["Communes", "Facilitator", "Group", "Partner", "Population", "ProgrammeModel", "Resident", "graph_of"]
