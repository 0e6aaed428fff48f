"""The page without a server in a real browser: opened from a folder, its numbers are those of the command, in both
languages; it asks nothing of anybody, and what is typed or stands in its address breaks nothing."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.evidence.lived import NONE_YET, START
from contagion.experiments.say.differences import answer, as_borne_by, change
from contagion.experiments.say.languages import ENGLISH, FRENCH, speaking
from contagion.experiments.say.levers import levers_in_words
from contagion.experiments.say.sentences import between, in_print
from tests.helpers.command import contagion
from tests.helpers.in_browser import STEPS, needs_chromium, opens, saved, violations
from tests.whole.in_browser.conftest import AHEAD_ELSEWHERE as AHEAD
from tests.whole.in_browser.conftest import WORLDS, page_of

pytestmark = needs_chromium

ENOUGH, MORE = 40, 44
FIGURES = ("people", "completers", "communes_reached", "facilitators_active", "cost_total")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("site")


def settled(tab, worlds: int = WORLDS) -> None:
    """Wait until all worlds of what was moved are there."""
    tab.wait_for_function(
        "(all) => document.getElementById('progress').textContent.match(/\\d+/g)?.map(Number).every((n) => n === all)",
        arg=worlds,
    )


def moves(tab, **values: object) -> None:
    for name, value in values.items():
        field = tab.locator(f"#{name.replace('_', '-', 1)}")
        (field.select_option if field.evaluate("(it) => it.tagName") == "SELECT" else field.fill)(str(value))
        field.blur()  # what is typed counts at once where one goes on
    settled(tab)


def numbers_of(file: Path) -> dict[str, Any]:
    """What scripts of the page are told."""
    (found,) = re.findall(r'id="numbers">(.*?)</script>', file.read_text(encoding="utf-8"))
    told = json.loads(found)
    return {**told, **told["cases"][0]}


def of_programme(folder: Path, file: Path, *words: object, more: str = "") -> str:
    """What a command says, asked of the page's programme as a file, with more in it, and of the same years."""
    year = numbers_of(file)["start"]
    programme = folder / "programme.toml"
    programme.write_text(f'territory = "200067171"\nbegan = "{year}-01"\ntoday = "{year - 1}-11-30"\n{more}')
    done = contagion(*words, "--programme", programme, "--years", AHEAD, "--store", file.parents[1] / "store")
    assert done.exit_code == 0, done.output
    return done.stdout


def compared(folder: Path, file: Path, more: str = "") -> pd.DataFrame:
    """What the command says of the same worlds and the scenario that the page saved."""
    said = of_programme(folder, file, "compare", folder / "option.toml", "--seeds", WORLDS, "--json", more=more)
    return pd.DataFrame(json.loads(said)["worlds"]).set_index(["scenario", "indicator"]).loc["option"]


def test_its_numbers_are_those_of_the_command_in_both_languages(one_tab, file, folder):
    """A scenario that was saved by the page and is run by the command gives the page's numbers, to the digit."""
    one_tab.goto(f"{file.as_uri()}#change")
    moves(one_tab, training_places=4, partners_coordinators=0.5)
    saved(one_tab, "#save", folder / "option.toml")
    told = tomllib.loads((folder / "option.toml").read_text(encoding="utf-8"))
    assert told["decision"][0]["set"] == {"training.places": 4, "partners.coordinators": 0.5}
    table = compared(folder, file)
    for language in (FRENCH, ENGLISH):
        with speaking(language), in_print():
            name = levers_in_words(["training.places=4", "partners.coordinators=0.5"])
            people = table.loc["people"].to_dict()
            line = answer(people, name, NONE_YET[language == FRENCH], AHEAD)
            cells = [cell for one in FIGURES for cell in row(table.loc[one])]
        said = one_tab.locator("#told .answer p").all_inner_texts()
        assert said[0] == line
        assert START[language == FRENCH] in said[1]
        assert not re.search(
            r"\b(if we go on|going on|continue)", one_tab.locator("#change").inner_text(), re.IGNORECASE
        )
        assert one_tab.locator("#told td").all_inner_texts() == cells
        assert len(cells) == 10
        one_tab.locator("#language").click()


