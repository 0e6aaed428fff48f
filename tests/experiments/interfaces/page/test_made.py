"""The file: policy, nothing of anybody's taken for HTML, both languages whole, not too large."""

import json
import re
import subprocess
from base64 import b64decode, b64encode
from gzip import decompress
from hashlib import sha256
from typing import get_args

import pytest

import contagion as ct
from contagion.experiments.evidence.channels import SWITCHES
from contagion.experiments.evidence.words_of_channels import why_in_words
from contagion.experiments.interfaces.page.asked import elsewhere
from contagion.experiments.interfaces.page.editions import PARTS, parts, words_elsewhere, words_of_programme
from contagion.experiments.interfaces.page.editions import words as words_of_the_page
from contagion.experiments.interfaces.page.made import HERE, html, page, shared
from contagion.experiments.interfaces.page.national import national
from contagion.experiments.say.differences import answer, figure, range_of, verdict_on
from contagion.experiments.say.languages import ENGLISH, FRENCH, LANGUAGES, speaking
from contagion.experiments.say.sentences import in_print
from contagion.models.kernel import CODE, code_digest
from contagion.sim.errors import InputError
from contagion.sim.statistics.spread import Verdict
from tests.experiments.interfaces.page.conftest import AHEAD, UNKIND, WORLDS
from tests.helpers.cells import in_all, more
from tests.helpers.command import complaint, contagion
from tests.helpers.hosts import needs_node
from tests.helpers.pages import etree
from tests.helpers.scripts import YEARS, as_scripts_have_it, differences, in_scripts


@pytest.fixture(scope="module")
def text(asked):
    return html(asked)


def inside(text, tag, id):
    return found(rf'<{tag}[^>]* id="{id}"[^>]*>(.*?)</{tag}>', text)


def found(pattern, text):
    (only,) = re.findall(pattern, text, re.S)
    return only


def test_the_policy_names_the_one_script_and_the_one_style(text):
    policy = found(r'Content-Security-Policy" content="([^"]*)"', text)
    for tag in ("script", "style"):
        content = found(rf"<{tag}>(.*?)</{tag}>", text)
        assert f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", text)  # nothing is asked of anybody


def test_what_somebody_wrote_is_text(text, asked):
    assert asked.programme.title == UNKIND
    assert "alert(1)" in text
    assert "<script>alert" not in text
    root = etree.HTML(text)
    assert len(root.xpath("//script")) == 9
    assert "alert(1)" in root.xpath("//script[@id='words-fr']")[0].text


def test_both_languages_say_the_same_things(text):
    both = [json.loads(inside(text, "script", f"words-{language}")) for language in ("fr", "en")]

    def all_of(words):
        cases = enumerate(words.pop("cases"))
        return {**words, **{f"{n} {key}": said for n, case in cases for key, said in case.items() if key != "place"}}

    one, two = map(all_of, both)

    def keys(of):
        return {(name, *keys(value)) if isinstance(value, dict) else name for name, value in of.items()}

    def places(of):
        said = json.dumps(of, ensure_ascii=False)
        return sorted(set(re.findall(r"\{(\w+)", said)))

    assert keys(one) == keys(two)
    assert places(one) == places(two)
    said = {key: re.sub(r"\{\w+\}", "", value) for key, value in one.items() if isinstance(value, str)}
    same = [key for key, value in said.items() if re.search(r"\w.* ", value) and one[key] == two[key]]
    assert same == []


def test_the_kernel_the_worlds_and_france_are_inside(text, asked):
    numbers = json.loads(inside(text, "script", "numbers"))
    first, other = ({**numbers, **case} for case in numbers["cases"])
    assert decompress(b64decode(inside(text, "script", "library"))) == CODE.library("wasm32").read_bytes()
    assert decompress(b64decode(inside(text, "script", "national"))) == national().content
    worlds = decompress(b64decode(inside(text, "script", "worlds")))
    assert worlds.startswith(asked.carried.image)
    rows = worlds[first["image"] + other["image"] :]
    for case, known in ((first, asked.carried), (other, elsewhere(AHEAD, WORLDS, asked.made).carried)):
        for at, row in zip(case["first"], known.worlds.rows(), strict=True):
            assert rows[at * numbers["step"] :].startswith(row)
        assert len(case["told"]) == len(case["sets"]) == WORLDS
    assert len(text.encode()) < 2_000_000


