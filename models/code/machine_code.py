"""Which functions of the model are compiled to be called from Python, from which sources, and where that is kept."""

from pathlib import Path
from typing import Any

from sim.machine_code import MachineCode

CODE = MachineCode(
    "contagion",
    root=Path(__file__).resolve().parents[2],
    sources=("sim", "models/parameters", "models/programme", "models/records.py", "models/world"),
    beside="models/__pycache__",
)
entry: Any = CODE.entry
