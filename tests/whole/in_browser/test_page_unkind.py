"""Texts of files, of the address and of fields are text on the page without a server, whatever they are: nothing of
them is run, asked for or taken for a part of the page, and it goes on working."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from contagion.experiments.interfaces.page.asked import Asked
from contagion.experiments.interfaces.page.made import page
from tests.helpers.in_browser import needs_chromium, opens, saved

pytestmark = needs_chromium

RUN = "globalThis.ran = true"
PIECES = (
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<img src=x onerror='{RUN}'>", "<!--", "-->", "]]>",
    f"<svg onload='{RUN}'>", "</title>", "</template>", "</style><style>*{display:none}", "<base href='//a.example/'>",
    f"javascript:{RUN}", "<iframe srcdoc='x'>", "&quot;", "&lt;b&gt;", "&#0;", "\\u003c", "\\", '"', "'", "`", "${1}",
    "{{ 7 * 7 }}", "{% x %}", "{name}", "{0}", "$&", "$1", "%s", "%3Cscript%3E", "\u2028", "\u2029", "\u202e", "\u200f",
    "\ufeff", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "e\u0301\u0301\u0301", "\t", "null",
    "__proto__", "constructor", "NaN", "-0", "1e999", "0x10", "=1+1", "é" * 80, "w" * 120,
)  # fmt: skip
STEPS = ("here", "goes-on", "change", "places", "money", "sure", "note")
LOST = re.compile(r"NaN|undefined|Infinity|\[object|\{name\}|\bnull\b")  # and not "nulle part"
PARTS = "() => document.querySelectorAll('script, style, iframe, img, base, object, embed, template').length"
"""What no text may add to."""
FILL = """(typed) => { for (const one of document.querySelectorAll("input:not([type=file])")) {
  one.value = typed;
  for (const event of ["input", "change"]) one.dispatchEvent(new Event(event, { bubbles: true }));
} }"""


def unkind(number: int, longest: int = 200) -> list[str]:
    """Texts of such pieces, and each piece by itself."""
    random = Random(number)
    joined = ["".join(random.choices(PIECES, k=random.randint(2, 6)))[:longest].strip() for _ in range(number)]
    return [*joined, *(one for one in PIECES if one.strip())]


def made_of(asked: Asked, said: str, folder: Path) -> str:
    """The page where programme, communes and what the territory is of are called so."""
    there = asked.territory
    territory = replace(there, names=[said] * len(there.names), source=said)
    other = replace(asked, programme=replace(asked.programme, title=said), territory=territory)
    vars(other)["carried"] = asked.carried
    return page(other, folder).as_uri()


def in_a_table(tab: Any, folder: Path) -> str:
    """What a commune is called in the list that is saved; a spreadsheet takes it for no formula."""
    opens(tab, "places")
    file = saved(tab, "#by-commune + .csv", folder / "communes.csv")
    with file.open(encoding="utf-8-sig", newline="") as read_again:
        comma = ";" if tab.evaluate("document.documentElement.lang") == "fr" else ","
        return list(csv.reader(read_again, delimiter=comma))[1][0]


def stands(tab: Any, parts: int) -> None:
    """All steps open and say something, nothing is run or added, no number is lost."""
    for step in STEPS:
        tab.locator(f".steps a[href^='#{step}']").click()
        tab.locator(f"#{step} h2").wait_for()
        said = tab.locator(f"#{step}").inner_text()
        assert len(said) > 50, step
    assert not tab.evaluate("() => globalThis.ran")
    assert tab.evaluate(PARTS) == parts


@pytest.fixture(scope="module")
def parts(window, address) -> int:
    tab = window.new_page()
    tab.goto(address)
    tab.locator("html.scripted").wait_for()
    number = tab.evaluate(PARTS)
    tab.close()
    return number


@pytest.mark.slow
def test_whatever_a_programme_and_its_places_are_called_is_text(tab, asked, address, parts, tmp_path):
    for said in ["=1+1" + "".join(PIECES[:31]), *unkind(40)[:40]]:
        tab.goto(made_of(asked, said, tmp_path))
        tab.locator("html.scripted").wait_for()
        for _ in range(2):
            shown = " ".join(said.split())
            assert shown[:30] in " ".join(tab.locator("#here").text_content().split()), said
            assert said in tab.locator("#by-commune tbody a").first.text_content()
            assert in_a_table(tab, tmp_path) == ("'" if said[0] in "=+@\t-" else "") + said
            stands(tab, parts)
            tab.locator("#language").click()


@pytest.mark.slow
def test_whatever_stands_in_the_address_the_page_is_there(tab, asked, address, parts):
    """No piece of it is told, and what can be read of it is within its bounds."""
    names = [one.parameter for one in asked.carried.levers] + ["price.seat", "commune", "__proto__", "constructor", "x"]
    random, texts = Random(400), unkind(400, 10_000)
    tab.goto(address)
    for said in random.sample(texts, min(400, len(texts))):
        coded = random.choice([said, quote(said), quote(said, safe="=&?#/")])
        step, name = random.choice([*STEPS, "place", "edition-fr", "main", "", coded]), random.choice(names)
        tab.evaluate("(hash) => { location.hash = hash; }", f"{step}?{name}={coded}&{coded}={coded}")
        tab.wait_for_function("() => document.querySelectorAll('.step.open').length === 1")
        shown = tab.locator(".step.open").inner_text()
        assert len(shown) > 20, (step, coded)
        assert not LOST.search(shown), (step, name, coded)
        assert "script" not in shown.lower(), (step, name, coded)
    stands(tab, parts)


@pytest.mark.slow
def test_whatever_is_typed_the_page_is_there(tab, address, parts):
    for step in ("change", "places", "money"):
        tab.goto(f"{address}#{step}")
        for said in [*unkind(60, 10_000)[:60], "9" * 10_000, "0", "-0", "1e400", "", "0.1", " 3 "]:
            tab.evaluate(FILL, said)
            shown = tab.locator(".step.open").inner_text()
            assert not LOST.search(shown), (step, said)
        stands(tab, parts)
