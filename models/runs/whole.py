"""A whole run as compiled text: from what is known before all else to what is counted of it.

Python counts a run so once it has lived it (`models.runs.simulation.record_of`); a host without Python is given an
`image`, and makes the `calls` (`sim/core/kernel.js`).
"""

from __future__ import annotations

from contagion.models.kernel import CODE, entry
from contagion.models.outcomes.counting.counts import COUNT, tables_to_count
from contagion.models.outcomes.counting.rows import count_all
from contagion.models.outcomes.record import Places
from contagion.models.parameters import Parameters, word_of
from contagion.models.programme import leaving, week
from contagion.models.programme.layout import STATE
from contagion.models.programme.run import must_be_in_the_run, state_of
from contagion.models.territory.territory import Territory
from contagion.models.world.world import World, build_with_places
from contagion.sim.chance.draws import Draws
from contagion.sim.core.compiling import Layout, compiled, lay, lend
from contagion.sim.core.tables import Pattern, Room, Tables, image_of

RUN = Layout("run", {"in_order": ("i8", 1)}, {"state": STATE, "counted": COUNT}, inputs=())
view = RUN.view
_PATTERN = Pattern(RUN, {"in_order": Room(0)})
_IN_ORDER, _PLACES = RUN["in_order"], word_of("training.places")
_GROUPS, _FACILITATORS, _PARTICIPANTS = (COUNT[name] for name in ("groups", "facilitators", "participants"))
_WEEKS, _COMMUNES, _EVENTS, _POSTS, _DECISIONS = (
    COUNT[name] for name in ("weeks", "communes", "events", "posts", "decisions")
)
_OF_WEEKS, _OF_COMMUNES, _OF_EVENTS, _OF_POSTS, _OF_DECISIONS = (
    STATE[name] for name in ("weeks", "commune_years", "events", "posts", "decided")
)


@compiled
def know_what_is_asked(run):
    """Copy the values that counting needs from the state: a host may have moved them there."""
    state, asked, start = run.state, run.counted.asked, run.state.start
    asked.maximum, asked.unlimited, asked.places = start.group.maximum, start.demand.unlimited, start.training.places
    asked.receptive = start.receptivity.share * state.world.traits.adults
    for n in range(len(state.decisions)):
        decision, one = state.decisions[n], run.counted.by_decision[n]
        for value in range(decision.first_value, decision.first_value + decision.values):
            if state.values[value].word == _PLACES:
                one.places = state.values[value].value


@compiled
def leave(run):
    """Let what a run leaves behind be the tables that are counted; most of them are parts of its state."""
    state, left = run.state, run.counted
    groups, facilitators, participants = leaving.number_of_rows(state)
    lay(run, _IN_ORDER, groups)
    lay(left, _GROUPS, groups)
    lay(left, _FACILITATORS, facilitators)
    lay(left, _PARTICIPANTS, participants)
    leaving.write(state, left, run.in_order)
    lend(state, _OF_WEEKS, left, _WEEKS, state.clock.week)
    lend(state, _OF_COMMUNES, left, _COMMUNES, state.n.commune_years)
    lend(state, _OF_EVENTS, left, _EVENTS, state.n.events)
    lend(state, _OF_POSTS, left, _POSTS, state.n.posts)
    lend(state, _OF_DECISIONS, left, _DECISIONS, state.n.decided)


@entry
def count(handle):
    """Count what has come of a run so far."""
    run = view(handle)
    know_what_is_asked(run)
    leave(run)
    count_all(run.counted)


def run_of(state: Tables, parameters: Parameters, places: Places, seed: int) -> Tables:
    """Combine the tables of a run with those in which it is counted; these lie in the same memory."""
    made = _PATTERN.tables(state.arena)
    made.put("state", state)
    made.put("counted", tables_to_count(parameters, places, seed, state.arena))
    return made


def image(territory: Territory, parameters: Parameters, seed: int, *, horizon: int = 520) -> bytes:
    """Return an image of a run that has not begun.

    Another seed, and other values of parameters, change only a few words of it.
    """
    founders_from = must_be_in_the_run(parameters, territory, horizon)
    world = World(territory, parameters, Draws(seed), built=False)
    state = state_of(world, parameters, horizon, founders_from)
    run = run_of(state, parameters, Places.of(territory), seed)
    return image_of(run, int(CODE.version, 16), int(territory.checksum[:16], 16))


def calls(weeks: int) -> list[tuple[str, list[int], list[int]]]:
    """List the calls with which a host simulates an image for so many weeks, and counts them: the name of each entry,
    the numbers of its tables and of those that they are in, and the numbers that it takes."""
    state, world = RUN.of_number["state"], STATE.of_number["world"]
    return [
        (build_with_places.name, [state, world], []),
        (week.begin.name, [state], []),
        (week.live.name, [state], [weeks, 0, len(week.RULES), 1]),
        (count.name, [], []),
    ]
