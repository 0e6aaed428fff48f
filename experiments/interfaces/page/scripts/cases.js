// Worlds as the numbers that tell them apart (`carried.py`).

/** A number of a column that begins at a byte and has so many: as text of it would be read. */
function numberAt(bytes, first, length, n) {
  const digits = bytes[first + n] + 256 * bytes[first + length + n] + 65536 * bytes[first + 2 * length + n];
  return Number(`${digits}e${(bytes[first + 3 * length + n] << 24) >> 24}`);
}

/** The columns of sets, each with the byte at which it begins. */
function columnsOf({ worlds: { columns }, first, step }) {
  return columns.map(([places, whole, length], n) => ({ places, whole, length, first: step * first[n] }));
}

/** How many organisations there are. */
const organisationsOf = (per100, establishments) => even((per100 * establishments) / 100);
