"""HTML of the page, read by its parser's strictest rules: for tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "rect", "path", "circle", "line"}


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"{tag}: style or script in an attribute")
        if identity := given.get("id"):
            self.ids.append(identity)
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


def checked(html: str) -> str:
    """The text of some HTML with plain spaces, once it is seen that its elements nest, its ids differ, and nothing in
    it is a style or a script of its own."""
    reader = _Read()
    reader.feed(html)
    assert reader.wrong == []
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids)), sorted(reader.ids)
    return " ".join(" ".join(reader.texts).split())
