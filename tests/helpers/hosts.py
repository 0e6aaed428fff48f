"""The same images of tables lived by several hosts, each in a process of its own: digests of all tables after it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from contagion.sim.core import library
from contagion.sim.core.compiling import WORDS, Layout
from contagion.sim.core.tables import IMAGE_HEAD, Arena, Tables, columns
from tests.helpers.in_browser import PATIENCE, browser
from tests.helpers.places import ROOT

needs_node = pytest.mark.needs("node")
FILES = ROOT / "sim/core/kernel.js", ROOT / "tests/helpers/host.mjs"
NODE = """
try { console.log(JSON.stringify(await lived(ask))); }
catch (error) { console.error(error.message); process.exit(2); }
"""
PAGE = "document.body.innerHTML = `<pre>${JSON.stringify(await lived(ask).catch(String))}</pre>`;"
POLICY = "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'"

type Lived = list[dict[str, str]]
"""Of each image the digests of its tables after it was lived."""


class Ask(NamedTuple):
    """What to live: calls are names of entries, numbers of the tables that each is for, and numbers."""

    layout: Layout
    images: Sequence[bytes]
    about: int
    calls: Sequence[tuple[str, Sequence[int], Sequence[int]]]
    read: Sequence[tuple[str, str]] = ()
    """Columns of tables, by names, whose numbers are told beside the digests."""

    def program(self, kernel: Path) -> str:
        """The same for a host in JavaScript."""
        ask = {
            "library": b64encode(kernel.read_bytes()).decode(),
            "images": [b64encode(one).decode() for one in self.images],
            "about": str(self.about),
            "calls": self.calls,
            "tables": columns(self.layout),
            "read": self.read,
        }
        return "\n".join([*(file.read_text(encoding="utf-8") for file in FILES), f"const ask = {json.dumps(ask)};\n"])


def in_node(ask: Ask, kernel: Path) -> Lived:
    return _said(["node", "--input-type=module"], ask.program(kernel) + NODE)


def in_chromium(ask: Ask, kernel: Path, folder: Path) -> Lived:
    """In a page that is opened from a file, and may reach nothing."""
    script, file = ask.program(kernel) + PAGE, folder / "page.html"
    policy = POLICY.format(b64encode(sha256(script.encode()).digest()).decode())
    head = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    file.write_text(f'{head}<body><script type="module">{script}</script>', encoding="utf-8")
    with browser() as window:
        tab = window.new_page()
        tab.goto(file.as_uri())
        return json.loads(tab.locator("pre").inner_text(timeout=PATIENCE))


def in_python(ask: Ask, target: str = "", **environment: str) -> Lived:
    """In Python, with the library of another platform, or in another environment: tables of a run."""
    said = json.dumps([[b64encode(image).decode() for image in ask.images], ask.calls])
    return _said([sys.executable, "-m", "tests.helpers.hosts", target], said, env={**os.environ, **environment})


def _said(command: Sequence[str], given: str, **how: Any) -> Any:
    done = subprocess.run(command, input=given, cwd=ROOT, capture_output=True, text=True, check=False, **how)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def tables_in(image: bytes, layout: Layout) -> Tables:
    """The tables of an image, as Python lives them."""
    memory = np.frombuffer(bytearray(image), np.uint8)
    return _tables_at(memory, int(memory.view(np.int64)[IMAGE_HEAD.index("handle")]), layout, Arena())


def _tables_at(memory: Any, handle: int, layout: Layout, arena: Arena) -> Tables:
    made: dict[str, Any] = {}
    words = memory[handle:][: 8 * WORDS * len(layout.names)].view(np.int64).reshape(-1, WORDS).tolist()
    for name, (address, length, width, item) in zip(layout.names, words, strict=True):
        if name in layout.inner:
            made[name] = _tables_at(memory, address, layout.inner[name], arena)
        else:
            kind, dimensions = layout.kinds[name]
            assert kind.itemsize == item
            shape = (length, width) if dimensions == 2 else (length,)
            size = item * length * (width or 1)
            there = memory[address : address + size] if address else np.zeros(size, np.uint8)
            made[name] = there.view(kind).reshape(shape)
    return Tables(layout, made, arena)


def live(tables: Tables, calls: Sequence[Any], entries: Any) -> None:
    """Make the calls."""
    for name, path, given in calls:
        one = tables
        for number in path:
            one = one.array(one.layout.names[number])
        entries[name](one.handle, *given)


def digests(tables: Tables, before: str = "") -> dict[str, str]:
    """A digest of each table, to its last byte."""
    out: dict[str, str] = {}
    for name in tables.layout.names:
        one = tables.array(name)
        if isinstance(one, Tables):
            out |= digests(one, f"{before}{name}.")
        else:
            out[before + name] = sha256(one.tobytes()).hexdigest()[:16]
    return out


def _main(target: str) -> Iterator[dict[str, str]]:
    from contagion.models.kernel import CODE
    from contagion.models.runs.whole import RUN

    if target:
        setattr(library, "platform", lambda: target)  # noqa: B010 - it is a function with a memory
    CODE.ready()
    images, calls = json.load(sys.stdin)
    for image in images:
        tables = tables_in(b64decode(image), RUN)
        live(tables, calls, CODE.entries)
        yield digests(tables)


if __name__ == "__main__":
    print(json.dumps([*_main(sys.argv[1])]))
