"""The atlas in a real browser, opened from a folder and from a static server: a page in it says what the page alone
says, its list is searched, and nothing is asked but of the folder itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.helpers.command import contagion
from tests.helpers.in_browser import needs_chromium, open_tab, violations

pytestmark = needs_chromium

CODES = ("200067171", "200050532")
WORLDS, SMALL = 12, ("--seeds", 12, "--years", 2, "--euros", 0)
ALL_ARE_THERE = """
(all) => document.getElementById("progress").textContent.match(/\\d+/g)?.map(Number).every((n) => n === all)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("site") / "new"
    words = [word for code in CODES for word in ("--epci", code)]
    done = contagion("site", *words, *SMALL, "--out", found)
    assert done.exit_code == 0, done.output
    return found


class Listening(SimpleHTTPRequestHandler):
    """A static server that keeps what is asked of it."""

    asked: list[str]

    def log_request(self, code: object = "", size: object = "") -> None:
        self.asked.append(self.path)


@pytest.fixture(scope="module")
def server(folder) -> Iterator[tuple[str, list[str]]]:
    """Where it is, and what was asked of it."""
    asked: list[str] = []
    handler = type("Here", (Listening,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as made:
        Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}/", asked
        made.shutdown()


def of(folder: Path, code: str) -> Path:
    (found,) = folder.glob(f"*-{code}.html")
    return found


def told(tab, address: str) -> list[str]:
    """What is said of an option in all cases, in both languages."""
    tab.goto(f"{address}#change?training.places=4")
    said = []
    for _language in range(2):
        tab.wait_for_function(ALL_ARE_THERE, arg=WORLDS)
        said += [tab.locator("#told").inner_text(), tab.locator("#main").inner_text(), tab.title()]
        tab.locator("#language").click()
    return said


@pytest.mark.slow
def test_a_page_of_the_folder_says_what_the_page_alone_says(window, folder, server, tmp_path):
    address, asked = server
    words = ("--epci", CODES[0], *SMALL, "--store", tmp_path / "store", "--out", tmp_path / "page")
    assert contagion("page", *words).exit_code == 0
    (alone,) = (tmp_path / "page").iterdir()
    inside, name = of(folder, CODES[0]), of(folder, CODES[0]).name
    tab, wrong = open_tab(window)
    back = ("Tous les territoires\n\n", "All the territories\n\n")
    one, two, three = (told(tab, where) for where in (alone.as_uri(), inside.as_uri(), f"{address}{name}"))
    assert two == three
    assert [said.replace(back[0], "").replace(back[1], "") for said in two] == one
    assert "4" in one[0]
    tab.context.close()
    assert [it for it in wrong if not it.startswith(address)] == []
    assert {*asked} == {f"/{name}", *(f"/shared/{file.name}" for file in (folder / "shared").iterdir() if ok(file))}


def ok(file: Path) -> bool:
    """Whether a page has it beside it."""
    return not file.name.startswith("index")


@pytest.mark.slow
def test_a_territory_is_found_by_its_name_and_opened(new_tab, folder):
    tab = new_tab()
    tab.goto((folder / "index.html").as_uri())
    field, items = tab.locator("#wanted"), tab.locator("#list li:visible")
    assert items.count() == 2
    for typed in ("AUBRAC", "carladèz viadene", "aveyron", CODES[0], "l'aubrac"[2:]):
        field.fill(typed)
        assert items.all_inner_texts()[0].startswith("CC Aubrac, Carladez et Viadène")
        assert items.count() == 1
    assert tab.locator("#found").inner_text() == "1 territoire"
    field.fill("<b>nowhere")
    assert items.count() == 0
    assert tab.locator("#found").inner_text().startswith("Aucun territoire")
    field.press("Enter")
    assert tab.url.endswith("index.html")
    field.fill("terre")
    tab.locator("#language").click()
    assert field.input_value() == "terre"
    assert tab.locator("#found").inner_text() == "1 territory"
    assert "nothing was observed here" in items.first.inner_text()
    field.press("Enter")
    tab.locator("#here").wait_for()
    assert tab.url.startswith(of(folder, CODES[1]).as_uri())
    tab.locator("a", has_text="Tous les territoires").click()
    tab.locator("#list").wait_for()


@pytest.mark.slow
def test_without_a_script_the_list_is_there_as_links(new_tab, folder):
    tab = new_tab(java_script_enabled=False)
    tab.goto((folder / "index.html").as_uri())
    assert not tab.locator("#search").is_visible()
    tab.locator("#list a").first.click()
    assert tab.locator("#goes-on svg").count() == 2


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_in_the_list(new_tab, folder, width):
    tab = new_tab(bypass_csp=True, viewport={"width": width, "height": 800})
    tab.goto((folder / "index.html").as_uri())
    for typed in ("", "terre", "nowhere"):
        tab.locator("#wanted").fill(typed)
        tab.locator("#language").click()
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
