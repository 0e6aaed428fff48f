"""A real browser, without a window."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first is a third faster
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 180_000  # milliseconds
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STEPS = ("here", "goes-on", "change", "places", "money", "sure", "note")  # of a page
RULES = {"runOnly": LEVELS, "preload": False}  # it would read a style that stands beside a page itself

needs_chromium = pytest.mark.needs("chromium")


@contextmanager
def browser() -> Generator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield made
        finally:
            made.close()


def open_tab(window: Any, **settings: Any) -> tuple[Any, list[str]]:
    """A tab for a page that is a file, and what is complained of in it (against its policy, say) or asked of any host,
    or of whoever reads it."""
    context, wrong = window.new_context(accept_downloads=True, **settings), []
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("dialog", lambda one: (wrong.append(f"{one.type}: {one.message}"), one.dismiss()))
    tab.on("request", lambda one: one.url.startswith(("file:", "blob:", "data:")) or wrong.append(one.url))
    return tab, wrong


def saved(tab: Any, button: str, file: Path) -> Path:
    """What a button offers to be saved, as a file."""
    with tab.expect_download() as made:
        tab.locator(button).click()
    made.value.save_as(file)
    return file


def opens(tab: Any, step: str) -> None:
    """A step of a page is opened from its menu."""
    tab.locator(f".steps a[href^='#{step}']").click()
    tab.locator(f"#{step} h2").first.wait_for()


def violations(tab: Any) -> list[tuple[str, str]]:
    """What axe finds in a page as it stands: the rule, and how the first that breaks it is written."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab, options=RULES).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
