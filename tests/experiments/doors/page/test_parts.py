"""What stands beside the pages of a folder: what is the same stands there alone, and nothing is lost."""

import json
from base64 import b64decode
from gzip import decompress

from contagion.experiments.doors.page.parts import OF_A_FOLDER, Beside, library, style, within, worker

ONE, TWO, THREE = (bytes([n]) * 16 for n in range(3))
SAME = Beside({"words-fr": {"a": "un", "levers": {"x": "y"}}}, (ONE, TWO))


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
