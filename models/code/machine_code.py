"""Which functions of the model are compiled to be called from Python, from which sources, and where that is kept."""

from pathlib import Path
from typing import Any

from contagion.sim.core.machine_code import MachineCode

ENGINE = (
    "sim/angles.py",
    "sim/core/compiling.py",
    "sim/chance/draws.py",
    "sim/elementary.py",
    "sim/chance/keyed.py",
    "sim/core/layout.py",
    "sim/core/machine_code.py",
    "sim/model.py",
    "sim/powers.py",
    "sim/recent.py",
    "sim/core/tables.py",
)
"""What of the engine a run is made by."""

CODE = MachineCode(
    "contagion",
    root=Path(__file__).resolve().parents[2],
    sources=(
        *ENGINE,
        "models/outcomes/counting",
        "models/parameters",
        "models/programme",
        "models/records.py",
        "models/world",
    ),
    beside="models/__pycache__",
)
entry: Any = CODE.entry
