"""From entries to machine code, for any platform."""

import pytest

from contagion.sim.core.building import TARGETS, code_of, object_of, signature_of
from tests.helpers.toy_library import doubled, made_longer

BEGINS = {"linux": b"\x7fELF", "win": b"d\x86", "macosx-arm64": b"\xcf\xfa\xed\xfe", "wasm32": b"\0asm"}


@pytest.fixture(scope="module")
def code():
    return code_of([doubled])


def test_its_code_counts_no_arrays_and_asks_no_mathematics(code):
    assert "define" in code
    assert "NRT_MemInfo_alloc" not in code
    assert doubled.name in code


@pytest.mark.parametrize("name", TARGETS)
def test_it_is_made_for_any_platform_on_this_one(code, name):
    made = object_of(code, [doubled.name], TARGETS[name])
    assert doubled.name.encode() in made
    begins = next((first for of, first in BEGINS.items() if name.startswith(of)), b"")
    assert made.startswith(begins)


def test_what_an_entry_is_given_and_gives_stands_in_its_annotations():
    assert [str(kind) for kind in signature_of(doubled)] == ["int64", "float64", "array(int64, 1d, C)"]
    assert [str(kind) for kind in signature_of(made_longer)] == ["int64"]
    assert doubled.kinds()[1] is float
