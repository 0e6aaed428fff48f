"""How many small changes to the code the tests notice: `make mutate`.

cosmic-ray makes each change in this checkout, runs the tests that reach the line, and puts the file back. So commit
first: a run that is killed leaves a change behind (`git checkout` takes it away). A change to what is compiled costs a
compile.
"""

import argparse
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import MutationSpec
from coverage import CoverageData

from tests.helpers.places import ROOT

REGIONS = ("models/programme/rules", "sim", "experiments/commands", "experiments/interfaces")
OPERATORS = (
    *("AddNot", "NumberReplacer", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue"),
    *("ReplaceFalseWithTrue", "ReplaceTrueWithFalse", "ReplaceUnaryOperator_Delete_Not", "ZeroIterationForLoop"),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")),
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul")),
)
EQUIVALENT = re.compile(
    r"TYPE_CHECKING|__name__|strict=|maxsize=|InputError\(|^\s*(@|import|from)|size=|_ratios=|width="
)
"""Lines in which a change makes no difference, or is of words or of the look of a figure alone."""
MOST_TESTS, MOST_FILES = 100, 8
SECONDS = 900
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-rfE", "--tb=no", "-p", "no:cacheprovider")
NONE_RAN = re.compile(r"^(?:no tests ran|\d+ deselected) in", re.MULTILINE)
RED = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+)", re.MULTILINE)


def measured(data: Path) -> CoverageData:
    """Which test reaches which line: the fast tests run once, unless `data` says it of this commit already."""
    if not data.exists():
        data.parent.mkdir(parents=True, exist_ok=True)
        settings = data.with_name("settings.ini")  # what is named coverage.* is erased at the start
        settings.write_text(f"[run]\nsource = experiments,models,sim\ndata_file = {data}\n", encoding="utf-8")
        cover = ("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=")
        subprocess.run([*PYTEST, "-n", "2", "--dist", "loadfile", *cover], cwd=ROOT, check=True)
    reached = CoverageData(str(data))
    reached.read()
    return reached


def reaching(path: Path, line: int, reached: CoverageData) -> list[str]:
    """The tests of the file's own, and the fast tests that reach a line; none of what is compiled."""
    name = path.relative_to(ROOT)
    own = f"tests/{name.parent.as_posix()}/test_{name.name}"
    seen = reached.contexts_by_lineno(str(path)).get(line, [])
    tests = {one.rpartition("|")[0] for one in seen if one}
    by_nearness = sorted(tests, key=lambda one: (not one.startswith(own), len(one)))[:MOST_TESTS]
    first = tests and (ROOT / own).exists()  # lines of a shared fixture count for its first test
    return [own, *by_nearness] if first else by_nearness


def beside(path: Path) -> list[str]:
    """The tests at the mirrored place, those that import the file, and for what determines a run those that its results
    are the same."""
    name = path.relative_to(ROOT)
    folder, mirrored = ROOT / "tests" / name.parent, ROOT / "tests" / name.parent / f"test_{name.name}"
    package = re.escape(".".join(["contagion", *name.parent.parts]))
    importing = re.compile(rf"{package}\.{name.stem}\b|from {package} import .*\b{name.stem}\b")
    tests = [one for one in (ROOT / "tests").rglob("test_*.py") if importing.search(one.read_text(encoding="utf-8"))]
    tests.sort(key=lambda one: (one != mirrored, one.parent != folder))
    tests = tests[:MOST_FILES] or sorted(folder.glob("test_*.py"))
    same = [] if name.parts[0] == "experiments" else ["tests/whole/test_same_results.py"]
    return [one.relative_to(ROOT).as_posix() for one in tests] + same


def noticed_by(one: MutationSpec, reached: CoverageData) -> tuple[str, str]:
    """The first test that fails of a change, or nothing; and the change. Slow tests are asked last."""
    fast, near, change = reaching(one.module_path, one.start_pos[0], reached), beside(one.module_path), ""
    for tests, which in ((fast or near, "not slow"), (near, "slow")):
        command = [*PYTEST, "-x", "-m", which, *tests]
        result = mutate_and_test([one], " ".join(map(quote, command)), SECONDS)
        change = result.diff or ""
        if result.is_killed and not NONE_RAN.search(said := result.output or ""):
            return (RED.findall(said) or ["timeout" if said == "timeout" else "an end"])[0], change
    return "", change


def changes(path: Path) -> Iterator[MutationSpec]:
    lines, nodes = path.read_text(encoding="utf-8").splitlines(), list(ast_nodes(get_ast_from_path(path)))
    for name in (f"core/{one}" for one in OPERATORS):
        operator = get_operator(name)()
        places = (place for node in nodes for place in operator.mutation_positions(node))
        for number, (start, end) in enumerate(places):
            if not EQUIVALENT.search(lines[start[0] - 1]):
                yield MutationSpec(path, name, number, start, end)


def drawn(paths: list[Path], number: int, seed: int) -> list[MutationSpec]:
    """Changes to some files, of long files more, each at another line."""
    chance = random.Random(seed)
    lengths = [len(path.read_bytes()) for path in paths]
    found: dict[tuple[Path, int], MutationSpec] = {}
    for path in chance.choices(paths, lengths, k=10 * number):
        if len(found) < number and (some := list(changes(path))):
            one = chance.choice(some)
            found[path, one.start_pos[0]] = one
    return list(found.values())


def main(where: list[str], number: int, seed: int) -> None:
    files = [path for name in where for path in sorted([ROOT / name, *(ROOT / name).rglob("*.py")]) if path.is_file()]
    subprocess.run(["git", "diff", "--quiet", "--", *files], cwd=ROOT, check=True)
    digest = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True).strip()
    reached = measured(ROOT / "results" / "mutation" / digest / "coverage")
    results: list[str] = []
    for one in drawn(files, number, seed):
        by, change = noticed_by(one, reached)
        results.append(by)
        place = f"{one.module_path.relative_to(ROOT)}:{one.start_pos[0]} {one.operator_name.removeprefix('core/')}"
        print(place, f"noticed by {by}" if by else f"SURVIVES\n{change}", flush=True)
    tests = sorted({by for by in results if by.startswith("tests/")})
    without = subprocess.run([*PYTEST, "-m", "", *tests], cwd=ROOT, capture_output=True, text=True, check=False)
    red = set(RED.findall(without.stdout)) if tests else set()
    noticed = sum(bool(by) and by not in red for by in results)
    print("\n".join(f"{one} is red without a change, too" for one in sorted(red)))
    print(f"{noticed} of {len(results)} noticed, {noticed / max(len(results), 1):.0%}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser("python -m tests.mutation", description="How many small changes the tests notice.")
    parser.add_argument("where", nargs="*", default=REGIONS, help="files or folders")
    parser.add_argument("--number", type=int, default=150, help="changes to make (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of their draw (default: %(default)s)")
    main(**vars(parser.parse_args()))
