"""The page as a server of this machine: it listens, opens the browser, and ends when it is told to."""

from __future__ import annotations

import gc
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from types import FrameType

import uvicorn

from contagion.experiments.doors.page.app import application
from contagion.experiments.doors.page.desk import Desk

HERE = "127.0.0.1"
BACKLOG = 512  # readers who come at the same time
SWITCH_SECONDS = 0.001  # after which who works out an answer lets go of Python, so that readers are not kept waiting


class _Server(uvicorn.Server):
    """Ends its streams and the runs as soon as it is told to end, or it would wait for them."""

    def __init__(self, config: uvicorn.Config, *ends: Callable[[], None]) -> None:
        super().__init__(config)
        self._ends = ends

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for end in self._ends:
            end()
        self.force_exit = self.should_exit  # whoever asks twice waits for nothing
        self.should_exit = True


def listening(port: int) -> socket.socket:
    """A place at a port of this machine; 0 takes any that is free.

    Raises
    ------
    OSError
        Where another programme has it.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HERE, port))
    except OSError:
        made.close()
        raise
    return made


def serve(desk: Desk, at: socket.socket, begun: Callable[[str], None]) -> None:
    """Serve the page until a signal ends it; `begun` is told the address once it answers."""
    port = at.getsockname()[1]
    with desk:
        app = application(desk, port)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1, lifespan="off"
        )
        server = _Server(config, app.state.bell.end, desk.end)
        at.listen(BACKLOG)
        sys.setswitchinterval(SWITCH_SECONDS)
        begun(f"http://{HERE}:{port}/")
        server.run(sockets=[at])
    gc.freeze()  # or the process looks through all it has loaded, a second long, before it ends


def open_browser(address: str) -> bool:
    """Show an address in the browser of this machine, where there is one with a window."""
    windowed = sys.platform in ("win32", "darwin") or any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))
    return windowed and webbrowser.open(address)
