"""What determines a run asks no mathematics library of the platform: its last bits are the same on every machine.

So neither `math` nor NumPy is asked for what `sim.elementary` has, nothing is raised to a
power, and sums of products are not left to BLAS, LAPACK or SciPy; nor where a run is counted. What is made of that
(`models/outcomes`), theory, statistics and studies may ask them.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from contagion.models.kernel import ENGINE
from tests.helpers.places import ROOT

RUN_BY = (
    *(*ENGINE, "models/records.py"),
    *(
        "models/outcomes/counting",
        "models/parameters",
        "models/programme",
        "models/runs/whole.py",
        "models/scenario.py",
        "models/territory",
        "models/world",
    ),
)
LIBRARIES = {"math", "cmath", "np", "numpy"}
OF_A_PLATFORM = re.compile(
    r"(exp|log)(2|10|m1|1p)?|logaddexp2?|pow|power|float_power|cbrt|hypot|dist|l?gamma|erfc?|sinc|degrees|radians"
    r"|(a|arc)?(sin|cos|tan)(h|2)?|(deg2rad|rad2deg|unwrap|angle|polynomial|linalg|fft)"
    r"|(v|multi_)?dot|vecdot|matvec|vecmat|matmul|inner|tensordot|einsum|convolve|correlate|interp|corrcoef|cov|trapezoid"
)


def files() -> list[Path]:
    found = [ROOT / name for name in RUN_BY]
    return sorted(path for place in found for path in (place.rglob("*.py") if place.is_dir() else [place]))


def is_written_out(node: ast.expr) -> bool:
    """Whether it is a number, with or without a sign."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def asked(module: ast.Module) -> Iterator[str]:
    """What of a platform's mathematics a module asks for."""
    for node in ast.walk(module):
        match node:
            case ast.Attribute(value=ast.Name(id=library), attr=name) if library in LIBRARIES:
                if OF_A_PLATFORM.fullmatch(name):
                    yield f"line {node.lineno}: {library}.{name}"
            case ast.Attribute(attr="dot"):
                yield f"line {node.lineno}: dot"
            case ast.ImportFrom(module="math" | "cmath" | "numpy", names=names):
                yield from (f"line {node.lineno}: {one.name}" for one in names if OF_A_PLATFORM.fullmatch(one.name))
            case ast.ImportFrom(module=str(name)) if name.split(".")[0] == "scipy" or name.startswith("numpy.lin"):
                yield f"line {node.lineno}: {name}"
            case ast.Import(names=names):
                yield from (f"line {node.lineno}: {one.name}" for one in names if one.name.split(".")[0] == "scipy")
            case ast.Call(func=ast.Name(id="pow")):
                yield f"line {node.lineno}: pow"
            case ast.BinOp(op=ast.Pow(), left=left, right=right) if not (
                is_written_out(left) and is_written_out(right)
            ):
                yield f"line {node.lineno}: **"
            case ast.AugAssign(op=ast.Pow() | ast.MatMult() as how):
                yield f"line {node.lineno}: {'**' if isinstance(how, ast.Pow) else '@'}="
            case ast.BinOp(op=ast.MatMult()):
                yield f"line {node.lineno}: @"


def test_what_determines_a_run_has_its_own_mathematics():
    found = {path: list(asked(ast.parse(path.read_text(encoding="utf-8")))) for path in files()}
    assert {path.relative_to(ROOT).as_posix(): names for path, names in found.items() if names} == {}
