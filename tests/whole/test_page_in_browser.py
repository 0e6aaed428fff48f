"""The planners' page in a real browser: the whole story in both languages, by keyboard, without a script, at three
widths, and nothing that axe finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contagion.experiments.doors.words.page import progress
from contagion.experiments.language.languages import LANGUAGES, speaking
from contagion.experiments.language.sentences import _
from tests.helpers.in_browser import Visitor, browser, needs_chromium, served
from tests.helpers.stores import kept_in

pytestmark = needs_chromium

SHORT = "years=2&set=training.places%3D20"
VIEW = f"/compare?{SHORT}"
PAGES = (
    "/",
    VIEW,
    f"/commune/25056?{SHORT}",
    f"/facilitator/1?{SHORT}",
    "/money",
    "/measure",
    "/method",
    "/accessibility",
)
LONG = "/compare?years=30&scenario=ref&scenario=double_places&scenario=campaign&scenario=mentoring"
SMALL = "years=1&epci=200067171"  # 10,000 people: what is asked of hundreds of mixes is answered in seconds
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("page") / "store"


@pytest.fixture(scope="module")
def address(store) -> Iterator[str]:
    with served(store) as found:
        yield found


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
    with browser() as found:
        yield found


@pytest.fixture
def visitor(window, address) -> Iterator[Visitor]:
    made = Visitor(window, address, viewport={"width": 1440, "height": 900})
    yield made
    made.leaves()


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.slow
def test_the_whole_story(visitor: Visitor, lang: str, tmp_path: Path):
    tab = visitor.tab
    visitor.goes(f"/{lang}/")
    assert tab.locator("main form, main input").count() == 0  # the answer first, before any control
    assert re.search(r"\d", visitor.sees(".answer p"))
    tab.screenshot(path=tmp_path / "start.png", full_page=True)

    _chooses_a_territory(visitor, lang)
    _moves_a_lever(visitor)
    tab.screenshot(path=tmp_path / "settled.png", full_page=True)
    _looks_at_the_map(visitor)
    _reads_a_commune(visitor)
    _changes_the_language(visitor, lang)
    _keeps_and_drops_the_programme(visitor, tmp_path)

    tab.locator("#report button").first.click()
    tab.wait_for_load_state()
    assert "/report.html" in tab.url
    assert tab.locator("h1").count() >= 1
    tab.screenshot(path=tmp_path / "report.png", full_page=True)


def _chooses_a_territory(visitor: Visitor, lang: str) -> None:
    tab = visitor.tab
    visitor.goes(f"/{lang}/compare?years=2")
    tab.fill("#epci", "Pays de Montbéliard Agglomération")
    tab.locator("form:has(#epci) button").click()
    tab.wait_for_function("() => location.search.includes('epci=200065647')")  # the same in one form
    assert "Montb" in visitor.sees("h1")
    with speaking(lang):
        assert _("Compared with") in visitor.sees(".box.levers")
    visitor.settles()


def _moves_a_lever(visitor: Visitor) -> None:
    """The address says it at once, the answer follows, and the field keeps the focus."""
    tab = visitor.tab
    assert "set=" not in visitor.query()
    before = visitor.sees("#answer")
    names = set(visitor.names)
    tab.focus("#training-places")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    tab.wait_for_function("() => location.search.includes('set=training.places')")
    tab.wait_for_function("(before) => document.querySelector('#answer').innerText !== before", arg=before)
    visitor.settles()
    assert names
    assert names == visitor.names  # however often it moves, one visitor asks
    assert tab.evaluate("document.activeElement.id") == "training-places"
    assert tab.locator("#answer .answer h3").count() == 1
    assert tab.locator("#said").get_attribute("aria-live") == "polite"
    assert visitor.sees("#said")
    assert tab.locator("#dots svg[role=img] title").count() == 1


def _looks_at_the_map(visitor: Visitor) -> None:
    """The slider of years colours the communes and fills the list; a pause stops it."""
    tab = visitor.tab
    colours = (
        "() => [...document.querySelectorAll('#map path[data-commune]')].map((it) => it.getAttribute('fill')).join()"
    )
    cells = "() => [...document.querySelectorAll('#communes [data-values]')].map((it) => it.textContent).join()"
    first = tab.evaluate(colours), tab.evaluate(cells)
    tab.focus("#year")
    tab.keyboard.press("Home")
    assert tab.evaluate(cells) != first[1]
    tab.locator("[data-play]").click()
    tab.wait_for_function("() => document.querySelector('#year').value === document.querySelector('#year').max")
    assert (tab.evaluate(colours), tab.evaluate(cells)) == first
    tab.locator("#differences details summary").first.click()
    assert tab.locator("#differences table").first.is_visible()
    with tab.expect_download() as taken:
        tab.locator("#differences .tools a").first.click()
    assert taken.value.path().read_text("utf-8").startswith(("scenario", "\ufeffscenario"))


def _reads_a_commune(visitor: Visitor) -> None:
    tab, view = visitor.tab, visitor.query()
    tab.locator("#communes tbody a").first.click()
    tab.wait_for_load_state()
    assert "/commune/25" in tab.url
    visitor.settles()
    assert "100" in visitor.sees("#commune")
    assert visitor.sees("#run")
    visitor.goes(f"/fr/facilitator/1?{view}")
    tab.wait_for_selector("#family svg[role=img]")
    tab.go_back()
    tab.go_back()
    assert visitor.query() == view


def _changes_the_language(visitor: Visitor, lang: str) -> None:
    tab, view = visitor.tab, visitor.query()
    (other,) = {*LANGUAGES} - {lang}
    tab.locator(".language a").click()
    tab.wait_for_load_state()
    assert tab.evaluate("document.documentElement.lang") == other
    assert visitor.query() == view
    assert tab.input_value("#training-places") != tab.get_attribute("#training-places", "data-usual")
    visitor.settles()


def _keeps_and_drops_the_programme(visitor: Visitor, folder: Path) -> None:
    """A file that was kept brings back, on a page that knows nothing of it, what was looked at."""
    tab, view = visitor.tab, visitor.query()
    with tab.expect_download() as taken:
        tab.locator("a[href*='scenario.toml']").click()
    kept = folder / "kept.toml"
    taken.value.save_as(kept)
    assert "places = " in kept.read_text("utf-8")
    visitor.goes("/fr/compare?years=2")
    visitor.drops(kept, "#file")
    tab.wait_for_function("() => location.search.includes('set=training.places')")
    visitor.settles()
    assert tab.locator("#answer .answer h3").count() == 1
    assert {one for one in view.split("&") if not one.startswith("year=")} <= set(visitor.query().split("&"))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.slow
def test_axe_finds_nothing(window, address, lang: str):
    """With the page's own policy on scripts set aside, or else axe could not run."""
    from axe_playwright_python.sync_playwright import Axe

    visitor, found = Visitor(window, address, bypass_csp=True), {}
    for path in (*PAGES, "/compare?years=0"):
        visitor.goes(f"/{lang}{path}")
        if visitor.tab.locator("[data-stream]").count():
            visitor.settles()
        visitor.tab.evaluate("document.querySelectorAll('details').forEach((it) => it.open = true)")
        results = Axe().run(visitor.tab, options=RULES)
        found[path] = [
            (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
            for one in results.response["violations"]
        ]
    visitor.context.close()
    assert not any(found.values()), found
    assert visitor.elsewhere == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_wider_than_the_window(window, address, width: int, tmp_path: Path):
    visitor = Visitor(window, address, viewport={"width": width, "height": 800})
    for number, path in enumerate(PAGES):
        visitor.goes(f"/fr{path}")
        if path == VIEW:
            visitor.settles()
        assert visitor.tab.evaluate("document.documentElement.scrollWidth") <= width, path
        visitor.tab.screenshot(path=tmp_path / f"{number}.png", full_page=True)
    visitor.leaves()


@pytest.mark.slow
def test_the_keyboard_alone_does_it(visitor: Visitor):
    tab = visitor.tab
    visitor.goes(f"/fr{VIEW}")
    visitor.settles()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _press in range(120):
        tab.keyboard.press("Tab")
        reached.add(
            tab.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')?.split('?')[0]")
        )
    assert {"training-places", "retention-loss_per_year", "epci", "file", "figure", "year"} <= reached
    communes = [name for name in reached if name and "/commune/" in name]
    assert len(communes) == 1  # one stop for the whole list; arrows go through it
    tab.locator("#communes tbody a").first.focus()
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement === document.querySelectorAll('#communes tbody a')[1]")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/commune/**")


