// Sentences and numbers in the language that is spoken, as `experiments/say` writes them.

const NONE = "–";

/** A sentence by its key, with values in its places. */
const say = (key, values = {}) => words[key].replace(/\{(\w+)[^}]*\}/g, (_, name) => values[name]);

const joined = (told) => (told.length ? told.reduce((some, one) => say("in_a_row", { some, one })) : "");
const asBeginning = (said) => said.charAt(0).toUpperCase() + said.slice(1);

/** A whole number with the signs of the language; `sign`: with a plus where it is more than nothing. */
function written(value, sign = false) {
  const whole = even(value), grouped = String(Math.abs(whole)).replace(/\B(?=(\d{3})+$)/g, words.signs.group);
  return (whole < 0 ? "\u2212" : whole && sign ? "+" : "") + grouped;
}

/** A number as it is typed in this language. */
const inField = (value) => String(value).replace(".", words.signs.decimal);

/** A number to so many digits. */
function toDigits(value, digits) {
  if (!value) return 0;
  const place = 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-12) + 1 - digits);
  return place >= 1 ? even(value / place) * place : even(value * Math.round(1 / place)) / Math.round(1 / place);
}

/** The place of the last digit that an error allows; 0 where it would not be seen. */
const placeOf = (error) => (error >= 0.5 ? Math.max(10 ** Math.floor(Math.log10(toDigits(error, 1))), 1) : 0);

/** A whole number to so many digits, without those that its error does not bear: rounded once. */
function borne(value, error, digits = 2) {
  const place = Math.max(placeOf(error), value ? 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-12) + 1 - digits) : 1, 1);
  return even(value / place) * place;
}

/** The lower end of a range, the median and the upper end, as they are written, divided by `each`. */
const borneBy = (row, write = Number, each = 1) => [[row.p5, 2], [row.p50, 3], [row.p95, 2]].map(([value, digits]) => write(borne(value / each, row.error / each, digits)));
const figure = (value) => written(toDigits(value, 3));
const change = (value) => written(toDigits(value, 3), true);

/** From one number to another, as they are written; where both are written the same, it stands there once. */
const between = (low, high) => (low === high ? low : say("between", { low, high }));

const years = (number) => say(number === 1 ? "year" : "years", { number });
/** What a column of ranges is called. */
const rangeHead = (worlds) => (worlds < FEW ? words.lowest_to_highest : words.nine);

/** Both ends of a range, and which it is. */
function rangeOf(row, write, each = 1) {
  const [low, , high] = borneBy(row, write, each), range = between(low, high);
  return row.worlds < FEW ? say(row.worlds === 1 ? "lowest" : "lowest_of", { number: row.worlds, range }) : say("range", { range });
}

/** The median, and both ends of the range behind it; once where they are written the same. */
function cellOf(row, write, each = 1) {
  const [low, value, high] = borneBy(row, write, each);
  return low === value && value === high ? value : say("with_range", { value, interval: between(low, high) });
}

/** The verdict on a difference, with how many simulations agree where it is not clear. */
const verdictInWords = (row) => say(verdictOf(row), { often: often(row.p50 > 0 ? row.above : row.p50 < 0 ? row.below : Math.max(row.above, row.below), row.worlds) });

/** How many people more an option brings than another (`experiments/say/differences.py`). */
function answer(row, name, base) {
  const told = { name, base, years: years(ahead) }, [, middle] = borneBy(row);
  if (!row.above && !row.below) return say("same", told);
  return say(middle > 0 ? "more" : middle < 0 ? "fewer" : "as_many", { ...told, verdict: verdictInWords(row), people: figure(Math.abs(middle)), range: rangeOf(row, change) });
}

/** How many simulations that is, of ten; of those there are while they are few. */
function often(share, worlds) {
  if (worlds < FEW) return say("in_so_many", { cases: even(share * worlds), all: worlds });
  if (share < 0.05) return say("seldom");
  if (share > 0.95) return say("nearly_always");
  const most = 10 * (share < numbers.bounds.likely ? numbers.bounds.likely : 1) - 1; // a share is not rounded into the next verdict
  const cases = Math.min(Math.max(even(10 * share), 1), even(most));
  return say(cases > 1 ? "in_tenths" : "in_a_tenth", { cases });
}
