"""Alternative programmes as tests have them, and what there is of one in a run."""

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.layout import LISTS
from tests.helpers.alternative_calls import may_join, register
from tests.helpers.what_happened import log, tables_of

CHALLENGE = {"kind": "team challenge", "name": "challenge"}
WORKSHOP = {"kind": "workshop", "name": "fresk"}
FEEDS_NOTHING = {"feeder_factor": 1.0, "tells_of_groups": False}
SILENT = {"letters_per_year": 0, "events_per_year": 0, "invitations_per_participant": 0.0}
SILENT |= {"invitations_per_leader": 0.0}
NO_GROUPS = ["training.founders=0", "training.places=0", "partners.initial=0", "partners.coordinators=0"]
NO_GROUPS += ["outreach.letters=0", "outreach.events_per_year=0"]
EASY = ["demand.distance_km=inf", "population.slot_share=1", "demand.waiting_loss_per_year=0"]


def of(model, name=None):
    """The event log of one alternative programme, or of the groups."""
    names, events = [programme.name for programme in model.parameters_at_start.alternative], log(model)
    own = [next((n for n in names if kind.startswith(f"{n}: ")), None) for _, kind, *_ in events]
    return [event for event, whose in zip(events, own, strict=True) if whose == name]


def by_year(model, column="participants"):
    return tables_of(model)["alternatives"][column].to_numpy()


def programme_of(model, number=1):
    """The row of an alternative programme, by number."""
    return model.state.array("programmes")[number]


def listed(model, which, number=1):
    """The numbers on a list of an alternative programme."""
    return model.listed(number * len(LISTS) + which)


def teams_of(model, which, number=1):
    """The groups on a list of an alternative programme."""
    return model.rows("groups")[listed(model, which, number)]


def ids(model, hopefuls):
    """Who some of those who wait are."""
    return model.rows("residents")["id"][model.rows("hopefuls")["resident"][hopefuls]].tolist()


def waiting_households(model, number):
    """So many people of as many households of the largest commune, who wait for a team: their numbers."""
    everyone, out = model.world.everyone(), []
    for person in everyone[model.world.home(everyone) == model.world.adults.argmax()][:400]:
        if len(out) < number and may_join(model.state.handle, person, 1):
            out.append(register(model.state.handle, person, 1))
    return out


UNLIMITED = [*NO_GROUPS, "demand.unlimited=true"]


def prices(**values):
    """All things free but these."""
    return [f"costs.{item}={values.get(item, 0)}" for item in ITEMS if item != "expenses"] + ["costs.expenses=1"]
