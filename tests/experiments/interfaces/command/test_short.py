"""What the project says to people is short and plain: answers and help fit a terminal, a mistake gets one line, README
shows a command soon, and private words do not come back.
"""

import ast
import re
import shlex
from collections.abc import Iterator

import click
import pytest

from contagion.experiments.interfaces.command.main import main
from contagion.experiments.say.answers import LINES, WIDTH
from contagion.experiments.say.update import of_the_code
from contagion.sim.provenance import ROOT
from tests.helpers.command import complaint, contagion

FEW = ("--seeds", 4, "--years", 2)
ASKED = {
    "run": ("run", "--years", 2),
    "history": ("history", "Torpes", "--seed", 1, "--years", 2),
    "compare": ("compare", "ref", "lowloss", "--above", 5, *FEW),
    "several": ("compare", "ref", "lowloss", "central", "cautious", *FEW),
    "limits": ("limits", *FEW),
    "levers": ("levers", "--quick"),
    "reach": ("reach", *FEW),
    "sweep": ("sweep", "--vary", "training.places=1,2,3,4,5,6,7,8,9,10,11,12,13", "--seeds", 1, "--years", 1),
    "discover": ("discover", "participants < 60 at year 1", "--points", 30),
    "worth-knowing": ("worth-knowing", "--sets", 40, "--seeds", 2, "--years", 1),
    "shard": ("sweep", "--vary", "group.size=8,10", "--seeds", 1, "--years", 1, "--shard", "1/2"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return ("--engine", "serial", "--store", tmp_path_factory.mktemp("short") / "store")


LONG = "worth-knowing"


@pytest.mark.parametrize("name", [*sorted(ASKED.keys() - {LONG}), pytest.param(LONG, marks=pytest.mark.slow)])
def test_an_answer_has_twelve_lines_of_eighty_columns(name, store, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = contagion(*ASKED[name], *(() if name in ("run", "history") else store))
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert 0 < len(lines) <= LINES == 12
    assert max(len(line) for line in lines if "/" not in line) <= WIDTH == 80
    assert not lines[0].startswith(("To make", "More:"))


# ---- help ------------------------------------------------------------------------------------------------------------


def commands(command: click.Command = main, above: click.Context | None = None) -> Iterator[click.Context]:
    """A command and all below it."""
    context = click.Context(command, above, "contagion" if above is None else command.name)
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from commands(below, context)


ALL = {context.command_path: context for context in commands()}
LIST = 45  # letters of a command in the list of all
VERBS = "Answer Check Compare Copy Describe Find Fit List Make Print Remove Set Show Simulate Tell Work Write"


def words_of(path: str) -> str:
    """The help of a command on a line."""
    return " ".join(ALL[path].command.get_help(ALL[path]).split())


@pytest.mark.parametrize("path", [path for path in ALL if path != "contagion"])
def test_help_fits_and_ends_with_an_example_that_can_be_typed(path):
    context = ALL[path]
    assert max(map(len, context.command.get_help(context).splitlines())) <= WIDTH
    example = (context.command.epilog or "").removeprefix("Example: ").partition(" > ")[0]
    assert example.startswith(path)
    command, words = context.command, shlex.split(example)[len(path.split()) :]
    if not isinstance(command, click.Group):
        command.make_context(context.info_name, words)


@pytest.mark.parametrize("path", [path for path in ALL if path != "contagion" and "question " not in path])
def test_the_list_of_commands_begins_with_verbs_and_cuts_nothing_off(path):
    first = ALL[path].command.get_short_help_str(limit=LIST)
    assert first.split()[0].rstrip(",") in VERBS.split()
    assert not first.endswith("...")


# ---- README ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, lines, words, soon",
    [("README.md", 60, 450, {"make run": 150, "import contagion": 250}), ("LISEZMOI.md", 60, 450, {"make page": 250})],
)
def test_a_readme_is_short_and_shows_a_command_soon(name, lines, words, soon):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= lines
    assert len(text.split()) <= words
    for what, most in soon.items():
        before, there, _ = text.partition(f"\n    {what}")
        assert there
        assert len(before.split()) <= most


# ---- words that do not come back -------------------------------------------------------------------------------------

PRIVATE = re.compile(
    r"\b(told|lived|beside|whoever|held against|anew|worlds?|luck|met again|going on|comes of|came of|but for|reckoned"
    r"|what (?:is|was) short|told apart|stands there)\b",
    re.IGNORECASE,
)
"""Words for which the field has its own (`experiments/interfaces/documentation/glossary.md`)."""


def errors() -> Iterator[tuple[str, str]]:
    """What each exception of the code says, without what is put into it."""
    for folder in ("sim", "models", "experiments"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    parts = [one.value for one in ast.walk(node.exc) if isinstance(one, ast.Constant)]
                    yield f"{file}, line {node.lineno}", " ".join(part for part in parts if isinstance(part, str))


def test_private_words_do_not_come_back():
    said = [(path, re.sub(r"--[\w-]+", "", words_of(path))) for path in ALL]
    said += errors()
    said += [("fr.po", " ".join([one.id] if isinstance(one.id, str) else one.id)) for one in of_the_code()]
    assert len(said) > 1_000
    back = [(where, *PRIVATE.findall(re.sub(r"{\w+.*?}", "", text))) for where, text in said]
    assert [one for one in back if len(one) > 1] == []


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, says",
    [
        (
            ("run", "--set", "active_share=0.5"),
            "unknown parameter 'active_share'. Did you mean 'training.active_share'?",
        ),
        (("run", "--set", "group.size=9", "--set", "group.size=8"), "--set group.size: is set twice"),
        (("run", "empty.toml"), "empty.toml: is empty; a scenario has a title or a parameter"),
        (("sweep", "--vary", "training.places=5..20"), "must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE"),
        (("run", "women.toml"), "cannot change during a run; `contagion parameters` lists them"),
        (("question", "validat"), "unknown question 'validat'. Did you mean 'validate'?"),
    ],
)
def test_a_mistake_says_what_was_expected_in_a_short_line(words, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.toml").write_text("# nothing\n")
    (tmp_path / "women.toml").write_text('[[decision]]\nset = { "population.women" = 0.5 }\n')
    line = complaint(*words)
    assert says in line
    assert len(line) < 180
