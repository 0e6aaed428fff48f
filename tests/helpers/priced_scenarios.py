"""Scenarios with prices, decisions and a budget of their own: for tests."""

from contagion.models.parameters import Parameters
from contagion.models.scenario import Scenario, Words

YEARS, SEED = 2, 3
WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}
DEARER = {"costs": {"seat": 100.0}, "decision": [{"from": 60, "set": {"costs.coordinator": 90_000.0}}]}
POOR = {"budget": {"per_year": 60_000.0}}
SCENARIOS = [
    Scenario(name, Words(name), Parameters.model_validate(content))
    for name, content in {
        "groups": {},
        "beside": WORKSHOP,
        "dearer": DEARER,
        "all of it": WORKSHOP | DEARER | POOR,
    }.items()
]
