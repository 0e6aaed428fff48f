"""The page as a visitor has it: served by the command, seen by a real browser that reaches no other host."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.helpers.places import ROOT

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 180_000  # milliseconds

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}: `apt-get install chromium` has the page tried in a browser"
)


@contextmanager
def served(store: Path) -> Generator[str]:
    """The address of the page, as `contagion page` serves it, with small studies of money."""
    command = [
        sys.executable,
        "-m",
        "contagion.experiments.doors.command.main",
        "page",
        "--port",
        "0",
        "--no-browser",
        "--quick",
        "--store",
        store,
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            assert found, "the page says where it is"
            yield found.group()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


@contextmanager
def browser() -> Generator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield made
        finally:
            made.close()


def open_tab(window: Any, **settings: Any) -> tuple[Any, list[str]]:
    """A tab for a page that is a file, and what is complained of in it or asked of any host."""
    context, wrong = window.new_context(accept_downloads=True, **settings), []
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda one: one.url.startswith(("file:", "blob:", "data:")) or wrong.append(one.url))
    return tab, wrong


class Visitor:
    """A tab of the browser. What it asked of other hosts, what it complained of and as whom it asked is noted."""

    def __init__(self, browser: Any, address: str, **settings: Any) -> None:
        self.address, self.elsewhere, self.complaints = address, [], []
        self.names: set[str] = set()
        self.context = browser.new_context(accept_downloads=True, **settings)
        self.context.set_default_timeout(PATIENCE)
        self.context.route("**/*", self._let_through)
        self.tab = self.context.new_page()
        self.tab.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _let_through(self, route: Any) -> None:
        asked = urlsplit(route.request.url)
        if asked.scheme in ("http", "https") and f"{asked.scheme}://{asked.netloc}" != self.address:
            self.elsewhere.append(route.request.url)
            route.abort()
        else:
            self.names.update(parse_qs(asked.query).get("visitor", []))
            route.continue_()

    def goes(self, path: str) -> None:
        self.tab.goto(f"{self.address}{path}")

    def settles(self) -> None:
        """Wait until all worlds are computed, and their answer is shown."""
        self.tab.wait_for_selector("main[aria-busy=false]")

    def sees(self, choice: str) -> str:
        return self.tab.locator(choice).first.inner_text()

    def drops(self, file: Path, choice: str) -> None:
        """Drags a file onto something and lets it go there."""
        self.tab.locator(choice).scroll_into_view_if_needed()
        box = self.tab.locator(choice).bounding_box()
        hand = self.context.new_cdp_session(self.tab)
        for kind in ("dragEnter", "dragOver", "drop"):
            what = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
            hand.send("Input.dispatchDragEvent", {"type": kind, "x": box["x"] + 9, "y": box["y"] + 9, "data": what})

    def query(self) -> str:
        """What the address says, in an order of its own."""
        return "&".join(sorted(urlsplit(self.tab.url).query.split("&")))

    def leaves(self) -> None:
        """Whatever was done: nothing was asked of other hosts, and the browser has refused nothing."""
        self.context.close()
        assert self.elsewhere == []
        assert self.complaints == []
