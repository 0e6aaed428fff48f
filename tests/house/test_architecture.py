"""The rules of the house, read off the syntax trees: which room may import which, no circles, how rules are called and
how long files are, which file writes which table of the state, where chance comes from, loops over sets, and no words
in a room that belong above it."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

from contagion.models.parameters import Parameters
from contagion.models.programme.layout import STATE
from contagion.models.records import COMMUNE_YEAR, WEEK
from contagion.models.world.chance import OF_PROGRAMMES, STREAMS
from tests.helpers.places import ROOT
from tests.helpers.writers import UNKNOWN, Written, written

PACKAGES = ("sim", "models", "experiments")
DOOR_OF_ALL = ROOT / "package" / "contagion" / "__init__.py"
ENGINE = (
    *("sim.chance.draws", "sim.model", "sim.files", "sim.provenance"),
    *("sim.errors", "sim.sentences", "sim.threads"),
)
MATHEMATICS = ("sim.elementary", "sim.powers", "sim.angles")
INPUT = ("sim.reading", "sim.errors", "sim.sentences", "sim.toml_text")
COMPILED = (
    "sim.core.compiling",
    "sim.chance.keyed",
    "sim.core.layout",
    "sim.core.patterns",
    "sim.core.tables",
    "sim.core.sums",
    *MATHEMATICS,
)

WORDS = ("models.records", "models.parameters")
DOOR = "models.world.world"
RULES, BOOKS = "models.programme.rules", "models.programme.books"
LAYOUT = "models.programme.layout"

IN_TWO_LANGUAGES = ("experiments.language", "experiments.lab", "models", "sim")
ASKED_WITH = ("experiments.programmes", "experiments.drawing", "experiments.ensembles", *IN_TWO_LANGUAGES)
FOR_PLANNERS = (
    *("experiments.doors.words", "experiments.doors.briefing", "experiments.doors.templating"),
    *("experiments.verbs", *ASKED_WITH),
)

# Which room may import which, besides itself. All imports count, those of types too. A name stands for a module or a
# folder with all that is below it, and a module belongs to the room with the longest name that fits it.
ARROWS = {
    "sim": (),
    "sim.laboratory": ("sim.chance.draws", "sim.files", "sim.errors", "sim.sentences", "sim.threads"),
    "sim.statistics": ("sim.chance.draws", "sim.files.results", "sim.errors", "sim.sentences"),
    "models.records": (),
    "models.parameters": ("sim.errors", "sim.reading", "sim.sentences", "sim.elementary", "sim.statistics.laws"),
    "models.territory": (
        *("models.territory.compiled", *INPUT, *MATHEMATICS, "sim.core.tables", "sim.files.csv_tables", "sim.threads"),
    ),
    "models.territory.compiled": ("models.code.kernel", *COMPILED),
    "models.theory": ("models.parameters", "sim.chance.draws"),
    "models.world.compiled": (
        *("models.world.layout", "models.world.chance", "models.territory.compiled", *WORDS, *COMPILED),
    ),
    "models.world": (
        "models.world.compiled",
        "models.code.kernel",
        "models.territory",
        *WORDS,
        *ENGINE,
        *COMPILED,
    ),
    LAYOUT: ("models.world.layout", *WORDS, "sim.core.layout"),
    "models.programme.wishes": (LAYOUT, *COMPILED),
    BOOKS: (LAYOUT, DOOR, *WORDS, *COMPILED, "sim.model"),
    "models.programme.state": (
        *(LAYOUT, DOOR, "models.territory", *WORDS),
        *("sim.elementary", "sim.powers", "sim.model", "sim.core.patterns", "sim.core.tables", "sim.threads"),
    ),
    "models.programme.candidates": (
        BOOKS,
        LAYOUT,
        DOOR,
        *WORDS,
        "sim.core.compiling",
        "sim.chance.keyed",
    ),
    RULES: (  # not sim.core.layout: no rule lets a table grow
        *("models.programme.candidates", BOOKS, LAYOUT, DOOR, *WORDS),
        *("sim.core.compiling", "sim.chance.keyed", *MATHEMATICS, "sim.model"),
    ),
    "models.programme.week": (
        *(RULES, BOOKS, LAYOUT, "models.programme.wishes"),
        *("models.code.kernel", "sim.core.compiling", "sim.model"),
    ),
    "models.programme.leaving": (LAYOUT, DOOR, WORDS[0], "models.code.kernel", *COMPILED),
    "models.programme.fitting": ("models.territory", "models.parameters", "sim.errors", "sim.sentences"),
    "models.code": (),
    "models.code.kernel": ("sim.core.library", "sim.core.building"),
    "models.code.provenance": ("models.code.kernel", "sim.provenance"),
    "models.programme.replacing": (
        LAYOUT,
        "models.code",
        "sim.core",
        "sim.errors",
        "sim.chance.foreign_chance",
    ),
    # The model itself, its agents, its tables and what must hold of them.
    "models.programme": (
        *("models.programme.week", "models.programme.state", "models.programme.fitting", BOOKS, LAYOUT),
        "models.programme.leaving",
        *("models.programme.replacing", "models.code.kernel", DOOR, "models.territory", *WORDS),
        *("sim.chance.draws", "sim.model", "sim.orders", "sim.core.tables", "sim.threads", *INPUT),
    ),
    "models.outcomes.counting": (
        *("models.outcomes.record", *WORDS, "models.code.kernel", *COMPILED),
        *("sim.chance.draws", "sim.model", "sim.threads"),
    ),
    "models.outcomes": (
        *("models.outcomes.counting", "models.territory", *WORDS),
        *("sim.statistics", "sim.chance.draws", "sim.model"),
    ),
    "models.scenarios": ("models.territory", "models.parameters", *INPUT),
    "models.runs.whole": (
        *("models.programme.week", "models.programme.leaving", "models.programme.state", "models.programme.fitting"),
        *(LAYOUT, DOOR, "models.world.loops", "models.territory", *WORDS, "models.code.kernel"),
        *("models.outcomes.counting", "models.outcomes.record", "sim.chance.draws", "sim.core.image", *COMPILED),
    ),
    "models.runs": (
        "models.runs.whole",
        *("models.programme.model", "models.programme.run", "models.programme.replacing", "models.programme.tables"),
        "models.programme.seen",
        *("models.programme.fitting", LAYOUT),
        *("models.outcomes", "models.scenarios", "models.territory", *WORDS, "models.code.provenance"),
        *("sim.laboratory", "sim.statistics", "sim.chance.foreign_chance", "sim.core.compiling", *ENGINE),
    ),
    "experiments.lab": ("models", "sim"),
    "experiments.language": ("experiments.lab", "models", "sim"),
    "experiments.ensembles": IN_TWO_LANGUAGES,
    "experiments.programmes": ("experiments.ensembles", *IN_TWO_LANGUAGES),
    "experiments.drawing": ("experiments.ensembles", *IN_TWO_LANGUAGES),
    "experiments.evaluation": ("experiments.drawing", "experiments.ensembles", *IN_TWO_LANGUAGES),
    "experiments.verbs": ASKED_WITH,
    "experiments.doors": (),
    "experiments.doors.all": (
        *("experiments.doors.report", "experiments.doors.page", "experiments.doors.site"),
        "experiments.verbs",
    ),
    "experiments.doors.templating": ("experiments.language",),
    "experiments.doors.briefing": ("experiments.verbs", *ASKED_WITH),
    "experiments.doors.words": ("experiments.doors.briefing", "experiments.verbs", *ASKED_WITH),
    "experiments.doors.charts": FOR_PLANNERS,
    "experiments.doors.report": FOR_PLANNERS,
    "experiments.doors.page": ("experiments.doors.report", "experiments.doors.charts", *FOR_PLANNERS),
    "experiments.doors.site": ("experiments.doors.page", "experiments.doors.report", *FOR_PLANNERS),
    "experiments.doors.command": (*("experiments.doors.all", "experiments.questions", *FOR_PLANNERS),),
    "experiments.doors.python": ("experiments.doors.all", "experiments.verbs", *ASKED_WITH),
    "experiments.questions": ("experiments.evaluation", "experiments.verbs", *ASKED_WITH),
    "experiments.workshop": ("experiments.language", "sim"),
    "experiments.doors.documentation": (
        *("contagion", "experiments.doors.command", "experiments.ensembles", "models"),
    ),
    "experiments": (),
    "contagion": ("experiments.doors.python",),
}
# Arrows that are let through for now.
ARROWS_FOR_NOW = {
    ("models.programme.state", "models.world.chance"): "keys of the alternative programmes, which the world knows not",
    (
        "models.programme.state",
        "models.world.selection",
    ): "for whom a decision is; it asks the territory, not the people",
    ("models.programme.fitting", "models.world.selection"): "the same",
    ("experiments.ensembles.ensemble", "experiments.programmes.offered"): "a type",
    ("experiments.ensembles.words", "experiments.verbs.compare.work"): "a type",
    ("experiments.ensembles.words_of_readings", "experiments.verbs.compare.standing"): "a type",
}
# What rules are called after that bear the name of neither a section of the scenario nor a stage of the week.
CALLED_AFTER = {
    "enrolment": "demand",
    "feeding": "exposures",
    "launching": "group start",
    "moving": "population turnover",
    "observing": "observation",
    "opening": "pairing",
    "resting": "pairing",
    "sessions": "group sessions",
    "shocks": "shock",
}

# Of which tables more than one book writes the rows, and why. (A clock runs in all of them: `books/clocks.py`.)
BY_SEVERAL_BOOKS = {
    "communes": "what is counted in a year, each figure by the book that it is of",
    "people": "what is known of a person: by the groups, and by each alternative programme; what they were told",
    "residents": "where somebody stands between the waiting list, a group and the queue for training",
    "programmes": "what is counted since the start, each figure by the book that it is of",
    "totals": "what is counted since the start, each figure by the book that it is of",
}
# What rules write, of rows that are there: no verb of a book would say more than the rule does.
BY_RULES = {
    "authority": {"decisions": "called held noted_now", "totals": "extra_session"},
    "budget": {"money": "coordinators", "programmes": "staffed"},
    "calendar": {"clock": "holiday"},
    "launching": {
        "communes": "groups_started participants",
        "facilitators": "groups_led",
        "programmes": "groups led_by_members participants",
        "totals": "groups_started no_shows participants",
    },
    "observing": {"weeks": " ".join(WEEK.names or ()), "commune_years": " ".join(COMMUNE_YEAR.names or ())},
    "opening": {"facilitators": "groups_opened"},
    "retention": {"facilitators": "loss_clock"},
    "sessions": {
        "communes": "completers opened",
        "groups": "attendances session",
        "partners": "reached",
        "seats": "attended leaves",
        "totals": "completers",
    },
    "shocks": {
        "facilitators": "loss_limit",
        "strain": "cut present suspended",
    },
    "training": {"totals": "seats_offered sessions_held"},
    "volunteering": {"communes": "aspirants", "groups": "aspirants"},
    "week": {"clock": "week"},
}

# Lists of one kind, and what is to be sorted yet.
MANY_ENTRIES = {
    "experiments/doors/page": 17,
    "experiments/questions": 45,
    "models/programme/rules": 20,
}
MOST_LINES = {"file": 600, "function": 60}
LONGER = {
    **dict.fromkeys(
        ("experiments/verbs/compare/work.py: inquiry", "experiments/verbs/discover/work.py: discover"), "to be cut"
    ),
}

# Stems of words of the subject, and the folder of it.
SUBJECT = re.compile(
    r"facilitat|commune|conversation|resident|partner|participant|climate|carbon|territor|programme|aspirant|councillor"
    r"|household|volunteer|besan[cç]on|contagion(?!\.)|models[./]|[\"']models[\"']",
    re.IGNORECASE,
)
KEYED = (ROOT / "sim" / "draws.py", ROOT / "sim" / "orders.py")
CHANCE_MODULES = ("random", "secrets", "numpy.random")
LOOKS = "random.getstate"  # at a generator, and draws nothing
CHANCE_ATTRIBUTES = {"random", "rng", "rvs", "shuffle_do"}
# Decisions of chance of a run that Python draws, for all at once; those that are listed are drawn by compiled code.
DRAWN_AT_ONCE = {"sex", "order in a set of agents"}
WRAPPERS = {"list", "tuple", "iter", "enumerate", "reversed", "map", "zip"}

ELSEWHERE = re.compile(
    r"\.\./shared|(?<![\w./-])/(?:work|root|home|Users|tmp)/|pypi\.org|pythonhosted\.org|npmjs\.org|anaconda\.org"
)


@cache
def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(module: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name within the package of everything imported, wherever in the file and whether or not it is
    relative."""
    yield from ((line, target.removeprefix("contagion.")) for line, target in _imports(module, package))


