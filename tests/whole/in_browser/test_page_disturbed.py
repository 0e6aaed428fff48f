"""The page without a server while it computes: put to sleep, printed, loaded again, left and come back to, beside
another; and where nothing can be computed at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.in_browser import needs_chromium, open_tab, opens
from tests.whole.in_browser.conftest import WORLDS

pytestmark = needs_chromium

MOVED = "training.places=20"
NUMBERS = re.compile(r"\d+")
SLOWLY = """
const Own = window.Worker;
Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });
globalThis.lived = [];
window.Worker = class extends Own {
  postMessage(message) {
    if (message.module) return super.postMessage(message);
    globalThis.lived.push(JSON.stringify([message.values, message.words, message.world]));
    setTimeout(() => super.postMessage(message), globalThis.delay ?? 60);
  }
};
"""
"""One worker, which takes its time; what it was asked."""
PRINTED = """() => {
  dispatchEvent(new Event("beforeprint"));
  const [progress, told] = ["progress", "told"].map((id) => document.getElementById(id).textContent);
  return [progress.match(/\\d+/)[0], progress, told];
}"""
NOTE = """() => {
  const progress = document.getElementById("note-progress"), { innerText } = document.getElementById("paper");
  const lived = Number(innerText.match(/personne par personne, (\\d+) fois/)[1]);
  return [progress.checkVisibility() ? progress.innerText : "", lived, /au bout d’un an/i.test(innerText)];
}"""
"""How far a note is, of how many cases it is told, and whether it says what to decide."""
KEPT = """() => new Promise((done) => {
  indexedDB.open("contagion", 1).onsuccess = ({ target: { result } }) => {
    result.transaction("options").objectStore("options").getAll().onsuccess = ({ target }) => {
      result.close();
      done(target.result.map((one) => one.found.filter(Boolean).length).join(" "));
    };
  };
})"""
"""How many cases are kept of each option."""
OLDER = """() => new Promise((done) => {
  indexedDB.open("contagion", 1).onsuccess = ({ target: { result } }) => {
    const options = result.transaction("options", "readwrite").objectStore("options");
    options.getAllKeys().onsuccess = ({ target }) => {
      options.put({ found: [1] }, [target.result[0][0], "an older page", "", ""]).onsuccess = () => done();
      result.close();
    };
  };
})"""
"""Something that an older page of the territory kept."""
DONE = "() => Number(document.getElementById('progress').textContent.match(/\\d+/)?.[0] ?? 0)"


@pytest.fixture
def slow(window) -> Iterator[Any]:
    tab, wrong = open_tab(window)
    tab.add_init_script(SLOWLY)
    yield tab
    tab.context.close()
    assert wrong == []


def at_least(tab: Any, number: int) -> None:
    tab.wait_for_function(f"(number) => ({DONE})() >= number", arg=number)


def told(tab: Any) -> str:
    return tab.locator("#told").inner_text()


def starts(tab: Any, address: str) -> None:
    """It computes, and is not done."""
    tab.goto(f"{address}#change?{MOVED}")
    at_least(tab, 3)
    assert tab.evaluate(DONE) < WORLDS


@pytest.mark.slow
def test_what_was_computed_is_there_again_where_that_is_allowed(slow, address):
    starts(slow, address)
    slow.locator("#keep-computed").check()
    at_least(slow, WORLDS)
    said = told(slow)
    slow.wait_for_function(f"async () => await ({KEPT})() === '{WORLDS} {WORLDS}'")
    slow.evaluate(OLDER)
    slow.reload()
    at_least(slow, WORLDS)
    assert (told(slow), slow.evaluate("lived")) == (said, [])
    assert slow.evaluate(KEPT) == f"{WORLDS} {WORLDS}"  # nothing of the older page
    for again in (False, True, False):
        slow.locator("#keep-computed").set_checked(again)
        left = f"{WORLDS} {WORLDS}" if again else ""
        slow.wait_for_function(f"async () => await ({KEPT})() === '{left}'")
    slow.reload()
    at_least(slow, 3)
    assert slow.evaluate("lived")


@pytest.fixture(scope="module")
def undisturbed(window, address) -> str:
    tab, wrong = open_tab(window)
    tab.goto(f"{address}#change?{MOVED}")
    at_least(tab, WORLDS)
    found = told(tab)
    tab.context.close()
    assert wrong == []
    return found


@pytest.mark.slow
def test_a_tab_that_was_put_to_sleep_goes_on_where_it_was(slow, address, undisturbed):
    starts(slow, address)
    devtools = slow.context.new_cdp_session(slow)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    slow.wait_for_timeout(500)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    at_least(slow, WORLDS)
    assert told(slow) == undisturbed
    asked = slow.evaluate("() => globalThis.lived")
    assert len(asked) == len(set(asked)) == 2 * WORLDS  # none was lived twice


@pytest.mark.slow
def test_a_note_that_is_not_finished_says_so_on_paper_and_decides_nothing(slow, address):
    slow.goto(f"{address}#note?option={MOVED.replace('=', ':')}")
    slow.emulate_media(media="print")
    begun = "document.getElementById('note-progress')?.innerText.match(/[3-9] simulations sur/)"
    said, lived, decides = slow.wait_for_function(f"() => {begun} && ({NOTE})()").json_value()
    done, all_of = map(int, NUMBERS.findall(said))
    assert 2 < done < all_of == WORLDS
    assert "Les nombres bougeront encore" in said
    assert lived == done
    assert not decides
    slow.wait_for_function("() => !document.getElementById('note-progress').textContent")
    assert slow.evaluate(NOTE) == ["", WORLDS, True]


@pytest.mark.slow
def test_what_is_printed_while_it_computes_is_whole_and_says_how_far_it_is(slow, address, undisturbed):
    starts(slow, address)
    at_least(slow, 10)
    done, progress, said = slow.evaluate(PRINTED)
    slow.emulate_media(media="print")
    assert slow.locator("#progress").is_visible()
    assert f"{done} simulations" in progress
    assert f"{done} simulations, " in said
    assert slow.locator("#pictures svg:visible").count() == 3
    assert not slow.locator("button:not(.sort, .term):visible, a.button:visible, input:visible").count()
    slow.emulate_media(media="screen")
    slow.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert slow.pdf(format="A4").startswith(b"%PDF")
    opens(slow, "change")
    at_least(slow, WORLDS)
    assert told(slow) == undisturbed


@pytest.mark.slow
def test_loaded_again_left_and_come_back_to_it_says_the_same(slow, address, undisturbed):
    starts(slow, address)
    slow.reload()
    at_least(slow, 3)
    opens(slow, "money")
    slow.go_back()
    slow.go_back()  # to nothing
    slow.go_forward()
    slow.go_forward()
    opens(slow, "change")
    at_least(slow, WORLDS)
    assert told(slow) == undisturbed


@pytest.mark.slow
def test_a_lever_moved_again_and_again_is_the_last_one(slow, address, undisturbed):
    starts(slow, address)
    for places in (3, 5, 9, 14, 11, 20):
        slow.locator("#training-places").fill(str(places))
    at_least(slow, WORLDS)
    assert told(slow) == undisturbed


@pytest.mark.parametrize(
    "lacking",
    ["WebAssembly", *(pytest.param(one, marks=pytest.mark.slow) for one in ("Worker", "DecompressionStream"))],
)
def test_where_nothing_can_be_computed_it_says_what_it_is(new_tab, address, lacking):
    tab = new_tab()
    tab.add_init_script(f"delete window.{lacking}")
    tab.goto(f"{address}#change")
    notice = tab.locator(".without-script")
    notice.wait_for()
    assert "pour chaque intercommunalité de France" in notice.inner_text()
    assert not tab.locator("main").is_visible()
    assert not tab.locator("#language").is_visible()
