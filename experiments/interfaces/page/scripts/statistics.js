// What is told of values over worlds, as `sim/statistics/spread.py` tells it.

const ENDS = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 }, FEW = 20, WIDE = 1.959963984540054;

const endsOf = (number) => (number >= FEW ? ENDS : { ...ENDS, p5: 0, p95: 1 });

function quantile(sorted, share) {
  const place = share * (sorted.length - 1), low = Math.floor(place), part = place - low;
  return part ? sorted[low] + part * (sorted[low + 1] - sorted[low]) : sorted[low];
}

/** Standard error of the median, where worlds of one set are not independent. */
function errorOfMedian(sorted, values, sets) {
  const of = new Map(), middle = quantile(sorted, 0.5), number = values.length;
  values.forEach((value, n) => of.set(sets[n], (of.get(sets[n]) ?? 0) + (value >= middle ? 0.5 : -0.5)));
  if (of.size < 2) return NaN;
  const squares = Math.max([...of.values()].reduce((sum, one) => sum + one * one, 0), number / 4);
  const half = (WIDE * 0.5) / Math.sqrt(number ** 2 / (4 * squares));
  const [low, high] = [Math.max(0.5 - half, 0), Math.min(0.5 + half, 1)].map((share) => quantile(sorted, share));
  return (high - low) / (2 * WIDE);
}

/** Where values lie over worlds, the error of their middle, and in which share of them there is more, and less. */
function spread(values, sets) {
  const sorted = Float64Array.from(values).sort(), told = endsOf(values.length), share = (so) => values.filter(so).length / values.length;
  const made = Object.fromEntries(Object.entries(told).map(([name, at]) => [name, quantile(sorted, at)]));
  return { ...made, error: errorOfMedian(sorted, values, sets), above: share((one) => one > 0), below: share((one) => one < 0), worlds: values.length };
}

/** The interval of the mean, where worlds of one set are not independent (`interval_of_mean`); nothing of a single set. */
function intervalOfMean(values, sets) {
  const of = new Map(), mean = average(values);
  values.forEach((value, n) => of.set(sets[n], (of.get(sets[n]) ?? 0) + value - mean));
  const squares = totalOf([...of.values()].map((one) => ((one * of.size) / values.length) ** 2)), half = numbers.student[of.size - 2] * Math.sqrt(squares / (of.size - 1) / of.size);
  return [mean - half, mean + half];
}

/** What is said of a difference, by the bounds that Python gives. */
const verdictOf = ({ above, below, worlds }) => { const share = Math.max(above, below); return share >= numbers.bounds.clear && worlds >= FEW ? "clear" : share >= numbers.bounds.likely ? "likely" : "none"; };
const isClear = (row, sign = 1) => verdictOf(row) === "clear" && sign * (row.above - row.below) > 0;
const verdictThatMore = (row) => (row.above > row.below ? verdictOf(row) : "none");
