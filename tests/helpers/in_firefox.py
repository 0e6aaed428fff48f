"""Debian's Firefox, without a window: driven by its own protocol (Marionette), as playwright drives Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
PATIENCE = 180  # seconds
PREFERENCES = {"marionette.port": 0, "app.update.enabled": False, "datareporting.policy.dataSubmissionEnabled": False}
needs_firefox = pytest.mark.needs("firefox")


class Firefox:
    """A tab of Firefox: as much of one of playwright's as tests of both browsers need, under the same names."""

    def __init__(self, port: int) -> None:
        self.mouse = self.keyboard = self
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._answer()  # who it is
        self._ask("NewSession", capabilities={"alwaysMatch": {}})
        self._ask("SetTimeouts", script=1000 * PATIENCE, pageLoad=1000 * PATIENCE)

    def _answer(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            length += digit
        return json.loads(self._stream.read(int(length)))

    def _ask(self, command: str, **given: Any) -> Any:
        said = json.dumps([0, 1, f"WebDriver:{command}", given]).encode()
        self._socket.sendall(b"%d:%s" % (len(said), said))
        _, _, error, result = self._answer()
        assert not error, f"{command}: {error}"
        return result

    def _acts(self, kind: str, *actions: dict[str, Any]) -> None:
        self._ask("PerformActions", actions=[{"type": kind, "id": kind, "actions": actions}])

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def goto(self, address: str) -> None:
        self._ask("Navigate", url=address)

    def reload(self) -> None:
        self._ask("Refresh")

    def set_viewport_size(self, size: dict[str, int]) -> None:
        self._ask("SetWindowRect", **size)

    def evaluate(self, function: str, *given: Any) -> Any:
        return self._ask("ExecuteScript", script=f"return ({function})(...arguments)", args=given)["value"]

    def wait_for_function(self, function: str) -> None:
        end = monotonic() + PATIENCE
        while not self.evaluate(function):
            assert monotonic() < end, f"waited {PATIENCE} seconds for {function}"
            sleep(0.05)

    def type(self, text: str) -> None:
        self._acts("key", *({"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")))

    def move(self, x: float, y: float) -> None:
        self._acts("pointer", {"type": "pointerMove", "x": round(x), "y": round(y)})

    def down(self) -> None:
        self._acts("pointer", {"type": "pointerDown", "button": 0})

    def up(self) -> None:
        self._acts("pointer", {"type": "pointerUp", "button": 0})


@contextmanager
def firefox() -> Generator[Firefox]:
    with tempfile.TemporaryDirectory() as folder:
        said = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        Path(folder, "user.js").write_text(said)
        command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", folder]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": folder}
        )
        try:
            port, end = Path(folder, "MarionetteActivePort"), monotonic() + PATIENCE
            while not (port.exists() and port.read_text()):
                assert monotonic() < end, "Firefox does not start"
                sleep(0.1)
            tab = Firefox(int(port.read_text()))
            yield tab
            tab.close()
        finally:
            process.terminate()
            process.wait()
