"""Tables as an image: a host without Python reads and writes them as compiled code here does, and takes no other."""

import subprocess
import sys

import numpy as np
import pytest

from contagion.sim.core.image import HEAD, image_of
from contagion.sim.core.tables import Arena
from tests.helpers.hosts import ROOT, asked, digests, in_node, needs_node, tables_in
from tests.helpers.toy_tables import PERSON, TOYS, grow_both, made, total, write

VERSION, ABOUT = 2**64 - 3, 2**63 + 5
MAKE = """
import sys
from pathlib import Path
from contagion.sim.core.building import TARGETS, code_of, link, object_of
from tests.helpers.toy_tables import grow_both, write
file, version = Path(sys.argv[1]), sys.argv[2]
made = file.with_suffix(".o")
made.write_bytes(object_of(code_of([write, grow_both]), (write.name, grow_both.name), TARGETS["wasm32"]))
link([made], TARGETS["wasm32"], file, file.with_suffix(".zig"), version)
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """The toys' entries in WebAssembly."""
    file = tmp_path_factory.mktemp("toys") / "toys.wasm"
    subprocess.run([sys.executable, "-c", MAKE, file, f"{VERSION:x}"], cwd=ROOT, check=True)
    return file


def lived(image, number=1):
    """What comes of the calls below in this process."""
    memory = np.frombuffer(bytearray(image), np.uint8)
    toys = tables_in(memory, int(memory.view(np.int64)[HEAD.index("handle")]), TOYS, Arena(0))
    for _ in range(number):
        write(toys.handle)
        grow_both(toys.handle)
    return toys


def test_tables_of_an_image_are_those_it_was_made_of(toys):
    toys.array("grid")[...] = 7
    image = image_of(toys, VERSION, ABOUT)
    again = lived(image, 0)
    assert digests(again) == digests(toys)
    assert total(again) == total(toys) > 42
    assert image_of(again, VERSION, ABOUT) == image  # whatever address they lie at


def test_what_shares_memory_shares_it_in_an_image(toys):
    toys.put("row_keys", toys.array("keys"))
    again = lived(image_of(toys, VERSION, ABOUT), 0)
    again.array("keys")[1] = 55
    assert again.array("row_keys")[1] == 55


@needs_node
@pytest.mark.parametrize("number", [1, 16])  # the second: beyond what memory there is at the start
def test_webassembly_lives_tables_as_this_process_does(kernel, tmp_path, number):
    images = [image_of(toys, VERSION, ABOUT) for toys in (made(), made(people=np.ones(9, PERSON)))]
    ask = asked(tmp_path, TOYS, [*images, images[0]], ABOUT, [(write.name,), (grow_both.name,)] * number)
    found = [one["tables"] for one in in_node(ask, kernel)]
    assert found == [digests(lived(image, number)) for image in (*images, images[0])]
    assert found[0] == found[2] != found[1]


def changed(image, name, value):
    words = np.frombuffer(bytearray(image), np.uint64)
    words[HEAD.index(name)] = value
    return words.tobytes()


@needs_node
@pytest.mark.parametrize(
    "change, said",
    [
        (lambda image: b"", "This is no image of tables"),
        (lambda image: b"PK" + image[2:], "This is no image of tables"),
        (lambda image: image[:71], "This is no image of tables"),
        (lambda image: image[:-64], "The image is cut: {} of {} bytes are there"),
        (lambda image: changed(image, "version", 1), "The image is for another version of the kernel"),
        (lambda image: changed(image, "about", 1), "The image is about something else"),
    ],
)
def test_an_image_that_is_not_the_one_is_refused_in_a_line(kernel, tmp_path, change, said):
    image = image_of(made(), VERSION, ABOUT)
    ask = asked(tmp_path, TOYS, [change(image)], ABOUT, [])
    with pytest.raises(RuntimeError) as error:
        in_node(ask, kernel)
    assert str(error.value) == said.format(len(image) - 64, len(image))


@needs_node
@pytest.mark.parametrize(
    "change, said",
    [
        (lambda code: code[:8], "This library is no kernel"),  # one in which nothing is
        (lambda code: code[:-9], "WebAssembly.Module(): "),
        (lambda code: b"not" + code, "WebAssembly.Module(): expected magic word"),
    ],
)
def test_a_library_that_is_no_kernel_is_refused_in_a_line(kernel, tmp_path, change, said):
    file = tmp_path / "other.wasm"
    file.write_bytes(change(kernel.read_bytes()))
    with pytest.raises(RuntimeError) as error:
        in_node(asked(tmp_path, TOYS, [image_of(made(), VERSION, ABOUT)], ABOUT, []), file)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