def test_what_two_cases_say_alike_stands_there_once():
    one, two = {"a": 1, "b": {"c": 2}, "only": 3}, {"a": 1, "b": {"c": 4}}
    found = shared([one, two])
    assert found == {"a": 1, "cases": [{"b": {"c": 2}, "only": 3}, {"b": {"c": 4}}]}
    many = {f"value {number}": number for number in range(20)}
    assert [*shared([many, many])] == [*many, "cases"]  # in the same order in every process
    cases = found.pop("cases")
    assert [{**found, **case} for case in cases] == [one, two]


def test_without_scripts_it_says_what_it_is(text):
    root = etree.HTML(text)
    (notice,) = root.xpath("//*[contains(@class, 'without-script')]")
    assert "intercommunalité de France" in " ".join(notice.itertext())
    assert "needs-script" in root.xpath("//main")[0].get("class")


def test_a_page_that_cannot_be_written_is_a_line(asked, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        page(asked, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


# ---- `contagion page`: one file, and a mistake is one line -----------------------------------------------------------

SMALL = ("--seeds", 2, "--years", 1, "--engine", "serial")


def test_it_is_made_for_an_epci(tmp_path):
    place = ("--store", tmp_path / "store", "--out", tmp_path / "new")
    done = contagion("page", "--communes-list", "25056,25057", *SMALL, *place)
    assert done.exit_code == 2
    assert "page: is made for an EPCI" in done.stderr.splitlines()[-1]  # after what is said of the territory
    assert not (tmp_path / "new").exists()


def test_page_without_ensemble_is_refused(tmp_path):
    with pytest.raises(InputError, match="page: needs an ensemble"):
        ct.page(ensemble=None, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_price_that_changes_in_its_course_is_refused(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(
        'territory = "200067171"\nbegan = "2026-01"\ntoday = "2026-11-30"\n'
        '[[decision]]\ntitle = "Dearer"\nfrom = "2027-01"\nset = { "costs.seat" = 900.0 }\n'
    )
    done = contagion("page", "--programme", file, *SMALL, "--store", tmp_path / "store", "--out", tmp_path / "new")
    assert done.exit_code == 2
    assert "each item has one price in all years" in done.stderr.splitlines()[-1]


def test_a_folder_that_takes_no_file_is_refused_before_anything_is_lived(tmp_path, monkeypatch):
    (tmp_path / "mine").write_text("")
    monkeypatch.setattr("contagion.experiments.interfaces.page.made.page", lambda *_: pytest.fail("it was made"))
    assert "no file can be written in" in complaint("page", "--out", tmp_path / "mine")


# ---- the note as the page puts it together ---------------------------------------------------------------------------


ASKS = {
    ENGLISH: "From January 2020 on, what would change in Grand X over 2 years with B, compared with A?",
    FRENCH: "À partir de janvier 2020, qu’est-ce qui changerait dans le Grand X en 2 ans avec B, "
    "par rapport à A\u202f?",
}
DECIDES = {
    ENGLISH: "“A”, from January 2020 on. After a year, what was counted corrects it.",
    FRENCH: "«\xa0A\xa0», à partir de janvier 2020. Au bout d’un an, ce que l’on aura compté corrigera la réponse.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_of_its_sentences_are_those_that_scripts_fill_in(asked, language):
    with speaking(language), in_print():
        said = {**words_of_the_page(), **words_of_programme(asked)}
        where = said["in_grand"].format(rest="X")
        years = said["years"].format(number=AHEAD)
        assert said["asks_of"].format(first="2020", years=years, base="A", others="B", where=where) == ASKS[language]
        when = said["from_january"].format(first="2020")
        assert said["decide"]["clear"].format(name="A", when=when) == DECIDES[language]
        assert {*said["decide"]} == {*get_args(Verdict.__value__)}
        assert [label for _name, label in parts()] == [said["in_note"][name] for name in PARTS]
        assert len(said["method"] + said["checks"]) >= 8


def test_elsewhere_nothing_is_said_of_the_case_study(asked):
    """Neither its name nor that of its communes: scripts fill in those of the territory."""
    for language in LANGUAGES:
        with speaking(language), in_print():
            said = words_elsewhere(elsewhere(AHEAD, WORLDS, asked.made))
        assert "place" not in said
        assert "Mamirolle" not in json.dumps(said)
        assert any("{place}" in line for line in said["method"])


# ---- pictures -------------------------------------------------------------------------------------------------------

HEAD = """
const ownName = () => "A", NARROW = 360, lines = ["ink", "soft", "grid", "edge", "paper"];
const numbers = { paint: { lines, classes: [["less"], "", ["more"]] } };
const words = { between: "{low} to {high}", with_range: "{value} ({interval})", signs: { group: "," } };
const document = { createElementNS: (_, name) => ({ name, of: {}, inside: [], dataset: {},
  setAttribute(key, value) { this.of[key] = value; }, append(...more) { this.inside.push(...more); } }) };
"""
ASKED = """
const values = Array.from({ length: 50 }, (_, n) => FIRST + n);
const row = { p5: FIRST, p50: FIRST + 24, p95: FIRST + 49, error: 1, worlds: 50 };
const { inside } = dots("id", [{ values, row }], "title");
const nothing = Number(inside.find(({ of }) => of["stroke-width"] === 1.5).of.d.match(/^M([\\d.]+)/)[1]);
console.log(JSON.stringify(inside.filter(({ name }) => name === "circle").map(({ of }) => [of.cx > nothing, of.fill])));
"""


@needs_node
@pytest.mark.parametrize("first", [-0.6, -3.3, -25.3, -47.7])
def test_more_and_fewer_never_stand_in_one_pile(first):
    texts = [
        (HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8")
        for name in ("elementary", "statistics", "words", "charts")
    ]
    text = "\n".join([HEAD, *texts, ASKED.replace("FIRST", str(first))])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    drawn = json.loads(done.stdout)
    fewer = sum(first + 49 * (n + 0.5) / 50 < 0 for n in range(50))  # a dot is in the middle of its share
    assert [right for right, _ in drawn] == [False] * fewer + [True] * (50 - fewer)
    assert [fill for _, fill in drawn] == ["less"] * fewer + ["more"] * (50 - fewer)


# ---- what a page says before anything is moved, and what its scripts say then: as Python does, to the letter ---------


@pytest.fixture(scope="module")
def editions():
    """The words of each language."""
    made = {}
    for language in LANGUAGES:
        with speaking(language), in_print():
            made[language] = words_of_the_page()
    return made


def test_each_says_when_and_by_which_code_it_was_made(text):
    code = code_digest()[:8]
    assert f"Made on 30 November 2026, by the code {code}." in text
    assert f"30 novembre 2026, par le code {code}." in text


@needs_node
def test_cells_of_options_are_as_python_writes_them(editions):
    given = differences()
    for language, said_in in editions.items():
        with speaking(language), in_print():
            python = [f"{more(row, 7)} {more(row)} {in_all(row, 7)}" for row in given]
        cells = "(row) => `${moreOf(row, 7)} ${moreOf(row)} ${inAll(row, 7)}`"
        assert in_scripts(said_in, cells, [*map(as_scripts_have_it, given)]) == python


@needs_node
def test_scripts_say_what_an_option_brings_as_python_does(editions):
    given, said = differences(), "(row) => `${answer(row, 'A', 'B')} ${rangeOf(row, figure, 7)}`"
    assert {verdict_on(row) for row in given} == {"clear", "likely", "none"}
    for language, said_in in editions.items():
        with speaking(language), in_print():
            python = [f"{answer(row, 'A', 'B', YEARS)} {range_of(row, figure, 7)}" for row in given]
        assert in_scripts(said_in, said, [*map(as_scripts_have_it, given)]) == python


@needs_node
def test_scripts_say_why_as_python_does(editions):
    """Of channels whose change is clear, of others, and of some that change nothing."""
    given, said = differences(), "(rows) => whyInWords([{}, ...rows])"
    rows = [{**row, "clear": n % 3 == 0, "changed": n % 5 % 2} for n, row in enumerate(given)]
    fours = [rows[n : n + len(SWITCHES)] for n in range(0, len(rows) - 3, 3)]
    scripts = [
        [as_scripts_have_it(row) | {"isClear": row["clear"], "changes": row["changed"]} for row in four]
        for four in fours
    ]
    for language, said_in in editions.items():
        with speaking(language), in_print():
            python = [why_in_words(dict(zip(SWITCHES, four, strict=True))) for four in fours]
        assert in_scripts(said_in, said, scripts) == python
