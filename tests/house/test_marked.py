"""No sentence for people in the words, or in what the command prints of its own, stands outside the catalogue, as far
as a machine can see it: what is glued together, and texts of several words outside the calls that look them up."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from contagion.experiments.language.update import CALLS, FOR_PROGRAMMERS
from tests.helpers.places import ROOT

EXPERIMENTS = ROOT / "experiments"
ROOMS = ("language/*", "doors/words/*", "ensembles/words*", "verbs/*/words*")
WORDS = sorted(path for room in ROOMS for path in EXPERIMENTS.glob(f"{room}.py"))
NOT_SAID = {"editions.py", "update.py", "languages.py"}  # for programmers and translators
LETTERS, TWO_WORDS = re.compile("[A-Za-z]{2,}"), re.compile(r"[A-Za-z]{2,},? +[A-Za-z(]")
OF_A_NAME = re.compile(r"\w*_\w*|\.\w+")  # a column or a file
COMMANDS = {"contagion limits "}  # typed, not read
PARTS_OF_NAMES = {" and "}  # what a lower floor puts between names


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def said_by(text: str) -> bool:
    """Whether the part of a text between two places says something."""
    return bool(LETTERS.search(text)) and not OF_A_NAME.fullmatch(text)


def unmarked(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of what people would read in one language alone."""
    left_out = {id(node) for block in ast.walk(module) for node in _not_for_people(block)}
    for node in ast.walk(module):
        match node:
            case _ if id(node) in left_out:
                continue
            case ast.JoinedStr(values=values):
                told = [part.value for part in values if isinstance(part, ast.Constant)]
                yield from ((node.lineno, str(text)) for text in told if said_by(str(text)))
            case ast.Constant(value=str(text)) if TWO_WORDS.search(text):
                yield node.lineno, text


def _not_for_people(block: ast.AST) -> Iterator[ast.AST]:
    """What is looked up, says something of the code, or is a part of what was looked at already."""
    match block:
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield from (node for text in block.args for node in ast.walk(text) if isinstance(node, ast.Constant))
        case ast.Module() | ast.FunctionDef() | ast.ClassDef() if ast.get_docstring(block) is not None:
            yield block.body[0].value  # ty: ignore[missing-attribute]
        case ast.Subscript():
            yield from ast.walk(block.slice)
        case ast.Dict():
            yield from (key for key in block.keys if key is not None)
        case ast.Expr(value=ast.Constant()):
            yield block.value
        case ast.JoinedStr():
            yield from (part for part in block.values if isinstance(part, ast.Constant))
            specs = [part.format_spec for part in block.values if isinstance(part, ast.FormattedValue)]
            yield from (node for spec in specs if spec for node in ast.walk(spec))


def faults(paths: Iterable[Path], look: Callable[[ast.Module], Iterable[tuple[int, str]]]) -> list[str]:
    """What a look at files finds, each with its place."""
    return [f"{path.relative_to(ROOT)}:{line}: {text}" for path in paths for line, text in look(tree(path))]


def test_what_the_words_say_is_in_the_catalogue():
    found = faults([path for path in WORDS if path.name not in NOT_SAID], unmarked)
    assert [one for one in found if one.partition(": ")[2] not in COMMANDS | PARTS_OF_NAMES] == []


def calls_with_what_is_not_written_out(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls whose text a translator never sees: it is put together in the call."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            glued = [arg for arg in node.args if isinstance(arg, ast.JoinedStr | ast.BinOp | ast.IfExp)]
            yield from ((node.lineno, ast.unparse(arg)) for arg in glued)


def spoken() -> list[Path]:
    """The files that say something to people who do not program."""
    files = [file for package in ("sim", "models", "experiments") for file in sorted((ROOT / package).rglob("*.py"))]
    of_programmers = {file for room in FOR_PROGRAMMERS for file in EXPERIMENTS.glob(f"{room.replace('**', '*')}.py")}
    of_programmers |= {file for room in FOR_PROGRAMMERS for file in EXPERIMENTS.glob(f"{room}/*.py")}
    return [file for file in files if file not in of_programmers]


def test_what_is_looked_up_is_written_out():
    assert faults(spoken(), calls_with_what_is_not_written_out) == []


@pytest.mark.parametrize(
    "line, text",
    [
        ("f'{n:,} runs'", " runs"),
        ("x = 'not distinguishable from none'", "not distinguishable from none"),
        ("{'people': 'in the year'}", "in the year"),
        ("raise ValueError('no such thing')", "no such thing"),
        ("_('a {b}', b=f'{c} more')", " more"),
        ("print(_('said') + ', and more of it')", ", and more of it"),
    ],
)
def test_a_sentence_outside_the_catalogue_is_seen(line, text):
    assert [found for _, found in unmarked(ast.parse(line))] == [text]


@pytest.mark.parametrize(
    "line",
    [
        '"""What this file is."""',
        "_('people gained by {more}', more=1)",
        "ngettext('one of them', 'many of them', n)",
        "f'{a} ± {b:,.0f}'",
        "table['facilitators_active']",
        "f'+{form}'",
        "f'never_{name}'",
        "row[f'elasticity{end}']",
    ],
)
def test_what_nobody_reads_is_let_through(line):
    assert list(unmarked(ast.parse(line))) == []


@pytest.mark.parametrize("line", ["_(f'{n} runs')", "_('a' + b)", "Sentence('a' if b else 'c')"])
def test_a_text_that_is_put_together_is_seen(line):
    assert list(calls_with_what_is_not_written_out(ast.parse(line)))


def calls_with_other_places(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Calls whose text has other places than what is handed over for them."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text))], keywords=given) if (
                name in CALLS
            ):
                names = {keyword.arg for keyword in given}
                places = {place.partition(".")[0] for _, place, _, _ in Formatter().parse(text) if place}
                later = name in ("N_", "marked", "gettext") or (name not in ("_", "Sentence") and not given)
                if None not in names and not later and names != places:
                    yield node.lineno, text


def test_what_is_handed_over_has_its_place():
    assert faults(spoken(), calls_with_other_places) == []


@pytest.mark.parametrize("line", ["_('{a} of {b}', a=1)", "Sentence('{a}', b=1)", "InputError('{a:g}: is', a=1, b=2)"])
def test_a_place_without_its_value_is_seen(line):
    assert list(calls_with_other_places(ast.parse(line)))
