"""What the pages show can be done: commands are commands, a run in Python runs, the blocks of a scenario are one."""

import csv
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest

from contagion.experiments.interfaces.command.main import main
from contagion.experiments.questions.publishing import FINDINGS, README, names
from contagion.experiments.say.asked import words_of
from contagion.experiments.say.languages import FRENCH, catalogue, speaking, typeset
from contagion.models.parameters import describe
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, library, read
from tests.helpers.places import ROOT
from tests.helpers.words_by_hand import english_in

# ---- commands: each is read as the command would, and not carried out ------------------------------------------------

NAMED = (
    "README",
    "LISEZMOI",
    "experiments/README",
    "experiments/interfaces/command/README",
    "experiments/scenarios/README",
)
FOLDERS = ("experiments/findings", "experiments/interfaces/documentation", "sim/laboratory")
PAGES = [*(ROOT / f"{name}.md" for name in NAMED), *(page for one in FOLDERS for page in (ROOT / one).rglob("*.md"))]
BEGINS = re.compile(r"(?:^ {4}|')(?:\.venv[/\\]bin[/\\]|\.venv\\Scripts\\)?contagion (.*)")


def commands(text: str) -> Iterator[str]:
    """What stands behind `contagion` in the blocks of a page, lines that go on put together."""
    for line in re.sub(r" *\\\n *", " ", text).splitlines():
        if found := BEGINS.search(line):
            yield found[1].replace("$(hostname)", "here").replace("$SLURM_ARRAY_TASK_ID", "1").rstrip("'")


def words(command: str) -> list[str]:
    return shlex.split(command.partition(" >")[0], comments=True)


def understood(args: list[str], group: click.Group = main) -> str:
    """The name of the command that these words ask for, once they are read."""
    command = group.get_command(click.Context(group), args[0])
    assert command, args
    if isinstance(command, click.Group):
        return f"{args[0]} {understood(args[1:], command)}"
    if "--help" not in args:
        command.make_context(args[0], args[1:])
    return args[0]


SHOWN = [(page, command) for page in PAGES for command in commands(page.read_text(encoding="utf-8"))]


@pytest.fixture
def at_work(tmp_path, monkeypatch):
    """A folder with the files that commands read."""
    monkeypatch.chdir(tmp_path)
    Path("results/first_run").mkdir(parents=True)
    for file in ("mine.toml", "dinan.csv"):
        Path(file).touch()


def test_the_commands_of_pages_are_commands(at_work):
    assert len(SHOWN) > 80
    for page, command in SHOWN:
        assert understood(words(command)), (page, command)


# ---- Python: what stands on a page, for fewer weeks ------------------------------------------------------------------


