// What a host in JavaScript lives for the tests, after the text of `sim/core/kernel.js`: in node and in a browser alike.

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const READ = { i8: "BigInt64", u8: "BigUint64", f8: "Float64", i4: "Int32", i2: "Int16", i1: "Int8", b1: "Uint8" };

/** The numbers of a column of a table, row by row, as words. */
function numbersOf(kernel, { path, row, columns }, column) {
  const { bytes } = kernel.table(...path), [at, type, number] = columns[column], out = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), size = Number(type[1]);
  for (let first = at; first < bytes.length; first += row)
    for (let n = 0; n < number; n++) out.push(view[`get${READ[type]}`](first + n * size, true));
  return out.join(" ");
}

/** Digests of all tables after each image was lived. */
async function lived(ask) {
  const kernel = new Kernel(await WebAssembly.compile(bytesOf(ask.library))), found = [];
  for (const image of ask.images) {
    kernel.load(bytesOf(image), BigInt(ask.about));
    for (const [name, path, given] of ask.calls) kernel.call(name, path, ...given);
    const tables = Object.entries(ask.tables).map(async ([name, { path }]) => [name, await digestOf(kernel.table(...path).bytes)]);
    const read = ask.read.map(([table, column]) => [`${table}[${column}]`, numbersOf(kernel, ask.tables[table], column)]);
    found.push(Object.fromEntries([...(await Promise.all(tables)), ...read]));
  }
  return found;
}
