"""TOML is looked through before it is read: what is too deep or too much is refused, and nothing else."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from contagion.sim.reading import MOST_NAMES, toml_of, too_deep
from tests.helpers.mistakes import refused
from tests.helpers.places import ROOT

DOTS, THIRTEEN = ".".join("a" * 5000), ".".join("a" * 13)
SIZED = """
import resource, sys
from pathlib import Path
from contagion.sim.errors import InputError
from contagion.sim.reading import toml_of
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000,) * 2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for text in Path(sys.argv[1]).read_text().split("\f"):
    try:
        toml_of(text, "t.toml")
    except InputError as error:
        print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


def told(text: str) -> str:
    line = refused(lambda: toml_of(text, "t.toml"))
    assert line.startswith("t.toml: ")
    return line


@pytest.mark.parametrize(
    "text, line, words",
    [
        (f"title = 'x'\n{DOTS} = 1", 2, "a name has at most 12 parts"),
        (f"\n\n[{THIRTEEN}]\nx = 1", 3, "a name has at most 12 parts"),
        (f"[[{THIRTEEN}]]\nx = 1", 1, "a name has at most 12 parts"),
        (f"# {DOTS}\r\nx = 'a'\r\n{' . '.join('a' * 13)} = 1", 3, "a name has at most 12 parts"),
        (f'"a"."b"."c"\n{".".join(["'a.b'"] * 13)} = 1', 2, "a name has at most 12 parts"),
        (f"x = {{ a = 1, {THIRTEEN} = 1 }}\n", 1, "a name has at most 12 parts"),
        (f"x = [\n1.5, # {DOTS}\n{{ {THIRTEEN} = 1 }} ]", 3, "a name has at most 12 parts"),
        ("y = 1\nx = " + "[" * 13 + "]" * 13, 2, "lists and tables are nested at most 12 deep"),
        ("y = 1\nx = [" + "{ a = [" * 6 + "1" + "] }" * 6 + "]", 2, "lists and tables are nested at most 12 deep"),
        ("y = 1\nx = " + "[" * 100_000, 2, "lists and tables are nested at most 12 deep"),
        ("y = 1\nx = [" + "[]," * MOST_NAMES + "]", 2, "at most 100,000 names, lists and tables are read"),
        ("\n".join(f"[a{n}]" for n in range(MOST_NAMES + 1)), 100_001, "at most 100,000 names, lists and tables"),
        ("\n".join(f"a{n}.b = 1" for n in range(MOST_NAMES)), 50_001, "at most 100,000 names, lists and tables"),
    ],
)
def test_what_is_too_deep_or_too_much_is_refused_with_its_line(text, line, words):
    assert told(text).startswith(f"t.toml: line {line}: {words}")


def test_of_one_line_no_line_is_named_and_numbers_are_written_as_they_should_be():
    assert told(f"{THIRTEEN} = 1") == "t.toml: a name has at most 12 parts; nothing here is nested deeper"
    for text, line, hint in (
        ("x = 20,5", "(at line 1, column 7)", "; write 20.5"),
        ("y = 1\nx = 1 000 # metres", "(at line 2, column 7)", "; write 1000"),
        ("y = 1\nx = 1 a", "(at line 2, column 7)", ""),
        ("y = 1\nx =", "(at line 2, the last)", ""),
    ):
        assert told(text).endswith(f"{line}{hint}")
    assert told("y = 1\nx = " + "1" * 5000) == "t.toml: line 2: a whole number has at most 18 digits"


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{DOTS}"',
        f"x = '{DOTS}'",
        f'x = """\n{DOTS}\n{DOTS} = 1\n"""',
        f"x = '''\n[{DOTS}]\n'' {DOTS}'''",
        f'x = """a"" {DOTS} \\""" {DOTS}"""""\ny = 1',
        f"x = '''{DOTS}'''''\ny = 1",
        f'# {DOTS}\nx = 1 # "{DOTS}',
        f'"{DOTS}" = 1',
        f"['{DOTS}']\nx = 1",
        'x = """' + "\\\\" * 1000 + f'{DOTS}"""',
        f"x = [{'1.5, ' * 5000}]",
        f"x = [{'[1.5], ' * 5000}]",
        f"x = [{'{ a.b = 1.5 }, ' * 5000}]",
        "\n" * 200_000 + "x = 1",
        "# a.b\n" * 200_000 + "x = 1",
        f"{'.'.join('a' * 12)} = 1",
        "x = " + "[" * 12 + "]" * 12,
        "\n".join(f"a{n} = 1.5" for n in range(MOST_NAMES)),
        "x = 1979-05-27T07:32:00.999999-07:00",
        "",
    ],
)
def test_dots_and_brackets_that_nest_nothing_are_let_through(text):
    assert too_deep(text) is None
    tomllib.loads(text)


@pytest.mark.slow
def test_no_large_text_takes_much_memory(tmp_path):
    """Of 200 kB one dotted name took 18 GB; here a process that may take one has to do."""
    texts = (
        ".".join("a" * 100_000) + " = 1",
        "[" + ".".join("a" * 100_000) + "]",
        "\n".join(f"[a{n}.b.c.d.e.f.g.h.i.j.k.l]" for n in range(8000)),
        "x = [" + "[]," * 1_000_000 + "]",
        'x = """' + '\\"a""' * 1_000_000 + '"""',
    )
    (tmp_path / "texts").write_text("\f".join(texts))
    told = [sys.executable, "-c", SIZED, tmp_path / "texts"]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout.split()[-1]) < 300, done.stdout  # MB


def test_all_who_read_toml_read_it_here():
    others = [
        path.relative_to(ROOT)
        for folder in ("sim", "models", "experiments")
        for path in (ROOT / folder).rglob("*.py")
        if "tomllib" in path.read_text(encoding="utf-8")
    ]
    assert others == [Path("sim/reading.py")]
