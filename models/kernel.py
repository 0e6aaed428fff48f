"""The kernel of the model: which functions are compiled, from which sources, and where that is kept; and what a result
was made with. It is made by `make setup` (`python -m contagion.models.kernel`), or by the first run that needs it.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from contagion.sim import provenance as made_with
from contagion.sim.core.library import Entry, Flags, Ints, Library, Reals, Words, run_side_by_side
from contagion.sim.provenance import ROOT, digest_of

__all__ = ["CODE", "ENGINE", "Flags", "Ints", "Reals", "Words", "entry", "make_for"]

ENGINE = (
    "sim/core/compiling.py",
    "sim/core/numba_texts.py",
    "sim/chance/draws.py",
    "sim/elementary.py",
    "sim/chance/keyed.py",
    "sim/model.py",
    "sim/threads.py",
)
"""What of the engine a run is made by."""
TEXTS = {**dict.fromkeys(("P", "a_share", "a_ratio", "a_hazard", "a_price", "a_choice", "_kind"), 1), "measure": 0}
"""Functions that are given texts for people, which change no run, from a place among their arguments on."""
PARTS = (
    ("models.programme.week",),
    (
        "models.outcomes.counting.rows",
        "models.programme.leaving",
        "models.runs.whole",
        "models.territory.pairs",
        "models.world.places",
        "models.world.world",
    ),
)
"""Modules that have entries, by the process in which they are compiled."""


BROWSERS = "wasm32"


def make_for(files: Mapping[str, Path]) -> None:
    """Make the libraries for some platforms (`sim.core.building.TARGETS`) from one intermediate code.

    Raises
    ------
    OSError
        Where that fails, or for a platform that nothing is known of.
    """
    from contagion.sim.core.building import OF_NUMBA, TARGETS, link

    if unknown := sorted(files.keys() - TARGETS.keys()):
        raise OSError(f"cannot compile for {', '.join(unknown)}. Expected one of {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory(prefix="contagion-") as folder:
        command = [sys.executable, "-m", "contagion.models.kernel", folder]
        parts = [[*command, str(n), *files] for n in range(len(PARTS))]
        run_side_by_side(parts, env={**os.environ, **OF_NUMBA}, cwd=CODE.root)
        for target, file in files.items():
            link(sorted(Path(folder, target).iterdir()), TARGETS[target], file, Path(folder, "zig"), CODE.version)


def _here(one: Entry) -> Any:
    """Compile an entry for this process alone."""
    from contagion.sim.core.building import in_this_process

    return in_this_process(one)


CODE = Library(
    "contagion",
    root=Path(__file__).resolve().parents[1],
    sources=(
        *ENGINE,
        "sim/core/building.py",  # a run is the same by any compiler, so this is no part of what tells runs apart
        "models/outcomes/counting",
        "models/parameters",
        "models/programme",
        "models/records.py",
        "models/runs/whole.py",
        "models/territory/pairs.py",
        "models/world",
    ),
    texts=TEXTS,
    beside="models/built",
    make=make_for,
    otherwise=_here,
    what="Compiling the model: once for this version, a minute or two",
)
entry: Any = CODE.entry


def _make_part(folder: str, part: int, targets: Sequence[str]) -> None:
    from contagion.sim.core.building import TARGETS, code_of, object_of

    gc.disable()  # a twentieth of the time
    modules = [f"contagion.{name}" for name in PARTS[part]]
    for name in modules:
        importlib.import_module(name)
    here = [one for one in CODE.entries.values() if one.function.__module__ in modules]
    code, names = code_of(here), [one.name for one in here]
    for target in targets:
        Path(folder, target).mkdir(exist_ok=True)
        Path(folder, target, f"{part}.o").write_bytes(object_of(code, names, TARGETS[target]))


PACKAGE = "contagion-programme"
EDITION = 3
"""Of the model: one more whenever the specification changes and moves the figures of the reference. What was found
bears the edition that it was found with."""
# What the outcome of a run depends on.
_SOURCES = (one for one in (ROOT / "models").iterdir() if one.suffix == ".py" or one.is_dir())
RUN_BY = (*ENGINE, *sorted(f"models/{one.name}" for one in _SOURCES if one.name not in ("mesa_model", "theory")))
"""Files and folders by which a run is made: the Mesa model makes its own, and the theory none."""


@lru_cache(maxsize=1)
def code_digest() -> str:
    """SHA-256 of what the sources do that make a run (`sim.provenance`): equal digests, equal runs and figures."""
    return digest_of(ROOT, RUN_BY, TEXTS)


def provenance(**more: Any) -> dict[str, Any]:
    """Package, edition, commit, code, libraries, machine kind and date, and what the caller adds."""
    return made_with.provenance(PACKAGE, edition=EDITION, code_sha256=code_digest(), **more)


if __name__ == "__main__":
    from contagion.models import kernel  # the module that others know, not this copy of it

    if len(sys.argv) > 1:
        kernel._make_part(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
    else:
        kernel.CODE.ready(print)
