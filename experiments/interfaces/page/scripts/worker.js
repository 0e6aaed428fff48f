// A worker: lives worlds of the programme, one after the other, and tells what came of each.

let kernel, image, sets, about, columns, assumed;

/** A column of a table by their names: of a row, of several numbers one of them, to be read and written. */
function column(table, name) {
  const { path, row, columns } = about.tables[table], [first, kind] = columns[name], { bytes } = kernel.table(...path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), at = (n, more = 0) => n * row + first + 8 * more;
  if (kind === "b1") return { read: (n) => Boolean(bytes[at(n)]) };
  if (kind === "f8") return { read: (n, more) => view.getFloat64(at(n, more), true), write: (n, value) => view.setFloat64(at(n), value, true) };
  return { read: (n, more) => Number(view.getBigInt64(at(n, more), true)), write: (n, value) => view.setBigInt64(at(n), BigInt(value), true) };
}

/** The image of a world, of the one that is carried, in words; `drawn`: what is drawn of its place, if anything is. */
function imageOf({ set, seed, drawn }) {
  const words = wordsOf(image), reals = new Float64Array(words.buffer), { place, rooms, organisations, keys } = about.worlds;
  const put = (places, whole, value) => { for (const one of places) whole ? (words[one] = BigInt(value)) : (reals[one] = value); };
  const valueOf = ({ first, length }) => numberAt(sets, first, length, set);
  for (const one of columns) put(one.places, one.whole, valueOf(one));
  if (place) put(place, false, drawn);
  if (organisations !== null) {
    const number = organisationsOf(valueOf(columns[organisations]), about.establishments);
    for (const [places, least, orCommunes, times, more] of rooms) put(places, true, times * Math.max(number, least, orCommunes ? about.communes : 0) + more * about.communes);
  }
  for (const [n, key] of keysOf(seed, keys.map(([decision]) => decision)).entries()) for (const one of keys[n][1]) words[one] = key;
  return words;
}

/** What there was at the start and up to the end of each year, a row a figure: `in_time`, each item that money is spent
 *  on, what was `short`, how many people in all were invited by somebody in a group, and the reproduction number. */
function inTime(years) {
  const weeks = Array.from({ length: about.weeks_a_year }, (_, n) => n), inYears = Array.from({ length: years }, (_, n) => n * weeks.length), bought = column("counted.flows", "bought");
  const told = about.in_time.map(([, table, name]) => ofWeeks([[table, name]], years));
  const had = about.prices.map((_, item) => {
    let sum = 0;
    return inYears.map((first) => (sum += weeks.reduce((of, week) => of + bought.read(first + week, item), 0)));
  });
  const short = about.short.map((name) => ofWeeks([["counted.flows", name]], years)), same = (value) => inYears.map(() => value);
  return Float64Array.from([...told, ...had, ...short, same(column("counted.figures", "by_invitation").read(0)), same(reproduction(years))].flatMap((row) => [0, ...row]));
}

/** Facilitators who descend from each of those who are followed for long enough, on average; no number where none is
 *  (`reproduction_number`). */
function reproduction(years) {
  const { path, row } = about.tables["counted.facilitators"], [trained, offspring] = ["trained_week", "facilitators_from_groups"].map((name) => column("counted.facilitators", name));
  const followed = Array.from({ length: kernel.table(...path).bytes.length / row }, (_, n) => n).filter((n) => trained.read(n) <= about.weeks_a_year * years - about.followed);
  return followed.reduce((sum, n) => sum + offspring.read(n), 0) / followed.length;
}

/** A row a year, years × communes three times: who came up to its end, which groups met, who is at work as a facilitator.
 *  The first two add up. */
function byCommune(years) {
  const { communes } = about, there = column("counted.by_commune", ""), out = new Int32Array(3 * years * communes);
  for (let n = 0; n < out.length; n++) {
    const first = n % (years * communes) < communes, stock = n >= 2 * years * communes;
    out[n] = there.read(n) + (first || stock ? 0 : out[n - communes]);
  }
  return out.some((one) => one >> 16) ? out : Uint16Array.from(out); // half as much to remember
}

/** Tonnes that are avoided up to the end of so many years, under each draw of what is assumed. */
function tonnes(years) {
  const [week, drawn, completed, spills] = ["week", "level", "completed", "spills"].map((name) => column(`counted.${name}`, ""));
  const savers = Array.from({ length: column("counted.figures", "savers").read(0) }, (_, n) => ({ week: week.read(n), drawn: drawn.read(n), completed: completed.read(n), spills: spills.read(n) }));
  return tonnesOf(savers, years, about.savings, (assumed ??= drawnOf(about.savings)));
}

/** Columns of tables of weeks at the end of each year, one after the other. */
function ofWeeks(names, years) {
  return Float64Array.from(names.flatMap(([table, name]) => { const one = column(table, name); return Array.from({ length: years }, (_, year) => one.read(about.weeks_a_year * (year + 1) - 1)); }));
}

/** Live a world for some years: with levers moved, words that an account sets, and what is written into tables of a past, or
 *  by a switch: without a value, the number that stands there, divided (`switched_off` in `carried.py`). */
function live({ world, values, words, years, past }) {
  if (!kernel.handle) kernel.load(image, BigInt(about.territory)); // it is checked once
  kernel.lay(imageOf(world));
  for (const [place, word] of words) kernel.words(kernel.start + 8 * place, 1)[0] = BigInt(word);
  for (const [table, name, row, value] of past) { const one = column(table, name); one.write(row, value ?? one.read(row) / column(table, about.divisor).read(row)); }
  for (const [name, value] of Object.entries(values)) column("state.values", "value").write(about.rows[name], value);
  for (const [name, path, given] of about.calls) kernel.call(name, path, ...given.map((one, n) => (n ? one : years * about.weeks_a_year)));
}

onmessage = ({ data }) => {
  if (data.module) {
    ({ image, sets, about } = data);
    [kernel, columns] = [new Kernel(data.module), columnsOf(about)];
    return;
  }
  try {
    live(data);
    const { years, figures, inTimeAlone } = data, found = figures ? ofWeeks(figures.map((name) => ["counted.weeks", name]), years) : inTime(years);
    const told = figures || inTimeAlone ? { found } : { found, places: byCommune(years), saved: tonnes(years) };
    postMessage(told, Object.values(told).map(({ buffer }) => buffer));
  } catch (error) {
    postMessage({ error: error.message });
  }
};
