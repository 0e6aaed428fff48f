"""The short model: a stock-and-flow calculation of the programme, week by week, without agents.

Facilitators are trained, become ready, lead groups together, rest and stop. A group opens when its leaders are free and
enough people are registered. Who completes a group may wish to facilitate and queues for a training place. There are no
agents here: nobody has a home, an acquaintance or a partner organisation, and nothing is left to chance. Flows are
means, so stocks need not be whole.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from contagion.models.parameters import Parameters
from contagion.sim.chance.draws import Floats

WEEKS = 52
NO_REST = 1e-9  # weeks, after which all are back within one
DEMAND = "registrations a year"  # which the kernel has not: there, registrations come of invitations
UNCERTAIN = (
    *("training.active_share", "training.accept", "training.queue_loss_per_year", "retention.loss_per_year"),
    *("retention.mentoring_effect", "facilitation.rest_weeks", "group.recruiting_weeks", "group.size"),
    *("group.no_show", "group.dropout", "group.attendance", "volunteering.wish", "demand.waiting_loss_per_year"),
)


def stock_and_flow(usual: Parameters, sets: Mapping[str, Floats], years: int) -> dict[str, Floats]:
    """Totals at the end of each year, arrays (years, sets), under the names of the kernel's indicators.

    Parameters
    ----------
    sets : mapping of name to array (sets,)
        Values of `UNCERTAIN` and `DEMAND`. What a decision sets goes before them, from the January after it begins.
    """
    shape, total, out = sets[DEMAND].shape, defaultdict[str, Floats](lambda: np.zeros(shape)), defaultdict(list)
    free, resting, leading, queue, registered = np.zeros((5, *shape))
    ready, starts, ends = np.zeros((3, WEEKS * years + 2 * WEEKS, *shape))  # by week
    for week in range(WEEKS * years):
        if week % WEEKS == 0:
            p = usual.with_decisions(usual.in_force(week))
            x = {name: sets[name] if p.get(name) == usual.get(name) else p.get(name) for name in UNCERTAIN}
            t, leaders = p.training, p.facilitation.leaders
            loss = x["retention.loss_per_year"] * np.exp(-p.retention.mentored_share * x["retention.mentoring_effect"])
            come, completes = x["group.size"] * (1 - x["group.no_show"]), completing(p, x)
            begin = np.broadcast_to(np.rint(x["group.recruiting_weeks"]).astype(int), shape)
            length, column = begin + max(p.group.session_weeks), np.arange(shape[0])
        # those stay who do not stop, lose interest or tire of waiting; others register
        stay = np.exp(-loss / WEEKS)
        free, resting, leading = free * stay, resting * stay, leading * stay
        queue = queue * np.exp(-x["training.queue_loss_per_year"] / WEEKS)
        registered = registered * np.exp(-x["demand.waiting_loss_per_year"] / WEEKS) + sets[DEMAND] / WEEKS
        # training: first the founders, then who queues, and others from outside for the places left
        if week >= t.first_week and (week - t.first_week) % t.period_weeks == 0:
            first = week == t.first_week
            own = np.zeros(shape) if first else np.minimum(queue * x["training.accept"], t.places)
            outside = np.minimum(t.outside_places, t.places - own) if t.top_up == "historical" else 0 * own
            new = own + (t.founders if first else outside)
            queue = queue - own
            ready[week + t.ready_after_weeks] += new * x["training.active_share"]
            total["facilitators_from_groups"] += own
            total["facilitators_trained"] += new
        # leaders who have rested open groups; groups start, and end
        rested = resting * -np.expm1(-1 / np.maximum(x["facilitation.rest_weeks"], NO_REST))
        free, resting = free + ready[week] + rested, resting - rested
        opened = np.minimum(free / leaders, registered / x["group.size"])
        free, leading = free - leaders * opened, leading + leaders * opened
        registered = registered - x["group.size"] * opened
        starts[week + begin, column] += opened
        ends[week + length, column] += opened
        back = leaders * ends[week] * stay**length
        leading, resting = leading - back, resting + back
        aspire = ends[week] * come * completes * x["volunteering.wish"]
        queue = queue + aspire
        for name, more in {
            "groups_started": starts[week],
            "groups_ended": ends[week],
            "participants": starts[week] * come,
            "completers": ends[week] * come * completes,
            "aspirants": aspire,
        }.items():
            total[name] += more
        if (week + 1) % WEEKS == 0:
            for name, value in {**total, "facilitators_active": free + resting + leading}.items():
                out[name].append(value + 0.0)
    return {name: np.array(values) for name, values in out.items()}


def completing(parameters: Parameters, values: Mapping[str, Floats]) -> Floats:
    """Compute the share of participants who attend enough sessions (E05)."""
    from scipy.stats import binom  # slow to load

    sessions, needed = len(parameters.group.session_weeks), parameters.group.completion_sessions
    left, attends = values["group.dropout"], values["group.attendance"]
    last = [(1 - left) ** (n - 1) * (left if n < sessions else 1.0) for n in range(1, sessions + 1)]
    return np.sum([of * binom.sf(needed - 1, n + 1, attends) for n, of in enumerate(last)], axis=0)