def test_a_run_below_the_door_runs():
    text = (ROOT / "experiments" / "interfaces" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(
        r"^    from contagion.models.runs.simulation import.*?(?=^\S)", text, re.MULTILINE | re.DOTALL
    )
    code = "\n".join(line.removeprefix("    ") for line in block.splitlines()).strip()
    assert "years=10" in code
    *before, last = code.replace("years=10", "years=2").splitlines()
    here: dict[str, Any] = {}
    exec("\n".join(before), here)
    people, weeks = eval(last, here)
    assert (people > 0, len(weeks)) == (True, 104)


# ---- a scenario ------------------------------------------------------------------------------------------------------

BLOCKS = re.findall(
    r"^```toml\n(.*?)^```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_blocks_are_a_scenario_that_runs(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text("\n".join(BLOCKS), encoding="utf-8")
    scenario = read(mine)
    assert scenario.title == "More places, and a workshop"
    asked = scenario.parameters
    assert (asked.training.places, asked.partners.coordinators, asked.budget.per_year) == (12, 1.5, 120_000)
    assert [len(rows) for rows in (asked.decision, asked.shock, asked.alternative)] == [4, 1, 1]
    results = simulate(scenario, territory_for(scenario), years=6, seed=1)
    assert set(results.tables["decisions"]["number"]) == {1, 2, 3}  # the fourth waits for a year without anybody
    assert (results.tables["alternatives"]["participants"] > 0).any()
    assert results.summary["participants"] > 0


# ---- links of the pages of the project lead somewhere ---------------------------------------------------------------

OF_LINKS = ("models", "sim", "experiments", "data", "notebooks", "tests")
LINKED = sorted([*ROOT.glob("*.md"), *(page for folder in OF_LINKS for page in (ROOT / folder).rglob("*.md"))])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """Of the headings of a page, those of code left out."""
    headings = re.findall(r"^#+ (.+)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def lost(page: Path, text: str) -> list[str]:
    """Links that lead to no file of the project, or to no heading of its page."""
    found = []
    for link in LINK.findall(re.sub(r"^(?:    [^\n]*|```.*?^```)$", "", text, flags=re.MULTILINE | re.DOTALL)):
        path, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (page.parent / path).resolve() if path else page
        there = text if target == page else target.read_text(encoding="utf-8") if anchor and target.is_file() else ""
        if not target.exists() or (anchor and anchor not in anchors(there)):
            found.append(link)
    return found


def test_every_link_leads_somewhere():
    assert [(name(page), link) for page in LINKED for link in lost(page, page.read_text(encoding="utf-8"))] == []


# ---- what a reviewer reads first (`models/evidence`): figures are those of the findings, marks those of the facts ----

EVIDENCE = ROOT / "models" / "evidence"
TO_A_FINDING = re.compile(r"\[([^]]+)\]\(\.\./\.\./experiments/findings/(\w+)\.\w+\)")


def text_of(name: str) -> str:
    return (EVIDENCE / name).read_text(encoding="utf-8")


def not_found(text: str) -> list[tuple[str, str]]:
    """Links to a finding that bear neither its name nor its answer, nor how sure that is."""
    rows = [line.strip("| \n").split(" | ") for line in README.read_text(encoding="utf-8").splitlines()]
    known = {(name, words) for name in names() for row in rows if f"(findings/{name}." in row[0] for words in row[1:3]}
    return [
        (name, words)
        for words, name in TO_A_FINDING.findall(" ".join(text.split()))
        if words != name and (name, words) not in known
    ]


def table(text: str, head: str) -> list[list[str]]:
    """The rows of the table whose first line begins so."""
    (rows,) = re.findall(rf"^{re.escape(head)}.*\n\|[ -|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [line.strip("| ").split(" | ") for line in rows.splitlines()]


def test_figures_are_those_of_the_findings():
    pages = sorted(EVIDENCE.glob("*.md"))
    assert sum(len(TO_A_FINDING.findall(" ".join(text_of(page.name).split()))) for page in pages) > 20
    assert [(page.name, *wrong) for page in pages for wrong in not_found(text_of(page.name))] == []


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md", "experiments/paper/paper.md"])
def test_counts_of_what_agents_add_are_those_of_the_finding(page):
    verdicts = pd.read_csv(FINDINGS / "what_agents_add.csv")["verdict"].value_counts()
    words = (
        r"(\d+) (?:are|sont) (?:equivalent|équivalents) .*?(\d+)(?: are)? (?:different|différents) (?:and|et) (\d+) "
    )
    (counts,) = re.findall(words, " ".join((ROOT / page).read_text(encoding="utf-8").split()))
    assert [*map(int, counts)] == [verdicts[one] for one in ("equivalent", "different", "undecided")]


def test_marks_are_those_of_the_facts():
    facts = pd.read_csv(FINDINGS / "validate.csv").query("series != 'by_chance'")
    told = {mark: (len(of), ", ".join(sorted({*of["series"]}))) for mark, of in facts.groupby("mark")}
    assert {mark: (int(number), series) for mark, number, series in table(text_of("data_use.md"), "| mark |")} == told


def test_every_assumed_parameter_is_of_one_row():
    """By its name, or by `section.*`, which stands for those of a section that no row names."""
    grades = {row["name"]: row["grade"] for row in describe()}
    assumed = {name for name, grade in grades.items() if grade == "D"}
    rows = table(text_of("ASSUMPTIONS.md"), "| since |")
    said = [set(re.findall(r"`([^`]+)`", where)) for _, _, where, *_ in rows]
    rest = assumed - set().union(*said)
    covered = [(one & grades.keys()) | {name for name in rest if f"{name.rpartition('.')[0]}.*" in one} for one in said]
    times = Counter(name for one in covered for name in one)
    assert len(assumed) > 100
    assert assumed <= times.keys()
    assert {name for name, often in times.items() if often != 1} == set()


# ---- French is set as it is printed: all that the catalogue says, the scenarios of the library -----------------------

FRENCH_PAGE = ROOT / "LISEZMOI.md"
FAULTS = {
    "no thin space before ; ! ?": r"(?<![\u202f\s(«&#\w-])[;!?](?!\w)|(?<=\w)[;!?](?=\s|$)",
    "no space before a colon": r"(?<=[^\W\d_])(?<!https)(?<!http):(?=\s|$)",
    "a space that a line may break at": r" [;:!?»%€]|« | »",
    "no space inside quotation marks": r"«(?!\u00a0)|(?<!\u00a0)»",
    "a space before a comma or a full stop": r"[ \u00a0\u202f][,.](?![\w.[])",
    "a straight apostrophe": r"(?<=[^\W\d_])'(?=\w)",
    "doubled spaces": r"\S[ \u00a0\u202f]{2,}",
    "thousands that a line may break at": r"\d \d{3}\b",
    "two words in one": r"(?<=[^\W\d_])(?:[·•‧](?=[^\W\d_])|\((?:e|s|es)\))",
    "capitals in a row of words": r"\b[A-Z][a-zé]+ [A-Z][a-zé]+ [A-Z][a-zé]+ [A-Z][a-zé]+\b",
}


def all_said() -> list[str]:
    """All that the catalogue says, as it is read."""
    texts = getattr(catalogue(FRENCH), "_catalog")  # noqa: B009 -- it has no public name
    return [text for source, text in texts.items() if source]


def of_the_library() -> Iterator[str]:
    with speaking(FRENCH):
        for scenario in library():
            words = words_of(scenario)
            yield from (words.title, words.description.replace("\n", " "))


def of_the_readme() -> list[str]:
    """Its lines, but for commands, what is typed, and where links lead."""
    lines = FRENCH_PAGE.read_text(encoding="utf-8").splitlines()
    return [re.sub(r"`[^`]*`|!?\[|\]\([^)]*\)", "·", line) for line in lines if not line.startswith("    ")]


def faults(text: str) -> list[str]:
    """What is wrong with how a text is set; what stands in braces, and what is typed, is not looked at."""
    plain = re.sub(r"\{[^{}]*\}|`[^`]*`|\"[^\"]*\"", "·", text)
    return [fault for fault, pattern in FAULTS.items() if re.search(pattern, plain)]


def test_the_catalogue_and_the_library_are_well_set():
    assert [(found, text) for text in (*all_said(), *of_the_library()) if (found := faults(text))] == []


def test_the_french_page_is_well_set_and_french():
    lines = of_the_readme()
    assert [(found, line) for line in lines if (found := faults(line) or english_in(line))] == []
    assert len(lines) > 30


# Each check is shown to bite.


def test_what_is_typed_plainly_is_set_well():
    for typed in ("Voici : tout", "Vraiment ? Oui !", "« tout »", "l'eau à 20 % de 1 000 €"):
        assert faults(typeset(typed, FRENCH)) == []


# ---- accessibility of the page: each criterion of the RGAA has a verdict, and says how it was found ------------------

RGAA = ROOT / "experiments/interfaces/page/accessibility"
CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
"""How many there are of each theme."""


def rows():
    with (RGAA / "rgaa.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_each_criterion_has_a_verdict_and_says_how_it_was_tried():
    every = [f"{theme}.{number}" for theme, many in enumerate(CRITERIA, 1) for number in range(1, many + 1)]
    found = rows()
    assert [row["critere"] for row in found] == every
    assert len(every) == 106
    assert {row["verdict"] for row in found} == {"C", "NC", "NA"}
    assert [row["critere"] for row in found if len(row["sujet"]) < 10 or len(row["comment"]) < 3 or None in row] == []


def test_tests_that_it_names_are_there():
    named = {name for row in rows() for name in re.findall(r"\btest_\w+", row["comment"])}
    assert named
    assert {name for name in named if not list((ROOT / "tests").rglob(f"{name}.py"))} == set()


def test_the_statement_says_what_is_not_met_and_how_much_is():
    said, found = (RGAA / "declaration.md").read_text(encoding="utf-8"), rows()
    verdicts = [row["verdict"] for row in found]
    applies, met = len(found) - verdicts.count("NA"), verdicts.count("C")
    assert f"sur {applies} critères applicables, {met} sont respectés, soit {100 * met / applies:.0f} %" in " ".join(
        said.split()
    )
    assert re.findall(r"^- \*\*([\d.]+)\*\*", said, re.M) == [row["critere"] for row in found if row["verdict"] == "NC"]
