"""Tables as an image: a host without Python reads and writes them as compiled code here does, and takes no other."""

import json
import subprocess
import sys

import numpy as np
import pytest

from contagion.sim.core.compiling import Layout
from contagion.sim.core.tables import IMAGE_HEAD, columns, image_of
from tests.helpers.hosts import ROOT, Ask, digests, in_node, live, needs_node, tables_in
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


CALLS = [(write.name, [], []), (grow_both.name, [], [])]


def lived(image, number=1):
    """What comes of so many times these calls in this process."""
    toys = tables_in(image, TOYS)
    live(toys, CALLS * number, {one.name: one for one in (write, grow_both)})
    return toys


def test_tables_of_an_image_are_those_it_was_made_of(toys):
    toys.array("grid")[...] = 7
    image = image_of(toys, VERSION, ABOUT)
    again = lived(image, 0)
    assert digests(again) == digests(toys)
    assert total(again) == total(toys) > 42
    assert image_of(again, VERSION, ABOUT) == image  # whatever address they lie at


def test_of_a_table_that_holds_nothing_yet_an_image_has_the_length(toys):
    images = []
    for number in (7, 70_000):
        toys.put("marks", np.full(number, 9, np.int16))
        images.append(image_of(toys, VERSION, ABOUT))
        assert tables_in(images[-1], TOYS).array("marks").tolist() == [0] * number
    assert len(images[0]) == len(images[1])


def test_what_shares_memory_shares_it_in_an_image(toys):
    toys.put("row_keys", toys.array("keys"))
    again = lived(image_of(toys, VERSION, ABOUT), 0)
    again.array("keys")[1] = 55
    assert again.array("row_keys")[1] == 55


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize("number", [1, 16])  # the second: beyond what memory there is at the start
def test_webassembly_lives_tables_as_this_process_does(kernel, number):
    """Others than the first are told as what is different, where these are as many bytes."""
    others = made(people=np.ones(9, PERSON)), made(keys=np.arange(3, dtype=np.uint64), marks=np.zeros(99, np.int16))
    images = [image_of(toys, VERSION, ABOUT) for toys in (made(), *others, made())]
    found = in_node(Ask(TOYS, images, ABOUT, CALLS * number), kernel)
    assert found == [digests(lived(image, number)) for image in images]
    assert found[0] == found[3] != found[2] != found[1]


def test_columns_are_told_as_a_host_reads_them():
    found = json.loads(json.dumps(columns(TOYS)))
    assert list(found) == [*TOYS.kinds, "inner.values", "inner.clock"]
    assert found["people"] == {
        "path": [1],
        "row": 48,
        "columns": {"age": [0, "i8", 1], "weight": [8, "f8", 1], "size": [16, "u8", 1], "marks": [24, "i8", 3]},
    }
    assert found["inner.clock"]["path"] == [TOYS.of_number["inner"], 1]
    assert found["marks"] == {"path": [5], "row": 2, "columns": {"": [0, "i2", 1]}}
    nested = Layout("nested", {"one": ([("a", "i8"), ("of", [("b", "i4"), ("c", "?", (2, 2))])], 0)})
    assert columns(nested)["one"]["columns"] == {"a": (0, "i8", 1), "of.b": (8, "i4", 1), "of.c": (12, "b1", 4)}


@needs_node
def test_a_host_reads_columns_by_name(kernel):
    people = np.zeros(3, PERSON)
    people["weight"], people["marks"] = (0.1, -2.5, 1e300), np.arange(9).reshape(3, 3)
    image = image_of(made(people=people), VERSION, ABOUT)
    read = [("people", "weight"), ("people", "size"), ("people", "marks"), ("inner.values", ""), ("marks", "")]
    (found,), toys = in_node(Ask(TOYS, [image], ABOUT, CALLS, read), kernel), lived(image, 1)
    for table, column in read:
        one = toys.array(table) if "." not in table else toys.array("inner").array("values")
        values = (one[column] if column else one).ravel()
        assert np.array_equal(np.array(found[f"{table}[{column}]"].split(), values.dtype), values)


def changed(image, name, value):
    words = np.frombuffer(bytearray(image), np.uint64)
    words[IMAGE_HEAD.index(name)] = value
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
        (lambda image: changed(image, "top", 2**20), "The image is damaged"),
        (lambda image: image[:-1] + b"!", "The image is damaged"),
    ],
)
def test_an_image_that_is_not_the_one_is_refused_in_a_line(kernel, change, said):
    image = image_of(made(), VERSION, ABOUT)
    with pytest.raises(RuntimeError) as error:
        in_node(Ask(TOYS, [change(image)], ABOUT, []), kernel)
    assert str(error.value) == said.format(len(image) - 64, len(image))


@needs_node
@pytest.mark.parametrize(
    "change, said",
    [
        (lambda code: code[:8], "This library is no kernel"),  # one in which nothing is
        (lambda code: code[:-9], "WebAssembly.compile(): "),
        (lambda code: b"not" + code, "WebAssembly.compile(): expected magic word"),
    ],
)
def test_a_library_that_is_no_kernel_is_refused_in_a_line(kernel, tmp_path, change, said):
    file = tmp_path / "other.wasm"
    file.write_bytes(change(kernel.read_bytes()))
    with pytest.raises(RuntimeError) as error:
        in_node(Ask(TOYS, [image_of(made(), VERSION, ABOUT)], ABOUT, []), file)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)