def _imports(module: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
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


def dotted(path: Path) -> str:
    """Name of the module in a file, within the package."""
    if path == DOOR_OF_ALL:
        return "contagion"
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def graph() -> dict[str, frozenset[str]]:
    """Of each module, those that it imports anywhere, for types too."""
    files = {dotted(path): path for path in [*sources(*PACKAGES), DOOR_OF_ALL]}
    found = {}
    for module, path in files.items():
        targets = (target for _, target in imports(tree(path), package_of(path)))
        found[module] = frozenset(nearest(target, files) for target in targets) - {"", module}
    return found


def planted(module: str, target: str) -> dict[str, frozenset[str]]:
    """The same with one import more."""
    return graph() | {module: graph().get(module, frozenset()) | {target}}


def test_one_module_alone_writes_csv():
    """It sees to it that no text is a formula."""
    writes = re.compile(r"\.to_csv\(|csv\.(?:writer|DictWriter)\(")
    writers = [name(path) for path in sources(*PACKAGES) if writes.search(path.read_text(encoding="utf-8"))]
    assert writers == ["sim/files/csv_tables.py"]


def nearest(target: str, known: Mapping[str, object]) -> str:
    """The module that a dotted name leads to; none where it leads out of the project."""
    while target and target not in known:
        target = target.rpartition(".")[0]
    return target


def within(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


@cache
def room(module: str) -> str:
    """The room of a module; none where no room has been thought of for it."""
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


def circles(imported: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Modules that import each other, straight or by others between them."""
    net = nx.DiGraph((module, target) for module, targets in imported.items() for target in targets)
    return sorted(sorted(circle) for circle in nx.strongly_connected_components(net) if len(circle) > 1)


def rules_that_meet(imported: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """Rules that import a rule."""
    return sorted(
        (module, target)
        for module, targets in imported.items()
        for target in targets
        if within(module, RULES) and within(target, RULES) and not within(target, module)
    )


def rules() -> list[str]:
    """The rule files."""
    found = (
        path.relative_to(ROOT / "models/programme/rules").with_suffix("") for path in sources("models/programme/rules")
    )
    return sorted({path.parts[0] for path in found} - {"__init__"})


def stages(week: ast.Module) -> dict[str, set[str]]:
    """The stages of the week, and which rule files act in each."""
    made = (node for node in ast.walk(week) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Stage")
    return {
        ast.literal_eval(stage.args[0]): {part.id for part in ast.walk(stage.args[1]) if isinstance(part, ast.Name)}
        for stage in made
    }


def names_out_of_nowhere(called: Iterable[str], week: Mapping[str, set[str]]) -> list[str]:
    """Rules called neither after a section of the scenario nor after a stage in which they act."""
    sections = set(Parameters.model_fields)
    after = {rule: CALLED_AFTER.get(rule, rule) for rule in called}
    return [rule for rule, word in after.items() if word not in sections and rule not in week.get(word, ())]


def too_long(path: str, text: str) -> list[str]:
    """The file, if it is too long, and its functions that are."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = {f"{path}: {node.name}": (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    found = [function for function, length in lines.items() if length > MOST_LINES["function"]]
    return [path] * (len(text.splitlines()) > MOST_LINES["file"]) + found


@cache
def programme() -> dict[str, ast.Module]:
    """The modules that write the state of a run."""
    folder = ROOT / "models/programme"
    files = [*sources("models/programme/books", "models/programme/rules"), folder / "candidates.py", folder / "week.py"]
    return {dotted(path): tree(path) for path in files}


@cache
def writers() -> Written:
    """Of each table of the state and each field, the modules that write it."""
    return written(programme())


def is_book(module: str) -> bool:
    return within(module, BOOKS)


def kept_by_no_book(found: Written) -> list[tuple[str, str]]:
    """Lists, other tables of plain numbers and numbers of rows that are not written by one book alone."""
    kept = {what: by for what, by in found.items() if not what[1] or what[0] == "n"}
    return sorted(what for what, by in kept.items() if len(by) != 1 or not all(map(is_book, by)))


def by_several_books(found: Written) -> set[str]:
    """Tables that several books write, clocks left out."""
    books: dict[str, set[str]] = {}
    for (table, _), by in found.items():
        books.setdefault(table, set()).update(module for module in by if is_book(module))
    return {table for table, by in books.items() if len(by - {f"{BOOKS}.clocks"}) > 1} - {"n"}


def by_several_rules(found: Written) -> list[tuple[str, str]]:
    """Fields that more than one rule file writes."""
    return sorted(what for what, by in found.items() if sum(not is_book(module) for module in by) > 1)


def by_rules(found: Written) -> dict[str, dict[str, set[str]]]:
    """The fields of each table that each rule file writes."""
    out: dict[str, dict[str, set[str]]] = {}
    for (table, field), by in found.items():
        for module in by:
            if not is_book(module):
                rule = module.removeprefix("models.programme.").removeprefix("rules.")
                out.setdefault(rule, {}).setdefault(table, set()).add(field)
    return out


def drawn(module: ast.Module) -> Iterator[tuple[str, str]]:
    """The decisions of chance drawn in a module: by what, and the name; none where it is not written out.

    Compiled code draws by `stream(tables, NAME)` and, within an alternative programme, `stream_of(tables, NAME, n)`;
    Python by `draws.stream(NAME)`, where the name within an alternative programme comes after that of the programme.
    """
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Name(id="stream" | "stream_of" as by) | ast.Attribute(attr="stream" | "stream_of" as by)
            ):
                match node.args:
                    case [_, ast.Constant(value=str(name)), *_]:
                        yield by, name
                    case [
                        ast.JoinedStr(values=[ast.Constant(value="alternative "), *_, ast.Constant(value=str(name))])
                    ]:
                        yield "stream_of", name.removeprefix(": ")
                    case [ast.Constant(value=str(name))]:
                        yield "draws", name
                    case [_]:
                        yield "draws", ""
                    case _:
                        yield by, ""


def chance(module: ast.Module, package: tuple[str, ...]) -> list[str]:
    """Uses of random numbers other than by those that are keyed; to look at the state of a generator is none."""
    found = [
        f"line {line}: import {target}"
        for line, target in imports(module, package)
        if target != LOOKS and any(target == banned or target.startswith(f"{banned}.") for banned in CHANCE_MODULES)
    ]
    seen = {id(generator) for node in ast.walk(module) for generator in looked_at(node)}
    found += [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in CHANCE_ATTRIBUTES and id(node) not in seen
    ]
    return found


def looked_at(node: ast.AST) -> list[ast.expr]:
    """The generator whose state an expression reads, or that it names by the method that reads it."""
    match node:
        case (
            ast.Call(func=ast.Attribute(attr="getstate" | "get_state", value=generator))
            | ast.Attribute(attr="__self__", value=ast.Attribute(attr="getstate" | "get_state", value=generator))
        ):
            return [generator]
        case ast.Attribute(attr="state", ctx=ast.Load(), value=ast.Attribute(attr="bit_generator", value=generator)):
            return [generator]
    return []


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


def test_each_room_imports_what_it_may_and_nothing_else():
    """Those that are let through for now included: one that is not needed any more is struck off."""
    assert wrong_arrows(graph()) == sorted(ARROWS_FOR_NOW)


def test_babel_is_for_translators_alone():
    """It brings the catalogues up to date; whoever reads what they say need not have it."""
    tool = "experiments.language.update"
    targets = {dotted(path): imports(tree(path), package_of(path)) for path in sources(*PACKAGES)}
    assert [module for module, found in targets.items() if any(within(one, "babel") for _, one in found)] == [tool]
    assert [module for module, imported in graph().items() if tool in imported] == []


def test_every_module_has_its_room():
    assert [module for module in graph() if not room(module) and module != "models"] == []


def test_every_room_is_there():
    assert [place for place in ARROWS if place not in graph()] == []


def test_no_folder_has_too_many_entries():
    """Whoever opens a folder sees at most sixteen beside `__init__` and README, unless it is a list of one kind."""
    folders = {ROOT / package for package in PACKAGES} | {path.parent for path in sources(*PACKAGES)}
    many = {
        name(folder): number
        for folder in folders
        if (number := len({path.name for path in folder.iterdir()} - {"__init__.py", "__pycache__", "README.md"})) > 16
    }
    assert many == MANY_ENTRIES


def of_other_verbs(imported: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    """Imports of another verb's words or figure: what two share stands in `lab`, `ensembles` or `drawing`."""
    place = re.compile(r"experiments\.verbs\.(\w+)\.(\w+)")
    found = []
    for module, targets in imported.items():
        for target in targets:
            here, there = place.match(module), place.match(target)
            if here and there and here[1] != there[1] and there[2].startswith(("words", "figure")):
                found.append((module, target))
    return found


def test_a_verb_has_words_and_figures_of_its_own():
    assert of_other_verbs(graph()) == []
    words, figure = "experiments.verbs.limits.words", "experiments.verbs.run.figure"
    assert of_other_verbs({"experiments.verbs.limits.ask": {words, figure}}) == [
        ("experiments.verbs.limits.ask", figure)
    ]


def test_no_modules_import_each_other_in_a_circle():
    assert circles(graph()) == []


OPTION = re.compile(r"(?<![\w\"-])--[a-z]|\"--[a-z]")  # of a command line
GIT = ("sim", "provenance.py")  # which asks git
LINKER = "sim", "core", "building.py"


FLOORS = ("sim", "models", "experiments/lab", "experiments/verbs", "experiments/drawing", "experiments/doors/python")


def test_nobody_below_the_command_knows_an_option():
    """Whoever calls from Python, or looks at a page, must not be told of one."""
    named = [
        f"{name(path)}: {line.strip()}"
        for path in sources(*FLOORS)
        if path.relative_to(ROOT).parts not in (GIT, LINKER)
        for line in path.read_text(encoding="utf-8").splitlines()
        if OPTION.search(line)
    ]
    assert named == []


def test_an_option_is_seen():
    assert OPTION.search('raise InputError(f"--points {points}")')
    assert OPTION.search("Try --points 9.")
    assert not OPTION.search('LINES = ("-", "--", "-.")')
    assert not OPTION.search("# ---- reading ---")


def test_no_rule_knows_another():
    assert rules_that_meet(graph()) == []


def test_a_rule_is_called_after_a_section_of_the_scenario_or_a_stage():
    week = stages(tree(ROOT / "models/programme/week.py"))
    assert len(week) == 16
    assert names_out_of_nowhere(rules(), week) == []
    assert set(CALLED_AFTER) < set(rules())


def test_what_is_written_is_of_the_state():
    """A table that could not be told is none of the state; and those that are looked for are found."""
    assert {table for table, _ in writers()} <= set(STATE.kinds)
    assert len(writers()) > 300


def test_lists_and_rows_are_written_by_their_book():
    """No rule writes a list or its length, another table of plain numbers, or how many rows there are."""
    assert kept_by_no_book(writers()) == []


def test_each_table_is_written_by_one_book():
    assert by_several_books(writers()) == set(BY_SEVERAL_BOOKS)


def test_no_attribute_is_written_by_two_rules():
    """Books may write it besides: the one that makes a row gives each field its first value."""
    assert by_several_rules(writers()) == []


def test_rules_write_of_rows_what_is_theirs_alone():
    """A rule may write a field of a row that is there, where the sentence of the specification is just that: a total or
    a tally of what the rule lets happen (`totals`, `communes`, `programmes`), the time that a leader has lived
    (`loss_clock`), where a group or team stands in its sessions, what a draw has said of a member (`leaves`), what is
    written down of a week; what only the rule itself looks at (`called`); and figures of the
    week that it works out for the others (`strain`, `holiday`, `coordinators`)."""
    expected = {rule: {table: set(fields.split()) for table, fields in own.items()} for rule, own in BY_RULES.items()}
    assert by_rules(writers()) == expected


def test_no_file_and_no_function_is_too_long():
    files = [
        *sources("models/programme", "models/world", "sim", "experiments/doors/python", "experiments/verbs"),
        DOOR_OF_ALL,
    ]
    found = [one for path in files for one in too_long(name(path), path.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(LONGER)
    everywhere = {name(path): path.read_text(encoding="utf-8").count("\n") for path in sources(*PACKAGES)}
    assert [path for path, lines in everywhere.items() if lines > MOST_LINES["file"]] == []


def test_each_decision_of_chance_is_drawn_and_each_that_is_drawn_is_named():
    """Of those drawn in arrays by Python, only the ones of a run: outcomes and theory have chance of their own."""
    named = ROOT / "models/world/chance.py"
    found = {one for path in sources("models") if path != named for one in drawn(tree(path))}
    assert {decision for by, decision in found if by == "stream"} == set(STREAMS)
    assert {decision for by, decision in found if by == "stream_of"} == set(OF_PROGRAMMES)
    of_a_run = sources("models/world", "models/programme")
    at_once = {one for path in of_a_run if path != named for by, one in drawn(tree(path)) if by == "draws"}
    assert at_once - set(STREAMS) == DRAWN_AT_ONCE


def test_the_engine_has_no_word_of_the_subject():
    found = {
        (name(path), word) for path in sources("sim") for word in SUBJECT.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_chance_comes_from_keyed_draws_alone():
    found = {name(path): chance(tree(path), package_of(path)) for path in sources(*PACKAGES) if path not in KEYED}
    assert {path: how for path, how in found.items() if how} == {}


def test_nothing_depends_on_the_order_of_a_set():
    found = {name(path): set_iterations(tree(path)) for path in sources("sim", "models")}
    assert {path: how for path, how in found.items() if how} == {}


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
    "module, target",
    [
        ("sim.statistics.designs", "sim.laboratory.jobs"),
        ("sim.laboratory.store", "models.runs.study"),
        ("models.parameters.sections.money", "models.territory.territory"),
        ("models.theory.cycle", "models.programme.rules.budget"),
        ("models.outcomes.costs", "models.world.world"),
        ("models.world.compiled.traits", "models.world.world"),
        ("models.programme.books.groups", "models.programme.rules.launching"),
        ("models.programme.rules.budget", "models.world.chance"),
        ("models.programme.rules.budget", "sim.core.layout"),
        ("models.programme.model", "models.programme.rules.budget"),
        ("models.runs.simulation", "experiments.doors.command.main"),
        ("models.a_file_without_a_room", "sim.draws"),
        ("experiments.verbs.run.answer", "experiments.doors.command.verbs"),
        ("contagion", "models.runs.study"),
        ("models.outcomes.costs", "models"),
    ],
)
def test_a_wrong_arrow_is_seen(module, target):
    assert wrong_arrows({module: frozenset({target})}) == [(module, target)]


@pytest.mark.parametrize(
    "line",
    [
        "from contagion.models.programme.rules import budget",
        "if TYPE_CHECKING:\n    from contagion.models.programme.rules.budget import begin",
        "def f():\n    import contagion.models.programme.rules.budget as b",
        "from ..programme.rules import budget",
        "import importlib; importlib.import_module('contagion.models.programme.rules.budget')",
    ],
)
def test_an_arrow_is_seen_however_it_is_written(line):
    found = imports(ast.parse(line), ("models", "outcomes"))
    targets = frozenset(nearest(target, graph()) for _, target in found) - {""}
    assert wrong_arrows({"models.outcomes.new": targets}) == [("models.outcomes.new", f"{RULES}.budget")]


def test_a_circle_and_rules_that_meet_are_seen():
    (found,) = circles(planted("models.territory.distances", "models.territory.territory"))
    assert {"models.territory.distances", "models.territory.territory"} <= set(found)
    for module, target in (("budget", "calendar"), ("budget", "a_folder.teams"), ("a_folder.teams", "a_folder.week")):
        meeting = f"{RULES}.{module}", f"{RULES}.{target}"
        assert rules_that_meet(planted(*meeting)) == [meeting]


def test_a_name_out_of_nowhere_is_seen():
    week = stages(
        ast.parse("Stage('pairing', (resting.become_ready, pairing.pair_up))\nStage('group start', (pairs.meet,))")
    )
    assert week == {"pairing": {"resting", "pairing"}, "group start": {"pairs"}}
    assert names_out_of_nowhere(["pairing", "resting", "budget"], week) == []
    # no such section; a stage, but not one in which it acts
    assert names_out_of_nowhere(["pairs", "opening"], week) == ["pairs", "opening"]


WRITTEN_BY_A_RULE = [
    ("state.lists[QUEUE, n] = 1", ("lists", "")),
    ("state.counts[QUEUE] -= 1", ("counts", "")),
    ("x, state.counts[QUEUE] = 1, 0", ("counts", "")),
    ("lengths = state.counts; lengths[QUEUE] = 0", ("counts", "")),
    ("row = state.lists[QUEUE]; row[0], row[1] = row[1], row[0]", ("lists", "")),
    ("state.sort_keys[0] = 5", ("sort_keys", "")),
    ("state.n.groups += 1", ("n", "groups")),
    ("rows = state.n; rows.groups = 0", ("n", "groups")),
    ("helped(state, state.n)", ("n", "groups")),
    ("state.groups[n].session += 1", ("groups", "session")),
    ("one = state.facilitators[n]; one.loss_clock = 1.0", ("facilitators", "loss_clock")),
    ("p, seat = state.parameters, state.seats[n]; seat.leaves, p = 1, 2", ("seats", "leaves")),
    ("it = state.groups[0] if n else state.groups[1]; it.session = 0", ("groups", "session")),
    ("row_of_week(state).ready = 0", ("weeks", "ready")),
    ("books.row_of_week(state).ready = 0", ("weeks", "ready")),
    ("stop(state.facilitators[n])", ("facilitators", "loss_limit")),
    ("stop(one=state.facilitators[n])", ("facilitators", "loss_limit")),
    ("s.lists[0, 0] = 1", (UNKNOWN, "lists")),
    ("f(s)[0] = 1", (UNKNOWN, "")),
    ("s.world.scratch[0] = 1", (UNKNOWN, "scratch")),
    ("a = s.groups[0].of; a.b = 1", (UNKNOWN, "b")),
]
NEW_RULE = """
from contagion.models.programme.books import log as books
from contagion.models.programme.books.log import row_of_week
def helped(state, rows):
    rows.groups = 0
def stop(one):
    one.loss_limit = 0.0
def new(state, n):
    {}
"""


def test_a_second_writer_is_seen():
    """Of a list, of rows and of a field, by whatever name; and what cannot be followed is not let through."""
    rules = {f"{RULES}.new_{at}": body for at, (body, _) in enumerate(WRITTEN_BY_A_RULE)}
    book = "def new(state, n):\n    state.accounts[0].spent[n] += 1\n    state.n.groups = 0"
    made = {module: ast.parse(NEW_RULE.format(body)) for module, body in rules.items()}
    found = written(programme() | made | {f"{BOOKS}.new": ast.parse(book)})
    wanted = [(f"{RULES}.new_{at}", what) for at, (_, what) in enumerate(WRITTEN_BY_A_RULE)]
    assert [(module, what) for module, what in wanted if module not in found.get(what, ())] == []
    assert {("lists", ""), ("counts", ""), ("sort_keys", ""), ("n", "groups")} <= set(kept_by_no_book(found))
    of_rules = {what for _, what in wanted if what[1] and what[0] not in ("n", UNKNOWN)}
    assert of_rules <= set(by_several_rules(found))
    assert by_several_books(found) - set(BY_SEVERAL_BOOKS) - {UNKNOWN} == {"accounts"}


def test_what_is_too_long_is_seen():
    function = "def f():\n" + "    x = 1\n" * 60
    assert too_long("a.py", function) == ["a.py: f"]
    assert too_long("a.py", function.replace("    x = 1\n", "", 1)) == []
    assert too_long("a.py", "x = 1\n" * 601) == ["a.py"]
    assert too_long("a.py", "x = 1\n" * 600) == []


DRAWN = {
    "u = uniform(stream(state, 'waits'), person)": ("stream", "waits"),
    "contacts.stream(world, 'waits')": ("stream", "waits"),
    "stream_of(state, 'waits', n)": ("stream_of", "waits"),
    "draws.stream(f'alternative {said.name}: waits')": ("stream_of", "waits"),
    "self.draws.stream('waits').uniform(ids)": ("draws", "waits"),
    "stream(state, name)": ("stream", ""),
    "draws.stream(f'{name} waits')": ("draws", ""),
}


def test_a_decision_of_chance_is_seen():
    assert {line: next(drawn(ast.parse(line))) for line in DRAWN} == DRAWN


def test_a_word_of_the_subject_is_seen():
    for text in ("# how facilitators meet", 'RUN = "models"', "Participants", "models/x", "a commune"):
        assert SUBJECT.search(text), text
    for text in ("a model runs", "models of any kind", "a group of runs", "the community"):
        assert not SUBJECT.search(text), text


FOREIGN = """import random
from random import choice
import numpy.random as nr
from numpy import random
from numpy.random import default_rng
np.random.default_rng(1)
model.random.random()
self.rng.normal()
self.model.rng
norm.rvs(size=3)
agents.shuffle_do('step')
self.random.getstate
np.random.normal.__self__
self.rng.bit_generator.random_raw()
self.rng.bit_generator.state = x
self.rng.spawn(1)[0].bit_generator.state"""
OURS = """super().__init__(rng=1)
from contagion.sim.chance.draws import Draws
from random import getstate
stream.uniform(1, 2)
self.random.getstate()
self.rng.bit_generator.state
np.random.get_state()[1:3]
np.random.get_state.__self__"""


def test_foreign_chance_is_seen_and_keyed_chance_let_through():
    assert [line for line in FOREIGN.splitlines() if not chance(ast.parse(line), ("models",))] == []
    assert [line for line in OURS.splitlines() if chance(ast.parse(line), ("models",))] == []


UNORDERED = """for x in {1, 2}: pass
for x in set(a): pass
[x for x in frozenset(a)]
for i, x in enumerate({y for y in a}): pass
for x in set(a) - set(b): pass"""
ORDERED = """for x in sorted(set(a)): pass
x in {1, 2}
for x in {1: 2}: pass
for x in a - b: pass"""


def test_a_loop_over_a_set_is_seen():
    assert [line for line in UNORDERED.splitlines() if not set_iterations(ast.parse(line))] == []
    assert [line for line in ORDERED.splitlines() if set_iterations(ast.parse(line))] == []


def test_a_foreign_place_is_seen():
    """In pieces, so that this file passes its own test."""
    for text in (f"../{'shared'}/x", f"open('/{'home'}/me/x')", f"https://{'pypi'}.org"):
        assert ELSEWHERE.search(text)
