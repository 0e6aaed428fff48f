"""What stands before every answer: only this machine's own pages are served, bodies are small, and browsers are told
what a page may do. Plain ASGI, so that streams pass as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000  # of a body
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "contagion",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # without any, a browser would not say where a form of ours comes from
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
SAFE = ("GET", "HEAD", "OPTIONS")


def policy(**changes: str) -> str:
    """The content-security policy; `style_src="..."` changes a part of it."""
    parts = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in parts.items())


class TooLarge(Exception):
    """A body is larger than is taken."""


@dataclass
class Guard:
    """The application, behind what every request and answer has to pass.

    Attributes
    ----------
    app : ASGIApp
    refused : ASGIApp
        Answers what is not let through: `scope["refused"]` is the status.
    port : int
        That the page is served at.
    """

    app: ASGIApp
    refused: ASGIApp
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun, headers = True, MutableHeaders(scope=message)
                for name, value in {"content-security-policy": policy(), **HEADERS}.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if not self.of_this_machine(headers, scope["method"]):
            await self.refused({**scope, "refused": 403}, receive, headed)
            return
        if _length(headers) > MOST_BYTES:
            await self.refused({**scope, "refused": 413}, receive, headed)
            return
        try:
            await self.app(scope, limited(receive), headed)
        except TooLarge:
            if not begun:
                await self.refused({**scope, "refused": 413}, receive, headed)

    def of_this_machine(self, headers: Headers, method: str) -> bool:
        """Whether a request is for this server by its own name, and no other page has sent it."""
        names = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        names |= {"127.0.0.1", "localhost"} if self.port == 80 else set()
        if len(headers.getlist("host")) != 1 or headers["host"].lower() not in names:
            return False
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin is not None and origin.lower() != f"http://{headers['host'].lower()}":
            return False
        navigates = method in SAFE and headers.get("sec-fetch-mode") == "navigate"
        return site in ("none", "same-origin") or navigates


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "0")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else MOST_BYTES + 1


def limited(receive: Receive, most: int = MOST_BYTES) -> Receive:
    """The same body, of which no more is read than is taken."""
    read = 0

    async def some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge
        return message

    return some


def only_within(names: Iterable[str], given: str) -> str:
    """An address of this server to go back to, or its start: nothing that leads elsewhere."""
    plain = given.startswith(tuple(f"/{name}" for name in names)) and given.isprintable()
    return given if plain and not set(given) & {"\\", " "} and not given.startswith("//") else "/"
