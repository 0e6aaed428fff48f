"""`models/ODD.md` says what the code does: rule files, stages, kinds of events, parameters, files.

`python -m tests.house.test_odd` writes its tables of stages and of events anew.
"""

import ast
import re
from fnmatch import fnmatchcase

import numpy as np

from contagion.models.parameters import describe
from contagion.models.programme.week import STAGES
from contagion.models.records import KINDS, NONE
from contagion.models.world.chance import OF_PROGRAMMES, STREAMS
from tests.helpers.places import ROOT

ODD = ROOT / "models" / "ODD.md"
FOLDER = ODD.parent / "programme" / "rules"
PATHS = (path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.py"))
RULES = sorted(path for path in PATHS if not path.endswith("__init__"))
TEXT = ODD.read_text(encoding="utf-8")


def sections_of_rules(text: str) -> list[str]:
    return re.findall(r"^### programme/rules/([\w/]+)\.py: \S", text, re.MULTILINE)


def stages(text: str) -> list[tuple[int, str, str]]:
    """Number, name and rules of each stage in the table of section 3."""
    (section,) = re.findall(r"^## 3\. .*?(?=^## 4\. )", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    return [(int(number), name, rules) for number, name, rules in rows]


def missing(text: str, names: list[str]) -> list[str]:
    return [name for name in names if f"`{name}`" not in text]


def parameters() -> list[str]:
    return [row["name"] for row in describe()]


def of_submodels(text: str) -> list[str]:
    """The parameters that submodels say they read, where `section.*` may stand for several."""
    lines = re.findall(r"^\*Parameters:\* (.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    return [name for line in lines for name in re.findall(r"`([^`]+)`", line)]


def fitting(pattern: str) -> list[str]:
    return [name for name in parameters() if fnmatchcase(name, pattern.replace("[]", "[[][]]"))]


def called(rule) -> str:
    """A rule by its file, below `models/programme/rules` or `models/programme`, and its name there."""
    place = rule.__module__.removeprefix("contagion.models.programme.").removeprefix("rules.")
    return f"`{place}.{rule.__name__}`"


def in_code() -> list[tuple[int, str, str]]:
    return [
        (number, stage.name, ", ".join(map(called, stage.rules)) or "no rule yet")
        for number, stage in enumerate(STAGES, start=1)
    ]


def kinds() -> list[tuple[str, ...]]:
    """What the table of events says of each kind."""
    columns = ("name", "who", "where", "group", "other")
    return [(*(getattr(kind, one) or "–" for one in columns), ", ".join(kind.details) or "–") for kind in KINDS]


def events(text: str) -> list[tuple[str, ...]]:
    """The rows of the table of events."""
    (table,) = re.findall(r"<!-- events -->\n(.*?)<!-- end of events -->", text, re.DOTALL)
    rows = [tuple(line.strip("| ").split(" | ")) for line in table.splitlines()]
    assert rows[0] == ("kind", "who", "where", "group", "other", "told with")
    return rows[2:]


def files(text: str) -> list[str]:
    """Every file of code that is named."""
    return re.findall(r"`((?:\w+/)*\w+\.py)`", text) + re.findall(r"^### ((?:\w+/)*\w+\.py):", text, re.MULTILINE)


def not_there(paths: list[str]) -> list[str]:
    return [path for path in paths if not (ODD.parent / path).is_file() and not (ODD.parents[1] / path).is_file()]


def lost_links(text: str) -> list[str]:
    """Links within the page that lead to no heading."""
    headings = re.findall(r"^#+ (.+)", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return [link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in anchors]


def test_every_rule_file_has_its_section():
    assert RULES
    assert sections_of_rules(TEXT) == RULES


def test_the_stages_are_those_of_the_code():
    assert stages(TEXT) == in_code()
    assert len(in_code()) == 16


def test_the_kinds_of_events_are_those_of_the_records():
    assert events(TEXT) == kinds(), "run `python -m tests.house.test_odd`"
    assert len({name for name, *_ in kinds()}) == len(KINDS) > 30


def test_events_say_what_their_kind_says(run):
    """Of the groups, in one run: a column is empty throughout where the kind says nothing in it, and not elsewhere."""
    rows = run(years=2).rows("events")
    found = [(KINDS[number], rows[rows["kind"] == number]) for number in np.unique(rows["kind"])]
    assert len(found) > 20
    columns = [("who", "who"), ("where", "where"), ("group", "group"), ("other", "other"), ("detail", "details")]
    wrong = [
        (kind.name, column)
        for kind, those in found
        for column, said in columns
        if bool(getattr(kind, said)) != bool((those[column] != NONE).any())
    ]
    assert wrong == []


def test_every_file_named_is_there():
    assert len(files(TEXT)) > len(RULES)
    assert not_there(files(TEXT)) == []


def test_every_link_leads_somewhere():
    assert lost_links(TEXT) == []


def test_every_parameter_stands_with_a_submodel():
    named = {pattern: fitting(pattern) for pattern in of_submodels(TEXT)}
    assert [pattern for pattern, names in named.items() if not names] == []
    assert sorted({name for names in named.values() for name in names}) == sorted(parameters())


def test_no_other_parameter_is_named():
    sections = "|".join(sorted({name.partition(".")[0] for name in parameters()})).replace("[]", r"\[\]")
    named = set(re.findall(rf"`((?:{sections})\.\w+)`", TEXT))
    rules = {name for _, _, rules in in_code() for name in re.findall(r"`(.+?)`", rules)}
    assert {name for name in named if not name.endswith(".py")} - set(parameters()) - rules == set()


def test_the_streams_named_are_those_of_the_code():
    """What is drawn, by the names in the code, in the sections of the submodels."""
    (section,) = re.findall(r"^## 7\. .*?(?=^## 8\. )", TEXT, re.MULTILINE | re.DOTALL)
    assert streams()
    assert missing(" ".join(section.split()), streams()) == []


def streams() -> list[str]:
    """The decisions of chance of a run: those that compiled code draws, and those that Python does by `.stream(…)`."""
    folders = [ODD.parent / name for name in ("world", "programme", "outcomes")]
    calls = [
        node
        for folder in folders
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "stream"
    ]
    texts = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
    return sorted({*STREAMS, *OF_PROGRAMMES, *(text for text in texts if isinstance(text, str))})


# Each check is shown to bite.


def test_a_lost_file_and_a_lost_link_are_seen():
    assert not_there(
        files("`models/population.py`, `rules/pairing.py`, `programme/rules/pairing.py`, `sim/chance/draws.py`")
    ) == [
        "models/population.py",
        "rules/pairing.py",
    ]
    assert not_there(files("### programme/rules/hosting.py: partners")) == ["programme/rules/hosting.py"]
    assert lost_links("[a](#a-heading-s14) [b](#b)\n## A heading (S14)") == ["b"]


def test_a_lost_parameter_is_seen():
    assert fitting("group.quorum") == ["group.quorum"]
    assert "group.quorum" in of_submodels(TEXT)
    assert "group.quorum" not in of_submodels(TEXT.replace("`group.quorum`, `group.maximum`", "`group.maximum`"))
    assert fitting("group.siez") == []


def test_a_lost_stream_is_seen():
    text = " ".join(TEXT.replace("`takes a group`", "a draw").split())
    assert missing(text, streams()) == ["takes a group"]


def written(text: str) -> str:
    """The text with the tables of stages and of events as the code has them."""
    rows = "".join(f"| {' | '.join(row)} |\n" for row in kinds())
    table = f"| kind | who | where | group | other | told with |\n{'| --- ' * 6}|\n{rows}"
    text = re.sub(r"(<!-- events -->\n).*?(<!-- end of events -->)", rf"\1{table}\2", text, flags=re.DOTALL)
    week = "".join(f"| {number} | {name} | {rules} |\n" for number, name, rules in in_code())
    return re.sub(
        r"(?<=^\| no\. \| stage \| rules \|\n\| --- \| --- \| --- \|\n)(?:\|.*\n)*", week, text, flags=re.MULTILINE
    )


if __name__ == "__main__":
    ODD.write_text(written(TEXT), encoding="utf-8")
