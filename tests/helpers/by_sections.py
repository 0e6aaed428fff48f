"""Parameters and models made of sections, as a scenario has them."""

from contagion.models.parameters import Parameters
from contagion.models.parameters.effort import RESIDENTS, for_residents
from contagion.models.scenario import read
from tests.helpers.inspected import InspectedRun


def made(territory, sections, horizon=156, seed=1, **options):
    """A model of these sections of parameters, checked every week."""
    return InspectedRun(territory, Parameters.model_validate(sections), seed, horizon=horizon, checked=True, **options)


def lived(territory, sections, weeks=156, seed=1, **options):
    """The same, run to its end."""
    model = made(territory, sections, weeks, seed, **options)
    model.run(weeks)
    return model


def decided(decisions, **sections):
    """Parameters with these decisions."""
    return Parameters.model_validate({"decision": decisions, **sections})


def content_for(residents, settings=(), written_for=RESIDENTS, kept=(), path=None):
    """Parameters for a territory of that size."""
    content = for_residents(read(path, settings).parameters.model_dump(), written_for, residents, kept)
    return Parameters.model_validate(content)
