"""What a host without Python makes of an image is the run, and what Python counts of it."""

from gzip import compress

import numpy as np
import pytest

from contagion.models.kernel import CODE
from contagion.models.outcomes.counting.counts import COUNT, counted, tables_to_count
from contagion.models.outcomes.record import Places
from contagion.models.parameters import Parameters
from contagion.models.programme.layout import STATE
from contagion.models.runs import whole
from contagion.models.runs.simulation import kernels_of, record_of_run
from contagion.models.scenario import read
from contagion.sim.core.tables import IMAGE_HEAD, Arena
from tests.helpers.alternative_programmes import WORKSHOP
from tests.helpers.hosts import digests, live, tables_in
from tests.helpers.inspected import InspectedRun

DECISION = {"title": "more", "from": 20, "set": {"training.places": 30}}


def lived(image, weeks):
    """What becomes of an image in this process."""
    made = tables_in(image, whole.RUN)
    live(made, whole.calls(weeks), CODE.entries)
    return made


@pytest.mark.parametrize("settings", [[], ["contacts.tie_exponent=1.4", 'students.organisations=["club"]']])
def test_what_becomes_of_an_image_is_the_run(territory, settings):
    p = read(None, settings).parameters
    here = territory.under(kernels_of(p))
    image = whole.image(here, p, 3, horizon=104)
    head = dict(zip(IMAGE_HEAD, np.frombuffer(image, np.uint64).tolist(), strict=False))
    assert head["version"] == int(CODE.version, 16)
    assert f"{head['about']:016x}" == here.checksum[:16]
    again, model = lived(image, 104).array("state"), InspectedRun(here, p, 3, horizon=104)
    model.run(104)
    rows = again.array("n")[0]
    assert rows == model.state.array("n")[0]
    for name in rows.dtype.names:
        if name in STATE.kinds:
            number = rows[name]
            assert again.array(name)[:number].tobytes() == model.state.array(name)[:number].tobytes()
    assert digests(again)["weeks"] == digests(model.state)["weeks"]
    assert len(compress(image)) < 10_000


@pytest.mark.parametrize("weeks", [0, 80, 104])
def test_what_is_counted_of_an_image_is_what_python_counts_of_the_run(territory, weeks):
    """Of one that is over, of one that goes on, and before it began."""
    p = Parameters.model_validate({"alternative": [WORKSHOP], "decision": [DECISION]})
    image, model = whole.image(territory, p, 3, horizon=104), InspectedRun(territory, p, 3, horizon=104)
    model.run(weeks)
    again, here = lived(image, weeks), counted(record_of_run(model))
    found = again.array("counted")
    for name in COUNT.kinds:
        assert found.array(name).shape == here.array(name).shape, name
    assert digests(found) == digests(here)
    live(again, whole.calls(weeks)[-1:], CODE.entries)  # once more: the same
    assert digests(found) == digests(here)
    assert (found.array("figures")["participants"] > 0) == (weeks > 0)


def test_what_is_asked_of_counting_is_as_the_state_has_it(territory):
    """As it is without one; and a host that moves a value there has it counted so."""
    when = {"when": {"queue": {"above": 3}}, "for_weeks": 4, "set": {"training.accept": 0.5, "training.places": 40}}
    p = Parameters.model_validate(
        {"decision": [DECISION, when], "receptivity": {"share": 0.1}, "group": {"maximum": 9}}
    )
    again, known = lived(whole.image(territory, p, 3, horizon=104), 104), Places.of(territory)
    beforehand, here = tables_to_count(p, known, 3, Arena()), again.array("counted")
    assert here.array("asked").tolist() == beforehand.array("asked").tolist()
    assert here.array("by_decision")[["has_condition", "places"]].tolist() == [(0, 30.0), (1, 40.0)]
    before = here.array("places").tolist()
    assert before[:21] == [p.training.places] * 20 + [30]
    again.array("state").array("values")["value"][0] = 7
    again.array("state").array("start")["training"]["places"] = 6
    live(again, whole.calls(104)[-1:], CODE.entries)
    moved = {p.training.places: 6, 30: 7}
    assert here.array("places").tolist() == [moved.get(one, one) for one in before]


def test_another_world_and_other_values_are_a_few_words(territory):
    ref = whole.image(territory, read().parameters, 1)
    other = read(None, ["contacts.tie_exponent=1.9", "demand.place=0.7", "training.places=17"]).parameters
    images = ref, whole.image(territory.under(kernels_of(other)), other, 2)
    one, two = (np.frombuffer(image, "<u8") for image in images)
    assert len(one) == len(two)
    assert 80 < (one != two).sum() < 200  # of tens of thousands: keys, and what was set
