// A worker: lives worlds of the programme, one after the other, and tells what came of each.

let kernel, image, others, about;

/** A column of a table by their names: the value in a row; of several numbers one of them. */
function column(table, name) {
  const { path, row, columns } = about.tables[table], [first, kind] = columns[name], { bytes } = kernel.table(...path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = kind === "f8" ? (at) => view.getFloat64(at, true) : (at) => Number(view.getBigInt64(at, true));
  return (n, more = 0) => read(n * row + first + 8 * more);
}

/** Put the values of levers that were moved into the decision that has them all. */
function move(values) {
  const { path, row, columns } = about.tables["state.values"], { bytes } = kernel.table(...path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const [name, value] of Object.entries(values)) view.setFloat64(about.rows[name] * row + columns.value[0], value, true);
}

/** What there was at the start and up to the end of each year, a row a figure: `in_time`, then each item that money is
 *  spent on. */
function inTime() {
  const { years } = about, items = about.prices.length, span = years + 1, out = new Float64Array((about.in_time.length + items) * span);
  const columns = about.in_time.map(([, table, name]) => column(table, name)), bought = column("counted.flows", "bought");
  for (let year = 1; year <= years; year++) {
    const week = about.weeks_a_year * year - 1;
    columns.forEach((one, figure) => { out[figure * span + year] = one(week); });
  }
  for (let item = 0; item < items; item++) {
    const row = (about.in_time.length + item) * span;
    for (let week = 0; week < years * about.weeks_a_year; week++)
      out[row + 1 + Math.floor(week / about.weeks_a_year)] += bought(week, item);
    for (let year = 1; year <= years; year++) out[row + year] += out[row + year - 1];
  }
  return out;
}

/** A row a year, years × communes three times: who came up to its end, which groups met, who is at work as a facilitator.
 *  The first two add up. */
function byCommune() {
  const { years, communes } = about, there = column("counted.by_commune", ""), out = new Int32Array(3 * years * communes);
  for (let n = 0; n < out.length; n++) {
    const first = n % (years * communes) < communes, stock = n >= 2 * years * communes;
    out[n] = there(n) + (first || stock ? 0 : out[n - communes]);
  }
  return out;
}

function live(world, values, words) {
  kernel.load(world ? changed(image, others[world - 1]) : image, BigInt(about.territory));
  for (const [place, word] of words) kernel.words(kernel.start + 8 * place, 1)[0] = BigInt(word);
  move(values);
  for (const [name, path, given] of about.calls) kernel.call(name, path, ...given);
  return [inTime(), byCommune()];
}

onmessage = ({ data }) => {
  if (data.module) {
    ({ image, others, about } = data);
    kernel = new Kernel(data.module);
    return;
  }
  const { job, world, values, words } = data;
  try {
    const [found, places] = live(world, values, words);
    postMessage({ job, world, found, places }, [found.buffer, places.buffer]);
  } catch (error) {
    postMessage({ job, world, error: error.message });
  }
};
