"""What the kernel costs to make and to carry, and what it takes in WebAssembly (`make bench`; needs node for this):

python -m tests.benchmarks.kernel
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
from base64 import b64encode
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import click

from contagion.models.code.kernel import CODE, make_for
from contagion.models.runs import whole
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenarios.scenario import read
from contagion.models.territory import gazetteer
from contagion.models.territory.extract import extract
from contagion.models.territory.territory import Territory
from contagion.sim.core.library import platform
from tests.benchmarks.rows import Rows

RESULTS = Path(__file__).with_name("kernel.csv")
SCRIPT = CODE.root / "sim/core/kernel.js"
WEEKS, RUNS, WARM = 520, 24, 8  # runs in WebAssembly, of which the first ones are compiled on the way
MEDIAN_EPCI = "200042729"  # 23 communes
IN_NODE = """
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64")), taken = [];
const kernel = new Kernel(await WebAssembly.compile(bytes(ask.library)));
for (const image of ask.images) {
  kernel.load(bytes(image), BigInt(ask.about));
  for (const [name, path, given] of ask.calls.slice(0, -1)) kernel.call(name, path, ...given);
  const begun = process.cpuUsage(), [name, path, given] = ask.calls.at(-1);
  kernel.call(name, path, ...given);
  const used = process.cpuUsage(begun);
  taken.push((used.user + used.system) / 1e6);
}
console.log(JSON.stringify(taken));
"""


def made(target: str, file: Path) -> float:
    """Seconds of processor time that making a library takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    make_for({target: file})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def kilobytes(content: bytes) -> float:
    """Size once it is compressed."""
    return len(gzip.compress(content, 9)) / 1000


def image(territory: Territory, seed: int) -> bytes:
    """An image of ten years."""
    return whole.image(territory, read().parameters, seed, horizon=WEEKS)


def weeks_here(territory: Territory) -> list[float]:
    """Seconds of processor time of the weeks of some seeds."""
    taken = []
    for seed in range(RUNS):
        model = build(read(), territory, years=WEEKS // 52, seed=seed)
        begun = process_time()
        model.run(WEEKS)
        taken.append(process_time() - begun)
        model.release()
    return taken


def weeks_in_node(territory: Territory, library: Path) -> list[float]:
    """The same in WebAssembly."""
    ask = {
        "library": b64encode(library.read_bytes()).decode(),
        "images": [b64encode(image(territory, seed)).decode() for seed in range(RUNS)],
        "about": str(int(territory.checksum[:16], 16)),
        "calls": whole.calls(WEEKS)[:-1],  # but for the counting
    }
    program = f"{SCRIPT.read_text(encoding='utf-8')}\nconst ask = {json.dumps(ask)};\n{IN_NODE}"
    command = ["node", "--input-type=module"]
    done = subprocess.run(command, input=program, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@click.command()
def main() -> None:
    """Measure, print and write."""
    rows, territory = Rows(), territory_for(read())
    with TemporaryDirectory() as folder:
        library, wasm = Path(folder, "native"), Path(folder, "wasm")
        rows.row("making the kernel for this machine, processor time", made(platform(), library), "s", 60)
        rows.row("  the library, compressed", kilobytes(library.read_bytes()), "kB")
        rows.row("making it for WebAssembly, processor time", made("wasm32", wasm), "s")
        rows.row("  the library, compressed", kilobytes(wasm.read_bytes()), "kB", 120)
        here = image(territory, 1)
        rows.row("an image of Grand Besançon, compressed", kilobytes(here), "kB")
        epci = Territory.from_file(extract(gazetteer.find("epci", MEDIAN_EPCI)).kept(Path(folder)))
        rows.row("an image of a median EPCI, compressed", kilobytes(image(epci, 1)), "kB", 15)
        if which("node"):
            native, carried = weeks_here(territory)[WARM:], weeks_in_node(territory, wasm)[WARM:]
            rows.row("weeks of ten years here", [1000 * one for one in native], "ms")
            rows.row("  in WebAssembly", [1000 * one for one in carried], "ms")
            rows.row("    times as long", median(carried) / median(native), "times", 1.5)
    rows.write(RESULTS)
    click.echo(rows.table.to_string(index=False))


if __name__ == "__main__":
    main()
