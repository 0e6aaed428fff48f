"""The rules of the house, read off the syntax trees: import directions, where chance comes from, loops over sets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("sim", "models", "experiments")
FORBIDDEN_IMPORTS = {"sim": {"models", "experiments"}, "models": {"experiments"}, "experiments": set()}
CHANCE_MODULES = ("random", "secrets", "numpy.random")
CHANCE_ATTRIBUTES = {"random", "rng", "rvs", "shuffle_do"}
WRAPPERS = {"list", "tuple", "iter", "enumerate", "reversed", "map", "zip"}

ELSEWHERE = re.compile(
    r"\.\./shared|(?<![\w./-])/(?:work|root|home|Users|tmp)/|pypi\.org|pythonhosted\.org|npmjs\.org|anaconda\.org"
)


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(module: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported, wherever in the file and whether or not it is relative."""
    for node in ast.walk(module):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom():
                base = list(package[: len(package) - node.level + 1]) if node.level else []
                base += [node.module] if node.module else []
                yield from ((node.lineno, ".".join([*base, alias.name])) for alias in node.names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(target)), *_],
            ):
                yield node.lineno, target


def wrong_way(module: ast.Module, package: tuple[str, ...]) -> list[str]:
    forbidden = FORBIDDEN_IMPORTS[package[0]]
    return [f"line {line}: {target}" for line, target in imports(module, package) if target.split(".")[0] in forbidden]


def chance(module: ast.Module, package: tuple[str, ...]) -> list[str]:
    """Uses of random numbers other than by `sim.draws`."""
    found = [
        f"line {line}: import {target}"
        for line, target in imports(module, package)
        if any(target == banned or target.startswith(f"{banned}.") for banned in CHANCE_MODULES)
    ]
    found += [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in CHANCE_ATTRIBUTES
    ]
    return found


def is_set(node: ast.expr) -> bool:
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.Call(func=ast.Name(id=wrapper), args=args) if wrapper in WRAPPERS:
            return any(is_set(arg) for arg in args)
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor(), left=left, right=right):
            return is_set(left) or is_set(right)
    return False


def set_iterations(module: ast.Module) -> list[str]:
    """Loops and comprehensions over a set, whose order is not the same from run to run."""
    return [
        f"line {node.iter.lineno}: {ast.unparse(node.iter)}"
        for node in ast.walk(module)
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and is_set(node.iter)
    ]


def package_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parent.parts


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    folders = (*PACKAGES, "data", "notebooks", "tests", "docs", ".ci")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(files):
        if path.suffix == ".pyc":
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("package", PACKAGES)
def test_there_is_something_to_check(package):
    assert sources(package)


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=name)
def test_imports_point_one_way(path):
    assert wrong_way(tree(path), package_of(path)) == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sources(*PACKAGES)
        if path != ROOT / "sim" / "draws.py" and not path.is_relative_to(ROOT / "experiments" / "benchmarks")
    ],
    ids=name,
)
def test_chance_comes_from_keyed_draws_alone(path):
    assert chance(tree(path), package_of(path)) == []


@pytest.mark.parametrize("path", sources("sim", "models"), ids=name)
def test_nothing_depends_on_the_order_of_a_set(path):
    assert set_iterations(tree(path)) == []


def test_no_file_names_a_place_outside_the_project():
    found = [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if ELSEWHERE.search(line)
    ]
    assert found == []


# The checks above pass on an empty file too, so each is shown to bite.


@pytest.mark.parametrize(
    "line",
    [
        "import experiments",
        "from experiments.cli import main",
        "from .. import experiments",
        "from ...experiments import cli",
        "import importlib; importlib.import_module('experiments.cli')",
        "def f():\n    import experiments.cli as c",
    ],
)
def test_a_wrong_import_is_seen(line):
    package = ("models", "rules") if "..." in line else ("models",)
    assert wrong_way(ast.parse(line), package)


@pytest.mark.parametrize(
    "line", ["import sim.draws", "from . import rules", "from .experiments import x", "import experimental"]
)
def test_a_right_import_is_let_through(line):
    assert wrong_way(ast.parse(line), ("models",)) == []


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import numpy.random as nr",
        "from numpy import random",
        "from numpy.random import default_rng",
        "np.random.default_rng(1)",
        "model.random.random()",
        "self.rng.normal()",
        "self.model.rng",
        "norm.rvs(size=3)",
        "agents.shuffle_do('step')",
    ],
)
def test_foreign_chance_is_seen(line):
    assert chance(ast.parse(line), ("models",))


@pytest.mark.parametrize("line", ["super().__init__(rng=1)", "from sim.draws import Draws", "stream.uniform(1, 2)"])
def test_keyed_chance_is_let_through(line):
    assert chance(ast.parse(line), ("models",)) == []


@pytest.mark.parametrize(
    "line",
    [
        "for x in {1, 2}: pass",
        "for x in set(a): pass",
        "[x for x in frozenset(a)]",
        "for i, x in enumerate({y for y in a}): pass",
        "for x in set(a) - set(b): pass",
    ],
)
def test_a_loop_over_a_set_is_seen(line):
    assert set_iterations(ast.parse(line))


@pytest.mark.parametrize(
    "line", ["for x in sorted(set(a)): pass", "x in {1, 2}", "for x in {1: 2}: pass", "for x in a - b: pass"]
)
def test_an_ordered_loop_is_let_through(line):
    assert set_iterations(ast.parse(line)) == []


# In pieces, so that this file passes its own test.
@pytest.mark.parametrize("text", [f"../{'shared'}/x", f"open('/{'home'}/me/x')", f"https://{'pypi'}.org"])
def test_a_foreign_place_is_seen(text):
    assert ELSEWHERE.search(text)