def test_it_works_without_a_script_as_a_form(window, address):
    visitor = Visitor(window, address, java_script_enabled=False)
    tab = visitor.tab
    visitor.goes("/fr/compare?years=2")
    tab.fill("#training-places", "20")
    tab.locator("#moves button.without-script").first.click()
    _reloads(visitor, "#answer .answer h3")
    assert tab.input_value("#training-places") == "20"
    assert tab.locator("#answer .answer h3").count() == 1
    assert not tab.locator(".needs-script:visible").count()
    tab.select_option("#figure", "1:more")
    tab.locator("[data-look] button.without-script").click()
    assert "figure=1%3Amore" in tab.url
    _reloads(visitor, "#map path[data-commune]")
    assert tab.locator("#map path[data-commune]").count() == 68
    visitor.leaves()


def _reloads(visitor: Visitor, choice: str) -> None:
    """As the page does by itself every three seconds, until there is what is looked for."""
    for _again in range(60):
        if visitor.tab.locator(choice).count():
            return
        visitor.tab.wait_for_timeout(500)
        visitor.tab.reload()


@pytest.mark.slow
def test_printing_leaves_the_controls_out(visitor: Visitor):
    visitor.goes(f"/fr{VIEW}")
    visitor.settles()
    visitor.tab.emulate_media(media="print")
    assert not visitor.tab.locator(".boxes").is_visible()
    assert visitor.tab.locator("#answer").is_visible()
    assert visitor.tab.locator("#dots svg").is_visible()
    assert visitor.tab.locator("main :is(button, input, progress):visible").count() == 0
    assert not visitor.tab.locator("#helped-section").is_visible()  # it only asks
    assert not visitor.tab.locator("#dots details").is_visible()  # a table of what the chart shows
    assert visitor.tab.locator("#told-more table").first.is_visible()  # no chart shows these
    assert visitor.tab.locator("#communes table").is_visible()