def row(of: pd.Series) -> list[str]:
    """The cells of a figure."""
    if not (of["above_zero"] or of["below_zero"]):
        return ["0", "0"]
    low, middle, high = map(change, as_borne_by(of.to_dict()))
    return [middle, between(low, high)]


def test_the_address_says_the_view_and_back_goes_back(tab, file):
    tab.goto(file.as_uri())
    tab.locator("html.scripted").wait_for()
    assert tab.locator("#here").is_visible()
    tab.locator("#here .button").click()
    tab.wait_for_function("() => document.querySelectorAll('#goes-on svg').length === 2")
    tab.locator("#goes-on .button").click()
    moves(tab, training_places=5)
    assert tab.url.endswith("#change?training.places=5")
    first = tab.locator("#told").inner_text()
    opens(tab, "note")
    opens(tab, "change")
    assert tab.url.endswith("#change?training.places=5")  # what was moved goes along
    tab.go_back()
    tab.go_back()
    tab.go_back()
    tab.locator("#goes-on").wait_for()
    tab.go_forward()
    tab.reload()
    settled(tab)
    assert tab.locator("#training-places").input_value() == "5"
    assert tab.locator("#told").inner_text() == first
    tab.locator("#back").click()
    assert tab.locator("#told .answer").count() == 0
    assert tab.url.endswith("#change")


def test_what_is_no_lever_in_the_address_and_no_number_in_a_field_is_left_aside(one_tab, file):
    one_tab.goto(
        f"{file.as_uri()}#change?training.places=1e9&outreach.letters=-4&x=<script>alert(1)</script>&partners.coordinators=7"
    )
    assert one_tab.locator("#told .answer").count() == 0
    one_tab.locator("#training-places").fill("999")
    one_tab.locator("#training-places-wrong").wait_for()
    assert one_tab.locator("#training-places").get_attribute("aria-invalid") == "true"
    assert one_tab.url.rpartition("#")[2].startswith("change?training.places=1e9")  # nothing was moved
    moves(one_tab, training_places=3)
    assert not one_tab.locator("#training-places-wrong").is_visible()


def test_what_is_typed_counts_when_it_is_all_there(one_tab, file):
    """To type 20, or 99, passes through 2, and 9, which nobody asked for."""
    one_tab.goto(f"{file.as_uri()}#change")
    field, before = one_tab.locator("#training-places"), one_tab.locator("#before")
    field.press("ControlOrMeta+a")
    field.press_sequentially("20", delay=50)
    assert "training.places" not in one_tab.url
    one_tab.wait_for_function("() => location.hash.endsWith('training.places=20')")
    settled(one_tab)
    field.press("ControlOrMeta+a")
    field.press_sequentially("99", delay=50)
    before.wait_for()
    assert "vaut pour 20" in before.inner_text()
    assert one_tab.url.endswith("training.places=20")
    for typed in ("", "-3", "12.5"):
        field.fill(typed)
        field.blur()
        assert before.is_visible()
        assert one_tab.locator("#told.stale, #pictures.stale").count() == 2
    field.fill("20")
    field.blur()
    assert not before.is_visible()
    assert not one_tab.locator(".stale").count()
    field.fill("99")
    field.blur()
    one_tab.locator("#back").click()
    assert not one_tab.locator(".wrong:visible, .stale").count()


def test_the_language_stands_in_the_address(one_tab, file):
    """A page that is loaded again, or a link that is sent, speaks as it did."""
    one_tab.goto(f"{file.as_uri()}#change?training.places=6")
    one_tab.locator("#language").click()
    assert one_tab.url.endswith("#change?lang=en&training.places=6")
    opens(one_tab, "money")
    one_tab.reload()
    one_tab.locator("html.scripted").wait_for()
    assert one_tab.locator("html").get_attribute("lang") == "en"
    assert one_tab.locator("#money-title").inner_text() == "What it costs"
    one_tab.goto(f"{file.as_uri()}#change?lang=fr")
    assert one_tab.locator("#change-title").inner_text() == "Ce qui changerait"
    assert one_tab.url.endswith("#change")
    one_tab.goto(f"{file.as_uri()}#change?lang=x")
    assert one_tab.locator("html").get_attribute("lang") == "fr"


SLOW = """
const Own = window.Worker;
window.Worker = class extends Own {
  postMessage(message) { if (!(message.world?.place >= globalThis.most)) super.postMessage(message); }
};
globalThis.most = %d;
"""


