"""What is kept beside the store: dropped scenarios by content, prices as `contagion spend --prices` reads them."""

import pytest

from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.lab.prices import priced
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.errors import InputError


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path)


def test_a_file_is_kept_once_under_a_name_that_tells_its_content(kept):
    one, again, other = kept.keep(b"title = 'A'"), kept.keep(b"title = 'A'"), kept.keep(b"title = 'B'")
    assert one == again != other
    assert kept.scenario(one.stem) == one
    assert one.read_bytes() == b"title = 'A'"


def test_a_scenario_of_the_library_is_found_by_its_name(kept):
    assert kept.scenario("ref") == FOLDER / "ref.toml"


def test_no_other_file_is_one(kept):
    for name in ("", "..", "../ref", "own-../../x", "ref.toml", "/etc/passwd", "own-XYZ", "nothing"):
        with pytest.raises(InputError, match="no such scenario"):
            kept.scenario(name)


def test_prices_come_again_and_the_command_reads_them(kept):
    assert kept.prices() == {}
    kept.keep_prices({"seat": 640.5, "kit": 80.0})
    assert kept.prices() == {"seat": 640.5, "kit": 80.0}
    at_them = priced(read(), kept.prices_file)
    assert (at_them.scenario.parameters.costs.seat, at_them.given) == (640.5, {"seat", "kit"})
    kept.keep_prices({})
    assert not kept.prices_file.exists()


def test_prices_that_somebody_has_spoilt_are_said_to_be(kept):
    for text in ("", "[costs]\nseat = 'much'", "seat = 3", "[costs"):
        kept.prices_file.write_text(text)
        with pytest.raises(InputError, match=r"prices.toml: the prices in it cannot be read"):
            kept.prices()