def test_a_mistake_is_said_where_the_visitor_is(visitor: Visitor):
    tab = visitor.tab
    visitor.goes("/fr/compare?years=0&above=7")
    assert tab.evaluate("document.activeElement.id") == "wrong"
    assert "un nombre entier d’années de 1 à" in visitor.sees("#wrong")
    tab.locator("#wrong a").click()
    assert tab.evaluate("document.activeElement.id") == "years"
    assert "de 1 à" in visitor.sees("#years-wrong")
    assert tab.input_value("#above") == "7"
    visitor.complaints.clear()  # of the browser, that the answer has the status of a mistake


def test_a_file_with_mistakes_lists_them_all_and_the_view_stays(visitor: Visitor, tmp_path: Path):
    tab, plan = visitor.tab, tmp_path / "plan.toml"
    plan.write_text('[training]\nplaces = -1\nplacs = 3\n[group]\nsize = "<b id=no>"\n', encoding="utf-8")
    visitor.goes(f"/fr{VIEW}")
    tab.set_input_files("#file", plan)
    tab.locator("form:has(#file) button").click()
    tab.wait_for_selector("#wrong")
    assert tab.locator("#wrong li").count() == 3
    assert tab.locator("#file-wrong").is_visible()
    assert tab.locator("#no").count() == 0
    assert tab.input_value("#training-places") == "20"
    assert "/fr/compare?" in tab.url  # which can be loaded anew
    visitor.complaints.clear()


@pytest.mark.slow
def test_a_stop_ends_the_work_and_keeps_the_answer(visitor: Visitor, store: Path):
    tab = visitor.tab
    visitor.goes(f"/fr{LONG}")
    tab.wait_for_selector("#answer .answer h3")
    before = tab.evaluate("document.querySelector('[data-bar]').value")
    tab.wait_for_function("(before) => document.querySelector('[data-bar]').value > before", arg=before)
    tab.locator("[data-stop] button").click()
    visitor.settles()
    found = re.search(r"repose sur (\d+) mondes", visitor.sees("#answer .warn"))
    assert found
    assert 5 <= int(found[1]) < 100
    with speaking("fr"):
        assert visitor.sees("[data-progress]") == _("The computation has stopped.")
    assert not tab.locator("[data-stop]").is_visible()
    told = visitor.sees("#answer")
    with tab.expect_download():  # of what is known, which begins nothing anew
        tab.locator("#differences .tools a").first.click()
    tab.wait_for_timeout(1500)  # a batch that was under way is kept
    kept = _runs(store)
    tab.wait_for_timeout(1500)
    assert _runs(store) == kept
    assert visitor.sees("#answer") == told


