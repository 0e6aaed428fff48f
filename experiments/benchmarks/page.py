"""How fast the page answers, and how it holds out: `python -m contagion.experiments.benchmarks.page`.

The page is served as a process of its own. Levers are moved one after the other; ten visitors move ten at once; and 200
readers follow comparisons that run, while they open addresses that are computed already. Times are from the request to
the last byte of what is said; processor time is that of the process that serves, and of its workers, apart.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import click
import numpy as np

from contagion.experiments.benchmarks.rows import Rows

RESULTS = Path(__file__).with_name("page.csv")
LARGEST = 1 << 24  # bytes of an event
MOST_SECONDS = 120  # that a stream is followed
QUIET_SECONDS = 8  # after which nothing runs any more that nobody follows
COMPUTED = "set=training.places%3D16"
STREAM = "/stream/compare?page=compare&lang=fr&"
READ = {
    "start page": "/fr/",
    "comparison": f"/fr/compare?{COMPUTED}",
    "stylesheet": "/static/page.css",
    "stream that has ended": f"{STREAM}{COMPUTED}",
}


@dataclass
class Served:
    """The page as a process."""

    address: str
    process: int

    def processor_ms(self) -> tuple[float, float]:
        """What the process has used so far, and what its workers have."""
        children = [file.read_text().split() for file in Path(f"/proc/{self.process}/task").glob("*/children")]
        return _processor_ms(self.process), sum(_processor_ms(int(one)) for some in children for one in some)


def _processor_ms(process: int) -> float:
    with suppress(FileNotFoundError):
        user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return 0.0


@dataclass
class Followed:
    """What came of a stream: when, in seconds after it was asked for, and which event; whether it came to its end."""

    events: list[tuple[float, str]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return bool(self.events) and self.events[-1][1] == "end"

    @property
    def first(self) -> float:
        """When all regions of the first answer were there: those that stand together, before there is another word."""
        answers = [at for at, (_, kind) in enumerate(self.events) if kind == "part"]
        last = next(at for at in answers if at + 1 not in answers)
        return self.events[last][0]

    @property
    def last(self) -> float:
        return self.events[-1][0]


@contextmanager
def page(store: Path) -> Generator[Served]:
    """The page, served over a store."""
    command = [
        sys.executable,
        "-m",
        "contagion.experiments.doors.command.main",
        "page",
        "--port",
        "0",
        "--no-browser",
        "--store",
        store,
    ]
    with subprocess.Popen([*command, "--lang", "en"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        try:
            yield Served(address, process.pid)
        finally:
            process.terminate()


@asynccontextmanager
async def asked(address: str, path: str) -> AsyncGenerator[asyncio.StreamReader]:
    """What is answered to a request."""
    at = urlsplit(address)
    reader, writer = await asyncio.open_connection(at.hostname, at.port, limit=LARGEST)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n\r\n".encode())
        yield reader
    finally:
        writer.close()


async def read(address: str, path: str) -> tuple[bool, float]:
    """Whether an address answers as it should, and the seconds until all is there."""
    begun, answer = time.perf_counter(), b""
    with suppress(OSError):
        async with asked(address, path) as reader:
            answer = await reader.read()
    return answer.startswith(b"HTTP/1.1 200") and len(answer) > 500, time.perf_counter() - begun


async def events(address: str, query: str) -> AsyncGenerator[str]:
    """The kinds of the events of a stream, as they come."""
    async with asked(address, f"{STREAM}{query}") as reader:
        with suppress(asyncio.IncompleteReadError):
            while True:
                block = await reader.readuntil(b"\n\n")
                if b"event: " in block[:200]:
                    yield block.partition(b"event: ")[2].partition(b"\n")[0].decode()


async def follow(address: str, query: str, first: bool = False) -> Followed:
    """Follow a comparison to its end, or to what comes after its `first` answer."""
    begun, made, answered = time.perf_counter(), Followed(), False
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            async with aclosing(events(address, query)) as kinds:
                async for kind in kinds:
                    made.events.append((time.perf_counter() - begun, kind))
                    answered = answered or kind == "part"
                    if kind == "end" or (first and answered and kind != "part"):
                        break
    return made


def lever(number: int) -> str:
    """Levers of which no other number has the same, each within its field."""
    meetings, places = divmod(number, 60)
    return f"set=training.places%3D{places + 1}" + (
        f"&set=outreach.events_per_year%3D{9 + meetings}" if meetings else ""
    )


# ---- what is measured ------------------------------------------------------------------------------------------------


def one_lever_at_a_time(served: Served, rows: Rows, levers: int) -> None:
    """One visitor: the baseline, then levers; then one of them anew, of which all runs are kept."""
    begun = time.perf_counter()
    asyncio.run(follow(served.address, COMPUTED))
    rows.row("from the start to a comparison in 200 worlds", time.perf_counter() - begun, "s")
    made, used = [], []
    for number in range(levers):
        before = served.processor_ms()
        made.append(asyncio.run(follow(served.address, lever(20 + number))))
        used.append(np.subtract(served.processor_ms(), before).tolist())
    rows.row("a lever is moved: the first answer", [one.first for one in made], "s", 1)
    rows.row("  200 worlds", [one.last for one in made], "s", 2)
    rows.row("  processor time of the workers", [workers for _, workers in used], "ms")
    rows.row("  processor time of the server", [own for own, _ in used], "ms")
    again = [asyncio.run(follow(served.address, f"{lever(20 + n)}&above={7 + n}")) for n in range(levers)]
    rows.row("all runs are kept: the first answer", [one.first for one in again], "s", 1)
    rows.row("  200 worlds", [one.last for one in again], "s", 2)


def ten_at_once(served: Served, rows: Rows, visitors: int) -> None:
    """Visitors who move levers at the same time; each stays to the first answer."""

    async def all_of_them() -> list[Followed]:
        return await asyncio.gather(
            *(follow(served.address, f"{lever(40 + n)}&visitor={n}", first=True) for n in range(visitors))
        )

    made = asyncio.run(all_of_them())
    rows.row(f"{visitors} visitors move {visitors} levers at once: the first answers", [one.first for one in made], "s")
    time.sleep(QUIET_SECONDS)


def many_readers(served: Served, rows: Rows, readers: int, rounds: int, pause: float) -> None:
    """Readers who all follow comparisons that run, one after the other, and open addresses meanwhile."""
    met: dict[str, list[tuple[bool, float]]] = {name: [] for name in READ}
    followed: list[Followed] = []
    reading = readers

    async def follows() -> None:
        for number in count(60):
            followed.append(await follow(served.address, lever(number)))
            if not (reading and followed[-1].ended):
                return

    async def reads(number: int) -> None:
        nonlocal reading
        following = asyncio.create_task(follows())
        await asyncio.sleep(pause * number / readers)
        for turn in range(rounds):
            name = list(READ)[(number + turn) % len(READ)]
            met[name].append(await read(served.address, READ[name]))
            await asyncio.sleep(pause)
        reading -= 1
        await following

    async def all_of_them() -> None:
        await asyncio.gather(*map(reads, range(readers)))

    before = served.processor_ms()
    asyncio.run(all_of_them())
    used = served.processor_ms()[0] - before[0]
    errors = sum(not well for found in met.values() for well, _ in found) + sum(not one.ended for one in followed)
    times = {name: [1000 * seconds for _, seconds in found] for name, found in met.items()}
    rows.row(f"{readers} readers follow comparisons that run, and open pages: errors", errors, "errors", 0)
    everything = [one for found in times.values() for one in found]
    rows.row("  95th percentile of what is computed", float(np.percentile(everything, 95)), "ms", 300)
    for name, found in times.items():
        rows.row(f"    {name}", found, "ms")
    sent = sum(len(one.events) for one in followed)
    rows.row("  processor time of the server for each event that a reader is sent", used / max(sent, 1), "ms")


@click.command()
@click.option("--quick", is_flag=True, help="Few levers and readers; write nothing.")
@click.option("--readers", default=200, show_default=True)
def main(quick: bool, readers: int) -> None:
    """Measure and print."""
    rows = Rows()
    with TemporaryDirectory() as folder, page(Path(folder) / "store") as served:
        one_lever_at_a_time(served, rows, 1 if quick else 5)
        ten_at_once(served, rows, 2 if quick else 10)
        many_readers(served, rows, min(readers, 20) if quick else readers, 4, 2.0)
    if not quick:
        rows.write(RESULTS)
    click.echo(rows.table.to_string(index=False))


if __name__ == "__main__":
    main()
