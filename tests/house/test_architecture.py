"""What no linter knows of the code: where chance comes from, loops over sets, and words that belong elsewhere.

Who may import whom, and the modules that are banned, stand in `pyproject.toml`, for import-linter and Ruff.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from contagion.models.world.layout import OF_PROGRAMMES, STREAMS
from tests.helpers.places import ROOT

CODE = ("sim", "models", "experiments")
TEXTS = (".py", ".md", ".toml", ".csv", ".json", ".js", ".j2", ".po", ".txt", ".lock", ".cff")
# Decisions of chance of a run that Python draws, for all at once; compiled code draws the others.
DRAWN_AT_ONCE = {"sex"}

OWN_GENERATOR = tuple(f"models/mesa_model/{name}.py" for name in ("agents", "model", "territory"))


class Banned(NamedTuple):
    pattern: str
    example: str
    folders: tuple[str, ...] = CODE
    allowed: tuple[str, ...] = ()
    endings: tuple[str, ...] = (".py",)


BANNED = {
    "word of the subject in the engine": Banned(
        r"(?i)facilitat|commune|conversation|resident|partner|participant|climate|carbon|territor|programme|aspirant|"
        r"councillor|household|volunteer|besan[cç]on|contagion(?!\.)|models[./]|[\"']models[\"']",
        "# how facilitators meet",
        ("sim",),
    ),
    "option of the command in what Python callers read": Banned(
        r"(?<![\w\"-])--[a-z]|\"--[a-z]",
        'raise InputError(f"--points {points}")',
        ("sim", "models", *(f"experiments/{name}" for name in ("commands", "say/charts", "interfaces/python"))),
        # The first two call git and a linker; in the last an example of Python has that of the command behind it.
        ("sim/provenance.py", "sim/core/building.py", "experiments/commands/all.py"),
    ),
    "table in which a text may be a formula": Banned(r"\.to_csv\(", "table.to_csv(path)", allowed=("sim/files.py",)),
    "chance that is not keyed": Banned(
        r"(?<!numpy)(?<!np)\.random\b(?!\.getstate)|\.(rng(?!\.bit_generator\.state)|rvs|shuffle_do)\b",
        "agents.shuffle_do('step')",
        allowed=OWN_GENERATOR,
    ),
    "place outside the project": Banned(
        r"\.\./shared|(?<![\w./-])/(work|root|home|Users|tmp)/|pypi\.org|pythonhosted\.org|npmjs\.org|anaconda\.org",
        f"open('/{'home'}/me/x')",
        (*CODE, "data", "notebooks", "package", "tests", "."),
        endings=TEXTS,
    ),
}


@cache
def texts(folder: str) -> dict[str, str]:
    """Every text below a folder, by its name; of the whole project, those at its top."""
    paths = (path for path in ((ROOT / folder).glob("*" if folder == "." else "**/*")) if path.suffix in TEXTS)
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        yield from ((name, ast.parse(text)) for name, text in texts(folder).items() if name.endswith(".py"))


@pytest.mark.parametrize("what", BANNED)
def test_what_is_banned_is_nowhere(what):
    pattern, example, folders, allowed, endings = BANNED[what]
    assert re.search(pattern, example)
    found = {
        f"{name}:{number}: {line.strip()[:120]}"
        for folder in folders
        for name, text in texts(folder).items()
        if name.endswith(endings) and name not in allowed and re.search(pattern, text)
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    }
    assert found == set()


def test_no_file_is_longer_than_600_lines():
    lengths = {
        name: text.count("\n") for folder in CODE for name, text in texts(folder).items() if name.endswith(".py")
    }
    assert {name: length for name, length in lengths.items() if length > 600} == {}


def streams(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Where a stream is named: by compiled code `stream(tables, NAME)`, by `stream_of(tables, NAME, n)` within an
    alternative programme, by Python `draws.stream(NAME)`, where `"alternative {programme}: NAME"` is that of one."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (by := ast.unparse(node.func).rpartition(".")[2]) in ("stream", "stream_of"):
            match node.args:
                case [_, ast.Constant(value=str(name)), *_]:
                    yield by, name
                case [ast.Constant(value=str(name))]:
                    yield "at once", name
                case [ast.JoinedStr(values=[ast.Constant(value="alternative "), *_, ast.Constant(value=str(name))])]:
                    yield "stream_of", name.removeprefix(": ")


def test_each_decision_of_chance_is_named_once_and_drawn():
    """Of those that Python draws, only the ones of a run: outcomes and theory have chance of their own."""
    found = {one for name, module in modules("models") if name != "models/world/layout.py" for one in streams(module)}
    assert {name for by, name in found if by == "stream"} == set(STREAMS)
    assert {name for by, name in found if by == "stream_of"} == set(OF_PROGRAMMES)
    of_a_run = {one for _, module in modules("models/world", "models/programme") for one in streams(module)}
    assert {name for by, name in of_a_run if by == "at once"} - set(STREAMS) == DRAWN_AT_ONCE


def is_set(node: ast.expr) -> bool:
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.Call(func=ast.Name(id="list" | "tuple" | "iter" | "enumerate" | "map" | "zip"), args=args):
            return any(is_set(arg) for arg in args)
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor(), left=left, right=right):
            return is_set(left) or is_set(right)
    return False


def over_sets(module: ast.Module) -> list[str]:
    loops = (node for node in ast.walk(module) if isinstance(node, ast.For | ast.comprehension))
    return [ast.unparse(node.iter) for node in loops if is_set(node.iter)]


def test_nothing_depends_on_the_order_of_a_set():
    assert over_sets(ast.parse("[x for x in enumerate(set(a) - b)]")) == ["enumerate(set(a) - b)"]
    found = {name: over_sets(module) for name, module in modules("sim", "models")}
    assert {name: loops for name, loops in found.items() if loops} == {}
