"""The same images of tables lived by several hosts, each in a process of its own: digests of all tables after it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import pytest

from contagion.sim.core import library
from contagion.sim.core.image import HEAD
from contagion.sim.core.layout import WORDS, Layout
from contagion.sim.core.tables import Arena, Tables
from tests.helpers.places import ROOT

needs_node = pytest.mark.skipif(
    not which("node"), reason="there is no node: `apt-get install nodejs` has the kernel run in WebAssembly"
)
ROOMS = {"Words": np.uint64, "Ints": np.int64, "Reals": np.float64}

type Lived = list[dict[str, Any]]
"""Of each image the digests of its tables after it was lived, and the processor's seconds for it."""


def paths(layout: Layout, before: Sequence[int] = (), name: str = "") -> Iterator[tuple[str, list[int]]]:
    """All tables of a layout and of those in it: name, and numbers on the way."""
    for key in layout.kinds:
        yield name + key, [*before, layout.of_number[key]]
    for key, inner in layout.inner.items():
        yield from paths(inner, (*before, layout.of_number[key]), f"{name}{key}.")


def asked(folder: Path, layout: Layout, images: Sequence[bytes], about: int, calls: Sequence[Sequence[Any]]) -> Path:
    """A file that says what to live: calls are names of entries, and numbers or (kind, length) of an array."""
    files = [folder / f"{n}.image" for n in range(len(images))]
    for file, image in zip(files, images, strict=True):
        file.write_bytes(image)
    ask = {"images": [*map(str, files)], "about": str(about), "calls": calls, "tables": dict(paths(layout))}
    (folder / "ask.json").write_text(json.dumps(ask))
    return folder / "ask.json"


def in_node(ask: Path, kernel: Path) -> Lived:
    ask.write_text(json.dumps(json.loads(ask.read_text()) | {"library": str(kernel)}))
    return _lived(["node", ROOT / "tests/helpers/host.mjs", ask])


def in_python(ask: Path, target: str = "", **environment: str) -> Lived:
    """In Python, with the library of another platform, or in another environment."""
    return _lived([sys.executable, "-m", "tests.helpers.hosts", ask, target], env={**os.environ, **environment})


def _lived(command: Sequence[Any], **how: Any) -> Lived:
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False, **how)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def tables_in(memory: Any, handle: int, layout: Layout, arena: Arena) -> Tables:
    """The tables of an image, as Python lives them."""
    made: dict[str, Any] = {}
    words = memory[handle:][: 8 * WORDS * len(layout.names)].view(np.int64).reshape(-1, WORDS).tolist()
    for name, (address, length, width, item) in zip(layout.names, words, strict=True):
        if name in layout.inner:
            made[name] = tables_in(memory, address, layout.inner[name], arena)
        else:
            kind, dimensions = layout.kinds[name]
            assert kind.itemsize == item
            table = memory[address : address + item * length * (width or 1)].view(kind)
            made[name] = table.reshape((length, width) if dimensions == 2 else (length,))
    return Tables(layout, made, arena)


def digests(tables: Tables, before: str = "") -> Mapping[str, str]:
    """A digest of each table, to its last byte."""
    out: dict[str, str] = {}
    for name in tables.layout.names:
        one = tables.array(name)
        if isinstance(one, Tables):
            out |= digests(one, f"{before}{name}.")
        else:
            out[before + name] = sha256(one.tobytes()).hexdigest()[:16]
    return out


def _live(ask: Mapping[str, Any], layout: Layout, entries: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for file in ask["images"]:
        memory = np.frombuffer(bytearray(Path(file).read_bytes()), np.uint8)
        tables = tables_in(memory, int(memory[: 8 * len(HEAD)].view(np.int64)[HEAD.index("handle")]), layout, Arena(0))
        begun = time.process_time()
        for name, *more in ask["calls"]:
            entries[name](tables.handle, *(np.zeros(m[1], ROOMS[m[0]]) if isinstance(m, list) else m for m in more))
        yield {"seconds": time.process_time() - begun, "tables": digests(tables)}


if __name__ == "__main__":
    from contagion.models.code.kernel import CODE
    from contagion.models.programme import week  # noqa: F401 - it has the entries
    from contagion.models.programme.layout import STATE

    if sys.argv[2]:
        setattr(library, "platform", lambda: sys.argv[2])  # noqa: B010 - it is a function with a memory
    CODE.ready()
    print(json.dumps([*_live(json.loads(Path(sys.argv[1]).read_text()), STATE, CODE.entries)]))