@pytest.mark.parametrize(
    ("cases", "answers", "told"),
    [
        (5, 0, "Dans les 5 premières simulations"),
        pytest.param(15, 1, "15, au lieu de 20 au moins", marks=pytest.mark.slow),
    ],
)
def test_few_cases_are_no_answer_yet(new_tab, file, cases, answers, told):
    """From the second case on a line says what there is; the answer has ten, the map twenty."""
    tab = new_tab()
    tab.add_init_script(SLOW % cases)
    tab.goto(f"{file.as_uri()}#change?training.places=6")
    tab.get_by_text(told).wait_for()
    assert tab.locator("#told .answer").count() == answers
    assert tab.locator("#told table").count() == answers
    assert tab.locator("#pictures svg").count() == 3 * answers


@pytest.mark.slow
def test_where_the_first_cases_agree_it_stops_and_goes_on_if_asked(tab, folder):
    """The error of stopping there is told; what was computed is not computed again."""
    large = page_of("242500361", folder, "large", MORE)
    tab.goto(
        f"{large.as_uri()}#change?training.places=0&partners.coordinators=0&outreach.letters=0&outreach.events_per_year=0"
    )
    tab.locator("#on").wait_for()
    assert str(ENOUGH) in tab.locator("#enough").inner_text()
    assert int(tab.locator("#progress").inner_text().split()[0]) in range(ENOUGH, MORE)
    opens(tab, "here")
    tab.go_back()
    assert tab.locator("#on").is_visible()  # nothing went on meanwhile
    tab.locator("#on").click()
    settled(tab, MORE)
    assert not tab.locator("#enough").inner_text()
    tab.locator("#back").click()
    assert not tab.locator("#on").is_visible()


def test_it_is_tried_whether_an_answer_stands_under_other_accounts(one_tab, file):
    one_tab.goto(f"{file.as_uri()}#sure")
    one_tab.locator("#try").click()
    assert not one_tab.locator("#accounts *").count()
    assert one_tab.locator("#tried").inner_text()  # nothing was moved
    one_tab.goto(f"{file.as_uri()}#change?training.places=6")
    settled(one_tab)
    opens(one_tab, "sure")
    one_tab.locator("#try").click()
    one_tab.wait_for_function("() => document.querySelectorAll('#accounts tbody tr').length === 6")
    one_tab.locator("#language").click()
    assert one_tab.locator("#accounts caption").inner_text().startswith("“Training places at each session: 6")
    assert one_tab.locator("#accounts tbody tr").first.inner_text().startswith("Talk informs")
    assert one_tab.locator("#accounts p").count() == 1
    assert "models/" not in one_tab.locator("#sure").text_content()


PRICES = {"seat": 640, "coordinator": 0, "letter": 0.75}
TOLD = "#money td.number, #money tbody .hint, [data-told]"
MONEY_IS_THERE = """() => document.querySelector("#money-items tr")
  && !document.getElementById("money-progress").textContent"""


def told(tab) -> list[str]:
    """What is said of money, shown or not, once all simulations are there."""
    tab.wait_for_function(MONEY_IS_THERE)
    return tab.locator(TOLD).all_text_contents()


@pytest.mark.slow
def test_prices_that_are_typed_change_all_costs_as_those_of_the_programme_do(tab, file, folder):
    """What the page says at prices that were typed is what it says where the programme gives them."""
    prices = "[prices]\n" + "".join(f"{item} = {price}\n" for item, price in PRICES.items())
    words = ("page", "--seeds", WORLDS, "--out", folder / "priced")
    of_programme(folder, file, *words, more=prices)
    (given,) = (folder / "priced").iterdir()
    tab.goto(f"{given.as_uri()}#money")
    tab.wait_for_function(MONEY_IS_THERE)
    said = {row.split("\n")[0]: row for row in tab.locator("#money tr").all_inner_texts()}
    tab.goto(f"{file.as_uri()}#change")
    moves(tab, training_places=4, partners_coordinators=0.5)
    saved(tab, "#save", folder / "option.toml")
    tab.locator("#take").click()
    opens(tab, "money")
    tab.locator("#money summary").first.click()
    for item, price in PRICES.items():
        tab.locator(f"#price-{item}").fill(str(price))
    tab.wait_for_function(MONEY_IS_THERE)
    assert {row.split("\n")[0]: row for row in tab.locator("#money .side tr").all_inner_texts()} == said
    option = tab.locator("#money-options").inner_text()
    assert money_of(tab, "#told .answer p:last-child") in option
    of = compared(folder, file, prices).loc["cost_total"]
    with speaking(FRENCH), in_print():
        assert tab.locator("#told tr").last.locator("td").all_text_contents() == row(of)


