"""No code is dead: whatever is defined in the package is reached, by name, from what is there to be asked.

That is what a module does when it is read, what a decorator hands over (commands, questions, indicators), what
`import contagion` gives, and the names in templates, notebooks, README and Makefile. What only tests use is with them.
"""

import ast
import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

import pytest

from tests.helpers.places import ROOT

PACKAGES = ("sim", "models", "experiments")
ASKED = ("README.md", "Makefile", "pyproject.toml", "notebooks/*.py", "experiments/**/*.j2", "experiments/**/*.js")
WORD, NAMED = re.compile(r"[A-Za-z_]\w*"), re.compile(r"[A-Za-z_]\w*(\.\w+)*")
# Whose methods without `_` are there for users.
FOR_USERS = (
    *("experiments/doors/python/", "experiments/drawing/territories.py", "models/programme/seen/agents.py"),
    *("models/programme/model.py", "models/programme/seen/sets.py", "experiments/verbs/run/"),
    *(f"experiments/verbs/{path.parent.name}/answer.py" for path in ROOT.glob("experiments/verbs/*/answer.py")),
)
# Decorators that hand a function to nobody, and bases that call no method of a class.
KEPT = {
    *("property", "setter", "cached_property", "staticmethod", "classmethod", "overload", "cache", "lru_cache"),
    *("contextmanager", "dataclass", "compiled", "inlined", "entry", "njit", "intrinsic", "styled"),
}
QUIET = {"NamedTuple", "Protocol", "ABC", "Exception", "ValueError", "Generic", "TypedDict", "Enum", "StrEnum"}
READ = {"QUESTION"}  # of every question, by its name
# What is reached by no name that is written out, and why.
EXCEPTIONS = {
    "models/world/world.py: World.woman": "`population.women` of them; no rule asks",
    "experiments/doors/python/changes.py: shock": "in `public.py`, by its place",
    "models/programme/seen/agents.py: by_id": "for whoever looks at agents",
    **dict.fromkeys(
        (f"experiments/evaluation/places.py: {name}" for name in ("read_places", "spread_of")),
        "the arithmetic of a declared value, which the tests do again",
    ),
}


class Defined(NamedTuple):
    """What has a name, the names in it, and of a method its class."""

    where: str
    name: str
    says: frozenset[str]
    of: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.of}{'.' if self.of else ''}{self.name}"