def _runs(store: Path) -> set[str]:
    """The keys of the runs that are kept."""
    return set(kept_in(store))


@pytest.mark.slow
def test_a_stop_without_a_script_is_one_as_well(window, address):
    visitor = Visitor(window, address, java_script_enabled=False)
    visitor.goes(f"/en{LONG}&assume=registering.letter%3D0.02")
    _reloads(visitor, "#answer .answer h3")
    visitor.tab.locator("[data-stop] button").click()
    assert "This rests on" in visitor.sees("#answer .warn")
    visitor.tab.reload()
    assert "This rests on" in visitor.sees("#answer .warn")
    visitor.leaves()


@pytest.mark.parametrize(
    ("path", "region"),
    [("money?ask=spend", "#bought"), pytest.param("measure?ask=measure", "#worth", marks=pytest.mark.slow)],
)
@pytest.mark.slow
def test_what_takes_long_comes_to_its_end(visitor: Visitor, path: str, region: str):
    """On the engine as it is: the smallest territory and one year."""
    tab = visitor.tab
    visitor.goes(f"/fr/{path}&{SMALL}")
    tab.wait_for_function("() => document.querySelector('[data-bar]').value > 0")
    visitor.settles()
    assert visitor.sees(f"{region} .answer")
    assert tab.locator(f"{region} table").count() >= 2
    assert re.search(r"\d", visitor.sees(f"{region} tbody"))
    assert tab.locator("[data-stop]:visible").count() == 0


@pytest.mark.slow
def test_runs_that_are_made_are_no_answer_yet(visitor: Visitor):
    """The line and the live region say that it is worked out; it can still be stopped, and nothing says that it is
    over."""
    lang = "fr"
    with speaking(lang):
        told, over = progress(1200, 1200, ended=False), _("All is computed.")
    sent = {"job": "measure-1", "done": 1200, "total": 1200, "ended": False, "words": told, "said": told}
    event = f"event: progress\ndata: {json.dumps(sent)}\n\n"
    visitor.context.route("**/stream/measure*", lambda at: at.fulfill(content_type="text/event-stream", body=event))
    visitor.goes(f"/{lang}/measure?ask=measure&{SMALL}")
    visitor.tab.wait_for_function("(told) => document.querySelector('#said').textContent === told", arg=told)
    assert visitor.sees("[data-progress]") == told
    assert visitor.tab.locator("[data-stop] button").is_visible()
    assert over not in visitor.sees("#said")


@pytest.mark.slow
def test_the_map_tells_the_value_at_the_pointer_and_in_the_list_and_leads_to_the_commune(visitor: Visitor):
    tab = visitor.tab
    visitor.goes(f"/fr{VIEW}")
    visitor.settles()
    tab.locator("#map path[data-commune='25056']").hover(force=True)
    assert tab.locator("tr.here").get_attribute("data-commune") == "25056"
    titles = "() => [...document.querySelectorAll('#map path title')].map((it) => it.textContent)"
    last = tab.evaluate(titles)
    value = tab.locator("tr[data-commune='25056'] [data-values]").first.inner_text()
    assert any(one.startswith("Besançon\u00a0: ") and value in one for one in last)
    tab.focus("#year")
    tab.keyboard.press("Home")
    assert tab.evaluate(titles) != last
    with tab.expect_download() as taken:
        tab.locator("#map .tools a[href*='picture.svg']").click()
    assert taken.value.path().read_text("utf-8").startswith("<svg ")
    tab.locator("#map path[data-commune='25056']").click(force=True)
    tab.wait_for_url("**/commune/25056**")


@pytest.mark.slow
def test_what_would_have_helped_is_asked_for_each_programme(visitor: Visitor):
    tab = visitor.tab
    visitor.goes(f"/fr{VIEW}&{SMALL}".replace("years=2&", ""))
    tab.locator("#helped-section a[data-add]").nth(1).click()
    tab.wait_for_url("**helped=1**")
    visitor.settles()
    assert "Places à chaque session de formation" in visitor.sees("#helped caption")
    assert tab.locator("#helped table").count() == 2
    assert tab.locator("#helped-section a[data-add]").count() == 1


