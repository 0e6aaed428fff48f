"""Territories as scripts of the page make them of the national table, and as Python does."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.lived import going_on
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.interfaces.page.asked import elsewhere, to_begin
from contagion.experiments.interfaces.page.carried import Carried, Images
from contagion.experiments.interfaces.page.made import HERE, KERNEL
from contagion.experiments.interfaces.page.national import national, rules
from contagion.experiments.interfaces.page.own_past import opened, without_month
from contagion.models.kernel import BROWSERS, CODE
from contagion.models.runs import whole
from contagion.models.runs.vocabulary import ENSEMBLE
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.core.tables import IMAGE_HEAD, columns
from tests.helpers.hosts import live, tables_in

TODAY, YEARS, WORLDS = date(2026, 12, 1), 10, 20
FILES = (
    KERNEL,
    *(HERE / "scripts" / f"{name}.js" for name in ("elementary", "keys", "chance", "cases", "territory", "image")),
)
IN_NODE = """
const bytesOf = (text) => new Uint8Array(Buffer.from(text, "base64"));
const digest = (bytes) => require("crypto").createHash("sha256").update(bytes).digest("hex");
const kernel = new Kernel(new WebAssembly.Module(bytesOf(ask.library)));
const france = new France(bytesOf(ask.national), ask.rules);
const eventsOf = (image) => {
  kernel.load(image, BigInt(ask.about));
  for (const [name, path, given] of ask.calls) kernel.call(name, path, ...given);
  return digest(kernel.table(...ask.tables["counted.events"].path).bytes);
};
for (const code of ask.codes) {
  const territory = territoryOf(france, code, kernel), image = new WorldImage(bytesOf(ask.template), ask.tables);
  layTerritory(image, territory, france.placesOf(code)(ask.seed - 1), ask.rules);
  console.log(JSON.stringify([digest(image.bytes()), ask.lived && eventsOf(image.bytes())]));
}
"""


@cache
def template() -> Carried:
    """What the page carries of all territories but its own."""
    return elsewhere(YEARS, WORLDS, TODAY).carried


def in_node(codes: Sequence[str], *, lived: bool = False) -> list[list[str]]:
    """For each territory, digests of the image of its first world and, where it is `lived`, of its events."""
    known = template()
    ask = {
        "library": b64encode(CODE.library(BROWSERS).read_bytes()).decode(),
        "national": b64encode(national().content).decode(),
        "template": b64encode(known.image).decode(),
        "rules": rules(),
        "tables": columns(whole.RUN),
        "about": known.about["territory"],
        "calls": known.about["calls"],
        "seed": known.worlds.told[0][1],
        "codes": codes,
        "lived": lived,
    }
    texts = [file.read_text(encoding="utf-8").replace("\nexport ", "\n") for file in FILES]
    text = "\n".join([*texts, f"const ask = {json.dumps(ask)};", IN_NODE])
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=True, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def in_python(code: str, folder: Path, *, lived: bool = False) -> list[str | bool]:
    """The same by `models.territory`, from a table of its communes that is written and read."""
    file = folder / f"{code}.csv"
    extract(find("epci", code)).write(file)
    territory, programme, sets = Territory.from_file(file), to_begin(code, TODAY), read_ensemble(Path(ENSEMBLE))
    base = without_month(going_on(programme, territory))
    told = opened(programme, base, Worlds(sets), sets, 1, TODAY)
    assert told
    first = told.told[0]
    images = Images.of_programme(base, sets, territory, YEARS, [first], told)
    image = np.frombuffer(images.image(first, sets), "<u8").copy()
    image[IMAGE_HEAD.index("about")] = int(template().about["territory"])
    events = False
    if lived:
        run = tables_in(image.tobytes(), whole.RUN)
        live(run, template().about["calls"], CODE.entries)
        events = sha256(run.array("counted").array("events").tobytes()).hexdigest()
    return [sha256(image.tobytes()).hexdigest(), events]
