// Worlds as the numbers that tell them apart (`carried.py`).

/** A number of a column that begins at a byte and has so many: as text of it would be read. */
function numberAt(bytes, first, length, n) {
  const digits = bytes[first + n] + 256 * bytes[first + length + n] + 65536 * bytes[first + 2 * length + n];
  return Number(`${digits}e${(bytes[first + 3 * length + n] << 24) >> 24}`);
}

/** The columns of sets, and what is drawn of the place if anything is, each with the byte at which it begins. */
function columnsOf({ worlds: { columns, place }, first, step }) {
  const each = [...columns, ...(place ? [place] : [])].map(([places, whole, length, times, more], n) => ({ places, whole, length, times, more, first: step * first[n] }));
  return { columns: each.slice(0, columns.length), place: each[columns.length] };
}
