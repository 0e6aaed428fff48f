// node as a host: lives what it is asked for in a file of JSON, and tells the digests of tables.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Kernel } from "../../sim/core/kernel.js";

const ask = JSON.parse(readFileSync(process.argv[2]));
const ROOM = { Words: BigUint64Array, Ints: BigInt64Array, Reals: Float64Array };
const given = (one) => (Array.isArray(one) ? new ROOM[one[0]](one[1]) : BigInt(one));
try {
  const kernel = new Kernel(new WebAssembly.Module(readFileSync(ask.library)));
  const lived = ask.images.map((image) => {
    kernel.load(new Uint8Array(readFileSync(image)), BigInt(ask.about));
    const before = process.cpuUsage();
    for (const [name, ...more] of ask.calls) kernel.call(name, ...more.map(given));
    const took = process.cpuUsage(before);
    const digest = (path) => createHash("sha256").update(kernel.table(...path).bytes).digest("hex").slice(0, 16);
    const tables = Object.entries(ask.tables).map(([name, path]) => [name, digest(path)]);
    return { seconds: (took.user + took.system) / 1e6, tables: Object.fromEntries(tables) };
  });
  console.log(JSON.stringify(lived));
} catch (error) {
  console.error(error.message);
  process.exit(2);
}
