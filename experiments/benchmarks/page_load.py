"""How the page holds out: readers at the same time, while a comparison runs.

    python -m experiments.benchmarks.page_load --readers 200

Each reader opens, with a pause between, a page whose answer is computed, the start page, the stylesheet, and the stream
of a job that has ended; some follow the stream of the comparison that runs as well. Said are the errors, and the times
of what is computed already.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import numpy as np

COMPUTED = "set=training.places%3D20&years=3"
RUNNING = "set=training.places%3D24&years=10"
READ = {
    "start page": "/fr/",
    "comparison": f"/fr/compare?{COMPUTED}",
    "stylesheet": "/static/page.css",
    "stream that has ended": f"/stream/compare?page=compare&lang=fr&{COMPUTED}",
}


@contextmanager
def page(store: Path) -> Generator[str]:
    """The page as a process; its address."""
    command = [sys.executable, "-m", "experiments.cli.main", "page", "--port", "0", "--no-browser", "--store", store]
    with subprocess.Popen([*command, "--lang", "en"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        try:
            yield address
        finally:
            process.terminate()


async def read(address: str, path: str) -> tuple[bool, float]:
    """Whether an address answers as it should, and the seconds until all is there."""
    begun, at = time.perf_counter(), urlsplit(address)
    try:
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
    except OSError:
        return False, time.perf_counter() - begun
    return answer.startswith(b"HTTP/1.1 200") and len(answer) > 500, time.perf_counter() - begun


async def load(
    address: str, readers: int, following: int, rounds: int, pause: float
) -> dict[str, list[tuple[bool, float]]]:
    """What the readers meet while a comparison runs that the first of them follow."""
    await read(address, READ["stream that has ended"])  # until it has
    met: dict[str, list[tuple[bool, float]]] = {name: [] for name in (*READ, "comparison that runs")}

    async def follows() -> None:
        met["comparison that runs"].append(await read(address, f"/stream/compare?page=compare&lang=fr&{RUNNING}"))

    async def reads(number: int) -> None:
        waiting = [asyncio.create_task(follows())] if number < following else []
        await asyncio.sleep(pause * number / readers)
        for turn in range(rounds):
            name = list(READ)[(number + turn) % len(READ)]
            met[name].append(await read(address, READ[name]))
            await asyncio.sleep(pause)
        await asyncio.gather(*waiting)

    await asyncio.gather(*map(reads, range(readers)))
    return met


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--readers", type=int, default=200)
    asked.add_argument("--following", type=int, default=10, help="readers who follow the comparison that runs")
    asked.add_argument("--rounds", type=int, default=4, help="addresses that each reader opens")
    asked.add_argument("--pause", type=float, default=5.0, help="seconds between two of them")
    given = asked.parse_args()
    with TemporaryDirectory() as folder, page(Path(folder) / "store") as address:
        met = asyncio.run(load(address, given.readers, given.following, given.rounds, given.pause))
    errors = sum(not well for found in met.values() for well, _ in found)
    print(f"{given.readers} readers, {given.following} of them following, {given.rounds} addresses each, ", end="")
    print(f"{given.pause:g} s apart: {errors} errors")
    for name, found in met.items():
        half, most = np.percentile([1000 * seconds for _, seconds in found], [50, 95])
        print(f"  {name:24}{len(found):6} times, median {half:7.0f} ms, 95th percentile {most:7.0f} ms")


if __name__ == "__main__":
    main()
