// The image of a territory's first world, of that of another: tables of communes are put in, and the image is laid out
// anew as `sim/core/tables.py` lays it.

const FIRST_TABLE = 8 * HEAD; // bytes: no table lies before

class WorldImage {
  /** @param {Uint8Array} bytes of an image; tables: what is told of them by name (`columns` in `sim/core/tables.py`). */
  constructor(bytes, tables) {
    this.tables = tables;
    this.#take(wordsOf(bytes));
  }

  #take(words) {
    [this.words, this.reals, this.whole] = [words, new Float64Array(words.buffer), new BigInt64Array(words.buffer)];
  }

  /** Where the words are that say where a table is, how long and how wide. */
  entry(name) {
    return this.tables[name].path.reduce((at, number) => Number(this.words[at]) / 8 + WORDS * number, HANDLE);
  }

  length(name) {
    return Number(this.words[this.entry(name) + 1]);
  }

  /** The word of a column in a row. */
  at(name, column, row = 0) {
    const { row: bytes, columns } = this.tables[name];
    return (Number(this.words[this.entry(name)]) + row * bytes + columns[column][0]) / 8;
  }

  read(name, column, row = 0) {
    const place = this.at(name, column, row);
    return this.tables[name].columns[column][1] === "f8" ? this.reals[place] : Number(this.whole[place]);
  }

  write(name, column, value, row = 0) {
    const place = this.at(name, column, row);
    if (this.tables[name].columns[column][1] === "f8") this.reals[place] = value;
    else this.whole[place] = BigInt(value);
  }

  /** Say how long a table is that holds nothing yet, and how wide. */
  room(name, length, width = 0) {
    const entry = this.entry(name);
    [this.words[entry + 1], this.words[entry + 2]] = [BigInt(length), BigInt(width)];
  }

  /** Put in tables of words, by name, with their lengths and widths; where each word is then that was somewhere before. */
  put(given) {
    const { words } = this, places = [...words.subarray(HEAD, HEAD + Number(words[PLACES]))].map(Number).filter((place) => words[place] >= BigInt(FIRST_TABLE) && words[place + 3]);
    const own = new Map(given.map(([name, content, length, width = 0]) => [Number(words[this.entry(name)]), { content, name, length, width }])), sizes = new Map();
    for (const [name, , length, width = 0] of given) this.room(name, length, width);
    for (const place of places) {
      const [address, length, width, item] = [...words.subarray(place, place + WORDS)].map(Number);
      sizes.set(address, Math.max(sizes.get(address) ?? 0, length * (width || 1) * item));
    }
    const before = [...sizes.keys()].sort((one, other) => one - other), moved = new Map();
    let end = before[0];
    for (const address of before) {
      end = LINE * Math.ceil(end / LINE);
      moved.set(address, end);
      end += sizes.get(address);
    }
    const made = new BigUint64Array(8 * Math.ceil(end / LINE));
    made.set(words.subarray(0, before[0] / 8));
    for (const address of before) made.set(own.get(address)?.content ?? words.subarray(address / 8, (address + sizes.get(address)) / 8), moved.get(address) / 8);
    for (const place of places) made[place] = BigInt(moved.get(Number(words[place])));
    made[LENGTH] = BigInt(8 * made.length);
    this.#take(made);
    return (word) => { const address = before.findLast((one) => one <= 8 * word); return address === undefined ? word : word + (moved.get(address) - address) / 8; };
  }

  bytes() {
    const bytes = new Uint8Array(this.words.buffer);
    this.words[CHECKSUM] = crc32(bytes.subarray(8 * LENGTH));
    return bytes;
  }
}

const realWords = (values) => new BigUint64Array(Float64Array.from(values).buffer), wholeWords = (values) => BigUint64Array.from(values, BigInt);
const bitLength = (number) => number.toString(2).length;