def money_of(tab, where: str) -> str:
    return tab.locator(where).text_content()


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["-3", "10000001", "", "1e-"])
def test_a_price_that_is_none_is_said_at_its_field_and_not_taken(tab, file, typed):
    tab.goto(f"{file.as_uri()}#money")
    usual = told(tab)
    tab.goto(f"{file.as_uri()}#money?price.seat=640&price.kit=-1&price.room=x&price.none=3&price.event=1e9")
    tab.locator("#money summary").first.click()
    field = tab.locator("#price-seat")
    assert field.input_value() == "640"
    assert told(tab) != usual
    field.press("ControlOrMeta+a")
    field.press("Delete")
    field.press_sequentially(typed)
    assert tab.locator("#price-seat-wrong").is_visible()
    assert field.get_attribute("aria-invalid") == "true"
    assert told(tab) == usual
    assert tab.url.endswith("#money")
    assert tab.locator(".wrong:visible").count() == 1
    field.fill("0")
    assert not tab.locator("#price-seat-wrong").is_visible()
    assert tab.url.endswith("#money?price.seat=0")
    assert told(tab) != usual


DIES_ONCE = """
const Own = window.Worker;
Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });
globalThis.dead = 0;
window.Worker = class extends Own {
  postMessage(message) {
    if (message.world?.place !== 3 || globalThis.dead++) super.postMessage(message);
    else this.onerror(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
  }
};
"""


def test_a_worker_that_dies_is_replaced_and_its_case_asked_for_again(new_tab, file):
    tab = new_tab()
    tab.add_init_script(DIES_ONCE)
    tab.goto(f"{file.as_uri()}#change?training.places=6")
    settled(tab)
    assert tab.evaluate("() => globalThis.dead") > 0


@pytest.mark.slow
def test_of_a_damaged_page_nothing_is_computed(new_tab, file, tmp_path):
    text = file.read_text(encoding="utf-8")
    ((tag, packed),) = re.findall(r'(<script[^>]* id="worlds"[^>]*>)([^<]*)', text)
    image = bytearray(gzip.decompress(b64decode(packed)))
    image[3000] ^= 1  # within its checksum; gzip has one of its own
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(text.replace(tag + packed, tag + b64encode(gzip.compress(image)).decode()), encoding="utf-8")
    tab = new_tab()
    tab.goto(f"{spoilt.as_uri()}#change?training.places=6")
    tab.locator("#progress", has_text="The image is damaged").wait_for()
    tab.wait_for_timeout(500)
    assert not any(one.isdigit() for one in tab.locator("#told").inner_text())


def test_a_page_that_is_old_says_so(new_tab, file):
    tab = new_tab()
    tab.goto(file.as_uri())
    assert not tab.locator("#age").is_visible()
    tab.add_init_script("Date.now = () => Date.UTC(2040, 0)")
    tab.reload()
    tab.locator("html.scripted").wait_for()
    assert "plus d’un an" in tab.locator("#age").inner_text()
    assert not re.search(r"\d-\d", tab.locator("#age").inner_text())


def test_without_a_script_it_says_what_it_is(new_tab, file):
    tab = new_tab(java_script_enabled=False)
    tab.goto(file.as_uri())
    assert tab.locator(".without-script").is_visible()
    assert not tab.locator("main").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(new_tab, file, language, width):
    """With the page's own policy on scripts set aside, or else axe could not run."""
    tab = new_tab(bypass_csp=True, viewport={"width": width, "height": 800})
    tab.goto(f"{file.as_uri()}#change?training.places=6&option=training.places:4&option=outreach.letters:900")
    settled(tab)
    if language == "en":
        tab.locator("#language").click()
    for step in STEPS:
        opens(tab, step)
        tab.evaluate("document.querySelectorAll('details').forEach((it) => it.open = true)")
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, step
