"""What a careless rule may write, in a process of its own: everything, into every attribute of every kind of agent,
week by week of a checked run. `python -m tests.helpers.nasty_writes` prints what became of it, as JSON."""

import json
import sys
from collections import Counter
from decimal import Decimal
from math import inf, nan

import numpy as np

from contagion.models.programme.seen.agents import Commune, Facilitator, Group, Partner, Resident
from contagion.models.programme.seen.fields import Field
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

WEEKS = 120
STAGES = ("authority", "pairing", "observation")
BUSY = (
    *("demand.distance_km=40", "training.period_weeks=13", "volunteering.wish=0.6", "retention.paid_share=0.4"),
    *("retention.mentored_share=0.5", "facilitation.max_load=2", "partners.in_house_share=0.5"),
    *("partners.in_house_members=5", "facilitation.stand_in_weeks=8", "demand.online_share=0.3"),
    *("population.turnover_per_year=0.1", "elected.gate_opening=2", "group.quorum=2"),
)
WORDS = ("", "founder", "waiting", "word of mouth", "partner", "running", "dormant", "nonsense", b"waiting")
WHOLE = (0, 1, -1, -2, 2, 5, 15, 16, 66, 67, 68, 520, 999, 2**31, 2**63 - 1, 2**63, -(2**63), 10**400, 10**5000)
REAL = (0.0, -0.0, 0.5, 3.0, -0.5, 1e-300, 1e308, inf, -inf, nan)
NUMPY = (np.int64(1), np.int64(68), np.int8(-1), np.uint64(2**63), np.float64(0.5), np.float32(nan), np.bool_(True))
OTHERS = (None, True, False, [], [1], {}, (1, 2), np.array(3), np.array([1, 2]), object(), 1j, Decimal(1), nan, len)
NASTY = (*WORDS, *WHOLE, *REAL, *NUMPY, *OTHERS)
KINDS = {Commune: "communes", Resident: "residents", Facilitator: "facilitators", Group: "groups", Partner: "partners"}
MISTYPED = ("gruops_led", "hoem", "x")

refused, taken = Counter[str](), Counter[str]()


def attributes(kind):
    """Names of all that an agent has, and some that it has not."""
    return [name for name in dir(kind) if not name.startswith("_")] + ["number", "model", "unique_id", *MISTYPED]


def write(agent, name, value):
    """Write a value; it is refused in one line and nothing changes, or it is there as it was given."""
    what, before = f"{type(agent).__name__}.{name}", agent.record.tobytes()
    try:
        setattr(agent, name, value)
    except InputError as error:
        line = str(error)
        assert repr(agent) in line, line
        assert name in line, line
        assert "\n" not in line, line
        assert agent.record.tobytes() == before, line
        refused[what] += 1
    else:
        assert isinstance(vars(type(agent))[name], Field), f"{agent!r} has taken {name}"
        there = getattr(agent, name)
        assert there == (float(value) if isinstance(there, float) else value), f"{agent!r}: {name} = {there!r}"
        taken[what] += 1


def write_all(model):
    """Write everything into everything of an agent of each kind, a third each week; another agent each week."""
    for kind, table in KINDS.items():
        rows = len(model.state.array(table)) if table in ("communes", "partners") else len(model.rows(table))
        if rows:
            agent = model._agent(kind, (7 * model.week) % rows if model.week % 2 else rows - 1)
            for name in attributes(kind):
                some = NASTY[model.week % 3 :: 3] if isinstance(vars(kind).get(name), Field) else NASTY[:1]
                for n in range(len(some)):  # so that another one is the last, each week
                    write(agent, name, some[(n + model.week) % len(some)])


def writing_in(stage):
    """A rule that writes everything, and then lives a stage as the model has it."""

    def rule(model):
        write_all(model)
        model.live_stage(stage)

    return rule


if __name__ == "__main__":
    scenario = read(None, BUSY)
    stages = {stage: writing_in(stage) for stage in STAGES}
    lived = build(scenario, territory_for(scenario), years=3, seed=int(sys.argv[1]), checked=True, stages=stages)
    lived.run(WEEKS)
    free = [f"{kind.__name__}.{name}" for kind in KINDS for name, at in vars(kind).items() if isinstance(at, Field)]
    print(json.dumps({"weeks": lived.week, "fields": free, "refused": refused, "taken": taken}))