/** Make an image that of a territory, with what is drawn of its place; where each word is then that was somewhere before. */
function layTerritory(image, t, place, rules) {
  const { communes: { length: number }, spread: { length: blocks } } = t, P = "state.world.places.", W = "state.world.", effort = effortOf(t.size, rules), byWord = new Map(Object.entries(effort).map(([name, value]) => [rules.words[name], value]));
  const rows = (name, count, columns) => {
    const bytes = image.tables[name].row, made = new BigUint64Array((count * bytes) / 8);
    for (const [column, values] of Object.entries(columns)) values.forEach((value, n) => { made[(n * bytes + image.tables[name].columns[column][0]) / 8] = BigInt(value); });
    return made;
  };
  const decisions = Number(image.words[image.entry("state.in_communes") + 1]), cells = t.residents.flat(), each = (name, values) => [P + name, realWords(values), values.length];
  const moved = image.put([
    ["state.farther", realWords(t.farther), number],
    ["state.in_communes", new BigUint64Array(decisions * number), decisions, number],
    [`${W}communes`, rows(`${W}communes`, number, { key: t.communes.map(({ key }) => key), adults: t.adults, seats: t.seats, fours: t.fours, threes: t.threes, twos: t.twos }), number],
    [`${W}cells`, rows(`${W}cells`, cells.length, { count: cells }), cells.length],
    [`${P}points`, realWords(t.points.flat()), 3, number],
    [`${P}middle`, realWords(t.middle.flat()), 3, blocks],
    ...Object.entries({ within: t.within, spread: t.spread, mass: t.adults, jobs: t.jobs, nearest: t.nearest, commute_total: t.total, near_km: t.adults.map(() => NaN), establishments: t.establishments }).map(([name, values]) => each(name, values)),
  ]);
  for (const record of ["state.parameters", "state.start", `${W}parameters`]) {
    for (const [name, value] of Object.entries(effort)) image.write(record, name, value);
    image.write(record, "demand.place", place);
  }
  for (let row = 0; row < image.length("state.values"); row++) { const value = byWord.get(image.read("state.values", "word", row)); if (value !== undefined) image.write("state.values", "value", value, row); }
  for (let row = 0; row < image.length("counted.by_decision"); row++) if (!Number.isNaN(image.read("counted.by_decision", "places", row))) image.write("counted.by_decision", "places", effort["training.places"], row);
  const asked = { centre: t.centre, communes: number, places: effort["training.places"], receptive: image.read("state.parameters", "receptivity.share") * t.size };
  for (const [name, value] of Object.entries(asked)) image.write("counted.asked", name, value);
  for (const [name, value] of Object.entries({ communes: number, centre: t.centre, stride: Math.floor(number / rules.step) + 1, beta: t.beta, reach: t.reach })) image.write(`${P}land`, name, value);
  image.write("state.n", "communes", number);
  image.write(`${W}traits`, "adults", t.size);
  roomFor(image, number, cells.length, t.size, organisationsOf(image.read("state.parameters", "partners.per_100_establishments"), totalOf(t.establishments)));
  return moved;
}

/** Say how long the tables are that hold nothing yet, where so many communes, cells, adults and organisations are. */
function roomFor(image, number, cells, size, organisations) {
  const P = "state.world.places.", W = "state.world.", most = Math.max(organisations, number);
  const lengths = {
    "state.commune_years": (image.length("state.weeks") / 52) * number, "state.communes": number, "state.first_at": number,
    [`${W}bands`]: [7 * number, 5], [`${W}commune_of`]: 2 ** bitLength(2 * number), [`${W}cell_cumulative`]: cells, [`${W}some_below`]: cells, [`${W}cell_guide`]: Math.max(4096, 2 ** bitLength(2 * cells)), [`${W}councillors`]: Math.max(size, 1),
    [`${P}shares`]: [3 * number, number + 1], [`${P}guide`]: [3 * number, 64], [`${P}room`]: 4 * number, [`${P}distance`]: [number, number], [`${P}coming`]: [number, number],
    "state.partners": organisations, "state.in_line": Math.max(organisations, 1), [`${W}organisations`]: organisations, [`${W}room`]: 2 * most, [`${W}numbers`]: 2 * most + number,
  };
  for (const name of ["commune_cumulative", "household_order", "organisation_order", "elected_order", "seat_order"]) lengths[W + name] = number;
  for (const name of ["tie_mass", "row", "homes", "near_first", "near_count"]) lengths[P + name] = number;
  for (const name of ["last", "total", "kept_at"]) lengths[P + name] = 3 * number;
  for (const [name, length] of Object.entries(lengths)) image.room(name, ...[length].flat());
  image.write("state.n", "partners", organisations);
}
