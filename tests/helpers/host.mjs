// What a host in JavaScript lives for the tests, after the text of `sim/core/kernel.js`: in node and in a browser alike.

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Digests of all tables after each image was lived. */
async function lived(ask) {
  const kernel = new Kernel(await WebAssembly.compile(bytesOf(ask.library))), found = [];
  for (const [image, ...differences] of ask.images) {
    kernel.load(differences.map(bytesOf).reduce(changed, bytesOf(image)), BigInt(ask.about));
    for (const [name, path, given] of ask.calls) kernel.call(name, path, ...given);
    const tables = Object.entries(ask.tables).map(async ([name, path]) => [name, await digestOf(kernel.table(...path).bytes)]);
    found.push(Object.fromEntries(await Promise.all(tables)));
  }
  return found;
}
