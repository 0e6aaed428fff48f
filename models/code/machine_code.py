"""Which functions of the model are compiled to be called from Python, from which sources, and where that is kept."""

from pathlib import Path
from typing import Any

from contagion.sim.machine_code import MachineCode

ENGINE = (
    "sim/angles.py",
    "sim/compiling.py",
    "sim/draws.py",
    "sim/elementary.py",
    "sim/keyed.py",
    "sim/keyed_laws.py",
    "sim/layout.py",
    "sim/machine_code.py",
    "sim/model.py",
    "sim/powers.py",
    "sim/recent.py",
    "sim/tables.py",
)
"""What of the engine a run is made by."""

CODE = MachineCode(
    "contagion",
    root=Path(__file__).resolve().parents[2],
    sources=(*ENGINE, "models/parameters", "models/programme", "models/records.py", "models/world"),
    beside="models/__pycache__",
)
entry: Any = CODE.entry
