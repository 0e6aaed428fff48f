// Which worlds agree with what is known of a programme, as `experiments/evidence/agreeing.py` weighs and draws them.

/** The figures that are known, but for totals that their years say already. */
function figuresOf({ began, years, total }) {
  const first = yearIn(began), { flows, stocks } = numbers.own, found = [], whole = {}, until = total?.until ?? 0;
  const add = (name, year, inYear, value) => found.push({ name, year, column: flows[name] ?? stocks[name], number: year - first + 1, inYear, value });
  for (const [year, said] of Object.entries(years)) {
    for (const name of numbers.own.names.filter((one) => one in said && (one in flows || one in stocks))) {
      add(name, Number(year), name in flows, said[name]);
      if (name in flows) whole[name] = (whole[name] ?? 0) + (Number(year) <= until);
    }
  }
  for (const name of Object.keys(flows)) if (name in (total ?? {}) && (whole[name] ?? 0) < total.until - first + 1) add(name, total.until, false, total[name]);
  return found;
}

/** What was published and is in the sets already, as far as figures say the same: at once, or (but for training, which is
 *  what was put in) all its years. */
function publishedIn({ began }, figures) {
  return numbers.own.weighing.published.flatMap(([name, year, value]) => {
    const same = figures.filter((one) => one.name === name && one.year <= year), number = year - yearIn(began) + 1;
    const said = same.some((one) => one.year === year && !one.inYear) || (name !== "trained" && same.length && same.filter((one) => one.inYear).length === number);
    return said ? [{ column: same[0].column, number, inYear: false, value }] : [];
  });
}

/** What each world says of a figure, by the columns that were looked at over some years. */
function worldsSay(lived, figure, columns, years) {
  const row = columns.indexOf(figure.column) * years, { number, inYear } = figure;
  return Float64Array.from(lived, (found) => found[row + number - 1] - (inYear && number > 1 ? found[row + number - 2] : 0));
}

/** What worlds of such log likelihoods count, read as if errors were so many times as wide; their sum is 1. */
function weightsOf(logs, wider = 1) {
  const best = logs.reduce((most, one) => Math.max(most, one), -Infinity) / wider ** 2, made = logs.map((one) => Math.exp(one / wider ** 2 - best)), sum = sumOf(made);
  return made.map((one) => one / sum);
}

const effectiveOf = (weights) => 1 / sumOf(weights.map((one) => one ** 2));

/** By how many times errors are taken wider at the least, so that worlds count as enough. */
function widerFor(logs, enough) {
  const most = Math.min(enough, 0.9 * logs.filter(Number.isFinite).length), counts = (wider) => effectiveOf(weightsOf(logs, wider));
  let low = 1, high = 1;
  if (counts(1) >= most) return 1;
  while (counts(high) < most && high < 1e6) [low, high] = [high, 2 * high];
  for (let n = 0; n < 30; n++) {
    const middle = (low * high) ** 0.5;
    [low, high] = counts(middle) >= most ? [low, middle] : [middle, high];
  }
  return high;
}

/** Rows drawn by their weights, as evenly as can be. */
function drawnOf(weights, number, start) {
  const rows = new Int32Array(number);
  let sum = weights[0], row = 0;
  for (let n = 0; n < number; n++) {
    while (sum < (n + start) / number && row < weights.length - 1) sum += weights[++row];
    rows[n] = row;
  }
  return rows;
}

/** Rows, in rising order, in one by chance in which those that come several times lie as far apart as can be. */
function spreadOut(rows, key) {
  const times = new Map();
  for (const row of rows) times.set(row, (times.get(row) ?? 0) + 1);
  const unique = [...times.keys()], chance = new Map(unique.map((row) => [row, bitsOf(key, row)]));
  const place = new Map([...unique].sort((one, two) => (chance.get(one) < chance.get(two) ? -1 : 1)).map((row, n) => [row, n]));
  const each = unique.flatMap((row) => Array.from({ length: times.get(row) }, (_, turn) => [row, (turn + (place.get(row) + 0.5) / unique.length) / times.get(row)]));
  return each.sort(([, one], [, two]) => one - two).map(([row]) => row);
}

/** Log likelihoods of worlds, of which each is of a set, divided by what that of what was published is on average over its
 *  set. */
function takenOut(logs, published, sets) {
  const each = new Map();
  published.forEach((log, n) => each.set(sets[n], [...(each.get(sets[n]) ?? []), log]));
  const means = new Map([...each].map(([set, some]) => { const most = Math.max(...some); return [set, most + Math.log(sumOf(Float64Array.from(some, (log) => Math.exp(log - most))) / some.length)]; }));
  return logs.map((log, n) => (Number.isFinite(means.get(sets[n])) ? log - means.get(sets[n]) : -Infinity));
}

/** The worlds that agree with some figures, of those that were lived: which, as how many they count, by how many times
 *  errors are taken wider, and each figure with what worlds say of it before and after. */
function agreeing(figures, published, sets, lived, columns, years) {
  const { enough, kept, share, least, far, widest, start, key } = numbers.own.weighing, saidOf = (some) => some.map((one) => worldsSay(lived, one, columns, years)), each = saidOf(figures);
  const offBy = (some, said) => some.map(({ value }, n) => said[n].map((one) => (one - value) / Math.hypot(share * value, least))), off = offBy(figures, each);
  const log = (by) => (Number.isFinite(by) ? -0.5 * by ** 2 : -Infinity), likely = (by) => Float64Array.from(lived, (_, world) => sumOf(Float64Array.from(by, (one) => log(one[world]))));
  const logs = takenOut(likely(off), likely(offBy(published, saidOf(published))), sets), wider = widerFor(logs, enough), weights = weightsOf(logs, wider), rows = spreadOut(drawnOf(weights, kept, start), key);
  const ends = (values, at = [0.05, 0.95]) => { const sorted = Float64Array.from(values).filter(Number.isFinite).sort(); return at.map((one) => quantile(sorted, one)); };
  const told = figures.map((one, n) => ({ ...one, before: ends(each[n]), all: ends(each[n], [0, 1]), after: ends(rows.map((row) => each[n][row])), unmet: !off[n].some((by) => Math.abs(by) <= far) }));
  return { rows, wider, weights, effective: effectiveOf(weights), told, inReach: wider <= widest && !told.some(({ unmet }) => unmet) };
}
