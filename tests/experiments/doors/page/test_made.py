"""The file: policy, nothing of anybody's taken for HTML, both languages whole, not too large."""

import json
import re
from base64 import b64decode, b64encode
from gzip import decompress
from hashlib import sha256

import pytest

from contagion.experiments.doors.page.made import html, page
from contagion.models.code.kernel import library_for
from contagion.sim.errors import InputError
from tests.experiments.doors.page.conftest import UNKIND, WORLDS
from tests.helpers.pages import etree


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
    assert len(root.xpath("//script")) == 7
    assert any("alert(1)" in (one.text or "") for one in root.xpath("//main//p"))


def test_both_languages_say_the_same_things(text):
    one, two = (json.loads(inside(text, "script", f"words-{language}")) for language in ("fr", "en"))

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


def test_the_kernel_and_the_worlds_are_inside(text, asked):
    numbers = json.loads(inside(text, "script", "numbers"))
    assert decompress(b64decode(inside(text, "script", "library"))) == library_for("wasm32").read_bytes()
    worlds = decompress(b64decode(inside(text, "script", "worlds")))
    rows = [*dict.fromkeys(asked.carried.worlds.rows())]
    assert len(worlds) == numbers["image"] + sum(map(len, rows))
    assert len(numbers["first"]) == len(asked.carried.worlds.every) > len(rows)  # some are alike
    assert len(numbers["told"]) == len(numbers["sets"]) == WORLDS
    assert worlds.startswith(asked.carried.image)
    assert len(text) < 1_200_000


def test_the_first_answer_stands_there_without_a_script(text, asked):
    main = etree.HTML(text).xpath("//main")[0]
    said = " ".join(main.itertext())
    assert "personnes viennent à un groupe en 2" in said
    assert len(main.xpath(".//section[@id='goes-on']//*[name()='svg']")) == 2


def test_a_page_that_cannot_be_written_is_a_line(asked, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        page(asked, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"
