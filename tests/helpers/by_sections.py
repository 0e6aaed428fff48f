"""Models of sections of parameters, as a scenario has them."""

from models.parameters import Parameters
from models.programme.model import ConversationModel


def made(territory, sections, horizon=156, seed=1, **options):
    """A model of these sections of parameters, checked every week."""
    return ConversationModel(
        territory, Parameters.model_validate(sections), seed, horizon=horizon, checked=True, **options
    )


def lived(territory, sections, weeks=156, seed=1, **options):
    """The same, run to its end."""
    model = made(territory, sections, weeks, seed, **options)
    model.run(weeks)
    return model
