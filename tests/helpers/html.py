"""HTML of the page, read by its parser's strictest rules: for tests."""

from __future__ import annotations

import re
from html.parser import HTMLParser

NUMBER = re.compile(r"\s*[-+−]?\d[\d,.\s%€]*$")
VOID = {"meta", "link", "input", "br", "img", "rect", "path", "circle", "line"}


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.texts: list[str] = []
        self.rows: list[list[tuple[bool, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"{tag}: style or script in an attribute")
        if identity := given.get("id"):
            self.ids.append(identity)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append((given.get("class") == "number", ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag}: ends what has not begun")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if {"td", "th"} & {*self.open}:
            right, text = self.rows[-1].pop()
            self.rows[-1].append((right, text + data))


def checked(html: str) -> str:
    """The text of some HTML with plain spaces, once it is seen that its elements nest, its ids differ, nothing in it is
    a style or a script of its own, and the numbers of its tables are set to the right."""
    reader = _Read()
    reader.feed(html)
    assert reader.wrong == []
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids)), sorted(reader.ids)
    left = [text for row in reader.rows for right, text in row[1:] if NUMBER.match(text) and not right]
    assert left == []
    return " ".join(" ".join(reader.texts).split())
