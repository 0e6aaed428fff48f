"""The rules of the house, read off the syntax trees: which room may import which, no circles, where chance comes from,
loops over sets, and no words in a room that belong above it."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("sim", "models", "experiments")
ENGINE = ("sim.draws", "sim.permutation", "sim.model", "sim.recorder", "sim.results", "sim.provenance", "sim.errors")
FORBIDDEN_IMPORTS = {"sim": {"models", "experiments"}, "models": {"experiments"}, "experiments": set()}

# Which room may import which, besides itself. All imports count, those of types too. A name stands for a module or a
# folder with all that is below it, and a module belongs to the room with the longest name that fits it.
ARROWS = {
    "sim": (),
    "sim.laboratory": ("sim.draws", "sim.results", "sim.errors"),
    "sim.statistics": ("sim.draws", "sim.results", "sim.errors"),
    "models.parameters": (),
    "models.territory": ("sim.errors",),
    "models.theory": ("models.parameters", "sim.draws"),
    "models.outcomes": ("models.parameters", "models.territory", "sim.statistics", "sim.draws", "sim.model"),
    "models.scenarios": ("models.parameters", "sim.errors"),
    "models.cases": ("models.scenarios", "models.parameters", "sim.laboratory", "sim.statistics", "sim.errors"),
    "the core": ("models.outcomes", "models.territory", "models.parameters", *ENGINE),
    "models.simulation": ("the core", "models.outcomes", "models.scenarios", "models.territory", *ENGINE),
    "models.autonomy": ("the core", "models.outcomes", "models.territory", "models.parameters", "sim.model"),
    "models.study": (
        *("the core", "models.simulation", "models.outcomes", "models.scenarios", "models.territory"),
        *("models.parameters", "sim.laboratory", *ENGINE),
    ),
    "models.close_up": ("the core", "models.study"),
    "experiments": ("models", "sim", "the core"),
}

# The core of before its rewriting. Its modules import each other in circles, and are left out where circles are looked
# for; the list goes when they do.
UNTIL_THE_CORE_IS_REWRITTEN = (
    "models.affinity",
    "models.agents",
    "models.alternatives",
    "models.clocks",
    "models.contacts",
    "models.flows",
    "models.indicators",
    "models.invariants",
    "models.organisations",
    "models.population",
    "models.profiles",
    "models.programme",
    "models.rules",
    "models.scope",
)
# Arrows that the rewriting of the core takes away: its words will stand below what comes of a run.
ARROWS_UNTIL_THEN = {
    ("models.outcomes.bottleneck", "models.rules.authority"): "how the log calls the beginning of a decision",
    ("models.outcomes.costs", "models.agents"): "the number that stands for nobody",
    ("models.outcomes.indicators.renewal", "models.rules.invitations"): "how the log calls the personal channels",
}
# Circles by types alone, of a comparison, of levers, and their figures.
UNTIL_THE_EXPERIMENTS_HAVE_ROOMS = (
    "experiments.compare_scenarios",
    "experiments.comparison_figures",
    "experiments.comparison_footprint",
    "experiments.levers",
    "experiments.levers_figure",
)

OPTION = re.compile(r"--[A-Za-z]")
# Stems of words of the subject, and the folder of it.
SUBJECT = re.compile(
    r"facilitat|commune|conversation|resident|partner|participant|climate|carbon|territor|programme|aspirant|councillor"
    r"|household|volunteer|besan[cç]on|contagion|models[./]|[\"']models[\"']",
    re.IGNORECASE,
)
OPTIONS_OF_OTHERS = {("sim/provenance.py", "--porcelain"): "an option of git"}
SAID_OF_THE_SUBJECT = {
    ("sim/provenance.py", "contagion"): "the package that is installed; to be handed in",
    ("sim/provenance.py", "programme"): "the same",
    ("sim/provenance.py", '"models"'): "whose code makes a run; to be handed in",
}

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


def dotted(path: Path) -> str:
    """Name of the module in a file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def graph() -> dict[str, frozenset[str]]:
    """Of each module, those that it imports anywhere, for types alone as well."""
    files = {dotted(path): path for path in sources(*PACKAGES)}
    return {
        module: frozenset(nearest(target, files) for _, target in imports(tree(path), package_of(path))) - {"", module}
        for module, path in files.items()
    }


def planted(module: str, target: str) -> dict[str, frozenset[str]]:
    """The same with one import more."""
    return graph() | {module: graph().get(module, frozenset()) | {target}}


def nearest(target: str, known: Mapping[str, object]) -> str:
    """The module that a dotted name leads to; none where it leads out of the project."""
    while target and target not in known:
        target = target.rpartition(".")[0]
    return target


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


def room(module: str) -> str:
    """The room of a module; none where no room has been thought of for it."""
    if any(within(module, place) for place in UNTIL_THE_CORE_IS_REWRITTEN):
        return "the core"
    return max((place for place in ARROWS if within(module, place)), key=len, default="")


