"""Which file writes what of the state of a run, read off the syntax trees of the rules and the books.

A row of a table goes by many names: it is bound to one, handed to a function, given back by one. So tables are followed
from name to name, through assignments and calls, until nothing new is found. What is written to a name that cannot be
followed is written to a table called "?".
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

UNKNOWN = "?"
ROOM = {"drawn", "firsts", "weights", "terms", "values"}
"""Arguments that are room to work in, and no table."""

type Function = tuple[str, str]  # module and name
type Written = dict[tuple[str, str], frozenset[str]]  # the modules that write a field of a table


def written(modules: Mapping[str, ast.Module]) -> Written:
    """Of each table and field, the modules that write it; the field of a table of plain numbers has no name."""
    found = defaultdict(set)
    names = Names(modules)
    for function, node in names.functions.items():
        for target in written_to(node):
            for what in names.meant(function, target):
                found[what].add(function[0])
    return {what: frozenset(by) for what, by in found.items()}


def assignments(function: ast.FunctionDef) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is assigned to what, of tuples one by one."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=left, value=value):
                for target in left:
                    yield from pairs(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                yield target, value
            case ast.For(target=target, iter=value):
                yield target, value


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    match target, value:
        case ast.Tuple(elts=left), ast.Tuple(elts=right):
            for one, other in zip(left, right, strict=True):
                yield from pairs(one, other)
        case ast.Tuple(elts=left), _:
            yield from ((one, value) for one in left)
        case _:
            yield target, value


def targets(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Where something is written, names left out."""
    found = [target for target, _ in assignments(function)]
    found += [node.target for node in ast.walk(function) if isinstance(node, ast.AugAssign)]
    yield from (target for target in found if not isinstance(target, ast.Name))


@cache
def assigned(function: ast.FunctionDef) -> tuple[tuple[ast.expr, ast.expr], ...]:
    return tuple(assignments(function))


@cache
def written_to(function: ast.FunctionDef) -> tuple[ast.expr, ...]:
    return tuple(targets(function))


@cache
def handed_on(function: ast.FunctionDef) -> tuple[ast.Return | ast.Call, ...]:
    """What a function gives back, and calls."""
    return tuple(node for node in ast.walk(function) if isinstance(node, ast.Return | ast.Call))


class Names:
    """What names stand for in the functions of some modules.

    Parameters
    ----------
    modules : mapping of str to Module
        By dotted name.

    Attributes
    ----------
    functions : dict
        Every function on the top floor of a module.
    """

    def __init__(self, modules: Mapping[str, ast.Module]) -> None:
        self.functions: dict[Function, ast.FunctionDef] = {}
        self._imported: dict[str, dict[str, Function]] = {module: {} for module in modules}
        for module, tree in modules.items():
            for node in tree.body:
                match node:
                    case ast.FunctionDef(name=name):
                        self.functions[module, name] = node
                    case ast.ImportFrom(module=str(origin), names=aliases):
                        of = {
                            alias.asname or alias.name: (origin.removeprefix("contagion."), alias.name)
                            for alias in aliases
                        }
                        self._imported[module] |= of
        self._names: dict[tuple[Function, str], set[str]] = defaultdict(set)
        self._given: dict[Function, set[str]] = defaultdict(set)
        while self._learn():
            pass

    def meant(self, function: Function, target: ast.expr) -> list[tuple[str, str]]:
        """The tables and fields that a place in a function may be one of."""
        match target:
            case ast.Subscript(value=value):
                return self.meant(function, value)
            case ast.Attribute(value=ast.Name(id="state"), attr=table):
                return [(table, "")]
            case ast.Attribute(value=value, attr=field):
                return [(table, field) for table in sorted(self._tables(function, value)) or [UNKNOWN]]
        tables = sorted(self._tables(function, target))
        if not tables and isinstance(target, ast.Name) and target.id in ROOM:
            return []
        return [(table, "") for table in tables or [UNKNOWN]]

    def _learn(self) -> int:
        """Follow every name once more; how much more is known of them."""
        before = self._known()
        for function, node in self.functions.items():
            for target, value in assigned(node):
                if isinstance(target, ast.Name):
                    self._names[function, target.id] |= self._tables(function, value)
            for part in handed_on(node):
                match part:
                    case ast.Return(value=ast.expr() as value):
                        self._given[function] |= self._tables(function, value)
                    case ast.Call() if called := self._called(function, part):
                        own = [arg.arg for arg in self.functions[called].args.args]
                        by_name = {keyword.arg: keyword.value for keyword in part.keywords if keyword.arg}
                        for name, value in (dict(zip(own, part.args, strict=False)) | by_name).items():
                            self._names[called, name] |= self._tables(function, value)
        return self._known() - before

    def _known(self) -> int:
        return sum(map(len, (*self._names.values(), *self._given.values())))

    def _tables(self, function: Function, value: ast.expr) -> set[str]:
        """The tables that a value may be, or be a row of."""
        match value:
            case ast.Name(id=name):
                return self._names[function, name]
            case ast.Attribute(value=ast.Name(id="state"), attr=table):
                return {table}
            case ast.Subscript(value=inner):
                return self._tables(function, inner)
            case ast.IfExp(body=one, orelse=other):
                return self._tables(function, one) | self._tables(function, other)
            case ast.Call() if called := self._called(function, value):
                return self._given[called]
        return set()

    def _called(self, function: Function, call: ast.Call) -> Function | None:
        """The function that a call is of, if it is one of these modules."""
        module, found = function[0], None
        match call.func:
            case ast.Name(id=name):
                found = (module, name) if (module, name) in self.functions else self._imported[module].get(name)
            case ast.Attribute(value=ast.Name(id=of), attr=name) if of in self._imported[module]:
                found = ".".join(self._imported[module][of]), name
        return found if found in self.functions else None
