"""The documentation: what it tells to type is understood and runs, it has each rule, verb and name, and the site reads
from its folder without a warning, a lost link, a request to any host or a fault of accessibility."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from urllib.parse import unquote, urldefrag

import pytest

import contagion as ct
from contagion.experiments.interfaces.documentation import build
from contagion.experiments.interfaces.documentation.build import HERE, OUT
from tests.helpers.in_browser import browser, needs_chromium, open_tab, violations
from tests.helpers.places import ROOT

PAGES = sorted(HERE.rglob("*.md"))
WITH_EXAMPLES = [page for page in PAGES if "```python" in page.read_text(encoding="utf-8")]
SAMPLED = (
    "experiments/interfaces/documentation/index.html",
    "experiments/interfaces/documentation/learn/planner.html",
    "experiments/interfaces/documentation/do/rule.html",
    "experiments/interfaces/documentation/look_up/files.html",
    "experiments/interfaces/documentation/understand/not_for.html",
    "results/documentation/pages/rules/registering.html",
    "results/documentation/pages/functions.html",
    "models/parameters/README.html",
    "notebooks/2_compare_scenarios.html",
    "fr/experiments/interfaces/documentation/fr/premiere_heure.html",
)


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    script = tmp_path / f"{page.stem}_page.py"
    script.write_text("\n".join(found), encoding="utf-8")
    assert run_path(str(script))["ct"] is ct


def test_each_name_of_the_door_is_looked_up():
    assert re.findall(r"^## (\w+)$", build.functions(), re.MULTILINE) == dir(ct)


def test_each_rule_has_a_page_with_its_code_and_its_tests(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_draw_sweep", lambda *_: False)
    build.rules(tmp_path)
    files = {file.stem for file in (ROOT / "models" / "programme" / "rules").glob("*.py")} - {"__init__"}
    assert {page.stem for page in tmp_path.glob("*.md")} == {*files, "index"}
    text = (tmp_path / "registering.md").read_text(encoding="utf-8")
    for part in ("P = 1 − exp(−η)", "literalinclude", "(/models/ODD.md#places-differ)", "10 (*registering*)", "\n- "):
        assert part in text


# ---- the site ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site() -> Path:
    module = "contagion.experiments.interfaces.documentation.build"
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return OUT / "site"


def lost(site: Path) -> Iterator[tuple[str, str]]:
    """Links of the site that lead to no file of it, or to no place in it."""
    pages = {
        page.resolve(): page.read_text(encoding="utf-8")
        for page in site.rglob("*.html")
        if not {"page", "_static"} & {page.parent.name}
    }
    for page, text in pages.items():
        for link in re.findall(r'\b(?:href|src)="([^"]+)"', text):
            path, anchor = urldefrag(re.sub(r"\?[^#]*", "", link))
            there = (page.parent / unquote(path)).resolve() if path else page
            if re.match(r"\w+:", link):
                continue
            known = not anchor or there not in pages or f'id="{unquote(anchor)}"' in pages[there]
            if not there.exists() or not known:
                yield page.relative_to(site).as_posix(), link


@pytest.mark.slow
@needs_chromium
def test_the_site_is_read_from_its_folder(site):
    assert [*lost(site)] == []
    with browser() as window:
        for name in SAMPLED:
            tab, _ = open_tab(window)
            asked: list[str] = []
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            tab.goto((site / name).as_uri())
            assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
            assert violations(tab) == [], name
            tab.close()
        tab, _ = open_tab(window)
        tab.goto(f"{(site / 'search.html').as_uri()}?q=pairs")
        tab.wait_for_selector("#search-results li a")
        tab.goto((site / "experiments/interfaces/documentation/learn/planner.html").as_uri())
        assert tab.frame_locator(".embedded").locator("h1").inner_text()
