"""From entries to machine code, for any platform."""

import os
import subprocess
import sys

import pytest

from contagion.sim.core.building import OF_NUMBA, TARGETS, code_of, object_of, signature_of
from contagion.sim.core.library import Library
from tests.helpers.toy_library import doubled, made_longer

BEGINS = {"linux": b"\x7fELF", "win": b"d\x86", "macosx-arm64": b"\xcf\xfa\xed\xfe", "wasm32": b"\0asm"}

INDICES = """
from contagion.sim.core.building import AS_IT_IS, FROM_THE_END, code_of
from tests.helpers.toy_library import doubled
code = code_of([doubled])
print(FROM_THE_END.search(code) is not None, FROM_THE_END.search(FROM_THE_END.sub(AS_IT_IS, code)) is not None)
"""


@pytest.fixture(scope="module")
def code():
    return code_of([doubled])


def test_its_code_counts_no_arrays_and_asks_no_mathematics(code):
    assert "define" in code
    assert "NRT_MemInfo_alloc" not in code
    assert doubled.name in code


def test_a_library_does_not_look_whether_an_index_counts_from_the_end():
    """As long as Numba writes it so, before anything is optimised."""
    environment = {**os.environ, **OF_NUMBA}
    done = subprocess.run([sys.executable, "-c", INDICES], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("name", TARGETS)
def test_it_is_made_for_any_platform_on_this_one(code, name):
    made = object_of(code, [doubled.name], TARGETS[name])
    assert doubled.name.encode() in made
    begins = next((first for of, first in BEGINS.items() if name.startswith(of)), b"")
    assert made.startswith(begins)


def test_library_is_the_same_from_folders_with_paths_of_any_length(tmp_path):
    """From 15 to 120 characters: a length in one byte may be a backslash, a quotation mark or the end of a line."""
    library, objects = Library("folders", tmp_path, (), "", print, print, ""), set()
    for length in range(15, 121):
        folder, names = ("/folder" * 18)[:length], {"__name__": "fails"}
        exec(compile("def fails(handle):\n    raise MemoryError\n", f"{folder}/fails.py", "exec"), names)
        entry = library.entry(names["fails"])
        objects.add(object_of(code_of([entry]), [entry.name], TARGETS["linux-x86_64"]))
    (same,) = objects
    assert b"fails.py" in same
    assert b"folder" not in same


def test_what_an_entry_is_given_and_gives_stands_in_its_annotations():
    assert [str(kind) for kind in signature_of(doubled)] == ["int64", "float64", "array(int64, 1d, C)"]
    assert [str(kind) for kind in signature_of(made_longer)] == ["int64"]
    assert doubled.kinds()[1] is float
