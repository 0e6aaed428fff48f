"""What may be changed in a source, one small place at a time, so that its tests ought to say so.

Text is replaced, not a syntax tree printed: all the rest stays as it was, to the byte. Left alone are docstrings and
other words, annotations, what is raised, blocks for type checkers, and what would change nothing (`cache`, `strict`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

SWAPPED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"),
}
NOTHING = {"bool": "False", "int": "0", "float": "0.0", "str": '""', "list": "[]", "dict": "{}", "tuple": "()"}
"""What a function returns that was to return something, by its annotation."""
WORDS = {"InputError", "Sentence", "_", "ngettext", "cache", "lru_cache", "dataclass"}
"""Calls within which nothing is changed."""
SAME = {"strict", "maxsize"}
"""Arguments of which nothing depends on where all is well."""
COMPILED = {"compiled", "inlined", "entry"}


class Change(NamedTuple):
    """Bytes from `start` to `end` of a source become others, within a `unit`, which is an expression or a statement."""

    line: int
    start: int
    end: int
    new: bytes
    what: str
    unit: tuple[int, int]
    compiled: bool = False

    def made_in(self, source: bytes) -> bytes:
        return source[: self.start] + self.new + source[self.end :]

    def switched_in(self, source: bytes, number: int) -> bytes:
        """The same, of compiled code, where `_mutant()` is this number."""
        start, end = self.unit
        old, new = source[start:end], source[start : self.start] + self.new + source[self.end : end]
        if new == b"pass":
            unit = b"if _mutant() != %d: %b" % (number, old)
        elif isinstance(node := _read(old), ast.AugAssign):
            target, value = ast.unparse(node.target).encode(), ast.unparse(node.value).encode()
            was, becomes = (word.encode() for word in SWAPPED[type(node.op)])
            both = target, becomes, value, number, target, was, value
            unit = b"%b = " % target + b"(%b %b (%b) if _mutant() == %d else %b %b (%b))" % both
        else:
            unit = b"((%b) if _mutant() == %d else (%b))" % (new, number, old)
        return source[:start] + unit + source[end:]


def changes(source: bytes) -> list[Change]:
    """All that can be changed in a source."""
    found = sorted(set(_Places(source).of(ast.parse(source))))
    return [change for change in found if change.new != source[change.start : change.end]]


def _read(unit: bytes) -> ast.AST:
    """An expression, which may go over several lines, or a statement."""
    with suppress(SyntaxError):
        return ast.parse(b"(%b)" % unit, mode="eval")
    return ast.parse(unit).body[0]


class _Places:
    """A walk through the tree of a source."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def of(self, node: Any, returns: str = "None", compiled: bool = False) -> Iterator[Change]:
        """What can be changed in a node and below; a function around it `returns` this where it returns nothing."""
        function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        within = compiled
        if function:
            returns, within = _nothing(node), compiled or _is_compiled(node)
        for change in getattr(self, f"_{type(node).__name__}", self._nowhere)(node):
            yield change._replace(compiled=compiled)
        if isinstance(node, ast.Return) and node.value is not None:
            for change in self._returned(node.value, returns):
                yield change._replace(compiled=compiled)
        for child in _below(node):
            yield from self.of(child, returns, within if not function or isinstance(child, ast.stmt) else False)

    def _nowhere(self, _: ast.AST) -> Iterator[Change]:
        yield from ()

    def _start(self, node: Any) -> int:
        return self.lines[node.lineno - 1] + node.col_offset

    def _end(self, node: Any) -> int:
        return self.lines[node.end_lineno - 1] + node.end_col_offset

    def _put(self, node: Any, new: str, what: str) -> Change:
        place = self._start(node), self._end(node)
        return Change(node.lineno, *place, new.encode(), what, place)

    def _swapped(self, node: Any, left: Any, operator: ast.AST, right: Any) -> Iterator[Change]:
        if type(operator) not in SWAPPED:
            return
        old, new = SWAPPED[type(operator)]
        start, words = self._end(left), rb"\s+".join(map(re.escape, old.encode().split()))
        if found := re.search(words, self.source[start : self._start(right)]):
            line = self.source.count(b"\n", 0, start + found.start()) + 1
            place, unit = (start + found.start(), start + found.end()), (self._start(node), self._end(node))
            yield Change(line, *place, new.encode(), f"{old} is {new}", unit)

    def _Compare(self, node: ast.Compare) -> Iterator[Change]:
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            if _name(left) != "uniform":  # which is never just what it is compared with
                yield from self._swapped(node, left, operator, right)

    def _BoolOp(self, node: ast.BoolOp) -> Iterator[Change]:
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from self._swapped(node, left, node.op, right)

    def _BinOp(self, node: ast.BinOp) -> Iterator[Change]:
        if not (_is_text(node.left) or _is_text(node.right)):
            yield from self._swapped(node, node.left, node.op, node.right)

    def _AugAssign(self, node: ast.AugAssign) -> Iterator[Change]:
        yield from self._swapped(node, node.target, node.op, node.value)

    def _Constant(self, node: ast.Constant) -> Iterator[Change]:
        if isinstance(node.value, bool):
            yield self._put(node, str(not node.value), f"{node.value} is {not node.value}")
        elif isinstance(node.value, int | float):
            for new in (node.value + 1, node.value - 1):
                yield self._put(node, f"({new!r})" if new < 0 else repr(new), f"{node.value} is {new}")

    def _UnaryOp(self, node: ast.UnaryOp) -> Iterator[Change]:
        if isinstance(node.op, ast.Not):
            start = self._start(node)
            yield Change(node.lineno, start, start + len(b"not "), b"", "without not", (start, self._end(node)))

    def _condition(self, test: ast.expr) -> Iterator[Change]:
        turned = isinstance(test, ast.UnaryOp) or (
            isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq | ast.NotEq | ast.Is | ast.In)
        )
        if not turned:  # by what is changed in it
            text = self.source[self._start(test) : self._end(test)].decode()
            yield self._put(test, f"(not ({text}))", "condition negated")

    def _If(self, node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
        if not _is_for_others(node.test):
            yield from self._condition(node.test)

    _While = _IfExp = _If

    def _comprehension(self, node: ast.comprehension) -> Iterator[Change]:
        for test in node.ifs:
            yield from self._condition(test)

    def _Expr(self, node: ast.Expr) -> Iterator[Change]:
        if isinstance(node.value, ast.Call):
            yield self._put(node, "pass", "call removed")

    def _returned(self, value: ast.expr, nothing: str) -> Iterator[Change]:
        if isinstance(value, ast.Constant) and not isinstance(value.value, str):
            return  # changed as what it is
        if isinstance(value, ast.Compare | ast.BoolOp) and nothing in ("0", "None"):
            nothing = "False"
        yield self._put(value, nothing, f"returns {nothing}")


def _nothing(function: Any) -> str:
    if _is_compiled(function):
        return "0"
    return NOTHING.get(ast.unparse(function.returns).partition("[")[0] if function.returns else "", "None")


def _is_compiled(function: Any) -> bool:
    return any(_name(one) in COMPILED for one in function.decorator_list)


def _name(node: ast.AST) -> str:
    """Of what a node is or calls: the last of dotted ones."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_for_others(test: ast.expr) -> bool:
    """Of a block for type checkers, or for a file that is run."""
    return _name(test) == "TYPE_CHECKING" or (isinstance(test, ast.Compare) and _name(test.left) == "__name__")


def _below(node: Any) -> Iterator[ast.AST]:
    """The nodes below one in which something may be changed."""
    if isinstance(node, ast.If) and _is_for_others(node.test):
        yield from node.orelse
    elif not (
        isinstance(node, ast.Raise | ast.TypeAlias)
        or (isinstance(node, ast.Call) and _name(node) in WORDS)
        or (isinstance(node, ast.Assign) and _name(node.targets[0]) == "__all__")
        or (isinstance(node, ast.keyword) and node.arg in SAME)
    ):
        for field, value in ast.iter_fields(node):
            if field not in ("annotation", "returns", "type_params"):
                yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))