@cache
def names(*nodes: ast.AST) -> frozenset[str]:
    """Names, attributes, and texts that are nothing but names."""
    found: set[str] = set()
    for node in (node for top in nodes for node in ast.walk(top)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.alias(name=name, asname=str()):  # imported by another name
                found.update(name.split("."))
            case ast.Constant(value=str(text)) if NAMED.fullmatch(text):
                found.update(text.split("."))
    return frozenset(found)


def last(node: ast.expr) -> str:
    """The name of a decorator or a base, without where it comes from and what it is given."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def hands_over(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return any(last(one) not in KEPT for one in node.decorator_list)


def by_others(name: str) -> bool:
    """Whether Python, or a notebook, calls a method of this name by itself."""
    return name.startswith("_") and name.endswith("_")


def given_values(node: ast.stmt) -> list[str]:
    """The names that a statement makes; none if it does more than that."""
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.TypeAlias(name=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=[ast.Tuple(elts=many)]) if all(isinstance(one, ast.Name) for one in many):
            return [one.id for one in many if isinstance(one, ast.Name)]
        case ast.Assign(targets=many) if all(isinstance(one, ast.Name) for one in many):
            return [one.id for one in many if isinstance(one, ast.Name)]
    return []


def read(where: str, module: ast.Module, ours: Collection[str] = QUIET) -> tuple[list[Defined], set[str]]:
    """What a module defines, and the names that are asked for when it is read.

    A class from elsewhere may call any method of those that are made of it, so all are in what such a class says.
    """
    found: list[Defined] = []
    asked: set[str] = set()
    for node in module.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                found.append(Defined(where, node.name, names(node)))
                asked |= {node.name} if hands_over(node) else set()
            case ast.ClassDef():
                foreign = any(
                    last(base) not in (QUIET if isinstance(base, ast.Attribute) else ours) for base in node.bases
                )
                methods = [
                    one
                    for one in node.body
                    if isinstance(one, ast.FunctionDef) and not (by_others(one.name) or hands_over(one) or foreign)
                ]
                rest = [one for one in ast.iter_child_nodes(node) if one not in methods]
                found.append(Defined(where, node.name, names(*rest)))
                found += [Defined(where, one.name, names(one), node.name) for one in methods]
                asked |= {node.name} if hands_over(node) else set()
                asked |= {one.name for one in methods if where.startswith(FOR_USERS) and one.name[0] != "_"}
            case ast.Import() | ast.ImportFrom():
                renamed = [one for one in node.names if one.asname]
                found += [Defined(where, str(one.asname), frozenset(one.name.split("."))) for one in renamed]
            case _ if made := given_values(node):
                says = names(*ast.iter_child_nodes(node))
                found += [Defined(where, name, says) for name in made if not name.startswith("__")]
                asked |= set(made) if says & {"N_", "marked"} else set()  # sentences, for their translations
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                asked |= names(node)
    return found, asked


def dead(defined: Iterable[Defined], asked: Iterable[str]) -> list[Defined]:
    """What nobody comes to from the names that are asked for."""
    by_name: dict[str, list[Defined]] = {}
    for one in defined:
        by_name.setdefault(one.name, []).append(one)
    reached: set[str] = set()
    ahead = set(asked)
    while ahead:
        reached |= ahead
        ahead = {name for come_to in ahead for one in by_name.get(come_to, ()) for name in one.says} - reached
    return [one for name, many in by_name.items() if name not in reached for one in many]


@cache
def package() -> dict[str, ast.Module]:
    """The text of each of its files, by where it stands; what Sphinx reads is asked for by Sphinx."""
    paths = sorted(path for folder in PACKAGES for path in (ROOT / folder).rglob("*.py") if path.name != "conf.py")
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def asked_in_texts() -> set[str]:
    places = (*ASKED, "package/contagion/__init__.py")
    return {word for place in places for path in ROOT.glob(place) for word in WORD.findall(path.read_text("utf-8"))}


def whole() -> tuple[list[Defined], set[str]]:
    """Of the package: all that it defines, and all that is asked of it."""
    modules = package()
    ours = {node.name for module in modules.values() for node in module.body if isinstance(node, ast.ClassDef)} | QUIET
    found: list[Defined] = []
    asked = asked_in_texts()
    for where, module in modules.items():
        defined, at_once = read(where, module, ours)
        found += defined
        asked |= at_once
    return found, asked


def unasked(modules: dict[str, ast.Module]) -> set[tuple[str, str]]:
    """Names that a module makes, uses nowhere else in itself, and no module takes from it, whatever others have by the
    same name. (Of some that are made together, as those of an enumeration, one that is asked for does for all.)"""
    made: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    asked: set[tuple[str, str]] = set()
    for module, text in modules.items():
        taken: dict[str, str] = {}
        for node in ast.walk(text):
            match node:
                case ast.ImportFrom(module=str(where), names=some):
                    asked |= {(where, one.name) for one in some}
                    taken |= {one.asname or one.name: f"{where}.{one.name}" for one in some}
                case ast.Import(names=some):
                    taken |= {one.asname or one.name: one.name for one in some}
        for node in ast.walk(text):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                asked.add((taken.get(node.value.id, ""), node.attr))
        for node in text.body:
            defines = isinstance(node, ast.FunctionDef | ast.ClassDef)
            mine = {node.name} if defines else set(given_values(node))
            asked |= {(module, one) for one in names(node) - mine}
            if not (defines and hands_over(node)) and not names(node) & {"N_", "marked"}:
                together = frozenset((module, one) for one in mine)
                made |= dict.fromkeys(together, together)
    return {one for one, together in made.items() if not together & asked and not one[1].startswith("__")}


def test_nothing_in_the_package_is_dead():
    """What is excepted included: one that is reached is struck off."""
    modules = {
        f"contagion.{name[:-3].replace('/', '.')}".removesuffix(".__init__"): text for name, text in package().items()
    }
    elsewhere = {*asked_in_texts(), *READ}
    alone = {(where, name) for where, name in unasked(modules) if name not in elsewhere}
    found = {f"{where.removeprefix('contagion.').replace('.', '/')}.py: {name}" for where, name in alone}
    found |= {str(one) for one in dead(*whole())}
    assert sorted(found - EXCEPTIONS.keys()) == []
    assert sorted(EXCEPTIONS.keys() - found) == []


def test_a_name_that_only_others_ask_for_by_the_same_word_is_seen():
    texts = {
        "a": "from b import f as g, ONE\nimport c\nx = g(c.seen)\nprint(x)",
        "b": "def f():\n    return f()\ndef seen():\n    pass\nONE, TWO = 1, 2\nTHREE, FOUR = 3, 4",
        "c": "seen = 1\nclass f: ...\n@command\ndef run(): ...\n@cache\ndef kept(): ...\nSAID = N_('a')",
    }
    found = unasked({name: ast.parse(text) for name, text in texts.items()})
    assert found == {("b", "seen"), ("b", "THREE"), ("b", "FOUR"), ("c", "f"), ("c", "kept")}


MODULE = """
from elsewhere import Base, used as called
{}
TITLES = (N_("one"),)

def helper():
    return again()

def again():
    \"\"\"Words of `told` in a docstring are no use of it.\"\"\"
    return helper()

def used():
    return Thing().asked

class Thing:
    LEFT = 1

    def __len__(self):
        return 0

    @property
    def asked(self):
        return self

    def never(self):
        return called

class Taken(Base):
    def called_by_base(self):
        return told

told = 2
"""


@pytest.mark.parametrize(
    "line, gone",
    [
        ("", "helper again used Thing asked never Taken told"),
        ("used()", "helper again never Taken told"),
        ("helper()", "used Thing asked never Taken told"),
        ("TABLE = {'sim.again': 1}\nTABLE", "used Thing asked never Taken told"),
        ("x = Thing", "x helper again used Thing asked never Taken told"),
        ("Taken()", "helper again used Thing asked never"),
        ("@command\ndef run():\n    from a import used as u", "helper again never Taken told"),
        ("@cache\ndef run():\n    return used", "run helper again used Thing asked never Taken told"),
        ("Thing().never", "helper again Taken told"),
    ],
)
def test_what_is_dead_is_seen(line, gone):
    assert {one.name for one in dead(*read("a.py", ast.parse(MODULE.format(line)), {"Thing"}))} - {"called"} == set(
        gone.split()
    )