def wrong_arrows(imported: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """Imports from one room into another that the table does not have."""
    return sorted(
        (module, target)
        for module, targets in imported.items()
        for target in targets
        if room(module) != room(target)
        and room(target) not in ARROWS.get(room(module), ())
        and not any(within(target, place) for place in ARROWS.get(room(module), ()))
    )


def circles(imported: Mapping[str, frozenset[str]], left_out: tuple[str, ...] = ()) -> list[list[str]]:
    """Modules that import each other, straight or by others between them."""
    net = nx.DiGraph((module, target) for module, targets in imported.items() for target in targets)
    net.remove_nodes_from([module for module in net if any(within(module, place) for place in left_out)])
    return sorted(sorted(circle) for circle in nx.strongly_connected_components(net) if len(circle) > 1)


def options(module: ast.Module) -> list[str]:
    """Options of a command in the texts of a module."""
    texts = [node.value for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [word for text in texts for word in text.split() if OPTION.search(word)]


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
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]  # a file in a worktree
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


def test_each_room_imports_what_it_may_and_nothing_else():
    """Those that are let through for now included: one that is not needed any more is struck off."""
    assert wrong_arrows(graph()) == sorted(ARROWS_UNTIL_THEN)


def test_every_module_has_its_room():
    assert [module for module in graph() if not room(module) and module != "models"] == []


def test_no_modules_import_each_other_in_a_circle():
    assert circles(graph(), UNTIL_THE_CORE_IS_REWRITTEN + UNTIL_THE_EXPERIMENTS_HAVE_ROOMS) == []


def test_what_is_left_out_is_there():
    left_out = UNTIL_THE_CORE_IS_REWRITTEN + UNTIL_THE_EXPERIMENTS_HAVE_ROOMS
    assert [place for place in left_out if place not in graph()] == []


def test_no_floor_below_the_command_knows_its_options():
    found = {(name(path), option) for path in sources("sim", "models") for option in options(tree(path))}
    assert found == set(OPTIONS_OF_OTHERS)


def test_the_engine_has_no_word_of_the_subject():
    found = {
        (name(path), word.lower())
        for path in sources("sim")
        for word in SUBJECT.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set(SAID_OF_THE_SUBJECT)


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
    "module, target",
    [
        ("sim.draws", "sim.laboratory.jobs"),
        ("sim.statistics.designs", "sim.laboratory.jobs"),
        ("sim.laboratory.store", "models.study"),
        ("models.parameters.money", "models.territory.territory"),
        ("models.territory.naming", "models.population"),
        ("models.theory.cycle", "models.rules.budget"),
        ("models.outcomes.costs", "models.programme"),
        ("models.scenarios", "models.simulation"),
        ("models.rules.budget", "models.study"),
        ("models.simulation", "experiments.cli"),
        ("models.a_file_without_a_room", "sim.draws"),
    ],
)
def test_a_wrong_arrow_is_seen(module, target):
    assert (module, target) in wrong_arrows(planted(module, target))


@pytest.mark.parametrize(
    "line",
    [
        "from models.rules import budget",
        "if TYPE_CHECKING:\n    from models.rules.budget import Account",
        "def f():\n    import models.rules.budget as b",
        "from ..rules import budget",
    ],
)
def test_an_arrow_is_seen_however_it_is_written(line):
    found = imports(ast.parse(line), ("models", "outcomes"))
    targets = frozenset(nearest(target, graph()) for _, target in found)
    assert wrong_arrows({"models.outcomes.new": targets}) == [("models.outcomes.new", "models.rules.budget")]


def test_a_circle_is_seen():
    left_out = UNTIL_THE_CORE_IS_REWRITTEN + UNTIL_THE_EXPERIMENTS_HAVE_ROOMS
    (found,) = circles(planted("models.territory.distances", "models.territory.territory"), left_out)
    assert {"models.territory.distances", "models.territory.territory"} <= set(found)
    assert circles(graph())  # of what is left out


def test_an_option_in_a_text_is_seen():
    seen = "raise InputError(f'--workers {n}: must be at least 1')", "'Or --out DIR.'"
    assert [options(ast.parse(line)) for line in seen] == [["--workers"], ["--out"]]
    assert options(ast.parse("'a -- b'\n'-----'\nx - -y")) == []


@pytest.mark.parametrize("text", ["# how facilitators meet", 'RUN = "models"', "Participants", "models/x", "a commune"])
def test_a_word_of_the_subject_is_seen(text):
    assert SUBJECT.search(text)


@pytest.mark.parametrize("text", ["a model runs", "models of any kind", "a group of runs", "the community"])
def test_a_word_of_the_engine_is_let_through(text):
    assert not SUBJECT.search(text)


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
