"""What stands beside the pages of a folder: what is the same stands there alone, and nothing is lost; and dots that
scripts draw, each on its side of nothing."""

import json
import subprocess
from base64 import b64decode
from gzip import decompress

import pytest

from contagion.experiments.doors.page.parts import HERE, OF_A_FOLDER, Beside, library, style, within, worker
from tests.helpers.hosts import needs_node

ONE, TWO, THREE = (bytes([n]) * 16 for n in range(3))
SAME = Beside({"words-fr": {"a": "un", "levers": {"x": "y"}}}, (ONE, TWO))
HEAD = """
const NARROW = 360, lines = ["ink", "soft", "grid", "edge", "paper"];
const numbers = { paint: { lines, classes: [["less"], "", ["more"]] } };
const words = { between: "{low} to {high}", with_range: "{value} ({interval})", signs: { group: "," } };
const document = { createElementNS: (_, name) => ({ name, of: {}, inside: [],
  setAttribute(key, value) { this.of[key] = value; }, append(...more) { this.inside.push(...more); } }) };
"""
ASKED = """
const values = Array.from({ length: 50 }, (_, n) => FIRST + n);
const row = { p5: FIRST, p50: FIRST + 24, p95: FIRST + 49, error: 1, worlds: 50 };
const { inside } = dots("id", [{ values, row }], "title");
const nothing = Number(inside.find(({ of }) => of["stroke-width"] === 1.5).of.d.match(/^M([\\d.]+)/)[1]);
console.log(JSON.stringify(inside.filter(({ name }) => name === "circle").map(({ of }) => [of.cx > nothing, of.fill])));
"""


def test_rows_that_are_beside_a_page_are_not_in_it():
    first, own = SAME.taken((THREE, TWO, ONE, THREE))
    rows = b"".join(SAME.rows) + own
    assert own == THREE
    assert [rows[at : at + len(THREE)] for at in first] == [THREE, TWO, ONE, THREE]


def test_words_that_are_the_same_are_beside_a_page_and_others_in_it():
    words = {"a": "un", "levers": {"x": "z"}, "title": "Ici"}
    assert SAME.left("words-fr", words) == {"levers": {"x": "z"}, "title": "Ici"}
    assert {**SAME.told["words-fr"], **SAME.left("words-fr", words)} == words


def test_a_page_alone_has_all_within():
    assert Beside().left("words-fr", {"a": 1}) == {"a": 1}
    assert Beside().taken((ONE, ONE, TWO)) == ([0, 0, 16], ONE + TWO)
    assert {name: str(one) for name, one in within().items()}.items() >= {
        "style": style(),
        "worker": worker(),
        "library": library(),
    }.items()


def test_files_are_called_after_what_they_say():
    other = Beside({"words-fr": {"a": "deux"}}, (ONE,))
    assert SAME.files.keys() == {"beside", "script", "style"}
    assert [name for name in SAME.contents if name in other.contents] == [SAME.files["script"], SAME.files["style"]]
    assert all(name.startswith("shared/") for name in SAME.contents)
    told = json.loads(SAME.contents[SAME.files["beside"]].decode().partition("var beside = ")[2].rstrip(";\n"))
    assert told["words-fr"] == SAME.told["words-fr"]
    assert decompress(b64decode(told["rows"])) == ONE + TWO
    assert "script-src 'self' 'wasm-unsafe-eval'; style-src 'self';" in OF_A_FOLDER


def test_names_of_scripts_are_their_own():
    text = SAME.contents[SAME.files["script"]].decode()
    assert text.startswith('"use strict";\n{\n')
    assert text.endswith("}\n")


@needs_node
@pytest.mark.parametrize("first", [-0.6, -3.3, -25.3, -47.7])
def test_more_and_fewer_never_stand_in_one_pile(first):
    texts = [
        (HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in ("statistics", "words", "charts")
    ]
    text = "\n".join([HEAD, *texts, ASKED.replace("FIRST", str(first))])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    drawn = json.loads(done.stdout)
    fewer = sum(first + 49 * (n + 0.5) / 50 < 0 for n in range(50))  # a dot is in the middle of its share
    assert [right for right, _ in drawn] == [False] * fewer + [True] * (50 - fewer)
    assert [fill for _, fill in drawn] == ["less"] * fewer + ["more"] * (50 - fewer)