@pytest.mark.slow
def test_what_is_moved_goes_along_in_links_and_forms(visitor: Visitor):
    """From a mistake on: what was wrong does not."""
    tab = visitor.tab
    visitor.goes("/fr/compare?years=2&above=no&ask=none&set=group.size%3D9")
    visitor.complaints.clear()
    tab.fill("#training-places", "21")
    tab.wait_for_function("() => location.search === '?set=training.places%3D21&set=group.size%3D9&years=2'")
    assert tab.locator("#wrong").count() == 0
    visitor.settles()
    tab.focus("#year")
    tab.keyboard.press("Home")
    view = visitor.query()
    assert "year=1" in view.split("&")
    for link in (".language a", "nav a[href*='/money']", "#differences .tools a >> nth=0", "form:has(#file)"):
        said = tab.locator(link).first.evaluate("(it) => it.action || it.href")
        assert set(view.split("&")) <= set(urlsplit(said).query.split("&")), link
    assert "table=" in tab.locator("#differences .tools a").first.get_attribute("href")
    tab.fill("#above", "9")
    tab.locator("form:has(#epci) button").click()
    tab.wait_for_function("() => location.search.includes('above=9') && !location.search.includes('reading=')")
    assert visitor.query() == "&".join(sorted([*view.split("&"), "above=9"]))


@pytest.mark.slow
def test_a_slider_its_number_and_the_way_back(visitor: Visitor):
    tab, slider = visitor.tab, ".field:has(#training-places) [type=range]"
    visitor.goes(f"/fr{VIEW}".replace("years=2", "years=5"))
    usual = tab.get_attribute("#training-places", "data-usual")
    tab.fill("#training-places", "-4")  # out of bounds: said at the field
    tab.wait_for_selector("#training-places[aria-invalid=true]")
    assert "de 0 à" in visitor.sees("#training-places-bounds")
    tab.fill("#training-places", "12")
    tab.wait_for_selector("#training-places:not([aria-invalid])")
    assert not tab.locator("#training-places-bounds").is_visible()
    tab.fill("#training-places", "22")
    assert tab.input_value(slider) == "22"
    tab.focus(slider)
    tab.keyboard.press("ArrowRight")
    assert tab.input_value("#training-places") == "23"
    tab.wait_for_function("() => location.search.includes('places%3D23')")
    assert tab.locator(".moved #training-places").count() == 1
    tab.select_option("#scenario-2", "double_places")  # has the page loaded anew
    tab.wait_for_function(
        "() => location.search.startsWith('?scenario=ref&scenario=double_places&set=training.places%3D23')"
    )
    tab.locator("[data-back]").click()
    tab.wait_for_function("() => !location.search.includes('set=')")
    assert {tab.input_value("#training-places"), tab.input_value(slider)} == {usual}
    assert tab.locator(".moved").count() == 0


@pytest.mark.slow
def test_what_was_opened_and_scrolled_stays_so_and_what_fails_is_said(visitor: Visitor):
    tab = visitor.tab
    visitor.goes(f"/fr{VIEW}")
    visitor.settles()
    tab.locator("#told-more summary").click()
    tab.evaluate("document.querySelector('#communes .scroll').scrollTo(0, 40)")
    tab.locator("#communes tbody a").nth(3).focus()
    held = tab.evaluate("document.activeElement.href")
    tab.evaluate("document.querySelector('#communes tbody').classList.add('before')")
    tab.evaluate("document.querySelector('#figure').dispatchEvent(new Event('change', { bubbles: true }))")
    tab.wait_for_selector("#communes tbody:not(.before)")
    assert tab.locator("#told-more[open]").count() == 1
    assert tab.evaluate("document.querySelector('#communes .scroll').scrollTop") == 40
    assert tab.evaluate("document.activeElement.href.split('?')[0]") == held.split("?")[0]
    assert tab.evaluate("document.activeElement.tabIndex") == 0
    assert tab.locator("#communes tbody a[tabindex='0']").count() == 1
    failed = f"event: failed\ndata: {json.dumps({'words': 'no worlds'})}\n\n"
    visitor.context.route("**/stream/*", lambda at: at.fulfill(content_type="text/event-stream", body=failed))
    tab.fill("#training-places", "24")
    tab.wait_for_function("() => document.querySelector('#said').textContent === 'no worlds'")
    assert visitor.sees("[data-progress]") == "no worlds"
    visitor.settles()
