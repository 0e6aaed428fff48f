"""The Mesa model in SolaraViz, in a real browser: a step moves the week, the map and both curves."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.helpers.in_browser import needs_chromium

pytest.importorskip("solara", reason="needs what the extra [mesa] names")
pytestmark = needs_chromium
PAGE = "contagion.models.mesa_model.app"


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    """Where `solara run` shows the page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", PAGE, "--port", str(port), "--host", "127.0.0.1"]
    said, until = tmp_path / "said", monotonic() + 60
    with said.open("w") as out:
        server = subprocess.Popen(
            [*command, "--no-open", "--production", "--no-check-version"], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        while not answers(f"http://127.0.0.1:{port}"):
            assert server.poll() is None, said.read_text()
            assert monotonic() < until, said.read_text()
            sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(address) as answer:
            return answer.status == 200
    except URLError:
        return False


@pytest.mark.slow
def test_step_moves_week_map_and_curves_until_reset(address, window):
    tab, elsewhere, wrong = window.new_context().new_page(), [], []
    tab.set_default_timeout(60_000)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda one: one.url.startswith((address, "data:", "blob:")) or elsewhere.append(one.url))
    tab.goto(address)
    tab.get_by_text("Time: 0").wait_for()
    pictures = tab.locator(".solara-content-main img")
    pictures.nth(2).wait_for()
    labels = ("Training places", "Completers who wish", "Contacts per month")
    assert [tab.get_by_text(label, exact=True).count() for label in labels] == [1, 1, 1]
    before = [picture.get_attribute("src") for picture in pictures.all()]
    for week in (1, 2):
        tab.get_by_role("button", name="Step").click()
        tab.get_by_text(f"Time: {week}").wait_for()
    for n, src in enumerate(before):  # Solara may draw several steps at once
        tab.wait_for_function(
            "([n, src]) => document.querySelectorAll('.solara-content-main img')[n].src !== src", arg=[n, src]
        )
    tab.get_by_role("button", name="Reset").click()
    tab.get_by_text("Time: 0").wait_for()
    assert wrong == []
    assert elsewhere == []
    tab.context.close()
