"""What a browser is given: levers that stand where they are change no run, and those that are moved do what a scenario
does that decides the same."""

from typing import Any

import numpy as np
import pytest

from contagion.experiments.evidence.channels import CHANNELS, switch_off
from contagion.experiments.evidence.ensemble import under
from contagion.experiments.evidence.lived import option
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page import own_past
from contagion.experiments.interfaces.page.carried import carried, switched_off, with_levers, words_apart
from contagion.models.kernel import CODE
from contagion.models.parameters import Parameters
from contagion.models.programme.layout import STATE
from contagion.models.programme.run import ROWS
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of
from contagion.models.scenario import read
from contagion.sim.core.tables import CAME_TO
from tests.helpers.hosts import live, tables_in
from tests.helpers.inspected import InspectedRun

MOVED = {"training.places": 20, "partners.coordinators": 2.0}


def events(asked, parameters, world):
    territory, weeks = asked.territory.under(kernels_of(parameters)), asked.years * 52
    model = InspectedRun(territory, parameters, asked.worlds.lived_with(world), horizon=weeks)
    model.run(weeks)
    found = model.rows("events").copy()
    model.release()
    return found


def of_world(known, world):
    """The image of a world, as a host makes it of the first and the numbers of the world."""
    words = np.frombuffer(known.image, "<u8").copy()
    for place, word in known.worlds.words(world - 1):
        words[place] = word
    return words.tobytes()


def switch(run, path, values, divisor):
    """Write into a record of parameters what a switched-off channel sets."""
    record: Any = run
    for part in path.split("."):
        record = record.array(part)
    of = {name: record[name.partition(".")[0]] for name in (*values, divisor)}
    for name, value in values.items():
        key, by = (one.partition(".")[2] for one in (name, divisor))
        of[name][key] = of[name][key] / of[divisor][by] if value is None else value


def lived(asked, world, moved, channels=()):
    """A world of what is carried, lived as a host lives it, with some levers moved and channels off."""
    known = asked.carried
    run = tables_in(of_world(known, world), whole.RUN)
    for channel in channels:
        for path in known.about["records"]:
            switch(run, path, known.channels[CHANNELS.index(channel)], known.about["divisor"])
    for name, value in moved.items():
        run.array("state").array("values")["value"][known.about["rows"][name]] = value
    live(run, known.about["calls"], CODE.entries)
    return run


@pytest.mark.slow
def test_it_is_the_same_and_needs_as_little_memory_whatever_was_lived_before(asked, monkeypatch):
    monkeypatch.setitem(CAME_TO, (STATE.name, "events"), 1 << 17)
    again = carried(asked.base, asked.worlds, asked.territory, asked.years, 2, asked.opened)
    assert again.image == asked.carried.image
    assert of_world(again, 2) == of_world(asked.carried, 2)
    assert len(tables_in(again.image, whole.RUN).array("state").array("events")) == ROWS
    assert CAME_TO[STATE.name, "events"] == 1 << 17


@pytest.mark.parametrize("world", [1, 3])
def test_levers_that_stay_where_they_are_change_nothing(asked, world):
    parameters = asked.worlds.parameters(asked.base, world)
    both = with_levers(parameters, asked.base.past, asked.carried.usual)
    before = events(asked, parameters, world)
    assert (events(asked, both, world) == before).all()
    assert (lived(asked, world, {}).array("state").array("events")[: len(before)] == before).all()


@pytest.mark.parametrize("world", [1, 4])
def test_levers_that_are_moved_do_what_a_scenario_does(asked, world, tmp_path):
    file = tmp_path / "mine.toml"
    decided = ", ".join(f'"{name}" = {value}' for name, value in MOVED.items())
    file.write_text(f'title = "Mine"\n[[decision]]\ntitle = "Mine"\nfrom = "2020-01"\nset = {{ {decided} }}\n')
    mine = option(asked.programme, asked.territory, asked.base, read(file))
    other = events(asked, asked.worlds.parameters(mine, world), world)
    found = lived(asked, world, MOVED).array("state").array("events")[: len(other)]
    assert (found == other).all()
    assert len(other) != len(events(asked, asked.worlds.parameters(asked.base, world), world))


@pytest.mark.parametrize("world", [1, 3])
@pytest.mark.parametrize("channels", [*((one,) for one in CHANNELS), CHANNELS])
def test_switched_off_channel_gives_the_run_that_python_gives(asked, world, channels):
    parameters = asked.worlds.parameters(asked.base, world)
    other = events(asked, switch_off(parameters, channels), world)
    found = lived(asked, world, {}, channels).array("state").array("events")[: len(other)]
    assert (found == other).all()
    before = events(asked, parameters, world)
    assert len(before) != len(other) or (before != other).any()


def test_switch_that_scripts_cannot_repeat_is_refused():
    parameters = read().parameters
    decided = [{"from": "2019-01", "set": {"volunteering.wish": 0.5}}]
    other = Parameters.model_validate({**parameters.model_dump(), "decision": decided})
    assert switched_off("facilitators", [parameters]) == {"volunteering.wish": 0.0}
    with pytest.raises(ValueError, match="facilitators"):
        switched_off("facilitators", [parameters, other])


def test_an_account_is_what_its_reading_sets_in_any_world(asked):
    """Of a rule of deciding it is the worlds that have it; else words of an image, the same in all."""
    known, world = asked.carried, 4
    names = [one.name for one in known.worlds.columns]
    rules = known.worlds.columns[names.index("registering.rule")].values
    assert len(known.accounts) == 6
    for reading, rule, words in known.accounts:
        if not words:
            some = [n for n, one in enumerate(rules) if one == rule]
            values = [asked.worlds.ensemble.values(n)["registering.rule"] for n in range(len(rules))]
            assert some == [n for n, one in enumerate(values) if one == reading.sets["registering.rule"]]
            continue
        each = (
            Worlds(one).parameters(asked.base, world)
            for one in (asked.worlds.ensemble, under(asked.worlds.ensemble, reading))
        )
        images = [
            whole.image(
                asked.territory.under(kernels_of(one)),
                with_levers(own_past.with_years(one, asked.base.past, own_past.MOST), asked.base.past, known.usual),
                asked.worlds.lived_with(world),
                horizon=(own_past.MOST + asked.years - asked.base.past) * 52,
            )
            for one in each
        ]
        assert dict(words_apart(*images)) == words
